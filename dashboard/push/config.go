package push

import (
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"time"
)

// Config holds the limits of the sockets.
type Config struct {
	Zone          *time.Location // of the instants on the wire
	Origins       []string       // allowed besides the server's own, as scheme://host[:port]
	MaxClients    int            // sockets in all; each costs about 6 KB
	MaxPerAddress int            // sockets of one remote address; a proxy is one address
	MaxTopics     int            // subscriptions of one socket
	MaxMessage    int64          // bytes of a client's message; ours are below 200
	Rate          float64        // messages and pings a client may send per second, in the long run
	Burst         float64        // and at once
	Heartbeat     time.Duration  // at least one per topic this often: browsers see no pings, and count 25 s as dead
	Freshness     time.Duration  // a client is told a newer as_of when it moved this far: the wall warns at an age of 15 s
	Ping          time.Duration  // keeps middleboxes awake and makes a live peer answer
	PongWait      time.Duration  // nothing heard for so long: the peer is gone (writes alone do not notice)
	Stall         time.Duration  // a frame that makes no progress for so long ends the connection
	AckWindow     int            // snapshots on the way to a client that acknowledges; the kernel hides megabytes otherwise
	AckWait       time.Duration  // an acknowledging client that stays silent for so long is closed
	CloseWait     time.Duration  // for the peer's half of the closing handshake
	RetrySpread   time.Duration  // on shutdown clients are told to come back at random within this
	Shards        int            // writing goroutines
}

// Default is what a federation's walls and desks need.
func Default() Config {
	return Config{
		Zone: time.UTC, MaxClients: 10_000, MaxPerAddress: 1_000, MaxTopics: 8, MaxMessage: 4096, Rate: 10, Burst: 40,
		Heartbeat: 10 * time.Second, Freshness: 4 * time.Second, Ping: 25 * time.Second, PongWait: 60 * time.Second,
		Stall: 15 * time.Second, AckWindow: 8, AckWait: 30 * time.Second, CloseWait: time.Second,
		RetrySpread: 5 * time.Second, Shards: runtime.GOMAXPROCS(0),
	}
}

// Validate lists every fault.
func (c Config) Validate() error {
	var faults []error
	if c.Zone == nil {
		faults = append(faults, errors.New("zone is missing"))
	}
	for _, origin := range c.Origins {
		u, err := url.Parse(origin)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || origin != u.Scheme+"://"+u.Host {
			faults = append(faults, fmt.Errorf("origin %q is not scheme://host[:port]", origin))
		}
	}
	for name, n := range map[string]float64{"max clients": float64(c.MaxClients), "max per address": float64(c.MaxPerAddress),
		"max topics": float64(c.MaxTopics), "max message": float64(c.MaxMessage), "rate": c.Rate, "burst": c.Burst, "ack window": float64(c.AckWindow), "shards": float64(c.Shards),
		"heartbeat": float64(c.Heartbeat), "freshness": float64(c.Freshness), "ping": float64(c.Ping), "stall": float64(c.Stall),
		"ack wait": float64(c.AckWait), "close wait": float64(c.CloseWait)} {
		if n <= 0 {
			faults = append(faults, fmt.Errorf("%s must be positive", name))
		}
	}
	if c.PongWait <= c.Ping {
		faults = append(faults, errors.New("pong wait must be longer than ping, or a live peer is taken for dead"))
	}
	return errors.Join(faults...)
}
