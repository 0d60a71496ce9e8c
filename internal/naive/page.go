package naive

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// page is what a connection returns.
type page struct {
	rows           []*Row
	total          int
	next, previous bool
	// cut is set if there are more rows than the default limit.
	cut bool
}

// edge returns the row of a cursor in the arguments; nil without one.
func (e *Evaluator) edge(f *field, name string) *Row {
	text, ok := f.args[name].(string)
	if !ok {
		return nil
	}
	r := e.cursors[text]
	if r == nil {
		panic("no cursor " + text)
	}
	return r
}

// page returns the page of a connection.
func (e *Evaluator) page(f *field, candidates []*Row) page {
	all := e.sorted(f, e.matching(f, candidates))
	order := terms(f)
	beyond := func(r, of *Row) int { return compareKeys(order, e.sortKeys(r, order), e.sortKeys(of, order)) }
	first, last := e.edge(f, "after"), e.edge(f, "before")
	p := page{total: len(all)}
	for _, r := range all {
		before := first != nil && beyond(r, first) <= 0
		after := last != nil && beyond(r, last) >= 0
		p.previous, p.next = p.previous || before, p.next || after
		if !before && !after {
			p.rows = append(p.rows, r)
		}
	}
	size := e.Limit
	if n := f.args["first"]; n != nil {
		size = whole(n)
	}
	if n := f.args["last"]; n != nil {
		if size = whole(n); len(p.rows) > size {
			p.rows, p.previous = p.rows[len(p.rows)-size:], true
		}
	} else if len(p.rows) > size {
		p.rows, p.next, p.cut = p.rows[:size], true, size == e.Limit && f.args["first"] == nil
	}
	return p
}

// reads reports whether something is selected for which the rows of a page are read.
func reads(fields []*field, last bool) bool {
	for _, f := range fields {
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
			if reads(f.fields, last) {
				return true
			}
		}
	}
	return false
}

// connection returns the object of a connection.
func (e *Evaluator) connection(f *field, candidates []*Row, path []any) string {
	p := e.page(f, candidates)
	if p.cut && reads(f.fields, false) {
		e.cuts = append(e.cuts, fmt.Sprintf(`{"path":%s,"rows":%d}`, must(marshal(path)), e.Limit))
	}
	return e.part(f, f.fields, p, path)
}

// part returns the object of a connection or of its pageInfo.
func (e *Evaluator) part(f *field, fields []*field, p page, path []any) string {
	members := make([]string, 0, len(fields))
	for _, part := range fields {
		at, value := slices.Concat(path, []any{part.key}), ""
		switch part.name {
		case "__typename":
			value = quoted(part.typ)
		case "edges", "nodes":
			value = e.pageRows(f, part, p, at)
		case "pageInfo":
			value = e.part(part, part.fields, p, at)
		case "totalCount":
			value = strconv.Itoa(p.total)
		case "hasNextPage":
			value = strconv.FormatBool(p.next)
		case "hasPreviousPage":
			value = strconv.FormatBool(p.previous)
		default:
			value = "null"
			if n := len(p.rows); n > 0 && part.name == "startCursor" {
				value = quoted(e.cursor(p.rows[0]))
			} else if n > 0 {
				value = quoted(e.cursor(p.rows[n-1]))
			}
		}
		members = append(members, quoted(part.key)+":"+value)
	}
	return "{" + strings.Join(members, ",") + "}"
}

func (e *Evaluator) pageRows(f, part *field, p page, path []any) string {
	rows := make([]string, len(p.rows))
	for i, r := range p.rows {
		at := slices.Concat(path, []any{i})
		if part.name == "nodes" {
			rows[i] = e.object(f.table, r, part.fields, at)
			continue
		}
		var members []string
		for _, of := range part.fields {
			value := ""
			switch of.name {
			case "node":
				value = e.object(f.table, r, of.fields, slices.Concat(at, []any{of.key}))
			case "__typename":
				value = quoted(of.typ)
			default:
				value = quoted(e.cursor(r))
			}
			members = append(members, quoted(of.key)+":"+value)
		}
		rows[i] = "{" + strings.Join(members, ",") + "}"
	}
	return "[" + strings.Join(rows, ",") + "]"
}
