// Package outside opens a test's database as another program does: by database/sql, not by the engine's package. It
// imports no package of Tiddly, so that the tests of every package can use it.
package outside

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"

	sqlite3 "github.com/mattn/go-sqlite3" // the driver of the embedded engine
)

// Option is an option for opening a database.
type Option string

// The options.
const (
	// ReadOnly opens the database so that nothing can be written.
	ReadOnly Option = "mode=ro"
	// Patient waits up to five seconds for a lock.
	Patient Option = "_busy_timeout=5000"
	// Immediate takes the write lock at the beginning of a transaction.
	Immediate Option = "_txlock=immediate"
)

// Open opens a database of the embedded engine by the path of its file.
func Open(path string, options ...Option) (*sql.DB, error) {
	texts := make([]string, len(options))
	for i, o := range options {
		texts[i] = string(o)
	}
	return sql.Open("sqlite3", "file:"+path+"?"+strings.Join(texts, "&"))
}

// Memory opens an empty database in memory, which is lost when it is closed.
func Memory() (*sql.DB, error) {
	db, err := sql.Open("sqlite3", ":memory:")
	if err == nil {
		db.SetMaxOpenConns(1) // each connection would have a database of its own
	}
	return db, err
}

// Program is another program, with what it has registered on its connections.
type Program struct {
	// Collations compare byte by byte. Functions return their first argument.
	Collations, Functions []string
	path                  string
}

// OpenBy opens a database of the embedded engine as a program does.
func OpenBy(path string, p Program) *sql.DB {
	p.path = path
	return sql.OpenDB(p)
}

// Connect implements driver.Connector.
func (p Program) Connect(context.Context) (driver.Conn, error) {
	return p.Driver().Open("file:" + p.path)
}

// Driver implements driver.Connector.
func (p Program) Driver() driver.Driver {
	return &sqlite3.SQLiteDriver{ConnectHook: func(c *sqlite3.SQLiteConn) error {
		for _, name := range p.Collations {
			if err := c.RegisterCollation(name, strings.Compare); err != nil {
				return err
			}
		}
		for _, name := range p.Functions {
			first := func(arguments ...any) any {
				if len(arguments) == 0 {
					return nil
				}
				return arguments[0]
			}
			if err := c.RegisterFunc(name, first, true); err != nil {
				return err
			}
		}
		return nil
	}}
}
