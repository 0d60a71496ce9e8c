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

// lookEvery is the interval of checks whether the tables have changed, and whether the file is still in place. A
// check reads one number and the status of up to four files.
const lookEvery = 500 * time.Millisecond

// stayCurrent follows the changes of the database, and reloads it on SIGHUP, until end is called, which waits for
// a running load. A SIGHUP caused by the loss of the terminal calls stop: closing the window should end the
// program, unless it was started to ignore that (nohup). Reload is called after the database was reloaded.
func stayCurrent(ctx context.Context, live *engine.Live, reload, stop func()) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	hangup := make(chan os.Signal, 1)
	bound := !signal.Ignored(syscall.SIGHUP) && onTerminal()
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
				if bound && !staysOnTerminal() {
					stop()
					return
				}
				live.Reload(ctx)
				if ctx.Err() == nil {
					reload()
				}
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

// onTerminal reports whether the process has a controlling terminal; a closed one does not count.
func onTerminal() bool {
	file, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return false
	}
	_ = file.Close() // nothing was written
	return true
}

// staysOnTerminal checks after a delay, because the signal arrives before the system removes the terminal.
func staysOnTerminal() bool {
	time.Sleep(50 * time.Millisecond)
	return onTerminal()
}

// failed describes the consequence of a failure for what is served.
func failed(c engine.Change) string {
	switch f := fault.From(c.Err); f.Code {
	case fault.DatabaseMoved:
		return f.Message + ": nothing is written until it is at its path again, and reads use the old file; " +
			"restart the server to serve the file that is there now"
	case fault.DatabaseBusy, fault.LimitTime, fault.DatabaseUnavailable:
		return "the database cannot be examined: " + c.Err.Error()
	}
	if c.Refuses {
		return "the changed database cannot be served, and the column of the passwords is no longer known, so nothing is served until it can: " + c.Err.Error()
	}
	return "the changed database cannot be served, so the former tables stay served: " + c.Err.Error()
}

// logChange logs a change of the database.
func logChange(log *slog.Logger, c engine.Change) {
	if c.Err != nil {
		var attributes []any
		if cause := fault.From(c.Err).Cause(); cause != nil {
			attributes = append(attributes, "cause", cause.Error())
		}
		log.Error(failed(c), attributes...)
	}
	if c.Well {
		log.Info("the database is unchanged, and served")
	}
	for _, what := range c.What {
		log.Info("the database was changed: " + what)
	}
	logNotes(log, c.Notes)
}
