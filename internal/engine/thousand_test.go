package engine_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/internal/engine"
)

// thousand returns a database of a thousand tables with eight columns and a relation each.
func thousand(tb testing.TB) *db.Database {
	tb.Helper()
	script := &strings.Builder{}
	script.WriteString("BEGIN;")
	for i := range 1000 {
		fmt.Fprintf(script, `CREATE TABLE thing_%d(id INTEGER PRIMARY KEY, parent INT REFERENCES thing_%d(id), name TEXT NOT NULL, weight REAL,
			at DATETIME, yes BOOLEAN, price DECIMAL(10,2), note TEXT);`, i, i/2)
	}
	script.WriteString("COMMIT;")
	return dbtest.Open(tb, dbtest.Path(tb, script.String()))
}

// TestThousandTablesLoadInLittleMemory bounds the memory allocated and retained by loading.
func TestThousandTablesLoadInLittleMemory(t *testing.T) {
	opened := thousand(t)
	var before, after, kept runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	live, _, err := engine.Open(t.Context(), opened, engine.Options{Limits: engine.DefaultLimits()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	runtime.GC()
	runtime.ReadMemStats(&kept)
	allocated, stays := (after.TotalAlloc-before.TotalAlloc)>>20, (kept.HeapAlloc-min(before.HeapAlloc, kept.HeapAlloc))>>20
	t.Logf("%d MB allocated, %d MB kept", allocated, stays)
	if allocated > 250 || stays > 100 {
		t.Errorf("%d MB are allocated and %d MB kept", allocated, stays)
	}
	if n := len(live.Current().Catalog.Tables); n != 1000 {
		t.Errorf("%d tables are served", n)
	}
}

func BenchmarkThousandTables(b *testing.B) {
	opened := thousand(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := engine.Open(b.Context(), opened, engine.Options{Limits: engine.DefaultLimits()}, nil); err != nil {
			b.Fatal(err)
		}
	}
}
