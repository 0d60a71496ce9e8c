package sqlite

import (
	"fmt"
	"strings"
	"testing"

	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
)

// TestSchemasThatAreTooLarge checks that they are served in part, always the same part, and that the notes report how
// much is missing.
func TestSchemasThatAreTooLarge(t *testing.T) {
	t.Parallel()
	var statements strings.Builder
	statements.WriteString("BEGIN;")
	for i := range maxTables + 3 {
		fmt.Fprintf(&statements, "CREATE TABLE t%05d(a);", i)
	}
	wide := strings.Repeat("a%d, ", 1999)
	for i := range maxAllColumns/2000 + 2 {
		names := make([]any, 1999)
		for n := range names {
			names[n] = n
		}
		fmt.Fprintf(&statements, "CREATE TABLE a%05d(%s last);", i, fmt.Sprintf(wide, names...))
	}
	statements.WriteString("COMMIT")
	d := openFile(t, Options{Path: newFile(t, statements.String())})
	source, err := d.Inspect(t.Context(), catalog.Overrides{Tables: map[string]catalog.TableOverride{"t00000": {Exclude: true}}})
	if err != nil {
		t.Fatal(err)
	}
	columns, excluded := 0, false
	for i := range source.Tables {
		columns += len(source.Tables[i].Columns)
		excluded = excluded || source.Tables[i].Name == "t00000"
	}
	if columns > maxAllColumns+1 || !excluded {
		t.Errorf("%d columns are served; the table that the settings name is there: %v", columns, excluded)
	}
	var notes []string
	for _, n := range source.Notes {
		notes = append(notes, n.Message)
	}
	if got := strings.Join(notes, "\n"); len(notes) != 2 || !strings.Contains(got, "54 tables and views are left out") || !strings.Contains(got, "have more than 100000 columns") {
		t.Errorf("told %s", got)
	}
}

// TestLongListsAreNoEnums checks that a CHECK with too many values is a rule, not a type.
func TestLongListsAreNoEnums(t *testing.T) {
	for n, want := range map[int]catalog.Kind{script.MaxEnum: catalog.Enum, script.MaxEnum + 1: catalog.String} {
		values := make([]string, n)
		for i := range values {
			values[i] = fmt.Sprintf("'v%d'", i)
		}
		d := openFile(t, Options{Path: newFile(t, "CREATE TABLE t(a TEXT CHECK (a IN ("+strings.Join(values, ", ")+")))")})
		source, err := d.Inspect(t.Context(), catalog.Overrides{})
		if err != nil || source.Tables[0].Columns[0].Type.Kind != want {
			t.Errorf("%d values: %+v, %v", n, source.Tables[0].Columns[0].Type, err)
		}
	}
}
