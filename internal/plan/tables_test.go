package plan

import (
	"slices"
	"testing"

	"tiddly/internal/catalog"
)

// TestTablesAreAllThatAPlanReads has another table in every place of a plan that reads.
func TestTablesAreAllThatAPlanReads(t *testing.T) {
	var all []string
	table := func(name string) *catalog.Table {
		all = append(all, name)
		return &catalog.Table{TypeName: name}
	}
	to := func(name string) *catalog.Relation { return &catalog.Relation{Target: table(name)} }
	through := to("through")
	through.Junction = &catalog.Junction{Table: table("junction")}
	p := &Plan{Fields: []*Field{
		{},
		{Node: &Node{
			Table: table("own"),
			Joins: []Join{{Relation: to("joined")}},
			Order: []Term{{Column: &catalog.Column{}}, {Counted: to("counted")}},
			Where: &Predicate{Kind: And, Children: []*Predicate{
				{Kind: Compare},
				{Kind: Not, Children: []*Predicate{{Kind: Related, Relation: to("related"), Children: []*Predicate{{Kind: Counted, Relation: to("counted below")}}}}},
			}},
			Children: []*Node{{Table: table("child"), Link: &Link{Relation: through}, Children: []*Node{{Table: table("grandchild")}}}},
		}},
		{Found: []*Node{{Table: table("found")}, {Table: table("found too")}}},
	}}
	var got []string
	for found := range p.Tables {
		got = append(got, found.TypeName)
	}
	slices.Sort(all)
	slices.Sort(got)
	if !slices.Equal(got, all) {
		t.Errorf("got %q, want %q", got, all)
	}
	for range p.Tables {
		break // it ends there
	}
}
