package engine

import (
	"context"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/observe"
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
	pages, err := exec.NewScroll(s.database, p.Program, arguments, most, exec.Options{Locate: p.locate, Observer: observe.From(ctx)})
	if err != nil {
		return nil, err
	}
	return &Scroll{snapshot: s, pages: pages}, nil
}

// Done tells that there are no more pages.
func (s *Scroll) Done() bool { return s.pages.Done() }

// Next appends the rows of the next page to dst, objects with commas between them. Errors are faults.
func (s *Scroll) Next(ctx context.Context, dst []byte) ([]byte, error) {
	out, err := s.pages.Next(ctx, dst)
	if err != nil && !s.begun && s.snapshot.renew != nil && fault.From(err).Code == fault.SchemaChanged && s.snapshot.renew(ctx) {
		out, err = s.pages.Next(ctx, dst)
	}
	s.begun = s.begun || err == nil
	return out, err
}
