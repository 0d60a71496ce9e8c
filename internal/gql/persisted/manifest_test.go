package persisted

import (
	"strings"
	"testing"

	"tiddly/internal/fault"
)

const (
	apollo = `{"format":"apollo-persisted-query-manifest","version":1,"operations":[
		{"id":"h1","name":"A","type":"query","body":"query A { a }"},{"id":"sha256:h2","name":"B","type":"mutation","body":"mutation B { b }"}]}`
	relay = `{"m1":"query A { a }","m2":"mutation B { b }"}`
)

func TestParseManifest(t *testing.T) {
	for text, want := range map[string][]Entry{
		apollo: {{"h1", "A", "query A { a }"}, {"sha256:h2", "B", "mutation B { b }"}},
		relay:  {{"m1", "", "query A { a }"}, {"m2", "", "mutation B { b }"}},
		`{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"h","body":"{a}"},{"id":"h","body":"{a}"}]}`: {{"h", "", "{a}"}},
	} {
		m, err := ParseManifest([]byte(text))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if len(m.Entries()) != len(want) {
			t.Fatalf("%s: %+v", text, m.Entries())
		}
		for i, e := range m.Entries() {
			if e != want[i] {
				t.Errorf("%s: %+v, want %+v", text, e, want[i])
			}
		}
	}
	for text, want := range map[string]string{
		``: "not valid JSON", `[]`: "not a JSON object", `{}`: "no documents", `{"a": 1}`: "a is a number", `{"a": ""}`: "no id or no text", `{"": "{a}"}`: "no id or no text",
		`{"format":"apollo-persisted-query-manifest","version":2,"operations":[{"id":"h","body":"{a}"}]}`: "another format",
		`{"format":"apollo-persisted-query-manifest","operations":[{"id":"h","body":"{a}"}]}`:             "another format",
		`{"a": "{a}", "a": "{b}"}`: "duplicate", `{"format": "other", "operations": []}`: "another format",
		`{"format":"apollo-persisted-query-manifest","version":1}`:                                                                "another format",
		`{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"a"}]}`:                                      "operations[0] has no id or no body",
		`{"format":"apollo-persisted-query-manifest","version":1,"operations":[1]}`:                                               "operations[0] has no id",
		`{"format":"apollo-persisted-query-manifest","version":1,"operations":[]}`:                                                "no documents",
		`{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"h","body":"{a}"},{"id":"h","body":"{b}"}]}`: "two documents have the id h",
	} {
		if _, err := ParseManifest([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func TestFindInManifest(t *testing.T) {
	const a, b, other = "query A { a }", "mutation B { b }", "{ other }"
	m, err := ParseManifest([]byte(apollo))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name        string
		r           Request
		want        string // of both modes
		only, allow fault.Code
	}{
		{"a hash", Request{Hash: "h1"}, a, "", ""},
		{"an id", Request{ID: "h1"}, a, "", ""},
		{"a prefixed id", Request{ID: "sha256:h1"}, a, "", ""},
		{"an id that is prefixed", Request{ID: "sha256:h2"}, b, "", ""},
		{"the hash of such an id", Request{Hash: "h2"}, b, "", ""},
		{"the text", Request{Text: a}, a, "", ""},
		{"the text with its id", Request{Text: a, ID: "h1"}, a, "", ""},
		{"the text with its hash", Request{Text: a, Hash: Hash(a)}, a, "", ""},
		{"the id of another text", Request{Text: other, ID: "h1"}, "", fault.PersistedQueryMismatch, fault.PersistedQueryMismatch},
		{"the id of another listed text", Request{Text: b, Hash: "h1"}, "", fault.PersistedQueryMismatch, fault.PersistedQueryMismatch},
		{"another text", Request{Text: other}, other, fault.PersistedQueryNotInList, ""},
		{"nearly the text", Request{Text: a + " "}, a + " ", fault.PersistedQueryNotInList, ""},
		{"another text with its hash", Request{Text: other, Hash: Hash(other)}, other, fault.PersistedQueryNotInList, ""},
		{"an unknown id", Request{ID: "h3"}, "", fault.PersistedQueryNotInList, fault.PersistedQueryNotInList},
		{"an unknown hash", Request{Hash: Hash(other)}, "", fault.PersistedQueryNotInList, fault.PersistedQueryNotFound},
	} {
		for only, code := range map[bool]fault.Code{true: c.only, false: c.allow} {
			d := &Documents{Only: only, Registry: NewRegistry(1 << 20)}
			d.Trust(m)
			got, f := d.Find(c.r)
			switch {
			case f == nil && (code != "" || got.Text != c.want), f != nil && f.Code != code:
				t.Errorf("%s, only %v: got %q %v, want %q %s", c.name, only, got.Text, f, c.want, code)
			case f == nil && got.Listed != (got.Text == a || got.Text == b):
				t.Errorf("%s, only %v: listed %v", c.name, only, got.Listed)
			case only && got.register != "":
				t.Errorf("%s: it is registered", c.name)
			}
		}
	}
	if _, f := (&Documents{Only: true}).Find(Request{Text: a}); f == nil || f.Code != fault.PersistedQueryNotInList {
		t.Errorf("without a manifest: %v", f)
	}
}
