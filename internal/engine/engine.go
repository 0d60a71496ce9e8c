// Package engine is the one way from a request to response bytes: it holds what is served now (a
// Snapshot: catalogue, schema, dialect), compiles requests and runs them. It knows no HTTP, no gqlgen and no
// engine by name.
package engine

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tiddly/internal/caller"
	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/ending"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/observe"
	"tiddly/internal/outgoing"
	"tiddly/internal/plan"
	"tiddly/internal/request"
	"tiddly/internal/schema"
	"tiddly/internal/sqlgen"
)

// Limits bound every request. The zero value is not useful; see DefaultLimits.
type Limits struct {
	// Rows is the most rows of one list, and its default limit.
	Rows int
	// Cost is the most rows that a request could read by its limits, lists multiplied by their parents.
	Cost int64
	// AnswerRows and AnswerBytes bound a whole answer.
	AnswerRows, AnswerBytes int
}

// DefaultLimits are the bounds of CONTRACT.
func DefaultLimits() Limits {
	return Limits{Rows: 1000, Cost: 100_000, AnswerRows: 100_000, AnswerBytes: 10 << 20}
}

// Snapshot is one immutable state of what is served.
type Snapshot struct {
	Catalog *catalog.Catalog
	Schema  *schema.Schema
	Dialect *dialect.Dialect
	Limits  Limits

	// role is whose view it is, origin what those of other roles are made of.
	role   string
	origin origin

	database exec.Database
	// users is the table of the accounts, hash what its passwords are kept as; nil where there are none.
	users *catalog.Table
	hash  func(ctx context.Context, plain string) (string, error)
	// renew has the database read anew where it has changed, and tells whether a request that failed for that may be tried
	// once more; nil where nothing looks for changes.
	renew func(context.Context) bool
	// mark is that of the tables as they were read; nil where nothing tells of changes.
	mark atomic.Pointer[string]
	// fixed tells that no program runs over tables of another mark, and latest returns what is served in place of the
	// snapshot then; see fixed.go.
	fixed  bool
	latest func(context.Context) (*Snapshot, error)
}

// Prepared is a compiled request: it can run many times, with different arguments.
type Prepared struct {
	Plan    *plan.Plan
	Program *sqlgen.Program
	// Generated is when the SQL was written, for observers: a plan is made by one request and then found by others.
	Generated observe.Span

	// followed is the program for tables that have changed since the plan was made; see exec.Answer.Moved.
	followed func() (*sqlgen.Program, error)
	// secrets are the arguments in which values of secret columns stand, fromCaller those that come from the caller.
	secrets, fromCaller []request.Slot
	// usual is how large the answers are.
	usual outgoing.Usual
	// snapshot is that of which it was made; where that is fixed, it can be made for another from the request.
	snapshot *Snapshot
	request  *request.Request
	trusted  bool
}

// New makes a snapshot over a database that was inspected as c.
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
	return &Snapshot{Catalog: c, Schema: s, Dialect: d, Limits: limits, database: database, users: o.Users}, nil
}

// Prepare compiles a request, and stops where ctx ends before. Errors are faults.
func (s *Snapshot) Prepare(ctx context.Context, r *request.Request) (*Prepared, error) {
	return s.prepare(r, plan.Options{Rows: s.Limits.Rows, Over: over(ctx)})
}

// over returns a function that returns why a request is over, nil while it is not.
func over(ctx context.Context) func() error {
	return func() error {
		if f := ending.Fault(ctx, "the request took longer than it may"); f != nil {
			return f
		}
		return nil
	}
}

// PrepareTrusted is Prepare for the login alone: a secret column can be selected, and compared by eq, so that a
// password is hashed anew only where it is still the one that was read.
func (s *Snapshot) PrepareTrusted(r *request.Request) (*Prepared, error) {
	return s.prepare(r, plan.Options{Rows: s.Limits.Rows, Trusted: true})
}

// Users gives the table of the accounts; nil where there are none.
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
	prepared := &Prepared{Plan: p, Program: program, Generated: observe.Since(start), secrets: secrets(p), fromCaller: fromCaller(p), snapshot: s}
	if s.fixed {
		prepared.request, prepared.trusted = r, o.Trusted
	}
	if program.Trusts {
		prepared.followed = sync.OnceValues(func() (*sqlgen.Program, error) { return s.generate(p.Followed(), nil) })
	}
	return prepared, nil
}

func (s *Snapshot) generate(p *plan.Plan, over func() error) (*sqlgen.Program, error) {
	return sqlgen.Generate(p, s.Dialect, sqlgen.Options{Rows: s.Limits.Rows, Over: over})
}

// Run answers a prepared request of a caller, appending the data to dst. Faults that concern the whole request
// are the answer's one error, with Data nil.
func (s *Snapshot) Run(
	ctx context.Context, who *caller.Caller, p *Prepared, arguments request.Arguments, dst []byte,
) exec.Answer {
	arguments = p.filled(who, arguments)
	if s.fixed && p.snapshot != s {
		return s.again(ctx, who, p, arguments, nil, dst)
	}
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
	a := s.run(ctx, p, hashed, dst)
	switch {
	case !outdated(&a):
	case s.fixed:
		a = s.again(ctx, who, p, arguments, hashed, dst)
	case s.renew != nil && s.renew(ctx):
		a = s.run(ctx, p, hashed, dst)
	}
	return a
}

func (s *Snapshot) run(ctx context.Context, p *Prepared, arguments request.Arguments, dst []byte) exec.Answer {
	o := s.options(ctx, p)
	if p.Program.Writes {
		return s.write(ctx, p, arguments, dst, o)
	}
	return s.read(ctx, p, arguments, dst, o)
}

// outdated tells that a request failed as a whole because the database is no longer what was read of it. Nothing that
// it wrote was kept.
func outdated(a *exec.Answer) bool {
	return a.Data == nil && slices.ContainsFunc(a.Errors, func(f *fault.Fault) bool { return f.Code == fault.SchemaChanged })
}

// locate says where the client wrote the argument that a fault is about.
func (p *Prepared) locate(slot request.Slot, f *fault.Fault) *fault.Fault {
	if int(slot) >= len(p.Plan.Slots) {
		return f
	}
	use := p.Plan.Slots[slot]
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
