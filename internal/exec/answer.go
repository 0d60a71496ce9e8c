package exec

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// Answer is the result of a run.
type Answer struct {
	// Data is the JSON object of all root fields; nil where it is null.
	Data []byte
	// Members are the parts of Data, one for each root field, in order; empty where Data is nil.
	Members []Member
	// Errors holds at most MaxErrors field errors with their response paths. Omitted is the number of further ones.
	Errors  []*fault.Fault
	Omitted int
	// Cuts are the lists that ended at the default limit though more rows follow.
	Cuts []Cut
	// Warnings are the columns with cells that a filter or an order met and could not read, in the order in which they
	// were met.
	Warnings []Warning
	// Moved reports that nothing was done or returned, since the tables are no longer those of Options.Mark.
	Moved bool
	// Wanted is the number of bytes for which there was no room; 0 where there was room for all.
	Wanted int
	// Statements is the number of statements run, Rows that of rows read.
	Statements, Rows int
}

// Member is the part Data[Start:End] of one root field: its value without its key.
type Member struct {
	Key        string
	Start, End int
}

// Cut is a list that was cut at the default limit.
type Cut struct {
	Path []any
	Rows int
}

// Warning reports cells of a column that a filter or an order met and could not read, which it therefore took for NULL.
type Warning struct {
	Column *catalog.Column
	// Cells is the greatest number that one statement met.
	Cells int
}

// Warned adds warnings to those that there are, each column once.
func Warned(all []Warning, more ...Warning) []Warning {
	for _, w := range more {
		i := slices.IndexFunc(all, func(other Warning) bool { return other.Column == w.Column })
		if i < 0 {
			all = append(all, w)
		} else {
			all[i].Cells = max(all[i].Cells, w.Cells)
		}
	}
	return all
}

// unread adds a warning for each of the columns that the last statement of a reader could not read everywhere. A
// statement that converts no cells has no places, and is not asked.
func (r *run) unread(reader Reader, places []*catalog.Column) {
	if len(places) == 0 {
		return
	}
	w, ok := reader.(Witness)
	if !ok {
		return
	}
	for i, c := range places {
		if n := w.Unread(i); n > 0 {
			r.warnings = Warned(r.warnings, Warning{Column: c, Cells: n})
		}
	}
}

// MaxErrors is the maximum number of field errors in an answer.
const MaxErrors = 10
