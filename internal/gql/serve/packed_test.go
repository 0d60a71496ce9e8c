package serve

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/introspection"
	"github.com/vektah/gqlparser/v2"

	"tiddly/graph"
	"tiddly/internal/catalog"
	"tiddly/internal/schema"
)

// everything has what a schema can have and the tables do not give: deprecation, a union, defaults, directives, a
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

// introspections ask in many ways for the whole schema.
var introspections = map[string]string{
	"of a client": fullIntrospection,
	"of gqlgen":   introspection.Query,
	"short":       `{ s: __schema { __typename types { n: name __typename kind } types { fields { name } enumValues { name } } } }`,
	"odd": `query ($yes: Boolean = true, $no: Boolean!) { __schema { types { kind name fields(includeDeprecated: $yes) { name type { name kind ofType { name } } }
		... on __Type { interfaces { name } ofType { name } } ... @skip(if: $yes) { description } ...More @include(if: $no)
		enumValues(includeDeprecated: false) { name isDeprecated } inputFields(includeDeprecated: false) { name defaultValue } } directives { name locations } } }
		fragment More on __Type { possibleTypes { name } kind }`,
}

// TestWholeSchemaIsWrittenAsTheExecutorDoes holds what describe writes against gqlgen's answer, member by member.
func TestWholeSchemaIsWrittenAsTheExecutorDoes(t *testing.T) {
	variables := map[string]any{"yes": true, "no": false}
	for name, s := range map[string]*served{"tables": servedMusic(t), "everything": servedSchema(t, everything)} {
		for title, query := range introspections {
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
			for key, ours := range values {
				if difference := differs(decoded(t, ours), decoded(t, onlyValue(theirs, key)), key); difference != "" {
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

// differs tells where two answers differ, but for what the reference implementation says otherwise than gqlgen: null
// where a kind of type has no such thing, and why something is deprecated that says nothing of it.
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

// sent sends a document to a handler over a catalogue.
func sent(t *testing.T, h http.Handler, query string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": map[string]any{"no": false}})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestWholeSchemaIsSentCompressed(t *testing.T) {
	served, _ := newFake(t, Options{})
	h := newServer(served, NewCache(), Options{
		HideSchema: func(r *http.Request) bool { return r.Header.Get("Far") != "" },
		Traces:     func(*http.Request) bool { return true },
	})
	for title, query := range introspections {
		plain := sent(t, h, query)
		text, err := io.ReadAll(plain.Body)
		if err != nil || plain.Code != http.StatusOK || !strings.HasPrefix(string(text), `{"data":{"`) {
			t.Fatalf("%s: %d %.300s", title, plain.Code, text)
		}
		small := sent(t, h, query, "Accept-Encoding", "br, gzip;q=0.5")
		kept := title != "odd" // that has variables
		if got := small.Header().Get("Content-Encoding") == "gzip"; got != kept {
			t.Fatalf("%s: compressed %v", title, got)
		}
		if kept {
			unpacked, err := gzip.NewReader(small.Body)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(unpacked); err != nil || !bytes.Equal(got, text) {
				t.Errorf("%s: %v, the bytes differ", title, err)
			}
		}
		traced := sent(t, h, query, "Accept-Encoding", "gzip", traceHeader, "1")
		if got, _ := io.ReadAll(traced.Body); !strings.HasPrefix(string(got), strings.TrimSuffix(string(text), "}")) || !strings.Contains(string(got), `"trace":`) {
			t.Errorf("%s: with a trace the answer is another", title)
		}
		hidden := sent(t, h, query, "Far", "yes", "Accept-Encoding", "gzip")
		if text, _ := io.ReadAll(hidden.Body); strings.Contains(string(text), "OBJECT") || !strings.Contains(string(text), "errors") {
			t.Errorf("%s: a hidden schema is told: %.200s", title, text)
		}
	}
	if n := served.introspect.packed.recent.Len(); n != len(introspections)-1 {
		t.Errorf("%d answers are kept", n)
	}
	for i := range 2 * maxPacked {
		sent(t, h, fmt.Sprintf("{ __schema { types { a%d: name } } }", i))
	}
	if n := served.introspect.packed.recent.Len(); n != maxPacked || len(served.introspect.packed.bodies) != n {
		t.Errorf("%d answers are kept, want %d", n, maxPacked)
	}
}

// thousand is a catalogue of a thousand tables.
func thousand(tb testing.TB) *catalog.Catalog {
	tb.Helper()
	source := catalog.Source{}
	for i := range 1000 {
		table := catalog.SourceTable{Name: fmt.Sprintf("thing_%d", i), PrimaryKey: catalog.SourceKey{Columns: []string{"id"}}}
		for j, kind := range []catalog.Kind{catalog.Int, catalog.Int, catalog.String, catalog.Float, catalog.DateTime, catalog.Boolean, catalog.Decimal, catalog.String} {
			name := fmt.Sprintf("column_%d", j)
			if j == 0 {
				name = "id"
			}
			table.Columns = append(table.Columns, catalog.SourceColumn{Name: name, Type: catalog.Type{Kind: kind}})
		}
		table.ForeignKeys = []catalog.SourceForeignKey{{Columns: []string{"column_1"}, Target: fmt.Sprintf("thing_%d", i/2), TargetColumns: []string{"id"}}}
		source.Tables = append(source.Tables, table)
	}
	c, _, err := catalog.Build(source, catalog.Overrides{}, catalog.BuildOptions{})
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// TestThousandTablesAreDescribedInLittleMemory bounds what the answer costs to make, and to give again.
func TestThousandTablesAreDescribedInLittleMemory(t *testing.T) {
	c := thousand(t)
	s, err := schema.Build(c, schema.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := newServer(newServed(s, c, nil, graph.Project(), Options{}), NewCache(), Options{Timeout: time.Hour})
	ask := func() (allocated uint64, size int) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		a := sent(t, h, fullIntrospection, "Accept-Encoding", "gzip")
		runtime.ReadMemStats(&after)
		body, err := io.ReadAll(a.Body)
		if err != nil || a.Code != http.StatusOK {
			t.Fatalf("%d %v", a.Code, err)
		}
		return after.TotalAlloc - before.TotalAlloc, len(body)
	}
	first, size := ask()
	again, _ := ask()
	t.Logf("first %d MB, again %d kB, %d kB are sent", first>>20, again>>10, size>>10)
	if first > 60<<20 || again > 4<<20 || size > 1<<20 {
		t.Errorf("the first answer allocates %d MB, the second %d kB, and %d kB are sent", first>>20, again>>10, size>>10)
	}
}

func BenchmarkThousandTables(b *testing.B) {
	c := thousand(b)
	b.Run("schema", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := schema.Build(c, schema.Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
