package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tiddly/db/sqlite/draft"
	"tiddly/internal/fault"
)

// names lists the files in a folder.
func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	all := make([]string, 0, len(entries))
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func fillOne(ctx context.Context, f *draft.Filling) error {
	if err := f.Exec(ctx, `CREATE TABLE t (id INTEGER PRIMARY KEY, "a ""b" TEXT); CREATE TABLE u (t INTEGER REFERENCES t)`); err != nil {
		return err
	}
	_, err := f.Insert(ctx, "t", []string{"id", `a "b`}, slices.Values([][]any{{int64(1), "x"}, {int64(2), nil}}))
	return err
}

func TestCreateTakesAnyName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a.db", "what?.db", "50%.db", "a b#c.db", "file:x", "naïve 🌙"} {
		folder := t.TempDir()
		err := Create(t.Context(), filepath.Join(folder, name), func(f *draft.Filling) error { return fillOne(t.Context(), f) })
		if err != nil {
			t.Errorf("%s: %v (%v)", name, err, fault.From(err).Cause())
			continue
		}
		if got := names(t, folder); !slices.Equal(got, []string{name}) {
			t.Errorf("%s: the folder holds %q", name, got)
		}
		head, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil || string(head[:15]) != "SQLite format 3" || head[18] != 2 || head[19] != 2 {
			t.Errorf("%s: no database in WAL mode: %v", name, err)
		}
	}
}

func TestCreateTakesARelativePath(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := Create(t.Context(), "x.db", func(f *draft.Filling) error { return fillOne(t.Context(), f) }); err != nil {
		t.Fatal(err)
	}
	if got := names(t, "."); !slices.Equal(got, []string{"x.db"}) {
		t.Errorf("the folder holds %q", got)
	}
}

func TestCreateRefusesWhatIsThere(t *testing.T) {
	t.Parallel()
	for _, left := range []string{"x.db", "x.db-wal", "x.db-journal"} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, left), []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		err := Create(t.Context(), filepath.Join(folder, "x.db"), func(*draft.Filling) error {
			t.Error("fill was called")
			return nil
		})
		if f := fault.From(err); f == nil || f.Code != fault.DatabaseUnavailable || f.Hint == "" {
			t.Errorf("%s: %v", left, err)
		}
		if got := names(t, folder); !slices.Equal(got, []string{left}) {
			t.Errorf("%s: the folder holds %q", left, got)
		}
	}
}

// TestCreateLosesARace checks that a file which appears while the database is being created is not overwritten.
func TestCreateLosesARace(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	err := Create(t.Context(), path, func(f *draft.Filling) error {
		if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
			return err
		}
		return fillOne(t.Context(), f)
	})
	if f := fault.From(err); f == nil || f.Code != fault.DatabaseUnavailable {
		t.Errorf("error: %v", err)
	}
	if kept, err := os.ReadFile(path); err != nil || string(kept) != "mine" {
		t.Errorf("the other file holds %q, %v", kept, err)
	}
}

// failures are ways in which the creation of a database fails.
var failures = map[string]struct {
	fill func(ctx context.Context, cancel func(), f *draft.Filling) error
	want func(error) bool
}{
	"the caller's error": {
		func(ctx context.Context, _ func(), f *draft.Filling) error {
			return errors.Join(fillOne(ctx, f), errMine)
		},
		func(err error) bool { return errors.Is(err, errMine) },
	},
	"bad SQL": {
		func(ctx context.Context, _ func(), f *draft.Filling) error { return f.Exec(ctx, "CREATE TABEL") },
		isDatabaseError,
	},
	"an unknown table": {
		func(ctx context.Context, _ func(), f *draft.Filling) error {
			_, err := f.Insert(ctx, "nowhere", []string{"id"}, slices.Values([][]any{{int64(1)}}))
			return err
		},
		isDatabaseError,
	},
	"a broken foreign key": {
		func(ctx context.Context, _ func(), f *draft.Filling) error {
			if err := fillOne(ctx, f); err != nil {
				return err
			}
			_, err := f.Insert(ctx, "u", []string{"t"}, slices.Values([][]any{{int64(9)}}))
			return err
		},
		isDatabaseError,
	},
	"a row too long": {
		func(ctx context.Context, _ func(), f *draft.Filling) error {
			if err := fillOne(ctx, f); err != nil {
				return err
			}
			_, err := f.Insert(ctx, "t", []string{"id"}, slices.Values([][]any{{int64(9), "x"}}))
			return err
		},
		func(err error) bool { return fault.From(err).Code == fault.Internal },
	},
	"an end of the context": {
		func(ctx context.Context, cancel func(), f *draft.Filling) error {
			if err := fillOne(ctx, f); err != nil {
				return err
			}
			n, err := f.Insert(ctx, "t", []string{"id"}, func(yield func([]any) bool) {
				for id := int64(10); yield([]any{id}); id++ {
					if id == 5000 {
						cancel()
					}
				}
			})
			if n > 6100 {
				return errors.New("rows went in long after the end")
			}
			return err
		},
		func(err error) bool { return errors.Is(err, context.Canceled) },
	},
}

var errMine = errors.New("mine")

func TestCreateLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	for name, c := range failures {
		folder := t.TempDir()
		ctx, cancel := context.WithCancel(t.Context())
		err := Create(ctx, filepath.Join(folder, "x.db"), func(f *draft.Filling) error { return c.fill(ctx, cancel, f) })
		cancel()
		if err == nil || !c.want(err) {
			t.Errorf("%s: %v", name, err)
		}
		if got := names(t, folder); len(got) > 0 {
			t.Errorf("%s: left behind %q", name, got)
		}
	}
}

func isDatabaseError(err error) bool {
	f := fault.From(err)
	return f.Code == fault.DatabaseError && f.Cause() != nil && f.Hint != ""
}
