package serve

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"tiddly/internal/catalog"
	"tiddly/internal/gql/gqltest"
	"tiddly/internal/schema"
	"tiddly/internal/tests/home"
)

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

// TestThousandTablesAreDescribedInLittleMemory limits the memory for making the answer and for sending it again.
func TestThousandTablesAreDescribedInLittleMemory(t *testing.T) {
	c := thousand(t)
	s, err := schema.Build(c, schema.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := newServer(newServed(s, nil, home.Project(), Options{}), newCache(), Options{Timeout: time.Hour})
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
		kept := title != "odd" // that one has variables
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
