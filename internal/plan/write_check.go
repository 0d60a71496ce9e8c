package plan

import (
	"strconv"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// checkAssigned checks a value that a column is set to.
func (s *Slot) checkAssigned(v any) *fault.Fault {
	if v != nil {
		return s.checkValue(v)
	}
	if s.Column.Required() {
		return notNull(s.Column, s.Argument)
	}
	return nil
}

// checkAdded checks a value that is added to a column.
func (s *Slot) checkAdded(v any) *fault.Fault {
	if v != nil {
		return s.checkValue(v)
	}
	f := fault.New(fault.RequestValue, "null cannot be added")
	return about(f, s.Column, s.Argument).WithHint("omit %s, or specify a number", s.Column.Name)
}

func notNull(c *catalog.Column, argument string) *fault.Fault {
	f := fault.New(fault.ConstraintNotNull, "%s must not be null", c.Name)
	f = about(f, c, argument)
	if c.HasDefault {
		return f.WithHint("specify a value, or omit it to use its default")
	}
	return f.WithHint("specify a value")
}

// checkRows checks the rows to insert, each against its set of columns.
func (s *Slot) checkRows(v any) *fault.Fault {
	rows, ok := v.([]request.InsertRow)
	if !ok || (!s.Many && len(rows) != 1) {
		return s.mismatch(v)
	}
	if len(rows) > MaxList {
		return tooLong(s.Argument)
	}
	for i := range rows {
		row := &rows[i]
		if row.Set < 0 || row.Set >= len(s.Sets) || len(row.Values) != len(s.Sets[row.Set]) {
			return s.mismatch(v)
		}
		for n, column := range s.Sets[row.Set] {
			one := Slot{Column: column}
			f := one.checkAssigned(row.Values[n])
			if f != nil {
				return in(f, s.Item(i, column))
			}
		}
	}
	return nil
}

// Item returns the path of a value in a row to insert as the client wrote it: "input[3].name"; without a column that
// of the row itself.
func (s *Slot) Item(row int, column *catalog.Column) string {
	at := s.Argument
	if s.Many {
		at += "[" + strconv.Itoa(row) + "]"
	}
	if column != nil {
		at += "." + column.Name
	}
	return at
}
