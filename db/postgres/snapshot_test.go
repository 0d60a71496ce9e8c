//go:build unix

package postgres

import (
	"strings"
	"testing"

	"tiddly/internal/exec"
)

func testSnapshot(t *testing.T, s *server) {
	for _, implicit := range []bool{false, true} {
		testSnapshotOf(t, s, implicit)
	}
}

// started returns a read that says that all of its statements are queued one depth after the other, where it is implicit.
func started(implicit bool, read func(exec.Reader) error) func(exec.Reader) error {
	return func(r exec.Reader) error {
		if implicit {
			r.(exec.Ending).Start() //nolint:forcetypeassert // what this engine lends
		}
		return read(r)
	}
}

func testSnapshotOf(t *testing.T, s *server, implicit bool) {
	t.Helper()
	d := s.open(t, "")
	err := d.Read(t.Context(), true, started(implicit, func(r exec.Reader) error {
		before, err := firsts(r, "SELECT count(*) FROM public.maker")
		if err != nil {
			return err
		}
		s.psql("driver", "INSERT INTO maker VALUES (77, 'late')")
		after, err := firsts(r, "SELECT count(*) FROM public.maker")
		if err == nil && before[0] != after[0] {
			t.Errorf("%s rows became %s", before[0], after[0])
		}
		return err
	}))
	if err != nil {
		t.Error(err)
	}
	if got := read(t, d, "SELECT name FROM public.maker WHERE id = 77"); got != "late" {
		t.Errorf("after the snapshot: %q", got)
	}
	s.psql("driver", "DELETE FROM maker WHERE id = 77")
	s.wantNoneOpen(t)
}

// wantNoneOpen requires that nothing of a transaction stays open.
func (s *server) wantNoneOpen(t *testing.T) {
	t.Helper()
	got := s.psql("driver", "SELECT count(*) FROM pg_stat_activity WHERE state <> 'idle' AND backend_type = 'client backend' AND pid <> pg_backend_pid()")
	if strings.TrimSpace(got) != "0" {
		t.Errorf("%s transactions are open", got)
	}
}
