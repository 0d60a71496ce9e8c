//go:build unix

package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// The same rows, and the same row, in both APIs. FETCH selects every column.
const (
	everyColumn = `query Page($above: Decimal!, $limit: Int!) {
  products(where: {price: {gt: $above}}, orderBy: [{price: ASC}], limit: $limit) { %s }
}`
	restBody   = `{"where": {"price": {"gt": "20.00"}}, "orderby": "price", "limit": 100}`
	insertBody = `mutation Add($input: CollectionInsert!) { insertCollection(input: $input) { node { id } } }`
)

// pair is one question, asked by REST and by GraphQL.
type pair struct {
	name                     string
	method, path, body, twin string
}

// restPairs returns the pairs, over a database of its own, so that the rows they write affect no other test.
func restPairs(tb testing.TB) (http.Handler, []pair) {
	tb.Helper()
	path := samplePath(tb)
	_, snapshot := load(tb, path)
	var fields []string
	for _, c := range snapshot.Catalog.TableBySQL("products").Columns {
		fields = append(fields, c.Name)
	}
	post := func(query string, variables map[string]any) string {
		text, err := json.Marshal(map[string]any{"query": query, "variables": variables})
		if err != nil {
			tb.Fatal(err)
		}
		return string(text)
	}
	list := fmt.Sprintf(everyColumn, strings.Join(fields, " "))
	row := map[string]any{"title": "Nowhere", "makerId": 1, "season": "SPRING"}
	return newOurs(tb, path), []pair{
		{"FETCH of 100 rows", "FETCH", "/products", restBody, post(list, map[string]any{"above": "20.00", "limit": 100})},
		{"POST of a row", http.MethodPost, "/collections", `{"title": "Nowhere", "maker_id": 1, "season": "spring"}`, post(insertBody, map[string]any{"input": row})},
	}
}

// callers returns the callers of the question, by REST and by GraphQL.
func (p *pair) callers(tb testing.TB, h http.Handler) (byREST, byGraphQL *caller) {
	tb.Helper()
	return newCallerTo(tb, h, p.method, p.path, []byte(p.body)), newCaller(tb, h, []byte(p.twin))
}

// BenchmarkREST measures each question both ways, one after the other.
func BenchmarkREST(b *testing.B) {
	h, all := restPairs(b)
	for _, p := range all {
		byREST, byGraphQL := p.callers(b, h)
		for _, c := range []struct {
			name string
			*caller
		}{{"REST", byREST}, {"GraphQL", byGraphQL}} {
			b.Run(p.name+"/"+c.name, func(b *testing.B) {
				c.call()
				b.ReportAllocs()
				for b.Loop() {
					c.call()
				}
			})
		}
	}
}

// reportREST measures in turns and reports the CPU time of REST as a share of that of GraphQL.
func reportREST(t *testing.T, out io.Writer) {
	t.Helper()
	_, _ = fmt.Fprintln(out, "\n| question | REST, CPU µs | GraphQL, CPU µs | REST × GraphQL |\n| --- | --- | --- | --- |")
	h, all := restPairs(t)
	for _, p := range all {
		byREST, byGraphQL := p.callers(t, h)
		rest, graphQL := &measured{caller: byREST}, &measured{caller: byGraphQL}
		takeTurns(t, []*measured{rest, graphQL})
		_, _ = fmt.Fprintf(out, "| %s | %s | %s | %s |\n", p.name, of(rest.cpu), of(graphQL.cpu), of(pairs(rest.cpu, graphQL.cpu)))
	}
}

// TestRESTGivesTheSameRows checks that both APIs return the same rows, so that they can be compared.
func TestRESTGivesTheSameRows(t *testing.T) {
	h, all := restPairs(t)
	byREST, byGraphQL := all[0].callers(t, h)
	var rows [2][]map[string]any
	for i, c := range []*caller{byREST, byGraphQL} {
		var kept bytes.Buffer
		c.sink.kept = &kept
		c.call()
		var answer struct{ Data json.RawMessage }
		if err := json.Unmarshal(kept.Bytes(), &answer); err != nil {
			t.Fatalf("%v in %s", err, kept.String())
		}
		data := answer.Data
		if i == 1 {
			var products struct{ Products json.RawMessage }
			if err := json.Unmarshal(data, &products); err != nil {
				t.Fatal(err)
			}
			data = products.Products
		}
		if err := json.Unmarshal(data, &rows[i]); err != nil {
			t.Fatal(err)
		}
	}
	if len(rows[0]) != 100 || len(rows[1]) != 100 {
		t.Fatalf("%d and %d rows", len(rows[0]), len(rows[1]))
	}
	for i, byREST := range rows[0] {
		if byGraphQL := rows[1][i]; !reflect.DeepEqual(byREST["id"], byGraphQL["id"]) || len(byREST) != len(byGraphQL) {
			t.Fatalf("row %d is %v by REST and %v by GraphQL", i, byREST, byGraphQL)
		}
	}
	byREST, byGraphQL = all[1].callers(t, h)
	for _, c := range []*caller{byREST, byGraphQL} {
		var kept bytes.Buffer
		c.sink.kept = &kept
		c.call()
		if !strings.Contains(kept.String(), `"id":`) {
			t.Errorf("no row was written: %s", kept.String())
		}
	}
}
