package engine_test

import (
	"fmt"
	"testing"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
	"tiddly/internal/request"
)

// BenchmarkFollowed measures writes to a table whose triggers keep a journal: as if read without triggers, relying
// on the database's count, and as it is, reading the rows before and after.
func BenchmarkFollowed(b *testing.B) {
	for _, rows := range []int{1, 1000, 100_000} {
		for _, followed := range []bool{false, true} {
			h := journal(b, rows, followed)
			for _, m := range []struct {
				name    string
				payload []request.PayloadField
			}{{"counted", []request.PayloadField{affected}}, {"with rows", []request.PayloadField{affected, nodes(get("id", "text")...)}}} {
				if rows > 1000 && len(m.payload) > 1 {
					continue
				}
				b.Run(fmt.Sprintf("update/%d/%s/followed=%v", rows, m.name, followed), func(b *testing.B) {
					a := &ask{}
					f := a.change("up", request.UpdateMany, "Note", row{"text", "x"}, nil, m.payload...)
					h.repeat(b, a.where(f, a.compare("n", request.Eq, int64(1))), "")
				})
				b.Run(fmt.Sprintf("delete/%d/%s/followed=%v", rows, m.name, followed), func(b *testing.B) {
					a := &ask{}
					f := a.change("del", request.DeleteMany, "Note", nil, nil, m.payload...)
					h.repeat(b, a.where(f, a.compare("n", request.Eq, int64(1))),
						fmt.Sprintf("WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < %d) INSERT INTO notes(n) SELECT 1 FROM i", rows))
				})
			}
		}
	}
}

// journal serves a table with the given number of rows, and triggers.
func journal(b *testing.B, rows int, followed bool) *bench {
	b.Helper()
	path := dbtest.Path(b, "PRAGMA journal_mode = WAL; CREATE TABLE notes(id INTEGER PRIMARY KEY, n INT, text TEXT); CREATE TABLE changes(what TEXT, id INT)")
	opened := dbtest.Open(b, path)
	h := &bench{db: opened}
	var err error
	load := func() {
		if h.s, _, err = engine.Load(b.Context(), opened, engine.Options{Limits: engine.DefaultLimits()}); err != nil {
			b.Fatal(err)
		}
	}
	load()
	h.run(b, "CREATE TRIGGER u AFTER UPDATE ON notes BEGIN INSERT INTO changes VALUES ('u', old.id); END")
	h.run(b, "CREATE TRIGGER d AFTER DELETE ON notes BEGIN INSERT INTO changes VALUES ('d', old.id); END")
	h.run(b, fmt.Sprintf("WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < %d) INSERT INTO notes(n) SELECT 1 FROM i", rows))
	if followed {
		load()
	}
	return h
}

type bench struct {
	db *db.Database
	s  *engine.Snapshot
}

func (h *bench) run(b *testing.B, sql string) {
	b.Helper()
	if err := h.db.Do(b.Context(), func(tx exec.Tx) error { _, err := tx.Exec(sql, nil); return err }); err != nil {
		b.Fatal(err)
	}
}

// repeat runs a request repeatedly, with a statement after each run that restores the rows.
func (h *bench) repeat(b *testing.B, a *ask, after string) {
	p, err := h.s.Prepare(b.Context(), &request.Request{Fields: a.fields})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if answer := h.s.Run(b.Context(), nil, p, a.values, nil); len(answer.Errors) > 0 {
			b.Fatal(answer.Errors)
		}
		if after != "" {
			b.StopTimer()
			h.run(b, after)
			b.StartTimer()
		}
	}
}
