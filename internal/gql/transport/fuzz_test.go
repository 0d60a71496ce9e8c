package transport

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"tiddly/internal/gql/limits"
	"tiddly/internal/gql/persisted"
	"tiddly/internal/jsontext"
)

// FuzzBody reads any bytes as a body, alone and with arrays: each is refused, or gives requests that have a document
// or a reason why they have none.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{
		`{"query":"{ a }"}`, `[{"query":"{ a }"},{"query":"{ b }"}]`, `[]`, `[1]`, `[[]]`, `{"documentId":"a"}`, `{"id":1,"query":"{a}"}`, `[{"doc_id":"a"},{}]`,
		`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}`, `{"query":"{a}","extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}`,
		`{"extensions":{"persistedQuery":[]}}`, `{"extensions":{"persistedQuery":{"version":"1"}}}`, `{"query":null,"id":"\ud800"}`, `[{"query":"{a}","variables":[]}]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, batch := range []int{0, 2} {
			l := limits.Default()
			l.Batch = batch
			transport := New(Options{Limits: &l, Documents: &persisted.Documents{Registry: persisted.NewRegistry(1 << 10)}})
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			a := &sender{w: httptest.NewRecorder(), r: r}
			if refused := transport.read(a, &jsontext.Tree{}); refused != nil {
				continue
			}
			asked := &a.asked
			all := asked.all
			if all == nil {
				all = []question{asked.one}
			}
			if asked.all != nil && (len(all) == 0 || len(all) > batch) {
				t.Fatalf("%d requests of at most %d", len(all), batch)
			}
			for i := range all {
				if (all[i].Query == "") != (all[i].refused != nil) {
					t.Fatalf("request %d has the document %q and the reason %v", i, all[i].Query, all[i].refused)
				}
			}
		}
	})
}
