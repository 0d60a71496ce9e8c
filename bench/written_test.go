package bench

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"strconv"
	"testing"
)

// The requests that write a row, and their SQL. Each handler has a database of its own.
const (
	addQuery = `mutation Add($title: String!, $id: Int!) {
  insertCollection(input: {title: $title, makerId: $id, season: SPRING}) { node { id } }
}`
	changeQuery = `mutation Change($title: String!, $id: Int!) {
  updateCollection(by: {id: $id}, set: {title: $title}) { affectedRows node { id title } }
}`
	addSQL    = "INSERT INTO collections (title, maker_id, season) VALUES (?, ?, 'spring') RETURNING id"
	changeSQL = "UPDATE collections SET title = ? WHERE id = ? RETURNING id, title"
)

// writing are the options of a connection of the floor that writes.
const writing = "?_mutex=no&_foreign_keys=1&_synchronous=FULL&_busy_timeout=5000"

// Two titles of one length, which an update writes in turns: SQLite leaves out a page that has not changed, and the
// commit with it.
var titles = [2]string{"Nowhere", "Erewhon"}

// writtenMatches returns the requests that write with their handlers.
func writtenMatches(tb testing.TB) []match {
	tb.Helper()
	ours := newOurs(tb, samplePath(tb))
	f := newFloorWith(tb, samplePath(tb), writing, "BEGIN IMMEDIATE", "COMMIT", addSQL, changeSQL)
	e := newWritingEngineer(tb, samplePath(tb))
	beside := func(name, query string, byHand func(*floorConn, *body) error, byEngineer func(context.Context, *body) (any, error)) match {
		r := &request{name: name, query: query, status: http.StatusOK, ids: 1}
		for _, title := range titles {
			r.sends = append(r.sends, sent{graphQLPath, r.body(tb, map[string]any{"title": title, "id": 7})})
		}
		return match{r, []contender{{nameOurs, ours}, {nameFloor, f.handler(byHand)}, {nameEngineer, e.handler(byEngineer)}}}
	}
	return []match{
		beside("insert", addQuery, floorAdd, e.add),
		beside("update", changeQuery, floorChange, e.change),
	}
}

// write runs a statement in a transaction of its own.
func (c *floorConn) write(statement, width, args int, row func()) (err error) {
	if _, err := c.own[0].ExecContext(context.Background(), nil); err != nil {
		return err
	}
	err = c.each(c.own[statement], width, args, row)
	_, commitErr := c.own[1].ExecContext(context.Background(), nil)
	return errors.Join(err, commitErr)
}

func floorAdd(c *floorConn, b *body) error {
	return c.write(2, 1, c.bind(b.Variables.Title, b.Variables.ID), func() {
		c.out = append(c.out, `"insertCollection":{"node":{"id":`...)
		c.out = append(strconv.AppendInt(c.out, c.cells[0].(int64), 10), "}}"...)
	})
}

func floorChange(c *floorConn, b *body) error {
	return c.write(3, 2, c.bind(b.Variables.Title, b.Variables.ID), func() {
		c.out = append(c.out, `"updateCollection":{"affectedRows":1,"node":{"id":`...)
		c.out = append(strconv.AppendInt(c.out, c.cells[0].(int64), 10), `,"title":`...)
		c.out = append(appendText(c.out, c.cells[1].(string)), "}}"...)
	})
}

func newWritingEngineer(tb testing.TB, path string) *engineer {
	tb.Helper()
	database, err := sql.Open("sqlite3", "file:"+path+"?_foreign_keys=1&_synchronous=FULL&_busy_timeout=5000&_txlock=immediate&_stmt_cache_size=16")
	if err != nil {
		tb.Fatal(err)
	}
	database.SetMaxOpenConns(1)
	tb.Cleanup(func() { _ = database.Close() })
	return &engineer{db: database}
}

type collectionName struct {
	ID    int64  `json:"id"`
	Title string `json:"title,omitempty"`
}

type written struct {
	AffectedRows int            `json:"affectedRows,omitempty"`
	Node         collectionName `json:"node"`
}

func (e *engineer) add(ctx context.Context, b *body) (any, error) {
	var w written
	err := e.db.QueryRowContext(ctx, addSQL, b.Variables.Title, b.Variables.ID).Scan(&w.Node.ID)
	return map[string]any{"insertCollection": w}, err
}

func (e *engineer) change(ctx context.Context, b *body) (any, error) {
	w := written{AffectedRows: 1}
	err := e.db.QueryRowContext(ctx, changeSQL, b.Variables.Title, b.Variables.ID).Scan(&w.Node.ID, &w.Node.Title)
	return map[string]any{"updateCollection": w}, err
}
