package catalog

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
	// Bad is the number of cells that are not of that type. Nullable reports that such a cell was found in a column
	// that is NOT NULL: its field is nullable.
	Bad      int
	Nullable bool
	// Why is the reason where the cells decided, half a sentence ("values beyond 32 bits"); empty where what is declared
	// holds.
	Why string
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
