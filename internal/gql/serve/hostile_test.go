package serve

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"tiddly/internal/gql/gqltest"
)

// TestHostileDocumentsOverTheWire sends documents of every kind by POST and by GET, also to a server whose
// generated code answers all that it can: both answer the same, and refusals are short.
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
					continue // GET has no mutations
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
