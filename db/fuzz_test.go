package db

import (
	"errors"
	"strings"
	"testing"

	"tiddly/db/sqlite"
	"tiddly/internal/fault"
)

// FuzzAddress: any text is an address of a file or a fault that says what would be right. No parameter gets through
// that we do not know, and none reaches the driver, which has many of its own.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{
		"", "shop.db", "sqlite:shop.db", "sqlite:///tmp/shop.db?readers=4", "file:shop.db?mode=memory", "shop.db?vfs=unix&mode=ro", ":memory:",
		"sqlite::memory:", "oracle:x", "C:\\shop.db", "./a:b", "shop.db?readers=0", "shop.db?readers=4&readers=x", "shop.db?_auth_user=x", "a?b?c",
		"sqlite:?", "shop.db?&&readers=2&", "\x00", "shop.db?readers=%34", "postgres://u:secret@h/db", "http://x/?y",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		o, err := parseAddress(address, sqlite.Options{})
		if err != nil {
			var known *fault.Fault
			if !errors.As(err, &known) || known.Code != fault.DatabaseUnavailable || known.Hint == "" {
				t.Errorf("%q: got %v", address, err)
			}
			return
		}
		if o.Path == "" || o.Path == ":memory:" || o.Readers < 0 || o.Readers > 1000 {
			t.Errorf("%q is read as %+v", address, o)
		}
		if !strings.Contains(address, o.Path) {
			t.Errorf("%q leads to the path %q, which it does not name", address, o.Path)
		}
	})
}
