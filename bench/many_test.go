package bench

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/engine"
)

// The requests over many rows: 1,000 parents and a million children of theirs, of which tests that measure nothing make
// few.
const (
	manyParents  = 1000
	manyChildren = 1_000_000
	fewChildren  = 30_000

	pageQuery = `query Page($limit: Int!, $offset: Int) { children(limit: $limit, offset: $offset, orderBy: [{id: ASC}]) { id v } }`
	eachQuery = `query Each($limit: Int!) {
  parents(limit: $limit, orderBy: [{id: ASC}]) { id name children(limit: 3, orderBy: [{id: ASC}]) { id v } }
}`
	nodesQuery = `query Nodes($ids: [ID!]!) { nodes(nodeIds: $ids) { ... on Child { id v } } }`
)

// The SQL of their floor.
const (
	pageSQL   = "SELECT id, v FROM child ORDER BY id LIMIT ? OFFSET ?"
	eachSQL   = "SELECT id, name FROM parent ORDER BY id LIMIT ?"
	firstsSQL = "SELECT id, v FROM child WHERE parent_id = ? ORDER BY id LIMIT 3"
	nodesSQL  = "SELECT id, v FROM child WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
)

// manyPath makes the database and returns its path.
func manyPath(tb testing.TB, children int) string {
	tb.Helper()
	return dbtest.Path(tb, fmt.Sprintf(`BEGIN; CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO parent SELECT i, 'Parent ' || i FROM n;
		CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parent, v INTEGER NOT NULL);
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			INSERT INTO child SELECT i, i %% %d + 1, i * 7919 %% 1000003 FROM n;
		CREATE INDEX child_parent ON child (parent_id); COMMIT`, manyParents, children, manyParents))
}

// nodeIDs returns the global ids of the first children.
func nodeIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = base64.RawURLEncoding.EncodeToString([]byte(`["Child",` + strconv.Itoa(i+1) + `]`))
	}
	return ids
}

// manyMatches returns the requests over many rows with their handlers.
func manyMatches(tb testing.TB) []match {
	tb.Helper()
	children := fewChildren
	if *tableFile != "" {
		children = manyChildren
	}
	path := manyPath(tb, children)
	ours := newOursWithin(tb, path, engine.Limits{Rows: 10_000, Cost: 1_000_000, AnswerRows: 100_000, AnswerBytes: 10 << 20})
	f := newFloorWith(tb, path, "?mode=ro&_mutex=no&_query_only=1", pageSQL, eachSQL, firstsSQL, nodesSQL)
	e := newEngineer(tb, path)
	beside := func(name, query string, ids int, variables map[string]any, byHand func(*floorConn, *body) error, byEngineer func(context.Context, *body) (any, error)) match {
		r := &request{name: name, query: query, status: http.StatusOK, ids: ids, variables: variables}
		return match{r, []contender{{nameOurs, ours}, {nameFloor, f.handler(byHand)}, {nameEngineer, e.handler(byEngineer)}}}
	}
	return []match{
		beside("5,000 rows", pageQuery, 5000, map[string]any{"limit": 5000, "offset": 0}, floorPage, e.page),
		beside("page 1", pageQuery, 100, map[string]any{"limit": 100, "offset": 0}, floorPage, e.page),
		beside("page 5,000", pageQuery, 100, map[string]any{"limit": 100, "offset": children/2 - 100}, floorPage, e.page),
		beside("nest with limits", eachQuery, 200, map[string]any{"limit": 50}, floorEach, e.each),
		beside("1,000 parents x 3", eachQuery, 4000, map[string]any{"limit": 1000}, floorEach, e.each),
		beside("nodes", nodesQuery, 100, map[string]any{"ids": nodeIDs(100)}, floorNodes, e.nodes),
	}
}

// objects appends a list of children, by their two cells.
func (c *floorConn) objects(statement, args int) error {
	c.out = append(c.out, '[')
	first := true
	err := c.each(c.own[statement], 2, args, func() {
		if !first {
			c.out = append(c.out, ',')
		}
		first = false
		out := c.out
		out = append(out, `{"id":`...)
		out = strconv.AppendInt(out, c.cells[0].(int64), 10)
		out = append(out, `,"v":`...)
		out = strconv.AppendInt(out, c.cells[1].(int64), 10)
		out = append(out, '}')
		c.out = out
	})
	c.out = append(c.out, ']')
	return err
}

func floorPage(c *floorConn, b *body) error {
	c.out = append(c.out, `"children":`...)
	return c.objects(0, c.bind(b.Variables.Limit, b.Variables.Offset))
}

// floorEach reads the rows of each parent by a prepared statement.
func floorEach(c *floorConn, b *body) error {
	c.parentRows, c.holes = c.parentRows[:0], c.holes[:0]
	err := c.each(c.own[1], 2, c.bind(b.Variables.Limit), func() {
		id := c.cells[0].(int64)
		out := c.parentRows
		out = append(out, `{"id":`...)
		out = strconv.AppendInt(out, id, 10)
		out = append(out, `,"name":`...)
		out = appendText(out, c.cells[1].(string))
		out = append(out, `,"children":`...)
		c.parentRows = out
		c.holes = append(c.holes, hole{id: id, end: len(c.parentRows)})
	})
	if err != nil {
		return err
	}
	c.out = append(c.out, `"parents":[`...)
	start := 0
	for i, h := range c.holes {
		if i > 0 {
			c.out = append(c.out, ',')
		}
		c.out = append(c.out, c.parentRows[start:h.end]...)
		start = h.end
		if err := c.objects(2, c.bind(h.id)); err != nil {
			return err
		}
		c.out = append(c.out, '}')
	}
	c.out = append(c.out, ']')
	return nil
}

// keysOf returns the keys in global ids of children, as JSON.
func keysOf(keys []byte, ids []string) ([]byte, error) {
	keys = append(keys, '[')
	for i, id := range ids {
		text, err := base64.RawURLEncoding.DecodeString(id)
		if err != nil {
			return nil, err
		}
		key, ok := strings.CutPrefix(string(text), `["Child",`)
		if !ok {
			return nil, fmt.Errorf("%s is of another type", id)
		}
		if i > 0 {
			keys = append(keys, ',')
		}
		keys = append(keys, strings.TrimSuffix(key, "]")...)
	}
	return append(keys, ']'), nil
}

func floorNodes(c *floorConn, b *body) (err error) {
	if c.keys, err = keysOf(c.keys[:0], b.Variables.IDs); err != nil {
		return err
	}
	c.out = append(c.out, `"nodes":`...)
	return c.objects(3, c.bind(string(c.keys)))
}

type childRow struct {
	ID int64 `json:"id"`
	V  int64 `json:"v"`
}

type parentRow struct {
	ID       int64      `json:"id"`
	Name     string     `json:"name"`
	Children []childRow `json:"children"`
}

func childRows(rows *sql.Rows, err error) ([]childRow, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	all := []childRow{}
	for rows.Next() {
		var c childRow
		if err := rows.Scan(&c.ID, &c.V); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

func (e *engineer) page(ctx context.Context, b *body) (any, error) {
	all, err := childRows(e.db.QueryContext(ctx, pageSQL, b.Variables.Limit, b.Variables.Offset))
	return map[string]any{"children": all}, err
}

func (e *engineer) each(ctx context.Context, b *body) (any, error) {
	rows, err := e.db.QueryContext(ctx, eachSQL, b.Variables.Limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	parents := []parentRow{}
	for rows.Next() {
		var p parentRow
		if err := rows.Scan(&p.ID, &p.Name); err != nil {
			return nil, err
		}
		parents = append(parents, p)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i := range parents {
		if parents[i].Children, err = childRows(e.db.QueryContext(ctx, firstsSQL, parents[i].ID)); err != nil {
			return nil, err
		}
	}
	return map[string]any{"parents": parents}, nil
}

func (e *engineer) nodes(ctx context.Context, b *body) (any, error) {
	keys, err := keysOf(nil, b.Variables.IDs)
	if err != nil || !json.Valid(keys) {
		return nil, err
	}
	all, err := childRows(e.db.QueryContext(ctx, nodesSQL, string(keys)))
	return map[string]any{"nodes": all}, err
}
