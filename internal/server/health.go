package server

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"tiddly/internal/fault"
)

const (
	// readyFor is how long the database's answer is cached, so that probes cannot load it.
	readyFor = time.Second
	// readyWithin is how long the database may take to answer.
	readyWithin = 2 * time.Second
)

type status struct {
	Status string `json:"status"`
}

// health lists the addresses used by monitoring programs. They may address the server by IP or without a Host, and
// learn nothing that a foreign page could use.
var health = []string{"/healthz", "/readyz"}

// healthy answers that the process is alive; it does nothing that could fail.
func healthy(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, status{"ok"})
}

// answerReady answers whether requests should be sent to this server.
func (s *Server) answerReady(w http.ResponseWriter, r *http.Request) {
	if s.stopping.Load() {
		refuse(w, fault.New(fault.InternalStopping, "the server is stopping"))
		return
	}
	if err := s.ready.ask(r.Context()); err != nil {
		f := fault.New(fault.DatabaseUnavailable, "the database does not answer")
		if known := fault.From(err); known.Code == fault.DatabaseMoved || unserved(err) {
			f = fault.New(known.Code, "%s", known.Message)
		}
		refuse(w, f.WithHint("the server's log has the details"))
		return
	}
	writeJSON(w, http.StatusOK, status{"ready"})
}

// unserved reports whether the database is reachable but cannot be served.
func unserved(err error) bool { return err != nil && fault.From(err).Code == fault.SchemaChanged }

// readiness checks the database at most once in readyFor.
type readiness struct {
	check func(context.Context) error
	log   *slog.Logger

	mu    sync.Mutex
	asked time.Time
	err   error
}

func (r *readiness) ask(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if time.Since(r.asked) < readyFor {
		return r.err
	}
	// A client that disconnects must not leave "not ready" for the others.
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), readyWithin)
	defer done()
	before := r.err
	r.err = r.check(ctx)
	r.asked = time.Now()
	switch {
	case unserved(r.err), r.err == nil && unserved(before):
		// Changes of the tables are reported by the watcher.
	case r.err != nil && (before == nil || r.err.Error() != before.Error()):
		r.log.Warn("the database does not answer", "err", r.err, "cause", fault.From(r.err).Cause())
	case r.err == nil && before != nil:
		r.log.Info("the database answers again")
	}
	return r.err
}
