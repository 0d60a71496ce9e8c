// Package outgoing limits the bytes of answers that wait to be sent, over the whole server and for each address. A
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
	// First is the initial share of an answer of unknown size.
	First = 64 << 10
	// Smallest is the size that every part of a stream may have, uncounted: no more than a connection costs anyway.
	Smallest = 8 << 10
	// addresses is the divisor of the limit of one address: a fourth of the total.
	addresses = 4
	// spared is the divisor of the part reserved for answers of no more than First: they are answered even while large
	// ones wait.
	spared = 32
)

// Limits are the limits on what waits to be sent.
type Limits struct {
	// Bytes is the maximum number of waiting bytes, over the whole server.
	Bytes int
	// Wait is the maximum time that a request waits for its share, Waiting the maximum number of requests that wait at
	// the same time.
	Wait    time.Duration
	Waiting int
}

// Budget is the total that shares are taken from. It is safe for concurrent use.
type Budget struct {
	limits           Limits
	refused, dropped atomic.Uint64

	mu   sync.Mutex
	held int64
	// by holds the number of bytes held by each address.
	by    map[string]int64
	queue []*waiter
}

// Usage is what waits now, and the counts since the start.
type Usage struct {
	// Bytes is the number of bytes waiting to be sent, Waiting that of requests waiting for their share.
	Bytes   int64
	Waiting int
	// Refused is the number of requests that waited too long, Dropped that of clients that read too little.
	Refused, Dropped uint64
}

// New returns a budget.
func New(l Limits) *Budget { return &Budget{limits: l, by: map[string]int64{}} }

// Usage returns what waits, and the counts since the start.
func (b *Budget) Usage() Usage {
	b.mu.Lock()
	defer b.mu.Unlock()
	return Usage{Bytes: b.held, Waiting: len(b.queue), Refused: b.refused.Load(), Dropped: b.dropped.Load()}
}

// Dropped counts a client that read too little of its answer.
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

// most returns the limit of an address, or with all of the server, for large shares or small ones.
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

// fits reports whether a share may take that many more bytes: whether the address has room for them, and the server. A
// share larger than either limit needs it for itself alone.
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

// grant grants waiting shares what there is room for, in their order. A share that waits for room in the server blocks
// later ones of its size class; where only its address lacks room, it blocks only those of that address.
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

// full returns the fault of a request that found no room.
func (b *Budget) full() *fault.Fault {
	b.refused.Add(1)
	return fault.New(fault.LimitOutgoing, "too many bytes are waiting to be sent, to this client or in all").
		WithHint("read the answers that are pending, request fewer rows, or try again in a second")
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
		err = ending.Fault(ctx, "the client did not read its earlier answers in time")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, other := range b.queue {
		if other == w {
			b.queue = append(b.queue[:i], b.queue[i+1:]...)
			b.grant() // it may have blocked others
			if err == nil {
				err = b.full()
			}
			return err
		}
	}
	return nil // granted meanwhile
}
