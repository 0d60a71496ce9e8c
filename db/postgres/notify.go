package postgres

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// The names of what tells the servers of a database that its tables have changed. It is made on the owner's command
// alone.
const (
	notifyName    = ownPrefix + "notify"
	notifyChannel = ownPrefix + "changed"
)

// listenPause is how long to wait before a connection that listens is opened again.
const listenPause = time.Second

// listener is a connection that hears of changes of the tables when they are made, where the database tells of them.
type listener struct {
	// wake has a value when there may be a change.
	wake chan struct{}
	// runs reports whether the connection is being kept, heard whether it listens.
	runs, heard atomic.Bool
	done        chan struct{}
}

// Wake implements exec.Waking.
func (d *Database) Wake() <-chan struct{} { return d.listener.wake }

// mayListen reports whether a connection that listens could be kept and is not. A pooler would take it away.
func (d *Database) mayListen() bool { return d.mode.named && !d.listener.runs.Load() }

// listen keeps a connection that listens. Only the holder of the lookout calls it.
func (d *Database) listen() {
	l := &d.listener
	l.runs.Store(true)
	l.done = make(chan struct{})
	go d.keepListening(l.done)
}

func (d *Database) keepListening(done chan struct{}) {
	defer close(done)
	ctx, cancel := context.WithCancel(unwatched)
	defer cancel()
	go func() {
		select {
		case <-d.closing:
			cancel()
		case <-ctx.Done():
		}
	}()
	for ctx.Err() == nil {
		_ = d.hear(ctx) // the tables are looked at regularly too
		d.listener.heard.Store(false)
		select {
		case <-time.After(listenPause):
		case <-ctx.Done():
		}
	}
}

// hear listens until the connection ends.
func (d *Database) hear(ctx context.Context) error {
	c, err := pgconn.ConnectConfig(ctx, d.config)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close(context.WithoutCancel(ctx)) }()
	if _, err := c.ExecParams(ctx, "LISTEN "+quoted(notifyChannel), nil, nil, nil, nil).Close(); err != nil {
		return err
	}
	d.listener.heard.Store(true)
	for {
		select {
		case d.listener.wake <- struct{}{}: // also for what was changed before it listened
		default:
		}
		if err := c.WaitForNotification(ctx); err != nil {
			return err
		}
	}
}

// endListening waits until nothing listens, once the database closes.
func (d *Database) endListening() {
	if d.listener.runs.Load() && d.listener.done != nil {
		<-d.listener.done
	}
}

const notifyThere = `SELECT t.evtname::text FROM pg_catalog.pg_event_trigger AS t WHERE t.evtname = $1::text AND t.evtenabled <> 'D'`

// tells reports whether the database tells of changes of its tables.
func (c *connection) tells() (told bool) {
	err := c.each(notifyThere, []any{notifyName}, func(exec.Rows) { told = true })
	return told && err == nil // the next change asks again
}

// Notify implements edge.Notifying.
func (d *Database) Notify(ctx context.Context, install bool) (did []string, err error) {
	told := false
	err = d.Read(ctx, false, func(r exec.Reader) error {
		rows, err := readerAsk(r)(notifyThere, 1, notifyName)
		told = len(rows) > 0
		return err
	})
	if err != nil {
		return nil, err
	}
	if told == install {
		return []string{fmt.Sprintf("nothing: the event trigger %s is %s the database %q", notifyName, map[bool]string{true: "already in", false: "not in"}[told], d.mode.database)}, nil
	}
	if !d.mode.super {
		return nil, fault.New(fault.DatabaseError, "the role %q is not a superuser, and only a superuser can create or drop an event trigger", d.mode.role).
			WithHint("run this command once with the address of a superuser; the servers need no such role")
	}
	if install {
		return d.installNotify(ctx)
	}
	return d.removeNotify(ctx)
}

func (d *Database) installNotify(ctx context.Context) ([]string, error) {
	all, err := d.houses(ctx, notifyName)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, d.homeless(all)
	}
	function := quoted(all[0].schema) + "." + quoted(notifyName)
	// One that is there may belong to somebody else, who could change it later.
	err = d.run(ctx, "DROP FUNCTION IF EXISTS "+function+"()",
		"CREATE FUNCTION "+function+"() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_catalog.pg_notify('"+notifyChannel+"', ''); END $$",
		"CREATE EVENT TRIGGER "+quoted(notifyName)+" ON ddl_command_end EXECUTE FUNCTION "+function+"()")
	return []string{
		"created the function " + function + ", which sends a notification without content to the channel " + notifyChannel,
		fmt.Sprintf("created the event trigger %s, which calls it after each statement that changes what is in the database %q", notifyName, d.mode.database),
	}, err
}

func (d *Database) removeNotify(ctx context.Context) ([]string, error) {
	var function string
	err := d.Read(ctx, false, func(r exec.Reader) error {
		rows, err := readerAsk(r)(`SELECT pg_catalog.format('%I.%I', n.nspname, p.proname) FROM pg_catalog.pg_event_trigger AS t
JOIN pg_catalog.pg_proc AS p ON p.oid = t.evtfoid JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace WHERE t.evtname = $1::text`, 1, notifyName)
		for _, row := range rows {
			function = row[0]
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	err = d.run(ctx, "DROP EVENT TRIGGER "+quoted(notifyName), "DROP FUNCTION "+function+"()")
	return []string{"dropped the event trigger " + notifyName, "dropped the function " + function}, err
}

// run runs statements in one transaction.
func (d *Database) run(ctx context.Context, all ...string) error {
	return d.Do(ctx, func(tx exec.Tx) error {
		for _, sql := range all {
			if _, err := tx.Exec(sql, nil); err != nil {
				return err
			}
		}
		return nil
	})
}
