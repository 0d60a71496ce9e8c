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

// Where there are secrets, what a name stands for decides whether it may be answered. So a snapshot is fixed then: no
// program of it reads or writes other tables than those of which it was made, and a request that meets others is
// prepared anew for them, or refused.

// options returns how programs of the snapshot are run.
func (s *Snapshot) options(ctx context.Context, p *Prepared) exec.Options {
	o := exec.Options{
		Rows: s.Limits.AnswerRows, Bytes: s.Limits.AnswerBytes, Locate: p.locate,
		Observer: observe.From(ctx),
	}
	s.hold(&o)
	return o
}

// hold has a program be held against the mark of the snapshot, where that is known.
func (s *Snapshot) hold(o *exec.Options) {
	if mark := s.mark.Load(); mark != nil {
		o.Mark, o.Fixed = *mark, s.fixed
	}
}

// maxAnew is how often a request is prepared anew: programs that change the tables mostly make several changes at once.
const maxAnew = 3

// again answers a request that met other tables than those of the fixed snapshot. Hashed are its arguments with hashes
// in place of the passwords, if they were made.
func (s *Snapshot) again(
	ctx context.Context, who *caller.Caller, p *Prepared, arguments, hashed request.Arguments, dst []byte,
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
		if a := now.run(ctx, fresh, hashed, dst); !a.Moved || attempt == maxAnew {
			return a
		}
		s, p = now, fresh
	}
}

// anew reads the database anew and returns what is served then, and the request prepared for that. The error is a
// fault.
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
		// The client wrote it for what was served before.
		return nil, nil, exec.ErrMoved
	}
	if p.trusted && p.Plan.String() != fresh.Plan.String() {
		// Who may ask for secrets means the columns that had these names.
		return nil, nil, exec.ErrMoved
	}
	return now, fresh, nil
}

// refusal is what is answered while the database cannot be served as it is. What exactly is wrong is told in the log
// alone: it names tables and columns that a client may not know of.
func refusal() *fault.Fault {
	return fault.New(fault.SchemaChanged, "the tables were changed so that they cannot be served, and it is not certain any more where passwords stand").
		WithHint("the log of the server says what is wrong: put back the table or column that auth.users names, or name the new one there and start the server again")
}

// latest returns what is served once the database was read anew where it has changed. The error is a fault that says why
// that cannot be served.
func (l *Live) latest(ctx context.Context) (*Snapshot, error) {
	if l.renew(ctx, false) {
		l.renew(ctx, false) // it may have changed while it was read
	}
	if refused := l.refused.Load(); refused != nil {
		return nil, refused
	}
	return l.current.Load(), nil
}

// Ready reports, as a fault, why nothing is answered although the database is there; nil where all is well.
func (l *Live) Ready() error {
	if refused := l.refused.Load(); refused != nil {
		return refused
	}
	return nil
}
