package postgres

import (
	"context"
	"strings"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// houseStatement reads, for each schema of the search path in order: its name, whether the role may create tables in it,
// and of the table with a name in it whether there is one, whether the role may read it, and whether it may write it.
// Schemas that the role may not use are not in that path.
const houseStatement = `SELECT n.nspname::text, pg_catalog.has_schema_privilege(n.oid, 'CREATE')::text, (c.oid IS NOT NULL)::text,
coalesce(pg_catalog.has_table_privilege(c.oid, 'SELECT'), false)::text,
coalesce(pg_catalog.has_table_privilege(c.oid, 'INSERT') AND pg_catalog.has_table_privilege(c.oid, 'UPDATE')
AND pg_catalog.has_table_privilege(c.oid, 'DELETE'), false)::text
FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH ORDINALITY AS p (name, place)
JOIN pg_catalog.pg_namespace AS n ON n.nspname = p.name
LEFT JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = $1::text AND c.relkind IN ('r', 'p')
ORDER BY p.place`

// house is a schema as the home of a table of ours.
type house struct {
	schema                          string
	creates, there, reads, rewrites bool
}

// House implements edge.Housed: a table of ours is found by the search path, and made in the first schema of it in which
// the role may create tables.
func (d *Database) House(ctx context.Context, table string, write bool) (schema string, there bool, err error) {
	all, err := d.houses(ctx, table)
	if err != nil {
		return "", false, err
	}
	home := ""
	for _, h := range all {
		if h.there {
			return quoted(h.schema), true, d.rightsTo(h, table, write)
		}
		if h.creates && home == "" {
			home = h.schema
		}
	}
	if write && home == "" {
		return "", false, d.homeless(all)
	}
	return quoted(home), false, nil
}

func (d *Database) houses(ctx context.Context, table string) (all []house, err error) {
	err = d.Read(ctx, false, func(r exec.Reader) error {
		rows, err := readerAsk(r)(houseStatement, 5, table)
		for _, row := range rows {
			all = append(all, house{row[0], truth(row[1]), truth(row[2]), truth(row[3]), truth(row[4])})
		}
		return err
	})
	return all, err
}

// rightsTo returns a fault if the role lacks the rights to a table of ours that it needs.
func (d *Database) rightsTo(h house, table string, write bool) error {
	rights := "SELECT"
	if write {
		rights = "SELECT, INSERT, UPDATE, DELETE"
	}
	if h.reads && (h.rewrites || !write) {
		return nil
	}
	return fault.New(fault.DatabaseError, "the role %q has not the rights to the table %s of the schema %q, which the server needs", d.mode.role, table, h.schema).
		WithHint("let its owner run: GRANT %s ON %s.%s TO %s", rights, quoted(h.schema), quoted(table), quoted(d.mode.role))
}

// homeless returns the fault of a role that may create tables in no schema of its search path.
func (d *Database) homeless(all []house) error {
	if len(all) == 0 {
		return fault.New(fault.DatabaseError, "the search path of the role %q has no schema that it may use, so that the server's own tables cannot be created", d.mode.role).
			WithHint("let an administrator run: CREATE SCHEMA tiddly_own AUTHORIZATION %s; ALTER ROLE %[1]s SET search_path = public, tiddly_own", quoted(d.mode.role))
	}
	return fault.New(fault.DatabaseError, "the role %q may not create the server's own tables in any schema of its search path", d.mode.role).
		WithHint("let an administrator run: GRANT CREATE ON SCHEMA %s TO %s; or start the server once by a role that may, and grant this one its tables",
			quoted(all[0].schema), quoted(d.mode.role))
}

// quoted returns a name as an identifier.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
