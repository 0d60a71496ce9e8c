//go:build unix

package postgres

import (
	"fmt"
	"strings"
	"testing"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// testEnded reads with the end of the snapshot behind the last statement: that one is in it, nothing follows it, and
// nothing stays open, whether it fails or not.
func testEnded(t *testing.T, s *server) {
	for _, c := range []struct {
		query    string
		implicit bool
	}{{"", false}, {"", true}, {"&pool=transaction", true}} {
		query, implicit := c.query, c.implicit
		d := s.open(t, query+"&"+parameterConnections+"=1")
		for _, last := range []string{"SELECT count(*) FROM public.maker", "SELECT 1 / count(*) FROM public.maker WHERE id < 0"} {
			err := d.Read(t.Context(), true, started(implicit, func(r exec.Reader) error {
				before, err := firsts(r, "SELECT count(*) FROM public.maker")
				if err != nil {
					return err
				}
				s.psql("driver", "INSERT INTO maker VALUES (78, 'late')")
				defer s.psql("driver", "DELETE FROM maker WHERE id = 78")
				p := r.(exec.Pipelined) //nolint:forcetypeassert // what this engine lends
				if err := p.Queue(last, nil); err != nil {
					return err
				}
				p.(exec.Ending).End() //nolint:forcetypeassert // as above
				rows, err := p.Queued()
				if err != nil {
					return err
				}
				for rows.Next() {
					if after := fmt.Sprint(rows.Value(0)); after != before[0] {
						t.Errorf("%s: %s rows became %s", query, before[0], after)
					}
				}
				if rows.Err() == nil {
					_, err := firsts(r, "SELECT 1")
					wantCode(t, err, fault.Internal)
				}
				return rows.Err()
			}))
			if failed := strings.Contains(last, "/"); (err != nil) != failed {
				t.Errorf("%s: %v", last, err)
			}
			if got := read(t, d, "SELECT 5"); got != "5" {
				t.Errorf("%s: then %s", last, got)
			}
			s.wantNoneOpen(t)
		}
	}
}

// testImplicit reads the mark of the tables in the middle of an implicit transaction, which ends before it, and after
// one that has failed. Writes have the isolation of the owner, whatever the session has for what is read.
func testImplicit(t *testing.T, s *server) {
	d := s.open(t, "&"+parameterConnections+"=1")
	want, err := d.Changed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const maxima = "SELECT coalesce(max(id), 0) FROM public.maker WHERE id > 80"
	for _, sql := range []string{"SELECT 1", "SELECT 1 / (SELECT 0)"} {
		err = d.Read(t.Context(), true, started(true, func(r exec.Reader) error {
			if _, err := firsts(r, maxima); err != nil {
				return err
			}
			s.psql("driver", "INSERT INTO maker VALUES (81, 'late')")
			defer s.psql("driver", "DELETE FROM maker WHERE id = 81")
			_, failed := firsts(r, sql)
			if failed != nil {
				_, err := firsts(r, "SELECT 1")
				wantCode(t, err, fault.Internal)
			}
			mark, err := r.(exec.Marked).Mark()
			if err != nil || mark != want {
				t.Errorf("after %s: the mark is %s, %v, want %s", sql, mark, err, want)
			}
			after, err := firsts(r, maxima)
			if err != nil || after[0] != "81" {
				t.Errorf("after %s: got %s, %v", sql, after, err)
			}
			return failed
		}))
		if failed := sql != "SELECT 1"; (err != nil) != failed {
			t.Errorf("%s: %v", sql, err)
		}
	}
	isolation := func(isolated string) {
		t.Helper()
		if err := d.Do(t.Context(), func(tx exec.Tx) error {
			got, err := firsts(tx, "SHOW transaction_isolation")
			if err != nil || got[0] != isolated {
				t.Errorf("a write has %s, %v, want %s", got, err, isolated)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	}
	isolation("read committed")
	s.psql("postgres", "ALTER DATABASE driver SET default_transaction_isolation = 'serializable'")
	defer s.psql("postgres", "ALTER DATABASE driver RESET default_transaction_isolation")
	d = s.open(t, "")
	isolation("serializable")
	if got := read(t, d, "SHOW transaction_isolation"); got != "repeatable read" {
		t.Errorf("a read has %s", got)
	}
}
