package dbtest

import (
	"tiddly/db/postgres"
	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
)

// Spelling is the dialect of an engine whose statements are in golden files, beside those of the embedded engine. The
// engine need not be installed.
type Spelling struct {
	// Name is the name of the engine in golden files.
	Name    string
	Dialect *dialect.Dialect
	// Translate returns the tables of the embedded engine as the other engine would have them, and the script that
	// creates them there.
	Translate func(catalog.Source) (source catalog.Source, script string, err error)
}

// Spellings returns the dialects of the engines that are not embedded. Texts are sorted by code points, as in the
// embedded engine.
func Spellings() []Spelling {
	return []Spelling{{Name: "postgres", Dialect: postgres.Dialect(postgres.Options{Binary: true}), Translate: toPostgres}}
}
