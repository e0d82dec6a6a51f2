package event

import (
	"errors"
	"fmt"
	"time"

	"github.com/valyala/fastjson"
)

// Config bounds what is accepted and holds the deployment's key.
type Config struct {
	Key      []byte        // key of the persons' hash, at least 16 bytes; whoever has it can link references to hashes
	MaxBytes int           // bytes of a value (in binary mode with its ce_ headers); events.md fixes 64 KiB
	MaxAhead time.Duration // how far `time` may lie ahead of the record's timestamp; clocks of producers differ by minutes

	Producers Producers // nil: none are registered, and any source may speak for any union
}

// Producers says who may speak for whom. The decoder takes it as a value that answers at once and does no I/O.
type Producers interface {
	// Registered says whether there are any; until then every source is let in.
	Registered() bool
	// Scope says whether the source is registered, and whether it may speak for the union.
	Scope(source, union string) (known, inScope bool)
}

// Default is the configuration of events.md; the key must still be set.
func Default() Config {
	return Config{MaxBytes: 64 << 10, MaxAhead: 10 * time.Minute}
}

// Validate reports everything that is wrong with the configuration, joined.
func (c Config) Validate() error {
	var faults []error
	if len(c.Key) < 16 {
		faults = append(faults, fmt.Errorf("pseudonym key has %d bytes: give at least 16 random ones", len(c.Key)))
	}
	if c.MaxBytes < 1<<10 || c.MaxBytes > 1<<20 {
		faults = append(faults, fmt.Errorf("largest value is %d bytes: choose 1 KiB to 1 MiB (default 64 KiB)", c.MaxBytes))
	}
	if c.MaxAhead < 0 || c.MaxAhead > 24*time.Hour {
		faults = append(faults, fmt.Errorf("allowed lead over the record's timestamp is %s: choose 0 to 24h (default 10m)", c.MaxAhead))
	}
	return errors.Join(faults...)
}

// Decoder decodes records one after another. It reuses its buffers and is not for concurrent use: one per partition.
type Decoder struct {
	cfg     Config
	parser  fastjson.Parser
	persons persons
	finder  finder
	strings interner
	message message
	fields  [maxFields]fieldRead
	entries []entry // scratch of the canonical form, used as a stack
	number  []byte  // scratch: text of one number
	hashed  []byte  // scratch: what the content hash covers
}

// New checks the configuration and gives a decoder.
func New(cfg Config) (*Decoder, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("configure event decoder: %w", err)
	}
	cfg.Key = append([]byte(nil), cfg.Key...)
	return &Decoder{cfg: cfg, persons: newPersons(cfg.Key), strings: newInterner()}, nil
}
