package outgoing

import "context"

// Share is what one request holds of a budget. The zero value and nil belong to no budget and have no limit.
// Concurrent parts of a request have one share.
type Share struct {
	budget  *Budget
	address string
	// place is the request's place among the running ones; nil if it has none.
	place *Place
	held  int64
	// stream reports whether it belongs to an answer of many parts.
	stream bool
}

// Open returns an empty share for a client with an address.
func (b *Budget) Open(address string) Share { return Share{budget: b, address: address} }

// Key is the key under which the context of a request holds its *Share.
type Key struct{}

// With returns a context whose request has the share.
func With(ctx context.Context, s *Share) context.Context {
	return context.WithValue(ctx, Key{}, s)
}

// From returns the share of a request, or nil where it has none.
func From(ctx context.Context) *Share {
	s, _ := ctx.Value(Key{}).(*Share)
	if s == nil || s.budget == nil {
		return nil
	}
	return s
}

// Yield sets the place that the request gives up while it waits.
func (s *Share) Yield(p *Place) {
	if s != nil {
		s.place = p
	}
}

func (s *Share) lock() func() {
	s.budget.mu.Lock()
	return s.budget.mu.Unlock
}

// Wait adds bytes to the share, as soon as there is room for them. Its error is a fault: fault.LimitOutgoing, or the
// reason why ctx has ended.
func (s *Share) Wait(ctx context.Context, bytes int) error {
	if s == nil || s.budget == nil {
		return nil
	}
	b := s.budget
	unlock := s.lock()
	if len(b.queue) == 0 || !s.large(int64(bytes)) {
		if address, server := b.fits(s, int64(bytes)); address && server {
			b.add(s, int64(bytes))
			unlock()
			return nil
		}
	}
	if len(b.queue) >= b.limits.Waiting {
		unlock()
		return b.full()
	}
	w := &waiter{share: s, bytes: int64(bytes), granted: make(chan struct{})}
	b.queue = append(b.queue, w)
	b.grant() // the queue may be of other addresses
	unlock()
	return s.await(ctx, w)
}

// large reports whether the share, with that many more bytes, may not use the reserved part.
func (s *Share) large(more int64) bool { return s.stream || s.held+more > First }

// await waits without a place among the running requests.
func (s *Share) await(ctx context.Context, w *waiter) error {
	select {
	case <-w.granted:
		return nil
	default:
	}
	if s.place != nil {
		s.place.Leave()
	}
	err := s.budget.wait(ctx, w)
	if s.place != nil && err == nil {
		if err = s.place.again(ctx); err != nil {
			s.Give(int(w.bytes))
		}
	}
	return err
}

// Take adds bytes to the share and reports true, where there is room for them now.
func (s *Share) Take(bytes int) bool {
	if s == nil || s.budget == nil {
		return true
	}
	defer s.lock()()
	address, server := s.budget.fits(s, int64(bytes))
	if address && server {
		s.budget.add(s, int64(bytes))
	}
	return address && server
}

// Exceed adds bytes to the share, whether or not there is room.
func (s *Share) Exceed(bytes int) {
	if s == nil || s.budget == nil {
		return
	}
	defer s.lock()()
	s.budget.add(s, int64(bytes))
}

// Give takes bytes from the share.
func (s *Share) Give(bytes int) {
	if s == nil || s.budget == nil || bytes == 0 {
		return
	}
	defer s.lock()()
	s.give(int64(bytes))
}

func (s *Share) give(bytes int64) {
	s.budget.add(s, -min(bytes, s.held))
	if len(s.budget.queue) > 0 {
		s.budget.grant()
	}
}

// Settle sets the share to the exact size of an answer, now that it is known.
func (s *Share) Settle(bytes int) {
	if s == nil || s.budget == nil {
		return
	}
	defer s.lock()()
	if more := int64(bytes) - s.held; more > 0 {
		s.budget.add(s, more)
	} else if more < 0 {
		s.give(-more)
	}
}

// Adjust sets the share to the exact size of an answer where there is room for it, and otherwise to none.
func (s *Share) Adjust(bytes int) bool {
	if s == nil || s.budget == nil {
		return true
	}
	defer s.lock()()
	more := int64(bytes) - s.held
	if more > 0 {
		if address, server := s.budget.fits(s, more); !address || !server {
			s.give(s.held)
			return false
		}
		s.budget.add(s, more)
	} else if more < 0 {
		s.give(-more)
	}
	return true
}

// Release empties the share: its answer is sent, or will not be.
func (s *Share) Release() {
	s.Settle(0)
}

// Part returns how many of the bytes that a stream would send at once it should hold now: all where there is much
// room, fewer the less there is, so that any number of streams make progress.
func (s *Share) Part(want int) int {
	if s == nil || s.budget == nil {
		return want
	}
	defer s.lock()()
	s.stream = true
	b := s.budget
	free := min(b.most(true, false)-b.by[s.address], b.most(true, true)-b.held)
	return min(want, max(int(free/addresses), Smallest))
}
