package cli

import (
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"tiddly/internal/sample"
)

// sample returns the command that writes a demonstration database.
func (p *program) sample() *cobra.Command {
	var rows int
	c := &cobra.Command{
		Use:   "sample PATH",
		Short: "Write a demonstration database",
		Long: "Sample writes a new database file: a shop with every form of relation and every kind of column, the same\n" +
			"rows on every run. An existing file is not changed.",
		Example: "  tiddly sample shop.db\n  tiddly serve --db shop.db",
		Args:    arguments(1, 1, "the path of the file to write"),
		RunE: func(c *cobra.Command, args []string) error {
			summary, err := sample.Write(c.Context(), args[0], rows)
			if err != nil {
				return err
			}
			return printSummary(p.stdout, args[0], summary)
		},
	}
	c.Flags().IntVar(&rows, "rows", sample.DefaultRows, fmt.Sprintf("number of products, from %d to %d; the other tables follow", sample.MinRows, sample.MaxRows))
	return c
}

func printSummary(w io.Writer, path string, s sample.Summary) error {
	if _, err := fmt.Fprintf(w, "%s: %d tables, %d rows\n", path, len(s.Tables), s.Rows); err != nil {
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, c := range s.Tables {
		_, _ = fmt.Fprintf(t, "%s\t  %s\t\n", strconv.Itoa(c.Rows), c.Table) // Flush returns the errors
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\nServe it:\n  tiddly serve --db %s\n", shellWord(path))
	return err
}
