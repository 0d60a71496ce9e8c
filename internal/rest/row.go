package rest

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// keyOf returns the key by which rows are addressed; nil if there is none. A primary key counts even if a row has
// NULL in it.
func keyOf(t *catalog.Table) *catalog.Key {
	if k := t.PrimaryKey(); k != nil {
		return k
	}
	return t.NodeKey()
}

// key reads the id of a path: the value of the table's key, or the values of a composite key separated by commas,
// each escaped by itself. An invalid key matches no row.
func (b *builder) key(id string) (*request.By, error) {
	k := keyOf(b.table)
	if k == nil {
		return nil, fault.New(fault.RequestValue, "the rows of %s have no key", b.table.SQLName).WithHint("use FETCH with where")
	}
	parts := []string{id}
	if len(k.Columns) > 1 {
		parts = strings.Split(id, ",")
	}
	if len(parts) != len(k.Columns) {
		return nil, fault.New(fault.RequestValue, "the key of %s has %d columns, the address has %d values",
			b.table.SQLName, len(k.Columns), len(parts)).
			WithNames(fault.Names{Hint: "write " + sqlNames(k.Columns) + ", separated by commas"})
	}
	by := &request.By{Key: k.Name}
	for i, c := range k.Columns {
		text, ok := unescape(parts[i])
		if !ok {
			return nil, noRow()
		}
		value, err := request.CoerceLooselyTo(&c.Type, c.Enum, text)
		if err != nil {
			return nil, noRow()
		}
		by.Slots = append(by.Slots, b.slot(value))
	}
	return by, nil
}

// sqlNames returns the database names of columns.
func sqlNames(all []*catalog.Column) string {
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = c.SQLName
	}
	return fault.List(names)
}

// getOne answers with one row.
func (x *exchange) getOne(id string) error {
	b := &builder{table: x.table}
	by, err := b.key(id)
	if err != nil {
		return err
	}
	a, err := x.single(b, by, "r", columns(x.table.Columns))
	if err != nil {
		return err
	}
	x.succeed(a.Data)
	return nil
}

// single reads the selected columns of one row; kind is the name of the selection in the plan cache.
func (x *exchange) single(b *builder, by *request.By, kind string, selected []request.Selection) (exec.Answer, error) {
	p, err := x.plan(appendName([]byte(kind), x.table.SQLName), func() *request.Request {
		return &request.Request{Fields: []*request.Field{{
			Key: dataKey, Kind: request.Single, Table: x.table.TypeName, By: by,
			Query: &request.Query{Select: selected, Stored: true},
		}}}
	})
	if err != nil {
		return exec.Answer{}, err
	}
	a, err := x.run(p, b.arguments)
	if err == nil && bytes.Equal(only(&a), null) {
		err = noRow()
	}
	return a, err
}

// only returns the JSON of the only root field.
func only(a *exec.Answer) []byte {
	m := a.Members[0]
	return a.Data[m.Start:m.End]
}

var null, zero = []byte("null"), []byte("0")

// nodeKey is the response key of the row in a write's payload.
const nodeKey = "n"

// payload returns the payload of a write: the key of its row, if the table has one.
func payload(t *catalog.Table) []request.PayloadField {
	k := keyOf(t)
	if k == nil {
		return []request.PayloadField{{Key: nodeKey, Kind: request.AffectedRows}}
	}
	return []request.PayloadField{{Key: nodeKey, Kind: request.Nodes, Query: &request.Query{
		Select: columns(k.Columns), Stored: true,
	}}}
}

// confirm answers with the id of a row, from JSON that has only the key, or with the number of rows if there is no
// key; there may be none.
func (x *exchange) confirm(row []byte) error {
	if bytes.Equal(row, null) || bytes.Equal(row, zero) && x.table.NodeKey() == nil {
		if x.verb == post {
			return keptOut()
		}
		return noRow()
	}
	id, err := x.idOf(row)
	if err != nil {
		return err
	}
	x.succeed(append(append(append(x.buffer(), `{"id":`...), id...), '}'))
	return nil
}

// idOf returns the id of a row, from JSON that has only the key: the value of the key, or the text in the row's
// address.
func (x *exchange) idOf(row []byte) ([]byte, error) {
	k := keyOf(x.table)
	switch {
	case k == nil:
		return null, nil
	case len(k.Columns) == 1:
		return row[len(`{`)+len(appendString(nil, k.Columns[0].SQLName))+len(`:`) : len(row)-1], nil
	}
	var values map[string]json.RawMessage
	if err := json.Unmarshal(row, &values); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "internal error")
	}
	parts := make([]string, len(k.Columns))
	for i, c := range k.Columns {
		text := string(values[c.SQLName])
		var inner string
		if json.Unmarshal(values[c.SQLName], &inner) == nil {
			text = inner
		}
		parts[i] = strings.ReplaceAll(url.PathEscape(text), ",", "%2C")
	}
	return appendString(nil, strings.Join(parts, ",")), nil
}
