package introspect

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"

	"tiddly/graph"
	"tiddly/internal/gql/gqltest"
)

// everything has what a schema can have and tables do not produce: deprecation, a union, defaults, directives, a
// subscription.
const everything = `"A schema" schema { query: Query, mutation: Change, subscription: Watch }
directive @mine(a: [Int!] = [1, 2] @deprecated(reason: "odd"), b: In = {x: "\u003c&"}) repeatable on FIELD | QUERY
scalar Time @specifiedBy(url: "https://example.org/<time>")
interface Node { id: ID! }
interface Named implements Node { id: ID!, name: String @deprecated }
"""
Lines, "quotes", tabs	and \ signs
"""
type Query { old(a: Int = 3 @deprecated, b: In): [[Named!]]! @deprecated(reason: "Use <new>"), new: Any, at: Time }
type Change { do: Boolean! } type Watch { see: Int }
type One implements Node & Named { id: ID!, name: String } type Two { n: Float }
union Any = One | Two
enum Level { LOW HIGH @deprecated(reason: "") MIDDLE @deprecated }
input Plain { x: Int } input In @oneOf { x: String, y: Level @deprecated, z: [In!] }`

// TestWholeSchemaIsWrittenAsTheExecutorDoes compares describe with gqlgen's answer, member by member.
func TestWholeSchemaIsWrittenAsTheExecutorDoes(t *testing.T) {
	variables := map[string]any{"yes": true, "no": false}
	for name, s := range map[string]*shown{"tables": showMusic(t), "everything": showText(t, everything)} {
		for title, query := range gqltest.Introspections {
			document, errs := gqlparser.LoadQueryWithRules(s.schema, query, nil)
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			op := &graphql.OperationContext{
				RawQuery: query, Doc: document, Operation: document.Operations[0], RecoverFunc: graphql.DefaultRecover, Variables: variables,
				ResolverMiddleware:     func(ctx context.Context, next graphql.Resolver) (any, error) { return next(ctx) },
				RootResolverMiddleware: func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler { return next(ctx) },
			}
			ctx := graphql.WithResponseContext(graphql.WithOperationContext(t.Context(), op), graphql.DefaultErrorPresenter, graphql.DefaultRecover)
			theirs := graph.NewExecutableSchema(graph.Config{Schema: s.schema}).Exec(ctx)(ctx).Data
			values, wrong := ask(t, s, query, variables, false)
			if len(wrong) > 0 || len(theirs) < 500 {
				t.Fatalf("%s, %s: %v, %s", name, title, wrong, theirs)
			}
			var members map[string]json.RawMessage
			if err := json.Unmarshal(theirs, &members); err != nil {
				t.Fatal(err)
			}
			for key, ours := range values {
				if difference := differs(decoded(t, ours), decoded(t, members[key]), key); difference != "" {
					t.Errorf("%s, %s: %s", name, title, difference)
				}
			}
		}
	}
}

func decoded(t *testing.T, text []byte) any {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// differs returns where two answers differ, except where the reference implementation differs from gqlgen: null
// where a kind of type has no such list, and the default reason of a deprecation.
func differs(ours, theirs any, path string) string {
	switch o := ours.(type) {
	case map[string]any:
		other, _ := theirs.(map[string]any)
		for key, value := range o {
			if d := differs(value, other[key], path+"."+key); d != "" {
				return d
			}
		}
		if len(o) == len(other) {
			return ""
		}
	case []any:
		other, _ := theirs.([]any)
		for i := range min(len(o), len(other)) {
			if d := differs(o[i], other[i], path+"."+strconv.Itoa(i)); d != "" {
				return d
			}
		}
		if len(o) == len(other) {
			return ""
		}
	case nil:
		if empty, ok := theirs.([]any); theirs == nil || theirs == false || ok && len(empty) == 0 {
			return ""
		}
	default:
		if o == theirs || o == "No longer supported" && theirs == nil {
			return ""
		}
	}
	return fmt.Sprintf("%s is %v, want %v", path, ours, theirs)
}

// TestAnswersAboutTheWholeSchemaAreKept checks that answers are cached, that their number is limited, and that
// other answers are not cached.
func TestAnswersAboutTheWholeSchemaAreKept(t *testing.T) {
	s := showMusic(t)
	whole := func(query string) []byte {
		t.Helper()
		op, fields := s.plan(t, query, map[string]any{"no": false})
		body, f := s.Whole(t.Context(), op, fields)
		if f != nil {
			t.Fatal(f)
		}
		return body
	}
	for range 2 {
		for title, query := range gqltest.Introspections {
			if body := whole(query); (body != nil) == (title == "odd") { // that one has variables
				t.Errorf("%s: %d bytes", title, len(body))
			}
		}
	}
	if n := s.kept.recent.Len(); n != len(gqltest.Introspections)-1 {
		t.Errorf("%d answers are kept", n)
	}
	for i := range 2 * maxKept {
		whole(fmt.Sprintf("{ __schema { types { a%d: name } } }", i))
	}
	if n := s.kept.recent.Len(); n != maxKept || len(s.kept.bodies) != n {
		t.Errorf("%d answers are kept, want %d", n, maxKept)
	}
}
