package sqlite

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/cell"
	"tiddly/internal/dialect"
	"tiddly/internal/exec"
	"tiddly/internal/request"
)

// spell puts a column and values into a fragment, as sqlgen does. The first placeholders take the values of first, if
// given.
func spell(t testing.TB, f dialect.Fragment, column string, value any, first ...any) (string, []any) {
	t.Helper()
	var out strings.Builder
	var args []any
	bind := func(e dialect.Encoding, v any) {
		bound, err := dialect.Bind(e, v)
		if err != nil {
			t.Fatal(err)
		}
		args = append(args, bound)
		fmt.Fprintf(&out, "?%d", len(args))
	}
	values := 0
	for mark, text := range dialect.Pieces(f.SQL) {
		switch mark {
		case dialect.MarkColumn:
			out.WriteString(column)
		case dialect.MarkValues:
			list, ok := value.([]any)
			if !ok {
				list = []any{value}
			}
			each := f.Each
			if len(each) == 0 {
				each = []dialect.Encoding{nil}
			}
			start := len(args)
			for _, item := range list {
				for _, e := range each {
					if len(args) > start {
						out.WriteString(", ")
					}
					bind(e, item)
				}
			}
		case dialect.MarkValue, dialect.MarkKeys:
			v := value
			if values < len(first) {
				v = first[values]
			}
			bind(f.EncodeAt(values), v)
			values++
		case dialect.MarkPlace:
			out.WriteString("0")
		default:
			out.WriteString(text)
		}
	}
	return "(" + out.String() + ")", args
}

// soughtIn returns how a storage compares a column that an index finds, with stray in place of what looks for stray
// cells.
func soughtIn(s dialect.Storage, op request.Op, stray string) (dialect.Fragment, bool) {
	f, ok := s.Sought[op]
	if !ok {
		f, ok = s.Ops[op]
	}
	f.SQL = strings.ReplaceAll(f.SQL, "{stray}", stray)
	return f, ok
}

// filter returns the ids of the rows of t that match.
func filter(t *testing.T, d *Database, storage, column string, op request.Op, value any) string {
	t.Helper()
	f, ok := d.Dialect().Storages[storage].Ops[op]
	if !ok {
		t.Fatalf("storage %s has no %s", storage, op)
	}
	condition, args := spell(t, f, column, value)
	return strings.Join(ask1(t, d, "SELECT id FROM t WHERE "+condition+" ORDER BY id", args...), " ")
}

type filterCase struct {
	op    request.Op
	value any
	want  string
}

func runFilters(t *testing.T, d *Database, storage, column string, cases []filterCase) {
	t.Helper()
	for _, c := range cases {
		if got := filter(t, d, storage, column, c.op, c.value); got != c.want {
			t.Errorf("%s %s %v gave [%s], want [%s]", storage, c.op, c.value, got, c.want)
		}
	}
}

func TestDialectIsSound(t *testing.T) {
	for _, utf8 := range []bool{true, false} {
		if err := dialectFor(utf8).Check(); err != nil {
			t.Error(err)
		}
	}
}

func TestEveryOperatorIsSpelled(t *testing.T) {
	storages := dialectFor(true).Storages
	for _, a := range []affinity{affinityNone, affinityText, affinityNumeric} {
		for _, k := range catalog.Kinds() {
			storage := storages[storageOf(k, a)]
			for _, op := range request.Operators(k) {
				if _, ok := storage.Ops[op]; !ok && op != request.IsNull {
					t.Errorf("%s (%s): %s is missing", k, storageOf(k, a), op)
				}
			}
			if k != catalog.JSON {
				continue
			}
			for _, op := range request.PathOperators() {
				if _, ok := storage.Path[op]; !ok {
					t.Errorf("JSON path: %s is missing", op)
				}
			}
		}
	}
}

const textRows = `INSERT INTO t VALUES (1, 'Apple'), (2, 'apple'), (3, 'Apfel*[x]'), (4, 'Äpfel'), (5, ''), (6, NULL), (7, '50%_\'), (8, 'Apple pie')`

func TestTextFilters(t *testing.T) {
	for _, schema := range []struct{ declared, storage string }{
		{"TEXT", storageText}, {"TEXT COLLATE NOCASE", storageText + collatedSuffix}, {"", storageUntyped},
	} {
		for _, encoding := range []string{"UTF-8", "UTF-16le"} {
			path := newFile(t, fmt.Sprintf("PRAGMA encoding = '%s'; CREATE TABLE t(id INTEGER PRIMARY KEY, c %s); %s", encoding, schema.declared, textRows))
			d := openFile(t, Options{Path: path})
			if d.Mode().Encoding != encoding {
				t.Fatalf("encoding %s", d.Mode().Encoding)
			}
			runFilters(t, d, schema.storage, "c", []filterCase{
				{request.Eq, "Apple", "1"},
				{request.Eq, "", "5"},
				{request.Eq, "Äpfel", "4"},
				{request.Ne, "Apple", "2 3 4 5 7 8"},
				{request.In, []any{"Apple", "Äpfel"}, "1 4"},
				{request.NotIn, []any{"Apple", "Äpfel"}, "2 3 5 7 8"},
				{request.Like, "A%", "1 3 8"},
				{request.Like, "_pfel", "4"},
				{request.Like, `Apfel*[%`, "3"},
				{request.Like, `%\%\_\\`, "7"},
				{request.NotLike, "A%", "2 4 5 7"},
				{request.ILike, "a%E", "1 2 8"},
				{request.ILike, `%\%%`, "7"},
				{request.ILike, "äpfel", ""},
				{request.NotILike, "a%", "4 5 7"},
				{request.Contains, "pple", "1 2 8"},
				{request.Contains, "PPLE", ""},
				{request.Contains, "%_", "7"},
				{request.Contains, "", "1 2 3 4 5 7 8"},
				{request.StartsWith, "Ap", "1 3 8"},
				{request.StartsWith, "Ä", "4"},
				{request.StartsWith, "50%", "7"},
				{request.StartsWith, "", "1 2 3 4 5 7 8"},
				{request.EndsWith, "e", "1 2 8"},
				{request.EndsWith, "*[x]", "3"},
				{request.EndsWith, "E", ""},
				{request.EndsWith, `_\`, "7"},
				{request.IContains, "PPLE", "1 2 8"},
				{request.IStartsWith, "AP", "1 2 3 8"},
				{request.IEndsWith, "E", "1 2 8"},
				{request.IEndsWith, `_\`, "7"},
				{request.Regex, "^[Aa]p+le$", "1 2"},
				{request.Regex, "(?i)^ä", "4"},
			})
			if t.Failed() {
				t.Fatalf("with %s and %s", schema.storage, encoding)
			}
		}
	}
}

func TestOrderOfText(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t(id INTEGER PRIMARY KEY, c TEXT COLLATE NOCASE); INSERT INTO t VALUES (1, 'a'), (2, 'B'), (3, 'c')`)})
	runFilters(t, d, storageText+collatedSuffix, "c", []filterCase{
		{request.Gt, "A", "2 3"}, {request.Gte, "b", "2 3"}, {request.Lt, "b", "1"}, {request.Lte, "B", "1 2"},
	})
}

func TestUntypedFilters(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t(id INTEGER PRIMARY KEY, c); CREATE INDEX t_c ON t(c);
		INSERT INTO t VALUES (1, 5), (2, '5'), (3, 5.0), (4, '5.0'), (5, 'five'), (6, NULL), (7, 0.1), (8, x'35'), (9, 1e300), (10, 9223372036854775807)`)})
	runFilters(t, d, storageUntyped, "c", []filterCase{
		{request.Eq, "5", "1 2"},
		{request.Eq, "5.0", "3 4"},
		{request.Eq, "0.1", "7"},
		{request.Eq, "1.0e+300", "9"},
		{request.Eq, "five", "5"},
		{request.Eq, "9223372036854775807", "10"},
		{request.Eq, "1e300", ""},
		{request.Eq, "NaN", ""},
		{request.In, []any{"5", "five"}, "1 2 5"},
		{request.StartsWith, "5", "1 2 3 4"},
		{request.Gt, "5.0", "5 10"},
	})
}

func TestNumberFilters(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t(id INTEGER PRIMARY KEY, i INTEGER, n NUMERIC(10,2), x TEXT, r REAL, b BOOLEAN);
		INSERT INTO t VALUES (1, 1, 0.90, '0.90', 0.5, 0), (2, 2, '5', '5', 2, 1), (3, 9007199254740993, '12.50', '12345678901234567890.12', 1e300, NULL),
			(4, NULL, NULL, NULL, NULL, NULL), (5, -1, -0.05, '-0.05', -1, 1), (6, 0, 0, 'nope', 0, 0)`)})
	runFilters(t, d, storageInteger, "i", []filterCase{
		{request.Eq, int64(9007199254740993), "3"},
		{request.Eq, int64(9007199254740992), ""},
		{request.Ne, int64(1), "2 3 5 6"},
		{request.Gt, int64(0), "1 2 3"},
		{request.Lte, int64(0), "5 6"},
		{request.In, []any{int64(1), int64(-1)}, "1 5"},
	})
	runFilters(t, d, storageNumeric, "n", []filterCase{
		{request.Eq, "0.90", "1"},
		{request.Eq, "0.9", "1"},
		{request.Eq, "5", "2"},
		{request.Eq, "-0.05", "5"},
		{request.Gt, "0.9", "2 3"},
		{request.Gte, "0.90", "1 2 3"},
		{request.In, []any{"12.5", "5.00"}, "2 3"},
		{request.NotIn, []any{"12.5", "5.00"}, "1 5 6"},
		{request.Lt, "0", "5"},
	})
	runFilters(t, d, storageDecimalText, "x", []filterCase{
		{request.Eq, "0.9", "1"},
		{request.Eq, "12345678901234567890.12", "3"},
		{request.Eq, "12345678901234567890.13", ""},
		{request.Gt, "12345678901234567890.11", "3"},
		{request.Gte, "0.90", "1 2 3"},
		{request.Lt, "0", "5"},
		{request.Lte, "0.90", "1 5"},
		{request.In, []any{"5.00", "-0.050"}, "2 5"},
		{request.NotIn, []any{"5", "0.9"}, "3 5"},
		{request.Ne, "5.0", "1 3 5"},
	})
	runFilters(t, d, storageFloat, "r", []filterCase{{request.Eq, 0.5, "1"}, {request.Gt, 1.5, "2 3"}, {request.Lt, 0.0, "5"}})
	runFilters(t, d, storageBoolean, "b", []filterCase{{request.Eq, true, "2 5"}, {request.Ne, true, "1 6"}, {request.In, []any{true, false}, "1 2 5 6"}})
}

func TestInstantFilters(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t(id INTEGER PRIMARY KEY, c DATETIME, s INTEGER, m INTEGER, h TIME); CREATE INDEX t_c ON t(c);
		INSERT INTO t(id, c) VALUES (1, '2024-02-29 12:00:00'), (2, '2024-02-29T12:00:00Z'), (3, '2024-03-01 11:59:00+23:59'), (4, '2024-02-28T12:01:00.000-2359'),
			(5, '2024-02-29 12:00'), (6, '2024-02-29 12:00:00.000001'), (7, '2024-02-29'), (8, NULL), (9, 'garbage'), (10, 1709208000), (11, '2023-01-01'), (12, '12:00');
		UPDATE t SET s = id * 60, m = id * 60000, h = printf('%02d:00', id)`)})
	at := func(s string) int64 {
		micros, ok := cell.ParseInstant(s)
		if !ok {
			t.Fatal(s)
		}
		return micros
	}
	noon := at("2024-02-29 12:00")
	runFilters(t, d, storageInstant, "c", []filterCase{
		{request.Eq, noon, "1 2 3 4 5"},
		{request.Eq, noon + 1, "6"},
		{request.Ne, noon, "6 7 11"},
		{request.In, []any{noon, at("2023-01-01")}, "1 2 3 4 5 11"},
		{request.In, []any{noon, noon}, "1 2 3 4 5"},
		{request.NotIn, []any{noon}, "6 7 11"},
		{request.Gt, noon, "6"},
		{request.Gte, noon, "1 2 3 4 5 6"},
		{request.Lt, noon, "7 11"},
		{request.Lte, noon, "1 2 3 4 5 7 11"},
	})
	order := strings.NewReplacer("{column}", "c", "{place}", "0").Replace(d.Dialect().Storages[storageInstant].Order)
	if got := fmt.Sprint(ask1(t, d, "SELECT id FROM t WHERE "+order+" IS NOT NULL AND id < 12 ORDER BY "+order+", id")); got != "[11 7 1 2 3 4 5 6]" {
		t.Errorf("ordered %s", got)
	}
	const second = int64(1_000_000)
	runFilters(t, d, storageEpochSeconds, "s", []filterCase{{request.Eq, 120 * second, "2"}, {request.Eq, 120*second + 1, ""}, {request.Gt, 600*second + 1, "11 12"}, {request.In, []any{60 * second, 120 * second}, "1 2"}})
	runFilters(t, d, storageEpochMillis, "m", []filterCase{{request.Eq, 120 * second, "2"}, {request.Lte, 120*second + 500, "1 2"}})
	runFilters(t, d, storageTime, "h", []filterCase{{request.Eq, 7200 * second, "2"}, {request.Lt, 10800 * second, "1 2"}, {request.In, []any{7200 * second}, "2"}})
}

func TestFormFilters(t *testing.T) {
	const id = "0188f3c1-2a3b-7c4d-8e5f-0123456789ab"
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t(id INTEGER PRIMARY KEY, u UUID, b BLOB, e TEXT, j JSON);
		INSERT INTO t VALUES (1, '`+id+`', x'6162', 'in stock', '{"a": {"b": [1, 2.0]}, "n": null, "s": "x"}'), (2, upper('`+id+`'), 'ab', 'sold', '[1,  2]'),
			(3, x'0188f3c12a3b7c4d8e5f0123456789ab', x'', 'In Stock', '{"a": 10, "t": true}'), (4, 'ffffffff-2a3b-7c4d-8e5f-0123456789ab', x'6163', NULL, 'nope'),
			(5, NULL, NULL, NULL, NULL), (6, NULL, NULL, NULL, jsonb('{"a":{"b":[1,2]}, "s":"x"}'))`)})
	runFilters(t, d, storageUUID, "u", []filterCase{
		{request.Eq, id, "1 2 3"},
		{request.Ne, id, "4"},
		{request.In, []any{id, "ffffffff-2a3b-7c4d-8e5f-0123456789ab"}, "1 2 3 4"},
		{request.NotIn, []any{id}, "4"},
		{request.Gt, id, "4"},
		{request.Gte, id, "1 2 3 4"},
		{request.Lt, id, ""},
		{request.Lte, id, "1 2 3"},
	})
	runFilters(t, d, storageBytes, "b", []filterCase{
		{request.Eq, []byte("ab"), "1 2"}, {request.Eq, []byte{}, "3"}, {request.Ne, []byte("ab"), "3 4"}, {request.In, []any{[]byte("ab"), []byte("ac")}, "1 2 4"}, {request.NotIn, []any{[]byte("ab")}, "3 4"},
	})
	runFilters(t, d, storageEnum, "e", []filterCase{{request.Eq, "in stock", "1"}, {request.In, []any{"in stock", "sold"}, "1 2"}, {request.Ne, "sold", "1 3"}})
	runFilters(t, d, storageJSON, "j", []filterCase{
		{request.Eq, request.JSONText(`[1,2]`), "2"}, {request.Eq, request.JSONText(`{"a":10,"t":true}`), "3"}, {request.HasKey, "a", "1 3 6"}, {request.HasKey, "n", "1"},
	})
	for _, c := range []struct {
		op          request.Op
		path, value string
		want        string
	}{
		{request.Eq, `["a","b",1]`, `2`, "1 6"},
		{request.Eq, `["a","b"]`, `[1,2]`, "1 6"},
		{request.Eq, `[-1]`, `2`, "2"},
		{request.Ne, `["a"]`, `10`, "1 6"},
		{request.Gt, `["a"]`, `9`, "3"},
		{request.Gte, `["a"]`, `10`, "3"},
		{request.Lt, `["a"]`, `10.5`, "3"},
		{request.Lte, `["s"]`, `"x"`, "1 6"},
		{request.Lt, `["s"]`, `"y"`, "1 6"},
		{request.Eq, `["t"]`, `true`, "3"},
		{request.IsNull, `["n"]`, ``, "1 2 3 4 5 6"},
		{request.IsNull, `["s"]`, ``, "2 3 4 5"},
	} {
		condition, args := spell(t, d.Dialect().Storages[storageJSON].Path[c.op], "j", request.JSONText(c.value), request.JSONText(c.path))
		if got := strings.Join(ask1(t, d, "SELECT id FROM t WHERE "+condition+" ORDER BY id", args...), " "); got != c.want {
			t.Errorf("%s %s %s gave [%s], want [%s]", c.path, c.op, c.value, got, c.want)
		}
	}
}

// planOf returns SQLite's query plan for a query.
func planOf(t *testing.T, d *Database, query string, args ...any) string {
	t.Helper()
	var steps []string
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		rows, err := r.Query("EXPLAIN QUERY PLAN "+query, args)
		if err != nil {
			return err
		}
		for rows.Next() {
			steps = append(steps, fmt.Sprint(rows.Value(3)))
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(steps, "; ")
}

func TestFiltersUseIndexes(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t(id INTEGER PRIMARY KEY, c TEXT, n TEXT COLLATE NOCASE, d DATETIME, u UUID, b BLOB, x, p NUMERIC(10,2));
		CREATE INDEX t_c ON t(c); CREATE INDEX t_n ON t(n); CREATE INDEX t_d ON t(d); CREATE INDEX t_u ON t(u); CREATE INDEX t_b ON t(b); CREATE INDEX t_x ON t(x); CREATE INDEX t_p ON t(p)`)})
	for _, c := range []struct {
		storage, column string
		op              request.Op
		value           any
	}{
		{storageText, "c", request.Eq, "a"},
		{storageText, "c", request.In, []any{"a", "b"}},
		{storageText, "c", request.StartsWith, "a"},
		{storageText, "c", request.Gt, "a"},
		{storageText + collatedSuffix, "n", request.Eq, "a"},
		{storageText + collatedSuffix, "n", request.In, []any{"a", "b"}},
		{storageInstant, "d", request.Eq, int64(0)},
		{storageInstant, "d", request.In, []any{int64(0)}},
		{storageInstant, "d", request.Gte, int64(0)},
		{storageInstant, "d", request.Lt, int64(0)},
		{storageUUID, "u", request.Eq, "0188f3c1-2a3b-7c4d-8e5f-0123456789ab"},
		{storageBytes, "b", request.In, []any{[]byte("a")}},
		{storageUntyped, "x", request.Eq, "5"},
		{storageNumeric, "p", request.Lt, "5.5"},
		{storageInteger, "id", request.In, []any{int64(5), int64(6)}},
	} {
		s := d.Dialect().Storages[c.storage]
		f, _ := soughtIn(s, c.op, "(SELECT "+unread+" FROM t WHERE "+s.Stray+")")
		condition, args := spell(t, f, "t."+c.column, c.value)
		if got := planOf(t, d, "SELECT * FROM t WHERE "+condition, args...); !strings.HasPrefix(got, "SEARCH t ") {
			t.Errorf("%s %s: %s", c.storage, c.op, got)
		}
	}
}

func TestKeysIn(t *testing.T) {
	path := newFile(t, `CREATE TABLE t(id INTEGER PRIMARY KEY, k, m TEXT); CREATE INDEX t_km ON t(k, m);
		CREATE TABLE typed(id INTEGER PRIMARY KEY, k TEXT)`)
	keys := []any{int64(1), int64(9223372036854775807), 2.5, "text", "quote\"'\\\n", "nul\x00in", "\xff", "", []byte{0, 0xff}, []byte("text"), []byte{}, "1", "[\"ff\"]", 1e300, "💡"}
	fill, err := connect(t.Context(), "file:"+path+"?mode=rw")
	if err != nil {
		t.Fatal(err)
	}
	_, err = fill.serve(t.Context(), false, func(r exec.Reader) error {
		for i, k := range keys {
			if _, err := firstColumn(r, "INSERT INTO t VALUES (?, ?, ?) RETURNING id", int64(i), k, strconv.Itoa(i)); err != nil {
				return err
			}
		}
		_, err := firstColumn(r, "INSERT INTO typed VALUES (1, '1'), (2, 'text') RETURNING id")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := fill.close(); err != nil {
		t.Fatal(err)
	}
	d := openFile(t, Options{Path: path})
	keyed, row := d.Dialect().Storages[storageUntyped].Keyed, d.Dialect().KeysInRow
	parts := []string{}
	for i := range 2 {
		parts = append(parts, dialect.Numbered(keyed.Part.SQL, i))
	}
	single := keyed.In
	row.SQL = "(t.k, t.m) IN (" + strings.Replace(row.SQL, "{parts}", strings.Join(parts, ", "), 1) + ")"
	column := func(keys ...any) dialect.KeyColumn { return dialect.KeyColumn{Values: keys} }
	for i, k := range keys {
		condition, args := spell(t, single, "t.k", dialect.Keys{column(k)})
		if got := ask1(t, d, "SELECT id FROM t WHERE "+condition, args...); !slices.Equal(got, []string{strconv.Itoa(i)}) {
			t.Errorf("key %#v found %v, want %d", k, got, i)
		}
		condition, args = spell(t, row, "", dialect.Keys{column(k, k), column(strconv.Itoa(i), "other")})
		if got := ask1(t, d, "SELECT id FROM t WHERE "+condition, args...); !slices.Equal(got, []string{strconv.Itoa(i)}) {
			t.Errorf("key (%#v, %d) found %v", k, i, got)
		}
	}
	condition, args := spell(t, single, "t.k", dialect.Keys{column(keys...)})
	if got := ask1(t, d, "SELECT id FROM t WHERE "+condition, args...); len(got) != len(keys) {
		t.Errorf("all keys found %v", got)
	}
	if got := planOf(t, d, "SELECT id FROM t WHERE "+condition, args...); !strings.HasPrefix(got, "SEARCH t ") {
		t.Errorf("one column: %s", got)
	}
	condition, args = spell(t, row, "", dialect.Keys{{Ints: []int64{1}}, column("0")})
	if got := planOf(t, d, "SELECT id FROM t WHERE "+condition, args...); !strings.HasPrefix(got, "SEARCH t USING COVERING INDEX t_km (k=? AND m=?)") {
		t.Errorf("two columns: %s", got)
	}
	// A parent's integer matches the child's text, as a foreign key does.
	condition, args = spell(t, single, "typed.k", dialect.Keys{{Ints: []int64{1}}})
	if got := ask1(t, d, "SELECT id FROM typed WHERE "+condition, args...); !slices.Equal(got, []string{"1"}) {
		t.Errorf("an integer found %v", got)
	}
}

// TestCellIsStored checks that cells are returned as they are stored, however the driver interprets the declared
// type.
func TestCellIsStored(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t(d DATETIME, b BOOLEAN, s TIMESTAMP, e DATE);
		INSERT INTO t VALUES ('garbage', 2, 1700000000, '2024-02-29'); CREATE VIEW v AS SELECT d, b, s, e FROM t`)})
	for _, from := range []string{"t", "v", "(SELECT d, b, s, e FROM t)"} {
		var selected []string
		for _, c := range []string{"d", "b", "s", "e"} {
			selected = append(selected, strings.ReplaceAll(d.Dialect().Cell, "{column}", c))
		}
		err := d.Read(t.Context(), false, func(r exec.Reader) error {
			rows, err := r.Query("SELECT "+strings.Join(selected, ", ")+" FROM "+from, nil)
			if err != nil {
				return err
			}
			rows.Next()
			if got := fmt.Sprintf("%#v %#v %#v %#v", rows.Value(0), rows.Value(1), rows.Value(2), rows.Value(3)); got != `"garbage" 2 1700000000 "2024-02-29"` {
				t.Errorf("from %s: %s", from, got)
			}
			return rows.Err()
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
