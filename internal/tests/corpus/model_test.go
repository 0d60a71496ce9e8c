package corpus_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tiddly/db/dbtest"
	"tiddly/internal/engine"
)

// shelf and item are the rows of the model; nil is NULL.
type shelf struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
	Rank *int   `json:"rank"`
}

type item struct {
	ID    int     `json:"id"`
	Shelf int     `json:"shelfId"`
	Label *string `json:"label"`
	N     *int    `json:"n"`
}

// library is the naive model of the database.
type library struct {
	shelves map[int]shelf
	items   map[int]item
}

func (l library) clone() library { return library{maps.Clone(l.shelves), maps.Clone(l.items)} }

// refused holds the codes with which a write may be refused: any of them is right, because databases check their
// rules in different orders.
type refused []string

// TestModel sends random sequences of flat writes, several fields a request and some that must fail, and compares
// the database with the model after every step: it has the rows of the model, the answer has the counts and the
// rows of the model, and failures leave nothing behind.
func TestModel(t *testing.T) {
	dbtest.OnEachOnce(t, func(t *testing.T, e dbtest.Engine) {
		s, _, err := engine.Load(t.Context(), dbtest.Open(t, e.Make(t, script(t, "shelves"))), engine.Options{Limits: engine.DefaultLimits()})
		if err != nil {
			t.Fatal(err)
		}
		// Which key a row without one gets differs, as docs/engines.md says.
		followModel(t, &world{h: handler(s), now: library{map[int]shelf{}, map[int]item{}}, keyed: e.Name != dbtest.Embedded().Name})
	})
}

func followModel(t *testing.T, w *world) {
	t.Helper()
	from := uint64(*seed)
	if from == 0 {
		from = uint64(time.Now().UnixNano())
	}
	t.Logf("go test ./internal/tests/corpus -run TestModel -cases %d -seed %d", *cases, from)
	w.Rand = rand.New(rand.NewPCG(from, 1))
	failed := map[string]int{}
	for n := range *cases {
		if w.step(t, failed); t.Failed() {
			t.Fatalf("after %d steps; the last was %s", n, w.last)
		}
	}
	for _, code := range []string{"CONSTRAINT_UNIQUE", "CONSTRAINT_FOREIGN_KEY", "CONSTRAINT_CHECK", "LIMIT_AFFECTED", "REQUEST_VALUE"} {
		if failed[code] == 0 && *cases >= 300 {
			t.Errorf("no step failed with %s", code)
		}
	}
	t.Logf("%v were refused; %d shelves and %d items are left", failed, len(w.now.shelves), len(w.now.items))
}

type world struct {
	*rand.Rand
	h    http.Handler
	now  library
	last string
	// keyed reports whether every new row is given its key.
	keyed bool
}

func (w *world) chance(percent int) bool { return w.IntN(100) < percent }

// write is a field of a mutation: its text, and its effect on the model.
type write struct {
	text string
	// unfiltered is set if the request is refused before any of it runs.
	unfiltered bool
	// apply changes the model and returns the answer of the field.
	apply func(l library) (any, refused)
}

func (w *world) step(t *testing.T, failed map[string]int) {
	t.Helper()
	writes := make([]write, 1+w.IntN(3))
	var text strings.Builder
	for i := range writes {
		writes[i] = w.random()
		fmt.Fprintf(&text, " f%d: %s", i, writes[i].text)
	}
	w.last = "mutation {" + text.String() + " }"
	next := w.now.clone()
	want := map[string]any{}
	var no refused
	at := -1
	if i := slices.IndexFunc(writes, func(w write) bool { return w.unfiltered }); i >= 0 {
		no, at, writes = refused{"REQUEST_VALUE"}, i, nil
	}
	for i := range writes {
		answer, r := writes[i].apply(next)
		if r != nil {
			no, at = r, i
			break
		}
		want[fmt.Sprintf("f%d", i)] = answer
	}
	_, body := post(t, w.h, testCase{query: w.last})
	var got struct {
		Data   map[string]any
		Errors []struct {
			Path       []any
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	if no != nil {
		if len(got.Errors) == 0 || got.Data != nil || !slices.Contains(no, got.Errors[0].Extensions.Code) ||
			len(got.Errors[0].Path) == 0 || got.Errors[0].Path[0] != fmt.Sprintf("f%d", at) {
			t.Errorf("got %s, want f%d to be refused with one of %v", body, at, no)
			return
		}
		failed[got.Errors[0].Extensions.Code]++
	} else {
		w.now = next
		if !reflect.DeepEqual(plainJSON(t, got.Data), plainJSON(t, want)) {
			t.Errorf("got %s, want %v", body, plainJSON(t, want))
		}
	}
	w.compare(t)
}

// compare reads all rows over the wire.
func (w *world) compare(t *testing.T) {
	t.Helper()
	_, body := post(t, w.h, testCase{query: "{ shelves { id name rank } items { id shelfId label n } }"})
	var got struct {
		Data struct {
			Shelves []shelf
			Items   []item
		}
	}
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	shelves := slices.SortedFunc(maps.Values(w.now.shelves), func(a, b shelf) int { return a.ID - b.ID })
	items := slices.SortedFunc(maps.Values(w.now.items), func(a, b item) int { return a.ID - b.ID })
	if !reflect.DeepEqual(plainJSON(t, got.Data.Shelves), plainJSON(t, append([]shelf{}, shelves...))) ||
		!reflect.DeepEqual(plainJSON(t, got.Data.Items), plainJSON(t, append([]item{}, items...))) {
		t.Errorf("the database has %s\nthe model %v %v", body, plainJSON(t, shelves), plainJSON(t, items))
	}
}

func plainJSON(t *testing.T, v any) any {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}
