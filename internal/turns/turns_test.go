package turns

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
)

func granted(w *Waiter) bool {
	select {
	case <-w.Granted():
		return true
	default:
		return false
	}
}

func TestMost(t *testing.T) {
	for places, want := range map[int]int{0: 1, 1: 1, 2: 1, 3: 2, 4: 3, 5: 3, 8: 6, 128: 96, math.MaxInt: math.MaxInt/4*3 + 2} {
		if got := Most(places); got != want {
			t.Errorf("of %d places an address may hold %d, want %d", places, got, want)
		}
	}
}

// TestNoAddressHoldsAll: one place of four is left for another address, whatever one address asks for.
func TestNoAddressHoldsAll(t *testing.T) {
	l := New(4)
	for i := range 3 {
		if !l.Take("a") {
			t.Fatalf("the place %d is not there", i)
		}
	}
	if l.Take("a") {
		t.Error("an address holds all")
	}
	waits := l.Wait("a", math.MaxInt)
	if granted(waits) || l.Waiting() != 1 {
		t.Error("an address gets the last place by waiting")
	}
	if !l.Take("b") || l.Held() != 4 {
		t.Error("the last place is nobody's")
	}
	l.Leave("b")
	if granted(waits) {
		t.Error("an address gets the place that another gave back")
	}
	l.Leave("a")
	if !granted(waits) || l.Held() != 3 || l.Waiting() != 0 {
		t.Errorf("who waits does not get the place of its address: %d are held", l.Held())
	}
}

// TestTurns queues a hundred waiters of one address, then one of another, which is not served last.
func TestTurns(t *testing.T) {
	l := New(1)
	if !l.Take("") {
		t.Fatal("there is no place")
	}
	var all []*Waiter
	for range 100 {
		all = append(all, l.Wait("a", 1000))
	}
	b, c, again := l.Wait("b", 1000), l.Wait("", 1000), l.Wait("b", 1000)
	order := []*Waiter{all[0], b, c, all[1], again, all[2], all[3]}
	from := []string{"", "a", "b", "", "a", "b", "a"}
	for i, w := range order {
		l.Leave(from[i])
		if !granted(w) {
			t.Fatalf("the turn %d is another's", i)
		}
	}
	if granted(all[4]) || l.Waiting() != 96 {
		t.Errorf("%d wait", l.Waiting())
	}
}

func TestWaitIsBounded(t *testing.T) {
	l := New(1)
	l.Take("a")
	var all []*Waiter
	for range 3 {
		all = append(all, l.Wait("a", 4))
	}
	if l.Wait("a", 4) != nil {
		t.Error("an address has all places to wait")
	}
	if l.Wait("b", 4) == nil {
		t.Error("another has none")
	}
	if l.Wait("c", 4) != nil {
		t.Error("more wait than may")
	}
	if !l.GiveUp(all[1]) || l.GiveUp(all[1]) || l.Waiting() != 3 {
		t.Errorf("%d wait", l.Waiting())
	}
	l.Leave("a")
	if !granted(all[0]) || l.GiveUp(all[0]) {
		t.Error("who has the place gives up")
	}
	l.Leave("a")
	l.Leave("b") // whose turn it was
	if granted(all[1]) || !granted(all[2]) {
		t.Error("who gave up was served")
	}
}

// TestParked parks places: never the last, and all come back.
func TestParked(t *testing.T) {
	l := New(4)
	for _, address := range []string{"a", "a", "a", "b"} {
		l.Take(address)
	}
	waits := l.Wait("a", 10)
	if !l.Park("a") || granted(waits) {
		t.Error("a place that is held back is somebody's")
	}
	second, third := l.Park("a"), l.Park("a")
	if !second || !third || l.Park("b") {
		t.Error("the last place is held back, or no other")
	}
	l.Leave("b")
	if !granted(waits) || l.Held() != 4 {
		t.Errorf("%d are held", l.Held())
	}
	l.Unpark()
	if l.Held() != 1 || !l.Take("a") || !l.Take("a") || l.Take("a") || !l.Take("b") {
		t.Error("places were lost")
	}
}

// TestClose checks that no place is granted any more, and that Close waits for those that hold one.
func TestClose(t *testing.T) {
	l := New(4)
	l.Take("a")
	l.Take("b")
	l.Park("b")
	ended := make(chan struct{})
	go func() {
		l.Close()
		close(ended)
	}()
	for l.Take("c") {
		l.Leave("c")
		runtime.Gosched()
	}
	w := l.Wait("c", 10)
	select {
	case <-ended:
		t.Fatal("it is closed while a place is held")
	default:
	}
	l.Leave("a")
	<-ended
	l.Close()
	if granted(w) || !l.GiveUp(w) {
		t.Error("a closed line has places")
	}
}

// TestLineAgainstAModel runs a line and a slow model of it with the same random operations.
func TestLineAgainstAModel(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		places := 1 + random.IntN(9)
		l, most := New(places), Most(places)
		held := map[string]int{}
		total := 0
		waiting := map[*Waiter]string{}
		addresses := []string{"", "a", "b", "c"}
		for range 200 {
			address := addresses[random.IntN(len(addresses))]
			switch random.IntN(3) {
			case 0:
				may := total < places && held[address] < most
				if got := l.Take(address); got != may {
					t.Fatalf("take: %v, want %v", got, may)
				} else if got {
					held[address]++
					total++
				}
			case 1:
				waiting[l.Wait(address, math.MaxInt)] = address
			case 2:
				if held[address] > 0 {
					held[address]--
					total--
					l.Leave(address)
				}
			}
			for w, of := range waiting {
				if granted(w) {
					delete(waiting, w)
					held[of]++
					total++
				}
			}
			if l.Held() != total || l.Waiting() != len(waiting) || total > places {
				t.Fatalf("%d are held and %d wait, want %d and %d", l.Held(), l.Waiting(), total, len(waiting))
			}
			for of := range held {
				waits := slices.Contains(slices.Collect(maps.Values(waiting)), of)
				if held[of] > most || waits && total < places && held[of] < most {
					t.Fatalf("%q holds %d of %d, at most %d, while %d are held; waits: %v", of, held[of], places, most, total, waits)
				}
			}
		}
	}
}

// TestNothingIsLost takes, waits and gives up concurrently from many goroutines.
func TestNothingIsLost(t *testing.T) {
	l := New(4)
	var all sync.WaitGroup
	for i := range 16 {
		address := fmt.Sprint(i % 3)
		random := rand.New(rand.NewPCG(uint64(i), 1))
		all.Go(func() {
			for range 2000 {
				if !l.Take(address) {
					w := l.Wait(address, 100)
					if w == nil || random.IntN(2) == 0 && l.GiveUp(w) {
						continue
					}
					<-w.Granted()
				}
				if l.Held() > 4 {
					t.Error("more than four are held")
				}
				l.Leave(address)
			}
		})
	}
	all.Wait()
	if l.Held() != 0 || l.Waiting() != 0 {
		t.Errorf("%d are held and %d wait", l.Held(), l.Waiting())
	}
}

func TestQueue(t *testing.T) {
	var q Queue[int]
	for i, address := range []string{"a", "a", "a", "b", "c", "b"} {
		q.Push(address, i)
	}
	if got := slices.Collect(q.All()); !slices.Equal(got, []int{0, 1, 2, 3, 5, 4}) {
		t.Errorf("it holds %v", got)
	}
	q.DeleteFunc(func(i int) bool { return i == 1 || i == 4 })
	for range 2 { // the item whose turn it was is the next again
		v, _ := q.Pop(nil)
		q.Restore([]string{"a", "a", "a", "b"}[v], v)
	}
	q.Restore("d", 6)
	if v, _ := q.Pop(nil); v != 6 || q.Len() != 4 {
		t.Errorf("the restored item of a new address is not the next, but %d of %d", v, q.Len())
	}
	var got []int
	for {
		v, ok := q.Pop(nil)
		if !ok {
			break
		}
		got = append(got, v)
	}
	if !slices.Equal(got, []int{0, 3, 2, 5}) || q.Len() != 0 {
		t.Errorf("it hands out %v, and %d are left", got, q.Len())
	}
	for range q.All() {
		t.Error("an empty queue holds something")
	}
}

func TestAddress(t *testing.T) {
	if From(t.Context()) != "" || From(With(t.Context(), "a")) != "a" {
		t.Error("the address is another")
	}
}

// BenchmarkTake takes a place that is free and gives it back, from all processors.
func BenchmarkTake(b *testing.B) {
	l := New(128)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if l.Take("a") {
				l.Leave("a")
			}
		}
	})
}

// BenchmarkChannel measures places of a channel, which cannot distinguish addresses.
func BenchmarkChannel(b *testing.B) {
	places := make(chan struct{}, 128)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			places <- struct{}{}
			<-places
		}
	})
}
