package sqlite

// #include "native.h"
import "C"

import (
	"strconv"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/internal/exec"
)

var _ exec.Marked = (*connection)(nil)

// marked is the last mark of a connection. Each request asks for it where there are secrets, so its text is built
// only if the number has changed.
type marked struct {
	schema int64
	text   string
}

// Mark implements exec.Marked.
func (c *connection) Mark() (string, error) {
	if code := C.tiddly_read_version(c.native.work); code != 0 {
		return "", c.fault(sqlite3.Error{Code: sqlite3.ErrNo(code & 0xff), ExtendedCode: sqlite3.ErrNoExtended(code)})
	}
	m := &c.marked
	if now := int64(c.native.work.version.schema); m.text == "" || now != m.schema {
		m.schema, m.text = now, strconv.FormatInt(now, 10)
	}
	return m.text, nil
}

// forgetVersion frees the statement that reads the mark: SQLite does not completely close a connection that has one.
func (n native) forgetVersion() { C.tiddly_forget_version(n.work) }
