package auth_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tiddly/internal/auth/jwt"
)

// BenchmarkIdentify measures the identification of the caller of a request.
func BenchmarkIdentify(b *testing.B) {
	v, err := jwt.New(b.Context(), jwt.Options{Secret: []byte(jwtSecret), Algorithm: "HS256", Services: []jwt.Service{{Claim: "kind", Value: "service"}}})
	if err != nil {
		b.Fatal(err)
	}
	h := serve(b, func(h *house) { h.tokens = v })
	program, _ := h.addKey("reporting", nil, time.Time{})
	account, _ := h.addKey("ada's", []string{"1"}, time.Time{})
	for name, header := range map[string][]string{
		"stranger": nil, "session": h.signIn("ada@x", "plain ada"), "key": {"Authorization", "Bearer " + program},
		"key of an account": {"Authorization", "Bearer " + account}, "token": {"Authorization", "Bearer " + hs256(`{"sub": "1", "exp": 9999999999}`)},
		"token of a program": {"Authorization", "Bearer " + hs256(`{"kind": "service", "exp": 9999999999}`)},
	} {
		b.Run(name, func(b *testing.B) {
			r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/graphql", http.NoBody)
			for i := 0; i+1 < len(header); i += 2 {
				r.Header.Set(header[i], header[i+1])
			}
			w := httptest.NewRecorder()
			b.ReportAllocs()
			for b.Loop() {
				p, err := h.service.Identify(w, r)
				if err != nil || (p == nil) != (name == "stranger") {
					b.Fatal(p, err)
				}
			}
		})
	}
}

// BenchmarkInAddress measures the search for credentials in the address of a request.
func BenchmarkInAddress(b *testing.B) {
	h := serve(b)
	for name, address := range map[string]string{
		"none": "/graphql", "a query": "/graphql?query=" + url.QueryEscape("query($where: NoteFilter) { notes(where: $where) { id text } }") + "&variables=%7B%7D",
		"32 kB of escapes": "/graphql?query=" + strings.Repeat("%25", 11_000),
	} {
		r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, address, http.NoBody)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := h.service.InAddress(r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
