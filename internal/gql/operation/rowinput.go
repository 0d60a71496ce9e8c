package operation

import (
	"encoding/binary"
	"strings"

	"tiddly/internal/fault"
	"tiddly/internal/jsontext"
	"tiddly/internal/plan"
	"tiddly/internal/request"
	"tiddly/internal/schema"
)

// maxSets limits the different column sets of the rows in one list: each needs a statement of its own.
const maxSets = 100

// rowInput reads the objects of an input type that holds the values of a row to write. The values never affect the
// plan, whether enums, Booleans or null: only the set of columns does.
type rowInput struct {
	columns []rowColumn
	index   map[string]int
}

// rowColumn is a column that a row may have.
type rowColumn struct {
	name string
	to   target
	// optional is set if a row without the column has NULL in it. Rows of a list then have fewer different column
	// sets.
	optional bool
}

// newRowInputs returns the readers of a schema's row inputs, by the names of the types.
func newRowInputs(s *schema.Schema) map[string]*rowInput {
	all := make(map[string]*rowInput, len(s.Rows))
	for name, t := range s.Rows {
		r := &rowInput{index: map[string]int{}}
		for _, f := range s.AST.Types[name].Fields {
			c := t.Input(f.Name)
			to := targetOf(c)
			to.null = !f.Type.NonNull
			r.index[f.Name] = len(r.columns)
			r.columns = append(r.columns, rowColumn{f.Name, to, !c.Required() && !c.HasDefault})
		}
		all[name] = r
	}
	return all
}

// marks are column sets, one of width bytes for each row, one bit for each column.
type marks struct {
	input *rowInput
	width int
	bits  []byte
}

func (r *rowInput) newMarks(rows int) *marks {
	width := (len(r.columns) + 7) / 8
	return &marks{r, width, make([]byte, rows*width)}
}

func (m *marks) row(i int) []byte { return m.bits[i*m.width : (i+1)*m.width] }

// mark records that a row has the column; false if there is no such column.
func (m *marks) mark(row int, name string) bool {
	column, known := m.input.index[name]
	if known {
		m.row(row)[column/8] |= 1 << (column % 8)
	}
	return known
}

// markAll records the members of objects; false if one is not an object of the type.
func (m *marks) markAll(rows jsontext.Value) bool {
	for i := range itemsOf(rows) {
		row := itemOf(rows, i)
		if _, ok := row.Object(); !ok || !row.EachName(func(name string) bool { return m.mark(i, name) }) {
			return false
		}
	}
	return true
}

// sets returns the different sets, in the order of their first rows, and the index of each row's set. An optional
// column belongs to all rows once it belongs to one: a list of objects that omit null members is then inserted by
// one statement.
func (m *marks) sets() (sets []string, of []int) {
	common := make([]byte, m.width)
	for i, bits := range m.bits {
		common[i%m.width] |= bits
	}
	for i := range m.input.columns {
		if !m.input.columns[i].optional {
			common[i/8] &^= 1 << (i % 8)
		}
	}
	known := map[string]int{}
	rows := len(m.bits) / m.width
	of = make([]int, rows)
	for i := range rows {
		row := m.row(i)
		for j := range row {
			row[j] |= common[j]
		}
		n, found := known[string(row)]
		if !found {
			n = len(sets)
			sets = append(sets, string(row))
			known[string(row)] = n
		}
		of[i] = n
	}
	return sets, of
}

// columnsOf returns the columns of a set by their numbers.
func (r *rowInput) columnsOf(set string) []int {
	var all []int
	for i := range r.columns {
		if set[i/8]&(1<<(i%8)) != 0 {
			all = append(all, i)
		}
	}
	return all
}

// names returns the column names of sets. Without rows there is one set, because a plan has at least one.
func (r *rowInput) names(sets [][]int) [][]string {
	all := make([][]string, max(len(sets), 1))
	for i, set := range sets {
		for _, column := range set {
			all[i] = append(all[i], r.columns[column].name)
		}
	}
	return all
}

// appendRows appends the column sets of rows to a shape, without their number and values.
func appendRows(shape []byte, r *rowInput, value jsontext.Value) ([]byte, bool) {
	items := itemsOf(value)
	if items > plan.MaxList {
		return shape, false
	}
	m := r.newMarks(items)
	if !m.markAll(value) {
		return shape, false
	}
	sets, _ := m.sets()
	shape = append(shape, shapeRows)
	shape = binary.AppendUvarint(shape, uint64(len(sets)))
	return append(shape, strings.Join(sets, "")...), len(sets) <= maxSets
}

// rowSource makes rows out of (a part of) a variable.
type rowSource struct {
	input *rowInput
	sets  [][]int
	// width is the number of columns of the largest set.
	width int
}

// newRowSource returns the source of rows with the sets of these, which were checked before.
func newRowSource(r *rowInput, value jsontext.Value) (*rowSource, *fault.Fault) {
	m := r.newMarks(itemsOf(value))
	m.markAll(value)
	sets, _ := m.sets()
	if len(sets) > maxSets {
		return nil, tooManySets()
	}
	s := &rowSource{input: r}
	for _, set := range sets {
		columns := r.columnsOf(set)
		s.sets = append(s.sets, columns)
		s.width = max(s.width, len(columns))
	}
	return s, nil
}

func tooManySets() *fault.Fault {
	return fault.New(fault.LimitList, "the rows have more than %d different sets of columns", maxSets).
		WithHint("use the same columns in every row, or insert the rows in several requests")
}

func tooManyRows() *fault.Fault {
	return fault.New(fault.LimitList, "a list may have at most %d items", plan.MaxList).
		WithHint("insert the rows in several requests")
}

// rows returns the rows that a value holds.
func (s *rowSource) rows(value jsontext.Value) ([]request.InsertRow, error) {
	rows := make([]request.InsertRow, itemsOf(value))
	values := make([]any, 0, len(rows)*s.width)
	set := 0
	for i := range rows {
		row := itemOf(value, i)
		start, fits := len(values), false
		// Neighbours usually have the same columns, so the search begins where the last one ended.
		for range s.sets {
			var err error
			if values, fits, err = s.take(values[:start], s.sets[set], row); err != nil {
				return nil, err
			}
			if fits {
				break
			}
			set = (set + 1) % len(s.sets)
		}
		if !fits {
			return nil, fault.New(fault.Internal, "a row of a shape that was not planned for")
		}
		rows[i] = request.InsertRow{Set: set, Values: values[start:len(values):len(values)]}
	}
	return rows, nil
}

// take appends the values of the columns of a set; false if the object has another set.
func (s *rowSource) take(values []any, set []int, row jsontext.Value) ([]any, bool, error) {
	given := 0
	for _, number := range set {
		column := &s.input.columns[number]
		v, there := row.Get(column.name)
		if !there {
			if !column.optional {
				return values, false, nil
			}
			values = append(values, nil)
			continue
		}
		given++
		coerced, err := column.to.coerceValue(v)
		if err != nil {
			return values, false, err
		}
		values = append(values, coerced)
	}
	members, _ := row.Object()
	return values, given == members, nil
}

// literalRow is a row of a literal, with the sources of its values.
type literalRow struct {
	set   int
	cells []source
}

// rowsOf returns the rows of a literal for the variables.
func rowsOf(literal []literalRow, variables jsontext.Value) ([]request.InsertRow, error) {
	rows := make([]request.InsertRow, len(literal))
	for i := range literal {
		rows[i] = request.InsertRow{Set: literal[i].set, Values: make([]any, len(literal[i].cells))}
		for j := range literal[i].cells {
			v, err := literal[i].cells[j].value(variables)
			if err != nil {
				return nil, err
			}
			rows[i].Values[j] = v
		}
	}
	return rows, nil
}
