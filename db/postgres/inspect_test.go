//go:build unix

package postgres

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tiddly/internal/catalog"
)

const inspected = `
CREATE EXTENSION citext;
CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE SCHEMA other;
CREATE TYPE mood AS ENUM ('wild', 'calm, ''cool''', 'Odd');
CREATE DOMAIN email AS citext NOT NULL CHECK (VALUE LIKE '%@%');
CREATE DOMAIN colour AS text CHECK (VALUE IN ('red', 'green'));
CREATE DOMAIN tint AS colour DEFAULT 'red';
CREATE DOMAIN amount AS numeric(12,2) CHECK (VALUE >= 0);
CREATE TABLE authors (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, mail email, mood mood DEFAULT 'wild', tint tint,
	pay amount, born date, slug text GENERATED ALWAYS AS (lower(name)) STORED, UNIQUE (mail), UNIQUE (name, born));
COMMENT ON TABLE authors IS 'People who write.';
COMMENT ON COLUMN authors.name IS 'As on the cover.';
CREATE TABLE books (id bigserial PRIMARY KEY, author_id int NOT NULL REFERENCES authors ON DELETE CASCADE, title varchar(50) COLLATE nocase,
	status varchar(10) NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'old', 'it''s')), words tsvector, deleted_at timestamptz, tags text[], moods mood[], mails email[], grid numeric(5,1)[] NOT NULL DEFAULT '{}', docs jsonb[],
	parent_id bigint REFERENCES books ON DELETE SET NULL, n int);
CREATE INDEX ON books (author_id, id);
CREATE INDEX ON books (lower(title));
CREATE INDEX ON books (n) WHERE deleted_at IS NULL;
CREATE INDEX ON books (n, id) WHERE "deleted_at" IS NOT NULL;
CREATE INDEX ON books (n) WHERE n > 3;
CREATE UNIQUE INDEX ON books (n) WHERE n > 4;
CREATE INDEX ON books USING hash (n);
CREATE INDEX ON books (status text_pattern_ops);
CREATE TABLE profiles (author_id int PRIMARY KEY REFERENCES authors, bio text UNIQUE DEFERRABLE);
CREATE TABLE other.notes (id int PRIMARY KEY, author_id int REFERENCES public.authors);
CREATE TABLE events (id int, at date NOT NULL, what text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE places (id int PRIMARY KEY, name text);
CREATE TABLE capitals (mayor text) INHERITS (places);
CREATE TABLE _tiddly_keys (id int);
CREATE VIEW names AS SELECT id, name FROM authors;
CREATE VIEW counts AS SELECT author_id, count(*) AS n FROM books GROUP BY author_id;
CREATE VIEW whole AS SELECT a FROM authors a;
CREATE MATERIALIZED VIEW frozen AS SELECT id, title FROM books;
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER keep BEFORE UPDATE ON events_2024 FOR EACH ROW EXECUTE FUNCTION nothing();
CREATE ROLE reader LOGIN;
GRANT SELECT ON books TO reader;
GRANT SELECT (id, name), UPDATE (name), INSERT (name) ON authors TO reader;
`

// catalogueOf inspects a database as a role.
func (s *server) catalogueOf(database, role string, o catalog.Overrides) catalog.Source {
	s.t.Helper()
	c := s.connect(database)
	if r := c.ExecParams(s.t.Context(), "SELECT set_config('role', $1, false)", [][]byte{[]byte(role)}, nil, nil, nil).Read(); r.Err != nil {
		s.t.Fatal(r.Err)
	}
	source, err := inspect(rawAsk(s.t, c), o)
	if err != nil {
		s.t.Fatal(err)
	}
	return source
}

// tableIn returns a table of a source.
func tableIn(t *testing.T, source *catalog.Source, name string) *catalog.SourceTable {
	t.Helper()
	i := slices.IndexFunc(source.Tables, func(s catalog.SourceTable) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("table %s is missing", name)
	}
	return &source.Tables[i]
}

// described returns a column in one line.
func described(c *catalog.SourceColumn) string {
	out := c.Name + " " + c.Type.Kind.String() + " " + c.Type.Storage
	for _, flag := range []struct {
		is   bool
		word string
	}{
		{c.NotNull, "notnull"},
		{c.HasDefault, "default"},
		{c.Generated, "generated"},
		{c.Collated, "collated"},
		{c.NotInserted, "notinserted"},
		{c.Refused != "", "notupdated"},
	} {
		if flag.is {
			out += " " + flag.word
		}
	}
	if len(c.EnumValues) > 0 {
		out += fmt.Sprintf(" %s%q", c.EnumName, c.EnumValues)
	}
	if len(c.From) > 0 {
		out += fmt.Sprintf(" from %v", c.From)
	}
	return out
}

func TestInspect(t *testing.T) {
	s := start(t)
	s.psql("postgres", inspected)
	source := s.catalogueOf("postgres", "tiddly", catalog.Overrides{})
	var names []string
	for i := range source.Tables {
		names = append(names, source.Tables[i].Name)
	}
	if got := strings.Join(names, " "); source.Schema != "public" || got != "authors books capitals counts events frozen names places profiles whole" {
		t.Errorf("the tables of %s are %s", source.Schema, got)
	}
	for table, want := range map[string][]string{
		"authors": {
			"id Int integer notnull default generated", "name String text notnull", "mail String citext notnull collated",
			`mood Enum enum default mood["wild" "calm, 'cool'" "Odd"]`, `tint Enum text default ["red" "green"]`, "pay Decimal numeric",
			"born Date date", "slug String text generated from [name]",
		},
		"books": {
			"id BigInt bigint notnull default", "author_id Int integer notnull", "title String text_collated collated",
			`status Enum text notnull default ["new" "old" "it's"]`, "deleted_at DateTime timestamptz", "tags List list of text",
			`moods List list of enum mood["wild" "calm, 'cool'" "Odd"]`, "mails List list of citext", "grid List list of numeric notnull default", "docs JSON array",
			"parent_id BigInt bigint", "n Int integer",
		},
		"counts": {"author_id Int integer notupdated", "n BigInt bigint notupdated"},
		"names":  {"id Int integer", "name String text"},
	} {
		var got []string
		for _, c := range tableIn(t, &source, table).Columns {
			got = append(got, described(&c))
		}
		if !slices.Equal(got, want) {
			t.Errorf("the columns of %s are\n%s\nwant\n%s", table, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	for _, c := range []struct {
		what string
		got  any
		want string
	}{
		{"comment", tableIn(t, &source, "authors").Comment, `"People who write."`},
		{"comment of a column", tableIn(t, &source, "authors").Columns[1].Comment, `"As on the cover."`},
		{"primary key", tableIn(t, &source, "authors").PrimaryKey, `{"Columns":["id"],"Comparisons":null,"HoldsNull":false,"Deferred":false}`},
		{"unique keys", tableIn(t, &source, "authors").UniqueKeys, `[{"Columns":["mail"],"Comparisons":["loose"],"HoldsNull":false,"Deferred":false},` +
			`{"Columns":["name","born"],"Comparisons":null,"HoldsNull":false,"Deferred":false}]`},
		{"deferrable key", tableIn(t, &source, "profiles").UniqueKeys, `[{"Columns":["bio"],"Comparisons":null,"HoldsNull":false,"Deferred":true}]`},
		{"indexes", tableIn(t, &source, "books").Indexes, `[["author_id","id"],["n"],["id"]]`},
		{"partial indexes", tableIn(t, &source, "books").Partial, `[{"Columns":["n","id"],"Column":"deleted_at","Null":false},{"Columns":["n"],"Column":"deleted_at","Null":true}]`},
		{"no unique keys", tableIn(t, &source, "books").UniqueKeys, `null`},
		{"foreign key of one", tableIn(t, &source, "profiles").ForeignKeys, `[{"Name":"profiles_author_id_fkey","Setting":"","Columns":["author_id"],` +
			`"TargetSchema":"public","Target":"authors","TargetColumns":["id"],"Comparisons":null,"Unique":true}]`},
		{"foreign keys", len(tableIn(t, &source, "books").ForeignKeys), `2`},
		{"key of a partitioned table", tableIn(t, &source, "events").PrimaryKey.Columns, `["id","at"]`},
		{
			"effects of a trigger of a partition", tableIn(t, &source, "events").Effects,
			`{"Insert":false,"Update":true,"UpdateKey":false,"Delete":false,"Cascade":false,"Computes":false}`,
		},
		{
			"effects of a cascade", tableIn(t, &source, "books").Effects,
			`{"Insert":false,"Update":false,"UpdateKey":false,"Delete":false,"Cascade":false,"Computes":false}`,
		},
		{"key of a table that others inherit from", tableIn(t, &source, "places").PrimaryKey.Columns, `null`},
		{"views", []bool{tableIn(t, &source, "names").View, tableIn(t, &source, "names").Writable, tableIn(t, &source, "counts").Writable}, `[true,true,false]`},
		{"writes of a view", tableIn(t, &source, "frozen").Refused.Insert != "", `true`},
		{"readers", source.Readers, `[{"Schema":"public","Name":"counts","Tables":[{"Schema":"public","Name":"books"}],"Columns":["author_id"],"Unnamed":false,"Own":false},` +
			`{"Schema":"public","Name":"frozen","Tables":[{"Schema":"public","Name":"books"}],"Columns":["id","title"],"Unnamed":false,"Own":false},` +
			`{"Schema":"public","Name":"names","Tables":[{"Schema":"public","Name":"authors"}],"Columns":["id","name"],"Unnamed":false,"Own":false},` +
			`{"Schema":"public","Name":"whole","Tables":[{"Schema":"public","Name":"authors"}],"Columns":null,"Unnamed":true,"Own":false}]`},
	} {
		if got, _ := json.Marshal(c.got); string(got) != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
	var notes []string
	for _, n := range source.Notes {
		notes = append(notes, n.Message)
	}
	if got := strings.Join(notes, "\n"); !strings.Contains(got, `column "words" of table "books" is left out`) || !strings.Contains(got, `table "places" has no keys here`) {
		t.Errorf("the notes are %s", got)
	}
	if _, _, err := catalog.Build(source, catalog.Overrides{}, catalog.BuildOptions{}); err != nil {
		t.Error(err)
	}
}

// TestInspectByRole requires that what the role may not read or write is not served.
func TestInspectByRole(t *testing.T) {
	s := start(t)
	s.psql("postgres", inspected)
	source := s.catalogueOf("postgres", "reader", catalog.Overrides{})
	if len(source.Tables) != 2 {
		t.Fatalf("the tables are %+v", source.Tables)
	}
	built, _, err := catalog.Build(source, catalog.Overrides{}, catalog.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	authors, books := built.Table("Author"), built.Table("Book")
	var got []string
	for _, list := range [][]*catalog.Column{authors.Columns, authors.Insertable(), authors.Updatable(), books.Insertable(), books.Updatable()} {
		var names []string
		for _, c := range list {
			names = append(names, c.Name)
		}
		got = append(got, strings.Join(names, " "))
	}
	if strings.Join(got, "; ") != "id name; name; name; ; " || authors.Deletable() || books.Deletable() {
		t.Errorf("the columns to read and write are %q", got)
	}
}

// TestInspectManyTables reads a thousand tables in a few queries; the time is only reported.
func TestInspectManyTables(t *testing.T) {
	s := start(t)
	s.psql("postgres", `DO $$ BEGIN FOR i IN 1..1000 LOOP
		EXECUTE format('CREATE TABLE t%s (id bigint PRIMARY KEY, a text NOT NULL UNIQUE, b int, c numeric(10,2), d timestamptz DEFAULT now(), e jsonb, t%s_id bigint %s)',
			i, i - 1, CASE WHEN i > 1 THEN format('REFERENCES t%s', i - 1) END);
		IF i % 100 = 0 THEN COMMIT; END IF; END LOOP; END $$;
		DO $$ BEGIN EXECUTE 'CREATE TABLE wide (' || (SELECT string_agg('c' || n || ' int', ', ') FROM generate_series(1, 1600) n) || ')'; END $$`)
	c := s.connect("postgres")
	queries := 0
	of := rawAsk(t, c)
	began := time.Now()
	source, err := inspect(func(sql string, width int, args ...any) ([][]string, error) {
		queries++
		return of(sql, width, args...)
	}, catalog.Overrides{})
	if err != nil {
		t.Fatal(err)
	}
	if len(source.Tables) != 1001 || queries > 12 || len(tableIn(t, &source, "wide").Columns) != 1600 {
		t.Errorf("%d tables are read in %d queries", len(source.Tables), queries)
	}
	t.Logf("%d tables were read in %s", len(source.Tables), time.Since(began))
}

func TestListedIn(t *testing.T) {
	for condition, want := range map[string][]string{
		`(status = ANY (ARRAY['a'::text, 'b'::text]))`:                                                   {"a", "b"},
		`((status)::text = ANY ((ARRAY['a'::character varying, 'it''s'::character varying])::text[]))`:   {"a", "it's"},
		`((status)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text]))`: {"a", "b"},
		`(VALUE = 'a'::text)`: {"a"},
		`("a ""b"" (c)" = ANY (ARRAY['x'::bpchar, ''::bpchar]))`: {"x", ""},
		`(n = ANY (ARRAY[1, 2]))`:                                nil,
		`(n = 3)`:                                                nil,
		`((status = 'a'::text) OR (n = 2))`:                      nil,
		`((status = 'a'::text) AND (n = 2))`:                     nil,
		`(status <> 'a'::text)`:                                  nil,
		`(status <> ALL (ARRAY['a'::text, 'b'::text]))`:          nil,
		`(lower(status) = 'a'::text)`:                            nil,
		`(status = 'a'::text) IS TRUE`:                           nil,
		`true`:                                                   nil,
		`(`:                                                      nil,
		`("a`:                                                    nil,
		``:                                                       nil,
	} {
		if got := listedIn(condition); !slices.Equal(got, want) {
			t.Errorf("%s lists %q, want %q", condition, got, want)
		}
	}
}
