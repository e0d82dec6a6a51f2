package event

import "crypto/sha256"

// Ident is the identity of an event, which (source, id) names for ever: the first 16 bytes of
// SHA-256(source, 0x00, id). Neither part may hold a zero byte; accepted ones are printable ASCII.
func Ident(source, id string) [16]byte {
	var room [2*maxCode + 1]byte
	text := append(room[:0], source...)
	text = append(text, 0)
	text = append(text, id...)
	sum := sha256.Sum256(text)
	return [16]byte(sum[:16])
}
