package fetched

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/fault"
	"tiddly/internal/gql/handwritten/scalar"
)

type author struct {
	ID    int32       `json:"id"`
	Name  string      `json:"name"`
	Email *string     `json:"email"`
	Notes scalar.JSON `json:"notes"`
	row   Row
}

func (a *author) Fetched() *Row { return &a.row }

// TestOutsideOfARequest reads a relation as a plain unit test of a resolver would: it is an error, not a panic.
func TestOutsideOfARequest(t *testing.T) {
	a := &author{}
	_, list := List[author](t.Context(), a.Fetched())
	_, one := One[author](t.Context(), a.Fetched())
	_, value := Value[string](t.Context(), a.Fetched())
	for _, err := range []error{list, one, value} {
		if f := fault.From(err); err == nil || f.Code != fault.Internal || !strings.Contains(f.Message, "outside a request") || f.Hint == "" {
			t.Errorf("got %v", err)
		}
	}
}

// TestNoSilentZero requires that a cell that its Go type cannot hold is an error.
func TestNoSilentZero(t *testing.T) {
	d := decoder{columns: columnsOf(reflect.TypeFor[author]())}
	for text, want := range map[string]string{
		`{"id":1,"name":"Ada","email":null,"notes":null}`: "",
		`{"id":null}`:        "another kind of id",
		`{"name":null}`:      "another kind of name",
		`{"id":"x"}`:         "another kind of id",
		`{"id":99999999999}`: "another kind of id",
		`[]`:                 "internal error",
	} {
		row, err := decode[author](d, []byte(text))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, %v, want %q", text, row, err, want)
		}
	}
}

// TestSelected reads a column under all its response keys, where the type's fragments select it.
func TestSelected(t *testing.T) {
	field := func(alias, name string) *ast.Field { return &ast.Field{Alias: alias, Name: name} }
	set := ast.SelectionSet{
		field("x", "name"),
		&ast.InlineFragment{TypeCondition: "Hit", SelectionSet: ast.SelectionSet{
			&ast.InlineFragment{TypeCondition: "Author", SelectionSet: ast.SelectionSet{field("name", "email")}},
			&ast.InlineFragment{TypeCondition: "Book", SelectionSet: ast.SelectionSet{field("id", "name")}},
		}},
	}
	ctx := graphql.WithOperationContext(t.Context(), &graphql.OperationContext{})
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Field: graphql.CollectedField{Field: &ast.Field{}, Selections: set}})
	served := &ast.Schema{Implements: map[string][]*ast.Definition{"Author": {{Name: "Hit"}}}}
	row, err := Decode[author](With(ctx, served), "Author", json.RawMessage(`{"x":"Ada","name":"a@x","+id":7}`))
	if err != nil || row.Name != "Ada" || row.Email == nil || *row.Email != "a@x" || row.ID != 7 {
		t.Errorf("got %+v, %v", row, err)
	}
	list, err := DecodeList[author](With(ctx, served), "Author", json.RawMessage(`[{"+id":1},null]`))
	if err != nil || len(list) != 2 || list[0].ID != 1 || list[1] != nil {
		t.Errorf("got %v, %v", list, err)
	}
}
