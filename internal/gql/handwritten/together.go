package handwritten

import (
	"context"
	"reflect"
	"slices"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/schema"
)

// filled returns the result of a resolver with its rows filled. If the resolver has returned the results for all
// parents of a list at once, those are filled at once.
func (c *Run) filled(ctx context.Context, field *graphql.FieldContext, result any) (any, error) {
	d := field.Field.Definition
	if root := field.Object == c.runner.Schema.Query.Name || c.mutates(field); !root && !schema.Handwritten(d) {
		return result, nil // the engine has read it
	}
	all, group := resultsOf(ctx, field)
	if all == nil {
		path := field.Path()
		return c.fill(ctx, result, func(place []int) ast.Path { return placed(path, place) })
	}
	kept, _ := c.together.LoadOrStore(all, &together{})
	t := kept.(*together) //nolint:forcetypeassert // what is stored
	t.once.Do(func() {
		originals := map[int]int{}
		for original, own := range group.IndexMap {
			originals[own] = original
		}
		t.results, t.err = c.fill(ctx, all.Results, func(place []int) ast.Path {
			if len(place) == 0 {
				return field.Path()
			}
			parent := place[0]
			if group.IndexMap != nil {
				parent = originals[parent]
			}
			return placed(graphql.BatchPathWithIndex(ctx, parent), place[1:])
		})
	})
	if t.err != nil {
		return nil, t.err
	}
	index, _ := graphql.BatchParentIndex(ctx)
	i := int(index)
	if group.IndexMap != nil {
		i = group.IndexMap[i]
	}
	v := reflect.ValueOf(t.results)
	if i >= v.Len() {
		return result, nil
	}
	return v.Index(i).Interface(), nil
}

// together are the results of a field for all its parents, with their rows filled.
type together struct {
	once    sync.Once
	results any
	err     error
}

// placed returns the path of a place in the result of a field.
func placed(path ast.Path, place []int) ast.Path {
	out := slices.Clone(path)
	for _, i := range place {
		out = append(out, ast.PathIndex(i))
	}
	return out
}

// resultsOf returns the results of a field for all its parents, if its resolver was called for all at once. Behind a
// directive, the result of a parent need not be the resolver's.
func resultsOf(ctx context.Context, field *graphql.FieldContext) (*graphql.BatchFieldResult, *graphql.BatchParentGroup) {
	group := graphql.GetBatchParentGroup(ctx, field.Object)
	if _, indexed := graphql.BatchParentIndex(ctx); group == nil || !indexed {
		return nil, nil
	}
	if slices.ContainsFunc(slices.Concat(field.Field.Definition.Directives, field.Field.Directives), changes) {
		return nil, nil
	}
	// The resolver has returned, so these are its results; a field that is resolved for each parent has none.
	all := group.GetFieldResult(field.Field.Alias, func() (any, error) { return nil, nil }) //nolint:nilnil // see above
	if reflect.ValueOf(all.Results).Kind() != reflect.Slice {
		return nil, nil
	}
	return all, group
}

// changes reports whether a directive may change the result of a resolver.
func changes(d *ast.Directive) bool {
	return d.Name != schema.ColumnsDirective && d.Name != schema.SemanticDirective && d.Name != "skip" && d.Name != "include"
}
