package postgres

// The queries of the inspection. Each reads one kind of object of all served schemas; every value is a text, and NULL
// is as good as the empty text. to_jsonb(x) ->> 'column' is NULL where the version of the database has no such column.

// served are the relations that are served: tables, partitioned and foreign ones, views and materialised views of the
// schemas in $1 that the role may use, except partitions, which are read as a part of their table.
const served = `pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
	WHERE n.nspname = ANY ($1::text[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
		AND c.relpersistence <> 't' AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')`

// unread are the foreign tables that nothing can read, since their wrapper has no handler, and the views over them. The
// server refuses to say how they may be written.
const unread = `(WITH RECURSIVE lost(id) AS (
			SELECT f.ftrelid FROM pg_catalog.pg_foreign_table f JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver
				JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw WHERE w.fdwhandler = 0
			UNION
			SELECT r.ev_class FROM lost JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = lost.id
				AND d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
		) SELECT id FROM lost)`

// For each schema that the role may use: its name, and its place in the search path, in whose order they are; NULL where
// it is not in it; and whether the role may read a table in it that belongs to no extension.
const querySchemas = `SELECT n.nspname::text, pg_catalog.array_position(pg_catalog.current_schemas(false), n.nspname)::text,
		EXISTS (SELECT 1 FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
			AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT') AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
				WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e'))::text
	FROM pg_catalog.pg_namespace n
	WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
	ORDER BY pg_catalog.array_position(pg_catalog.current_schemas(false), n.nspname), n.nspname`

// For each: identifier, schema, name, kind, comment, whether the role may insert, update and delete rows, whether
// policies restrict it, the extension that it belongs to, whether nothing can read it. A view is written through where the database can do so.
const queryTables = `SELECT c.oid::text, n.nspname::text, c.relname::text, c.relkind::text, pg_catalog.obj_description(c.oid, 'pg_class'),
		(w.ways & 8 <> 0 AND pg_catalog.has_any_column_privilege(c.oid, 'INSERT'))::text,
		(w.ways & 4 <> 0 AND pg_catalog.has_any_column_privilege(c.oid, 'UPDATE'))::text,
		(w.ways & 16 <> 0 AND pg_catalog.has_table_privilege(c.oid, 'DELETE'))::text,
		pg_catalog.row_security_active(c.oid)::text, e.extname::text, (c.oid IN ` + unread + `)::text
	FROM (SELECT c.oid, c.relname, c.relkind, n.nspname FROM ` + served + `) AS c
		CROSS JOIN LATERAL (SELECT c.nspname) AS n
		CROSS JOIN LATERAL (SELECT CASE WHEN c.relkind IN ('r', 'p') THEN 28 WHEN c.relkind = 'm' OR c.oid IN ` + unread + ` THEN 0
			ELSE pg_catalog.pg_relation_is_updatable(c.oid, true) END AS ways) AS w
		LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e'
		LEFT JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
	ORDER BY n.nspname, c.relname`

// For each: table, number, name, type, type as declared, NOT NULL, whether it has a default, identity, generated,
// collation, whether that is nondeterministic, comment, whether the role may insert and update it, the columns that its
// expression names, and whether the role may read it.
const queryColumns = `SELECT a.attrelid::text, a.attnum::text, a.attname::text, a.atttypid::text, pg_catalog.format_type(a.atttypid, a.atttypmod),
		a.attnotnull::text, a.atthasdef::text, a.attidentity::text, a.attgenerated::text, a.attcollation::text,
		coalesce((SELECT NOT l.collisdeterministic FROM pg_catalog.pg_collation l WHERE l.oid = a.attcollation), false)::text,
		pg_catalog.col_description(a.attrelid, a.attnum),
		pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'INSERT')::text,
		(pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'UPDATE')
			AND (c.relkind IN ('r', 'p', 'f') OR CASE WHEN c.oid IN ` + unread + ` THEN false ELSE pg_catalog.pg_column_is_updatable(a.attrelid, a.attnum, true) END))::text,
		CASE WHEN a.attgenerated <> '' THEN (SELECT pg_catalog.string_agg(o.attname::text, E'\x1f' ORDER BY o.attnum)
			FROM pg_catalog.pg_attrdef f JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.objid = f.oid
				AND d.refobjid = a.attrelid AND d.refobjsubid <> a.attnum
			JOIN pg_catalog.pg_attribute o ON o.attrelid = a.attrelid AND o.attnum = d.refobjsubid
			WHERE f.adrelid = a.attrelid AND f.adnum = a.attnum) END,
		pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT')::text
	FROM (SELECT c.oid, c.relkind FROM ` + served + `) AS c
		JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
	WHERE a.attnum > 0 AND NOT a.attisdropped
	ORDER BY a.attrelid, a.attnum`

// For each type that a column has, directly or as the base of a domain or the element of an array: identifier, schema,
// name, class, base type and its declaration, NOT NULL, whether it has a default, element type, the labels of an
// enum, and the element type as declared.
const queryTypes = `WITH RECURSIVE used(id) AS (
		SELECT DISTINCT a.atttypid FROM pg_catalog.pg_attribute a WHERE a.attnum > 0 AND a.attrelid IN (SELECT c.oid FROM ` + served + `)
		UNION
		SELECT u.id FROM used JOIN pg_catalog.pg_type t ON t.oid = used.id
			CROSS JOIN LATERAL (VALUES (t.typbasetype), (CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE 0 END)) AS u(id) WHERE u.id <> 0
	)
	SELECT t.oid::text, n.nspname::text, t.typname::text, t.typtype::text, t.typbasetype::text, pg_catalog.format_type(t.typbasetype, t.typtypmod),
		t.typnotnull::text, (t.typdefault IS NOT NULL)::text, (CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE 0 END)::text,
		(SELECT pg_catalog.string_agg(l.enumlabel::text, E'\x1f' ORDER BY l.enumsortorder) FROM pg_catalog.pg_enum l WHERE l.enumtypid = t.oid),
		CASE WHEN t.typcategory = 'A' THEN pg_catalog.format_type(t.typelem, NULL) END
	FROM used JOIN pg_catalog.pg_type t ON t.oid = used.id JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace`

// For each table that others inherit from, or are partitions of: itself, the other one, whether that is a partition, and
// whether it is foreign.
const queryInheritance = `SELECT i.inhparent::text, i.inhrelid::text, c.relispartition::text, (c.relkind = 'f')::text
	FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid WHERE c.relkind IN ('r', 'p', 'f')`

// For each CHECK of one column, and of a domain: the table or else the domain, the column, the condition.
const queryChecks = `SELECT k.conrelid::text, k.contypid::text, k.conkey[1]::text, pg_catalog.pg_get_expr(k.conbin, k.conrelid)
	FROM pg_catalog.pg_constraint k
	WHERE k.contype = 'c' AND k.convalidated AND coalesce(pg_catalog.to_jsonb(k) ->> 'conenforced', 'true') = 'true'
		AND (k.contypid <> 0 OR pg_catalog.cardinality(k.conkey) = 1 AND k.conrelid IN (SELECT c.oid FROM ` + served + `))
	ORDER BY k.conrelid, k.contypid, k.conname`

// For each valid index: table, whether it is of the primary key, unique, checked at once, and a hash; its columns (0 is
// an expression), their collations, whether their operators are the usual ones, and the condition of a partial one.
const queryIndexes = `SELECT i.indrelid::text, i.indisprimary::text, i.indisunique::text, i.indimmediate::text, (m.amname = 'hash')::text,
		(SELECT pg_catalog.string_agg(k.n::text, ' ' ORDER BY k.o) FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k(n, o) WHERE k.o <= i.indnkeyatts),
		i.indcollation::text,
		(SELECT pg_catalog.string_agg(p.opcdefault::text, ' ' ORDER BY k.o)
			FROM pg_catalog.unnest(i.indclass::oid[]) WITH ORDINALITY AS k(n, o) JOIN pg_catalog.pg_opclass p ON p.oid = k.n),
		pg_catalog.pg_get_expr(i.indpred, i.indrelid)
	FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid JOIN pg_catalog.pg_am m ON m.oid = x.relam
	WHERE i.indisvalid AND m.amname IN ('btree', 'hash') AND i.indrelid IN (SELECT c.oid FROM ` + served + `)
	ORDER BY i.indrelid, x.relname`

// For each foreign key: name, table, columns, schema, name and columns of the target, actions, and the target itself.
const queryForeignKeys = `SELECT k.conname::text, k.conrelid::text, pg_catalog.array_to_string(k.conkey, ' '), n.nspname::text, t.relname::text,
		pg_catalog.array_to_string(k.confkey, ' '), k.confupdtype::text, k.confdeltype::text, k.confrelid::text,
		(SELECT pg_catalog.string_agg(a.attname::text, E'\x1f' ORDER BY f.o) FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY AS f(n, o)
			JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = f.n)
	FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class t ON t.oid = k.confrelid JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
	WHERE k.contype = 'f' AND k.conparentid = 0
	ORDER BY k.conrelid, k.conname`

// For each trigger that is on, and each rule but those of views: the table and the events.
const queryTriggers = `SELECT t.tgrelid::text, (CASE WHEN t.tgtype & 4 <> 0 THEN 'i' ELSE '' END || CASE WHEN t.tgtype & 16 <> 0 THEN 'u' ELSE '' END
			|| CASE WHEN t.tgtype & 8 <> 0 THEN 'd' ELSE '' END)
		FROM pg_catalog.pg_trigger t WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'
	UNION ALL
	SELECT r.ev_class::text, CASE r.ev_type WHEN '2' THEN 'u' WHEN '3' THEN 'i' ELSE 'd' END
		FROM pg_catalog.pg_rewrite r WHERE r.ev_type IN ('2', '3', '4') AND r.ev_enabled <> 'D'`

// For each table that a view of any schema reads: the view, the table, the columns that it names, and whether it names a
// whole row.
const queryReaders = `SELECT vn.nspname::text, v.relname::text, tn.nspname::text, t.relname::text,
		pg_catalog.string_agg(a.attname::text, E'\x1f' ORDER BY a.attnum), (pg_catalog.strpos(r.ev_action::text, ':varattno 0 ') > 0)::text
	FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class v ON v.oid = r.ev_class JOIN pg_catalog.pg_namespace vn ON vn.oid = v.relnamespace
		JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
			AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> v.oid
		JOIN pg_catalog.pg_class t ON t.oid = d.refobjid JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
		LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid AND d.refobjsubid > 0
	WHERE v.relkind IN ('v', 'm') AND t.relkind IN ('r', 'p', 'v', 'm', 'f') AND vn.nspname <> ALL ('{pg_catalog,information_schema}')
	GROUP BY vn.nspname, v.relname, tn.nspname, t.relname, r.ev_action::text
	ORDER BY vn.nspname, v.relname, tn.nspname, t.relname`
