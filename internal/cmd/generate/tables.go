package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"tiddly/db"
	"tiddly/internal/catalog"
	"tiddly/internal/config"
	"tiddly/internal/engine"
)

// scriptFile holds the default tables, from the root of the project.
const scriptFile = "db/schema.sql"

// tables are the tables that code is generated for.
type tables struct {
	catalog *catalog.Catalog
	// users is the accounts table; nil if the project has none.
	users *catalog.Table
	// federation reports whether the schema is served as a subgraph.
	federation bool
	// served is the catalogue with the tables that generate.tables leaves out; without are the types of these.
	served  *catalog.Catalog
	without []string
	// notes are messages for the user.
	notes []catalog.Note
	// overrides are those of the settings, without what was written for columns that are gone.
	overrides catalog.Overrides
	pins      pins
}

// readTables reads the tables of a source. A clash of names is an error here, unless names are to be numbered:
// generated code would hide which table has which name. So is a setting for what is not there, with which no server
// starts: code would follow it, and what a person wrote lose its place, before the setting is mended. Pins are those
// that were written before; they go with their columns.
func readTables(ctx context.Context, from source, settings config.Settings, before []config.Written, number bool) (t tables, err error) {
	address := from.address
	if from.script() {
		made, remove, err := makeDefault(ctx, filepath.FromSlash(address))
		if err != nil {
			return t, err
		}
		defer remove()
		address = made
	}
	source, err := t.inspect(ctx, address, settings.Overrides, before)
	if err != nil {
		return t, err
	}
	t.federation = settings.Federation
	accounts := settings.Auth.Users
	users := engine.NewUsers(accounts.Table, accounts.Identity, accounts.Password)
	t.catalog, t.notes, err = catalog.Build(source, t.overrides, catalog.BuildOptions{StrictNames: !number, Secret: users.Secret()})
	if err != nil {
		return t, err
	}
	if t.notes, err = refuseUnused(from, settings, t.notes); err != nil {
		return t, err
	}
	var remarks []catalog.Note
	t.users, remarks, err = users.Find(t.catalog)
	t.notes = append(t.notes, remarks...)
	if wrong, ok := errors.AsType[*engine.WrongUsers](err); ok {
		return t, config.Mistakes{{Message: settings.Source(wrong.Setting) + ": " + wrong.What, Hint: wrong.Hint}}
	}
	if err != nil {
		return t, err
	}
	t.served = t.catalog
	err = t.choose(settings.Generate.Tables, settings.Source("generate.tables"))
	return t, err
}

// refuseUnused returns an error that has the settings for what is not there, each with its place, and otherwise the
// notes. It passes over a table that never had code, if the settings name another database, which may have it.
func refuseUnused(from source, settings config.Settings, notes []catalog.Note) ([]catalog.Note, error) {
	record, err := readOrigins()
	if err != nil {
		return notes, err
	}
	had := tablesOf(record)
	elsewhere := settings.Database != "" && settings.Database != config.DefaultDatabase && settings.Database != from.text
	var refused, others []catalog.Note
	for _, n := range notes {
		setting, _ := catalog.SettingsPath(n.Override)
		passes := elsewhere && len(setting) == 1 && !had[setting[0]]
		if n.Unused && !passes {
			refused = append(refused, n)
		} else {
			others = append(others, n)
		}
	}
	if len(refused) > 0 {
		return others, settings.Unused(refused)
	}
	return others, nil
}

// choose leaves the tables that match one of the patterns, which stand at a place; all of them if there is none. The
// others are served without code.
func (t *tables) choose(patterns []string, place string) error {
	if len(patterns) == 0 {
		return nil
	}
	used := map[string]bool{}
	t.catalog = t.served.Only(func(one *catalog.Table) bool {
		chosen := false
		for _, p := range patterns {
			if fits, err := path.Match(p, one.SQLName); err == nil && fits {
				used[p], chosen = true, true
			}
		}
		return chosen
	})
	for _, p := range patterns {
		if !used[p] {
			return fmt.Errorf("%s: there is no table %s; the tables are %s", place, p, shortened(t.served))
		}
	}
	for _, one := range t.served.Tables {
		if t.catalog.Table(one.TypeName) == nil {
			t.without = append(t.without, one.TypeName)
		}
	}
	return nil
}

// shortened returns the names of the tables of a catalogue, not more of them than a person reads.
func shortened(c *catalog.Catalog) string {
	var names []string
	for _, t := range c.Tables {
		names = append(names, t.SQLName)
	}
	return shortList(names)
}

func shortList(names []string) string {
	const most = 20
	if len(names) > most {
		names = append(slices.Clone(names[:most]), "…")
	}
	return strings.Join(names, ", ")
}

// readSettings reads the project's own settings, for its names, kinds and accounts: code must be generated for
// what is served.
func readSettings(root string) (config.Settings, error) {
	file := filepath.Join(root, config.StandardFile)
	if _, err := os.Stat(file); err != nil {
		return config.Settings{}, nil //nolint:nilerr // there need not be one
	}
	settings, err := config.Load(pflag.NewFlagSet("generate", pflag.ContinueOnError), []string{"TIDDLY_CONFIG=" + file})
	if err != nil {
		return config.Settings{}, fmt.Errorf("%s: %w", file, err)
	}
	return settings, nil
}

// inspect inspects a database; a second time if settings that were written before are for columns that are gone.
func (t *tables) inspect(ctx context.Context, address string, overrides catalog.Overrides, before []config.Written) (catalog.Source, error) {
	source, err := inspect(ctx, address, overrides)
	if err != nil {
		return source, err
	}
	t.overrides, t.pins = overrides, judgePins(&source, overrides, before)
	if len(t.pins.gone) > 0 {
		t.overrides = config.Without(overrides, t.pins.gone)
		source, err = inspect(ctx, address, t.overrides)
	}
	t.pins.found = source.Evidence
	return source, err
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

// makeDefault creates a database of the tables of a script, which remove deletes.
func makeDefault(ctx context.Context, script string) (address string, remove func(), err error) {
	text, err := os.ReadFile(script) //nolint:gosec // the project's own file
	if err != nil {
		return "", nil, fmt.Errorf("read the tables: %w", err)
	}
	folder, err := os.MkdirTemp("", "tiddly-generate-")
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(folder) } // anything left is among the temporary files
	address = filepath.Join(folder, "default.db")
	err = db.Create(ctx, address, func(f db.Filler) error { return f.Exec(ctx, string(text)) })
	if err != nil {
		remove()
		return "", nil, err
	}
	return address, remove, nil
}
