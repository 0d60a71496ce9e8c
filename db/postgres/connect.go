package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// connect opens a connection to the first of the hosts that is the right one.
func (d *Database) connect(ctx context.Context) (*connection, error) {
	opened, err := pgconn.ConnectConfig(ctx, d.config)
	if err != nil {
		return nil, err
	}
	c, err := adopt(opened)
	if err != nil {
		return nil, err
	}
	c.database = d
	c.named, c.own, c.epoch = d.mode.named, d.mode.timeout, d.epoch.Load()
	if d.longest > 0 {
		c.front.SetMaxBodyLen(longestRow(d.longest))
	}
	return c, nil
}

// longestRow returns the size of the largest row that is read. A value is at most four times as large in its cell as it
// is in an answer, and few columns are as large as an answer.
func longestRow(longest int) int { return min(4*longest+1<<20, 1<<30) }

// adopt takes the connection over that the driver has opened.
func adopt(opened *pgconn.PgConn) (*connection, error) {
	h, err := opened.Hijack()
	if err != nil {
		return nil, err
	}
	now := time.Now()
	c := &connection{opened: opened, raw: h.Conn, peek: newPeek(h.Conn), front: h.Frontend, born: now, idleSince: now, status: h.TxStatus}
	c.rows.conn, c.rows.done = c, true
	c.watch.conn = c
	watchman.Add(&c.watch)
	return c, nil
}
