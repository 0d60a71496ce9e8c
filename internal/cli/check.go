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
	c := &cobra.Command{
		Use:   "check",
		Short: "Check the settings and the database without serving",
		Long: "Check reads the settings as serve does, opens the database and derives the names of its tables. It makes and\n" +
			"changes nothing, and listens nowhere. The exit status is 0 where serve would start, 1 where the database cannot be served, and 2\n" +
			"where a setting is wrong.",
		Example: "  tiddly check --config tiddly.yml",
		Args:    arguments(0, 0, ""),
		RunE:    p.runCheck,
	}
	settingFlags(c.Flags())
	return c
}

func (p *program) runCheck(c *cobra.Command, _ []string) error {
	settings, err := config.Load(c.Flags(), p.environ)
	if err != nil {
		return err
	}
	err = p.look(c.Context(), settings, func(o *opened) error {
		_, err := io.WriteString(p.stdout, settingsLine(&settings)+o.findings()+accountsLine(&settings.Auth))
		return err
	})
	if errors.Is(err, fs.ErrNotExist) && settings.MayCreate() {
		_, err = fmt.Fprintf(p.stdout, "%sDatabase: %s does not exist; serve makes it\n", settingsLine(&settings), db.Redact(settings.Database))
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

// findings returns what would be served, with notes.
func (o *opened) findings() string {
	var text strings.Builder
	fmt.Fprintf(&text, "Database: %s, %s\n", o.database.Name(), countTables(o.snapshot.Catalog))
	if len(o.notes) == 0 {
		text.WriteString("No name clashes\n")
		return text.String()
	}
	fmt.Fprintf(&text, "Names: %s\n", plural(len(o.notes), "remark"))
	for _, n := range o.notes {
		text.WriteString("  " + n.String() + "\n")
	}
	return text.String()
}

// wrongSettings returns the overrides and account settings that are invalid or name what the database lacks, each
// with its place; nil if there are none. The notes and the error are those of reading the database.
func wrongSettings(s *config.Settings, notes []catalog.Note, err error) error {
	var mistakes config.Mistakes
	add := func(n catalog.Note) {
		mistakes = append(mistakes, config.Mistake{Place: s.Place(n.Override), Message: n.Message, Hint: n.Hint})
	}
	if names, ok := errors.AsType[*catalog.NameError](err); ok {
		for _, n := range names.Notes {
			if !n.Clash {
				add(n)
			}
		}
	}
	for _, n := range notes {
		if n.Unused {
			add(n)
		}
	}
	if users, ok := errors.AsType[*engine.WrongUsers](err); ok {
		mistakes = append(mistakes, config.Mistake{Message: s.Source(users.Setting) + ": " + users.What, Hint: users.Hint})
	}
	if len(mistakes) == 0 {
		return nil
	}
	return mistakes
}
