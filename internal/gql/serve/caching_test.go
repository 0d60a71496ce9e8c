package serve

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tiddly/internal/caller"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// TestCaches looks at what answers say to caches, with and without a setting.
func TestCaches(t *testing.T) {
	const control, own = "public, max-age=60, s-maxage=600, immutable", "private, max-age=60, immutable"
	good := get("query=" + url.QueryEscape("{ artists { id } }"))
	with := func(c call, name, value string) call {
		c.header = map[string]string{name: value, "Content-Type": "application/json"}
		return c
	}
	cases := []struct {
		name          string
		call          call
		without, with string
	}{
		{"get", good, "", control},
		{"query", query(`{"query": "{ artists { id } }"}`), "", control},
		{"post", post(`{"query": "{ artists { id } }"}`, ""), "", ""},
		{"a key", with(good, "Authorization", "Bearer x"), "", own},
		{"a cookie", with(good, "Cookie", "tiddly=x"), "", own},
		{"introspection", get("query={__schema{queryType{name}}}"), "", control},
		{"syntax", get("query={"), "no-store", "no-store"},
		{"as JSON, whose status is 200", with(get("query={"), "Accept", "application/json"), "no-store", "no-store"},
		{"no media type", with(good, "Accept", "text/html"), "no-store", "no-store"},
		{"method", call{method: http.MethodPut, target: "/graphql"}, "no-store", "no-store"},
	}
	for _, c := range cases {
		for setting, want := range map[string]string{"": c.without, control: c.with} {
			w := send(t, c.call, Options{CacheControl: setting}, nil)
			if got := w.Header().Get("Cache-Control"); got != want {
				t.Errorf("%s, %q: got %q, want %q", c.name, setting, got, want)
			}
			varies := strings.Contains(strings.Join(w.Header()["Vary"], ","), "Accept, Authorization, Cookie")
			keeps := setting != "" && want != "no-store" && want != ""
			tagged := want != "no-store" && w.Header()["Etag"] != nil
			if varies != (keeps || tagged) {
				t.Errorf("%s, %q: got Vary %q", c.name, setting, w.Header()["Vary"])
			}
		}
	}
}

// TestCachesKeepNoErrors checks answers that have data and errors.
func TestCachesKeepNoErrors(t *testing.T) {
	w := send(t, get("query={artists{id}}"), Options{CacheControl: "max-age=60"},
		func(_ context.Context, _ request.Arguments, dst []byte) exec.Answer {
			base := len(dst)
			dst = append(dst, `{"artists":[]}`...)
			return exec.Answer{Data: dst[base:], Errors: []*fault.Fault{fault.New(fault.DatabaseValue, "a cell").At("artists")}}
		})
	if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v: %s", w.Code, w.Header(), w.Body)
	}
}

// TestCachesOfCallers asks as a caller whom the server identified by other means than a header.
func TestCachesOfCallers(t *testing.T) {
	s, _ := newFake(t, Options{})
	server := newServer(s, newCache(), Options{CacheControl: "max-age=60"})
	ctx := caller.With(t.Context(), &caller.Caller{})
	if w := sentWith(ctx, server, get("query={artists{id}}")); w.Header().Get("Cache-Control") != "private, max-age=60" {
		t.Errorf("got %v", w.Header())
	}
}
