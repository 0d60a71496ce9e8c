// Package program lets a Go program of its own ask the tables of a database, without HTTP and without a server: by the
// same plans, limits and names as the server.
package program

import (
	"context"
	"encoding/json"
	"sync"

	"github.com/spf13/pflag"

	"tiddly/db"
	"tiddly/internal/auth/password"
	"tiddly/internal/config"
	"tiddly/internal/engine"
	"tiddly/internal/gql/handwritten"
)

// Options are the options for opening a database.
type Options struct {
	// Settings is the path of a tiddly.yml, whose names, kinds, accounts and limits apply; empty is none.
	Settings string
	// ReadOnly opens the database so that nothing can be written.
	ReadOnly bool
}

// Database is an open database. It is safe for concurrent use.
type Database struct {
	database *db.Database
	live     *engine.Live

	mu sync.Mutex
	// questions are those of the latest snapshot.
	questions *handwritten.Questions
	snapshot  *engine.Snapshot
}

// Open opens the database at an address, as in the setting db, and reads its tables. Errors are faults, or mistakes of
// the settings.
func Open(ctx context.Context, address string, o Options) (*Database, error) {
	var environ []string
	if o.Settings != "" {
		environ = append(environ, "TIDDLY_CONFIG="+o.Settings)
	}
	s, err := config.Load(pflag.NewFlagSet("program", pflag.ContinueOnError), environ)
	if err != nil {
		return nil, err
	}
	database, err := db.Open(ctx, address, db.Options{ReadOnly: o.ReadOnly, Longest: s.Limits.AnswerBytes})
	if err != nil {
		return nil, err
	}
	users := s.Auth.Users
	live, _, err := engine.Open(ctx, database, engine.Options{
		Overrides: s.Overrides, StrictNames: s.StrictNames,
		Limits: engine.Limits{
			Rows: s.Limits.Rows, Cost: int64(s.Limits.Cost), AnswerRows: s.Limits.AnswerRows, AnswerBytes: s.Limits.AnswerBytes,
		},
		Users: engine.NewUsers(users.Table, users.Identity, users.Password), HashPassword: password.New(0).Hash,
	}, func(engine.Change) {})
	if err != nil {
		_ = database.Close() // the first error is the one to report
		return nil, err
	}
	return &Database{database: database, live: live}, nil
}

// Close closes the database, when what is being asked has ended.
func (d *Database) Close() error { return d.database.Close() }

// Read calls f with a context in which everything that is asked is of one snapshot, and has the limits of one answer.
func (d *Database) Read(ctx context.Context, f func(ctx context.Context) error) error {
	return d.within(ctx, func(ctx context.Context, _ *engine.Session) error { return f(ctx) })
}

// Write calls f with a context in which everything that is asked is one transaction. It is committed when f returns
// nil, and rolled back if f returns an error or panics, or a write in it failed. F is called once.
func (d *Database) Write(ctx context.Context, f func(ctx context.Context) error) error {
	return d.within(ctx, func(ctx context.Context, s *engine.Session) error {
		return s.Transact(ctx, func() error { return f(ctx) })
	})
}

func (d *Database) within(ctx context.Context, f func(context.Context, *engine.Session) error) error {
	snapshot := d.live.Current()
	s := snapshot.Session(nil)
	defer s.Close()
	return f(handwritten.WithAsker(ctx, &asker{questions: d.of(snapshot), session: s}), s)
}

// of returns the questions of a snapshot.
func (d *Database) of(s *engine.Snapshot) *handwritten.Questions {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.snapshot != s {
		d.snapshot, d.questions = s, handwritten.NewQuestions(s.Schema, s, s.Limits.Rows)
	}
	return d.questions
}

// asker asks in a session. It implements handwritten.Asker.
type asker struct {
	questions *handwritten.Questions
	session   *engine.Session
}

// Ask implements handwritten.Asker.
func (a *asker) Ask(ctx context.Context, q *handwritten.Question) (json.RawMessage, error) {
	return a.questions.Ask(ctx, a.session, q)
}

// Questions implements handwritten.Asker.
func (a *asker) Questions() *handwritten.Questions { return a.questions }
