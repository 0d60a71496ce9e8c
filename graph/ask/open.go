package ask

import (
	"context"

	"tiddly/internal/program"
)

// Options are the options of Open.
type Options = program.Options

// Database is a database that a program of its own has opened. Within its methods Read and Write, the program asks as
// a resolver does.
type Database = program.Database

// Open opens the database at an address, such as the path of a file of SQLite:
//
//	database, err := ask.Open(ctx, "shop.db", ask.Options{Settings: "tiddly.yml"})
//	…
//	defer database.Close()
//	err = database.Read(ctx, func(ctx context.Context) error {
//		books, err := tables.Book.List(ctx, tables.BookWhere{}, ask.Page{Limit: 10})
//		…
//	})
func Open(ctx context.Context, address string, o Options) (*Database, error) {
	return program.Open(ctx, address, o)
}
