// Package dashboard answers people and programs over HTTP: standings, measures, unions, pages, health. It computes no
// figure (aggregator does) and knows no SQL. Who may do what is decided in access.go alone; what there is stands in
// routes.go; bytes on websockets are the sub-package push's.
//
// Decisions, and what would change our mind:
//
//   - Fiber with every string copied (Immutable): its strings die with the handler otherwise. None of its session, csrf,
//     cors, cache and static file middleware is used; each has a history of advisories, and the pages need their own
//     caching anyway.
//   - No header of a proxy is believed. Where TLS ends at a proxy, that proxy's address is the client's.
//   - Until people can sign in, reading without a token is for the machine itself only: the peer and the Host header must
//     both be loopback, or a page on the internet could read through a rebound name. The desk's pages open to this machine
//     alone, token or not.
package dashboard
