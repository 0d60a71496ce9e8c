package postgres

import (
	"tiddly/internal/catalog"
	"tiddly/internal/exec"
)

// rows are the rows of one statement of a connection. They implement exec.Rows.
type rows struct {
	conn *connection
	// columns are the types of the cells.
	columns []uint32
	// values are the cells of the current row; nil is NULL.
	values [][]byte
	// affected is the number of rows that the statement has returned or changed, once it is done.
	affected int64
	done     bool
	err      error
	// failed is told the error of the statement, and returns the one to report; nil where there is no transaction.
	failed func(error) error
}

var _ exec.Rows = (*rows)(nil)

// start sets the rows to those of a statement that begins.
func (r *rows) start(columns []uint32) {
	r.columns, r.values, r.affected, r.done, r.err = columns, nil, 0, false, nil
}

// Next implements exec.Rows.
func (r *rows) Next() bool {
	if r.done {
		return false
	}
	more, err := r.conn.row()
	if more {
		return true
	}
	r.done, r.values = true, nil
	if err != nil {
		if isStale(err) {
			r.conn.outdate()
		}
		r.err = r.conn.fault(err)
		if r.failed != nil {
			r.err = r.failed(r.err)
		}
	}
	return false
}

// Err implements exec.Rows.
func (r *rows) Err() error { return r.err }

// Null implements exec.Rows.
func (r *rows) Null(i int) bool { return r.values[i] == nil }

// Length implements exec.Rows. It is that of the binary form, which is short for what is neither text nor binary.
func (r *rows) Length(i int) int { return len(r.values[i]) }

// AppendJSON implements exec.Rows.
func (r *rows) AppendJSON(dst []byte, i int, t *catalog.Type, enum *catalog.EnumType) ([]byte, bool) {
	return appendJSON(dst, r.values[i], r.columns[i], t, enum)
}

// AppendKey implements exec.Rows.
func (r *rows) AppendKey(dst []byte, i int) []byte { return appendKey(dst, r.values[i], r.columns[i]) }

// Int implements exec.Rows.
func (r *rows) Int(i int) (int64, bool) {
	if r.values[i] == nil {
		return 0, false
	}
	return intOf(r.values[i], r.columns[i])
}

// Value implements exec.Rows.
func (r *rows) Value(i int) any {
	if r.values[i] == nil {
		return nil
	}
	return valueOf(r.values[i], r.columns[i])
}

// Close implements exec.Rows. It passes over the rows that were not read.
func (r *rows) Close() error {
	unread := !r.done
	for !r.done {
		r.Next()
	}
	if unread {
		return r.err
	}
	return nil
}
