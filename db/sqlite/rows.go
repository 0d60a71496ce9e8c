package sqlite

/*
#include "block.h"
*/
import "C"

import (
	"database/sql/driver"
	"math"
	"strings"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/internal/catalog"
	"tiddly/internal/cell"
	"tiddly/internal/dialect"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/jsontext"
)

// A block has at most so many rows: few in the first one, so that a statement that is left early has done little, then
// growing until their bytes are the bound. A row by its key comes with the end of its statement, in one call.
const (
	leastBlock  = 16
	blockGrowth = 8
	mostBlock   = leastBlock * blockGrowth * blockGrowth
)

// rows are the rows of the statement that runs on a connection. They implement exec.Rows.
type rows struct {
	conn  *connection
	block *C.tiddly_block
	// cells are those of the block, row those of the current row. They are in C's memory.
	cells, row []C.tiddly_value
	// next is the index in cells of the following row.
	next, width int
	// most is the maximum number of rows of the next block.
	most int
	// opened reports whether the end has not been reported yet, more whether there may be a further block. A step behind
	// the last row would run the statement again from its start.
	opened, more bool
	// failed is the error of the step behind the block.
	failed error
	err    error
}

// begin runs a statement up to the end of its first block. The error is that of a statement that has no row before it.
func (r *rows) begin(s *statement, args []any) error {
	if err := r.bind(args); err != nil {
		return err
	}
	r.opened, r.err, r.most = true, nil, leastBlock
	C.tiddly_begin(r.block, s.handle, C.int(len(args)), leastBlock)
	if r.take(); len(r.cells) == 0 && r.failed != nil {
		r.opened = false
		return r.failed
	}
	return nil
}

// take takes over the block that C has filled.
func (r *rows) take() {
	r.width, r.next, r.failed = int(r.block.width), 0, nil
	r.cells = sliceAt(r.block.cells, int(r.block.rows)*r.width)
	if r.more = r.block.code == C.TIDDLY_ROW; !r.more && r.block.code != C.TIDDLY_DONE {
		r.failed = r.conn.native.failed(r.block.code)
		C.tiddly_end(r.block)
	}
}

// bind sets the arguments of the next statement.
func (r *rows) bind(args []any) error {
	if len(args) == 0 {
		return nil
	}
	length := 0
	for _, a := range args {
		switch v := a.(type) {
		case string:
			length += len(v)
		case []byte:
			length += len(v)
		}
	}
	if length > math.MaxInt32 {
		return resultOf(C.int(sqlite3.ErrTooBig))
	}
	b := r.block
	if len(args) > int(b.arguments_size) || length > int(b.bound_size) {
		if code := C.tiddly_reserve(b, C.int64_t(len(args)), C.int64_t(length)); code != 0 {
			return resultOf(code)
		}
	}
	bound := bytesAt(b.bound, int(b.bound_size))
	for i, out := 0, sliceAt(b.arguments, len(args)); i < len(args); i++ {
		used, ok := setArgument(&out[i], args[i], bound)
		if !ok {
			return fault.New(fault.Internal, "a value of an unknown type was bound")
		}
		bound = bound[used:]
	}
	return nil
}

// setArgument sets an argument, whose text is copied to the start of bound, and returns the length of the text. It
// reports false for a value of an unknown type.
func setArgument(to *C.tiddly_argument, value any, bound []byte) (used int, ok bool) {
	switch v := value.(type) {
	case nil:
		to._type = typeNull
	case int64:
		to._type, to.integer = typeInteger, C.int64_t(v)
	case bool:
		to._type, to.integer = typeInteger, 0
		if v {
			to.integer = 1
		}
	case float64:
		to._type, to.real = typeFloat, C.double(v)
	case string:
		to._type, used = typeText, copy(bound, v)
	case []byte:
		to._type, used = typeBlob, copy(bound, v)
		if v == nil {
			to._type = typeNull
		}
	default:
		return 0, false
	}
	to.length = C.int(used)
	return used, true
}

// Next implements exec.Rows.
func (r *rows) Next() bool {
	if r.next == len(r.cells) && !r.fetch() {
		return false
	}
	r.row = r.cells[r.next : r.next+r.width]
	r.next += r.width
	return true
}

// fetch reads the next block. It reports false if there is none.
func (r *rows) fetch() bool {
	if !r.opened {
		return false
	}
	if r.more {
		r.most = min(r.most*blockGrowth, mostBlock)
		C.tiddly_more(r.block, C.int(r.most))
		if r.take(); len(r.cells) > 0 {
			return true
		}
	}
	r.opened = false
	if r.failed == nil {
		r.err = r.conn.consulted() // an interrupt may come too late for a statement
	} else {
		r.err = r.conn.fault(r.failed)
	}
	return false
}

// Err implements exec.Rows.
func (r *rows) Err() error { return r.err }

// Close implements exec.Rows.
func (r *rows) Close() error {
	r.opened, r.more, r.cells, r.row, r.next = false, false, nil, nil, 0
	var err error
	if r.block.statement != nil {
		if code := C.tiddly_end(r.block); code != 0 {
			err = r.conn.native.failed(code)
		}
	}
	if r.block.size > C.TIDDLY_BLOCK || r.block.bound_size > C.TIDDLY_BOUND || r.block.arguments_size > C.TIDDLY_ARGUMENTS {
		C.tiddly_block_trim(r.block)
	}
	if r.err != nil {
		return nil // an error of the statement is reported once, by Err
	}
	return faultOf(err)
}

// Null implements exec.Rows.
func (r *rows) Null(i int) bool { return r.row[i]._type == typeNull }

// Length implements exec.Rows.
func (r *rows) Length(i int) int {
	if t := r.row[i]._type; t != typeText && t != typeBlob {
		return 0
	}
	return int(r.row[i].length)
}

// AppendJSON implements exec.Rows.
func (r *rows) AppendJSON(dst []byte, i int, t *catalog.Type, enum *catalog.EnumType) ([]byte, bool) {
	switch v := &r.row[i]; v._type {
	case typeInteger:
		return appendCell(dst, int64(v.integer), t, enum)
	case typeFloat:
		return appendCell(dst, float64(v.real), t, enum)
	case typeText:
		if t.Kind == catalog.String {
			return jsontext.AppendString(dst, bytesOf(v)) // what most cells are
		}
		return appendCell(dst, bytesOf(v), t, enum)
	default:
		return appendCell(dst, blobOf(v), t, enum)
	}
}

// AppendCells implements exec.Quick.
func (r *rows) AppendCells(dst []byte, cells []dialect.Cell) ([]byte, int) {
	for i := range cells {
		c := &cells[i]
		v, start, ok := &r.row[c.Index], len(dst), false
		dst = append(dst, c.Prefix...)
		switch {
		case v._type == typeInteger && c.Column.Type.Kind == catalog.Int:
			dst, ok = cell.AppendInt(dst, int64(v.integer))
		case v._type == typeNull:
			if ok = c.Nullable; ok {
				dst = append(dst, "null"...)
			}
		case (v._type != typeText && v._type != typeBlob) || v.length <= exec.MaxQuick:
			dst, ok = r.AppendJSON(dst, c.Index, &c.Column.Type, c.Column.Enum)
		}
		if !ok {
			return dst[:start], i
		}
	}
	return dst, len(cells)
}

// AppendKey implements exec.Rows.
func (r *rows) AppendKey(dst []byte, i int) []byte {
	switch v := &r.row[i]; v._type {
	case typeInteger:
		return cell.AppendIntKey(dst, int64(v.integer))
	case typeFloat:
		return cell.AppendFloatKey(dst, float64(v.real))
	case typeText:
		return cell.AppendTextKey(dst, bytesOf(v))
	case typeBlob:
		return cell.AppendBytesKey(dst, blobOf(v))
	default:
		return dst
	}
}

// Int implements exec.Rows.
func (r *rows) Int(i int) (int64, bool) {
	v := &r.row[i]
	return int64(v.integer), v._type == typeInteger
}

// Value implements exec.Rows.
func (r *rows) Value(i int) any { return valueAt(&r.row[i]) }

// valueAt returns a cell as the driver returns it, in memory of its own.
func valueAt(v *C.tiddly_value) driver.Value {
	switch v._type {
	case typeInteger:
		return int64(v.integer)
	case typeFloat:
		return float64(v.real)
	case typeText:
		return strings.Clone(bytesOf(v))
	case typeBlob:
		return append([]byte{}, blobOf(v)...)
	default:
		return nil
	}
}

// blobOf returns the bytes of a BLOB, which belong to C.
func blobOf(v *C.tiddly_value) []byte {
	if v.length == 0 {
		return []byte{}
	}
	return bytesAt(v.text, int(v.length))
}
