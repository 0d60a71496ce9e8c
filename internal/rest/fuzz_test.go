package rest_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode"

	"tiddly/db/dbtest"
	"tiddly/internal/engine"
	"tiddly/internal/rest"
)

// edge returns the handler over a file of unusual tables. Anything reported to the log fails the test: no client
// input may cause an internal error.
func edge(f testing.TB) http.Handler {
	f.Helper()
	s, _, err := engine.Load(f.Context(), dbtest.Open(f, dbtest.Path(f, read(f, "testdata/original.sql")+read(f, "testdata/odd.sql"))), engine.Options{Limits: engine.DefaultLimits()})
	if err != nil {
		f.Fatal(err)
	}
	return rest.NewHandler(s.View, rest.Options{
		Report: func(_ context.Context, err error) { panic("reported: " + err.Error()) },
	})
}

// fetchOf sends a body and returns the envelope, which every answer has.
func fetchOf(t *testing.T, h http.Handler, path, body string) (e envelope) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "FETCH", path, strings.NewReader(body)))
	if err := json.Unmarshal(w.Body.Bytes(), &e); err != nil {
		t.Fatalf("%v in %.300q", err, w.Body)
	}
	switch {
	case w.Code >= 500 || (e.Status == "success") != (e.Error == "" && e.Data != nil) || (e.Status != "success" && e.Status != "error"):
		t.Errorf("%q gets %d %.300s", body, w.Code, w.Body)
	case e.Status == "success" && w.Code != http.StatusOK:
		t.Errorf("%q succeeds with %d", body, w.Code)
	}
	return e
}

type envelope struct {
	Status, Error string
	Data          []map[string]any
}

// FuzzFetch sends arbitrary bodies: each gets an envelope, and the same one if it is encoded twice.
func FuzzFetch(f *testing.F) {
	for _, seed := range []string{
		`{"where": {"id": 1}, "orderby": "id desc", "limit": 2, "offset": 1}`, `"{\"where\": {\"id\": [1, null]}}"`, `{"where": {"net": {"gt": 1, "lte": "20"}, "mood": "calm"}}`,
		`{"where": {"doc": {"path": [{"path": "$.a[1]", "gte": 2}], "hasKey": "a"}}}`, `{"where": {"doc": [{"a": [1, 2]}], "raw": "AP8="}}`, `{"where": {"made": {"regex": "^t", "like": "%o\\_", "iContains": "é"}}}`,
		`{"where": {"id": 1e400, "tax": [9223372036854775807, "x", true]}}`, `{"limit": "3", "offset": 9e18}`, `{`, `null`, `"\ud800"`, "\xef\xbb\xbf{}", `{"where": {"gross": {"in": []}}, "orderby": "made, mood desc"}`,
	} {
		f.Add(seed)
	}
	h := edge(f)
	f.Fuzz(func(t *testing.T, body string) {
		once := fetchOf(t, h, "/sum", body)
		// A text that is not JSON becomes a JSON string when encoded, and then means its content.
		if once.Status != "success" || strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(body, "\xef\xbb\xbf")), `"`) {
			return
		}
		again, err := json.Marshal(body)
		if err != nil || strings.TrimSpace(body) == "" || strings.HasPrefix(body, "\xef\xbb\xbf") {
			return
		}
		if twice := fetchOf(t, h, "/sum", string(again)); twice.Status != once.Status || len(twice.Data) != len(once.Data) {
			t.Errorf("%q gives %v, encoded twice %v", body, once, twice)
		}
	})
}

// FuzzOrderBy sends arbitrary orders: an accepted one consists of column names, asc, desc and commas.
func FuzzOrderBy(f *testing.F) {
	for _, seed := range []string{"id", "id desc", " text ASC , id", "text,id desc", "id,", "", "id desc desc", "id\tdesc", "(select 1)", "id collate nocase", "text\u00a0desc", "id\x00"} {
		f.Add(seed)
	}
	h := edge(f)
	words := strings.NewReplacer("id", "", "text", "")
	f.Fuzz(func(t *testing.T, order string) {
		body, err := json.Marshal(map[string]string{"orderby": order})
		if err != nil {
			t.Fatal(err) // every text can be written as JSON
		}
		e := fetchOf(t, h, "/dual", string(body))
		if e.Status != "success" {
			return
		}
		if len(e.Data) != 6 {
			t.Errorf("ordered by %q there are %d rows", order, len(e.Data))
		}
		left := strings.NewReplacer("asc", "", "desc", "").Replace(strings.ToLower(words.Replace(order)))
		if strings.IndexFunc(left, func(r rune) bool { return r != ',' && !unicode.IsSpace(r) }) >= 0 {
			t.Errorf("%q is taken for an order", order)
		}
	})
}

// TestPathsWithoutAComparison: a path that is compared with nothing is no condition, and no argument either.
func TestPathsWithoutAComparison(t *testing.T) {
	h := edge(t)
	for _, body := range []string{`{"where": {"doc": {"hasKey": "a"}}}`, `{"where": {"doc": {"path": [{"path": "$.a"}], "hasKey": "a"}}}`} {
		if e := fetchOf(t, h, "/sum", body); e.Status != "success" {
			t.Errorf("%s: %s", body, e.Error)
		}
	}
}
