package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"tiddly/db"
	"tiddly/internal/catalog"
	"tiddly/internal/config"
	"tiddly/internal/engine"
)

// check returns the command that checks whether the server would start with these settings.
func (p *program) check() *cobra.Command {
	var look cellsLook
	c := &cobra.Command{
		Use:   "check",
		Short: "Check the settings and the database without serving",
		Long: "Check reads the settings as serve does, opens the database, derives the names of its tables and examines their values.\n" +
			"It names the columns that are served as their values require, and the settings that fix that. It changes nothing in the\n" +
			"database, and does not listen. The exit status is 0 if serve would start, 1 if the database cannot be served, and 2\n" +
			"if a setting is not valid.",
		Example: "  tiddly check --config tiddly.yml\n  tiddly check --db shop.db --every-row --pin",
		Args:    arguments(0, 0, ""),
		RunE:    func(c *cobra.Command, _ []string) error { return p.runCheck(c, look) },
	}
	settingFlags(c.Flags())
	c.Flags().BoolVar(&look.all, "all", false, "list every column, not only those with remarks")
	c.Flags().BoolVar(&look.every, "every-row", false, "examine every row, not a sample of each table")
	c.Flags().BoolVar(&look.pin, "pin", false, "write the settings for what was found to the file of settings")
	return c
}

func (p *program) runCheck(c *cobra.Command, cells cellsLook) error {
	settings, err := config.Load(c.Flags(), p.environ)
	if err != nil {
		return err
	}
	err = p.look(c.Context(), settings, func(o *opened) error {
		documents, err := o.trust(c.Context(), &settings)
		if err != nil {
			return err
		}
		found, err := p.lookAtCells(c.Context(), o, settings.Overrides, cells)
		if err != nil {
			return err
		}
		text := settingsLine(&settings) + o.findings() + cells.report(o.snapshot.Catalog, found) + documentsLine(&settings, documents) + accountsLine(&settings.Auth)
		if _, err = io.WriteString(p.stdout, text); err != nil || !cells.pin {
			return err
		}
		return p.pin(c.Context(), o, &settings, found)
	})
	if errors.Is(err, fs.ErrNotExist) && settings.MayCreate() {
		_, err = fmt.Fprintf(p.stdout, "%sDatabase: %s does not exist; serve creates it\n", settingsLine(&settings), db.Redact(settings.Database))
	}
	return err
}

func settingsLine(s *config.Settings) string {
	from := "no file"
	if s.File != "" {
		from = s.File
	}
	return "Settings OK (" + from + ")\n"
}

// findings returns what would be served, with notes; those on cells are reported by column.
func (o *opened) findings() string {
	var text strings.Builder
	fmt.Fprintf(&text, "Database: %s, %s\n", o.database.Name(), countTables(o.snapshot.Catalog))
	var names, unworkable []catalog.Note
	for _, n := range o.notes {
		switch {
		case n.Unworkable:
			unworkable = append(unworkable, n)
		case !n.Found:
			names = append(names, n)
		}
	}
	writeNotes(&text, "Names", names, "No name clashes")
	writeNotes(&text, "Cannot work here", unworkable, "")
	return text.String()
}

// writeNotes writes a section of notes, or what stands in its place if there are none.
func writeNotes(text *strings.Builder, title string, notes []catalog.Note, none string) {
	if len(notes) == 0 {
		if none != "" {
			text.WriteString(none + "\n")
		}
		return
	}
	fmt.Fprintf(text, "%s: %s\n", title, plural(len(notes), "remark"))
	for _, n := range notes {
		text.WriteString("  " + n.String() + "\n")
	}
}

// wrongSettings returns the overrides and account settings that are invalid or name what the database lacks, each
// with its place; nil if there are none. The notes and the error are those of reading the database.
func wrongSettings(s *config.Settings, notes []catalog.Note, err error) error {
	var mistakes config.Mistakes
	if names, ok := errors.AsType[*catalog.NameError](err); ok {
		for _, n := range names.Notes {
			if !n.Clash {
				mistakes = append(mistakes, config.Mistake{Place: s.Place(n.Override), Message: n.Message, Hint: n.Hint})
			}
		}
	}
	mistakes = append(mistakes, s.Unused(notes)...)
	if users, ok := errors.AsType[*engine.WrongUsers](err); ok {
		mistakes = append(mistakes, config.Mistake{Message: s.Source(users.Setting) + ": " + users.What, Hint: users.Hint})
	}
	if len(mistakes) == 0 {
		return nil
	}
	return mistakes
}
