package db_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tiddly/db"
	"tiddly/internal/fault"
)

func TestCreateByAddress(t *testing.T) {
	t.Parallel()
	for _, prefix := range []string{"", "sqlite:"} {
		path := filepath.Join(t.TempDir(), "x.db")
		err := db.Create(t.Context(), prefix+path, func(w db.Filler) error {
			if err := w.Exec(t.Context(), "CREATE TABLE t (id INTEGER PRIMARY KEY)"); err != nil {
				return err
			}
			n, err := w.Insert(t.Context(), "t", []string{"id"}, slices.Values([][]any{{int64(1)}, {int64(2)}}))
			if n != 2 {
				t.Errorf("Insert counts %d rows, want 2", n)
			}
			return err
		})
		if err != nil {
			t.Errorf("%q: %v (%v)", prefix, err, fault.From(err).Cause())
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%q: %v", prefix, err)
		}
	}
}

func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for address, code := range map[string]fault.Code{
		"":                                     fault.DatabaseUnavailable,
		"sqlite:":                              fault.DatabaseUnavailable,
		":memory:":                             fault.DatabaseUnavailable,
		"sqlite::memory:":                      fault.DatabaseUnavailable,
		"postgres://x/y":                       fault.DatabaseUnavailable,
		filepath.Join(folder, "x.db?mode=ro"):  fault.DatabaseReadOnly,
		filepath.Join(folder, "x.db?colour=1"): fault.DatabaseUnavailable,
	} {
		err := db.Create(t.Context(), address, func(db.Filler) error {
			t.Errorf("%q: fill was called", address)
			return nil
		})
		if f := fault.From(err); f == nil || f.Code != code || f.Hint == "" {
			t.Errorf("%q: %v, want %s with a hint", address, err, code)
		}
	}
}
