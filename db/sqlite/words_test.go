package sqlite

import (
	"testing"

	"tiddly/internal/catalog"
)

// TestWords: each pair is read in every case, is written as it is spelt, and binds every form that is read.
func TestWords(t *testing.T) {
	for _, pair := range catalog.WordPairs() {
		kind, _, err := TypeOf("TEXT", false, nil, catalog.ColumnOverride{Words: pair})
		if err != nil || kind.Kind != catalog.Boolean {
			t.Fatalf("%s: %v %v", pair, kind, err)
		}
		w := wordPairs[kind.Storage]
		if w == nil || w.written[1]+"/"+w.written[0] != pair {
			t.Fatalf("%s is stored as %+v", pair, w)
		}
		for i, b := range []bool{false, true} {
			if got, err := (wordForm{w, -1, false}).Apply(b); err != nil || got != w.written[i] {
				t.Errorf("%s: %v is written %v, %v", pair, b, got, err)
			}
			bound := map[any]bool{}
			for place := range 4 {
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
			}
			if is, ok := w.truth(w.written[i]); is != b || !ok {
				t.Errorf("%s: what is written is not read", pair)
			}
		}
		for _, other := range []any{int64(2), int64(-1), 1.0, "", "maybe", []byte("Y"), nil} {
			if _, ok := w.truth(other); ok {
				t.Errorf("%s: %v counts as one", pair, other)
			}
		}
	}
	if _, err := (wordForm{wordPairs[storageWords+"Y/N"], 0, false}).Apply("Y"); err == nil {
		t.Error("a text was bound as a Boolean")
	}
}
