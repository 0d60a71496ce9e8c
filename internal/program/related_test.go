package program

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
	"tiddly/internal/gql/handwritten"
	"tiddly/internal/request"
)

// counting is a session that counts what its questions run and read.
type counting struct {
	*engine.Session
	statements, rows int
}

// Run implements handwritten.Session.
func (c *counting) Run(ctx context.Context, p *engine.Prepared, a request.Arguments, dst []byte) exec.Answer {
	answer := c.Session.Run(ctx, p, a, dst)
	c.statements += answer.Statements
	c.rows += answer.Rows
	return answer
}

// keyed has parents of every form of a key, each with children.
const keyed = `
CREATE TABLE plain (id INTEGER PRIMARY KEY);
CREATE TABLE plain_child (id INTEGER PRIMARY KEY, up INTEGER REFERENCES plain);
INSERT INTO plain VALUES (1), (2), (3);
INSERT INTO plain_child VALUES (1, 2), (2, 1), (3, 2), (4, 2);
CREATE TABLE big (id BIGINT NOT NULL PRIMARY KEY);
CREATE TABLE big_child (id INTEGER PRIMARY KEY, up BIGINT REFERENCES big);
INSERT INTO big VALUES (9007199254740993), (2);
INSERT INTO big_child VALUES (1, 9007199254740993);
CREATE TABLE word (id TEXT NOT NULL PRIMARY KEY);
CREATE TABLE word_child (id INTEGER PRIMARY KEY, up TEXT REFERENCES word);
INSERT INTO word VALUES ('a"'), ('A"'), ('ß');
INSERT INTO word_child VALUES (1, 'a"'), (2, 'ß');
CREATE TABLE loose (id TEXT NOT NULL PRIMARY KEY COLLATE NOCASE);
CREATE TABLE loose_child (id INTEGER PRIMARY KEY, up TEXT REFERENCES loose);
INSERT INTO loose VALUES ('Ann'), ('Bob');
INSERT INTO loose_child VALUES (1, 'ANN'), (2, 'ann'), (3, 'bob');
CREATE TABLE pair (a INTEGER NOT NULL, b TEXT NOT NULL, PRIMARY KEY (a, b));
CREATE TABLE pair_child (id INTEGER PRIMARY KEY, a INTEGER, b TEXT, FOREIGN KEY (a, b) REFERENCES pair);
INSERT INTO pair VALUES (1, 'x'), (1, 'y');
INSERT INTO pair_child VALUES (1, 1, 'y');
CREATE TABLE day (id DATE NOT NULL PRIMARY KEY);
CREATE TABLE day_child (id INTEGER PRIMARY KEY, up DATE REFERENCES day);
INSERT INTO day VALUES ('2024-01-02'), ('2024-01-03');
INSERT INTO day_child VALUES (1, '2024-01-02');
CREATE TABLE side (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);
CREATE TABLE side_child (id INTEGER PRIMARY KEY, up TEXT REFERENCES side (code));
INSERT INTO side VALUES (1, 'x'), (2, 'y');
INSERT INTO side_child VALUES (1, 'x'), (2, 'x');
CREATE TABLE tag (id INTEGER PRIMARY KEY);
CREATE TABLE plain_tag (plain_id INTEGER NOT NULL REFERENCES plain, tag_id INTEGER NOT NULL REFERENCES tag, PRIMARY KEY (plain_id, tag_id));
INSERT INTO tag VALUES (1), (2);
INSERT INTO plain_tag VALUES (1, 2), (1, 1), (3, 2);
`

// TestFollow reads the lists that given rows lead to: by one statement where the rows have all that it takes, and
// without counting the given rows once more.
func TestFollow(t *testing.T) {
	ctx := t.Context()
	d, err := Open(ctx, dbtest.Path(t, keyed), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // it was read only
	for _, c := range []struct {
		table, relation  string
		related          handwritten.Arguments
		rows             []string // the keys of rows, each a JSON object
		statements, read int
		want             string
	}{
		{"Plain", "plainChildren", nil, []string{`{"id":2}`, `{"id":1}`, `{"id":3}`, `{"id":2}`}, 1, 4, "[1 3 4] [2] [] [1 3 4]"},
		{"Plain", "plainChildren", handwritten.Arguments{"limit": 1, "orderBy": []any{map[string]any{"id": "DESC"}}}, []string{`{"id":1}`, `{"id":2}`}, 1, 2, "[2] [4]"},
		{"Plain", "plainChildren", handwritten.Arguments{"offset": 1, "where": map[string]any{"id": map[string]any{"gt": 1}}}, []string{`{"id":1}`, `{"id":2}`}, 1, 1, "[] [4]"},
		{"Plain", "plainChildren", nil, []string{`{"id":9}`, `{}`}, 1, 0, "[] nil"},
		{"Plain", "tags", nil, []string{`{"id":1}`, `{"id":2}`, `{"id":3}`}, 1, 3, "[1 2] [] [2]"},
		{"Big", "bigChildren", nil, []string{`{"id":"9007199254740993"}`, `{"id":"2"}`}, 1, 1, "[1] []"},
		{"Word", "wordChildren", nil, []string{`{"id":"a\""}`, `{"id":"A\""}`, `{"id":"ß"}`}, 1, 2, "[1] [] [2]"},
		{"Loose", "looseChildren", nil, []string{`{"id":"Bob"}`, `{"id":"Ann"}`}, 1, 3, "[3] [1 2]"},
		// The rows have to be found first: their keys are not what the lists are linked by, or not as they are stored.
		{"Pair", "pairChildren", nil, []string{`{"a":1,"b":"x"}`, `{"a":1,"b":"y"}`}, 2, 1, "[] [1]"},
		{"Day", "dayChildren", nil, []string{`{"id":"2024-01-02"}`, `{"id":"2024-01-03"}`}, 2, 1, "[1] []"},
		{"Side", "sideChildren", nil, []string{`{"id":2}`, `{"id":1}`}, 2, 2, "[] [1 2]"},
		// The other way there is one row for each, which counts.
		{"PlainChild", "upRef", nil, []string{`{"id":1}`, `{"id":2}`}, 1, 2, "2 1"},
	} {
		s := d.live.Current().Session(nil)
		in := &counting{Session: s}
		related, err := handwritten.Follow(handwritten.WithAsker(ctx, asking{d.of(d.live.Current()), in}), &handwritten.Question{
			Table: c.table, Follow: c.relation, Related: c.related, Far: []string{"id"},
		}, handwritten.Given{Rows: len(c.rows), Cell: func(row int, column string) (json.RawMessage, error) {
			var cells map[string]json.RawMessage
			err := json.Unmarshal([]byte(c.rows[row]), &cells)
			return cells[column], err
		}})
		s.Close()
		if got := idsOf(t, related); err != nil || got != c.want || in.statements != c.statements || in.rows != c.read {
			t.Errorf("%s.%s of %v: %s by %d statements and %d rows, %v; want %s by %d and %d",
				c.table, c.relation, c.rows, got, in.statements, in.rows, err, c.want, c.statements, c.read)
		}
	}
}

// asking is an Asker over a counting session.
type asking struct {
	questions *handwritten.Questions
	in        *counting
}

// Ask implements handwritten.Asker.
func (a asking) Ask(ctx context.Context, q *handwritten.Question) (json.RawMessage, error) {
	return a.questions.Ask(ctx, a.in, q)
}

// Questions implements handwritten.Asker.
func (a asking) Questions() *handwritten.Questions { return a.questions }

// idsOf returns the ids of related rows as a text.
func idsOf(t *testing.T, related []json.RawMessage) string {
	t.Helper()
	var all []string
	for _, text := range related {
		var many []struct{ ID int }
		var one struct{ ID int }
		switch {
		case text == nil:
			all = append(all, "nil")
		case text[0] == '[':
			if err := json.Unmarshal(text, &many); err != nil {
				t.Fatal(err)
			}
			ids := make([]int, len(many))
			for i, row := range many {
				ids[i] = row.ID
			}
			all = append(all, fmt.Sprint(ids))
		default:
			if err := json.Unmarshal(text, &one); err != nil {
				t.Fatal(err)
			}
			all = append(all, fmt.Sprint(one.ID))
		}
	}
	return strings.Join(all, " ")
}

// TestFollowWithoutAKey goes from rows without a key to what they lead to, by their row ids, whatever their size.
func TestFollowWithoutAKey(t *testing.T) {
	ctx := t.Context()
	d, err := Open(ctx, dbtest.Path(t, `CREATE TABLE book (id INTEGER PRIMARY KEY); INSERT INTO book VALUES (1), (2);
		CREATE TABLE mark (book_id INTEGER NOT NULL REFERENCES book); INSERT INTO mark (rowid, book_id) VALUES (9007199254740993, 2), (3, 1);
		CREATE VIEW seen AS SELECT book_id FROM mark;`), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // it was read only
	err = d.Read(ctx, func(ctx context.Context) error {
		text, err := handwritten.Ask(ctx, &handwritten.Question{Kind: request.List, Table: "Mark", Columns: []string{"bookId"}})
		if want := `[{"bookId":1,"=rowid":"3"},{"bookId":2,"=rowid":"9007199254740993"}]`; err != nil || string(text) != want {
			t.Errorf("the rows are %s, %v, want %s", text, err, want)
		}
		related, err := handwritten.Follow(ctx, &handwritten.Question{Table: "Mark", Follow: "book", Far: []string{"id"}}, handwritten.Given{
			Rows: 2, Cell: func(row int, _ string) (json.RawMessage, error) {
				return json.RawMessage([]string{`"9007199254740993"`, `"3"`}[row]), nil
			},
		})
		if got := idsOf(t, related); err != nil || got != "2 1" {
			t.Errorf("they lead to %s, %v", got, err)
		}
		_, err = handwritten.Ask(ctx, &handwritten.Question{Kind: request.List, Table: "Seen", Columns: []string{"bookId"}})
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
