package engine

import (
	"context"
	"slices"

	"tiddly/internal/caller"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/observe"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// With secrets, the meaning of a name decides whether its value may be returned. A snapshot is therefore fixed:
// its programs only run on the tables it was built from, and a request that finds other tables is prepared again
// for them, or refused.

// options returns the options with which the snapshot's programs run.
func (s *Snapshot) options(ctx context.Context, p *Prepared) exec.Options {
	o := exec.Options{
		Rows: s.Limits.AnswerRows, Bytes: s.Limits.AnswerBytes, Locate: p.locate,
		Observer: observe.From(ctx), Contradicted: s.contradicted, Cursors: s.cursors,
	}
	s.hold(&o)
	return o
}

// hold binds a program to the mark of the snapshot, if that is known.
func (s *Snapshot) hold(o *exec.Options) {
	if mark := s.mark.Load(); mark != nil {
		o.Mark, o.Fixed = *mark, s.fixed
	}
}

// maxAnew limits how often a request is prepared again: programs that alter tables mostly make several changes at
// once.
const maxAnew = 3

// again runs a request that met other tables than those of the fixed snapshot. Hashed are its arguments with
// hashed passwords, if they were made.
func (s *Snapshot) again(
	ctx context.Context, in *Session, who *caller.Caller, p *Prepared, arguments, hashed request.Arguments, dst []byte,
) exec.Answer {
	for attempt := 1; ; attempt++ {
		now, fresh, err := s.anew(ctx, who, p, arguments)
		if err != nil {
			return exec.Failed(err)
		}
		arguments, hashed = fresh.filled(who, arguments), fresh.filled(who, hashed)
		if err := fresh.Plan.CheckCost(arguments, now.Limits.Cost); err != nil {
			return exec.Failed(err)
		}
		if hashed == nil || !slices.Equal(p.secrets, fresh.secrets) {
			if hashed, err = now.hashed(ctx, fresh, arguments); err != nil {
				return exec.Failed(err)
			}
		}
		if a := now.run(ctx, in, fresh, hashed, dst); !a.Moved || attempt == maxAnew {
			return a
		}
		s, p = now, fresh
	}
}

// anew reloads the database and returns the new snapshot and the request prepared for it. The error is a fault.
func (s *Snapshot) anew(
	ctx context.Context, who *caller.Caller, p *Prepared, arguments request.Arguments,
) (*Snapshot, *Prepared, error) {
	now, err := s.latest(ctx)
	if err != nil {
		return nil, nil, err
	}
	if now == p.snapshot {
		return now, p, nil
	}
	fresh, err := now.prepare(p.request, plan.Options{Rows: now.Limits.Rows, Trusted: p.trusted, Over: over(ctx)})
	if over := over(ctx)(); over != nil {
		return nil, nil, over
	}
	if err != nil || fresh.Plan.CheckArguments(fresh.filled(who, arguments)) != nil {
		// The client wrote the query for the previous schema.
		return nil, nil, exec.ErrMoved
	}
	if p.trusted && p.Plan.String() != fresh.Plan.String() {
		// The permission to read secrets was granted for the previous columns of these names.
		return nil, nil, exec.ErrMoved
	}
	return now, fresh, nil
}

// refusal returns the fault for requests while the database cannot be served. The details go to the log only: they
// name tables and columns that a client may not know of.
func refusal() *fault.Fault {
	return fault.New(fault.SchemaChanged, "the tables have changed and cannot be served: the column of the passwords is no longer known").
		WithHint("restore the table or column that auth.users names, or name the new one there and restart the server; the log has the details")
}

// latest reloads the database if it has changed and returns the current snapshot. The error is a fault with the
// reason why the database cannot be served.
func (l *Live) latest(ctx context.Context) (*Snapshot, error) {
	if l.renew(ctx, false) {
		l.renew(ctx, false) // it may have changed while it was read
	}
	if refused := l.refused.Load(); refused != nil {
		return nil, refused
	}
	return l.current.Load(), nil
}

// Ready returns a fault if requests are refused although the database is reachable, and nil otherwise.
func (l *Live) Ready() error {
	if refused := l.refused.Load(); refused != nil {
		return refused
	}
	return nil
}
