package postgres

import (
	"cmp"
	"errors"
	"regexp"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// names are the tables and columns of constraints that were violated, for as long as the tables stay.
type names struct {
	mu    sync.Mutex
	epoch int64
	known map[constraintName]violated
}

type constraintName struct{ schema, table, constraint string }

// violated is where a constraint is: the table that is served, which is another one for a partition, and the columns.
type violated struct {
	schema, table string
	columns       []string
}

// maxNames bounds what is kept.
const maxNames = 1000

// constraintPlace reads the table of a constraint, or of a unique index that belongs to none, and its columns. One over
// an expression has no columns, and neither has one without a name.
const constraintPlace = `SELECT rn.nspname::text, r.relname::text, a.attname::text
FROM pg_catalog.pg_class AS t JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
JOIN pg_catalog.pg_class AS r ON r.oid = coalesce(pg_catalog.pg_partition_root(t.oid), t.oid)
JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace
LEFT JOIN LATERAL (SELECT c.conkey AS key FROM pg_catalog.pg_constraint AS c WHERE c.conrelid = t.oid AND c.conname = $3::text
UNION SELECT i.indkey::int2[] FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
WHERE i.indrelid = t.oid AND x.relname = $3::text AND NOT EXISTS (
SELECT 1 FROM pg_catalog.pg_constraint AS c WHERE c.conindid = i.indexrelid AND c.conrelid = t.oid)) AS k ON true
LEFT JOIN LATERAL unnest(k.key) WITH ORDINALITY AS u (number, place) ON true
LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = u.number
WHERE n.nspname = $1::text AND t.relname = $2::text ORDER BY u.place`

// named adds the table that is served and the columns of the violated constraint to a fault. The transaction has ended.
func (d *Database) named(c *connection, usable bool, err error) error {
	v, ok := errors.AsType[*fault.Violation](err)
	e := stateOf(err)
	if !ok || e == nil {
		return err
	}
	if v.Table == "" {
		if usable && e.Code == stateCheck && e.DataTypeName != "" {
			d.nameDomain(c, v, e)
		}
		return err
	}
	if usable {
		if at := d.placeOf(c, constraintPlace, constraintName{e.SchemaName, e.TableName, v.Constraint}); at.table != "" {
			v.Schema, v.Table = at.schema, at.table
			if len(v.Columns) == 0 {
				v.Columns = at.columns
			}
		}
	}
	if len(v.Columns) > 0 && (isMade(v.Constraint, e.TableName) || isMade(v.Constraint, v.Table)) {
		v.Constraint = ""
	}
	return err
}

// domainType reads how the catalogue declares a domain, in the place of a table: their names are never the same.
const domainType = `SELECT n.nspname::text, pg_catalog.format_type(t.oid, NULL), NULL::text FROM pg_catalog.pg_type AS t
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace WHERE n.nspname = $1::text AND t.typname = $2::text AND $3::text = ''`

// nameDomain adds the domain whose constraint was violated.
func (d *Database) nameDomain(c *connection, v *fault.Violation, e *pgconn.PgError) {
	v.Domain = d.placeOf(c, domainType, constraintName{e.SchemaName, e.DataTypeName, ""}).table
	if isMade(v.Constraint, e.DataTypeName) {
		v.Constraint = ""
	}
}

var madeEnding = regexp.MustCompile(`_(pkey|key|check|fkey|excl)\d*$`)

// isMade reports whether the name of a constraint is one that the server made of the names of its table and columns. Such
// a name says nothing beside these, and other engines make none.
func isMade(constraint, table string) bool {
	return madeEnding.MatchString(constraint) && strings.HasPrefix(constraint, table+"_")
}

// placeOf returns where a query finds a constraint; nowhere if that cannot be read.
func (d *Database) placeOf(c *connection, query string, of constraintName) violated {
	epoch := d.epoch.Load()
	d.names.mu.Lock()
	if d.names.epoch != epoch || len(d.names.known) > maxNames {
		d.names.epoch, d.names.known = epoch, nil
	}
	at, known := d.names.known[of]
	d.names.mu.Unlock()
	if known {
		return at
	}
	c.ctx = unwatched
	defer func() { c.ctx = nil }()
	err := c.each(query, []any{of.schema, of.table, of.constraint}, func(r exec.Rows) {
		at.schema, _ = r.Value(0).(string)
		at.table, _ = r.Value(1).(string)
		if name, ok := r.Value(2).(string); ok {
			at.columns = append(at.columns, name)
		}
	})
	if err = cmp.Or(err, c.drain()); err != nil {
		return violated{} // the fault is right without them
	}
	d.names.mu.Lock()
	defer d.names.mu.Unlock()
	if d.names.known == nil {
		d.names.known = map[constraintName]violated{}
	}
	if d.names.epoch == epoch {
		d.names.known[of] = at
	}
	return at
}
