package postgres

import (
	"slices"
	"strings"

	"tiddly/internal/catalog"
)

// column is a column of a table while it is read.
type column struct {
	catalog.SourceColumn
	// number is its attribute number, typeID its type with modifier as format_type has it.
	number, typeID, formatted string
	// inexact reports whether the column's collation can treat texts that differ as equal; collation is its identifier.
	inexact   bool
	collation string
	// listed are the values that a CHECK allows.
	listed []string
}

// readColumns reads the columns in their order. Those that the role may not read are not served.
func (in *inspector) readColumns() error {
	rows, err := in.ask(queryColumns, 16, in.schemas)
	if err != nil {
		return err
	}
	for _, row := range rows {
		t := in.tables[row[0]]
		if t == nil {
			continue
		}
		identity, generated := row[7], row[8] != ""
		c := &column{number: row[1], typeID: row[3], formatted: row[4], collation: row[9], inexact: truth(row[10])}
		c.SourceColumn = catalog.SourceColumn{
			Name: row[2], Declared: row[4], NotNull: truth(row[5]), Checked: true, Kept: true, Comment: row[11],
			HasDefault: truth(row[6]) && !generated || identity != "",
			// The database takes no value for an identity that is always its own.
			Generated: generated || identity == "a",
		}
		if row[14] != "" {
			c.From = strings.Split(row[14], "\x1f")
		}
		c.NotInserted = !truth(row[12])
		if !truth(row[13]) {
			c.Refused = lacking + " update it"
		}
		switch {
		case truth(row[15]):
			t.columns = append(t.columns, c)
		case c.NotNull && !c.HasDefault && !c.Generated:
			t.unseen = c.Name
		}
	}
	in.boundColumns()
	return nil
}

// boundColumns leaves out tables once the tables before them, by name, have used up the limit of columns.
func (in *inspector) boundColumns() {
	sum, beyond := 0, 0
	in.all = slices.DeleteFunc(in.all, func(t *table) bool {
		if in.override(t).Exclude {
			return false
		}
		if sum += len(t.columns); sum > maxAllColumns {
			delete(in.tables, t.id)
			beyond++
			return true
		}
		return false
	})
	if beyond > 0 {
		in.note("%d tables are left out: all tables together have more than %d columns; exclude others in the settings to choose", beyond, maxAllColumns)
	}
}

// column returns the column with an attribute number, or nil where it is not served.
func (t *table) column(number string) *column {
	for _, c := range t.columns {
		if c.number == number {
			return c
		}
	}
	return nil
}

// named returns the names of columns by their numbers; nil where one is not served.
func (t *table) named(numbers []string) []string {
	names := make([]string, len(numbers))
	for i, n := range numbers {
		c := t.column(n)
		if c == nil {
			return nil
		}
		names[i] = c.Name
	}
	return names
}
