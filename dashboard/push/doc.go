// Package push brings numbered snapshots to browsers over websockets. It knows topics, frames and sockets; it does not
// know who may read (dashboard/access.go), what a board means (aggregator) or routes.
//
// Decisions, and what would change our mind:
//
//   - A socket is taken from fasthttp whole (UnsafeConn) and never given back: the wrapper that a hijack handler gets is
//     pooled, and a write through a stale one reaches another client. Moving /ws to net/http would make this needless.
//   - gorilla/websocket does the handshake and reads. It never writes to the socket afterwards: its control frames go
//     through the shard like everything else, because a control frame inside a half-written data frame destroys the stream.
//   - K shard goroutines write without blocking and keep nothing queued per client but the rest of one frame: what is due
//     is worked out at the moment the socket takes it, so a slow reader gets the newest state or is closed, and delays nobody.
//     A client costs one goroutine. TLS cannot write without blocking; there each client has a second one.
//   - No compression: a read limit counts compressed bytes, and prepared deflate would save bytes that an intranet has.
package push
