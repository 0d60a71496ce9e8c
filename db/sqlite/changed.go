package sqlite

import (
	"context"
	"fmt"
	"sync"

	"tiddly/internal/exec"
)

var _ exec.Watched = (*Database)(nil)

const schemaVersion = "PRAGMA schema_version"

// lookout is the connection that looks for changes of the schema: the readers may all be lent, and then that the
// schema has changed would be noticed last when it matters most.
type lookout struct {
	mu     sync.Mutex
	conn   *connection
	closed bool
}

// Changed implements exec.Watched. Every change of the schema by whatever program counts SQLite's schema version up, in
// the head of the file; VACUUM does too.
func (d *Database) Changed(ctx context.Context) (mark string, err error) {
	l := &d.lookout
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return "", stopping()
	}
	if l.conn == nil {
		if l.conn, err = connect(d.dsn(forReading)); err != nil {
			return "", faultOf(err)
		}
	}
	version, err := l.conn.query(ctx, schemaVersion)
	if err != nil {
		_ = l.conn.close() // it failed, and the next call opens another
		l.conn = nil
		return "", err
	}
	return fmt.Sprint(version), nil
}

func (l *lookout) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	if l.conn == nil {
		return nil
	}
	c := l.conn
	l.conn = nil
	return c.close()
}
