package engine

import (
	"context"

	"tiddly/internal/exec"
	"tiddly/internal/outgoing"
	"tiddly/internal/request"
)

// maxAttempts is how often a read may find that it has outgrown its share. Each time it waits for twice of what it
// wanted, which is more than the last time, so that it ends with all that an answer may be.
const maxAttempts = 8

// holding is what one run has of its request's share. It implements exec.Room.
type holding struct {
	share *outgoing.Share
	bytes int
	// exceeds tells that it takes what it needs.
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

// wait takes so many bytes, unless it has more, as soon as there is room for them.
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

// keep gives back all but so many bytes.
func (h *holding) keep(bytes int) {
	h.share.Give(h.bytes - bytes)
	h.bytes = bytes
}

// read runs a program that changes nothing. It begins with a share of what answers of its plan took before; one that
// outgrows it, and finds no room, gives everything back, waits and reads anew.
func (s *Snapshot) read(ctx context.Context, p *Prepared, arguments request.Arguments, dst []byte, o exec.Options) exec.Answer {
	share := outgoing.From(ctx)
	if share == nil {
		return exec.Run(ctx, s.database, p.Program, arguments, dst, o)
	}
	h := &holding{share: share, exceeds: outgoing.Exceeds(ctx)}
	o.Room, o.Held = h, p.usual.Estimate()
	for attempt := 1; ; attempt++ {
		if err := h.wait(ctx, o.Held); err != nil {
			return exec.Failed(err)
		}
		a := exec.Run(ctx, s.database, p.Program, arguments, dst, o)
		h.keep(len(a.Data))
		if a.Wanted == 0 || attempt == maxAttempts {
			p.learn(&a)
			return a
		}
		o.Held = min(2*a.Wanted, o.Bytes)
	}
}

// written runs a program that changes rows. It waits for a share before it begins; what is written is written, and
// may exceed it.
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

// learn notes what an answer took.
func (p *Prepared) learn(a *exec.Answer) {
	if a.Data != nil {
		p.usual.Learn(len(a.Data))
	}
}
