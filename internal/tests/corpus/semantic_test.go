package corpus_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/engine"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/schema"
	"tiddly/internal/tests/home"
)

// semantic loads a database with the setting nullability: semantic.
func semantic(t *testing.T, script string) *engine.Snapshot {
	t.Helper()
	s, _, err := engine.Load(t.Context(), dbtest.Open(t, dbtest.Path(t, script)), engine.Options{Limits: engine.DefaultLimits(), SemanticNonNull: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// marked returns the fields of a type that have the directive.
func marked(s *engine.Snapshot, typeName string) []string {
	names := []string{}
	for _, f := range s.Schema.AST.Types[typeName].Fields {
		if f.Directives.ForName(schema.SemanticDirective) != nil {
			names = append(names, f.Name)
		}
	}
	return names
}

const kinds = `id INTEGER PRIMARY KEY, n %[1]s, f %[2]s, s TEXT NOT NULL, b BOOLEAN NOT NULL, u UUID NOT NULL, d DATETIME NOT NULL, day DATE NOT NULL,
	j JSON NOT NULL, e TEXT NOT NULL CHECK (e IN ('a', 'b')), x BLOB NOT NULL, open BOOLEAN`

// TestSemanticNonNull looks at which fields of a table outside STRICT have the directive, in the SDL, in the schema
// that is served and by introspection.
func TestSemanticNonNull(t *testing.T) {
	table := fmt.Sprintf(kinds, "INT NOT NULL", "REAL NOT NULL")
	s := semantic(t, "CREATE TABLE part("+table+"); CREATE TABLE other(id INTEGER PRIMARY KEY, part_id INT NOT NULL REFERENCES part);")
	if got, want := marked(s, "Part"), []string{"b", "u", "e"}; !slices.Equal(got, want) {
		t.Errorf("marked are %v, want %v", got, want)
	}
	for _, part := range []string{"  b: Boolean @semanticNonNull\n", "  n: Int!\n", "  d: DateTime\n", "  j: JSON\n", "  part: Part\n", "directive @semanticNonNull(levels: [Int!]! = [0]) on FIELD_DEFINITION\n"} {
		if !strings.Contains(s.Schema.SDL, part) {
			t.Errorf("the SDL lacks %q", part)
		}
	}
	h := gql.NewHandler(s.View, home.Plain(), gql.Options{})
	if _, body := post(t, h, testCase{query: `{ __schema { directives { name locations args { name type { kind ofType { kind } } defaultValue } } } }`}); !strings.Contains(string(body),
		`{"name":"semanticNonNull","locations":["FIELD_DEFINITION"],"args":[{"name":"levels","type":{"kind":"NON_NULL","ofType":{"kind":"LIST"}},"defaultValue":"[0]"}]}`) {
		t.Errorf("introspection: %s", body)
	}
	// In a STRICT table, whose cells are kept to their classes, most are non-null.
	strict := semantic(t, `CREATE TABLE part(id INTEGER PRIMARY KEY, n INT NOT NULL, s TEXT NOT NULL) STRICT;`)
	if got := marked(strict, "Part"); len(got) > 0 || strings.Contains(strict.Schema.SDL, schema.SemanticDirective) {
		t.Errorf("marked in STRICT are %v", got)
	}
	plain, _, err := engine.Load(t.Context(), dbtest.Open(t, dbtest.Path(t, "CREATE TABLE part("+table+");")), engine.Options{Limits: engine.DefaultLimits()})
	if err != nil || strings.Contains(plain.Schema.SDL, schema.SemanticDirective) {
		t.Errorf("without the setting: %v", err)
	}
}

// TestSemanticNullsHaveErrors puts cells of all classes and forms into all columns, in the first rows and among many
// good ones: wherever a marked field is null, there is an error at its path.
func TestSemanticNullsHaveErrors(t *testing.T) {
	cells := []string{"''", "'null'", "'x'", "x'00ff'", "7", "1.5", "-1", "'0000-00-00'", "'2024-01-02'", "9e999", "'[1'", "9223372036854775807", "' '", "'12:00'"}
	columns := []string{"n", "f", "s", "b", "u", "d", "day", "j", "e", "x"}
	met := 0
	for _, good := range []int{0, 3} {
		for _, cell := range cells {
			table := fmt.Sprintf(kinds, "INT NOT NULL", "REAL NOT NULL")
			script := "PRAGMA ignore_check_constraints = ON; CREATE TABLE part(" + table + ");"
			insert := "INSERT INTO part(n, f, s, b, u, d, day, j, e, x) VALUES (%s);"
			for range good {
				script += fmt.Sprintf(insert, "1, 1.5, 's', 1, '123e4567-e89b-12d3-a456-426614174000', '2024-01-02 03:04:05', '2024-01-02', '{}', 'a', x'00'")
			}
			values := make([]string, len(columns))
			for i := range values {
				values[i] = cell
			}
			s := semantic(t, script+fmt.Sprintf(insert, strings.Join(values, ", ")))
			fields := marked(s, "Part")
			for _, f := range fields {
				met += nullsWithErrors(t, s, f, cell)
			}
		}
	}
	if met < 50 {
		t.Errorf("only %d nulls were met", met)
	}
}

// nullsWithErrors returns the number of nulls of a field, each of which has an error.
func nullsWithErrors(t *testing.T, s *engine.Snapshot, field, cell string) (met int) {
	t.Helper()
	h := gql.NewHandler(s.View, home.Plain(), gql.Options{})
	_, body := post(t, h, testCase{query: "{ parts { v: " + field + " } }"})
	var got struct {
		Data   struct{ Parts []struct{ V any } }
		Errors []struct{ Path []any }
	}
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	for i, row := range got.Data.Parts {
		if row.V != nil {
			continue
		}
		met++
		if !slices.ContainsFunc(got.Errors, func(e struct{ Path []any }) bool { return fmt.Sprint(e.Path) == fmt.Sprintf("[parts %d v]", i) }) {
			t.Errorf("%s with %s is null without an error: %s", field, cell, body)
		}
	}
	return met
}
