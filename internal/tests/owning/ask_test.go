package owning

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// asked is a query, the number of statements that it runs, and the answer.
type asked struct {
	query      string
	statements int
	want       string
}

const data = `mutation {
	insertAuthors(input: [{id: 1, name: "Zoe"}, {id: 2, name: "Mary", email: "m"}, {id: 3, name: "Ada"}]) { affectedRows }
	insertBooks(input: [{id: 1, title: "A", authorId: 1}, {id: 2, title: "B", authorId: 1, mood: CALM}, {id: 3, title: "C", authorId: 2}]) { affectedRows }
	insertReviews(input: [{stars: 5, bookId: 1}, {stars: 3, bookId: 2}, {stars: 4, bookId: 3}, {stars: 4, bookId: 1}]) { affectedRows }
	insertShelves(input: [{room: "a", place: 1}, {room: "a", place: 2, label: "x"}, {room: "b", place: 1}]) { affectedRows }
	insertMark(input: {bookId: 1}) { affectedRows }
	insertCopies(input: [{room: "a", place: 1}, {room: "a", place: 1}, {room: "b", place: 1}]) { affectedRows }
}`

// TestAsk asks the tables from fields in Go.
func TestAsk(t *testing.T) {
	dir := copyOf(t)
	for from, to := range map[string]string{
		"schema.sql": "db/schema.sql", "custom.graphqls": "graph/custom.graphqls", "custom.resolvers.go.txt": "graph/custom.resolvers.go",
		"resolver.go.txt": "graph/resolver.go", "tiddly.yml": "tiddly.yml", "plain.go.txt": "plain/main.go",
	} {
		write(t, dir, to, read(t, ".", "testdata/ask/"+from))
	}
	goTool(t, dir, "generate", "./...")
	goTool(t, dir, "vet", "./graph/...", "./plain")
	r := reader{dir: dir}
	defer r.stop(t)
	r.run(t, "go run .")
	r.all(t, []asked{{data, -1, ""}})
	t.Run("reads", func(t *testing.T) { r.all(t, reads) })
	t.Run("rows", func(t *testing.T) { r.all(t, rows) })
	t.Run("writes", func(t *testing.T) { r.all(t, writes) })
	t.Run("one snapshot", func(t *testing.T) { oneSnapshot(t, &r) })
	t.Run("the caller", func(t *testing.T) { theCaller(t, &r) })
	r.stop(t)
	t.Run("a program of its own", func(t *testing.T) {
		out, err := tryGo(t, dir, "run", "./plain")
		if want := "undo it\nA Zoe\nB Zoe\nplain 1\nundone 0\n"; err != nil || out != want {
			t.Errorf("got %v %s, want %s", err, out, want)
		}
	})
}

var reads = []asked{
	{`{ stats { books authors titles } }`, 3, `{"data": {"stats": {"books": 3, "authors": 2, "titles": 3}}}`},
	{`{ bestBooks { title } few: bestBooks(stars: 5) { title } }`, 2, `{"data": {"bestBooks": [{"title": "C"}, {"title": "A"}], "few": [{"title": "A"}]}}`},
	{`{ byKey(id: 2) { title mood } none: byKey(id: 9) { title } }`, 2, `{"data": {"byKey": {"title": "B", "mood": "CALM"}, "none": null}}`},
	{
		`query($w: BookWhere = {sold: {gte: 0}, about: {isNull: true}, or: {title: {in: "C"}}}) { typed(where: $w, orderBy: {title: DESC}) { id }
		  all: typed(where: {sold: {lt: "9007199254740993"}, reviews: {some: {}}}) { title reviews(limit: 1) { id } } none: typed(where: {not: {}}) { id } }`, -1,
		`{"data": {"typed": [{"id": 3}], "all": [{"title": "A", "reviews": [{"id": 1}]}, {"title": "B", "reviews": [{"id": 2}]}, {"title": "C", "reviews": [{"id": 3}]}], "none": []}}`,
	},
	{
		`{ typed(where: {title: {eq: null}}) { id } }`, -1,
		`{"data": null, "errors": [{"message": "title.eq: nothing equals null", "path": ["typed"], "extensions": {"code": "REQUEST_VALUE", "hint": "use isNull: true"}}]}`,
	},
	{`{ last(before: "C") { title author { name } } none: last(before: "A") { title } }`, 3, `{"data": {"last": {"title": "B", "author": {"name": "Zoe"}}, "none": null}}`},
	// Enums have their types in models, arguments and results.
	{
		`query($of: BookMood = CALM, $but: [BookMood!] = [WILD]) { moods some: moods(but: [CALM]) of: moods(of: $of, but: $but) none: moods(of: WILD) pick { mood } byKey(id: 2) { mood } }`, 4,
		`{"data": {"moods": ["CALM", "WILD"], "some": ["WILD"], "of": ["CALM"], "none": [], "pick": {"mood": "CALM"}, "byKey": {"mood": "CALM"}}}`,
	},
	{`{ labels }`, 1, `{"data": {"labels": ["1A", "2B"]}}`},
	{`{ filtered { id } of: filtered(where: {id: {gt: 2}}) { id } }`, 2, `{"data": {"filtered": [{"id": 2}], "of": []}}`},
	// Three rows each time: at 60 the answer ends, however many questions it is made of.
	{`{ manyRows(lists: 20) }`, 20, `{"data": {"manyRows": 60}}`},
	{
		`{ manyRows(lists: 19) authors { id } b: authors { id } }`, -1,
		`{"data": null, "errors": [{"message": "the answer has more than 60 rows", "path": ["manyRows"],
		  "extensions": {"code": "LIMIT_ROWS", "hint": "request fewer rows with limit or where"}}]}`,
	},
	// Rows that the code has read and returns do not count again when their relations are read: 57, and three.
	{`{ repeated(lists: 19) { books(where: {title: {gt: "A"}}) { id } } }`, 20, ""},
	{`{ repeated(lists: 19) { id nodeId } }`, 20, ""},
	{
		`{ repeated(lists: 20) { books { id } } }`, -1,
		`{"errors": [{"message": "the answer has more than 60 rows", "path": ["repeated"],
		  "extensions": {"code": "LIMIT_ROWS", "hint": "request fewer rows with limit or where"}}]}`,
	},
	// All parents at once: a statement for the parents, one for the rows that the code asks for.
	{
		`{ authors { name best { title } sorted { title } } }`, 3,
		`{"data": {"authors": [{"name": "Zoe", "best": {"title": "B"}, "sorted": [{"title": "A"}, {"title": "B"}]},
		  {"name": "Mary", "best": {"title": "C"}, "sorted": [{"title": "C"}]}, {"name": "Ada", "best": null, "sorted": []}]}}`,
	},
	// Counts of what is related: one statement for all parents, and one more where their keys are of two columns.
	{`{ authors { count a: count(after: "A") } }`, 3, `{"data": {"authors": [{"count": 2, "a": 1}, {"count": 1, "a": 1}, {"count": 0, "a": 0}]}}`},
	{`{ books { marked } }`, 2, `{"data": {"books": [{"marked": 1}, {"marked": 0}, {"marked": 0}]}}`},
	{`{ shelves { count } }`, 3, `{"data": {"shelves": [{"count": 2}, {"count": 0}, {"count": 1}]}}`},
	{`{ repeated(lists: 20) { count } }`, 21, ""},
	{`{ authors { titles } }`, 2, `{"data": {"authors": [{"titles": ["A", "B"]}, {"titles": ["C"]}, {"titles": []}]}}`},
	{`{ books { writer { name } } }`, 2, `{"data": {"books": [{"writer": {"name": "Zoe"}}, {"writer": {"name": "Zoe"}}, {"writer": {"name": "Mary"}}]}}`},
}

var rows = []asked{
	// Rows that were read, and returned: their relations and global ids by one statement for each level.
	{
		`{ bestBooks { id title nodeId author { name books(limit: 1) { title nodeId } } reviews(orderBy: [{stars: DESC}]) { stars } } }`, 4,
		`{"data": {"bestBooks": [
		  {"id": 3, "title": "C", "nodeId": "WyJCb29rIiwzXQ", "author": {"name": "Mary", "books": [{"title": "C", "nodeId": "WyJCb29rIiwzXQ"}]}, "reviews": [{"stars": 4}]},
		  {"id": 1, "title": "A", "nodeId": "WyJCb29rIiwxXQ", "author": {"name": "Zoe", "books": [{"title": "A", "nodeId": "WyJCb29rIiwxXQ"}]}, "reviews": [{"stars": 5}, {"stars": 4}]}]}}`,
	},
	// Rows made in Go: their columns are what the code says, the rest is found by their keys.
	{`{ made { id title } }`, 0, `{"data": {"made": [{"id": 2, "title": "made"}, {"id": 1, "title": ""}, {"id": 2, "title": "again"}]}}`},
	{
		`{ made { title nodeId author { name } reviews { stars } } }`, 2,
		`{"data": {"made": [{"title": "made", "nodeId": "WyJCb29rIiwyXQ", "author": {"name": "Zoe"}, "reviews": [{"stars": 3}]},
		  {"title": "", "nodeId": "WyJCb29rIiwxXQ", "author": {"name": "Zoe"}, "reviews": [{"stars": 5}, {"stars": 4}]},
		  {"title": "again", "nodeId": "WyJCb29rIiwyXQ", "author": {"name": "Zoe"}, "reviews": [{"stars": 3}]}]}}`,
	},
	{`{ lost { id nodeId } }`, 1, `{"data": {"lost": [{"id": 9, "nodeId": "WyJCb29rIiw5XQ"}, {"id": 1, "nodeId": "WyJCb29rIiwxXQ"}]}}`},
	{
		`{ lost { id author { name } } }`, 1,
		`{"data": {"lost": [{"id": 9, "author": null}, {"id": 1, "author": {"name": "Zoe"}}]},
		  "errors": [{"message": "author was not read: no row of Book has the key of the row created in Go", "path": ["lost", 0, "author"],
		  "extensions": {"code": "INTERNAL", "hint": "return rows that are in the table"}}]}`,
	},
	// Rows that all requests share stay as they are.
	{`{ cached { title author { name } } two: cached { title a: author { id } } }`, 3, `{"data": {"cached": [{"title": "A", "author": {"name": "Zoe"}}], "two": [{"title": "A", "a": {"id": 1}}]}}`},
	{`{ cached { title b: author { email } } }`, 1, `{"data": {"cached": [{"title": "A", "b": {"email": null}}]}}`},
	// Rows in types written in Go, in unions and interfaces.
	{
		`{ pick { reason book { title author { name } } more { author { email } reviews { stars } } } }`, 4,
		`{"data": {"pick": {"reason": "first", "book": {"title": "A", "author": {"name": "Zoe"}},
		  "more": [{"author": {"email": null}, "reviews": [{"stars": 3}]}, {"author": {"email": "m"}, "reviews": [{"stars": 4}]}]}}}`,
	},
	{
		`{ found { __typename ... on Author { name books { title } } ... on Book { title author { name } } ... on Node { nodeId } } }`, 3,
		`{"data": {"found": [{"__typename": "Book", "title": "t", "author": {"name": "Zoe"}, "nodeId": "WyJCb29rIiwxXQ"},
		  {"__typename": "Author", "name": "n", "books": [{"title": "C"}], "nodeId": "WyJBdXRob3IiLDJd"},
		  {"__typename": "Book", "title": "", "author": {"name": "Mary"}, "nodeId": "WyJCb29rIiwzXQ"}]}}`,
	},
	// Fields in Go below a union, for all of its rows of a type at once.
	{
		`{ found { ... on Author { id best { title author { name } } } ... on Book { id writer { name books { title } } } } }`, 4,
		`{"data": {"found": [{"id": 1, "writer": {"name": "Zoe", "books": [{"title": "A"}, {"title": "B"}]}},
		  {"id": 2, "best": {"title": "C", "author": {"name": "Mary"}}}, {"id": 3, "writer": {"name": "Mary", "books": [{"title": "C"}]}}]}}`,
	},
	// Rows of a table without a key are found again by their row id, in the request that has read them.
	{`{ marked { bookId } }`, 1, `{"data": {"marked": [{"bookId": 1}]}}`},
	{
		`{ marked { bookId book { title marks { bookId } } title } marksOf { title book { title } } marks { title } titlesOfMarks }`, -1,
		`{"data": {"marked": [{"bookId": 1, "book": {"title": "A", "marks": [{"bookId": 1}]}, "title": "A"}], "marksOf": [{"title": "A", "book": {"title": "A"}}],
		  "marks": [{"title": "A"}], "titlesOfMarks": ["A"]}}`,
	},
	{`{ cachedMarks { bookId book { title } } }`, -1, `{"data": {"cachedMarks": [{"bookId": 1, "book": {"title": "A"}}]}}`},
	{
		`{ cachedMarks { bookId book { title } } }`, -1,
		`{"data": {"cachedMarks": [{"bookId": 1, "book": null}]}, "errors": [{"message": "book was not read: the row was created in Go or read for another request, and its table has no key",
		  "path": ["cachedMarks", 0, "book"], "extensions": {"code": "INTERNAL", "hint": "read the row in the request that returns it; read a row of a view with many or one, which read the selection below it"}}]}`,
	},
	// Keys of two columns.
	{
		`{ placed { room place label nodeId copies { id } } }`, 3,
		`{"data": {"placed": [{"room": "a", "place": 2, "label": "x", "nodeId": "WyJTaGVsZiIsImEiLDJd", "copies": []},
		  {"room": "a", "place": 1, "label": null, "nodeId": "WyJTaGVsZiIsImEiLDFd", "copies": [{"id": 1}, {"id": 2}]},
		  {"room": "b", "place": 1, "label": null, "nodeId": "WyJTaGVsZiIsImIiLDFd", "copies": [{"id": 3}]}]}}`,
	},
	// Below a list, the rows of all parents at once; the fields in Go below those too.
	{
		`{ authors { sorted { title author { name } initial } best { reviews { stars } } } }`, 5,
		`{"data": {"authors": [{"sorted": [{"title": "A", "author": {"name": "Zoe"}, "initial": "A"}, {"title": "B", "author": {"name": "Zoe"}, "initial": "B"}], "best": {"reviews": [{"stars": 3}]}},
		  {"sorted": [{"title": "C", "author": {"name": "Mary"}, "initial": "C"}], "best": {"reviews": [{"stars": 4}]}}, {"sorted": [], "best": null}]}}`,
	},
	// @skip and @include decide what is read.
	{`query($y: Boolean = false) { bestBooks(stars: 5) { title author @include(if: $y) { name } } }`, 1, `{"data": {"bestBooks": [{"title": "A"}]}}`},
	{`query($y: Boolean = true) { bestBooks(stars: 5) { title author @include(if: $y) { name } } }`, 2, `{"data": {"bestBooks": [{"title": "A", "author": {"name": "Zoe"}}]}}`},
}

var writes = []asked{
	{
		`mutation { publish(author: "Nora", titles: ["x", "y"]) { name nodeId books { title author { name } } best { title } } }`, -1,
		`{"data": {"publish": {"name": "Nora", "nodeId": "WyJBdXRob3IiLDRd", "books": [{"title": "x", "author": {"name": "Nora"}}, {"title": "y", "author": {"name": "Nora"}}], "best": {"title": "y"}}}}`,
	},
	{`mutation { publish(author: "Nobody", titles: ["z"], fail: true) { name } }`, -1, `{"data": {"publish": null}, "errors": [{"message": "internal error", "path": ["publish"], "extensions": {"code": "INTERNAL"}}]}`},
	{`mutation { fails(how: "panic") }`, -1, `{"data": {"fails": null}, "errors": [{"message": "internal error", "path": ["fails"], "extensions": {"code": "INTERNAL"}}]}`},
	{
		`mutation { fails(how: "hidden") }`, -1,
		`{"data": {"fails": null}, "errors": [{"message": "input[0]: another row already has the same key", "path": ["fails"],
		  "extensions": {"code": "CONSTRAINT_UNIQUE", "columns": ["name"], "hint": "use values that no other row has, or change the row that has them", "table": "Author"}}]}`,
	},
	// Nothing is left of these, and each field is a transaction of its own.
	{`{ authors { name } books(where: {title: {eq: "z"}}) { id } }`, 2, `{"data": {"authors": [{"name": "Zoe"}, {"name": "Mary"}, {"name": "Ada"}, {"name": "Nora"}], "books": []}}`},
	{
		`mutation { a: rename(from: "Nora", to: "Nina") b: publish(author: "Zoe", titles: []) { id } nothing }`, -1,
		`{"data": {"a": 1, "b": null, "nothing": "done"}, "errors": [{"message": "input[0]: another row already has the same key", "path": ["b"],
		  "extensions": {"code": "CONSTRAINT_UNIQUE", "columns": ["name"], "hint": "use values that no other row has, or change the row that has them", "table": "Author"}}]}`,
	},
	{`{ authors { name } }`, 1, `{"data": {"authors": [{"name": "Zoe"}, {"name": "Mary"}, {"name": "Ada"}, {"name": "Nina"}]}}`},
	{`mutation { nothing }`, 0, `{"data": {"nothing": "done"}}`},
	// What is below a payload is read after the commit.
	{
		`mutation { add(name: "Olga") { node { name books { title } } affectedRows query { stats { authors } authors(where: {name: {eq: "Olga"}}) { name } } } }`, -1,
		`{"data": {"add": {"node": {"name": "Olga", "books": []}, "affectedRows": 1, "query": {"stats": {"authors": 4}, "authors": [{"name": "Olga"}]}}}}`,
	},
	{`mutation { add(name: "Olga") { node { name } } }`, -1, `{"data": null, "errors": [{"message": "input: another row already has the same key", "path": ["add"],
	  "extensions": {"code": "CONSTRAINT_UNIQUE", "columns": ["name"], "hint": "use values that no other row has, or change the row that has them", "table": "Author"}}]}`},
	{`mutation { deleteAuthors(where: {name: {eq: "Olga"}}) { affectedRows } }`, -1, `{"data": {"deleteAuthors": {"affectedRows": 1}}}`},
	// The time of a request ends its transaction, whatever the code does.
	{
		`mutation { fails(how: "late") }`, -1,
		`{"data": {"fails": null}, "errors": [{"message": "the request exceeded its time limit", "path": ["fails"],
		  "extensions": {"code": "LIMIT_TIME", "hint": "request fewer rows, or filter by a column that has an index"}}]}`,
	},
	{
		`{ forms }`, -1,
		`{"data": {"forms": "2 WILD {\"pages\":7} 12.50 9007199254740993 true 0.00\n9007199254740994\n2 2 other 1.25\nother true 1 0 REQUEST_VALUE: where: it matches every row of Book\n"}}`,
	},
	{`{ authors { name } }`, 1, `{"data": {"authors": [{"name": "Zoe"}, {"name": "Mary"}, {"name": "Ada"}, {"name": "Nina"}]}}`},
}

// all asks the queries in order.
func (r *reader) all(t *testing.T, all []asked) {
	t.Helper()
	for _, a := range all {
		statements, got := r.traced(t, http.DefaultClient, a.query)
		if a.want != "" && !reflect.DeepEqual(got, decoded(t, []byte(a.want))) {
			text, _ := json.Marshal(got)
			t.Errorf("%s\ngives %s\nwant  %s", a.query, text, a.want)
		}
		if a.statements >= 0 && statements != a.statements {
			t.Errorf("%s runs %d statements, want %d", a.query, statements, a.statements)
		}
	}
}

// traced asks for an answer, and returns it without its trace, and the number of its statements.
func (r *reader) traced(t *testing.T, client *http.Client, query string) (int, any) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.address, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Tiddly-Trace", "1")
	got, err := client.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close() //nolint:errcheck // it was read
	text, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	answer, _ := decoded(t, text).(map[string]any)
	extensions, _ := answer["extensions"].(map[string]any)
	trace, _ := extensions["trace"].(map[string]any)
	statements, _ := trace["statements"].([]any)
	delete(extensions, "trace")
	if len(extensions) == 0 {
		delete(answer, "extensions")
	}
	return len(statements), answer
}

// oneSnapshot writes between two questions of a field, which reads what was there before.
func oneSnapshot(t *testing.T, r *reader) {
	t.Helper()
	done := make(chan any, 1)
	go func() {
		_, got := r.traced(t, http.DefaultClient, `{ before: authors { id } twice }`)
		done <- got
	}()
	for {
		if err := os.Remove(filepath.Join(r.dir, "counted")); err == nil {
			break
		}
		select {
		case got := <-done:
			t.Fatalf("it did not wait: %v", got)
		default:
		}
	}
	r.all(t, []asked{{`mutation { insertAuthor(input: {name: "between"}) { affectedRows } }`, -1, `{"data": {"insertAuthor": {"affectedRows": 1}}}`}})
	write(t, r.dir, "written", "")
	want := decoded(t, []byte(`{"data": {"before": [{"id": 1}, {"id": 2}, {"id": 3}, {"id": 4}], "twice": [4, 4]}}`))
	if got := <-done; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	write(t, r.dir, "written", "")
	r.all(t, []asked{{`{ twice }`, 2, `{"data": {"twice": [5, 5]}}`}})
}

// theCaller asks for the account of whoever asks, after code has added it.
func theCaller(t *testing.T, r *reader) {
	t.Helper()
	r.all(t, []asked{
		{`mutation { join(name: "ada", secret: "violet umbrella at noon") { name nodeId } }`, -1, `{"data": {"join": {"name": "ada", "nodeId": "WyJNZW1iZXIiLDFd"}}}`},
		{`{ mine { name } }`, -1, `{"data": {"mine": null}}`},
	})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	login := strings.TrimSuffix(r.address, "/graphql") + "/login"
	q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, login, strings.NewReader(`{"name": "ada", "password": "violet umbrella at noon"}`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := client.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	if err := got.Body.Close(); err != nil || got.StatusCode != http.StatusOK {
		t.Fatalf("the login is answered by %d, %v", got.StatusCode, err)
	}
	if _, answer := r.traced(t, client, `{ mine { name } }`); !reflect.DeepEqual(answer, decoded(t, []byte(`{"data": {"mine": {"name": "ada"}}}`))) {
		t.Errorf("the caller gets %v", answer)
	}
}
