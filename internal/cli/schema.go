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
		Example: "  tiddly schema --db shop.db > shop.graphqls\n  tiddly schema --db shop.db --subgraph > products.graphqls",
		Args:    arguments(0, 0, ""),
		RunE:    p.runSchema,
	}
	settingFlags(c.Flags(), "config", "db", "federation", "strict-names", "naming-preset", "nullability")
	c.Flags().Bool("subgraph", false, "print the schema as _service returns it to a gateway of Apollo Federation")
	return c
}

func (p *program) runSchema(c *cobra.Command, _ []string) error {
	settings, err := config.Load(c.Flags(), p.environ)
	if err != nil {
		return err
	}
	subgraph, err := c.Flags().GetBool("subgraph")
	if err != nil {
		return err
	}
	settings.Federation = settings.Federation || subgraph
	return p.look(c.Context(), settings, func(o *opened) error {
		text := o.snapshot.Schema.Served
		if subgraph {
			text = o.snapshot.Schema.Subgraph()
		}
		_, err := io.WriteString(p.stdout, text)
		return err
	})
}
