package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"tiddly/db/edge"
	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// scratchMark begins the comment that marks a schema as one of a run; its token follows.
const scratchMark = "tiddly conformance "

// scratchSession makes the texts of instants mean the same whatever the session's settings are.
const scratchSession = "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'"

// scratch makes schemas of its own in a database.
type scratch struct {
	address string
	config  *pgconn.Config
	token   string
	// lock holds the lock of the token, in a transaction that lasts as long as the run: a pooler leaves it alone then.
	lock    *pgconn.PgConn
	schemas []string
}

// newScratch implements Scratch of the engine.
func newScratch(ctx context.Context, text string) (edge.Scratch, error) {
	a, err := parseAddress(text)
	if err != nil {
		return nil, err
	}
	s := &scratch{address: text, config: a.config, token: rand.Text()}
	if s.lock, err = s.connect(ctx); err != nil {
		return nil, err
	}
	if err := s.clear(ctx); err != nil {
		return nil, errors.Join(err, s.lock.Close(ctx))
	}
	hold := "BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0; SELECT pg_catalog.pg_advisory_xact_lock(" + scratchKey(s.token) + ")"
	if err := run(ctx, s.lock, hold); err != nil {
		return nil, errors.Join(err, s.lock.Close(ctx))
	}
	if err := s.room(ctx); err != nil {
		return nil, errors.Join(err, s.lock.Close(ctx))
	}
	return s, nil
}

const (
	// scratchPatience is how long a run waits for a connection. A pooler's may all be held by runs, this one among them,
	// which would wait for itself.
	scratchPatience = 3 * time.Second
	// scratchBeside is the number of connections that a run uses beside that of its lock: two of the database that it asks,
	// and one that fills it.
	scratchBeside = 3
)

// connect returns a connection that the server answers.
func (s *scratch) connect(ctx context.Context) (*pgconn.PgConn, error) {
	soon, cancel := context.WithTimeout(ctx, scratchPatience)
	defer cancel()
	c, err := pgconn.ConnectConfig(soon, s.config)
	if err == nil {
		if err = run(soon, c, "SELECT 1"); err == nil {
			return c, nil
		}
		err = errors.Join(err, c.Close(soon))
	}
	if soon.Err() != nil && ctx.Err() == nil {
		return nil, fault.Wrap(err, fault.DatabaseUnavailable, "no further connection to the database was free within %s", scratchPatience).
			WithHint("let the pooler have a default_pool_size of at least 2, or 4 if it assigns connections for a session, and run the suite once at a time")
	}
	return nil, connectFault(ctx, err)
}

// room requires that all connections can be had that a run uses at once.
func (s *scratch) room(ctx context.Context) (err error) {
	var all []*pgconn.PgConn
	for range scratchBeside {
		c, failed := s.connect(ctx)
		if err = failed; err != nil {
			break
		}
		all = append(all, c)
	}
	for _, c := range all {
		err = errors.Join(err, c.Close(ctx))
	}
	return err
}

// run runs statements of our own, which hold no value of a request.
func run(ctx context.Context, c *pgconn.PgConn, statements string) error {
	if _, err := c.Exec(ctx, statements).ReadAll(); err != nil {
		return faultOf(err)
	}
	return nil
}

// scratchKey returns the SQL for the lock of a token.
func scratchKey(token string) string { return "pg_catalog.hashtextextended('" + token + "', 0)" }

// leftSchemas finds the schemas of runs, with the tokens in their comments.
const leftSchemas = `SELECT n.nspname, pg_catalog.substr(d.description, pg_catalog.length('` + scratchMark + `') + 1)
FROM pg_catalog.pg_namespace AS n
JOIN pg_catalog.pg_description AS d ON d.objoid = n.oid AND d.classoid = 'pg_catalog.pg_namespace'::regclass AND d.objsubid = 0
WHERE d.description ~ '^` + scratchMark + `[A-Z2-7]{26}$' AND pg_catalog.pg_get_userbyid(n.nspowner) = current_user`

// clear drops the schemas of runs that were killed: they are marked, and nobody holds the lock of their token.
func (s *scratch) clear(ctx context.Context) error {
	results, err := s.lock.Exec(ctx, leftSchemas).ReadAll()
	if err != nil {
		return faultOf(err)
	}
	for _, row := range results[0].Rows {
		schema, token := string(row[0]), string(row[1])
		if !strings.HasPrefix(schema, scratchSchema(token, "")) {
			continue // the comment was copied
		}
		drop := "DO $$BEGIN IF pg_catalog.pg_try_advisory_xact_lock(" + scratchKey(token) + ") THEN DROP SCHEMA IF EXISTS " +
			quoteName(schema) + " CASCADE; END IF; END$$"
		if err := run(ctx, s.lock, drop); err != nil {
			return err
		}
	}
	return nil
}

func scratchSchema(token, name string) string {
	return "tiddly_conformance_" + strings.ToLower(token) + "_" + name
}

// Make implements edge.Scratch.
func (s *scratch) Make(ctx context.Context, name string, tables []edge.Table) (*edge.Place, error) {
	c, err := s.connect(ctx)
	if err != nil {
		return nil, err
	}
	schema := scratchSchema(s.token, name)
	qualified := func(table string) string { return quoteName(schema) + "." + quoteName(table) }
	spelling := edge.Spelling{Quote: quoteName, Literal: scratchLiteral, Length: "pg_catalog.length", Type: func(_ *edge.Table, c *edge.Column) string {
		switch {
		case c.Kind == catalog.Enum && c.Listed:
			return `text COLLATE pg_catalog."C" CHECK (` + quoteName(c.Name) + " IN (" + scratchLiterals(c.Values) + "))"
		case c.Kind == catalog.Enum:
			return qualified(c.Enum)
		}
		return scratchType(c)
	}}
	statements := []string{
		"BEGIN", scratchSession, "CREATE SCHEMA " + quoteName(schema), "COMMENT ON SCHEMA " + quoteName(schema) + " IS '" + scratchMark + s.token + "'",
	}
	for i := range tables {
		for j := range tables[i].Columns {
			if c := &tables[i].Columns[j]; c.Kind == catalog.Enum && !c.Listed {
				statements = append(statements, "CREATE TYPE "+qualified(c.Enum)+" AS ENUM ("+scratchLiterals(c.Values)+")")
			}
		}
		statements = append(statements, spelling.Create(&tables[i], qualified(tables[i].Name), qualified, false))
	}
	for i := range tables {
		for j := range tables[i].Foreign {
			// They can be deferred so that rows can be put in any order; at the end of a statement they are checked all the same.
			add := "ALTER TABLE " + qualified(tables[i].Name) + " ADD " + spelling.Foreign(&tables[i].Foreign[j], qualified)
			if !tables[i].Foreign[j].Deferred {
				add += " DEFERRABLE INITIALLY IMMEDIATE"
			}
			statements = append(statements, add)
		}
	}
	statements = append(statements, "COMMIT")
	if err := errors.Join(run(ctx, c, strings.Join(statements, ";\n")), c.Close(ctx)); err != nil {
		return nil, err
	}
	s.schemas = append(s.schemas, schema)
	overrides := catalog.Overrides{Schemas: []string{schema}, Tables: map[string]catalog.TableOverride{}}
	for i := range tables {
		if tables[i].View != nil {
			overrides.Tables[tables[i].Name] = catalog.TableOverride{Key: tables[i].Key}
		}
	}
	return &edge.Place{Address: s.address, Overrides: overrides, Tables: tables, Schema: schema}, nil
}

// Close implements edge.Scratch.
func (s *scratch) Close(ctx context.Context) error {
	var err error
	for _, schema := range s.schemas {
		err = errors.Join(err, run(ctx, s.lock, "DROP SCHEMA "+quoteName(schema)+" CASCADE"))
	}
	return errors.Join(err, run(ctx, s.lock, "COMMIT"), s.lock.Close(ctx))
}
