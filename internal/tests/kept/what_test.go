package kept_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/internal/caller"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/kept"
	"tiddly/internal/tests/home"
)

// places is a database with all that decides what is kept.
const places = `
CREATE TABLE person (id INTEGER PRIMARY KEY, mail TEXT NOT NULL UNIQUE, word TEXT);
CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT NOT NULL, mayor INTEGER REFERENCES person (id), opened DATETIME, wrong INTEGER);
CREATE TABLE street (id INTEGER PRIMARY KEY, town_id INTEGER NOT NULL REFERENCES town (id), name TEXT NOT NULL);
CREATE VIEW today AS SELECT id, name, date('now') AS day FROM town;
INSERT INTO person VALUES (1, 'ada@x', NULL), (2, 'bela@x', NULL);
INSERT INTO town (id, name, mayor, opened, wrong) VALUES (1, 'Paris', 1, '2024-01-01 00:00:00', 1), (2, 'Lyon', 2, '2024-01-02 00:00:00', 2);
INSERT INTO street VALUES (1, 1, 'Rivoli'), (2, 1, 'Bac'), (3, 2, 'Merciere');
WITH RECURSIVE n (i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO town (id, name, opened) SELECT i, 'Other', '2024-01-03 00:00:00' FROM n;
`

type served struct {
	database *db.Database
	handler  http.Handler
	answers  *kept.Answers
	live     *engine.Live
}

// serve serves a database, and keeps answers.
func serve(t *testing.T, script string) *served {
	t.Helper()
	database := dbtest.Open(t, dbtest.Path(t, script))
	s := &served{database: database, answers: kept.New(kept.DefaultBytes, database.Date())}
	limits := engine.DefaultLimits()
	limits.Rows = 5
	var err error
	s.live, _, err = engine.Open(t.Context(), database, engine.Options{
		Limits: limits, Kept: s.answers, Users: engine.NewUsers("person", "mail", "word"),
		HashPassword: func(_ context.Context, plain string) (string, error) { return "$argon2id$" + plain, nil },
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.handler = gql.NewHandler(s.live.View, home.Plain(), gql.Options{
		Timeout: time.Hour, Traces: func(*http.Request) bool { return true }, CacheControl: "max-age=60",
	})
	return s
}

// ask returns the answer to a document, and whether it was given again.
func (s *served) ask(who *caller.Caller, document, variables string, header ...string) (w *httptest.ResponseRecorder, again bool) {
	before := s.answers.Usage().Hits
	body := fmt.Sprintf(`{"query": %q, "variables": %s}`, document, variables)
	r := httptest.NewRequestWithContext(caller.With(context.Background(), who), http.MethodPost, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w = httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w, s.answers.Usage().Hits > before
}

func TestWhatIsKept(t *testing.T) {
	s := serve(t, places)
	ada := &caller.Caller{Principal: caller.Principal{Method: caller.Session, ID: "s", User: []string{"1"}}}
	for _, c := range []struct {
		name, document, variables string
		who                       *caller.Caller
		header                    []string
		want                      bool
	}{
		{"a list", `{ towns(limit: 2) { id name } }`, `null`, nil, nil, true},
		{"a list that is cut", `{ towns { id } }`, `null`, nil, nil, true},
		{"a nest", `{ towns(limit: 2) { id mayorRef { mail } streets { name } } }`, `null`, nil, nil, true},
		{"a row by its key", `query($id: Int!) { town(by: {id: $id}) { name opened } }`, `{"id": 1}`, nil, nil, true},
		{"a connection", `{ townsConnection(first: 2) { totalCount nodes { id } pageInfo { endCursor hasNextPage } } }`, `null`, nil, nil, true},
		{"with a caller", `{ towns(limit: 1) { name } }`, `null`, ada, nil, true},
		{"a view", `{ todays(limit: 1) { id name } }`, `null`, nil, nil, false},
		{"me", `{ me { mail } }`, `null`, ada, nil, false},
		{"me beside a list", `{ me { mail } towns(limit: 1) { id } }`, `null`, ada, nil, false},
		{"nothing that is read", `{ __typename }`, `null`, nil, nil, false},
		{"a mutation", `mutation { updateTown(by: {id: 1}, set: {name: "Paris"}) { affectedRows } }`, `null`, nil, nil, false},
		{"with a trace", `{ towns(limit: 3) { id } }`, `null`, nil, []string{"Tiddly-Trace", "1"}, false},
		{"introspection", `{ __schema { queryType { name } } }`, `null`, nil, nil, false},
		{"an error", `{ towns(limit: -1) { id } }`, `null`, nil, nil, false},
	} {
		var first string
		for i := range 3 {
			w, again := s.ask(c.who, c.document, c.variables, c.header...)
			if want := c.want && i == 2; again != want {
				t.Errorf("%s, the ask %d: given again %v, want %v: %s", c.name, i+1, again, want, w.Body)
			}
			if body := w.Body.String(); i == 0 || c.header != nil {
				first = body
			} else if body != first {
				t.Errorf("%s: got %s, and before %s", c.name, body, first)
			}
		}
	}
}

// TestAnAnswerWithAnErrorIsNotKept reads a cell that is not of its column's kind.
func TestAnAnswerWithAnErrorIsNotKept(t *testing.T) {
	s := serve(t, places+`UPDATE town SET opened = 'never' WHERE id = 1000;`)
	for range 4 {
		w, again := s.ask(nil, `{ town(by: {id: 1000}) { name opened } }`, `null`)
		if again || !strings.Contains(w.Body.String(), `"errors"`) {
			t.Errorf("given again %v: %s", again, w.Body)
		}
	}
}

// TestAnAnswerIsOfItsCaller requires that nobody gets what was kept for another, even if it is the same.
func TestAnAnswerIsOfItsCaller(t *testing.T) {
	s := serve(t, places)
	of := func(id string) *caller.Caller {
		return &caller.Caller{Principal: caller.Principal{Method: caller.Token, ID: id, User: []string{"1"}}}
	}
	other := of("a")
	other.Method = caller.Key
	const document = `{ towns(limit: 2) { id } }`
	for i, who := range []*caller.Caller{nil, of("a"), of("b"), other} {
		for ask := range 3 {
			if _, again := s.ask(who, document, `null`); again != (ask == 2) {
				t.Errorf("the caller %d, ask %d: given again %v", i, ask+1, again)
			}
		}
	}
}

// TestAnAnswerEndsWithItsSchema replaces what is served without a write: a cell shows that a column is nullable.
func TestAnAnswerEndsWithItsSchema(t *testing.T) {
	s := serve(t, places+`ALTER TABLE town ADD COLUMN size INTEGER NOT NULL DEFAULT 1;`)
	err := s.database.Do(t.Context(), func(tx exec.Tx) error {
		_, err := tx.Exec("UPDATE town SET size = 'x' WHERE id = 1000", nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	const document = `{ town(by: {id: 1}) { name size } }`
	for range 3 {
		s.ask(nil, document, `null`)
	}
	if _, again := s.ask(nil, document, `null`); !again {
		t.Fatal("it is not kept")
	}
	before := s.live.Current()
	if w, _ := s.ask(nil, `{ town(by: {id: 1000}) { size } }`, `null`); !strings.Contains(w.Body.String(), "DATABASE_VALUE") {
		t.Fatalf("the cell is read: %s", w.Body)
	}
	s.live.Widen(t.Context())
	if s.live.Current() == before {
		t.Fatal("the schema is the same")
	}
	for ask := range 2 {
		if _, again := s.ask(nil, document, `null`); again {
			t.Errorf("the ask %d after the schema was replaced gets an answer of the old one", ask+1)
		}
	}
	if _, again := s.ask(nil, document, `null`); !again {
		t.Error("nothing is kept with the new schema")
	}
}
