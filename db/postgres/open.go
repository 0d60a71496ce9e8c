package postgres

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tiddly/db/edge"
	"tiddly/internal/catalog"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/turns"
)

// The versions that are served.
const (
	oldest = 13
	newest = 18
)

// mode is what was found out of a server when it was first reached.
type mode struct {
	// version is the server's version as a number (150004), release as a text.
	version int
	release string
	// named reports whether statements keep their names: nothing between assigns connections to transactions.
	named bool
	// isolation is what transactions have by default.
	isolation string
	// timeout is the statement_timeout that the owner has set; 0 without one.
	timeout time.Duration
	// role is the role that connects; super and bypass report what it may do.
	role          string
	super, bypass bool
	database      string
	// standby reports that the server repeats another, fixed that the role only reads.
	standby, fixed bool
}

// Open opens the database at an address.
func Open(ctx context.Context, text string, o edge.Options) (*Database, error) {
	a, err := parseAddress(text)
	if err != nil {
		return nil, err
	}
	d := &Database{
		name: redact(text), config: a.config, longest: o.Longest, places: turns.New(a.connections), closing: make(chan struct{}),
		dialect: Dialect(Options{}),
	}
	d.lookout.turn, d.listener.wake = make(chan struct{}, 1), make(chan struct{}, 1)
	if err := d.probe(ctx, a.pool); err != nil {
		return nil, err
	}
	d.readOnly = o.ReadOnly || d.mode.standby || d.mode.fixed
	return d, nil
}

// unwatched is the context of what no request waits for.
var unwatched = context.Background()

const probeStatement = `SELECT pg_backend_pid()::text, current_setting('server_version_num'), current_setting('server_version'),
current_user::text, coalesce(r.rolsuper, false)::text, coalesce(r.rolbypassrls, false)::text, current_database()::text,
pg_is_in_recovery()::text, current_setting('default_transaction_read_only'),
coalesce((SELECT setting FROM pg_catalog.pg_settings WHERE name = 'statement_timeout'), '0'),
current_setting('default_transaction_isolation')
FROM (SELECT 1) AS one LEFT JOIN pg_catalog.pg_roles AS r ON r.rolname = current_user`

// probe opens the first connection, which becomes the lookout, and finds out what the server is.
func (d *Database) probe(ctx context.Context, pool string) error {
	c, err := d.connect(ctx)
	if err != nil {
		return connectFault(ctx, err)
	}
	var row []string
	c.attach(ctx)
	err = c.each(probeStatement, nil, func(r exec.Rows) {
		for i := range 11 {
			text, _ := r.Value(i).(string)
			row = append(row, text)
		}
	})
	c.finish("COMMIT")
	if err == nil && len(row) == 0 {
		err = fault.New(fault.DatabaseUnavailable, "the server of the database does not answer as PostgreSQL does")
	}
	if err == nil {
		d.mode = modeOf(row)
		// A pooler makes up the number by which its clients know a process of the server.
		direct := row[0] == strconv.FormatUint(uint64(c.opened.PID()), 10)
		d.mode.named = pool == poolSession || pool == "" && direct
		err = d.mode.served()
	}
	if err != nil {
		c.close()
		return err
	}
	c.named, c.own = d.mode.named, d.mode.timeout
	d.lookout.conn = c
	return nil
}

func modeOf(row []string) mode {
	yes := func(i int) bool { return slices.Contains([]string{"true", "t", "on"}, row[i]) }
	version, _ := strconv.Atoi(row[1])
	milliseconds, _ := strconv.Atoi(row[9])
	return mode{
		version: version, release: row[2], role: row[3], super: yes(4), bypass: yes(5), database: row[6], standby: yes(7), fixed: yes(8),
		timeout: time.Duration(milliseconds) * time.Millisecond, isolation: strings.ToUpper(row[10]),
	}
}

// begin returns the statement that opens a transaction that writes. Where the session has a default of ours, it names
// that of the owner.
func (m *mode) begin() string {
	if !m.named {
		return "BEGIN"
	}
	return "BEGIN ISOLATION LEVEL " + m.isolation + " READ WRITE"
}

// moving makes the transactions of a session write, as the owner has set it.
func (m *mode) moving() string {
	return "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL " + m.isolation + ", READ WRITE"
}

// served returns a fault for a server that is too old.
func (m *mode) served() error {
	if m.version >= oldest*10_000 {
		return nil
	}
	return fault.New(fault.DatabaseUnavailable, "the server is PostgreSQL %s, which is too old", m.release).
		WithHint("PostgreSQL %d to %d are served", oldest, newest)
}

// writable returns what has to be done so that the database can be written.
func (m *mode) writable() string {
	switch {
	case m.standby:
		return "let the address name the primary server, and restart"
	case m.fixed:
		return "remove default_transaction_read_only of the role or the database, and restart"
	default:
		return "serve it without the read-only setting"
	}
}

// Facts implements edge.Described.
func (d *Database) Facts() []string {
	m := &d.mode
	opened := "opened for reading and writing"
	if d.readOnly {
		opened = "opened read-only"
		switch {
		case m.standby:
			opened += ", because the server is a standby"
		case m.fixed:
			opened += ", because the role or the database has default_transaction_read_only"
		}
	}
	facts := []string{fmt.Sprintf("the database %q of PostgreSQL %s is %s by the role %q, with up to %d connections",
		m.database, m.release, opened, m.role, d.places.Places()+1)}
	if !m.named {
		facts = append(facts, "connections are pooled by another program: no statement stays prepared")
	}
	var may []string
	if m.super {
		may = append(may, "is a superuser")
	}
	if m.bypass && !m.super {
		may = append(may, "has BYPASSRLS")
	}
	if len(may) > 0 {
		facts = append(facts, fmt.Sprintf("warning: the role %q %s: neither privileges nor row-level security hold for it; use a role of its own, see docs/postgres.md",
			m.role, strings.Join(may, " and ")))
	}
	if m.version >= (newest+1)*10_000 {
		facts = append(facts, fmt.Sprintf("warning: PostgreSQL %s is newer than those that were tried (%d to %d)", m.release, oldest, newest))
	}
	return facts
}

// Inspect reads the catalogue: every table and view of the schemas in the search path that the role may read, except
// Tiddly's own and those of extensions. The source's notes report what else was left out.
func (d *Database) Inspect(ctx context.Context, overrides catalog.Overrides) (source catalog.Source, err error) {
	err = d.Read(ctx, true, func(r exec.Reader) error {
		source, err = inspect(readerAsk(r), overrides)
		return err
	})
	return source, err
}
