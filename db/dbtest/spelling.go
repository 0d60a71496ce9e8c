package dbtest

import (
	"tiddly/db/postgres"
	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
)

// Spelling is the dialect of an engine whose statements golden files hold, beside those of the embedded engine. The
// engine need not be there.
type Spelling struct {
	// Name names the engine in golden files.
	Name    string
	Dialect *dialect.Dialect
	// Translate returns the tables of the embedded engine as the other one would have them, and the script that makes them
	// there.
	Translate func(catalog.Source) (source catalog.Source, script string, err error)
}

// Spellings returns the dialects of the engines that are not embedded. Texts have the order of code points, as in the
// embedded engine.
func Spellings() []Spelling {
	return []Spelling{{Name: "postgres", Dialect: postgres.Dialect(postgres.Options{Binary: true}), Translate: toPostgres}}
}
