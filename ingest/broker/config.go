package broker

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"time"
)

// Config of the embedded broker.
type Config struct {
	Dir    string // directory of the log; one process at a time
	Listen string // host:port; port 0 takes any free one, Addr tells which
	// Advertise is the host:port told to clients; empty means the address listened on. It must be given when Listen
	// names no particular host (0.0.0.0, [::]), because a client cannot connect to such an address.
	Advertise string
	// Exposed allows a Listen beyond loopback. The broker asks nobody for a password: whoever reaches it may write.
	Exposed bool

	Topics []TopicConfig

	// RetentionBytes is what one partition keeps at most (about: whole batches go, whole segments leave the disk). The
	// time and memory to start after a kill grow with what is kept: 2 GB took 8 s and 2 GB of memory.
	RetentionBytes int64
	SegmentBytes   int64         // one file of a partition; small, because a start reads whole segments
	RetentionCheck time.Duration // how often retention is applied
}

// TopicConfig is one topic that the broker creates. Partitions may be raised later, never lowered.
type TopicConfig struct {
	Name       string
	Partitions int
	// NoReader says that nobody is expected to read the topic, so that it never makes producers wait (see Room).
	NoReader bool
}

// Default returns loopback on Kafka's usual port and the topics of the contract with producers. Dir has no default.
func Default() Config {
	return Config{
		Listen: "127.0.0.1:9092",
		Topics: []TopicConfig{
			{Name: "article-reads", Partitions: 4},
			{Name: "verified-members", Partitions: 2},
			{Name: "applications", Partitions: 2},
			{Name: "completions", Partitions: 2},
			{Name: "union-work", Partitions: 2},
			{Name: "unionscreen-dead-letters", Partitions: 1, NoReader: true},
		},
		RetentionBytes: 64 << 20,
		SegmentBytes:   8 << 20,
		RetentionCheck: 2 * time.Second,
	}
}

var topicName = regexp.MustCompile(`^[A-Za-z0-9._-]{1,249}$`)

// Validate gives all faults at once.
func (c Config) Validate() error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if c.Dir == "" {
		fault("broker.dir is empty: name a directory for the log")
	}
	c.checkListen(fault)
	if len(c.Topics) == 0 {
		fault("broker.topics is empty: name at least one topic")
	}
	seen := map[string]bool{}
	for _, t := range c.Topics {
		if !topicName.MatchString(t.Name) || t.Name == "." || t.Name == ".." {
			fault("broker.topics: %q is no topic name: use 1-249 of letters, digits, '.', '_', '-'", t.Name)
		}
		if seen[t.Name] {
			fault("broker.topics names %q twice", t.Name)
		}
		seen[t.Name] = true
		if t.Partitions < 1 || t.Partitions > 256 {
			fault("broker.topics: %q has %d partitions: use 1-256", t.Name, t.Partitions)
		}
	}
	if c.SegmentBytes < 1<<10 {
		fault("broker.segment_bytes is %d: use at least 1024", c.SegmentBytes)
	}
	if c.RetentionBytes < 2*c.SegmentBytes {
		fault("broker.retention_bytes is %d: use at least two segments (%d)", c.RetentionBytes, 2*c.SegmentBytes)
	}
	if c.RetentionCheck < time.Millisecond || c.RetentionCheck > time.Minute {
		fault("broker.retention_check is %s: use 1ms to 1m, a fast producer fills the disk meanwhile", c.RetentionCheck)
	}
	return errors.Join(faults...)
}

func (c Config) checkListen(fault func(string, ...any)) {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		fault("broker.listen %q is no host:port: %w", c.Listen, err)
		return
	}
	addr, err := netip.ParseAddr(host)
	loopback := host == "localhost" || err == nil && addr.IsLoopback()
	if !loopback && !c.Exposed {
		fault("broker.listen %q is reachable by others and the broker asks for no password: listen on 127.0.0.1, or set broker.exposed", c.Listen)
	}
	if (host == "" || err == nil && addr.IsUnspecified()) && c.Advertise == "" {
		fault("broker.listen %q names no host that clients can reach: set broker.advertise to host:port", c.Listen)
	}
	if c.Advertise != "" {
		if _, err := net.ResolveTCPAddr("tcp", c.Advertise); err != nil {
			fault("broker.advertise %q is no host:port: %w", c.Advertise, err)
		}
	}
}
