// Package engine takes a request to response bytes: it holds what is currently served (a Snapshot: catalogue,
// schema, dialect), compiles requests and runs them. It knows no HTTP, no gqlgen and no engine by name.
package engine

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tiddly/internal/caller"
	"tiddly/internal/catalog"
	"tiddly/internal/cursor"
	"tiddly/internal/dialect"
	"tiddly/internal/ending"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/kept"
	"tiddly/internal/observe"
	"tiddly/internal/outgoing"
	"tiddly/internal/plan"
	"tiddly/internal/request"
	"tiddly/internal/schema"
	"tiddly/internal/sqlgen"
)

// Limits bound every request. The zero value is not useful; use DefaultLimits.
type Limits struct {
	// Rows is both the maximum and the default limit of one list.
	Rows int
	// Cost is the maximum number of rows that a request could read by its limits, with nested lists multiplied by
	// their parents.
	Cost int64
	// AnswerRows and AnswerBytes bound a whole answer.
	AnswerRows, AnswerBytes int
}

// DefaultLimits returns the limits of CONTRACT.
func DefaultLimits() Limits {
	return Limits{Rows: 1000, Cost: 100_000, AnswerRows: 100_000, AnswerBytes: 10 << 20}
}

// Snapshot is one immutable state of what is served.
type Snapshot struct {
	Catalog *catalog.Catalog
	Schema  *schema.Schema
	Dialect *dialect.Dialect
	Limits  Limits

	// role is the role that sees this view; origin is what the views of other roles are built from.
	role   string
	origin origin

	database exec.Database
	// kept are the answers of reads that are given again; nil if none are.
	kept *kept.Answers
	// cursors is the key of cursors.
	cursors *cursor.Key
	// users is the accounts table and hash the password hash function; both are nil without accounts.
	users *catalog.Table
	hash  func(ctx context.Context, plain string) (string, error)
	// renew reloads a changed database and reports whether a request that failed because of the change may be
	// retried; nil if nothing watches for changes.
	renew func(context.Context) bool
	// contradicted collects columns whose cells are not what is served; nil if nothing widens. See widen.go.
	contradicted func(*catalog.Column)
	// stays reports whether the database is as it was when it was read; nil if nothing watches for changes.
	stays func(context.Context) bool
	// mark is the mark of the tables when they were read; nil if changes are not detected.
	mark atomic.Pointer[string]
	// fixed is set if no program may run on tables with another mark; latest then returns the snapshot that replaces
	// this one. See fixed.go.
	fixed  bool
	latest func(context.Context) (*Snapshot, error)
}

// Prepared is a compiled request. It can run many times, with different arguments.
type Prepared struct {
	Plan    *plan.Plan
	Program *sqlgen.Program
	// Generated is the time at which the SQL was generated, for observers: one request makes a plan that later ones
	// reuse.
	Generated observe.Span

	// followed returns the program for tables that have changed since the plan was made; see exec.Answer.Moved.
	followed func() (*sqlgen.Program, error)
	// secrets are the arguments that hold values of secret columns; fromCaller those filled by the caller; cursors those
	// that are cursors.
	secrets, fromCaller, cursors []request.Slot
	// usual is the usual size of the answers.
	usual outgoing.Usual
	// number is that of the request among all that were ever prepared, if its answers may be kept; otherwise 0.
	number uint64
	// snapshot is the snapshot that the request was prepared for. If it is fixed, the request can be prepared again
	// for another.
	snapshot *Snapshot
	request  *request.Request
	trusted  bool
}

// New returns a snapshot over a database whose inspection returned c.
func New(database exec.Database, d *dialect.Dialect, c *catalog.Catalog, limits Limits) (*Snapshot, error) {
	return build(database, d, c, limits, schema.Options{})
}

func build(
	database exec.Database, d *dialect.Dialect, c *catalog.Catalog, limits Limits, o schema.Options,
) (*Snapshot, error) {
	s, err := schema.Build(c, o)
	if err != nil {
		return nil, err
	}
	return &Snapshot{
		Catalog: c, Schema: s, Dialect: d, Limits: limits, database: database, users: o.Users, cursors: processKey(),
	}, nil
}

// Prepare compiles a request and stops early if ctx ends. Errors are faults.
func (s *Snapshot) Prepare(ctx context.Context, r *request.Request) (*Prepared, error) {
	return s.prepare(r, plan.Options{Rows: s.Limits.Rows, Over: over(ctx)})
}

// over returns a function that returns the reason why ctx has ended, or nil.
func over(ctx context.Context) func() error {
	return func() error {
		if f := ending.Fault(ctx, "the request exceeded its time limit"); f != nil {
			return f
		}
		return nil
	}
}

// PrepareTrusted is Prepare for the login only: it may select a secret column and compare it by eq, so that a
// password is rehashed only if it is still the one that was read.
func (s *Snapshot) PrepareTrusted(r *request.Request) (*Prepared, error) {
	return s.prepare(r, plan.Options{Rows: s.Limits.Rows, Trusted: true})
}

// Users returns the accounts table; nil if there are no accounts.
func (s *Snapshot) Users() *catalog.Table { return s.users }

func (s *Snapshot) prepare(r *request.Request, o plan.Options) (*Prepared, error) {
	p, err := plan.Compile(s.Catalog, r, o)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	program, err := s.generate(p, o.Over)
	if err != nil {
		return nil, err
	}
	prepared := &Prepared{Plan: p, Program: program, Generated: observe.Since(start), secrets: secrets(p), fromCaller: fromCaller(p), cursors: cursors(p), snapshot: s}
	if s.fixed {
		prepared.request, prepared.trusted = r, o.Trusted
	}
	if prepared.lasts(o) {
		prepared.number = numbers.Add(1)
	}
	if program.Trusts {
		prepared.followed = sync.OnceValues(func() (*sqlgen.Program, error) { return s.generate(p.Followed(), nil) })
	}
	return prepared, nil
}

func (s *Snapshot) generate(p *plan.Plan, over func() error) (*sqlgen.Program, error) {
	return sqlgen.Generate(p, s.Dialect, sqlgen.Options{Rows: s.Limits.Rows, Over: over})
}

// Afford returns the fault for which Run refuses a request whose lists could have too many rows; nil if it does not, or
// refuses the arguments already.
func (s *Snapshot) Afford(who *caller.Caller, p *Prepared, arguments request.Arguments) error {
	arguments = p.filled(who, arguments)
	if p.Plan.CheckArguments(arguments) != nil {
		return nil
	}
	return p.Plan.CheckCost(arguments, s.Limits.Cost)
}

// Run runs a prepared request for a caller and appends the data to dst. A fault of the whole request is returned
// as the answer's only error, with nil Data.
func (s *Snapshot) Run(
	ctx context.Context, who *caller.Caller, p *Prepared, arguments request.Arguments, dst []byte,
) exec.Answer {
	return s.runIn(ctx, nil, who, p, arguments, dst)
}

// runIn is Run in a session; nil is none.
func (s *Snapshot) runIn(
	ctx context.Context, in *Session, who *caller.Caller, p *Prepared, arguments request.Arguments, dst []byte,
) exec.Answer {
	arguments = p.filled(who, arguments)
	if s.fixed && p.snapshot != s {
		return s.again(ctx, in, who, p, arguments, nil, dst)
	}
	if in == nil && s.keeps(ctx, p) {
		return s.runKept(ctx, who, p, arguments, dst)
	}
	return s.runNow(ctx, in, who, p, arguments, dst)
}

// runNow is runIn of what is not kept.
func (s *Snapshot) runNow(
	ctx context.Context, in *Session, who *caller.Caller, p *Prepared, arguments request.Arguments, dst []byte,
) exec.Answer {
	if err := p.Plan.CheckArguments(arguments); err != nil {
		return exec.Failed(err)
	}
	if err := p.Plan.CheckCost(arguments, s.Limits.Cost); err != nil {
		return exec.Failed(err)
	}
	hashed, err := s.hashed(ctx, p, arguments)
	if err != nil {
		return exec.Failed(err)
	}
	a := s.run(ctx, in, p, hashed, dst)
	switch {
	case !outdated(&a):
	case s.fixed:
		a = s.again(ctx, in, who, p, arguments, hashed, dst)
	case s.renew != nil && s.renew(ctx):
		a = s.run(ctx, in, p, hashed, dst)
	}
	if outdated(&a) && s.stays != nil && s.stays(ctx) {
		a.Errors = lasting(a.Errors)
	}
	return a
}

func (s *Snapshot) run(ctx context.Context, in *Session, p *Prepared, arguments request.Arguments, dst []byte) exec.Answer {
	arguments, err := s.opened(p, arguments)
	if err != nil {
		return exec.Failed(err)
	}
	o, db := s.options(ctx, p), s.database
	if in != nil {
		in.limit(&o)
		db = in
	}
	if p.Program.Writes {
		return s.write(ctx, db, p, arguments, dst, o)
	}
	a := s.read(ctx, db, p, arguments, dst, o)
	for i, f := range a.Errors {
		a.Errors[i] = filtered(p, f)
	}
	return a
}

// outdated reports whether a request failed as a whole because the database has changed since it was read. In that
// case none of its writes was kept.
func outdated(a *exec.Answer) bool {
	return a.Data == nil && slices.ContainsFunc(a.Errors, func(f *fault.Fault) bool { return f.Code == fault.SchemaChanged })
}

// lasting returns the faults of a request that the database cannot run although it is as it was when it was read:
// trying again does not help.
func lasting(all []*fault.Fault) []*fault.Fault {
	out := slices.Clone(all)
	for i, f := range out {
		if f.Code == fault.SchemaChanged {
			changed := *f
			changed.Code, changed.Message, changed.Details = fault.DatabaseError, "the database cannot run the request", ""
			out[i] = changed.WithHint("the same request will fail again; the reason is in the log")
		}
	}
	return out
}

// locate adds to a fault the place in the request of the argument it concerns.
func (p *Prepared) locate(slot request.Slot, f *fault.Fault) *fault.Fault {
	if slot == request.None || slot.Index() >= len(p.Plan.Slots) {
		return f
	}
	use := p.Plan.Slots[slot.Index()]
	path := make([]any, len(use.Field))
	for i, key := range use.Field {
		path[i] = key
	}
	located := f.At(path...)
	located.Message = use.Argument + ": " + f.Message
	if use.Use == plan.Assigned || use.Use == plan.Added {
		located.Table, located.Columns = use.Column.Table.TypeName, []string{use.Column.Name}
	}
	return located
}
