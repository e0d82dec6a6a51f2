// Command unionscreen is the whole product in one binary: the demo city, the server, the import of files and the
// tools of operation. It only wires rooms; what they do is theirs.
package main

import (
	"context"
	"errors"
	"fmt"
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
	err := rootCommand().ExecuteContext(ctx)
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage):
		fmt.Fprintln(os.Stderr, "unionscreen:", err)
		return 2
	default:
		fmt.Fprintln(os.Stderr, "unionscreen:", err)
		return 1
	}
}
