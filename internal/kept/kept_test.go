package kept

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"tiddly/internal/exec"
)

// clock is a database whose state a test sets.
type clock struct {
	state uint64
	known bool
	looks int
}

func (c *clock) now() (uint64, bool) {
	c.looks++
	return c.state, c.known
}

func newClock() *clock { return &clock{state: 1, known: true} }

// ask asks for a key whose answer is read as the text, and returns what it got, and whether that was kept.
func ask(a *Answers, key, read string) (string, bool) {
	got, room := a.Find([]byte(key))
	if got != nil {
		return string(got.Data), true
	}
	room.Keep([]byte(key), &exec.Answer{Data: []byte(read)})
	return read, false
}

func TestWhatWasAskedTwiceIsKept(t *testing.T) {
	c := newClock()
	a := New(DefaultBytes, c.now)
	for i, want := range []bool{false, false, true, true} {
		if got, kept := ask(a, "one", fmt.Sprint("read ", i)); kept != want || kept && got != "read 1" {
			t.Errorf("the ask %d gets %q, kept: %v", i, got, kept)
		}
	}
	if c.looks != 3 {
		t.Errorf("the state was looked at %d times, want not for the first ask", c.looks)
	}
	if u := a.Usage(); u.Hits != 2 || u.Misses != 2 || u.Answers != 1 || u.Bytes < overhead {
		t.Errorf("the usage is %+v", u)
	}
}

func TestAnAnswerEndsWithItsState(t *testing.T) {
	c := newClock()
	a := New(DefaultBytes, c.now)
	for range 3 {
		ask(a, "one", "before")
		ask(a, "two", "before")
	}
	c.state++
	for _, key := range []string{"one", "two"} {
		if got, kept := ask(a, key, "after"); kept || got != "after" {
			t.Errorf("%s gets %q after a write", key, got)
		}
		if got, kept := ask(a, key, "later"); !kept || got != "after" {
			t.Errorf("%s gets %q, kept: %v; it was worth keeping before", key, got, kept)
		}
	}
}

// A read may begin before a write and end after it, or the other way round: what it has read is kept only while the number
// that was taken before it is the present one.
func TestAReadKeepsUnderTheNumberBeforeIt(t *testing.T) {
	c := newClock()
	a := New(DefaultBytes, c.now)
	ask(a, "one", "old")
	_, room := a.Find([]byte("one"))
	c.state = 2 // somebody writes while it reads
	ask(a, "other", "")
	ask(a, "other", "") // and another request notices
	room.Keep([]byte("one"), &exec.Answer{Data: []byte("old")})
	if u := a.Usage(); u.Answers != 1 {
		t.Errorf("%d answers are kept, want the other one", u.Answers)
	}
	if got, kept := ask(a, "one", "new"); kept {
		t.Errorf("got %q", got)
	}
	// Nobody notices: the answer is kept under a number that no later request gets.
	ask(a, "late", "")
	_, room = a.Find([]byte("late"))
	c.state = 3
	room.Keep([]byte("late"), &exec.Answer{Data: []byte("old")})
	if got, kept := ask(a, "late", "new"); kept {
		t.Errorf("got %q", got)
	}
}

// A request may have looked before a write, and be overtaken by one that looked after it.
func TestAnOlderNumberGetsNothing(t *testing.T) {
	c := newClock()
	a := New(DefaultBytes, c.now)
	for range 3 {
		ask(a, "one", "old")
	}
	c.state = 2
	ask(a, "one", "new")
	c.state = 1
	if got, kept := ask(a, "one", "read"); kept {
		t.Errorf("with the number before the write it gets %q", got)
	}
	c.state = 2
	if got, kept := ask(a, "one", "read"); !kept || got != "new" {
		t.Errorf("got %q, kept: %v: the older number has undone what was kept", got, kept)
	}
}

func TestNothingIsKeptWhileTheStateIsUnknown(t *testing.T) {
	c := newClock()
	a := New(DefaultBytes, c.now)
	for range 3 {
		ask(a, "one", "read")
	}
	c.known = false
	for range 3 {
		if _, kept := ask(a, "one", "again"); kept {
			t.Error("an answer is given though nobody knows whether it is right")
		}
		ask(a, "two", "again")
	}
	if u := a.Usage(); u.Answers != 1 {
		t.Errorf("%d answers are kept", u.Answers)
	}
}

func TestTheBoundHolds(t *testing.T) {
	const limit = 1 << 20
	c := newClock()
	a := New(limit, c.now)
	text := strings.Repeat("x", 1000)
	for i := range 3000 {
		for range 2 {
			ask(a, fmt.Sprintf("key %d", i), text)
		}
		if i%10 == 0 { // so that it pays, and goes on
			for range 4 {
				ask(a, fmt.Sprintf("key %d", i), text)
			}
		}
		if u := a.Usage(); u.Bytes > limit-tableBytes {
			t.Fatalf("%d bytes are kept of %d", u.Bytes, limit)
		}
	}
	if u := a.Usage(); u.Bytes < (limit-tableBytes)*9/10 {
		t.Errorf("%d bytes are kept of %d", u.Bytes, limit)
	}
	if _, kept := ask(a, "key 0", text); kept {
		t.Error("the oldest is still there")
	}
	if _, kept := ask(a, "key 2990", text); !kept {
		t.Error("what was asked last is gone")
	}
	if u := New(tableBytes, c.now).Usage(); u != (Usage{}) || New(0, c.now) != nil || New(limit, nil) != nil {
		t.Error("without room, and without a state, there are answers")
	}
}

func TestALargeAnswerTakesNoShareOfOthers(t *testing.T) {
	c := newClock()
	a := New(1<<20, c.now)
	large := strings.Repeat("x", 1<<20/share)
	for range 4 {
		if _, kept := ask(a, "large", large); kept {
			t.Error("an answer of an eighth of the limit is kept")
		}
	}
	for range 3 {
		ask(a, "less", large[:len(large)*3/4])
	}
	if a.Usage().Answers != 1 {
		t.Error("a smaller one is not kept")
	}
}

// What an answer is counted with is what it takes.
func TestMemoryIsCounted(t *testing.T) {
	for _, size := range []int{10, 700, 9000} {
		c := newClock()
		a := New(16<<20, c.now)
		text := []byte(strings.Repeat("x", size))
		before := heap()
		for i := range 200_000 {
			key := fmt.Appendf(nil, "a key of some length %d", i)
			a.asked.kept(hashOf(a, key)) // it was asked before
			_, room := a.Find(key)
			a.gain = gain{needed: leastAsked}
			room.Keep(key, &exec.Answer{Data: text, Members: make([]exec.Member, 1)})
		}
		took := heap() - before
		if u := a.Usage(); took > u.Bytes*11/10 || took < u.Bytes/2 {
			t.Errorf("%d answers of %d bytes take %d bytes, counted are %d", u.Answers, size, took, u.Bytes)
		}
		runtime.KeepAlive(a)
	}
}

func heap() int {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// Where every answer is written over before it is asked for again, the state is hardly looked at, and where that ends
// answers are kept again.
func TestWhatDoesNotPayIsLeft(t *testing.T) {
	c := newClock()
	a := New(DefaultBytes, c.now)
	for range 10_000 {
		ask(a, "one", "read")
		c.state++
	}
	if c.looks > 10_000/16 {
		t.Errorf("the state was looked at %d times in 10,000 reads", c.looks)
	}
	for range 200 {
		ask(a, "one", "read")
	}
	if u := a.Usage(); u.Hits < 100 {
		t.Errorf("%d hits in 200 reads after the last write", u.Hits)
	}
	c.state++
	ask(a, "one", "read") // what has paid is kept at once
	c.state++
	ask(a, "one", "read")
	if _, kept := ask(a, "one", "read"); kept == (a.gain.needed > leastAsked) {
		t.Errorf("kept: %v, though it takes %d asks", kept, a.gain.needed)
	}
}

// Requests that are asked for twice and never again cost little, too.
func TestAScanIsLeft(t *testing.T) {
	c := newClock()
	a := New(DefaultBytes, c.now)
	for i := range 20_000 {
		ask(a, fmt.Sprint(i), "read")
		ask(a, fmt.Sprint(i), "read")
	}
	if c.looks > 2*judged {
		t.Errorf("the state was looked at %d times", c.looks)
	}
}

func TestManyAtOnce(t *testing.T) {
	a := New(1<<20, func() (uint64, bool) { return 1, true })
	done := make(chan struct{})
	for g := range 4 {
		go func() {
			defer func() { done <- struct{}{} }()
			for i := range 2000 {
				key := fmt.Appendf(nil, "%d", (i+g)%40)
				got, room := a.Find(key)
				if got != nil && !bytes.Equal(got.Data, key) {
					t.Errorf("%s gets %s", key, got.Data)
				}
				room.Keep(key, &exec.Answer{Data: key})
			}
		}()
	}
	for range 4 {
		<-done
	}
}

// TestOneHash gives two keys the same hash: neither gets the answer of the other, and the later one is kept.
func TestOneHash(t *testing.T) {
	a := New(1<<20, func() (uint64, bool) { return 1, true })
	keep := func(key string) {
		Room{in: a, state: 1, hash: hashOf(a, []byte("other"))}.Keep([]byte(key), &exec.Answer{Data: []byte(key)})
	}
	a.Find([]byte("other"))
	a.Find([]byte("other")) // which reaches the state
	keep("one")
	if found, _ := a.Find([]byte("other")); found != nil {
		t.Errorf("got %s", found.Data)
	}
	keep("other")
	if found, _ := a.Find([]byte("other")); found == nil || string(found.Data) != "other" || a.Usage().Answers != 1 {
		t.Errorf("got %v, %+v", found, a.Usage())
	}
}
