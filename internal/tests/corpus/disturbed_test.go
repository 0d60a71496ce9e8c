package corpus_test

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tiddly/db/dbtest"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
)

// TestDisturbed sends random writes to tables with random triggers, cascades and conflict rules, and compares each
// answer with the rows before and after: rows answered as deleted matched and are gone, those answered as updated
// matched and exist, those answered as inserted exist, and no more than maxAffected matched. Several fields of one
// request answer the same as one by one.
func TestDisturbed(t *testing.T) {
	rounds := 15
	if os.Getenv("TIDDLY_LONG") != "" {
		rounds = 300
	}
	disturbed(t, rounds, nil)
}

// disturbed runs rounds of TestDisturbed on the embedded engine, or on another one.
func disturbed(t *testing.T, rounds int, elsewhere *dbtest.Engine) {
	t.Helper()
	from := uint64(*seed)
	if from == 0 {
		from = uint64(time.Now().UnixNano())
	}
	t.Logf("go test ./internal/tests/corpus -run %s -seed %d", t.Name(), from)
	kept, refused := 0, map[string]int{}
	for n := range rounds {
		// A server of another engine has connections for some rounds at once.
		t.Run(strconv.Itoa(n), func(t *testing.T) { kept += round(t, from, n, elsewhere, refused) })
	}
	t.Logf("%d writes were kept, %v refused", kept, refused)
	if rounds > 10 && kept < 5*rounds {
		t.Errorf("%d writes were kept in %d rounds; want more", kept, rounds)
	}
}

// round runs one round, and returns how many writes were kept.
func round(t *testing.T, from uint64, n int, elsewhere *dbtest.Engine, refused map[string]int) (kept int) {
	t.Helper()
	r := rand.New(rand.NewPCG(from, uint64(n)))
	h := newHaunt(r)
	if h.elsewhere = elsewhere; elsewhere != nil {
		h.translate()
	}
	together, alone := h.serve(t), h.serve(t)
	for range 25 {
		answers, ok := h.together(t, together, alone, refused)
		if t.Failed() {
			t.Fatalf("with (late: %v)\n%s", h.late, h.script())
		}
		if !ok {
			break
		}
		kept += answers
	}
	return kept
}

// haunt is a random table cat, and the triggers and references around it.
type haunt struct {
	*rand.Rand
	tables, rows string
	triggers     []string
	// late is set if the triggers are created after the tables were read, without a reload.
	late bool
	// byRowID is set if rows are named by the row id; the test then identifies them by their tags, which nothing
	// changes. Composite is set if g is a part of their key.
	byRowID, composite bool
	// stuck is set if updates of stuck rows are ignored.
	stuck bool
	tags  int
	// elsewhere is the engine of the tables; nil is the embedded one.
	elsewhere *dbtest.Engine
}

// haunts are the statements of triggers on cat, by the event. None changes a tag.
var haunts = []string{
	"BEFORE DELETE ON cat WHEN old.stuck BEGIN SELECT RAISE(IGNORE); END",
	"BEFORE DELETE ON cat WHEN old.n = 1 BEGIN UPDATE cat SET n = 2 WHERE id = old.id; SELECT RAISE(IGNORE); END",
	"AFTER DELETE ON cat BEGIN DELETE FROM cat WHERE id = old.id + 1; END",
	"AFTER DELETE ON cat WHEN old.n = 4 BEGIN INSERT INTO cat (id, tag) SELECT max(id) + 1, 'made ' || (max(id) + 1) FROM cat; END",
	"AFTER UPDATE OF n ON cat WHEN new.n = 5 BEGIN DELETE FROM cat WHERE id = new.id; END",
	"AFTER UPDATE OF n ON cat WHEN new.n = 6 BEGIN UPDATE cat SET id = id + 1000 WHERE id = new.id; END",
	"AFTER UPDATE OF n ON cat WHEN new.n < 5 BEGIN UPDATE cat SET note = 'seen' WHERE id = new.id; END",
	"AFTER UPDATE ON cat WHEN new.n = 7 BEGIN DELETE FROM cat WHERE id = new.id + 1; END",
	"BEFORE INSERT ON cat WHEN new.n = 8 BEGIN SELECT RAISE(IGNORE); END",
	"AFTER INSERT ON cat WHEN new.n = 5 BEGIN DELETE FROM cat WHERE id = new.id; END",
	"AFTER INSERT ON cat WHEN new.n = 6 BEGIN UPDATE cat SET id = id + 1000 WHERE id = new.id; END",
	"AFTER INSERT ON cat WHEN new.n = 7 BEGIN DELETE FROM cat WHERE id = new.id - 1; END",
	"AFTER INSERT ON cat WHEN new.n = 4 BEGIN INSERT INTO cat (id, tag) SELECT max(id) + 1, 'made ' || (max(id) + 1) FROM cat; END",
	"BEFORE DELETE ON toy WHEN old.id % 3 = 0 BEGIN SELECT RAISE(IGNORE); END",
	"BEFORE UPDATE ON toy WHEN old.id % 3 = 1 BEGIN SELECT RAISE(IGNORE); END",
	"AFTER DELETE ON toy BEGIN DELETE FROM cat WHERE id = old.id; END",
	"AFTER UPDATE ON toy BEGIN DELETE FROM cat WHERE id = new.id + 2; END",
}

func newHaunt(r *rand.Rand) *haunt {
	h := &haunt{Rand: r}
	key, more := h.pick("INTEGER PRIMARY KEY", "INT NOT NULL PRIMARY KEY", "INT NOT NULL UNIQUE", "INT PRIMARY KEY"), ""
	if h.composite = h.IntN(4) == 0; h.composite {
		key, more = "INT NOT NULL UNIQUE", ", PRIMARY KEY (g, id)"
	}
	h.byRowID = key == "INT PRIMARY KEY"
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE cat (id %s, g INT NOT NULL DEFAULT 1, up INT%s, n INT, place INT UNIQUE%s, stuck INT NOT NULL DEFAULT 0, tag TEXT NOT NULL, note TEXT%s)%s;\n",
		key, h.reference(), h.pick("", " ON CONFLICT IGNORE", " ON CONFLICT REPLACE"), more,
		map[bool]string{true: " WITHOUT ROWID", false: ""}[(h.composite || key == "INT NOT NULL PRIMARY KEY") && h.IntN(2) == 0])
	fmt.Fprintf(&b, "CREATE TABLE toy (id INTEGER PRIMARY KEY, cat_id INT%s);\n", h.reference())
	h.tables = b.String()
	b.Reset()
	if h.late = h.IntN(4) == 0; h.IntN(3) > 0 {
		for _, haunt := range haunts {
			if h.IntN(4) == 0 {
				h.haunt(haunt)
			}
		}
		if h.IntN(4) == 0 {
			h.stuck = true
			h.haunt("BEFORE UPDATE ON cat WHEN old.stuck BEGIN SELECT RAISE(IGNORE); END")
		}
		if h.IntN(5) == 0 && !h.byRowID {
			h.haunt("AFTER DELETE ON cat WHEN old.n = 3 BEGIN INSERT INTO cat (id, tag) VALUES (old.id, old.tag || '!'); END")
		}
	}
	for id := range 12 {
		up := "NULL"
		if id > 2 && h.IntN(2) == 0 {
			up = fmt.Sprint(1 + h.IntN(id-1))
		}
		fmt.Fprintf(&b, "INSERT INTO cat (id, up, n, place, stuck, tag) SELECT %d, %s, %d, %d, %d, 'first %d' WHERE NOT EXISTS (SELECT 1 FROM cat WHERE id = %d);\n",
			id+1, up, h.IntN(9), id, h.IntN(8)/7, id, id+1)
		if h.IntN(2) == 0 {
			fmt.Fprintf(&b, "INSERT INTO toy SELECT %d, %d WHERE EXISTS (SELECT 1 FROM cat WHERE id = %d);\n", id+1, 1+h.IntN(id+1), 1+h.IntN(id+1))
		}
	}
	h.rows = b.String()
	return h
}

func (h *haunt) haunt(trigger string) {
	h.triggers = append(h.triggers, fmt.Sprintf("CREATE TRIGGER t%d %s;\n", len(h.triggers), trigger))
}

func (h *haunt) script() string {
	if h.elsewhere != nil { // references are checked there already while the rows are added
		return h.tables + h.rows + strings.Join(h.triggers, "")
	}
	return h.tables + strings.Join(h.triggers, "") + h.rows
}

func (h *haunt) pick(of ...string) string { return of[h.IntN(len(of))] }

// reference returns the definition of a foreign key to cats.
func (h *haunt) reference() string {
	action := func() string { return h.pick("NO ACTION", "CASCADE", "CASCADE", "SET NULL", "SET DEFAULT") }
	return " REFERENCES cat (id) ON DELETE " + action() + " ON UPDATE " + action() + h.pick("", " DEFERRABLE INITIALLY DEFERRED")
}

// haunted is a served database with direct access to its file.
type haunted struct {
	h  http.Handler
	db exec.Database
	// object and array are the functions that make JSON of cells.
	object, array string
}

func (h *haunt) serve(t *testing.T) haunted {
	t.Helper()
	w := haunted{object: "json_object", array: "json_array"}
	path := dbtest.Path
	if h.elsewhere != nil {
		w.object, w.array, path = "json_build_object", "json_build_array", func(tb testing.TB, script string) string {
			tb.Helper()
			address := h.elsewhere.Place(tb)
			h.elsewhere.RunOwn(tb, address, script)
			return address
		}
	}
	if !h.late {
		at := path(t, h.script())
		w.h, w.db = handler(serve(t, at)), dbtest.Open(t, at)
		return w
	}
	at := path(t, h.tables+h.rows)
	live, _, err := engine.Open(t.Context(), dbtest.Open(t, at), engine.Options{Limits: engine.DefaultLimits()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	direct := dbtest.Open(t, at)
	w.h, w.db = handler(live.Current()), direct
	for _, trigger := range h.triggers {
		if h.elsewhere != nil {
			h.elsewhere.RunOwn(t, at, trigger)
		} else if err := direct.Do(t.Context(), func(tx exec.Tx) error { _, err := tx.Exec(trigger, nil); return err }); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// ghost is a row of cat.
type ghost struct {
	ID    int    `json:"id"`
	G     int    `json:"g"`
	Up    *int   `json:"up"`
	N     *int   `json:"n"`
	Place *int   `json:"place"`
	Tag   string `json:"tag"`
	Stuck int    `json:"-"`
	// Parent is the row that up refers to, parentN its n.
	Parent  any `json:"upRef"`
	parentN *int
}

func (w haunted) cats(t *testing.T) []ghost {
	t.Helper()
	var all []ghost
	for _, cell := range dbtest.Cells(t, w.db, "SELECT CAST("+w.object+"('id', id, 'g', g, 'up', up, 'n', n, 'place', place, 'tag', tag) AS text) || '|' || stuck FROM cat ORDER BY id") {
		text, stuck, _ := strings.Cut(cell, "|")
		var g ghost
		if err := json.Unmarshal([]byte(text), &g); err != nil {
			t.Fatal(err)
		}
		g.Stuck = int(stuck[0] - '0')
		all = append(all, g)
	}
	for i, g := range all {
		if at := slices.IndexFunc(all, func(up ghost) bool { return g.Up != nil && up.ID == *g.Up }); at >= 0 {
			all[i].Parent, all[i].parentN = map[string]any{"id": *g.Up}, all[at].N
		}
	}
	return all
}

func (w haunted) all(t *testing.T) string {
	t.Helper()
	return fmt.Sprint(dbtest.Cells(t, w.db, "SELECT CAST("+w.array+"(id, g, up, n, place, stuck, tag, note) AS text) FROM cat ORDER BY id"),
		dbtest.Cells(t, w.db, "SELECT CAST("+w.array+"(id, cat_id) AS text) FROM toy ORDER BY id"))
}

// scare is a writing field, and the rows that must be in its answer, given those before and after. A negative most
// is no limit.
type scare struct {
	text string
	many bool
	most int
	// matches reports whether a row of before is affected; nil for an insert.
	matches func(ghost) bool
	answer  func(before, after []ghost) []ghost
	ids     bool
	counted bool
	nodes   bool
}

// together sends some fields in one request to one database and one by one to the other, and returns how many were
// kept. It is not ok if the results differ because a key is only checked at the end.
func (h *haunt) together(t *testing.T, one, other haunted, refused map[string]int) (kept int, ok bool) {
	t.Helper()
	scares := make([]scare, 1+h.IntN(3))
	var text strings.Builder
	for i := range scares {
		scares[i] = h.scare(other.cats(t))
		fmt.Fprintf(&text, " f%d: %s", i, scares[i].text)
	}
	before := one.all(t)
	data, code := one.send(t, text.String())
	if code != "" {
		refused[code]++
		if after := one.all(t); after != before {
			t.Errorf("%s is refused with %s, and leaves\n%s\nof\n%s", text.String(), code, after, before)
		}
		if len(scares) > 1 {
			return 0, true // which of them failed is unknown; one by one they are compared with the rows
		}
	}
	for i := range scares {
		answer, no := h.check(t, other, scares[i])
		switch {
		case t.Failed():
			return 0, false
		case no != code:
			return kept, false
		case no != "":
			return 0, true
		}
		kept++
		if want := data[fmt.Sprintf("f%d", i)]; !reflect.DeepEqual(answer, want) {
			t.Errorf("%s\nanswers   %v\nby itself %v", text.String(), want, answer)
		}
	}
	if a, b := one.all(t), other.all(t); a != b {
		t.Errorf("%s\nleaves %s\nand one by one %s", text.String(), a, b)
	}
	return kept, true
}

func (w haunted) send(t *testing.T, fields string) (data map[string]any, code string) {
	t.Helper()
	_, body := post(t, w.h, testCase{query: "mutation {" + fields + " }"})
	var got struct {
		Data   map[string]any
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Errors) == 0 {
		return got.Data, ""
	}
	code = got.Errors[0].Extensions.Code
	if got.Data != nil || !strings.HasPrefix(code, "CONSTRAINT_") && code != "LIMIT_AFFECTED" {
		t.Errorf("%s: %s", fields, body)
	}
	return nil, code
}

// check sends one field, and compares the answer with the rows.
func (h *haunt) check(t *testing.T, w haunted, s scare) (answer any, code string) {
	t.Helper()
	before, all := w.cats(t), w.all(t)
	data, code := w.send(t, " f: "+s.text)
	after := w.cats(t)
	matched := 0
	for _, g := range before {
		if s.matches != nil && s.matches(g) {
			matched++
		}
	}
	over := s.most >= 0 && matched > s.most
	switch {
	case over && code == "", !over && code == "LIMIT_AFFECTED":
		t.Errorf("%s of %d rows gives %q", s.text, matched, code)
	case code != "" && w.all(t) != all:
		t.Errorf("%s is refused with %s, and leaves\n%s\nof\n%s", s.text, code, w.all(t), all)
	case code != "":
		return nil, code
	}
	rows := s.answer(before, after)
	want := map[string]any{}
	if s.counted {
		want["affectedRows"] = len(rows)
	}
	ids := make([]any, len(rows))
	for i, g := range rows {
		key := fmt.Sprint(g.ID)
		if h.composite {
			key = fmt.Sprintf("%d,%d", g.G, g.ID)
		}
		ids[i] = base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `["Cat",%s]`, key))
	}
	nodes := append([]ghost{}, rows...)
	for name, asked := range map[string]bool{"node": s.nodes, "deletedNodeId": s.ids} {
		var list []any
		one := any(nil)
		if name == "node" {
			for _, n := range nodes {
				list = append(list, n)
			}
		} else {
			list = ids
		}
		if len(list) > 0 {
			one = list[0]
		}
		switch {
		case asked && s.many:
			want[name+"s"] = append([]any{}, list...)
		case asked:
			want[name] = one
		}
	}
	if got, want := plainJSON(t, data["f"]), plainJSON(t, want); !reflect.DeepEqual(got, want) {
		t.Errorf("%s\nanswers %v\nwant    %v\nbefore %s\nafter  %s", s.text, got, want, all, w.all(t))
	}
	return data["f"], ""
}

// payload returns a payload of a write.
func (s *scare) payload(h *haunt, deletes bool) string {
	s.counted, s.nodes, s.ids = h.IntN(3) > 0, h.IntN(2) == 0, deletes && h.IntN(2) == 0
	if !s.nodes && !s.ids {
		s.counted = true
	}
	end := map[bool]string{true: "s", false: ""}[s.many]
	var parts []string
	if s.nodes {
		parts = append(parts, "node"+end+" { id g up n place tag upRef { id } }")
	}
	if s.counted {
		parts = append(parts, "affectedRows")
	}
	if s.ids {
		parts = append(parts, "deletedNodeId"+end)
	}
	h.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	return "{ " + strings.Join(parts, " ") + " }"
}

func (h *haunt) scare(cats []ghost) scare {
	switch h.IntN(7) {
	case 0, 1, 2:
		return h.deletes(cats)
	case 3, 4, 5:
		return h.updates(cats)
	default:
		return h.inserts(cats)
	}
}

// some returns the id of a cat, usually of an existing one.
func (h *haunt) some(cats []ghost) int {
	if len(cats) == 0 || h.IntN(10) == 0 {
		return 1 + h.IntN(30)
	}
	return cats[h.IntN(len(cats))].ID
}

// chosen selects rows: one by its key, or those that match a filter.
func (s *scare) chosen(h *haunt, cats []ghost) (arguments string) {
	s.most = -1
	if s.many = h.IntN(3) > 0; !s.many {
		id := h.some(cats)
		s.matches = func(g ghost) bool { return g.ID == id }
		return fmt.Sprintf("by: {id: %d}", id)
	}
	switch h.IntN(5) {
	case 4:
		n := h.IntN(9)
		s.matches, arguments = func(g ghost) bool { return g.parentN != nil && *g.parentN >= n }, fmt.Sprintf("where: {upRef: {n: {gte: %d}}}", n)
	case 0:
		s.matches, arguments = func(ghost) bool { return true }, "where: {}, allRows: true"
	case 1:
		n := h.IntN(9)
		s.matches, arguments = func(g ghost) bool { return g.N != nil && *g.N >= n }, fmt.Sprintf("where: {n: {gte: %d}}", n)
	case 2:
		s.matches, arguments = func(g ghost) bool { return g.Up == nil }, "where: {up: {isNull: true}}"
	default:
		ids := []int{h.some(cats), h.some(cats), h.some(cats), h.some(cats)}
		text, _ := json.Marshal(ids)
		s.matches, arguments = func(g ghost) bool { return slices.Contains(ids, g.ID) }, "where: {id: {in: "+string(text)+"}}"
	}
	if h.IntN(4) == 0 {
		s.most = h.IntN(5)
		arguments += fmt.Sprintf(", maxAffected: %d", s.most)
	}
	return arguments
}

// end returns the ending of field names, which differs for several rows.
func (s *scare) end() string { return map[bool]string{true: "Cats", false: "Cat"}[s.many] }

// same returns a function that reports whether a row has that id, group and tag.
func (h *haunt) same(id, of int, tag string) func(ghost) bool {
	return func(g ghost) bool {
		if h.byRowID {
			return g.Tag == tag
		}
		return g.ID == id && (!h.composite || g.G == of)
	}
}

// sorted returns rows in the order of their key.
func (h *haunt) sorted(rows []ghost) []ghost {
	return slices.SortedFunc(slices.Values(rows), func(a, b ghost) int {
		if h.composite && a.G != b.G {
			return a.G - b.G
		}
		return a.ID - b.ID
	})
}

func (h *haunt) deletes(cats []ghost) scare {
	var s scare
	arguments := s.chosen(h, cats)
	s.text = "delete" + s.end() + "(" + arguments + ") " + s.payload(h, true)
	s.answer = func(before, after []ghost) []ghost {
		return slices.DeleteFunc(h.sorted(before), func(g ghost) bool { return !s.matches(g) || slices.ContainsFunc(after, h.same(g.ID, g.G, g.Tag)) })
	}
	return s
}

func (h *haunt) updates(cats []ghost) scare {
	var s scare
	arguments := s.chosen(h, cats)
	moved, group := 0, 0
	set := fmt.Sprintf("set: {n: %d}", h.IntN(9))
	switch h.IntN(6) {
	case 0:
		set = fmt.Sprintf("set: {place: %d}", h.IntN(12))
	case 1:
		set = fmt.Sprintf("set: {up: %d}", h.some(cats))
	case 3:
		group = 1 + h.IntN(3)
		set = fmt.Sprintf("set: {g: %d}", group)
	case 2:
		moved = 50 + h.IntN(100)
		set = fmt.Sprintf("inc: {id: %d}", moved)
		if h.IntN(2) == 0 {
			set += fmt.Sprintf(", set: {n: %d}", h.IntN(9))
		}
	}
	s.text = "update" + s.end() + "(" + arguments + ", " + set + ") " + s.payload(h, false)
	s.answer = func(before, after []ghost) []ghost {
		var there []ghost
		for _, g := range before {
			id, of := g.ID, g.G
			if !h.stuck || g.Stuck == 0 {
				id += moved
				of = cmp.Or(group, of)
			}
			if i := slices.IndexFunc(after, h.same(id, of, g.Tag)); i >= 0 && s.matches(g) {
				there = append(there, after[i])
			}
		}
		return h.sorted(there)
	}
	return s
}

func (h *haunt) inserts(cats []ghost) scare {
	s := scare{many: h.IntN(2) == 0, most: -1}
	n := 1
	if s.many {
		n = 1 + h.IntN(4)
	}
	rows, given := make([]string, n), make([]ghost, n)
	for i := range rows {
		h.tags++
		given[i] = ghost{ID: 200 + h.tags*3, Tag: fmt.Sprintf("tag %d", h.tags)}
		if h.IntN(3) == 0 {
			given[i].ID = 1 + h.IntN(30)
		}
		rows[i] = fmt.Sprintf("{id: %d, tag: %q, n: %d", given[i].ID, given[i].Tag, h.IntN(9))
		if h.IntN(2) == 0 {
			rows[i] += fmt.Sprintf(", place: %d", h.IntN(14))
		}
		if h.IntN(3) == 0 {
			rows[i] += fmt.Sprintf(", up: %d", h.some(cats))
		}
		rows[i] += "}"
	}
	input := rows[0]
	if s.many {
		input = "[" + strings.Join(rows, ", ") + "]"
	}
	s.text = "insert" + s.end() + "(input: " + input + ") " + s.payload(h, false)
	s.answer = func(_, after []ghost) []ghost {
		var there []ghost
		for _, g := range given {
			if i := slices.IndexFunc(after, func(a ghost) bool { return a.Tag == g.Tag && (h.byRowID || a.ID == g.ID && (!h.composite || a.G == 1)) }); i >= 0 {
				there = append(there, after[i])
			}
		}
		return there
	}
	return s
}

// TestDisturbedMany requires that any number of rows is tracked if only their number is returned, whatever their
// key.
func TestDisturbedMany(t *testing.T) {
	const rows = 10_000
	for _, key := range []string{
		"id INTEGER PRIMARY KEY", "id TEXT NOT NULL PRIMARY KEY", "id BLOB NOT NULL UNIQUE", "id REAL NOT NULL, n INT NOT NULL, PRIMARY KEY (id, n)", "id TEXT PRIMARY KEY", "id TEXT",
	} {
		n := "n INT NOT NULL, "
		if strings.Contains(key, "n INT") {
			n = ""
		}
		path := dbtest.Path(t, `CREATE TABLE thing (`+n+`seen INT, `+key+`);
			CREATE TRIGGER kept BEFORE DELETE ON thing WHEN old.n % 3 = 0 BEGIN UPDATE thing SET seen = 1 WHERE n = old.n; SELECT RAISE(IGNORE); END;
			CREATE TRIGGER gone AFTER UPDATE ON thing WHEN new.n % 5 = 0 BEGIN DELETE FROM thing WHERE n = old.n; END;
			CREATE INDEX thing_n ON thing (n);
			WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < `+fmt.Sprint(rows)+`)
			INSERT INTO thing (n, id) SELECT i, CASE '`+key[:4]+`' WHEN 'id B' THEN CAST(i AS BLOB) ELSE i END FROM i`)
		w := haunted{h: handler(serve(t, path)), db: dbtest.Open(t, path)}
		for _, field := range []string{"updateThings(where: {n: {gt: 0}}, set: {seen: 0}) { nodes { n } }", "deleteThings(where: {n: {gt: 0}}) { nodes { n } }"} {
			if _, body := post(t, w.h, testCase{query: "mutation { " + field + " }"}); !strings.Contains(string(body), `"LIMIT_ROWS"`) {
				t.Errorf("%s: %s: %.300s", key, field, body)
			}
		}
		for _, step := range []struct {
			field string
			want  int
		}{
			// One trigger keeps multiples of both from the other, until the delete, in which it does not run twice.
			{"updateThings(where: {n: {gt: 0}}, set: {seen: 0}) { affectedRows }", rows - (rows/5 - rows/15)},
			{"deleteThings(where: {n: {gt: 0}}) { affectedRows }", rows - rows/5 + rows/15 - (rows/3 - rows/15)},
			{"deleteThings(where: {n: {gt: 0}}, maxAffected: 2667) { affectedRows }", 0},
		} {
			data, code := w.send(t, " f: "+step.field)
			if got := fmt.Sprint(data); code != "" || got != fmt.Sprintf("map[f:map[affectedRows:%d]]", step.want) {
				t.Errorf("%s: %s: %s %s, want %d", key, step.field, got, code, step.want)
			}
		}
		if left := dbtest.Cells(t, w.db, "SELECT count(*) || ' ' || sum(seen) FROM thing"); left[0] != "2667 2667" {
			t.Errorf("%s: %v are left", key, left)
		}
	}
}
