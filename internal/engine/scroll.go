package engine

import (
	"context"
	"errors"

	"tiddly/internal/caller"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/outgoing"
	"tiddly/internal/request"
)

// Scroll reads the rows of a request page by page.
type Scroll struct {
	snapshot  *Snapshot
	who       *caller.Caller
	prepared  *Prepared
	arguments request.Arguments
	pages     *exec.Scroll
	begun     bool
}

// Scroll opens a list for a caller, to be read page by page up to the given number of rows; a negative number
// means all. Errors are faults.
func (s *Snapshot) Scroll(
	ctx context.Context, who *caller.Caller, p *Prepared, arguments request.Arguments, most int64,
) (*Scroll, error) {
	arguments = p.filled(who, arguments)
	if err := p.Plan.CheckArguments(arguments); err != nil {
		return nil, err
	}
	o := s.options(ctx, p)
	if p.snapshot != s {
		o.Mark = "" // no tables have this mark, so the first page prepares the request again
	}
	pages, err := exec.NewScroll(s.database, p.Program, arguments, most, o)
	if err != nil {
		return nil, err
	}
	return &Scroll{snapshot: s, who: who, prepared: p, arguments: arguments, pages: pages}, nil
}

// Done reports whether there are no more pages.
func (s *Scroll) Done() bool { return s.pages.Done() }

// Warnings returns the warnings of the pages that were read.
func (s *Scroll) Warnings() []exec.Warning { return s.pages.Warnings() }

// Next appends the rows of the next page to dst, as objects separated by commas. It takes the size of the page
// from the request's share; whoever sends the page releases it. Errors are faults.
func (s *Scroll) Next(ctx context.Context, dst []byte) ([]byte, error) {
	out, err := s.next(ctx, dst)
	if err != nil && s.snapshot.renew != nil && fault.From(err).Code == fault.SchemaChanged {
		var again bool
		if again, err = s.renew(ctx, err); again {
			out, err = s.next(ctx, dst)
		}
	}
	s.begun = s.begun || err == nil
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		err = filtered(s.prepared, f)
	}
	return out, err
}

// renew reloads the database after a page failed because of a change, and reports whether the page may be retried,
// or returns the reason why not.
func (s *Scroll) renew(ctx context.Context, failed error) (again bool, err error) {
	if !s.snapshot.fixed {
		return !s.begun && s.snapshot.renew(ctx), failed
	}
	now, fresh, err := s.snapshot.anew(ctx, s.who, s.prepared, s.arguments)
	if err != nil {
		return false, err
	}
	o := now.options(ctx, fresh)
	// The caller's values were bound for the previous tables.
	if len(fresh.fromCaller) > 0 || !s.pages.Over(fresh.Program, o.Mark) {
		return false, exec.ErrMoved
	}
	s.snapshot, s.prepared = now, fresh
	return true, nil
}

// next reads a page no larger than the share of a stream, which continues with the minimum that any request may
// hold. A larger row waits for room.
func (s *Scroll) next(ctx context.Context, dst []byte) ([]byte, error) {
	share := outgoing.From(ctx)
	bounds := exec.Page{Bytes: share.Part(s.pages.Want())}
	if share == nil {
		return s.pages.Next(ctx, dst, bounds)
	}
	h := &holding{share: share}
	bounds.Room, bounds.Held = h, outgoing.Smallest
	for attempt := 1; ; attempt++ {
		out, err := s.pages.Next(ctx, dst, bounds)
		wanted := s.pages.Wanted()
		if err == nil || wanted == 0 || attempt == maxAttempts {
			h.keep(max(0, len(out)-len(dst)-outgoing.Smallest))
			return out, err
		}
		h.keep(0)
		bounds.Held = 2 * wanted
		if err := h.wait(ctx, bounds.Held); err != nil {
			return dst, err
		}
	}
}
