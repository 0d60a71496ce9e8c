package naive_test

import (
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/naive"
	"tiddly/internal/schema"
)

// shop returns an evaluator over two tables, for answers that are written by hand.
func shop(t *testing.T) *naive.Evaluator {
	t.Helper()
	column := func(name string, kind catalog.Kind, required bool) catalog.SourceColumn {
		return catalog.SourceColumn{Name: name, Type: catalog.Type{Kind: kind, Scale: 2}, NotNull: required, Checked: true}
	}
	c, _, err := catalog.Build(catalog.Source{Tables: []catalog.SourceTable{
		{
			Name: "maker", PrimaryKey: catalog.SourceKey{Columns: []string{"id"}},
			Columns: []catalog.SourceColumn{column("id", catalog.Int, true), column("name", catalog.String, false)},
		},
		{
			Name: "cup", PrimaryKey: catalog.SourceKey{Columns: []string{"id"}},
			Columns:     []catalog.SourceColumn{column("id", catalog.Int, true), column("maker_id", catalog.Int, false), column("price", catalog.Decimal, false)},
			ForeignKeys: []catalog.SourceForeignKey{{Columns: []string{"maker_id"}, Target: "maker", TargetColumns: []string{"id"}}},
		},
	}}, catalog.Overrides{}, catalog.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.Build(c, schema.Options{})
	if err != nil {
		t.Fatal(err)
	}
	e := naive.New(c, s.AST, 10)
	makers, cups := c.TableBySQL("maker"), c.TableBySQL("cup")
	put := func(table *catalog.Table, all ...[]any) {
		rows := make([]*naive.Row, len(all))
		for i, cells := range all {
			rows[i] = naive.NewRow(table, cells, nil, nil)
		}
		e.Put(table, rows)
	}
	put(makers, []any{int64(1), "Ann"}, []any{int64(2), nil})
	put(cups, []any{int64(1), int64(1), "2.50"}, []any{int64(2), int64(1), nil}, []any{int64(3), nil, "10.00"})
	e.Govern(makers, &naive.Rules{Counted: makers.Column("id")})
	e.Govern(cups, &naive.Rules{Foreign: []naive.Foreign{{
		Columns: []*catalog.Column{cups.Column("makerId")}, Target: makers, TargetColumns: []*catalog.Column{makers.Column("id")},
	}}})
	return e
}

func TestAnswers(t *testing.T) {
	for document, want := range map[string]string{
		`{ cups(where: {price: {gt: "2.5"}}) { id price } }`:                                     `{"data":{"cups":[{"id":3,"price":"10.00"}]}}`,
		`{ cups(where: {not: {price: {eq: 10}}}) { id } }`:                                       `{"data":{"cups":[{"id":1}]}}`,
		`{ cups(orderBy: [{price: DESC_NULLS_FIRST}]) { id } }`:                                  `{"data":{"cups":[{"id":2},{"id":3},{"id":1}]}}`,
		`{ makers(where: {cups: {every: {price: {gt: 1}}}}) { id cups { id } } }`:                `{"data":{"makers":[{"id":2,"cups":[]}]}}`,
		`{ cup(by: {id: 1}) { maker { name } } }`:                                                `{"data":{"cup":{"maker":{"name":"Ann"}}}}`,
		`{ cupsConnection(first: 1) { totalCount pageInfo { hasNextPage } } }`:                   `{"data":{"cupsConnection":{"totalCount":3,"pageInfo":{"hasNextPage":true}}}}`,
		`mutation { insertMaker(input: {name: "Bo"}) { node { id } } }`:                          `{"data":{"insertMaker":{"node":{"id":3}}}}`,
		`mutation { updateCups(where: {id: {lt: 3}}, inc: {price: "0.5"}) { nodes { price } } }`: `{"data":{"updateCups":{"nodes":[{"price":"3.00"},{"price":null}]}}}`,
		`mutation { deleteMaker(by: {id: 1}) { affectedRows } }`: `{"data":null,"errors":[{"message":"other rows refer to the row, which would no longer be there",` +
			`"path":["deleteMaker"],"extensions":{"code":"CONSTRAINT_FOREIGN_KEY","columns":["makerId"],` +
			`"hint":"delete those rows first, or let them refer to another one","table":"Cup"}}]}`,
	} {
		got, err := shop(t).Answer(document, "", nil)
		if err != nil || got != want {
			t.Errorf("%s\n%s, want\n%s: %v", document, got, want, err)
		}
	}
}

func TestAnswersOfREST(t *testing.T) {
	e := shop(t)
	for _, c := range [][4]string{
		{"GET", "/cup/3", "", `{"data":{"id":3,"maker_id":null,"price":"10.00"},"status":"success","verb":"GET"}`},
		{
			"FETCH", "/cup", `{"where": {"maker_id": 1}, "orderby": "price desc"}`,
			`{"data":[{"id":1,"maker_id":1,"price":"2.50"},{"id":2,"maker_id":1,"price":null}],"status":"success"}`,
		},
		{"DELETE", "/cup/2", "", `{"id":2,"status":"success","verb":"DELETE"}`},
		{"GET", "/cup/2", "", `{"error":"No data found.","status":"error","verb":"GET"}`},
	} {
		if status, got, err := e.REST(c[0], c[1], c[2]); err != nil || status != 200 || got != c[3] {
			t.Errorf("%s %s: %d %s, want %s: %v", c[0], c[1], status, got, c[3], err)
		}
	}
}
