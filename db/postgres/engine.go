package postgres

import (
	"context"
	"runtime/debug"

	"tiddly/db/edge"
)

// Engine returns PostgreSQL's line of the table of engines.
func Engine() edge.Engine {
	return edge.Engine{
		Schemes: []string{"postgres", "postgresql"}, Knows: isKeywords, Forms: addressForms,
		Version: version,
		Open: func(ctx context.Context, address string, o edge.Options) (edge.Database, error) {
			d, err := Open(ctx, address, o)
			if err != nil {
				return nil, err
			}
			return d, nil
		},
		Scratch: newScratch,
		Redact:  redact,
	}
}

// version returns the name of the driver that is linked in, and its version where the program knows it.
func version() string {
	const driver, purpose = "pgx", ", for PostgreSQL"
	if built, ok := debug.ReadBuildInfo(); ok {
		for _, module := range built.Deps {
			if module.Path == "github.com/jackc/pgx/v5" {
				return driver + " " + module.Version + purpose
			}
		}
	}
	return driver + purpose
}
