package engine

import (
	"context"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/observe"
	"tiddly/internal/outgoing"
	"tiddly/internal/request"
)

// Scroll reads the rows of a request that wants them page by page.
type Scroll struct {
	snapshot *Snapshot
	pages    *exec.Scroll
	begun    bool
}

// Scroll begins to read a list page by page, at most so many rows of it; negative is all. Errors are faults.
func (s *Snapshot) Scroll(ctx context.Context, p *Prepared, arguments request.Arguments, most int64) (*Scroll, error) {
	if err := p.Plan.CheckArguments(arguments); err != nil {
		return nil, err
	}
	pages, err := exec.NewScroll(s.database, p.Program, arguments, most, exec.Options{
		Bytes: s.Limits.AnswerBytes, Locate: p.locate, Observer: observe.From(ctx),
	})
	if err != nil {
		return nil, err
	}
	return &Scroll{snapshot: s, pages: pages}, nil
}

// Done tells that there are no more pages.
func (s *Scroll) Done() bool { return s.pages.Done() }

// Next appends the rows of the next page to dst, objects with commas between them. Of the request's share it takes
// what the page has; who sends it gives that back. Errors are faults.
func (s *Scroll) Next(ctx context.Context, dst []byte) ([]byte, error) {
	out, err := s.next(ctx, dst)
	if err != nil && !s.begun && s.snapshot.renew != nil && fault.From(err).Code == fault.SchemaChanged && s.snapshot.renew(ctx) {
		out, err = s.next(ctx, dst)
	}
	s.begun = s.begun || err == nil
	return out, err
}

// next reads a page that is no larger than the share of a stream: that goes on with the least, which any may have. A
// row that is larger waits for room.
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
