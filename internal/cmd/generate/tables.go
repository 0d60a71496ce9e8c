package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"tiddly/db"
	"tiddly/internal/catalog"
	"tiddly/internal/config"
)

// scriptFile holds the default tables, from the root of the project.
const scriptFile = "db/schema.sql"

// readCatalog gives the catalogue of the database at address, or of the default tables where it is empty.
// A clash of names is an error here: generated code would hide which table has which name.
func readCatalog(ctx context.Context, root, address string, overrides catalog.Overrides) (*catalog.Catalog, []catalog.Note, error) {
	if address == "" {
		made, remove, err := makeDefault(ctx, filepath.Join(root, filepath.FromSlash(scriptFile)))
		if err != nil {
			return nil, nil, err
		}
		defer remove()
		address = made
	}
	source, err := inspect(ctx, address, overrides)
	if err != nil {
		return nil, nil, err
	}
	return catalog.Build(source, overrides, catalog.BuildOptions{StrictNames: true})
}

// readOverrides reads the names and kinds of the project's own settings: what is generated has to be what is served.
func readOverrides(root string) (catalog.Overrides, error) {
	path := filepath.Join(root, "tiddly.yml")
	if _, err := os.Stat(path); err != nil {
		return catalog.Overrides{}, nil //nolint:nilerr // there need not be one
	}
	settings, err := config.Load(pflag.NewFlagSet("generate", pflag.ContinueOnError), []string{"TIDDLY_CONFIG=" + path})
	if err != nil {
		return catalog.Overrides{}, fmt.Errorf("%s: %w", path, err)
	}
	return settings.Overrides, nil
}

func inspect(ctx context.Context, address string, overrides catalog.Overrides) (source catalog.Source, err error) {
	database, err := db.Open(ctx, address, db.Options{ReadOnly: true})
	if err != nil {
		return catalog.Source{}, err
	}
	defer func() {
		if closeErr := database.Close(); err == nil {
			err = closeErr
		}
	}()
	return database.Inspect(ctx, overrides)
}

// makeDefault makes a database of the default tables that remove takes away again.
func makeDefault(ctx context.Context, script string) (address string, remove func(), err error) {
	text, err := os.ReadFile(script) //nolint:gosec // the project's own file
	if err != nil {
		return "", nil, fmt.Errorf("read the default tables: %w", err)
	}
	folder, err := os.MkdirTemp("", "tiddly-generate-")
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(folder) } // what is left lies among the temporary files
	address = filepath.Join(folder, "default.db")
	err = db.Create(ctx, address, func(f db.Filler) error { return f.Exec(ctx, string(text)) })
	if err != nil {
		remove()
		return "", nil, err
	}
	return address, remove, nil
}
