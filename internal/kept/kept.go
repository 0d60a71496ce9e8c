// Package kept keeps the answers of reads while nobody writes to the database. What is kept belongs to one state of its
// content, whose number is asked for before a read begins and again before its answer is given to another request. It
// knows no tables, no callers and no HTTP: whoever asks makes the key.
package kept

import (
	"container/list"
	"hash/maphash"
	"sync"

	"tiddly/internal/exec"
)

const (
	// DefaultBytes is the default limit of what is kept.
	DefaultBytes = 32 << 20
	// overhead is what an answer takes besides its key and its bytes.
	overhead = 400
	// share is the part of the limit that one answer may take: an eighth.
	share = 8
)

// Answers are the answers that are kept. It is safe for concurrent use; nil keeps none.
type Answers struct {
	// now returns the number of the present state. A number never comes back, and a later one is larger. It reports false
	// if the state cannot be told.
	now   func() (uint64, bool)
	limit int
	seed  maphash.Seed

	mu sync.Mutex
	// hits and misses are counted since the start.
	hits, misses uint64
	// state is that of all answers, which are found by the hashes of their keys: of two with one hash the later is kept.
	state   uint64
	answers map[uint64]*list.Element
	// recent has the most recently used answers first; bytes is what they take.
	recent list.List
	bytes  int
	asked  asked
	gain   gain
}

// answer is one that is kept.
type answer struct {
	key   string
	hash  uint64
	of    exec.Answer
	bytes int
}

// New returns an empty store of at most limit bytes, the table of what was asked included; nil if that has no room. Now
// returns the number of the present state of the database.
func New(limit int, now func() (uint64, bool)) *Answers {
	if limit <= tableBytes || now == nil {
		return nil
	}
	a := &Answers{now: now, limit: limit - tableBytes, seed: maphash.MakeSeed(), answers: map[uint64]*list.Element{}}
	a.gain.needed = leastAsked
	return a
}

// Room is the permission to keep the answer that a request reads next. The zero value keeps nothing.
type Room struct {
	in          *Answers
	state, hash uint64
}

// Find returns the answer with a key, if the database is still in the state that it was read from. Otherwise it returns
// nil, and the room for the answer where that was asked for often enough. The answer is shared: nobody may change it.
func (a *Answers) Find(key []byte) (*exec.Answer, Room) {
	if a == nil {
		return nil, Room{}
	}
	hash := maphash.Bytes(a.seed, key)
	if !a.worth(hash, key) {
		return nil, Room{}
	}
	state, ok := a.now() // after the request has begun, and before it reads
	a.mu.Lock()
	defer a.mu.Unlock()
	had := a.find(hash, key) != nil
	if !ok || !a.reach(state) {
		a.misses++
		return nil, Room{} // somebody has written since, and another request has noticed
	}
	if e := a.find(hash, key); e != nil {
		a.recent.MoveToFront(e)
		a.hits++
		a.gain.gave()
		return &of(e).of, Room{}
	}
	a.misses++
	if had && !a.count(hash) {
		return nil, Room{} // it was kept in vain too often
	}
	return nil, Room{a, state, hash}
}

// worth reports whether the state has to be found out for a key: because there is an answer, or it was asked for often
// enough to keep one. Otherwise the request is a miss.
func (a *Answers) worth(hash uint64, key []byte) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.find(hash, key) != nil || a.count(hash) {
		return true
	}
	a.misses++
	return false
}

// find returns the place of the answer with a key; nil if there is none.
func (a *Answers) find(hash uint64, key []byte) *list.Element {
	if e := a.answers[hash]; e != nil && of(e).key == string(key) {
		return e
	}
	return nil
}

// count counts a request for an answer that is not there, and reports whether it was asked for often enough.
func (a *Answers) count(hash uint64) bool { return a.asked.count(hash) >= a.gain.needed }

// reach forgets everything if the state is a new one, and reports whether it is the latest that anybody has seen.
func (a *Answers) reach(state uint64) bool {
	if state > a.state {
		a.state = state
		a.gain.judge()
		a.forget()
	}
	return state == a.state
}

// forget forgets all answers.
func (a *Answers) forget() {
	if len(a.answers) == 0 {
		return
	}
	a.answers, a.bytes = map[uint64]*list.Element{}, 0
	a.recent.Init()
}

// Keep keeps a copy of the answer that was read for a key, unless somebody has written since, which another request has
// noticed. What a write between Find and the read has changed is not told apart: the number of Find is then that of no
// later request.
func (r Room) Keep(key []byte, read *exec.Answer) {
	a := r.in
	if a == nil {
		return
	}
	n := sizeOf(key, read)
	if n > a.limit/share {
		return
	}
	kept := &answer{key: string(key), hash: r.hash, of: copyOf(read), bytes: n}
	a.mu.Lock()
	defer a.mu.Unlock()
	if r.state != a.state {
		return
	}
	a.asked.kept(r.hash)
	if e := a.answers[r.hash]; e != nil {
		a.drop(e) // another request has read the same, or it has the same hash
	}
	a.answers[r.hash] = a.recent.PushFront(kept)
	a.bytes += n
	for a.bytes > a.limit {
		a.drop(a.recent.Back())
	}
	a.gain.took()
}

// drop forgets one answer.
func (a *Answers) drop(e *list.Element) {
	gone := of(e)
	a.recent.Remove(e)
	delete(a.answers, gone.hash)
	a.bytes -= gone.bytes
}

func of(e *list.Element) *answer { return e.Value.(*answer) } //nolint:forcetypeassert // the only type in the list

// copyOf returns a copy of an answer in memory of its own. What it points to besides its bytes is not changed by anyone.
func copyOf(read *exec.Answer) exec.Answer {
	return exec.Answer{
		Data: append(make([]byte, 0, len(read.Data)), read.Data...), Members: read.Members, Cuts: read.Cuts, Warnings: read.Warnings,
	}
}

// sizeOf returns the approximate size of an answer with its key.
func sizeOf(key []byte, read *exec.Answer) int {
	n := overhead + len(key) + len(read.Data) + len(read.Data)/8 + len(read.Members)*64 + len(read.Warnings)*32
	for i := range read.Cuts {
		n += 64 + len(read.Cuts[i].Path)*32
	}
	return n
}

// Usage is what is kept, and the counts since the start.
type Usage struct {
	// Hits are answers that were given again, Misses requests whose answer was read.
	Hits, Misses uint64
	// Answers is the number of kept answers, Bytes what they take.
	Answers, Bytes int
}

// Usage returns what is kept.
func (a *Answers) Usage() Usage {
	if a == nil {
		return Usage{}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return Usage{Hits: a.hits, Misses: a.misses, Answers: len(a.answers), Bytes: a.bytes}
}
