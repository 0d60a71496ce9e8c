package script

import (
	"maps"
	"strings"
	"testing"
)

func TestReadTableText(t *testing.T) {
	for name, c := range map[string]struct {
		sql        string
		enums      map[string]string
		collations map[string]string
	}{
		"column check":        {`CREATE TABLE t(a TEXT CHECK (a IN ('x','y z')), b)`, map[string]string{"a": "x|y z"}, nil},
		"table check":         {`CREATE TABLE t(a, b, CONSTRAINT c CHECK(A IN ('x')), PRIMARY KEY(b))`, map[string]string{"a": "x"}, nil},
		"named":               {`CREATE TABLE t(a CONSTRAINT "x y" NOT NULL CONSTRAINT z CHECK (a in ('x')))`, map[string]string{"a": "x"}, nil},
		"qualified":           {`CREATE TABLE t(a CHECK (t."a" in ('it''s')))`, map[string]string{"a": "it's"}, nil},
		"parentheses":         {`CREATE TABLE t(a CHECK (((a IN ('x')))))`, map[string]string{"a": "x"}, nil},
		"or null":             {`CREATE TABLE t(a CHECK (a IN ('x') OR a IS NULL), b CHECK (b ISNULL OR (b IN ('y'))))`, map[string]string{"a": "x", "b": "y"}, nil},
		"or another":          {`CREATE TABLE t(a, b, CHECK (a IN ('x') OR b IS NULL), CHECK (a IN ('x') OR a = 'z'), CHECK (a IN ('x') OR a IS NULL OR b))`, nil, nil},
		"names in any quotes": {"CREATE TABLE [t t]([a a] CHECK ([a a] IN ('x')), `b`` b` CHECK (\"b` b\" IN ('y')), 'c' CHECK (c IN ('z')))", map[string]string{"a a": "x", "b` b": "y", "c": "z"}, nil},
		"double quotes":       {`CREATE TABLE t(a CHECK (a IN ("x","y")), b CHECK (b IN ("a","y")))`, map[string]string{"a": "x|y"}, nil},
		"numbers":             {`CREATE TABLE t(a INT CHECK (a IN (1,2)), b CHECK (b IN ('x', 2)), c CHECK (c IN ('x', NULL)), d CHECK (d IN (x'00')))`, nil, nil},
		"other conditions":    {`CREATE TABLE t(a CHECK (a NOT IN ('x')), b CHECK (lower(b) IN ('x')), c CHECK (c IN ('x') AND length(c)), d CHECK (d IN (SELECT 'x')), e CHECK (e COLLATE NOCASE IN ('x')), f CHECK (f IN ()), g CHECK (NOT g IN ('x')))`, nil, nil},
		"comments":            {"CREATE TABLE t(a -- CHECK (a IN ('no'))\n CHECK /* , ( */ (a IN ('x' /* ' */, 'y')), b /* open", map[string]string{"a": "x|y"}, nil},
		"commas in types":     {`CREATE TABLE t(p DECIMAL(10,2) DEFAULT (max(1,2)), a TEXT DEFAULT 'CHECK (p IN (''q''))' CHECK (a IN ('x')))`, map[string]string{"a": "x"}, nil},
		"collation":           {`CREATE TABLE t(a TEXT COLLATE NOCASE CHECK (a IN ('x')), b TEXT COLLATE "BINARY" CHECK (b IN ('y')), c AS (a COLLATE RTRIM), UNIQUE (b COLLATE NOCASE))`, map[string]string{"b": "y"}, map[string]string{"a": "NOCASE", "b": "BINARY"}},
		"first of two":        {`CREATE TABLE t(a CHECK (a IN ('x','y')) CHECK (a IN ('y')))`, map[string]string{"a": "x|y"}, nil},
		"a column like a word": {
			`CREATE TABLE t("check" TEXT CHECK ("check" IN ('x')), [primary] CHECK ([primary] IN ('y')))`,
			map[string]string{"check": "x", "primary": "y"},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			text := ReadTableText(c.sql)
			got := map[string]string{}
			for column, values := range text.Enums {
				got[column] = strings.Join(values, "|")
			}
			if !maps.Equal(got, c.enums) {
				t.Errorf("enums: %v, want %v", got, c.enums)
			}
			if !maps.Equal(text.Collations, c.collations) {
				t.Errorf("collations: %v, want %v", text.Collations, c.collations)
			}
		})
	}
}

func TestDefinitions(t *testing.T) {
	text := ReadTableText(`CREATE TABLE "t"( id INTEGER /* key */ PRIMARY KEY, "na me" VARCHAR(5) DEFAULT ('a,b') , UNIQUE (id))`)
	want := map[string]string{"id": "id INTEGER /* key */ PRIMARY KEY", "na me": `"na me" VARCHAR(5) DEFAULT ('a,b')`}
	if !maps.Equal(text.Definitions, want) {
		t.Errorf("definitions: %q", text.Definitions)
	}
}

// FuzzReadTableText checks that reading any text of a schema table ends, and stays within the text.
func FuzzReadTableText(f *testing.F) {
	for _, seed := range []string{"CREATE TABLE t(a CHECK (a IN ('x'", "(((", ")", "'", "[", "x'", "--", "/*", `"a""`, "(CHECK(", "(,a,)", "(a.IN('')"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		end := 0
		for _, token := range Tokens(sql) {
			if token.Start < end || token.End <= token.Start || token.End > len(sql) {
				t.Fatalf("token %+v after %d of %q", token, end, sql)
			}
			end = token.End
		}
		text := ReadTableText(sql)
		for column := range text.Enums {
			if len(text.Enums[column]) == 0 {
				t.Errorf("column %q has an empty enum in %q", column, sql)
			}
		}
	})
}

func TestPartialIndex(t *testing.T) {
	for sql, want := range map[string]string{
		"CREATE UNIQUE INDEX i ON t(a, lower(b)) WHERE a IS NOT NULL": "a not null", "CREATE INDEX i ON t(a) WHERE ((T.\"A b\" NOT NULL))": "a b not null",
		"create index i on t(a) where [x] notnull": "x not null", "CREATE INDEX i ON t(a) WHERE x IS NULL": "x null", "CREATE INDEX i ON t(a) WHERE (x ISNULL)": "x null",
		"CREATE INDEX i ON t(a)": "", "CREATE INDEX i ON t(a) WHERE x IS NULL AND y IS NULL": "", "CREATE INDEX i ON t(a) WHERE x = 1": "",
		"CREATE INDEX i ON t(a) WHERE x + 1 IS NOT NULL": "", "CREATE INDEX i ON t(a) WHERE x IS NOT 'NULL'": "", "": "", "CREATE INDEX i ON t(a": "",
	} {
		column, null, ok := PartialIndex(sql)
		got := column + map[bool]string{true: " null", false: " not null"}[null]
		if !ok {
			got = ""
		}
		if got != want {
			t.Errorf("%s: %q, want %q", sql, got, want)
		}
	}
}
