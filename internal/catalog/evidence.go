package catalog

import "slices"

// Evidence is what an inspector found in the cells of a table whose engine hardly checks them. What is found there
// decides together with what is declared.
type Evidence struct {
	// Table is the SQL name of the table or view.
	Table string
	View  bool
	// Definition is the text by which the table was created: while it is the same, the evidence holds.
	Definition string
	// Rows is the number of rows that were looked at, Every whether these are all that there are.
	Rows  int
	Every bool
	// Unseen is the reason why not all was looked at; empty where all was.
	Unseen  string
	Columns []ColumnEvidence
}

// ColumnEvidence is what was found in the cells of a column.
type ColumnEvidence struct {
	Column, Declared string
	// Pinned columns are not looked at: the settings have their kind.
	Pinned bool
	Counts CellCounts
	// Forms are the forms of the cells that the decision tells apart ("text: date and time"), most frequent first.
	Forms []CellForm
	// Type is what the column is served as. Pin are the settings that fix it; empty where what is declared holds.
	Type Type
	Pin  ColumnOverride
	// AnyForm reports that cells in other forms than that of Pin are read too, which settings with the form alone do not.
	AnyForm bool
	// Bad is the number of cells that are not of that type. Nullable reports that such a cell was found in a column
	// that is NOT NULL: its field is nullable.
	Bad      int
	Nullable bool
	// Why is the reason where the cells decided, half a sentence ("values beyond 32 bits"); empty where what is declared
	// holds.
	Why string
}

// Widen makes columns nullable in whose cells something else than their kind was met. Tables may be shared with another
// source, so those that change are copied.
func (s *Source) Widen(met func(table, column string) bool) {
	tables := slices.Clone(s.Tables)
	for i := range tables {
		t, own := &tables[i], false
		name := s.sqlName(t.name())
		for n := range t.Columns {
			if t.Columns[n].Widened || !met(name, t.Columns[n].Name) {
				continue
			}
			if !own {
				t.Columns, own = slices.Clone(t.Columns), true
			}
			t.Columns[n].Widened = true
		}
	}
	s.Tables = tables
}

// SameDefinition reports whether a table has the definition that it has in another source.
func (s *Source) SameDefinition(other *Source, table string) bool {
	a, b := s.definition(table), other.definition(table)
	return a != nil && slices.Equal(a, b)
}

// definition returns what defines a table: the text that created it where that is known, otherwise its columns.
func (s *Source) definition(table string) []string {
	for i := range s.Evidence {
		if e := &s.Evidence[i]; e.Table == table && e.Definition != "" {
			return []string{e.Definition}
		}
	}
	for i := range s.Tables {
		if t := &s.Tables[i]; s.sqlName(t.name()) == table {
			parts := make([]string, 0, 2*len(t.Columns))
			for n := range t.Columns {
				parts = append(parts, t.Columns[n].Name, t.Columns[n].Declared)
			}
			return parts
		}
	}
	return nil
}

// CellCounts counts cells by what the engine stores.
type CellCounts struct{ Null, Integer, Real, Text, Blob int }

// CellForm is a number of cells of one form.
type CellForm struct {
	Name  string
	Cells int
}

// Decided reports that the cells decided: what is declared alone would be served otherwise.
func (c *ColumnEvidence) Decided() bool { return c.Why != "" }

// Look is how an inspector looks at cells.
type Look struct {
	// Known is the evidence of an earlier inspection, by SQL name. A table whose definition is the same is not looked at
	// again.
	Known map[string]Evidence
	// Every looks at every row instead of a sample. Progress, if not nil, is called with the rows looked at so far.
	Every    bool
	Progress func(table string, rows int)
}

// The epochs of numbers that are instants: what is counted, and since when.
const (
	EpochSeconds     = "s"
	EpochMillis      = "ms"
	EpochMicros      = "us"
	EpochNanos       = "ns"
	EpochMicros1601  = "us1601"
	EpochFileTime    = "100ns1601"
	EpochSeconds2001 = "s2001"
	EpochJulianDays  = "julian"
)

// Epochs returns every epoch, in the order of the documentation.
func Epochs() []string {
	return []string{
		EpochSeconds, EpochMillis, EpochMicros, EpochNanos, EpochMicros1601, EpochFileTime, EpochSeconds2001, EpochJulianDays,
	}
}
