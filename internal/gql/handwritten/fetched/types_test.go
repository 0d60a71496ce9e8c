package fetched

import (
	"context"
	"testing"

	"tiddly/internal/fault"
)

// named is an interface that tree implements, and payload does not.
type named interface {
	holder
	GetName() *string
}

func (t *tree) GetName() *string { return t.Name }

// TestTypes decodes rows of several types by the type that each row has.
func TestTypes(t *testing.T) {
	ctx := below(t)
	types := Types[named]{"Tree": As[named, tree]}
	all, err := types.DecodeList(ctx, []byte(`[{"+__typename": "Tree", "+id": 7}, null]`))
	if err != nil || len(all) != 2 || all[1] != nil || all[0].(*tree).ID != 7 { //nolint:forcetypeassert // the test fails
		t.Errorf("got %v, %v", all, err)
	}
	for _, text := range []string{"null", ""} {
		if row, err := types.Decode(ctx, []byte(text)); row != nil || err != nil {
			t.Errorf("%q gives %v, %v, want nothing", text, row, err)
		}
	}
	for text, code := range map[string]fault.Code{
		`{"+__typename": "Bush"}`: fault.SchemaChanged, `{"id": 1}`: fault.Internal, `[]`: fault.Internal,
		`{"+__typename": "Tree", "+id": null}`: fault.Internal,
	} {
		if row, err := types.Decode(ctx, []byte(text)); err == nil || fault.From(err).Code != code {
			t.Errorf("%s gives %v, %v, want %s", text, row, err, code)
		}
	}
	other := Types[named]{"Leaf": func(ctx context.Context, typeName string, text []byte) (named, error) {
		return As[named, payload](ctx, typeName, text)
	}}
	if _, err := other.Decode(ctx, []byte(`{"+__typename": "Leaf"}`)); fault.From(err).Code != fault.Internal {
		t.Errorf("a model without the methods gives %v", err)
	}
}
