// Package sample makes the demonstration database: a fictional shop for inventors, tea and moonlight. It holds the
// schema and computes every row, the same ones at every run; package db creates the file. It must not know how the
// API shows the tables.
package sample

import (
	"context"
	_ "embed"

	"tiddly/db"
	"tiddly/internal/fault"
)

// The bounds of the number of products. DefaultRows gives 275 makers, 350 collections and 3,500 products.
const (
	MinRows     = 10
	MaxRows     = 1_000_000
	DefaultRows = 3500
)

//go:embed schema.sql
var schemaSQL string

//go:embed indexes.sql
var indexesSQL string

// Summary describes what was written.
type Summary struct {
	Tables []Count
	// Rows is the sum of all tables.
	Rows int
}

// Count is the number of rows of one table.
type Count struct {
	Table string
	Rows  int
}

// Write creates the database at the address (a path, or a URL of db), which must not exist yet. Rows is the number
// of products; the other tables follow in proportion. On an error nothing is left behind.
func Write(ctx context.Context, address string, rows int) (Summary, error) {
	if rows < MinRows || rows > MaxRows {
		return Summary{}, fault.New(fault.RequestValue, "the sample cannot have %d rows", rows).
			WithHint("use a number of products from %d to %d", MinRows, MaxRows)
	}
	var s Summary
	err := db.Create(ctx, address, func(w db.Filler) error {
		var err error
		s, err = fill(ctx, w, rows)
		return err
	})
	if err != nil {
		return Summary{}, err
	}
	return s, nil
}

func fill(ctx context.Context, w db.Filler, rows int) (Summary, error) {
	var s Summary
	if err := w.Exec(ctx, schemaSQL); err != nil {
		return s, err
	}
	for _, t := range Tables(rows) {
		n, err := w.Insert(ctx, t.Name, t.Columns, t.Rows)
		if err != nil {
			return s, err
		}
		s.Tables = append(s.Tables, Count{Table: t.Name, Rows: n})
		s.Rows += n
	}
	return s, w.Exec(ctx, indexesSQL)
}
