package handwritten

import (
	"context"
	"encoding/json"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Ask answers a question of Go code, in the session of the request.
func (c *Run) Ask(ctx context.Context, q *Question) (json.RawMessage, error) {
	c.runner.Asked()
	text, err := c.runner.Questions().Ask(ctx, c.in, q)
	if err == nil && q.Kind.Writes() {
		c.wrote.Store(true)
	}
	return text, err
}

// Questions returns the questions about the served tables.
func (c *Run) Questions() *Questions { return c.runner.Questions() }

// resolve returns the middleware around each resolver: a field of Mutation that Go answers is one transaction, which
// ends before anything below the field is resolved. Rows that code returns then get what is selected below them.
func (c *Run) resolve(next graphql.FieldMiddleware) graphql.FieldMiddleware {
	return func(ctx context.Context, resolver graphql.Resolver) (result any, err error) {
		within := func(ctx context.Context) (any, error) {
			if next == nil {
				return resolver(ctx)
			}
			return next(ctx, resolver)
		}
		field := graphql.GetFieldContext(ctx)
		if c.writes(field) {
			err = c.in.Transact(ctx, func() (err error) {
				result, err = within(ctx)
				return err
			})
		} else {
			result, err = within(ctx)
		}
		if err == nil && result != nil && len(field.Field.Selections) > 0 {
			return c.filled(ctx, field, result)
		}
		return result, err
	}
}

// writes reports whether a field is one of Mutation that Go answers alone.
func (c *Run) writes(field *graphql.FieldContext) bool {
	if !c.mutates(field) {
		return false
	}
	_, read := c.members[field.Field.Alias]
	return !read
}

// mutates reports whether a field is one of Mutation.
func (c *Run) mutates(field *graphql.FieldContext) bool {
	return c.op.Operation.Operation == ast.Mutation && field.Object == c.runner.Schema.Mutation.Name
}
