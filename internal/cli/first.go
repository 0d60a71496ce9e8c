package cli

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/request"
)

// mostAsked is the limit of tables that are asked for a row at the start.
const mostAsked = 50

// firstTable returns the table of the first query: of the tables that have rows, the one with the most relations. It
// returns nil where there is nothing to show. A view is not asked for rows, since that can take any time; one is
// returned where there are only views.
func (o *opened) firstTable(ctx context.Context) *catalog.Table {
	all := ranked(o.snapshot.Catalog.Tables)
	if len(all) == 0 || all[0].View {
		return first(all)
	}
	for _, t := range all[:min(len(all), mostAsked)] {
		if t.View {
			break
		}
		some, err := o.hasRows(ctx, t)
		if err != nil {
			return all[0] // a lock, say: nothing is known of the others either
		}
		if some {
			return t
		}
	}
	return nil
}

func first(tables []*catalog.Table) *catalog.Table {
	if len(tables) == 0 {
		return nil
	}
	return tables[0]
}

// hasRows reports whether a table has a row that everybody may see.
func (o *opened) hasRows(ctx context.Context, t *catalog.Table) (bool, error) {
	p, err := o.snapshot.Prepare(ctx, &request.Request{Fields: []*request.Field{{
		Key: "rows", Kind: request.List, Table: t.TypeName,
		Query: &request.Query{Limit: request.SlotAt(0), Select: []request.Selection{{Key: "type", Kind: request.Typename}}},
	}}})
	if err != nil {
		return false, err
	}
	a := o.snapshot.Run(ctx, nil, p, request.Arguments{int64(1)}, nil)
	if len(a.Errors) > 0 {
		return false, a.Errors[0]
	}
	return string(a.Data) != `{"rows":[]}`, nil
}

// nothingToShow returns what to do next with a database without rows.
func (o *opened) nothingToShow(has greeted) string {
	state, next := "Every table is empty.", "See"
	switch {
	case len(o.snapshot.Catalog.Tables) == 0:
		state, next = "The database has no tables.", "Create some with any program; they are served within a second. Or try"
	case o.database.ReadOnly():
	case has.pages:
		next = "Insert rows with the mutation in the second tab of the playground. Or try"
	default:
		next = "Insert rows with a mutation. Or try"
	}
	return state + " " + next + " the demonstration shop:\n\n  tiddly sample shop.db\n  tiddly serve --db shop.db\n"
}

// firstQuery returns a query that shows something of a table: a few rows, with a relation where there is one. Names of
// the API are letters, digits and underscores, so the text needs no quoting.
func firstQuery(t *catalog.Table) string {
	fields := []string{}
	if k := t.PrimaryKey(); k != nil {
		fields = append(fields, k.Columns[0].Name)
	}
	if name := label(t); !slices.Contains(fields, name) {
		fields = append(fields, name)
	}
	for _, r := range t.Relations {
		if r.Kind == catalog.ToOne && r.Target != t {
			fields = append(fields, r.Name+" { "+label(r.Target)+" }")
			break
		}
	}
	return fmt.Sprintf("{ %s(limit: 3) { %s } }", t.ListField, strings.Join(fields, " "))
}

// ranked returns the tables in the order in which they are best for a first look.
func ranked(tables []*catalog.Table) []*catalog.Table {
	return slices.SortedStableFunc(slices.Values(tables), func(a, b *catalog.Table) int {
		return cmp.Compare(interest(b), interest(a))
	})
}

// interest ranks tables for a first look: those with a key before others, with a relation to show before others, then
// those with the most relations. The pages rank them likewise (web/src/schema/first.js); ranked.json of web/test holds
// both to the same order.
func interest(t *catalog.Table) int {
	rank := min(len(t.Relations), 50)
	if !t.View && t.PrimaryKey() != nil {
		rank += 200
	}
	if slices.ContainsFunc(t.Relations, func(r *catalog.Relation) bool { return r.Kind == catalog.ToOne && r.Target != t }) {
		rank += 100
	}
	return rank
}

// label returns the name of the column that best describes a row to a person: the first text that is no secret,
// else the first column. A table always has one.
func label(t *catalog.Table) string {
	for _, c := range t.Readable() {
		if c.Type.Kind == catalog.String && !secret.MatchString(c.Name) {
			return c.Name
		}
	}
	return t.Readable()[0].Name
}

// secret matches the names of columns that nobody wants to see in a first answer.
var secret = regexp.MustCompile(`(?i)pass|secret|token|hash|salt`)
