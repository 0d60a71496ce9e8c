package cli

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"tiddly/internal/engine"
	"tiddly/internal/fault"
)

// lookEvery is how often a served database is looked at for changes of its tables. A look reads one number.
const lookEvery = 500 * time.Millisecond

// stayCurrent follows the changes of the database, and reads it anew on SIGHUP, until the end is called; that waits for a
// reading that is under way.
func stayCurrent(ctx context.Context, live *engine.Live) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	watched, heard := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		live.Watch(ctx, lookEvery)
	}()
	go func() {
		defer close(heard)
		for {
			select {
			case <-ctx.Done():
				return
			case <-hangup:
				live.Reload(ctx)
			}
		}
	}()
	return func() {
		signal.Stop(hangup)
		cancel()
		<-watched
		<-heard
	}
}

// logChange tells an operator of a change of the database.
func logChange(log *slog.Logger, c engine.Change) {
	if c.Err != nil {
		var attributes []any
		if cause := fault.From(c.Err).Cause(); cause != nil {
			attributes = append(attributes, "cause", cause.Error())
		}
		log.Error("the changed database cannot be served, so what was served stays: "+c.Err.Error(), attributes...)
	}
	for _, what := range c.What {
		log.Info("the database was changed: " + what)
	}
	logNotes(log, c.Notes)
}
