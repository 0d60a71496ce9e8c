package sqlite

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"tiddly/internal/exec"
)

func TestFunctions(t *testing.T) {
	const id = "0188f3c1-2a3b-7c4d-8e5f-0123456789ab"
	d := openFile(t, Options{Path: newFile(t, "")})
	for _, c := range []struct {
		query string
		args  []any
		want  string
	}{
		{"SELECT ? REGEXP '^a+$'", []any{"aaa"}, "1"},
		{"SELECT ? REGEXP '^a+$'", []any{"aab"}, "0"},
		{"SELECT ? REGEXP '(?i)É'", []any{"été"}, "1"},
		{"SELECT ? REGEXP '^12'", []any{int64(123)}, "1"},
		{"SELECT ? REGEXP '^1\\.5$'", []any{1.5}, "1"},
		{"SELECT ? REGEXP 'a'", []any{nil}, "<nil>"},
		{"SELECT 'a' REGEXP ?", []any{nil}, "<nil>"},
		{"SELECT ? REGEXP 'a'", []any{[]byte("a")}, "<nil>"},
		{"SELECT '' REGEXP ''", nil, "1"},
		{"SELECT tiddly_text(?)", []any{int64(-5)}, "-5"},
		{"SELECT tiddly_text(?)", []any{0.1}, "0.1"},
		{"SELECT tiddly_text(?)", []any{5.0}, "5.0"},
		{"SELECT tiddly_text(?)", []any{"a\x00b"}, "a\x00b"},
		{"SELECT tiddly_text(?)", []any{[]byte("a")}, "<nil>"},
		{"SELECT tiddly_text(?)", []any{nil}, "<nil>"},
		{"SELECT tiddly_uuid(?)", []any{id}, id},
		{"SELECT tiddly_uuid(?)", []any{strings.ToUpper(id)}, id},
		{"SELECT tiddly_uuid(x'0188f3c12a3b7c4d8e5f0123456789ab')", nil, id},
		{"SELECT tiddly_uuid(?)", []any{strings.Replace(id, "a", "A", 1)}, "<nil>"},
		{"SELECT tiddly_uuid(?)", []any{"x" + id[1:]}, "<nil>"},
		{"SELECT tiddly_uuid(?)", []any{int64(1)}, "<nil>"},
		{"SELECT tiddly_uuid(x'01')", nil, "<nil>"},
		{"SELECT tiddly_json(?)", []any{` {"b":1.0, "a":[ ]}`}, `{"a":[],"b":1}`},
		{"SELECT tiddly_json(?)", []any{int64(5)}, "5"},
		{"SELECT tiddly_json(?)", []any{1e300}, "1e300"},
		{"SELECT tiddly_json(?)", []any{"nope"}, "<nil>"},
		{"SELECT tiddly_json(?)", []any{""}, "<nil>"},
		{"SELECT tiddly_json(?)", []any{nil}, "<nil>"},
		{"SELECT tiddly_json(jsonb(?))", []any{`{"b":[1,-2.5,"x\ny",true,null],"a":{}}`}, `{"a":{},"b":[1,-2.5,"x\ny",true,null]}`},
		{"SELECT tiddly_json(?)", []any{[]byte("{}")}, "{}"},
		{"SELECT tiddly_json_compare(?, '[\"a\",-1]', '3')", []any{`{"a":[1,2,3.0]}`}, "0"},
		{"SELECT tiddly_json_compare(?, '[\"a\"]', '3')", []any{`{"a":2}`}, "-1"},
		{"SELECT tiddly_json_compare(?, '[\"a\"]', '\"b\"')", []any{`{"a":"c"}`}, "1"},
		{"SELECT tiddly_json_compare(?, '[\"a\"]', '\"b\"')", []any{`{"a":2}`}, "2"},
		{"SELECT tiddly_json_compare(?, '[\"a\"]', '{\"x\":1,\"y\":2}')", []any{`{"a":{"y":2.0,"x":1}}`}, "0"},
		{"SELECT tiddly_json_compare(?, '[\"a\"]', '1')", []any{`{"a":null}`}, "<nil>"},
		{"SELECT tiddly_json_compare(?, '[\"a\"]', '1')", []any{`{"b":1}`}, "<nil>"},
		{"SELECT tiddly_json_compare(?, '[]', '1')", []any{"nope"}, "<nil>"},
		{"SELECT tiddly_json_compare(?, '[]', '9007199254740993')", []any{int64(9007199254740993)}, "0"},
		{"SELECT tiddly_json_has(?, 'a')", []any{`{"a":null}`}, "1"},
		{"SELECT tiddly_json_has(?, 'a')", []any{`{"b":{"a":1}}`}, "0"},
		{"SELECT tiddly_json_has(?, 'a')", []any{`["a"]`}, "0"},
		{"SELECT tiddly_json_has(?, '')", []any{`{"":1}`}, "1"},
		{"SELECT tiddly_json_has(?, 'a')", []any{nil}, "<nil>"},
		{"SELECT tiddly_decimal(?, 0) = tiddly_decimal('12.0', 0)", []any{"12"}, "1"},
		{"SELECT tiddly_decimal(?, 0) = tiddly_decimal('2.50', 0)", []any{2.5}, "1"},
		{"SELECT tiddly_decimal(?, 0)", []any{"dear"}, "<nil>"},
		{"SELECT tiddly_decimal(?, 0)", []any{"1e2"}, "<nil>"},
		{"SELECT tiddly_decimal(?, 0)", []any{[]byte("1")}, "<nil>"},
		{"SELECT tiddly_decimal(?, 0)", []any{nil}, "<nil>"},
	} {
		if got := ask1(t, d, c.query, c.args...); got[0] != c.want {
			t.Errorf("%s with %q gave %s, want %s", c.query, c.args, got[0], c.want)
		}
	}
}

// TestFunctionsNoteWhatTheyCannotRead checks the number of cells noted at each place of a statement, and that the next
// statement begins anew.
func TestFunctionsNoteWhatTheyCannotRead(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t(c); INSERT INTO t VALUES (NULL), ('x'), (x'00'), (5), ('{"a":1}'), ('2024-01-01')`)})
	for function, want := range map[string]int{
		"tiddly_instant(c, 3)":                            4,
		"tiddly_decimal(c, 3)":                            4,
		"tiddly_text(c, 3)":                               1,
		"tiddly_uuid(c, 3)":                               5,
		"tiddly_json(c, 3)":                               2,
		"tiddly_json_has(c, 'a', 3)":                      2,
		"tiddly_json_compare(c, '[\"a\"]', '1', 3)":       2,
		"tiddly_json_compare(c, '[\"a\",\"b\"]', '1', 3)": 2,
		"tiddly_instant(c)":                               0,
		"tiddly_instant(c, -1)":                           0,
		"tiddly_instant(c, 256)":                          0,
	} {
		err := d.Read(t.Context(), false, func(r exec.Reader) error {
			if _, err := firstColumn(r, "SELECT "+function+" FROM t"); err != nil {
				return err
			}
			w, _ := r.(exec.Witness)
			if got := w.Unread(3); got != want || w.Unread(2) != 0 || w.Unread(4) != 0 || w.Unread(1000) != 0 {
				t.Errorf("%s noted %d cells, want %d", function, got, want)
			}
			if _, err := firstColumn(r, "SELECT c FROM t"); err != nil {
				return err
			}
			if got := w.Unread(3); got != 0 {
				t.Errorf("%s: the next statement has %d", function, got)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestFunctionsRefuse(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "")})
	for _, query := range []string{"SELECT 'a' REGEXP '('", "SELECT 'a' REGEXP '((a{100}){10}){9}'", "SELECT tiddly_json_compare('1', 'x', '1')"} {
		err := d.Read(t.Context(), false, func(r exec.Reader) error {
			_, err := firstColumn(r, query)
			return err
		})
		if err == nil {
			t.Errorf("%s was answered", query)
		}
	}
}

// TestUsersOwnSchema checks that views work whatever functions and virtual tables they use.
func TestUsersOwnSchema(t *testing.T) {
	path := newFile(t, `CREATE TABLE t(a TEXT, j TEXT); INSERT INTO t VALUES ('abc', '{"k":[1,2]}'), ('xyz', '{}');
		CREATE VIEW matching AS SELECT a FROM t WHERE a REGEXP '^a';
		CREATE VIEW spread AS SELECT value FROM t, json_each(t.j, '$.k');
		CREATE VIEW upper AS SELECT upper(a) || printf('%d', 5) || datetime(0, 'unixepoch') AS u FROM t;
		CREATE VIRTUAL TABLE words USING fts4(w); INSERT INTO words VALUES ('one two');
		CREATE VIEW found AS SELECT w FROM words WHERE words MATCH 'two';
		CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1); INSERT INTO boxes VALUES (1, 0, 2);
		CREATE VIEW inside AS SELECT id FROM boxes WHERE x0 < 1;
		CREATE VIEW large AS SELECT zeroblob(200000000) AS z`)
	d := openFile(t, Options{Path: path})
	for query, want := range map[string]string{
		"SELECT a FROM matching":     "[abc]",
		"SELECT value FROM spread":   "[1 2]",
		"SELECT u FROM upper":        "[ABC51970-01-01 00:00:00 XYZ51970-01-01 00:00:00]",
		"SELECT w FROM found":        "[one two]",
		"SELECT id FROM inside":      "[1]",
		"SELECT count(*) FROM large": "[1]",
	} {
		if got := fmt.Sprint(ask1(t, d, query)); got != want {
			t.Errorf("%s gave %s, want %s", query, got, want)
		}
	}
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		_, err := firstColumn(r, "SELECT z FROM large")
		return err
	})
	wantCode(t, err, "LIMIT_ROWS")
}

func TestRealTextIsExact(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "")})
	values := []float64{0, 1, -1.5, 0.1, 1e15, 1e16, 1e17, 123456789012345678, 1e-4, 1e-5, 1.5e-5, 1e100, math.MaxFloat64, math.SmallestNonzeroFloat64, 5e22, 1 << 62}
	random := random(t)
	for range 2000 {
		if f := math.Float64frombits(random.Uint64()); !math.IsNaN(f) && !math.IsInf(f, 0) {
			values = append(values, f, math.Trunc(random.Float64()*1e8)/100)
		}
	}
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		for _, f := range values {
			text := string(appendRealText(nil, f))
			if back, err := strconv.ParseFloat(text, 64); err != nil || back != f {
				t.Errorf("%v is shown as %s, which is %v", f, text, back)
			}
			got, err := firstColumn(r, "SELECT tiddly_text(?1) || ' ' || (CAST(?2 AS REAL) = ?1)", f, text)
			if err != nil || got[0] != text+" 1" {
				t.Errorf("%v: %v %v, want %s", f, got, err, text)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestJSONB(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "")})
	long := strings.Repeat("long ", 20_000)
	for in, want := range map[string]string{
		`null`: `null`, `true`: `true`, `[false]`: `[false]`, `1.50`: `1.50`, `-12`: `-12`, `"a\u00e9\""`: `"a\u00e9\""`, `"` + long + `"`: `"` + long + `"`,
		`{"a":{"b":[1,"x"]},"c":""}`: `{"a":{"b":[1,"x"]},"c":""}`, `[.5,5.,+1,0x1F]`: `[0.5,5.0,1,31]`, `[-.5e3]`: `[-0.5e3]`,
	} {
		column := columnOf(t, "JSONB")
		err := d.Read(t.Context(), false, func(r exec.Reader) error {
			rows, err := r.Query("SELECT jsonb(?)", []any{in})
			if err != nil {
				return err
			}
			if !rows.Next() {
				return rows.Err()
			}
			if got, ok := rows.AppendJSON(nil, 0, &column.Type, column.Enum); !ok || string(got) != want {
				t.Errorf("%.50s gave %.50s %v, want %.50s", in, got, ok, want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, blob := range []string{"", "\x0f", "\xf0", "\x1b", "\xc3", "\x3bab", "\x13x", "\x2c\x17a", "\x33a", "\x00\x00", strings.Repeat("\xff\xff", 9)} {
		if got, ok := appendJSONB([]byte("kept"), blob, nil); ok || string(got) != "kept" {
			t.Errorf("%x was taken: %s", blob, got)
		}
	}
}

func FuzzJSONB(f *testing.F) {
	f.Add("\x2c\x17a")
	f.Add(strings.Repeat("\xcb\xff", 2000))
	f.Fuzz(func(t *testing.T, blob string) {
		if out, ok := appendJSONB(nil, blob, nil); ok {
			if again, ok := appendJSON(nil, string(out)); !ok {
				t.Errorf("%x became %q, which is not JSON (%q)", blob, out, again)
			}
		}
	})
}
