// Command unionscreen is the whole product in one binary: the demo city, the server, the import of files and the
// tools of operation. It only wires rooms; what they do is theirs.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"unionscreen/queries/engine"
)

func main() {
	engine.RunChild() // serves and never returns where this process was started as the engine's child
	os.Exit(run())
}

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once
	return execute(ctx, rootCommand(), os.Stderr)
}
