package sqlite

import (
	"context"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

func TestUsage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	runScript(t, path, "CREATE TABLE t(key TEXT PRIMARY KEY)")
	d, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if u := d.Usage(); u.Readers < 4 || u.ReadersInUse != 0 || u.Waits != 0 || u.Written != 0 {
		t.Errorf("at first: %+v", u)
	}
	do(t, d, "INSERT INTO t VALUES ('a')")
	if u := d.Usage(); u.Written != 1 || u.Groups[0] != 1 || u.Queued != 0 {
		t.Errorf("after a write: %+v", u)
	}
	for i := range d.readers.Places() {
		if !d.readers.Take(strconv.Itoa(i)) {
			t.Fatal("there is no place")
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Read(ctx, false, func(exec.Reader) error { return nil }) }()
	for deadline := time.Now().Add(5 * time.Second); d.Usage().Waiting != 1; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("nobody waits: %+v", d.Usage())
		}
	}
	cancel()
	if err := <-ended; fault.From(err).Code != fault.RequestLeft {
		t.Errorf("it ended with %v", err)
	}
	if u := d.Usage(); u.Waiting != 0 || u.Waits != 1 || u.WaitTime <= 0 || u.ReadersInUse != u.Readers {
		t.Errorf("after a wait: %+v", u)
	}
	for i := range d.readers.Places() {
		d.readers.Leave(strconv.Itoa(i))
	}
}
