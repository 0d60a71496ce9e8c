package corpus_test

import (
	"context"
	"database/sql"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/db/dbtest/outside"
	"tiddly/internal/catalog"
	"tiddly/internal/naive"
)

// newNaive returns an evaluator with every row of every table of a file; know returns what a cell means.
func newNaive(ctx context.Context, path string, c *catalog.Catalog, schema *ast.Schema, limit int, know func(*catalog.Column, any) any) (*naive.Evaluator, error) {
	db, err := outside.Open(path, outside.ReadOnly)
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }()
	e := naive.New(c, schema, limit)
	for _, t := range c.Tables {
		rows, err := readTable(ctx, db, t, know)
		if err != nil {
			return nil, err
		}
		e.Put(t, rows)
	}
	return e, nil
}

func readTable(ctx context.Context, db *sql.DB, t *catalog.Table, know func(*catalog.Column, any) any) ([]*naive.Row, error) {
	quote := func(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
	names := make([]string, len(t.Columns), len(t.Columns)+1)
	for i, c := range t.Columns {
		names[i] = "+" + quote(c.SQLName) // an expression has no type, so the driver returns the cell unchanged
	}
	rowid := "NULL"
	if t.RowID != "" {
		rowid = quote(t.RowID)
	}
	rows, err := db.QueryContext(ctx, "SELECT "+strings.Join(append(names, rowid), ", ")+" FROM "+quote(t.SQLName))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []*naive.Row
	for rows.Next() {
		cells, id := make([]any, len(t.Columns)), any(nil)
		into := make([]any, 0, len(t.Columns)+1)
		for i := range cells {
			into = append(into, &cells[i])
		}
		if err := rows.Scan(append(into, &id)...); err != nil {
			return nil, err
		}
		all = append(all, naive.NewRow(t, cells, id, know))
	}
	return all, rows.Err()
}
