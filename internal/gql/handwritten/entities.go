package handwritten

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"tiddly/internal/gql/handwritten/fetched"
	"tiddly/internal/schema"
)

// Entities returns the rows that a gateway asks for by representations, which are of the types; nil in place of a row
// that does not exist. The executor calls it, which takes no error of it.
func Entities[I any](ctx context.Context, types fetched.Types[I], representations []map[string]any) []I {
	rows, err := Read(ctx, schema.EntitiesField, Arguments{"representations": representations})
	if err == nil {
		var all []I
		if all, err = types.DecodeList(ctx, rows.Text); err == nil {
			return all
		}
	}
	graphql.AddError(ctx, err)
	return nil
}
