package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/internal/catalog"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

var (
	none   = request.None
	slotAt = request.SlotAt
)

// script has a table for every case in which writing differs.
const script = `
CREATE TABLE artist(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, country TEXT DEFAULT 'FR', shout TEXT AS (upper(name)));
CREATE TABLE album(id INTEGER PRIMARY KEY, title TEXT NOT NULL, artist_id INTEGER REFERENCES artist(id), sold INT, played BIGINT,
	price NUMERIC(10,2), weight NUMERIC, exact TEXT, rating REAL, CHECK (sold >= 0 OR sold < -2147483600));
CREATE TABLE kinds(id INTEGER PRIMARY KEY, at DATETIME, day DATE, clock TIME, seconds INTEGER, millis INTEGER, guid UUID, raw BLOB, doc JSON,
	bytes BLOB, yes BOOLEAN, mood TEXT CHECK (mood IN ('calm', 'wild')), big BIGINT, free STRING, untyped);
CREATE TABLE place(country TEXT NOT NULL, number INT NOT NULL, name TEXT, PRIMARY KEY (country, number)) WITHOUT ROWID;
CREATE TABLE note(text TEXT, n INT);
CREATE TABLE word(word TEXT PRIMARY KEY, n INT);
CREATE TABLE later(id INTEGER PRIMARY KEY, artist_id INTEGER REFERENCES artist(id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE stamp(at DATETIME PRIMARY KEY, n INT);
CREATE TABLE defaults(id INTEGER PRIMARY KEY, a TEXT DEFAULT 'x', b INT NOT NULL DEFAULT 7);
CREATE VIEW loud AS SELECT id, name FROM artist;
INSERT INTO artist(id, name, country) VALUES (1, 'Ada', 'FR'), (2, 'Bela', NULL), (3, 'Cleo', 'GR');
INSERT INTO album(id, title, artist_id, sold, played, price, weight, exact, rating) VALUES
	(1, 'One', 1, 10, 9223372036854775800, 0.9, 0.1, '12345678901234567890.5', 1.5), (2, 'Two', 1, 2147483640, 1, 1, NULL, NULL, 1e308),
	(3, 'Three', 2, NULL, NULL, NULL, 999999999999999, '1', NULL);
INSERT INTO note VALUES ('a', 1), ('b', 2), ('c', 3);
INSERT INTO word VALUES ('x', 1), (NULL, 2);
INSERT INTO place VALUES ('FR', 1, 'Paris'), ('FR', 2, 'Lyon'), ('GR', 1, 'Athens');
INSERT INTO stamp VALUES ('2024-01-01', 1), ('2024-01-01 00:00:00', 2);
`

// house is a served database with direct access to its file.
type house struct {
	t  *testing.T
	db *db.Database
	s  *engine.Snapshot
}

func serve(t *testing.T) *house {
	t.Helper()
	return serveWith(t, "")
}

// serveWith runs an additional script first.
func serveWith(t *testing.T, more string) *house {
	t.Helper()
	opened := dbtest.Open(t, dbtest.Path(t, script+more))
	kind := func(k, epoch string) catalog.ColumnOverride { return catalog.ColumnOverride{Kind: k, Epoch: epoch} }
	limits := engine.DefaultLimits()
	limits.Rows = 5
	s, _, err := engine.Load(t.Context(), opened, engine.Options{Limits: limits, Overrides: catalog.Overrides{Tables: map[string]catalog.TableOverride{
		"kinds": {Columns: map[string]catalog.ColumnOverride{"seconds": kind("DateTime", "s"), "millis": kind("DateTime", "ms"), "raw": kind("UUID", "")}},
		"album": {Columns: map[string]catalog.ColumnOverride{"exact": kind("Decimal", "")}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	return &house{t: t, db: opened, s: s}
}

// cells returns the result of a statement, with rows and cells separated by blanks.
func (h *house) cells(sql string) string {
	h.t.Helper()
	var out []string
	err := h.db.Read(h.t.Context(), false, func(r exec.Reader) error {
		rows, err := r.Query(sql, nil)
		if err != nil {
			return err
		}
		for rows.Next() {
			out = append(out, fmt.Sprint(rows.Value(0)))
		}
		return rows.Err()
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return strings.Join(out, " ")
}

// ask builds a request.
type ask struct {
	fields []*request.Field
	values request.Arguments
}

func (a *ask) slot(v any) request.Slot {
	a.values = append(a.values, v)
	return slotAt(len(a.values) - 1)
}

func (a *ask) add(key string, kind request.FieldKind, table string, w *request.Write, payload ...request.PayloadField) *request.Field {
	w.Payload = payload
	f := &request.Field{Key: key, Kind: kind, Table: table, Write: w}
	a.fields = append(a.fields, f)
	return f
}

// row is a row to insert: alternating columns and values.
type row []any

// insert adds an insert of rows.
func (a *ask) insert(key, table string, rows []row, payload ...request.PayloadField) {
	w := &request.Write{}
	sets := map[string]int{}
	list := make([]request.InsertRow, 0, len(rows))
	for _, r := range rows {
		columns, values := []string{}, []any{}
		for i := 0; i < len(r); i += 2 {
			columns, values = append(columns, r[i].(string)), append(values, r[i+1])
		}
		name := strings.Join(columns, " ")
		if _, ok := sets[name]; !ok {
			sets[name] = len(w.Columns)
			w.Columns = append(w.Columns, columns)
		}
		list = append(list, request.InsertRow{Set: sets[name], Values: values})
	}
	w.Rows = a.slot(list)
	kind := request.InsertMany
	if strings.HasPrefix(key, "one") {
		kind = request.Insert
	}
	a.add(key, kind, table, w, payload...)
}

func (a *ask) assign(argument string, pairs row) []request.Assignment {
	var out []request.Assignment
	for i := 0; i < len(pairs); i += 2 {
		name := pairs[i].(string)
		out = append(out, request.Assignment{Column: name, Slot: a.slot(pairs[i+1]), Argument: argument + "." + name})
	}
	return out
}

func (a *ask) change(key string, kind request.FieldKind, table string, set, inc row, payload ...request.PayloadField) *request.Field {
	w := &request.Write{Set: a.assign("set", set), Inc: a.assign("inc", inc)}
	return a.add(key, kind, table, w, payload...)
}

func (a *ask) key(f *request.Field, name string, values ...any) *ask {
	f.By = &request.By{Key: name}
	for _, v := range values {
		f.By.Slots = append(f.By.Slots, a.slot(v))
	}
	return a
}

func (a *ask) where(f *request.Field, w *request.Where) *ask {
	f.Write.Where = w
	return a
}

func (a *ask) compare(column string, op request.Op, v any) *request.Where {
	return &request.Where{
		Kind: request.Compare, Column: column, Op: op, Slot: a.slot(v), Argument: "where." + column + "." + op.String(),
	}
}

func all(selections ...request.Selection) *request.Query {
	return &request.Query{Select: selections}
}

func get(names ...string) []request.Selection {
	var out []request.Selection
	for _, n := range names {
		out = append(out, request.Selection{Key: n, Name: n})
	}
	return out
}

func nodes(selections ...request.Selection) request.PayloadField {
	return request.PayloadField{Key: "nodes", Kind: request.Nodes, Query: all(selections...)}
}

var (
	affected = request.PayloadField{Key: "affectedRows", Kind: request.AffectedRows}
	ids      = request.PayloadField{Key: "ids", Kind: request.DeletedNodeIDs}
	typename = request.PayloadField{Key: "__typename", Kind: request.PayloadTypename, Constant: "AlbumPayload"}
)

// prepare compiles a request without trust.
func (h *house) prepare(r *request.Request) (*engine.Prepared, error) {
	return h.s.Prepare(h.t.Context(), r)
}

// run returns the answer in one line: data, then errors with paths, columns and messages.
func (h *house) run(a *ask) string {
	h.t.Helper()
	p, err := h.s.Prepare(h.t.Context(), &request.Request{Fields: a.fields})
	if err != nil {
		return "refused " + line(fault.From(err))
	}
	answer := h.s.Run(h.t.Context(), nil, p, a.values, []byte("before"))
	var b strings.Builder
	if answer.Data == nil {
		b.WriteString("null")
	}
	b.Write(answer.Data)
	for _, f := range answer.Errors {
		b.WriteString(" !" + line(f))
	}
	for _, m := range answer.Members {
		if v := string(answer.Data[m.Start:m.End]); !strings.HasPrefix(v, "{") && !strings.HasPrefix(v, `"`) || strings.HasSuffix(v, ",") {
			h.t.Errorf("member %s is %s", m.Key, v)
		}
	}
	return b.String()
}

func line(f *fault.Fault) string {
	text := fmt.Sprintf("%s%v", f.Code, f.Path)
	if f.Table != "" {
		text += fmt.Sprintf(" %s%v", f.Table, f.Columns)
	}
	return text + " " + f.Message
}

func expect(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s\n got %s\nwant %s", what, got, want)
	}
}

func counted(w *request.Where) *request.Where {
	w.Count = 2
	return w
}
