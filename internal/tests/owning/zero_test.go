package owning

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestNoSilentZero makes projects of random tables, whose code reports every column of a row that is zero, and asks for
// random documents: below unions and interfaces, payloads and their queries, relations in both directions, edited
// resolvers, and rows that many, List and Related have returned. No cell is zero, so no column may be.
func TestNoSilentZero(t *testing.T) {
	seeds := 1
	if os.Getenv("TIDDLY_LONG") != "" {
		seeds = 5
	}
	for seed := range seeds {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			w := newWorld(uint64(seed))
			dir := copyOf(t)
			write(t, dir, "db/schema.sql", w.script())
			write(t, dir, "graph/custom.graphqls", w.extensions())
			write(t, dir, "graph/custom.resolvers.go", w.resolvers())
			goTool(t, dir, "generate", "./...")
			for _, one := range w.tables {
				if w.IntN(2) == 0 {
					one.edited = true
					replaceMethod(t, dir, "graph/schema.resolvers.go", one.editedList())
				}
			}
			r := reader{dir: dir}
			defer r.stop(t)
			r.run(t, "go run .")
			for range 200 {
				w.document(t, &r)
			}
		})
	}
}

// document asks for a random document, and requires an answer without errors, in which no row was found wanting.
func (w *world) document(t *testing.T, r *reader) {
	t.Helper()
	query := ""
	for most := 100; query == "" || strings.Count(query, " k") > most; { // more aliases are refused
		if query = w.query(0); w.IntN(3) == 0 {
			query = w.mutation()
		}
	}
	status, body := r.send(t, query)
	if text := string(body); status != http.StatusOK || strings.Contains(text, `"errors"`) || strings.Contains(text, "zero") {
		t.Errorf("%s\ngives %d %s", query, status, text)
	}
}

// world is a random schema: one is a table of it.
type world struct {
	*rand.Rand
	tables []*one
	n      int
}

type one struct {
	name    string // of its type; the others are derived from it
	columns []string
	key     bool
	up      []*one
	down    []*one
	edited  bool
}

func (o *one) sql() string    { return strings.ToLower(o.name) }
func (o *one) list() string   { return o.sql() + "s" }
func (o *one) single() string { return o.sql() }

// kinds are declarations of columns, each with a cell that is not zero.
var kinds = [][2]string{
	{"TEXT NOT NULL", "'x'"},
	{"TEXT", "'y'"},
	{"INTEGER NOT NULL", "7"},
	{"INTEGER", "8"},
	{"BIGINT", "9007199254740993"},
	{"REAL", "1.5"},
	{"DECIMAL(10, 2)", "2.50"},
	{"BOOLEAN", "1"},
	{"DATETIME", "'2024-01-02 03:04:05'"},
	{"DATE", "'2024-01-02'"},
	{"JSON", `'{"a":1}'`},
	{"BLOB", "x'01'"},
}

func newWorld(seed uint64) *world {
	w := &world{Rand: rand.New(rand.NewPCG(seed, 77))}
	for i, name := range []string{"Crate", "Label", "Plant", "Route", "Stamp"} {
		o := &one{name: name, key: i != 4}
		for range 3 + w.IntN(5) {
			o.columns = append(o.columns, kinds[w.IntN(len(kinds))][0])
		}
		for _, other := range w.tables {
			if len(o.up) == 0 || w.IntN(2) == 0 {
				o.up = append(o.up, other)
				other.down = append(other.down, o)
			}
		}
		w.tables = append(w.tables, o)
	}
	return w
}

// script returns the tables, each with three rows.
func (w *world) script() string {
	var b strings.Builder
	for _, o := range w.tables {
		lines, cells := []string{"note TEXT NOT NULL"}, []string{"'n'"}
		if o.key {
			lines = append(lines, "id INTEGER NOT NULL PRIMARY KEY")
			cells = append(cells, "ROW")
		}
		for i, kind := range o.columns {
			lines = append(lines, fmt.Sprintf("c%d %s", i, kind))
			cells = append(cells, kinds[slices.IndexFunc(kinds, func(k [2]string) bool { return k[0] == kind })][1])
		}
		lines = append(lines, "mood TEXT CHECK (mood IN ('calm', 'wild'))")
		cells = append(cells, "'wild'")
		for _, up := range o.up {
			lines = append(lines, fmt.Sprintf("%s_id INTEGER REFERENCES %s (id)", up.sql(), up.sql()))
			cells = append(cells, "ROW")
		}
		fmt.Fprintf(&b, "CREATE TABLE %s (\n  %s\n);\n", o.sql(), strings.Join(lines, ",\n  "))
		for row := 1; row <= 3; row++ {
			fmt.Fprintf(&b, "INSERT INTO %s VALUES (%s);\n", o.sql(), strings.ReplaceAll(strings.Join(cells, ", "), "ROW", strconv.Itoa(row)))
		}
	}
	return b.String()
}

// extensions returns fields in Go on every table, and in Query and Mutation.
func (w *world) extensions() string {
	var b strings.Builder
	var names []string
	for _, o := range w.tables {
		names = append(names, o.name)
		fmt.Fprintf(&b, "extend type %s implements Checked {\n  check: String!\n}\n", o.name)
		fmt.Fprintf(&b, "extend type Query {\n  asked%s: [%s!]!\n  anyOf%s: [Any!]!\n", o.name, o.name, o.name)
		for _, other := range o.down {
			fmt.Fprintf(&b, "  down%s%s: [%s!]!\n  up%s%s: [%s!]!\n", o.name, other.name, other.name, other.name, o.name, o.name)
		}
		b.WriteString("}\n")
		if o.key {
			fmt.Fprintf(&b, "extend type Mutation {\n  touch%s: %sPayload!\n}\n", o.name, o.name)
		}
	}
	return b.String() + "interface Checked {\n  check: String!\n}\nunion Any = " + strings.Join(names, " | ") + "\n"
}

const zeroHelpers = `package graph

import (
	"context"
	"errors"
	"reflect"

	"tiddly/graph/ask"
	"tiddly/graph/model"
	"tiddly/graph/tables"
)

// zeros returns ok, or the column of a row that is zero.
func zeros(row any) string {
	v := reflect.ValueOf(row).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		if v.Type().Field(i).IsExported() && (f.IsZero() || f.Kind() == reflect.Pointer && f.Elem().IsZero()) {
			return "zero: " + v.Type().Field(i).Name
		}
	}
	return "ok"
}

func checked[R any](rows []*R) ([]string, error) {
	var all []string
	for _, row := range rows {
		all = append(all, zeros(row))
	}
	return all, nil
}

func whole[R any](rows []*R, err error) ([]*R, error) {
	for _, row := range rows {
		if text := zeros(row); text != "ok" {
			return nil, errors.New(text)
		}
	}
	return rows, err
}

func flat[R any](lists [][]*R, err error) ([]*R, error) {
	var all []*R
	for _, rows := range lists {
		all = append(all, rows...)
	}
	return whole(all, err)
}
`

func (w *world) resolvers() string {
	var b strings.Builder
	b.WriteString(zeroHelpers)
	for _, o := range w.tables {
		fmt.Fprintf(&b, `
func (r *%[2]sResolver) Check(ctx context.Context, objs []*model.%[1]s) ([]string, error) { return checked(objs) }

func (r *queryResolver) Asked%[1]s(ctx context.Context) ([]*model.%[1]s, error) {
	return whole(tables.%[1]s.List(ctx, tables.%[1]sWhere{}, ask.Page{}))
}

func (r *queryResolver) AnyOf%[1]s(ctx context.Context) ([]model.Any, error) {
	rows, err := whole(many[model.%[1]s](ctx, "%[2]ss", Arguments{}))
	var all []model.Any
	for _, row := range rows {
		all = append(all, row)
	}
	return all, err
}
`, o.name, o.sql())
		for _, other := range o.down {
			fmt.Fprintf(&b, `
func (r *queryResolver) Down%[1]s%[2]s(ctx context.Context) ([]*model.%[2]s, error) {
	rows, err := r.Asked%[1]s(ctx)
	if err != nil {
		return nil, err
	}
	return flat(tables.%[1]s.Related.%[2]ss.Of(ctx, rows, tables.%[2]sWhere{}, ask.Page{}))
}

func (r *queryResolver) Up%[2]s%[1]s(ctx context.Context) ([]*model.%[1]s, error) {
	rows, err := r.Asked%[2]s(ctx)
	if err != nil {
		return nil, err
	}
	return whole(tables.%[2]s.Related.%[1]s.Of(ctx, rows))
}
`, o.name, other.name)
		}
		if o.key {
			fmt.Fprintf(&b, `
func (r *mutationResolver) Touch%[1]s(ctx context.Context) (*model.%[1]sPayload, error) {
	return one[model.%[1]sPayload](ctx, "update%[1]s", Arguments{"by": map[string]any{"id": 1}, "set": map[string]any{"note": "m"}})
}
`, o.name)
		}
	}
	return b.String()
}

// editedList is the resolver of a list, which looks at its rows.
func (o *one) editedList() string {
	return fmt.Sprintf(`func (r *queryResolver) %[1]ss(ctx context.Context, where map[string]any, orderBy []map[string]any, limit *int32, offset *int32, distinctOn []string) ([]*model.%[1]s, error) {
	return whole(many[model.%[1]s](ctx, "%[2]ss", Arguments{"where": where, "orderBy": orderBy, "limit": limit, "offset": offset, "distinctOn": distinctOn}))
}
`, o.name, o.sql())
}

// key returns a new response key.
func (w *world) key() string { w.n++; return "k" + strconv.Itoa(w.n) }

// query returns a selection of Query.
func (w *world) query(depth int) string {
	var b strings.Builder
	b.WriteString("{")
	for range 1 + w.IntN(2) {
		o := w.tables[w.IntN(len(w.tables))]
		field := o.list()
		switch w.IntN(7) {
		case 0:
			field = "asked" + o.name
		case 1:
			fmt.Fprintf(&b, " %s: anyOf%s { __typename%s }", w.key(), o.name, w.union(depth))
			continue
		case 2:
			if o.key {
				field = o.single() + "(by: {id: 2})"
			}
		case 3:
			if len(o.down) > 0 {
				down := o.down[w.IntN(len(o.down))]
				field, o = "down"+o.name+down.name, down
			}
		case 4:
			if len(o.up) > 0 {
				up := o.up[w.IntN(len(o.up))]
				field, o = "up"+o.name+up.name, up
			}
		case 5:
			field += "(where: {not: {note: {eq: \"-\"}}}, limit: 2)"
		}
		fmt.Fprintf(&b, " %s: %s %s", w.key(), field, w.row(o, depth))
	}
	return b.String() + " }"
}

// union returns selections of the union of all tables.
func (w *world) union(depth int) string {
	var b strings.Builder
	for _, o := range w.tables {
		fmt.Fprintf(&b, " ... on %s %s", o.name, w.row(o, depth+1))
	}
	return b.String() + " ... on Checked { " + w.key() + ": check }"
}

// row returns a selection of a table, some of it in fragments.
func (w *world) row(o *one, depth int) string {
	var b strings.Builder
	b.WriteString("{ " + w.key() + ": note")
	for i := range o.columns {
		if w.IntN(4) == 0 {
			fmt.Fprintf(&b, " %s: c%d", w.key(), i)
		}
	}
	switch w.IntN(4) {
	case 0:
		b.WriteString(" " + w.key() + ": check")
	case 1:
		fmt.Fprintf(&b, " ... on Checked { %s: check }", w.key())
	case 2:
		fmt.Fprintf(&b, " ... on Any { ... on %s { %s: check %s: mood } }", o.name, w.key(), w.key())
	}
	if depth < 3 {
		for _, up := range o.up {
			if w.IntN(3) == 0 {
				fmt.Fprintf(&b, " %s: %s %s", w.key(), up.single(), w.row(up, depth+1))
			}
		}
		for _, down := range o.down {
			if w.IntN(3) == 0 {
				fmt.Fprintf(&b, " %s: %s(limit: 2) %s", w.key(), down.list(), w.row(down, depth+1))
			}
		}
	}
	return b.String() + " }"
}

// mutation returns a mutation of a table that changes nothing that counts, with what is below its payload.
func (w *world) mutation() string {
	o := w.tables[w.IntN(4)]
	switch w.IntN(4) {
	case 0:
		return fmt.Sprintf("mutation { touch%s { node %s query %s } }", o.name, w.row(o, 1), w.query(2))
	case 1:
		return fmt.Sprintf("mutation { update%s(by: {id: 3}, set: {note: \"u\"}) { node %s query %s } }", o.name, w.row(o, 1), w.query(2))
	default:
		return fmt.Sprintf("mutation { update%ss(where: {id: {gt: 1}}, set: {note: \"v\"}) { nodes %s affectedRows } }", o.name, w.row(o, 1))
	}
}
