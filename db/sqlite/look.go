package sqlite

/*
#include "native.h"
*/
import "C"

import (
	"database/sql/driver"
	"errors"
	"io"

	sqlite3 "github.com/mattn/go-sqlite3"
)

// looker runs statements that look at cells. row receives each row until it returns false; its cells are valid until
// the next. A statement that has taken more steps than steps ends there; 0 is no bound. It reports the steps it took.
type looker func(sql string, args []any, steps int64, row func([]driver.Value) bool) (looked, error)

// looked is how a statement that looks at cells ended.
type looked struct {
	// steps is the number of steps that it took, where it had a bound. exhausted reports that the bound ended it.
	steps     int64
	exhausted bool
}

// look is the looker of a connection. The statements are used once, so they are not kept.
func (c *connection) look(sql string, args []any, steps int64, row func([]driver.Value) bool) (out looked, err error) {
	if err := endedFault(c.ctx, "reading the tables took too long"); err != nil {
		return out, err
	}
	prepared, err := c.raw.PrepareContext(unwatched, sql)
	if err != nil {
		return out, c.ended(err, prepareFault)
	}
	defer func() { _ = prepared.Close() }() // its error is that of the last step, reported below
	stmt := prepared.(*sqlite3.SQLiteStmt)  //nolint:forcetypeassert // what this driver prepares
	named := make([]driver.NamedValue, len(args))
	for i, v := range args {
		named[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	if steps > 0 {
		C.tiddly_bound(c.native.work, C.int64_t(steps))
		defer C.tiddly_bound(c.native.work, 0)
	}
	err = eachRow(stmt, named, row)
	if steps > 0 {
		out.steps = steps - int64(c.native.work.left)
		out.exhausted = c.native.work.exhausted != 0
	}
	if err != nil && !out.exhausted {
		return out, c.fault(err)
	}
	return out, nil
}

func eachRow(stmt *sqlite3.SQLiteStmt, args []driver.NamedValue, row func([]driver.Value) bool) error {
	rows, err := stmt.QueryContext(unwatched, args)
	if err != nil {
		return err
	}
	cells := make([]driver.Value, len(rows.Columns()))
	for {
		if err = rows.Next(cells); err != nil || !row(cells) {
			break
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	if closeErr := rows.Close(); err == nil {
		err = closeErr
	}
	return err
}
