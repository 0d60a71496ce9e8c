package outgoing

import (
	"context"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"

	"tiddly/internal/fault"
)

const mib = 1 << 20

func newBudget() *Budget { return New(Limits{Bytes: 64 * mib, Wait: time.Minute, Waiting: 100}) }

// waits begins to wait, and returns once it does.
func waits(t *testing.T, ctx context.Context, b *Budget, s *Share, bytes int) (done chan error) { //nolint:revive // t comes first in helpers
	t.Helper()
	before := b.Usage().Waiting
	done = make(chan error, 1)
	go func() { done <- s.Wait(ctx, bytes) }()
	for b.Usage().Waiting == before {
		select {
		case err := <-done:
			t.Fatalf("it does not wait: %v", err)
		default:
			runtime.Gosched()
		}
	}
	return done
}

func code(err error) fault.Code {
	if err == nil {
		return ""
	}
	return fault.From(err).Code
}

func TestNoAddressHoldsOverAQuarter(t *testing.T) {
	b := newBudget()
	var mine [33]Share
	for i := range mine {
		mine[i] = b.Open("a")
	}
	for i := range 32 {
		if !mine[i].Take(500_000) {
			t.Fatalf("the answer %d of 500 kB has no room", i+1)
		}
	}
	if mine[32].Take(500_000) {
		t.Error("an address holds over a quarter")
	}
	if !mine[32].Take(First) {
		t.Error("nothing is spared for small answers")
	}
	other := b.Open("b")
	if !other.Take(8 * mib) {
		t.Error("an address takes what is another's")
	}
	if u := b.Usage(); u.Bytes != 32*500_000+First+8*mib {
		t.Errorf("%d bytes are counted", u.Bytes)
	}
	for i := range mine {
		mine[i].Release()
	}
	other.Release()
	if u := b.Usage(); u.Bytes != 0 || len(b.by) != 0 {
		t.Errorf("%d bytes of %d addresses are left", u.Bytes, len(b.by))
	}
}

func TestServerHasABoundToo(t *testing.T) {
	b := newBudget()
	var all [5]Share
	for i := range all {
		all[i] = b.Open(string(rune('a' + i)))
	}
	for i := range 4 {
		if !all[i].Take(15 * mib) {
			t.Fatal("there is no room for four addresses")
		}
	}
	if all[4].Take(8 * mib) {
		t.Error("the server holds more than it may")
	}
	if !all[4].Take(First) {
		t.Error("nothing is spared for small answers")
	}
}

// TestOneThatIsLargerThanABoundHasItToItself: limits.answerBytes can be more than a quarter.
func TestOneThatIsLargerThanABoundHasItToItself(t *testing.T) {
	b := newBudget()
	large, next := b.Open("a"), b.Open("a")
	if !large.Take(20*mib) || !large.Take(50*mib) {
		t.Error("an answer that is larger than the bounds is never sent")
	}
	if next.Take(First) {
		t.Error("another goes beside it")
	}
}

func TestWhoWaitsIsServedInOrder(t *testing.T) {
	b := newBudget()
	holder, other := b.Open("a"), b.Open("b")
	if !holder.Take(15 * mib) {
		t.Fatal("no room")
	}
	first, second, third := b.Open("a"), b.Open("a"), b.Open("a")
	one := waits(t, t.Context(), b, &first, 8*mib)
	two := waits(t, t.Context(), b, &second, 2*mib)
	// Its address has room for it now, but others of that address came before.
	three := waits(t, t.Context(), b, &third, mib/2)
	if !other.Take(8*mib) || other.Wait(t.Context(), 4*mib) != nil {
		t.Error("another address waits behind them")
	}
	small := b.Open("a")
	if err := small.Wait(t.Context(), First); err != nil {
		t.Errorf("a small answer waits behind them: %v", err)
	}
	holder.Give(8 * mib) // 7 are left, of 15.5
	if err := <-one; err != nil {
		t.Error(err)
	}
	if n := b.Usage().Waiting; n != 2 {
		t.Errorf("%d wait, want 2", n)
	}
	holder.Release()
	if err, err2 := <-two, <-three; err != nil || err2 != nil {
		t.Error(err, err2)
	}
	for _, s := range []*Share{&first, &second, &third, &small, &other} {
		s.Release()
	}
	if u := b.Usage(); u.Bytes != 0 || u.Waiting != 0 {
		t.Errorf("%+v are left", u)
	}
}

func TestWaitsEnd(t *testing.T) {
	b := New(Limits{Bytes: 4 * mib, Wait: time.Millisecond, Waiting: 2})
	holder := b.Open("a")
	holder.Exceed(4 * mib)
	late := b.Open("a")
	if got := code(late.Wait(t.Context(), mib/2)); got != fault.LimitOutgoing {
		t.Errorf("who waited for long gets %s", got)
	}
	b.limits.Wait = time.Minute
	gone, leave := context.WithCancel(t.Context())
	left := b.Open("a")
	done := waits(t, gone, b, &left, mib/2)
	patient := b.Open("a")
	other := waits(t, t.Context(), b, &patient, mib/4)
	if got := code(late.Wait(t.Context(), mib/2)); got != fault.LimitOutgoing {
		t.Errorf("one more than may wait gets %s", got)
	}
	leave()
	if got := code(<-done); got != fault.RequestLeft {
		t.Errorf("who left gets %s", got)
	}
	// Room for the one behind, though not for the one that has gone.
	holder.Give(4*mib - mib/2)
	if err := <-other; err != nil {
		t.Error(err)
	}
	holder.Release()
	patient.Release()
	if u := b.Usage(); u.Bytes != 0 || u.Waiting != 0 || u.Refused != 2 {
		t.Errorf("%+v are left", u)
	}
}

// TestWhoWaitsHasNoPlace checks that a waiting request gives up its place among the running ones.
func TestWhoWaitsHasNoPlace(t *testing.T) {
	b := newBudget()
	holder := b.Open("a")
	holder.Exceed(16 * mib)
	left, entered := 0, 0
	s := b.Open("a")
	var place, none Place
	take := func(context.Context) (func(), error) { entered++; return func() { left++ }, nil }
	if err := place.Take(t.Context(), take); err != nil {
		t.Fatal(err)
	}
	s.Yield(&place)
	done := waits(t, t.Context(), b, &s, mib)
	holder.Release()
	if err := <-done; err != nil || left != 1 || entered != 2 {
		t.Errorf("%v: left %d times, entered %d times", err, left, entered)
	}
	if err := s.Wait(t.Context(), mib); err != nil || left != 1 {
		t.Errorf("%v: it gives the place back without waiting", err)
	}
	s.Release()
	holder.Exceed(16 * mib)
	refused := b.Open("a")
	busy := fault.New(fault.LimitRequests, "no place")
	if err := none.Take(t.Context(), func(context.Context) (func(), error) { return nil, busy }); err == nil {
		t.Fatal("it has a place")
	}
	refused.Yield(&none)
	done = waits(t, t.Context(), b, &refused, mib)
	holder.Release()
	if got := code(<-done); got != fault.LimitRequests || b.Usage().Bytes != 0 {
		t.Errorf("got %s, and %d bytes are held", got, b.Usage().Bytes)
	}
}

// TestStreamsGoOn checks that many streams of one address all get parts: they get smaller, and small answers keep
// their room.
func TestStreamsGoOn(t *testing.T) {
	b := newBudget()
	all := make([]Share, 400)
	for round := range 40 {
		for i := range all {
			s := &all[i]
			if round == 0 {
				*s = b.Open("a")
			}
			s.Settle(0)
			part := s.Part(mib)
			if part < Smallest {
				t.Fatalf("a part has %d bytes", part)
			}
			if more := part - Smallest; more > 0 && !s.Take(more) {
				t.Fatalf("round %d, stream %d: there is no room for the part of %d bytes that it should have", round, i, part)
			}
		}
	}
	small := b.Open("a")
	if !small.Take(First) {
		t.Error("small answers have no room")
	}
	if u := b.Usage(); u.Bytes > 16*mib {
		t.Errorf("%d bytes are held", u.Bytes)
	}
}

func TestUsual(t *testing.T) {
	var u Usual
	if u.Estimate() != First {
		t.Errorf("nothing is known, and it is %d", u.Estimate())
	}
	for _, c := range []struct{ took, least, most int }{
		{100, 100, 100},
		{500_000, 500_000, 500_000},
		{499_000, 499_000, 500_000},
		{100, 400_000, 490_000},
	} {
		if u.Learn(c.took); u.Estimate() < c.least || u.Estimate() > c.most {
			t.Errorf("after %d it is %d", c.took, u.Estimate())
		}
	}
	for range 400 {
		u.Learn(100)
	}
	if u.Estimate() != 100 {
		t.Errorf("a large answer is never forgotten: %d", u.Estimate())
	}
}

// TestNothingIsLost takes, waits, exceeds and gives back at random from many goroutines: in the end nothing is held,
// and never more than the limit.
func TestNothingIsLost(t *testing.T) {
	b := New(Limits{Bytes: 8 * mib, Wait: 5 * time.Millisecond, Waiting: 20})
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			random := rand.New(rand.NewPCG(uint64(i), 1))
			for range 300 {
				s := b.Open(string(rune('a' + random.IntN(3))))
				bytes := random.IntN(mib)
				if s.Wait(t.Context(), bytes) == nil && s.Take(bytes/2) {
					s.Settle(bytes)
				}
				if u := b.Usage(); u.Bytes > 8*mib {
					t.Errorf("%d bytes are held", u.Bytes)
				}
				runtime.Gosched()
				s.Release()
			}
		})
	}
	all.Wait()
	if u := b.Usage(); u.Bytes != 0 || u.Waiting != 0 || len(b.by) != 0 {
		t.Errorf("%+v are left", u)
	}
}

// TestNoBudget checks a share of no budget, as in tests and programs without a server.
func TestNoBudget(t *testing.T) {
	var s *Share
	if s.Wait(t.Context(), 1) != nil || !s.Take(1) || !s.Adjust(1) || s.Part(5) != 5 || From(t.Context()) != nil {
		t.Error("a share of nothing bounds something")
	}
	s.Exceed(1)
	s.Settle(1)
	s.Release()
	var zero Share
	if zero.Wait(t.Context(), 1) != nil || !zero.Take(1) {
		t.Error("the zero value bounds something")
	}
	zero.Release()
	if Exceeds(t.Context()) || !Exceeds(Exceeding(t.Context())) {
		t.Error("who exceeds is not told apart")
	}
}
