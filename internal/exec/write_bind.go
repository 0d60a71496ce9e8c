package exec

import (
	"errors"
	"slices"
	"strconv"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/fault"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// bound holds the values of the statements of one field.
type bound struct {
	// args are those of an update or a delete, matched those of the statement that reads its rows before; rows are those
	// of an insert.
	args, matched []any
	rows          []boundRow
}

type boundRow struct {
	set  int
	args []any
}

// bindAll computes the values of every statement that writes, so that errors in them are known before anything is
// done, and only once if the unit runs again.
func (u *unit) bindAll() error {
	u.bound = make([]bound, len(u.program.Fields))
	for i := range u.program.Fields {
		f := &u.program.Fields[i]
		var err error
		switch {
		case f.Write == nil:
		case f.Write.Rows == request.None:
			if u.bound[i].args, err = u.bind(&f.Write.Change); err == nil {
				u.bound[i].matched, err = u.bind(&f.Write.Matched)
			}
		default:
			u.bound[i].rows, err = u.bindRows(f)
		}
		if err != nil {
			return fieldFault(err, f.Key)
		}
	}
	return nil
}

func (u *unit) bind(s *sqlgen.Statement) ([]any, error) {
	args, err := u.run.bind(s.Args, nil)
	return slices.Clone(args), err
}

// bindRows computes the values of the rows of an insert.
func (u *unit) bindRows(f *sqlgen.Field) ([]boundRow, error) {
	w := f.Write
	rows, _ := u.run.arguments.At(w.Rows).([]request.InsertRow)
	if len(rows) > w.Max && w.AnswersRows() {
		return nil, tooMany(w)
	}
	out := make([]boundRow, len(rows))
	count := 0
	for i := range rows {
		count += len(w.Inserts[rows[i].Set].Args)
	}
	values := make([]any, 0, count)
	for i := range rows {
		row := &rows[i]
		start := len(values)
		for _, a := range w.Inserts[row.Set].Args {
			v, err := dialect.Bind(a.Encode, row.Values[a.Item])
			if err != nil {
				return nil, valueFault(err, w, i, w.Sets[row.Set][a.Item])
			}
			values = append(values, v)
		}
		out[i] = boundRow{set: row.Set, args: values[start:len(values):len(values)]}
	}
	return out, nil
}

// itemName returns the name in errors of the input of an insert, or of one of its rows.
func itemName(w *sqlgen.Write, row int) string {
	if w.Kind == request.InsertMany {
		return "input[" + strconv.Itoa(row) + "]"
	}
	return "input"
}

// inItem adds to a fault the row of the input it is about.
func inItem(err error, item string) error {
	if errors.Is(err, ErrMoved) {
		return err // it is not the item's, and is recognized by itself
	}
	f := *fault.From(err)
	if f.Path == nil { // else it is about what the write returns
		f.Message = item + ": " + f.Message
	}
	return &f
}

func valueFault(err error, w *sqlgen.Write, row int, c *catalog.Column) error {
	f := *fault.From(err)
	f.Table, f.Columns = w.Table.TypeName, []string{c.Name}
	return inItem(&f, itemName(w, row)+"."+c.Name)
}
