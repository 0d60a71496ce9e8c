package cli

import (
	"embed"
	"errors"
	"regexp"

	"github.com/spf13/cobra"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/config"
	"tiddly/internal/conformance"
	"tiddly/internal/fault"
	"tiddly/internal/gql/handwritten"
)

// errDiffers ends the command with exit code 1; the report has said what differs.
var errDiffers = errors.New("the database answers some requests differently than the suite expects")

// conformance returns the command that runs the conformance suite.
func (p *program) conformance() *cobra.Command {
	var o conformance.Options
	var only string
	c := &cobra.Command{
		Use:   "conformance",
		Short: "Check that a database answers as every other one does",
		Long: "Conformance runs requests whose right answers are known against a schema of its own, which it creates beside the\n" +
			"database and drops at the end. It touches nothing else, and removes what a run that was killed has left. It prints what\n" +
			"differs, by capability; the exit status is 1 if anything differs that the documentation does not list.",
		Example: "  tiddly conformance --db shop.db\n  tiddly conformance --only '^like/' --filters 0",
		Args:    arguments(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if only != "" {
				if o.Only, err = regexp.Compile(only); err != nil {
					return fault.Wrap(err, fault.RequestValue, "--only is not a regular expression").WithHint("write it in the syntax of RE2")
				}
			}
			return p.runConformance(c, o)
		},
	}
	settingFlags(c.Flags(), "db")
	c.Flags().StringVar(&only, "only", "", "run only the cases whose names match this regular expression")
	c.Flags().IntVar(&o.Filters, "filters", 50, "number of random filters of each table")
	c.Flags().Uint64Var(&o.Seed, "seed", 1, "what the random filters are made from")
	return c
}

func (p *program) runConformance(c *cobra.Command, o conformance.Options) error {
	settings, err := config.Load(c.Flags(), p.environ)
	if err != nil {
		return err
	}
	// What an owner has written in Go has other answers.
	o.Address = settings.Database
	o.Project = &handwritten.Project{Sources: embed.FS{}, Generated: &ast.Schema{}, Executable: project().Executable}
	result, err := conformance.Run(c.Context(), o)
	if err != nil {
		return err
	}
	if err := result.Write(p.stdout); err != nil {
		return err
	}
	if result.Failed() {
		return errDiffers
	}
	return nil
}
