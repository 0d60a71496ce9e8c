package fetched

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// tree is a model, and payload what is no row of a table.
type tree struct {
	ID   int32   `json:"id"`
	Name *string `json:"name"`
	row  Row     `graphql:"Tree"`
}

func (t *tree) Fetched() *Row { return &t.row }

type payload struct{ row Row }

func (p *payload) Fetched() *Row { return &p.row }

type holder interface{ Fetched() *Row }

// below returns a context that resolves a field.
func below(t *testing.T) context.Context {
	t.Helper()
	ctx := graphql.WithOperationContext(t.Context(), &graphql.OperationContext{})
	return graphql.WithFieldContext(ctx, &graphql.FieldContext{Field: graphql.CollectedField{Field: &ast.Field{Alias: "x"}}})
}

func TestRowsAndFilled(t *testing.T) {
	ctx := below(t)
	one, two := &tree{ID: 1}, &tree{ID: 2}
	done := WithMembers(ctx, &tree{ID: 3}, nil).(*tree) //nolint:forcetypeassert // it has the type of the row
	for _, c := range []struct {
		name   string
		result any
		places string
	}{
		{"a row", one, "[[]]"},
		{"no row", (*tree)(nil), "[]"},
		{"nothing", nil, "[]"},
		{"a number", 5, "[]"},
		{"a value", tree{ID: 1}, "[[]]"},
		{"rows", []*tree{one, nil, two, one}, "[[0] [2] [3]]"},
		{"values", []tree{{ID: 1}, {ID: 2}}, "[[0] [1]]"},
		{"rows of rows", [][]*tree{nil, {one}, {}, {two, one}}, "[[1 0] [3 0] [3 1]]"},
		{"an interface", []holder{one, nil, &payload{}, two}, "[[0] [3]]"},
		{"rows that were read for the field", []*tree{done, one}, "[[1]]"},
		{"a payload", &payload{}, "[]"},
		{"rows in a type of the owner's, which has fields of its own", &struct{ Rows []*tree }{[]*tree{one}}, "[]"},
	} {
		before := fmt.Sprintf("%v", c.result)
		rows, places := Rows(ctx, c.result)
		if got := fmt.Sprint(places); got != c.places {
			t.Errorf("%s: the places are %s, want %s", c.name, got, c.places)
		}
		if len(rows) == 0 {
			continue
		}
		filled := make([]Model, len(rows))
		for i, row := range rows {
			filled[i] = WithMembers(ctx, row, map[string]json.RawMessage{"x": json.RawMessage(fmt.Sprint(i))})
		}
		out := Filled(ctx, c.result, filled)
		if reflect.TypeOf(out) != reflect.TypeOf(c.result) {
			t.Errorf("%s: the type has become %T", c.name, out)
		}
		if left, _ := Rows(ctx, out); len(left) > 0 {
			t.Errorf("%s: %d rows are not filled", c.name, len(left))
		}
		if left, _ := Rows(ctx, c.result); len(left) != len(rows) || fmt.Sprintf("%v", c.result) != before {
			t.Errorf("%s: the result itself was changed", c.name)
		}
	}
}

func TestLost(t *testing.T) {
	ctx := below(t)
	m := Lost(ctx, &tree{ID: 7}, []json.RawMessage{[]byte("7")}, []string{"x"})
	if id, err := Value[string](ctx, m.Fetched()); err != nil || id != "WyJUcmVlIiw3XQ" {
		t.Errorf("the global id is %q, %v", id, err)
	}
	other := graphql.WithFieldContext(ctx, &graphql.FieldContext{Field: graphql.CollectedField{Field: &ast.Field{Alias: "rows"}}})
	if _, err := List[tree](other, m.Fetched()); err == nil || !strings.Contains(err.Error(), "no row of Tree has the key") {
		t.Errorf("a relation gives %v", err)
	}
}

func TestPlain(t *testing.T) {
	all, err := Plain[tree](t.Context(), []byte(`[{"id": 1, "name": null}, {"id": 2, "name": "oak"}]`))
	if err != nil || len(all) != 2 || all[0].ID != 1 || all[0].Name != nil || *all[1].Name != "oak" {
		t.Errorf("got %v, %v", all, err)
	}
	for _, text := range []string{`[{"id": null, "name": null}]`, `[{"id": "1", "name": null}]`, `[{"id": 1}]`, `[{"name": "x"}]`, `{}`} {
		if _, err := Plain[tree](t.Context(), []byte(text)); err == nil {
			t.Errorf("%s has no error: a zero would not be what is stored", text)
		}
	}
	if row, err := PlainRow[tree](t.Context(), []byte("null")); row != nil || err != nil {
		t.Errorf("null is %v, %v", row, err)
	}
	if got := Columns[tree](); !reflect.DeepEqual(got, []string{"id", "name"}) {
		t.Errorf("the columns are %v", got)
	}
	if text, err := Cell(t.Context(), all[1], "name"); err != nil || string(text) != `"oak"` {
		t.Errorf("the cell is %s, %v", text, err)
	}
	if _, err := Cell(t.Context(), all[1], "age"); err == nil {
		t.Error("a cell of no column has no error")
	}
}

// TestRowID requires that a row without a key is found again by the request that has read it, and by no other.
func TestRowID(t *testing.T) {
	one, two := WithReader(t.Context(), "one"), WithReader(t.Context(), "two")
	row, err := PlainRow[tree](one, []byte(`{"id": 1, "name": null, "=rowid": "7"}`))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := Cell(one, row, "=rowid"); err != nil || string(text) != `"7"` || !Found(one, row) {
		t.Errorf("got %s, %v", text, err)
	}
	for _, c := range []struct {
		ctx context.Context
		row *tree
	}{{two, row}, {t.Context(), row}, {one, &tree{ID: 1}}} {
		if text, err := Cell(c.ctx, c.row, "=rowid"); err == nil || !strings.Contains(err.Error(), "made in Go, or read for another request") || Found(c.ctx, c.row) {
			t.Errorf("got %s, %v", text, err)
		}
	}
	filled := WithMembers(below(t), row, nil).(*tree) //nolint:forcetypeassert // it has the type of the row
	if !Found(one, filled) {
		t.Error("a filled row is not found again")
	}
}
