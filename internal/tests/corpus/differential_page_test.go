package corpus_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
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
		f.arguments = append(f.arguments, &given{name: name, value: d.written(leaf(json.Number(strconv.Itoa(d.IntN(d.naive.limit+1)))), count.Type)})
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
	give := func(name string) *record {
		i := d.IntN(len(rows))
		f.arguments = append(f.arguments, &given{name: name, value: d.written(leaf(cursors[i]), typ), fixed: true})
		d.seen[where+" "+name]++
		return rows[i]
	}
	if d.chance(60) {
		f.after = give("after")
	}
	if d.chance(60) {
		f.before = give("before")
	}
}

// cursors returns the cursors of the first or the last rows of a table in an order, and the rows, as the naive evaluator
// has them there.
func (d *dice) cursors(f *asked, order string) ([]string, []*record) {
	rows := d.naive.sorted(f, d.naive.rows[f.table])
	n, end := min(d.naive.limit, len(rows)), "first"
	if rows = rows[:n:n]; d.chance(50) {
		all := d.naive.sorted(f, d.naive.rows[f.table])
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

// page is what the naive evaluator knows of a page.
type page struct {
	rows           []*record
	total          int
	next, previous bool
	// cut is set if there are more rows than the default limit.
	cut bool
}

// page returns the page of a connection.
func (n *naive) page(f *asked, candidates []*record) page {
	all := n.sorted(f, n.matching(f, candidates))
	terms := n.terms(f)
	beyond := func(r, of *record) int { return compareKeys(terms, n.sortKeys(r, terms), n.sortKeys(of, terms)) }
	p := page{total: len(all)}
	for _, r := range all {
		before := f.after != nil && beyond(r, f.after) <= 0
		after := f.before != nil && beyond(r, f.before) >= 0
		p.previous, p.next = p.previous || before, p.next || after
		if !before && !after {
			p.rows = append(p.rows, r)
		}
	}
	size := n.limit
	if first := f.argument("first"); first != nil {
		size = whole(first)
	}
	if last := f.argument("last"); last != nil {
		if size = whole(last); len(p.rows) > size {
			p.rows, p.previous = p.rows[len(p.rows)-size:], true
		}
	} else if len(p.rows) > size {
		p.rows, p.next, p.cut = p.rows[:size], true, size == n.limit && f.argument("first") == nil
	}
	return p
}

// pageReads reports whether something is selected for which the rows of a page are read.
func pageReads(fields []*asked, last bool) bool {
	for _, f := range fields {
		if f.absent() {
			continue
		}
		switch f.name {
		case "edges", "nodes", "startCursor", "endCursor":
			return true
		case "hasNextPage":
			if !last {
				return true
			}
		case "hasPreviousPage":
			if last {
				return true
			}
		case "pageInfo":
			if pageReads(f.fields, last) {
				return true
			}
		}
	}
	return false
}

// connection returns the object of a connection.
func (n *naive) connection(f *asked, candidates []*record, path []any) string {
	p := n.page(f, candidates)
	if p.cut && pageReads(f.fields, false) {
		n.cuts = append(n.cuts, fmt.Sprintf(`{"path":%s,"rows":%d}`, must(marshal(path)), n.limit))
	}
	return n.part(f, f.fields, p, path)
}

// part returns the object of a connection or of its pageInfo. Cursors are those of the server, which differ removes.
func (n *naive) part(f *asked, fields []*asked, p page, path []any) string {
	members := make([]string, 0, len(fields))
	for _, part := range fields {
		if part.absent() {
			continue
		}
		at, value := slices.Concat(path, []any{part.key()}), ""
		switch part.name {
		case "__typename":
			value = quoted(f.typ)
		case "edges", "nodes":
			value = n.pageRows(f, part, p, at)
		case "pageInfo":
			value = n.part(part, part.fields, p, at)
		case "totalCount":
			value = strconv.Itoa(p.total)
		case "hasNextPage":
			value = strconv.FormatBool(p.next)
		case "hasPreviousPage":
			value = strconv.FormatBool(p.previous)
		default:
			value = "null"
			if len(p.rows) > 0 {
				value = `"cursor"`
			}
		}
		members = append(members, quoted(part.key())+":"+value)
	}
	return "{" + strings.Join(members, ",") + "}"
}

func (n *naive) pageRows(f, part *asked, p page, path []any) string {
	rows := make([]string, len(p.rows))
	for i, r := range p.rows {
		at := slices.Concat(path, []any{i})
		if part.name == "nodes" {
			rows[i] = n.object(f.table, r, part.fields, at)
			continue
		}
		var members []string
		for _, of := range part.fields {
			value := `"cursor"`
			if of.name == "node" {
				value = n.object(f.table, r, of.fields, slices.Concat(at, []any{"node"}))
			}
			members = append(members, quoted(of.key())+":"+value)
		}
		rows[i] = "{" + strings.Join(members, ",") + "}"
	}
	return "[" + strings.Join(rows, ",") + "]"
}

// anyCursor matches a cursor in an answer.
var anyCursor = regexp.MustCompile(`"(cursor|startCursor|endCursor)":"[^"]*"`)

func withoutCursors(body string) string { return anyCursor.ReplaceAllString(body, `"$1":"cursor"`) }
