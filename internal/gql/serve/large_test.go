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
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"tiddly/graph"
	"tiddly/internal/catalog"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqltest"
	"tiddly/internal/request"
	"tiddly/internal/schema"
)

// TestHostileDocumentsOverTheWire sends documents of every kind by POST and by GET, also to a server whose generated
// code answers whatever it can: both get the same answer, and those that are refused get a short one.
func TestHostileDocumentsOverTheWire(t *testing.T) {
	for _, o := range []Options{{}, {Generated: true}, {Limits: gqltest.Tenfold()}} {
		s, _ := newFake(t, o)
		h := newServer(s, newCache(), o)
		l := o.filled().Limits
		for name, write := range gqltest.Hostile {
			for _, size := range []int{l.Fields / 6, l.Tokens / 8, l.Tokens * 4 / 5} {
				text := write(size)
				posted := sent(t, h, text)
				r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql?query="+url.QueryEscape(text), nil)
				got := httptest.NewRecorder()
				h.ServeHTTP(got, r)
				if name == "mutations" && posted.Code == http.StatusOK {
					continue // GET takes none
				}
				refused := posted.Code >= http.StatusBadRequest
				if posted.Code >= http.StatusInternalServerError || refused && posted.Body.Len() > 16<<10 {
					t.Errorf("%s of %d: %d with %d bytes: %.400s", name, size, posted.Code, posted.Body.Len(), posted.Body)
				}
				if posted.Body.String() != got.Body.String() && got.Code != http.StatusRequestEntityTooLarge && got.Code != http.StatusMethodNotAllowed {
					t.Errorf("%s of %d: POST %.400s\nGET %.400s", name, size, posted.Body, got.Body)
				}
			}
		}
	}
}

// TestFailedWrites looks at how an answer says that a write failed: the data is null where work was rolled back, and
// absent where the request was refused before any.
func TestFailedWrites(t *testing.T) {
	for name, tt := range map[string]struct {
		code       fault.Code
		statements int
		status     int
		keys       string
	}{
		"a broken constraint":        {fault.ConstraintUnique, 1, http.StatusOK, "[data errors]"},
		"a constraint that we check": {fault.ConstraintNotNull, 0, http.StatusOK, "[data errors]"},
		"a bound that was met":       {fault.LimitAffected, 1, http.StatusOK, "[data errors]"},
		"a value that was refused":   {fault.RequestValue, 0, http.StatusBadRequest, "[errors]"},
		"a busy database":            {fault.DatabaseBusy, 1, http.StatusServiceUnavailable, "[errors]"},
		"a full disk":                {fault.DatabaseFull, 1, http.StatusOK, "[data errors]"},
	} {
		t.Run(name, func(t *testing.T) {
			var reported []error
			o := Options{Report: func(_ context.Context, err error) { reported = append(reported, err) }}
			w := send(t, post(`{"query": "mutation { deleteArtist(by: {id: 1}) { affectedRows } }"}`, ""), o,
				func(context.Context, request.Arguments, []byte) exec.Answer {
					return exec.Answer{Errors: []*fault.Fault{gqltest.Fault(tt.code).At("deleteArtist")}, Statements: tt.statements}
				})
			if w.Code != tt.status || fmt.Sprint(gqltest.Keys(t, w.Body.Bytes())) != tt.keys {
				t.Errorf("got %d %s", w.Code, w.Body)
			}
			client := strings.HasPrefix(string(tt.code), "CONSTRAINT") || strings.HasPrefix(string(tt.code), "REQUEST")
			if wanted := !client && tt.code != fault.LimitAffected; wanted != (len(reported) == 1) {
				t.Errorf("the log has %v", reported)
			}
		})
	}
}

// TestGetNeverMutates sends a mutation that is valid, alone and beside a query.
func TestGetNeverMutates(t *testing.T) {
	ran := false
	run := func(context.Context, request.Arguments, []byte) exec.Answer {
		ran = true
		return exec.Answer{Data: []byte(`{}`)}
	}
	const document = `mutation W { deleteArtist(by: {id: 1}) { affectedRows } } query R { __typename }`
	for _, operation := range []string{"W", "R"} {
		w := send(t, get("operationName="+operation+"&query="+url.QueryEscape(document)), Options{}, run)
		if mutates := operation == "W"; mutates != (w.Code == http.StatusMethodNotAllowed) || mutates == ran {
			t.Errorf("%s: got %d %s, ran %v", operation, w.Code, w.Body, ran)
		}
	}
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
	h := newServer(newServed(s, nil, graph.Project(), Options{}), newCache(), Options{Timeout: time.Hour})
	ask := func() (allocated uint64, size int) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		a := sent(t, h, gqltest.FullIntrospection, "Accept-Encoding", "gzip")
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

func TestWholeSchemaIsSentCompressed(t *testing.T) {
	served, _ := newFake(t, Options{})
	h := newServer(served, newCache(), Options{
		HideSchema: func(r *http.Request) bool { return r.Header.Get("Far") != "" },
		Traces:     func(*http.Request) bool { return true },
	})
	for title, query := range gqltest.Introspections {
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
		traced := sent(t, h, query, "Accept-Encoding", "gzip", "Tiddly-Trace", "1")
		if got, _ := io.ReadAll(traced.Body); !strings.HasPrefix(string(got), strings.TrimSuffix(string(text), "}")) || !strings.Contains(string(got), `"trace":`) {
			t.Errorf("%s: with a trace the answer is another", title)
		}
		hidden := sent(t, h, query, "Far", "yes", "Accept-Encoding", "gzip")
		if text, _ := io.ReadAll(hidden.Body); strings.Contains(string(text), "OBJECT") || !strings.Contains(string(text), "errors") {
			t.Errorf("%s: a hidden schema is told: %.200s", title, text)
		}
	}
}
