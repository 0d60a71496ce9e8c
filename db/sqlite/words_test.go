package sqlite

import (
	"slices"
	"strings"
	"testing"

	"tiddly/internal/catalog"
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
