package exec

import (
	"bytes"
	"encoding/binary"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/sqlgen"
)

// once returns rows that end with a fault where one comes twice.
func once(rows Rows, o *sqlgen.Once) Rows {
	if o == nil {
		return rows
	}
	r := &onceRows{Rows: rows, once: o}
	if o.Apart {
		r.seen = map[string]bool{}
	}
	return r
}

// onceRows are rows of which none may come twice.
type onceRows struct {
	Rows

	once *sqlgen.Once
	// last is the identity of the last row, next that of the one before it, whose memory is used again; seen are those of
	// all rows, where the same ones are not side by side.
	last, next []byte
	seen       map[string]bool
	some       bool
	fault      *fault.Fault
}

// Next implements Rows.
func (r *onceRows) Next() bool {
	if r.fault != nil || !r.Rows.Next() {
		return false
	}
	r.next = r.next[:0]
	for _, c := range r.once.Cells {
		if !r.Null(c) {
			r.next = r.AppendKey(r.next, c)
		}
		r.next = binary.AppendUvarint(r.next, uint64(len(r.next)))
	}
	twice := r.some && bytes.Equal(r.last, r.next)
	if r.seen != nil {
		twice = r.seen[string(r.next)]
		r.seen[string(r.next)] = true
	}
	if twice {
		r.fault = sharedKey(r.once.Tables)
		return false
	}
	r.last, r.next, r.some = r.next, r.last, true
	return true
}

// Err implements Rows.
func (r *onceRows) Err() error {
	if r.fault != nil {
		return r.fault
	}
	return r.Rows.Err()
}

// Setting implements Advisor.
func (r *onceRows) Setting(i int, column *catalog.Column) []Setting {
	if a, ok := r.Rows.(Advisor); ok {
		return a.Setting(i, column)
	}
	return nil
}

// sharedKey returns the fault of rows that share a key that the settings name for one of the tables.
func sharedKey(tables []*catalog.Table) *fault.Fault {
	var keys []string
	for _, t := range tables {
		keys = append(keys, catalog.SettingsKey(t.SQLName, "key"))
	}
	f := fault.New(fault.DatabaseValue, "several rows have the key that the settings name").
		WithHint("make the rows differ in it, or change or remove %s in the settings", strings.Join(keys, " and "))
	f.Table = tables[0].TypeName
	for _, c := range tables[0].NamedKey().Columns {
		f.Columns = append(f.Columns, c.Name)
	}
	return f
}
