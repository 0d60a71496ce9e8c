package db

import (
	"context"
	"strings"
	"testing"

	"tiddly/db/edge"
	"tiddly/internal/fault"
)

// another is an engine with a server. It opens nothing, and records its arguments.
type another struct {
	address string
	options Options
}

func (a *another) engine() edge.Engine {
	return edge.Engine{
		Schemes: []string{"another", "other"}, Forms: "another://HOST/DATABASE", Own: []string{"pool"}, Redact: edge.Redact,
		Version: func() string { return "Another 1" },
		Open: func(_ context.Context, address string, o Options) (edge.Database, error) {
			a.address, a.options = address, o
			return nil, fault.New(fault.DatabaseUnavailable, "not there").WithHint("start it")
		},
	}
}

// TestTable checks that an engine is a line in the table: its addresses are found by scheme and passed on unchanged,
// and its options are its own.
func TestTable(t *testing.T) {
	a := &another{}
	all := append(table{a.engine()}, engines...)
	for _, address := range []string{"another://ann:hunter2@host/shop?x=1", "Other:host", "another:"} {
		o := Options{ReadOnly: true, Longest: 7, Own: []string{"pool"}}
		_, err := all.open(t.Context(), address, o)
		if f := fault.From(err); f.Message != "not there" || a.address != address || a.options.Longest != 7 || !a.options.ReadOnly {
			t.Errorf("%s: %v, opened %q with %+v", address, err, a.address, a.options)
		}
	}
	a.address = ""
	for _, address := range []string{"another.db", "./another:x", "a:x", "sqlite:another", "anothe:x"} {
		if _, err := all.open(t.Context(), address, Options{}); err == nil || a.address != "" {
			t.Errorf("%s is opened by another engine: %v", address, err)
		}
	}
	if got := all.forms(); got != "another://HOST/DATABASE, "+Forms() {
		t.Errorf("forms: %s", got)
	}
	if got := all.versions(); len(got) != 3 || got[0] != "Another 1" {
		t.Errorf("versions: %q", got)
	}
}

func TestOptionsOfOneEngine(t *testing.T) {
	all := append(table{(&another{}).engine()}, engines...)
	for _, c := range []struct{ address, option, message, hint string }{
		{"another://ann:hunter2@host/shop", "wal", "wal is not an option of the database another://ann:xxxxx@host/shop", "sqlite:PATH"},
		{"another://host/shop", "create", "create is not an option", "sqlite:PATH"},
		{"shop.db", "pool", "pool is not an option of the database shop.db", "another://HOST/DATABASE"},
		{"shop.db", "speed", "speed is not an option", "no database"},
	} {
		_, err := all.open(t.Context(), c.address, Options{Own: []string{c.option}})
		f := fault.From(err)
		if f == nil || !strings.Contains(f.Message, c.message) || !strings.Contains(f.Hint, c.hint) {
			t.Errorf("%s with %s: %+v", c.address, c.option, f)
		}
		if f != nil && strings.Contains(f.Message+f.Hint, "hunter2") {
			t.Errorf("%s: the password is shown", c.address)
		}
	}
}

func TestCreateWhereNoneCanBeMade(t *testing.T) {
	all := append(table{(&another{}).engine()}, engines...)
	err := all.create(t.Context(), "another://ann:hunter2@host/shop", func(Filler) error { t.Error("fill was called"); return nil })
	if f := fault.From(err); f == nil || f.Hint == "" || !strings.Contains(f.Message, "another://ann:xxxxx@host/shop") {
		t.Errorf("got %+v", f)
	}
}

func TestRedactAddresses(t *testing.T) {
	for address, want := range map[string]string{
		"shop.db":                      "shop.db",
		"sqlite:/home/ann/a:b@c.db":    "sqlite:/home/ann/a:b@c.db",
		"sqlite:ann:hunter2@host/x":    "sqlite:ann:xxxxx@host/x",
		"postgres://ann:hunter2@h/x":   "postgres://ann:xxxxx@h/x",
		"oracle:ann/hunter2@h":         "oracle:xxxxx@h",
		"ann:hunter2@tcp(h)/x":         "ann:xxxxx@tcp(h)/x",
		"a word that is no address at": "a word that is no address at",
	} {
		if got := Redact(address); got != want {
			t.Errorf("Redact(%q) = %q, want %q", address, got, want)
		}
	}
}
