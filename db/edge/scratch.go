package edge

import (
	"context"
	"strings"

	"tiddly/internal/catalog"
)

// Scratch makes databases of its own beside those of an address, which nothing else uses. It touches nothing that it has
// not made.
type Scratch interface {
	// Make creates tables in a new schema or file, without rows.
	Make(ctx context.Context, name string, tables []Table) (*Place, error)
	// Fill replaces all rows of a place: those of each of its tables, in their order.
	Fill(ctx context.Context, p *Place, rows [][][]any) error
	// Close drops what Make has created.
	Close(ctx context.Context) error
}

// Place is where the tables of a scratch are.
type Place struct {
	// Address opens it, with these options. No secret of it may be shown.
	Address string
	Options Options
	// Overrides are the settings that its tables need.
	Overrides catalog.Overrides
	Tables    []Table
	// Schema is its own name.
	Schema string
}

// Table describes a table that every engine can create.
type Table struct {
	Name    string
	Columns []Column
	// Key is the primary key; Unique are further keys.
	Key     []string
	Unique  [][]string
	Foreign []Foreign
	// View is set where the table is a view. Its key is that of the settings.
	View *View
}

// View describes a view of the rows of a table whose number in Column is Least or more, with the columns of the same names.
type View struct {
	Of, Column string
	Least      int64
}

// Column describes a column.
type Column struct {
	Name string
	Kind catalog.Kind
	// Digits and Scale are those of a Decimal: of all digits, and of the fraction. A Decimal without digits has no bounds.
	Digits, Scale int
	// Zoned reports of a DateTime whether the database knows it as an instant, where it distinguishes these.
	Zoned bool
	// Counted reports whether the database gives an omitted value the next number.
	Counted bool
	NotNull bool
	// Default is the value of an omitted one, as a cell; nil without one.
	Default any
	// Values are the stored values of an Enum. Enum is its name, where the database names such types: the one that it has in
	// the API, so that this is the same everywhere.
	Values []string
	Enum   string
	// Listed reports of an Enum whether a CHECK lists its values, and not a type.
	Listed bool
	// Joined are the columns whose texts the column has behind each other, which the database computes.
	Joined []string
	// Least and Longest are CHECK constraints: the smallest number, and the length of the longest text; nil and 0 without.
	Least   *int64
	Longest int
}

// Foreign describes a foreign key. OnDelete is its action; empty is none.
type Foreign struct {
	Columns, TargetColumns []string
	Target, OnDelete       string
	// Deferred reports whether it is only checked at the end of a transaction.
	Deferred bool
}

// Spelling is how an engine writes the statement that creates a table.
type Spelling struct {
	// Quote returns an identifier, Literal a cell of a column.
	Quote   func(name string) string
	Literal func(c *Column, cell any) string
	// Type returns the type of a column of a table, with everything that belongs to it besides NOT NULL and DEFAULT.
	Type func(t *Table, c *Column) string
	// Length is the function that counts the characters of a text.
	Length string
}

// Create returns the statement that creates a table under a name that is already quoted. Target returns the quoted name
// of another table; foreign is whether it has its foreign keys.
func (s *Spelling) Create(t *Table, name string, target func(string) string, foreign bool) string {
	if t.View != nil {
		return s.view(t, name, target)
	}
	var lines []string
	for i := range t.Columns {
		c := &t.Columns[i]
		line := s.Quote(c.Name) + " " + s.Type(t, c)
		if c.NotNull {
			line += " NOT NULL"
		}
		if len(c.Joined) > 0 {
			line += " GENERATED ALWAYS AS (" + s.joined(c.Joined, " || ") + ") STORED"
		}
		if c.Default != nil {
			line += " DEFAULT " + s.Literal(c, c.Default)
		}
		if c.Least != nil {
			line += " CHECK (" + s.Quote(c.Name) + " >= " + s.Literal(c, *c.Least) + ")"
		}
		if c.Longest > 0 {
			line += " CHECK (" + s.Length + "(" + s.Quote(c.Name) + ") <= " + s.Literal(c, int64(c.Longest)) + ")"
		}
		lines = append(lines, line)
	}
	if len(t.Key) > 0 {
		lines = append(lines, "PRIMARY KEY ("+s.list(t.Key)+")")
	}
	for _, k := range t.Unique {
		lines = append(lines, "UNIQUE ("+s.list(k)+")")
	}
	for i := range t.Foreign {
		if foreign {
			lines = append(lines, s.Foreign(&t.Foreign[i], target))
		}
	}
	return "CREATE TABLE " + name + " (\n  " + strings.Join(lines, ",\n  ") + "\n)"
}

// view returns the statement that creates a view.
func (s *Spelling) view(t *Table, name string, of func(string) string) string {
	columns := make([]string, len(t.Columns))
	for i := range t.Columns {
		columns[i] = t.Columns[i].Name
	}
	least := s.Literal(nil, t.View.Least)
	return "CREATE VIEW " + name + " AS SELECT " + s.list(columns) + " FROM " + of(t.View.Of) + " WHERE " + s.Quote(t.View.Column) + " >= " + least
}

// Foreign returns a foreign key as a constraint.
func (s *Spelling) Foreign(k *Foreign, target func(string) string) string {
	text := "FOREIGN KEY (" + s.list(k.Columns) + ") REFERENCES " + target(k.Target) + " (" + s.list(k.TargetColumns) + ")"
	if k.OnDelete != "" {
		text += " ON DELETE " + k.OnDelete
	}
	if k.Deferred {
		text += " DEFERRABLE INITIALLY DEFERRED"
	}
	return text
}

func (s *Spelling) list(names []string) string { return s.joined(names, ", ") }

func (s *Spelling) joined(names []string, by string) string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = s.Quote(name)
	}
	return strings.Join(out, by)
}
