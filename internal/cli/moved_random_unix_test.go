//go:build unix

package cli

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"
)

// seed returns TIDDLY_SEED, or a seed from the clock, which is logged.
func seed(t *testing.T) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(os.Getenv("TIDDLY_SEED"), 10, 64)
	if err != nil {
		n = uint64(time.Now().UnixNano())
	}
	t.Logf("TIDDLY_SEED=%d", n)
	return n
}

// TestFilesMovedAtRandom moves, removes and replaces the file during writes, and stops the server at any moment
// after. Every acknowledged write is in the file that was there at the time, and every other file is unchanged.
func TestFilesMovedAtRandom(t *testing.T) {
	t.Parallel()
	rounds := 6
	if os.Getenv("TIDDLY_LONG") != "" {
		rounds = 300
	}
	random := rand.New(rand.NewPCG(seed(t), 0))
	for round := range rounds {
		journals := []string{"wal", "wal", "delete"}
		c := change{journal: journals[random.IntN(3)], other: journals[random.IntN(3)], way: random.IntN(len(changes)), at: 1 + random.IntN(40)}
		c.stopAfter = []time.Duration{0, time.Duration(random.IntN(700)) * time.Millisecond, -1}[random.IntN(3)]
		t.Run(fmt.Sprintf("%d %s", round, c), func(t *testing.T) { c.run(t) })
	}
}

// change is applied to a file after a number of writes.
type change struct {
	journal, other string
	way, at        int
	// stopAfter is when the server is stopped; -1 kills it once it has noticed.
	stopAfter time.Duration
}

// String returns the name of a change.
func (c change) String() string {
	return fmt.Sprintf("%s: %s %s after %d, stop after %s", c.journal, changes[c.way].name, c.other, c.at, c.stopAfter)
}

// changes are the possible changes of a file; afterwards the new one is in place. The old one has a second name.
var changes = []struct {
	name string
	do   func(path, other string) error
}{
	{"rename over", func(path, other string) error { return os.Rename(other, path) }},
	{"move away and in", func(path, other string) error {
		if err := os.Rename(path, path+".old"); err != nil {
			return err
		}
		return os.Rename(other, path)
	}},
	{"remove all and move in", func(path, other string) error {
		for _, suffix := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(path + suffix)
		}
		return os.Rename(other, path)
	}},
	{"replace the folder", func(path, other string) error {
		folder := filepath.Dir(path)
		if err := os.Rename(folder, folder+".old"); err != nil {
			return err
		}
		if err := os.Mkdir(folder, 0o700); err != nil {
			return err
		}
		return os.Rename(other, path)
	}},
}

func (c change) run(t *testing.T) {
	_, path := served(t, c.journal)
	folder := t.TempDir()
	other, second := filepath.Join(folder, "new.db"), filepath.Join(folder, "old.db")
	want := another(t, other, c.other)
	must(t, os.Link(path, second))
	r := startProcess(t, "serve", "--db", path)
	w := writers{refused: make(chan struct{}), reached: make(chan struct{}), at: c.at}
	w.start(t, r)
	<-w.reached
	must(t, changes[c.way].do(path, other))
	if c.stopAfter < 0 {
		r.readiness(t, http.StatusServiceUnavailable)
		w.end()
		r.kill()
		<-r.ended
	} else {
		time.Sleep(c.stopAfter)
		<-w.refused
		w.end()
		if code := r.stop(t); code != 0 {
			t.Errorf("exit code %d\n%s", code, r.stderr.String())
		}
	}
	if !bytes.Equal(content(t, path), want) {
		t.Error("the new file was changed")
	}
	if got := texts(t, path); len(got) != 1 {
		t.Errorf("the new file has %d rows", len(got))
	}
	got := texts(t, second)
	for _, text := range w.acknowledged {
		if !got[text] {
			t.Errorf("%s was acknowledged and is gone", text)
		}
	}
	if len(w.acknowledged) < c.at {
		t.Errorf("%d writes were acknowledged", len(w.acknowledged))
	}
}

// writers write until they are stopped.
type writers struct {
	at int
	// reached is closed when the number of writes are acknowledged, refused when one was refused.
	reached, refused chan struct{}
	all              sync.WaitGroup
	mu               sync.Mutex
	acknowledged     []string
	ended            bool
}

func (w *writers) start(t *testing.T, r *running) {
	t.Helper()
	for n := range 4 {
		w.all.Go(func() {
			for i := 0; w.note(t, r, fmt.Sprintf("%d-%d", n, i)); i++ {
				continue
			}
		})
	}
}

// note writes a row, and reports whether to continue.
func (w *writers) note(t *testing.T, r *running, text string) bool {
	code := r.insert(t, text)
	w.mu.Lock()
	defer w.mu.Unlock()
	switch code {
	case "":
		w.acknowledged = append(w.acknowledged, text)
		if len(w.acknowledged) == w.at {
			close(w.reached)
		}
	case "DATABASE_MOVED":
		select {
		case <-w.refused:
		default:
			close(w.refused)
		}
	default:
		t.Errorf("a write gives %s", code)
	}
	return !w.ended && !t.Failed()
}

func (w *writers) end() {
	w.mu.Lock()
	w.ended = true
	w.mu.Unlock()
	w.all.Wait()
}
