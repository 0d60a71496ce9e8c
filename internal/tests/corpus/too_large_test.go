package corpus_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sort"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/catalog"
	"tiddly/internal/engine"
)

// nestable has relations of every kind, by keys of one column and of two with different collations.
const nestable = `
	CREATE TABLE item (id INTEGER PRIMARY KEY, parent_id INT REFERENCES item(id), s TEXT);
	CREATE TABLE tag (id INTEGER PRIMARY KEY, n INT NOT NULL);
	CREATE TABLE item_tag (item_id INT NOT NULL REFERENCES item(id), tag_id INT NOT NULL REFERENCES tag(id), PRIMARY KEY (item_id, tag_id));
	CREATE TABLE pair (a TEXT COLLATE NOCASE, b TEXT COLLATE NOCASE, up_a TEXT, up_b TEXT, PRIMARY KEY (a, b), FOREIGN KEY (up_a, up_b) REFERENCES pair(a, b));
	INSERT INTO item VALUES (1, NULL, 'a'), (2, 1, 'b');
`

// TestNestedFilters nests filters of every kind until they are refused: by the server's limit, never by the
// database.
func TestNestedFilters(t *testing.T) {
	h := handler(serve(t, dbtest.Path(t, nestable)))
	const innermost = `{"id": {"eq": 1}}`
	for _, c := range []struct {
		table, around, innermost string
		// least is the minimum number of levels that are answered.
		least int
	}{
		{"item", `{"parent": %s}`, innermost, 20},
		{"item", `{"items": {"some": %s}}`, innermost, 20},
		{"item", `{"items": {"none": %s}}`, innermost, 18},
		{"item", `{"items": {"every": %s}}`, innermost, 16},
		{"item", `{"not": {"parent": %s}}`, innermost, 18},
		{"item", `{"id": {"gt": 1}, "s": {"contains": "a"}, "items": {"none": %s}}`, innermost, 15},
		{"item", `{"or": [{"id": {"gt": 1}}, {"and": [{"id": {"lt": 9}}, {"items": {"some": %s}}]}]}`, innermost, 12},
		{"item", `{"tags": {"some": {"items": {"none": %s}}}}`, innermost, 8},
		{"item", `{"not": {"or": [{"id": {"gt": 1}}, %s]}}`, innermost, 150},
		{"item", `{"or": [{"id": {"gt": 1}}, {"and": [{"id": {"lt": 9}}, %s]}]}`, innermost, 150},
		{"item", `{"and": [{"id": {"gt": 1}}, %s]}`, innermost, 499},
		{"pair", `{"pair": %s}`, `{"a": {"eq": "x"}}`, 10},
		{"pair", `{"pairs": {"every": %s}}`, `{"a": {"eq": "x"}}`, 10},
		{"pair", `{"pairs": {"every": {"not": {"and": [{"b": {"iContains": "x"}}, {"a": {"in": ["x", "y"]}}, %s]}}}}`, `{"a": {"eq": "x"}}`, 6},
	} {
		before, after, _ := strings.Cut(c.around, "%s")
		answered := func(level int) bool {
			status, body := askWhere(t, h, c.table, strings.Repeat(before, level)+c.innermost+strings.Repeat(after, level))
			switch {
			case status == http.StatusOK && strings.HasPrefix(body, `{"data":`):
				return true
			case !strings.Contains(body, `"LIMIT_DEPTH"`) && !strings.Contains(body, `"LIMIT_LIST"`) && !strings.Contains(body, "the body is nested more than"):
				t.Fatalf("%s %d times gave %d %.300s", c.around, level, status, body)
			}
			return false
		}
		if !answered(c.least) {
			t.Errorf("%s %d times is refused", c.around, c.least)
		}
		// If the server's limit were too high, the database's own would be hit here.
		most := sort.Search(600, func(level int) bool { return !answered(level + 1) })
		for level := max(most-3, 1); level < most+4; level++ {
			answered(level)
		}
		if most == 600 {
			t.Errorf("%s is never refused", c.around)
		}
		if status, body := askWhere(t, h, "item", innermost); status != http.StatusOK || body != `{"data":{"items":[{"__typename":"Item"}]}}` {
			t.Fatalf("afterwards %d %s", status, body)
		}
	}
}

// TestRandomNestedFilters nests filters at random, usually about as deep as allowed.
func TestRandomNestedFilters(t *testing.T) {
	h := handler(serve(t, dbtest.Path(t, nestable)))
	r := rand.New(rand.NewPCG(uint64(*seed), 20))
	// What can surround a filter of items; %s is the filter.
	wraps := []string{
		`{"parent": %s}`, `{"items": {"some": %s}}`, `{"items": {"none": %s}}`, `{"items": {"every": %s}}`, `{"tags": {"some": {"items": {"every": %s}}}}`,
		`{"not": %s}`, `{"or": [{"id": {"gt": 1}}, %s]}`, `{"and": [%s, {"s": {"iContains": "x"}}, {"id": {"in": [1, 2, 3]}}]}`,
		`{"items": {"some": %s, "none": {"s": {"like": "_"}}}}`, `{"or": [{"parent": {"s": {"eq": "a"}}}, {"not": %s}, {"items": {"every": {"id": {"lt": 9}}}}]}`,
	}
	answered, refused := 0, 0
	for range 150 {
		own := wraps[r.IntN(len(wraps)):]
		where := `{"s": {"endsWith": "b"}}`
		for range 5 + r.IntN(25) {
			wrap := own[r.IntN(len(own))]
			where = strings.Replace(wrap, "%s", where, 1)
			if r.IntN(10) == 0 {
				where = `{"or": [` + strings.Repeat(`{"id": {"ne": 5}},`, r.IntN(40)) + where + `]}`
			}
		}
		status, body := askWhere(t, h, "item", where)
		switch {
		case status == http.StatusOK && strings.HasPrefix(body, `{"data":`):
			answered++
		case strings.Contains(body, `"LIMIT_DEPTH"`) || strings.Contains(body, `"LIMIT_LIST"`):
			refused++
		default:
			t.Fatalf("seed %d: %d %.300s for %s", *seed, status, body, where)
		}
	}
	if answered == 0 || refused == 0 {
		t.Errorf("seed %d: %d were answered and %d refused: none of one", *seed, answered, refused)
	}
}

// askWhere queries rows of a table by a filter, given as a variable.
func askWhere(t *testing.T, h http.Handler, table, where string) (int, string) {
	t.Helper()
	list, kind := table+"s", strings.ToUpper(table[:1])+table[1:]
	query := fmt.Sprintf("query($w: %sWhere) { %s(where: $w) { __typename } }", kind, list)
	status, body := post(t, h, testCase{query: query, rawVariables: []byte(`{"w": ` + where + `}`)})
	return status, string(body)
}

// TestManyConditions uses the maximum number of conditions, in chains of each kind.
func TestManyConditions(t *testing.T) {
	h := handler(serve(t, dbtest.Path(t, nestable)))
	for _, one := range []string{
		`{"id": {"eq": 1}}`, `{"s": {"contains": "a"}}`, `{"parent": {"id": {"eq": 1}}}`, `{"items": {"every": {"id": {"eq": 1}}}}`,
		`{"tags": {"none": {"n": {"eq": 1}}}}`, `{"not": {"items": {"some": {"s": {"ilike": "%a"}}}}}`,
	} {
		for _, kind := range []string{"and", "or"} {
			for _, around := range []string{`%s`, `{"not": %s}`, `{"items": {"every": %s}}`} {
				chain := fmt.Sprintf(around, `{"`+kind+`": [`+strings.TrimSuffix(strings.Repeat(one+",", 500), ",")+`]}`)
				if status, body := askWhere(t, h, "item", chain); status != http.StatusOK || !strings.HasPrefix(body, `{"data":`) {
					t.Errorf("%s of %s in %s: %d %.300s", kind, one, around, status, body)
				}
			}
		}
	}
}

// TestManyJoins uses more relations to one row than a statement can join.
func TestManyJoins(t *testing.T) {
	const width = 9
	columns, fields, deep := "", "", ""
	for i := range width {
		columns += fmt.Sprintf(", r%d_id INT REFERENCES item(id)", i)
	}
	h := handler(serve(t, dbtest.Path(t, "CREATE TABLE item (id INTEGER PRIMARY KEY"+columns+"); INSERT INTO item(id) VALUES (1)")))
	for i := range width {
		fields += fmt.Sprintf(" r%d { id }", i)
	}
	for i := range width {
		deep += fmt.Sprintf(" r%d { id %s }", i, fields)
	}
	for _, c := range []struct{ query, code string }{
		{"{ items { id" + deep + " } }", "LIMIT_FIELDS"},
		{"{ items { id r0 { id" + fields + " } r1 { id" + fields + " } r2 {" + fields + " } r3 {" + fields + " } r4 {" + fields + " } } }", ""},
		{"{ items(where: {r0: {r1: {id: {eq: 1}}}}) { id r0 { id" + fields + " } r1 { id" + fields + " } r2 {" + fields + " } r3 {" + fields + " } r4 {" + fields + " } } }", ""},
	} {
		status, body := post(t, h, testCase{query: c.query})
		if c.code == "" && status != http.StatusOK || !strings.Contains(string(body), c.code) || strings.Contains(string(body), "SCHEMA_CHANGED") {
			t.Errorf("%s: %d %.300s", c.query, status, body)
		}
	}
	// The same by the order only.
	order := make([]map[string]any, 0, 100)
	for i := range 100 {
		order = append(order, map[string]any{fmt.Sprintf("r%d", i%width): map[string]any{fmt.Sprintf("r%d", i/width%width): map[string]any{"id": "ASC"}}})
	}
	variables, err := json.Marshal(map[string]any{"o": order})
	if err != nil {
		t.Fatal(err)
	}
	status, body := post(t, h, testCase{query: "query($o: [ItemOrderBy!]) { items(orderBy: $o) { id } }", rawVariables: variables})
	if !strings.Contains(string(body), "LIMIT_FIELDS") {
		t.Errorf("an order by 90 relations: %d %.300s", status, body)
	}
}

// TestLongLists uses the longest list of values, for columns of every storage class, and the longest order.
func TestLongLists(t *testing.T) {
	db := dbtest.Open(t, dbtest.Path(t, `CREATE TABLE item (id INTEGER PRIMARY KEY, big BIGINT, t TEXT, n TEXT COLLATE NOCASE, u, dt DATETIME, d DATE,
		tm TIME, dec DECIMAL(10,2), exact TEXT, g UUID, f REAL, b BLOB, yes BOOLEAN, e TEXT CHECK (e IN ('a', 'b')), at INTEGER, gb BLOB);
		INSERT INTO item(id) VALUES (1)`))
	s, _, err := engine.Load(t.Context(), db, engine.Options{Limits: engine.DefaultLimits(), Overrides: catalog.Overrides{Tables: map[string]catalog.TableOverride{
		"item": {Columns: map[string]catalog.ColumnOverride{"exact": {Kind: "Decimal"}, "at": {Epoch: "ms"}, "gb": {Kind: "UUID"}}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	h := handler(s)
	for column, value := range map[string]string{
		"id": "%d", "big": `"%d"`, "t": `"x%d"`, "n": `"x%d"`, "u": `"x%d"`, "dt": `"2024-01-01T00:00:%02[2]dZ"`, "d": `"2024-01-%02[3]d"`, "tm": `"00:00:%02[2]d"`,
		"dec": `"%d.5"`, "exact": `"%d.50"`, "at": `"2024-01-01T00:00:%02[2]dZ"`, "gb": `"0188f3c1-2a3b-7c4d-8e5f-%012d"`, "g": `"0188f3c1-2a3b-7c4d-8e5f-%012d"`, "f": "%d.5", "b": `"AAAA"`, "yes": "true", "e": `"A"`,
	} {
		for _, op := range []string{"in", "notIn"} {
			for _, count := range []int{3, 999, 1001, 10_000} {
				items := make([]string, count)
				for i := range items {
					items[i] = strings.Split(fmt.Sprintf(value+"\x00", i, i%60, 1+i%28), "\x00")[0]
				}
				where := fmt.Sprintf(`{%q: {%q: [%s]}}`, column, op, strings.Join(items, ","))
				status, body := askWhere(t, h, "item", where)
				if (status != http.StatusOK || !strings.HasPrefix(body, `{"data":`)) && !strings.Contains(body, `"LIMIT_`) && !strings.Contains(body, "is not an operator") &&
					!strings.Contains(body, "is not defined") {
					t.Errorf("%s %s of %d: %d %.300s", column, op, count, status, body)
				}
			}
		}
	}
	order := `{"o": [` + strings.TrimSuffix(strings.Repeat(`{"t": "ASC"},{"u": "DESC"},`, 2500), ",") + `]}`
	status, body := post(t, h, testCase{query: "query($o: [ItemOrderBy!]) { items(orderBy: $o) { id } }", rawVariables: []byte(order)})
	if strings.Contains(string(body), "SCHEMA_CHANGED") {
		t.Errorf("a long order: %d %.300s", status, body)
	}
}
