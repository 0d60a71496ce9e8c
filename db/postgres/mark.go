package postgres

import "strings"

// sight is a mark of the tables, and the state of the server in which it was read.
type sight struct{ state, mark string }

// markStatement reads the state of the server and the mark of the tables. The state is the transactions that a statement
// sees, and when the server was started: as long as nobody has written anything, it stays, and NULL replaces the mark.
// Without it the server would read, for each look at a database of 1,000 tables, the 50,000 rows that describe them. A
// standby does not say which transactions are running.
var markStatement = `SELECT now.state, CASE WHEN now.state = $1::text AND NOT pg_catalog.pg_is_in_recovery() THEN NULL ELSE (` + markQuery() + `) END
FROM (SELECT pg_catalog.pg_current_snapshot()::text || ' ' || pg_catalog.pg_postmaster_start_time()::text) AS now (state)`

// markedRows are the tables of the catalogue, and which of their rows describe what may be served: those of objects that
// are not the system's, which have smaller numbers. Temporary tables are those of other connections.
var markedRows = [][2]string{
	{"pg_class", "oid >= 16384 AND relpersistence <> 't'"},
	{"pg_attribute", "attrelid >= 16384 AND attrelid NOT IN (SELECT oid FROM temporary)"},
	{"pg_index", "indrelid >= 16384 AND indrelid NOT IN (SELECT oid FROM temporary)"},
	{"pg_constraint", "oid >= 16384 AND conrelid NOT IN (SELECT oid FROM temporary)"},
	{"pg_trigger", "oid >= 16384 AND tgrelid NOT IN (SELECT oid FROM temporary)"},
	{"pg_rewrite", "oid >= 16384 AND ev_class NOT IN (SELECT oid FROM temporary)"},
	{"pg_attrdef", "oid >= 16384 AND adrelid NOT IN (SELECT oid FROM temporary)"},
	{"pg_policy", "true"},
	{"pg_inherits", "inhrelid NOT IN (SELECT oid FROM temporary)"},
	{"pg_type", "oid >= 16384 AND typrelid = 0 AND typelem = 0"},
	{"pg_enum", "true"},
	{"pg_collation", "oid >= 16384"},
	{"pg_proc", "oid >= 16384"},
	{"pg_namespace", `nspname NOT LIKE 'pg\_%'`},
	{"pg_extension", "true"},
	{"pg_auth_members", "true"},
	{"pg_description", "objoid >= 16384"},
}

// markQuery returns the query for the mark: the number of rows that describe the tables, and the sum of the numbers of
// the transactions that wrote them. Each change of a table writes some of these rows anew, in a transaction that no row
// had before; the number of a transaction can be had as its age alone, which counts from the next one.
func markQuery() string {
	parts := make([]string, len(markedRows))
	for i, d := range markedRows {
		parts[i] = "SELECT pg_catalog.count(*), pg_catalog.sum((pg_catalog.age(xmin)::int8 - pg_catalog.age('3'::xid)) & 4294967295) FROM pg_catalog." +
			d[0] + " WHERE " + d[1]
	}
	return `WITH temporary AS MATERIALIZED (SELECT oid FROM pg_catalog.pg_class WHERE relpersistence = 't')
SELECT pg_catalog.sum(p.rows)::text || '.' || pg_catalog.sum(p.numbers)::text FROM (` + strings.Join(parts, "\nUNION ALL ") + `) AS p (rows, numbers)`
}
