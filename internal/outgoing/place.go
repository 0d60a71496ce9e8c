package outgoing

import (
	"context"

	"tiddly/internal/ending"
)

// Place is the place of a request among the running ones, which it gives up while it waits for room. The zero value is
// none.
type Place struct {
	enter func(context.Context) (leave func(), err error)
	leave func()
}

// Take takes a place by enter, which returns how to leave it.
func (p *Place) Take(ctx context.Context, enter func(context.Context) (leave func(), err error)) (err error) {
	p.enter = enter
	p.leave, err = enter(ctx)
	return err
}

// Leave frees the place, once.
func (p *Place) Leave() {
	if p.leave != nil {
		p.leave()
		p.leave = nil
	}
}

// again takes a place after one was left. A request that has begun gets one also while the server stops.
func (p *Place) again(ctx context.Context) error { return p.Take(ending.Begun(ctx), p.enter) }
