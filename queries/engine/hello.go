package engine

import (
	"encoding/binary"
	"strings"
)

// helloQuery is what clickhouse-go asks on a new connection. The answer must be
// encoded at the protocol revision that the client names in the request, and say
// revision 0, so that the client reads all later answers at revision 0, which is
// what the engine writes.
const helloQuery = "SELECT displayName(), version(), revision(), timezone()"

// Revisions of the native protocol at which a block gained a part.
const (
	revisionBlockInfo     = 1
	revisionSerialization = 54454
)

func isHello(sql string) bool { return strings.TrimSpace(sql) == helloQuery }

// helloBlock is the answer: one row of three strings and a zero revision.
func helloBlock(revision int, version, zone string) []byte {
	var b []byte
	text := func(s string) {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	column := func(name, kind string) {
		text(name)
		text(kind)
		if revision >= revisionSerialization {
			b = append(b, 0) // no custom serialization
		}
	}
	if revision >= revisionBlockInfo {
		b = append(b, 1, 0)                         // field 1: is_overflows = false
		b = append(b, 2, 0xff, 0xff, 0xff, 0xff, 0) // field 2: bucket_num = -1; end
	}
	b = append(b, 4, 1) // columns, rows
	column("displayName()", "String")
	text("unionscreen")
	column("version()", "String")
	text(version)
	column("revision()", "UInt32")
	b = append(b, 0, 0, 0, 0)
	column("timezone()", "String")
	text(zone)
	return b
}
