package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"tiddly/db"
	"tiddly/internal/config"
)

// notify returns the command that makes a database tell its servers of changes of its tables.
func (p *program) notify() *cobra.Command {
	var install, remove bool
	c := &cobra.Command{
		Use:   "notify",
		Short: "Let a database tell its servers of changed tables at once",
		Long: "Notify creates an event trigger in the database, or drops it, and prints what it has done; that takes a superuser.\n" +
			"Without it a server finds changes within half a second.",
		Example: "  tiddly notify --install --db DSN",
		Args:    arguments(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			if install == remove {
				return &usageError{message: "notify needs one of --install and --remove", hint: "--install creates the event trigger, --remove drops it"}
			}
			return p.runNotify(c, install)
		},
	}
	settingFlags(c.Flags(), "config", "db")
	c.Flags().BoolVar(&install, "install", false, "create the event trigger")
	c.Flags().BoolVar(&remove, "remove", false, "drop the event trigger")
	return c
}

func (p *program) runNotify(c *cobra.Command, install bool) error {
	settings, err := config.Load(c.Flags(), p.environ)
	if err != nil {
		return err
	}
	database, err := db.Open(c.Context(), settings.Database, db.Options{})
	if err != nil {
		return hintMissing(err, "check the path")
	}
	defer func() { _ = database.Close() }() // what it did is committed
	did, err := database.Notify(c.Context(), install)
	if err != nil {
		return err
	}
	for _, sentence := range did {
		if _, err := fmt.Fprintln(p.stdout, sentence); err != nil {
			return err
		}
	}
	return nil
}
