package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"tiddly/internal/exec"
	"tiddly/internal/gql/gqltest"
	"tiddly/internal/gql/limits"
	"tiddly/internal/gql/persisted"
	"tiddly/internal/request"
)

// arrays returns options with arrays of that many requests.
func arrays(n int) Options {
	o := Options{Limits: limits.Default()}
	o.Limits.Batch = n
	return o
}

// each returns the answers to an array.
func each(t *testing.T, body []byte) []string {
	t.Helper()
	var all []json.RawMessage
	if err := json.Unmarshal(body, &all); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	texts := make([]string, len(all))
	for i, one := range all {
		texts[i] = string(one)
	}
	return texts
}

// TestArrays sends an array with all that can happen to its requests, each of which has its own answer.
func TestArrays(t *testing.T) {
	o := arrays(9)
	const text = "{ c: __typename }"
	o.Documents = &persisted.Documents{Registry: persisted.NewRegistry(1 << 20)}
	o.Documents.Registry.Add(persisted.Hash(text), text)
	entered, left := 0, 0
	o.Enter = func(context.Context) (func(), error) { entered++; return func() { left++ }, nil }
	whole, err := json.Marshal(gqltest.FullIntrospection)
	if err != nil {
		t.Fatal(err)
	}
	w := send(t, post(`[
		{"query": "{ a: __typename }"},
		{"query": "{"},
		{"query": "{ nothing }"},
		{"query": "query($l: Int) { artists(limit: $l) { id } }", "variables": {"l": "x"}},
		{"query": "query A { b: __typename } query B { x: __typename }", "operationName": "A"},
		{"extensions": `+extension(text)+`},
		{"extensions": `+extension("{ d: __typename }")+`},
		{"query": "{ __schema { queryType { name } } }"},
		{"query": `+string(whole)+`}
	]`, ""), o, nil)
	got := each(t, w.Body.Bytes())
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/json; charset=utf-8" || len(got) != 9 {
		t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	for i, want := range []string{
		`{"data":{"a":"Query"}}`, "REQUEST_SYNTAX", "REQUEST_INVALID", "REQUEST_VALUE", `{"data":{"b":"Query"}}`, `{"data":{"c":"Query"}}`,
		"PERSISTED_QUERY_NOT_FOUND", `{"data":{"__schema":{"queryType":{"name":"Query"}}}}`, `"kind":"OBJECT"`,
	} {
		if !strings.Contains(got[i], want) {
			t.Errorf("request %d: %s, want %s", i+1, got[i], want)
		}
	}
	if entered != 1 || left != 1 {
		t.Errorf("the array takes %d places and frees %d", entered, left)
	}
}

// TestArraysThatAreRefused sends arrays of which nothing runs.
func TestArraysThatAreRefused(t *testing.T) {
	const good = `{"query": "{ a: __typename }"}`
	for body, want := range map[string]string{
		`[]`: "the array has no requests",
		`[` + good + `,` + good + `,` + good + `]`:    `"code":"LIMIT_BATCH"`,
		`[` + good + `, 1]`:                           "request 2 of the array: the body is not a JSON object",
		`[` + good + `, {}]`:                          "request 2 of the array: the request has no query",
		`[` + good + `, {"query": 1}]`:                "request 2 of the array: query must be a string",
		`[[` + good + `]]`:                            "request 1 of the array: the body is not a JSON object",
		`[` + good + strings.Repeat(" ", 1<<20) + `]`: `"code":"LIMIT_BODY"`,
	} {
		w := send(t, post(body, ""), arrays(2), func(context.Context, request.Arguments, []byte) exec.Answer {
			t.Error("something ran")
			return exec.Answer{}
		})
		if w.Code < 400 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%.60s: %d %s, want %s", body, w.Code, w.Body, want)
		}
	}
}

// TestArraysHaveOneAnswer bounds the answers to an array together: what does not fit is left out, but for what was
// written.
func TestArraysHaveOneAnswer(t *testing.T) {
	o := arrays(6)
	o.Limits.Answer = 300
	ran := 0
	large := func(_ context.Context, _ request.Arguments, dst []byte) exec.Answer {
		ran++
		base := len(dst)
		dst = append(dst, fmt.Sprintf(`{"a":%q}`, strings.Repeat("x", 200))...)
		return exec.Answer{Data: dst[base:]}
	}
	const read, write = `{"query":"{ artists { id } }"}`, `{"query":"mutation { deleteArtist(by: {id: 1}) { affectedRows } }"}`
	for _, c := range []struct {
		requests []string
		fits     []bool
		ran      int
	}{
		{[]string{read, read, write}, []bool{true, false, false}, 2},
		{[]string{read, write, read, write}, []bool{true, true, false, false}, 2},
	} {
		ran = 0
		w := send(t, post("["+strings.Join(c.requests, ",")+"]", ""), o, large)
		got := each(t, w.Body.Bytes())
		if len(got) != len(c.requests) || ran != c.ran {
			t.Fatalf("%d ran: %s", ran, w.Body)
		}
		for i, fits := range c.fits {
			if strings.Contains(got[i], "xxx") != fits || strings.Contains(got[i], "LIMIT_ROWS") == fits {
				t.Errorf("request %d: %s", i+1, got[i])
			}
		}
	}
}

// TestArraysByQuery sends mutations by a method that only reads.
func TestArraysByQuery(t *testing.T) {
	o := arrays(2)
	o.CacheControl = "max-age=60"
	const read = `{"query":"{ artists { id } }"}`
	if w := send(t, query("["+read+","+read+"]"), o, nil); w.Header().Get("Cache-Control") != "max-age=60" {
		t.Errorf("%v %s", w.Header(), w.Body)
	}
	w := send(t, query("["+read+`,{"query":"mutation { deleteArtist(by: {id: 1}) { affectedRows } }"}]`), o, nil)
	if got := each(t, w.Body.Bytes()); len(got) != 2 || !strings.Contains(got[1], "REQUEST_METHOD") || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Allow") != "" {
		t.Errorf("%v %s", w.Header(), w.Body)
	}
}
