package sqlite

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/exec"
	"tiddly/internal/request"
)

// TestWords: each pair is read in every case, is written as it is spelt, and binds every form that is read.
func TestWords(t *testing.T) {
	for _, pair := range append(catalog.WordPairs(), "aktiv/inaktiv", "Été/hiver", "X/", "2/1", "-1/0", "a/A", "it's/{value}?") {
		for _, declared := range []string{"TEXT", "BOOLEAN"} {
			kind, _, err := TypeOf(declared, false, nil, catalog.ColumnOverride{Words: pair})
			if err != nil || kind.Kind != catalog.Boolean {
				t.Fatalf("%s: %v %v", pair, kind, err)
			}
			checkPair(t, wordsOf(kind.Storage), pair)
		}
	}
	if _, err := (wordForm{wordsOf(storageWords + "Y/N"), 0, false}).Apply("Y"); err == nil {
		t.Error("a text was bound as a Boolean")
	}
}

func checkPair(t *testing.T, w *words, pair string) {
	t.Helper()
	yes, no, _ := strings.Cut(pair, "/")
	if w == nil || !slices.Contains(w.forms[1], any(yes)) || !slices.Contains(w.forms[0], any(no)) {
		t.Fatalf("%s is %+v", pair, w)
	}
	for i, b := range []bool{false, true} {
		if got, err := (wordForm{w, -1, false}).Apply(b); err != nil || got != w.forms[i][0] {
			t.Errorf("%s: %v is written %v, %v", pair, b, got, err)
		}
		bound := map[any]bool{}
		for place := range len(w.forms[0]) + len(w.forms[1]) {
			got, err := (wordForm{w, place, false}).Apply(b)
			if err != nil {
				t.Fatal(err)
			}
			bound[got] = true
		}
		for _, form := range w.forms[i] {
			if is, ok := w.truth(form); is != b || !ok || !bound[form] {
				t.Errorf("%s: %v is %v, %v; bound: %v", pair, form, is, ok, bound[form])
			}
			if slices.Contains(w.forms[1-i], form) {
				t.Errorf("%s: %v is true and false", pair, form)
			}
		}
	}
	for _, other := range []any{int64(3), 1.0, "maybe", []byte("Y"), nil} {
		if _, ok := w.truth(other); ok {
			t.Errorf("%s: %v counts as one", pair, other)
		}
	}
}

// TestFormsOfWords: cells are read in every case, unless the words differ by it alone; 1 and 0 unless a word is a number.
func TestFormsOfWords(t *testing.T) {
	for _, c := range []struct {
		storage  string
		yes, sql string
	}{
		{storageWords + "aktiv/inaktiv", "aktiv", "'aktiv', 'AKTIV', 'Aktiv', 1, '1'"},
		{storageWordTexts + "Été/hiver", "Été", "'Été', 'été', 'ÉTÉ', '1'"},
		{storageWords + "a/A", "a", "'a', 1, '1'"},
		{storageWords + "2/1", "2", "2, '2'"},
		{storageWordTexts + "2/1", "2", "'2'"},
		{storageWords + "it's?/x", "it's?", "char(105,116,39,115,63), char(73,84,39,83,63), char(73,116,39,115,63), 1, '1'"},
	} {
		if got := sqlList(wordsOf(c.storage).forms[1]); got != c.sql {
			t.Errorf("%s: true is %s, want %s", c.storage, got, c.sql)
		}
	}
}

// TestRandomWords compares columns of words with what is read of their cells: every operator finds the rows of its
// Boolean, by an index and without one, and no cell that is neither.
func TestRandomWords(t *testing.T) {
	random := random(t)
	pairs := append(catalog.WordPairs(), "aktiv/inaktiv", "Été/hiver", "X/", "/X", "2/1", "-1/0", "a/A", "it's/{value}?", "0/1", "ja/10", "-/+")
	cells := append(slices.Clone(wild), "'N'", "'y'", "'YES'", "'no'", "'aktiv'", "'INAKTIV'", "'Été'", "'HIVER'", "'X'", "'x'", "2", "'2'", "'0'", "'a'", "'A'", "'it''s'", "'{value}?'", "'-'", "'+'", "'JA'", "10", "0.5")
	for round := range 60 {
		pair, declared := pairs[random.IntN(len(pairs))], []string{"TEXT", "BOOLEAN", "INTEGER", ""}[random.IntN(4)]
		var values []string
		for i := range 1 + random.IntN(12) {
			values = append(values, fmt.Sprintf("(%d, %s)", i, cells[random.IntN(len(cells))]))
		}
		script := "CREATE TABLE t (id INTEGER PRIMARY KEY, c " + declared + "); CREATE INDEX t_c ON t(c); INSERT INTO t VALUES " + strings.Join(values, ", ")
		if problem := checkWordCells(t, script, pair); problem != "" {
			t.Errorf("round %d: %s by %s: %s", round, script, pair, problem)
		}
	}
}

func checkWordCells(t *testing.T, script, pair string) string {
	t.Helper()
	d := openFile(t, Options{Path: newFile(t, script)})
	defer func() { _ = d.Close() }()
	pin := catalog.Overrides{Tables: map[string]catalog.TableOverride{"t": {Columns: map[string]catalog.ColumnOverride{"c": {Kind: "Boolean", Words: pair}}}}}
	source, err := d.Inspect(t.Context(), pin)
	if err != nil {
		return err.Error()
	}
	name := source.Tables[0].Columns[1].Type.Storage
	w, storage := wordsOf(name), d.Dialect().Storages[name]
	found := map[bool][]string{}
	err = d.Read(t.Context(), true, func(r exec.Reader) error {
		rows, err := r.Query("SELECT id, +c FROM t ORDER BY id", nil)
		if err != nil {
			return err
		}
		for rows.Next() {
			id, _ := rows.Int(0)
			if is, ok := w.truth(rows.Value(1)); ok && !rows.Null(1) {
				found[is] = append(found[is], strconv.FormatInt(id, 10))
			}
		}
		return rows.Close()
	})
	if err != nil {
		return err.Error()
	}
	for _, value := range []bool{true, false} {
		for op, want := range map[request.Op][]string{
			request.Eq: found[value], request.Ne: found[!value], request.In: found[value], request.NotIn: found[!value],
		} {
			sought, _ := soughtIn(storage, op, "NULL")
			for how, f := range map[string]dialect.Fragment{"scan": storage.Ops[op], "search": sought} {
				asked := any(value)
				if op.TakesList() {
					asked = []any{value}
				}
				condition, args := spell(t, f, "t.c", asked)
				if got := ask1(t, d, "SELECT id FROM t WHERE "+condition+" ORDER BY id", args...); !slices.Equal(got, want) {
					return fmt.Sprintf("%s %v (%s) finds %v, want %v", op, value, how, got, want)
				}
			}
		}
	}
	return ""
}
