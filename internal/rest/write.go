package rest

import (
	"slices"
	"strconv"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// assigned holds the columns that a body sets, in its order.
type assigned struct {
	builder
	columns []*catalog.Column
	values  []any
}

// read reads the columns of a body.
func (a *assigned) read(o *object) error {
	if a.table.ReadOnly() {
		return fault.New(fault.RequestInvalid, "%s is a view: its rows cannot be written", a.table.SQLName).
			WithHint("write the tables that it shows")
	}
	if o == nil {
		return fault.New(fault.RequestMalformed, "the request has no body").WithHint("send a JSON object of columns and their values")
	}
	for _, m := range o.Members {
		c := a.table.ColumnBySQL(m.Name)
		if c == nil {
			return noColumn(a.table, a.table.Columns, "body", m.Name)
		}
		if c.Generated {
			return fault.New(fault.RequestValue, "%s is generated: it cannot be written", c.SQLName).WithHint("omit it")
		}
		value, err := a.value(c, m.Value)
		if err != nil {
			f := fault.From(err)
			return fault.New(f.Code, "%s: %s", c.SQLName, f.Message).WithHint("%s", f.Hint).WithNames(f.Names)
		}
		a.columns, a.values = append(a.columns, c), append(a.values, value)
	}
	return nil
}

func (a *assigned) value(c *catalog.Column, v any) (any, error) {
	if v == nil {
		return nil, nil //nolint:nilnil // NULL
	}
	return request.CoerceLooselyTo(&c.Type, c.Enum, plain(v))
}

// shape returns the kind of the write and the columns that are written.
func (a *assigned) shape(kind byte) []byte {
	b := appendName([]byte{kind}, a.table.SQLName)
	for _, c := range a.columns {
		b = append(strconv.AppendInt(b, int64(c.Index), 10), ',')
	}
	return b
}

// assigned reads the body of a write.
func (x *exchange) assigned() (*assigned, error) {
	o, err := x.object()
	if err != nil {
		return nil, err
	}
	a := &assigned{builder: builder{table: x.table}}
	err = a.read(o)
	return a, err
}

// post inserts a row.
func (x *exchange) post() error {
	a, err := x.assigned()
	if err != nil {
		return err
	}
	a.leaveOutNullKeys()
	rows := a.slot([]request.InsertRow{{Values: a.values}})
	return x.write(a.shape('i'), a.arguments, func() *request.Field {
		return &request.Field{Kind: request.Insert, Write: &request.Write{Columns: [][]string{names(a.columns)}, Rows: rows}}
	})
}

// leaveOutNullKeys removes keys that are null, so that the database chooses them as if they were missing.
func (a *assigned) leaveOutNullKeys() {
	k := a.table.PrimaryKey()
	if k == nil {
		return
	}
	columns, values := a.columns[:0], a.values[:0]
	for i, c := range a.columns {
		if a.values[i] != nil || !slices.Contains(k.Columns, c) {
			columns, values = append(columns, c), append(values, a.values[i])
		}
	}
	a.columns, a.values = columns, values
}

func names(all []*catalog.Column) []string {
	out := make([]string, len(all))
	for i, c := range all {
		out[i] = c.Name
	}
	return out
}

// put updates columns of a row; a body without columns changes nothing.
func (x *exchange) put(id string) error {
	a, err := x.assigned()
	if err != nil {
		return err
	}
	by, err := a.key(id)
	if err != nil {
		return err
	}
	if len(a.columns) == 0 {
		return x.untouched(&a.builder, by)
	}
	set := make([]request.Assignment, len(a.columns))
	for i, c := range a.columns {
		set[i] = request.Assignment{Column: c.Name, Slot: a.slot(a.values[i]), Argument: c.SQLName}
	}
	return x.write(a.shape('u'), a.arguments, func() *request.Field {
		return &request.Field{Kind: request.Update, By: by, Write: &request.Write{Set: set}}
	})
}

// untouched answers for an update without columns.
func (x *exchange) untouched(b *builder, by *request.By) error {
	a, err := x.single(b, by, "k", columns(keyOf(x.table).Columns))
	if err != nil {
		return err
	}
	return x.confirm(only(&a))
}

// remove deletes a row.
func (x *exchange) remove(id string) error {
	b := &builder{table: x.table}
	if x.table.ReadOnly() {
		return (&assigned{builder: *b}).read(nil)
	}
	by, err := b.key(id)
	if err != nil {
		return err
	}
	return x.write(appendName([]byte{'d'}, x.table.SQLName), b.arguments, func() *request.Field {
		return &request.Field{Kind: request.Delete, By: by, Write: &request.Write{}}
	})
}

// write runs a field that changes one row, and answers with its id.
func (x *exchange) write(shape []byte, arguments request.Arguments, field func() *request.Field) error {
	p, err := x.plan(shape, func() *request.Request {
		f := field()
		f.Key, f.Table = dataKey, x.table.TypeName
		f.Write.MaxAffected, f.Write.Payload = none, payload(x.table)
		return &request.Request{Fields: []*request.Field{f}}
	})
	if err != nil {
		return err
	}
	a, err := x.run(p, arguments)
	if err != nil {
		return err
	}
	// {"n":ROW}
	row := only(&a)
	return x.confirm(row[len(`{"`+nodeKey+`":`) : len(row)-1])
}
