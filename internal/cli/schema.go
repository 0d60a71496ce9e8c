package cli

import (
	"io"

	"github.com/spf13/cobra"

	"tiddly/internal/config"
)

// schema returns the command that prints the SDL.
func (p *program) schema() *cobra.Command {
	c := &cobra.Command{
		Use:     "schema",
		Short:   "Print the GraphQL schema of a database",
		Long:    "Schema reads the tables of a database and prints the GraphQL schema under which they are served.\nThe database is not changed.",
		Example: "  tiddly schema --db shop.db > shop.graphqls",
		Args:    arguments(0, 0, ""),
		RunE:    p.runSchema,
	}
	settingFlags(c.Flags(), "config", "db", "strict-names", "naming-preset", "nullability")
	return c
}

func (p *program) runSchema(c *cobra.Command, _ []string) error {
	settings, err := config.Load(c.Flags(), p.environ)
	if err != nil {
		return err
	}
	return p.look(c.Context(), settings, func(o *opened) error {
		_, err := io.WriteString(p.stdout, o.snapshot.Schema.Served)
		return err
	})
}
