package engine

import (
	"context"

	"tiddly/internal/exec"
	"tiddly/internal/outgoing"
	"tiddly/internal/request"
)

// maxAttempts limits how often a read may outgrow its share. Each attempt waits for at least twice as much as the
// last, so the last one may use the maximum size of an answer.
const maxAttempts = 8

// holding is the part of its request's share that one run holds. It implements exec.Room.
type holding struct {
	share *outgoing.Share
	bytes int
	// exceeds is set if the run takes what it needs regardless of the budget.
	exceeds bool
}

var _ exec.Room = (*holding)(nil)

// Take implements exec.Room.
func (h *holding) Take(bytes int) bool {
	if h.exceeds {
		h.share.Exceed(bytes)
	} else if !h.share.Take(bytes) {
		return false
	}
	h.bytes += bytes
	return true
}

// wait waits for room for the given number of bytes, unless the run already holds more.
func (h *holding) wait(ctx context.Context, bytes int) error {
	if h.exceeds {
		h.Take(bytes)
		return nil
	}
	if err := h.share.Wait(ctx, bytes); err != nil {
		return err
	}
	h.bytes += bytes
	return nil
}

// keep releases all but the given number of bytes.
func (h *holding) keep(bytes int) {
	h.share.Give(h.bytes - bytes)
	h.bytes = bytes
}

// read runs a program that changes nothing. It begins with a share of the usual size of its plan's answers; a run
// that outgrows it and finds no room releases everything, waits and reads again.
func (s *Snapshot) read(ctx context.Context, db exec.Database, p *Prepared, arguments request.Arguments, dst []byte, o exec.Options) exec.Answer {
	share := outgoing.From(ctx)
	if share == nil {
		return exec.Run(ctx, db, p.Program, arguments, dst, o)
	}
	h := &holding{share: share, exceeds: outgoing.Exceeds(ctx)}
	o.Room, o.Held = h, p.usual.Estimate()
	for attempt := 1; ; attempt++ {
		if err := h.wait(ctx, o.Held); err != nil {
			return exec.Failed(err)
		}
		a := exec.Run(ctx, db, p.Program, arguments, dst, o)
		h.keep(len(a.Data))
		if a.Wanted == 0 || attempt == maxAttempts {
			p.learn(&a)
			return a
		}
		o.Held = min(2*a.Wanted, o.Bytes)
		if in, ok := db.(*Session); ok {
			in.yield()
		}
	}
}

// written runs a program that changes rows. It waits for a share before it begins; once rows are written it may
// exceed the share.
func (s *Snapshot) written(ctx context.Context, p *Prepared, o exec.Options, write func(exec.Options) exec.Answer) exec.Answer {
	share := outgoing.From(ctx)
	if share == nil {
		return write(o)
	}
	h := &holding{share: share, exceeds: outgoing.Exceeds(ctx)}
	o.Held = p.usual.Estimate()
	if err := h.wait(ctx, o.Held); err != nil {
		return exec.Failed(err)
	}
	h.exceeds, o.Room = true, h
	a := write(o)
	h.keep(len(a.Data))
	p.learn(&a)
	return a
}

// learn records the size of an answer.
func (p *Prepared) learn(a *exec.Answer) {
	if a.Data != nil {
		p.usual.Learn(len(a.Data))
	}
}
