// Tiddly serves a GraphQL API over the tables of a SQL database. This file turns signals into the end of a
// context; everything else is in internal/cli.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"tiddly/internal/cli"
)

// patience is how long further signals count as the first one: some programs send it twice, to the
// process and to its group.
const patience = time.Second

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// After that a signal means what it usually does: it ends the process at once.
	context.AfterFunc(ctx, func() { time.AfterFunc(patience, stop) })
	return cli.Main(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr)
}
