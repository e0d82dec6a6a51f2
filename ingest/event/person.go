package event

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
)

// personFields are the fields of data that name a person, whatever the type: even where the catalogue does not ask for
// one, the reference must not be kept.
var personFields = [...]string{"member", "reader", "author"}

func isPersonField(name string) bool {
	for _, f := range personFields {
		if f == name {
			return true
		}
	}
	return false
}

// persons replaces references by keyed hashes; the key stays out of everything that is kept.
type persons struct {
	mac hash.Hash
	sum [sha256.Size]byte
}

func newPersons(key []byte) persons { return persons{mac: hmac.New(sha256.New, key)} }

// appendHash appends the 32 hex characters that stand for the reference.
func (p *persons) appendHash(dst, reference []byte) []byte {
	p.mac.Reset()
	p.mac.Write(reference)
	sum := p.mac.Sum(p.sum[:0])
	return hex.AppendEncode(dst, sum[:16])
}

// Person is the keyed hash that stands for a reference everywhere behind the decoder: the first 16 bytes of
// HMAC-SHA-256(key, reference) as 32 hex characters.
func (d *Decoder) Person(reference string) string {
	return string(d.persons.appendHash(nil, []byte(reference)))
}
