package persisted

import (
	"fmt"
	"strings"
	"testing"

	"tiddly/internal/fault"
)

func TestRegistryForgetsTheLeastRecentlyUsed(t *testing.T) {
	r := NewRegistry(3 * (Overhead + 10))
	text := func(i int) string { return fmt.Sprintf("{ a%06d}", i) }
	for i := range 3 {
		r.Add(Hash(text(i)), text(i))
	}
	if _, ok := r.Find(Hash(text(0))); !ok {
		t.Error("there is room for three")
	}
	r.Add(Hash(text(3)), text(3))
	for i, want := range []bool{true, false, true, true} {
		if got, ok := r.Find(Hash(text(i))); ok != want || want && got != text(i) {
			t.Errorf("document %d: %q, %v", i, got, ok)
		}
	}
	r.Add(Hash(text(3)), text(3))
	if n, bytes := r.Size(); n != 3 || bytes != 3*(Overhead+10) {
		t.Errorf("%d documents of %d bytes", n, bytes)
	}
}

// TestRegistryIsBounded registers many documents of all sizes: no flood makes the registry larger than its limit.
func TestRegistryIsBounded(t *testing.T) {
	const limit = 1 << 20
	r := NewRegistry(limit)
	for i := range 100_000 {
		text := fmt.Sprint(i)
		if i%7 == 0 {
			text += strings.Repeat(" ", i%5000)
		}
		r.Add(text, text) // the hash is not checked here, and slow to compute
		if n, bytes := r.Size(); bytes > limit || n > limit/Overhead {
			t.Fatalf("%d documents of %d bytes", n, bytes)
		}
	}
	if n, _ := r.Size(); n < 1000 {
		t.Errorf("only %d documents are left", n)
	}
	if NewRegistry(0) != nil {
		t.Error("no bytes make a registry")
	}
}

func TestFind(t *testing.T) {
	const text, other = "{ a }", "{ b }"
	known := &Documents{Registry: NewRegistry(1 << 20)}
	known.Registry.Add(Hash(text), text)
	for _, c := range []struct {
		name string
		d    *Documents
		r    Request
		want string
		code fault.Code
	}{
		{"a text", known, Request{Text: other}, other, ""},
		{"a hash", known, Request{Hash: Hash(text)}, text, ""},
		{"an id", known, Request{ID: "sha256:" + Hash(text)}, text, ""},
		{"both", known, Request{Hash: Hash(text), ID: "sha256:" + Hash(text)}, text, ""},
		{"two", known, Request{Hash: Hash(text), ID: "sha256:" + Hash(other)}, "", fault.RequestMalformed},
		{"unknown", known, Request{Hash: Hash(other)}, "", fault.PersistedQueryNotFound},
		{"an unknown id", known, Request{ID: "sha256:" + Hash(other)}, "", fault.PersistedQueryNotFound},
		{"the hash alone as id", known, Request{ID: Hash(text)}, "", fault.PersistedQueryNotSupported},
		{"upper case", known, Request{Hash: strings.ToUpper(Hash(text))}, "", fault.PersistedQueryNotFound},
		{"registers", known, Request{Text: text, Hash: Hash(text)}, text, ""},
		{"a wrong hash", known, Request{Text: text, Hash: Hash(other)}, "", fault.PersistedQueryMismatch},
		{"an id of something else", known, Request{Text: text, ID: "1"}, text, ""},
		{"off", nil, Request{Hash: Hash(text)}, "", fault.PersistedQueryNotSupported},
		{"off, with a text", &Documents{}, Request{Text: text, Hash: Hash(text)}, text, ""},
	} {
		got, f := c.d.Find(c.r)
		if f == nil && (c.code != "" || got.Text != c.want) || f != nil && f.Code != c.code {
			t.Errorf("%s: got %q %v, want %q %s", c.name, got.Text, f, c.want, c.code)
		}
	}
}
