package corpus_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/naive"
)

// connected makes a list a connection, mostly with the cursors of rows between which it lies.
func (d *dice) connected(f *asked, field *ast.FieldDefinition, where string) {
	f.kind, f.typ = askedConnection, f.table.TypeName+catalog.ConnectionEnd
	d.seen[where+" connection"]++
	d.paged = true
	f.arguments = d.arguments(f.table, field, where)
	d.paged = false
	if count := field.Arguments.ForName("first"); d.chance(80) {
		name := one(d, []string{"first", "last"})
		f.arguments = append(f.arguments, &given{name: name, value: d.written(leaf(json.Number(strconv.Itoa(d.IntN(d.naive.Limit+1)))), count.Type)})
		d.seen[where+" "+name]++
	}
	if d.chance(70) {
		d.between(f, field.Arguments.ForName("after").Type, where)
	}
	f.fields = d.parts(f)
}

// between gives a connection cursors of rows of its table, as the server has them for its order.
func (d *dice) between(f *asked, typ *ast.Type, where string) {
	order := ""
	for _, g := range f.arguments {
		if g.name == "orderBy" {
			g.fixed = true // the cursors are of this order
			if g.value.kind != isNull {
				order = ", orderBy: " + g.value.literal(nil)
			}
		}
	}
	cursors, rows := d.cursors(f, order)
	if len(rows) == 0 {
		return
	}
	give := func(name string) {
		i := d.IntN(len(rows))
		d.naive.Know(cursors[i], rows[i])
		f.arguments = append(f.arguments, &given{name: name, value: d.written(leaf(cursors[i]), typ), fixed: true})
		d.seen[where+" "+name]++
	}
	if d.chance(60) {
		give("after")
	}
	if d.chance(60) {
		give("before")
	}
}

// cursors returns the cursors of the first or the last rows of a table in an order, and the rows, as the naive evaluator
// has them there.
func (d *dice) cursors(f *asked, order string) ([]string, []*naive.Row) {
	rows := d.naive.Sorted(f.table, f.argument("orderBy"))
	n, end := min(d.naive.Limit, len(rows)), "first"
	if rows = rows[:n:n]; d.chance(50) {
		all := d.naive.Sorted(f.table, f.argument("orderBy"))
		rows, end = all[len(all)-n:], "last"
	}
	body := d.ask(fmt.Sprintf("{ c: %s%s(%s: %d%s) { edges { cursor } } }", f.table.ListField, catalog.ConnectionEnd, end, n, order))
	var answer struct {
		Data struct {
			C struct{ Edges []struct{ Cursor string } }
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil || len(answer.Data.C.Edges) != n {
		panic(fmt.Sprintf("%d rows of %s, and the cursors %.300s: %v", n, f.table.TypeName, body, err))
	}
	cursors := make([]string, n)
	for i, e := range answer.Data.C.Edges {
		cursors[i] = e.Cursor
	}
	return cursors, rows
}

// parts returns what is selected of a connection.
func (d *dice) parts(f *asked) []*asked {
	rows := func() []*asked { return d.selection(f.table, f.depth+1) }
	all := []*asked{
		{kind: askedPart, name: "edges", typ: f.table.TypeName + "Edge"},
		{kind: askedPart, name: "nodes", table: f.table},
		{kind: askedPart, name: "pageInfo", typ: "PageInfo"},
		{kind: askedPart, name: "totalCount"},
		{kind: askedTypename, name: "__typename"},
	}
	d.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	all = all[:1+d.IntN(len(all))]
	for _, part := range all {
		switch part.name {
		case "edges":
			part.fields = []*asked{{kind: askedPart, name: "node", table: f.table, fields: rows()}}
			if d.chance(40) {
				part.fields = append(part.fields, &asked{kind: askedPart, name: "cursor"})
			}
		case "nodes":
			part.fields = rows()
		case "pageInfo":
			for _, name := range []string{"startCursor", "hasNextPage", "endCursor", "hasPreviousPage"} {
				if d.chance(60) || name == "hasNextPage" {
					part.fields = append(part.fields, &asked{kind: askedPart, name: name})
				}
			}
		}
	}
	return all
}

// anyCursor matches a cursor in an answer.
var anyCursor = regexp.MustCompile(`"(cursor|startCursor|endCursor)":"[^"]*"`)

func withoutCursors(body string) string { return anyCursor.ReplaceAllString(body, `"$1":"cursor"`) }
