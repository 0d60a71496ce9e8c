package conformance

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/tests/home"
)

var update = flag.Bool("update", false, "write the answers that the naive evaluator computes into the cases")

// nowhere is a database of which only the description is there: every statement fails. What is answered over it, no
// engine has a part in.
type nowhere struct{ *db.Database }

var errNowhere = fault.New(fault.DatabaseUnavailable, "there is no database")

func (nowhere) Read(_ context.Context, _ bool, f func(exec.Reader) error) error { return f(nothing{}) }

func (nowhere) Do(_ context.Context, f func(exec.Tx) error) error { return f(nothing{}) }

type nothing struct{}

func (nothing) Query(string, []any) (exec.Rows, error) { return nil, errNowhere }
func (nothing) Exec(string, []any) (int64, error)      { return 0, errNowhere }

// oracle computes expected answers: the edges alone where they need no database, the naive evaluator elsewhere.
type oracle struct {
	edges *edges
	of    *evaluated
}

func newOracle(t *testing.T, s *Schema) *oracle {
	t.Helper()
	of, err := s.evaluate()
	if err != nil {
		t.Fatal(err)
	}
	scratch, err := db.NewScratch(t.Context(), dbtest.Embedded().Place(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := scratch.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	place, err := scratch.Make(t.Context(), s.Name, s.Tables)
	if err != nil {
		t.Fatal(err)
	}
	described := dbtest.Open(t, place.Address)
	alone, err := open(t.Context(), nowhere{described}, engine.Options{Overrides: place.Overrides}, rowLimit, home.Plain())
	if err != nil {
		t.Fatal(err)
	}
	return &oracle{alone, of}
}

// answers returns the expected answers of a case.
func (o *oracle) answers(t *testing.T, c *Case) (answer, then string) {
	t.Helper()
	n := o.of.evaluator(rowLimit)
	ask := func(request string, values map[string]any) string {
		if values == nil {
			values = map[string]any{}
		}
		alone := errNowhere.Message
		if c.First == "" { // the edges know the server's cursors, and not those of the evaluator
			alone = o.edges.request(t.Context(), request, values)
		}
		if !strings.Contains(alone, errNowhere.Message) && !strings.HasPrefix(alone, "503") {
			return alone
		}
		if found := restRequest.FindStringSubmatch(request); found != nil {
			status, body, err := n.REST(found[1], found[2], strings.TrimSpace(strings.TrimPrefix(request, found[0])))
			if err != nil {
				t.Errorf("%s: %v", c.Name, err)
				return ""
			}
			return shown(status, []byte(body))
		}
		body, err := n.Answer(request, "", values)
		if err != nil {
			t.Errorf("%s: %v", c.Name, err)
			return ""
		}
		return shown(200, []byte(body))
	}
	var first []byte
	if c.First != "" {
		body, err := n.Answer(c.First, "", map[string]any{})
		if err != nil {
			t.Errorf("%s: %v", c.Name, err)
			return "", ""
		}
		first = []byte(body)
	}
	values, err := c.values(first)
	if err != nil {
		t.Fatal(err)
	}
	answer = ask(c.Request, values)
	if c.Then != "" {
		then = ask(c.Then, nil)
	}
	return answer, then
}

// TestAnswersAreComputed computes the answer of every case and compares it with its file.
func TestAnswersAreComputed(t *testing.T) {
	schemas, err := Schemas()
	if err != nil {
		t.Fatal(err)
	}
	cases, err := Cases()
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) < 800 {
		t.Errorf("%d cases, want at least 800", len(cases))
	}
	oracles := map[string]*oracle{}
	for name, s := range schemas {
		oracles[name] = newOracle(t, s)
	}
	for _, c := range cases {
		if oracles[c.Schema] == nil {
			t.Fatalf("%s: no schema %q", c.File, c.Schema)
		}
		answer, then := oracles[c.Schema].answers(t, c)
		switch {
		case *update:
			c.Answer, c.AnswerThen = answer, then
		case answer != c.Answer:
			t.Errorf("%s (go test ./internal/conformance -update writes it)\n--- has\n%s\n--- computed\n%s", c.Name, c.Answer, answer)
		case then != c.AnswerThen:
			t.Errorf("%s (go test ./internal/conformance -update writes it)\n--- has\n%s\n--- computed\n%s", c.Name, c.AnswerThen, then)
		}
	}
	if *update {
		write(t, cases)
	}
}

func write(t *testing.T, cases []*Case) {
	t.Helper()
	for len(cases) > 0 {
		end := slices.IndexFunc(cases, func(c *Case) bool { return c.File != cases[0].File })
		if end < 0 {
			end = len(cases)
		}
		if err := os.WriteFile(filepath.Join("cases", cases[0].File), []byte(formatCases(cases[:end])), 0o600); err != nil {
			t.Fatal(err)
		}
		cases = cases[end:]
	}
}
