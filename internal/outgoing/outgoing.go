// Package outgoing bounds the bytes of answers that wait to be sent, over the whole server and for each address. A
// request takes its share before it reads what it answers, more while that grows, and has it until its answer is on
// its way. It is a leaf: it knows neither what is read nor how it is sent.
package outgoing

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"tiddly/internal/ending"
	"tiddly/internal/fault"
)

const (
	// First is what an answer takes of which nothing is known yet.
	First = 64 << 10
	// Smallest is what every part of a stream may have, uncounted: no more than a connection costs anyway.
	Smallest = 8 << 10
	// addresses says that no address holds over a fourth.
	addresses = 4
	// spared is the part, one of so many, that is kept for answers of no more than First: they are answered also
	// while large ones wait.
	spared = 32
)

// Limits bound what waits to be sent.
type Limits struct {
	// Bytes are the most that wait, over the whole server.
	Bytes int
	// Wait is how long a request may wait for its share, Waiting how many may at the same time.
	Wait    time.Duration
	Waiting int
}

// Budget is what the shares are of. It is safe for concurrent use.
type Budget struct {
	limits           Limits
	refused, dropped atomic.Uint64

	mu   sync.Mutex
	held int64
	// by are the bytes that each address holds.
	by    map[string]int64
	queue []*waiter
}

// Usage is what waits now, and what was done about it since the start.
type Usage struct {
	// Bytes wait to be sent, and Waiting requests wait until they may read.
	Bytes   int64
	Waiting int
	// Refused are the requests that waited too long, Dropped the clients that took too little.
	Refused, Dropped uint64
}

// New returns a budget.
func New(l Limits) *Budget { return &Budget{limits: l, by: map[string]int64{}} }

// Usage returns what waits, and what was done about it.
func (b *Budget) Usage() Usage {
	b.mu.Lock()
	defer b.mu.Unlock()
	return Usage{Bytes: b.held, Waiting: len(b.queue), Refused: b.refused.Load(), Dropped: b.dropped.Load()}
}

// Dropped counts a client that took too little of its answer.
func (b *Budget) Dropped() {
	if b != nil {
		b.dropped.Add(1)
	}
}

// waiter is a share that waits for bytes.
type waiter struct {
	share *Share
	bytes int64
	// granted is closed when the share has them.
	granted chan struct{}
}

// most returns what an address, or with all the server, may hold, for large shares or small ones.
func (b *Budget) most(large, all bool) int64 {
	most := int64(b.limits.Bytes)
	if !all {
		most /= addresses
	}
	if large {
		most -= most / spared
	}
	return most
}

// fits reports whether a share may take so many bytes more: whether the address has room for them, and the server.
// One that is larger than either bound has it to itself.
func (b *Budget) fits(s *Share, bytes int64) (address, server bool) {
	large, others := s.large(bytes), b.by[s.address]-s.held
	address = others+s.held+bytes <= b.most(large, false) || others == 0
	server = b.held+bytes <= b.most(large, true) || b.held == s.held
	return address, server
}

func (b *Budget) add(s *Share, bytes int64) {
	s.held += bytes
	b.held += bytes
	if now := b.by[s.address] + bytes; now > 0 {
		b.by[s.address] = now
	} else {
		delete(b.by, s.address)
	}
}

// grant gives those who wait what there is room for, in their order. Who waits for the server to have room lets none
// pass that asks for as much; who waits for its own address, none of that.
func (b *Budget) grant() {
	type line struct {
		address string
		large   bool
	}
	var blocked map[line]bool
	kept := b.queue[:0]
	for _, w := range b.queue {
		large := w.share.large(w.bytes)
		address, server := b.fits(w.share, w.bytes)
		behind := blocked[line{"", large}] || blocked[line{w.share.address, large}]
		if address && server && !behind {
			b.add(w.share, w.bytes)
			close(w.granted)
			continue
		}
		kept = append(kept, w)
		if behind {
			continue
		}
		if blocked == nil {
			blocked = map[line]bool{}
		}
		if address {
			blocked[line{"", large}] = true
		} else {
			blocked[line{w.share.address, large}] = true
		}
	}
	clear(b.queue[len(kept):])
	b.queue = kept
}

// full is the fault of a request that found no room.
func (b *Budget) full() *fault.Fault {
	b.refused.Add(1)
	return fault.New(fault.LimitOutgoing, "too many bytes wait to be sent, to this client or to all").
		WithHint("read the answers that were asked for; ask for fewer rows; try again in a second")
}

// wait puts a share into the queue and waits until it has its bytes.
func (b *Budget) wait(ctx context.Context, w *waiter) error {
	timer := time.NewTimer(b.limits.Wait)
	defer timer.Stop()
	var err error
	select {
	case <-w.granted:
		return nil
	case <-timer.C:
	case <-ctx.Done():
		err = ending.Fault(ctx, "the answers before this one were not taken in time")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, other := range b.queue {
		if other == w {
			b.queue = append(b.queue[:i], b.queue[i+1:]...)
			b.grant() // it may have stood before others
			if err == nil {
				err = b.full()
			}
			return err
		}
	}
	return nil // granted meanwhile
}
