package config

import (
	"strings"
	"testing"
)

func TestTheSourceOfGeneratedCode(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "",
		"generate:\n":                            "",
		"generate: {source: db/schema.sql}\n":    "db/schema.sql",
		"generate:\n  source: ../shop.db # mine": "../shop.db",
		"generate.source: postgres://me@h/db\n":  "postgres://me@h/db",
	} {
		write(t, text)
		got, err := load(t, nil)
		if err != nil || got.Generate.Source != want {
			t.Errorf("%q is %q, %v, want %q", text, got.Generate.Source, err, want)
		}
	}
	for text, want := range map[string]string{
		"generate: shop.db\n":                                "1:11: generate does not consist of keys and values",
		"generate:\n  sources: shop.db\n":                    "2:3: there is no setting generate.sources",
		"generate:\n  source: [a.db]\n":                      "2:11: generate.source: expected one value",
		"generate:\n  source: a.db\ngenerate.source: b.db\n": "3:1: generate.source is set a second time",
	} {
		write(t, text)
		if _, err := load(t, nil); err == nil || !strings.Contains(err.Error(), "tiddly.yml:"+want) {
			t.Errorf("%q gives %v, want %q", text, err, want)
		}
	}
}
