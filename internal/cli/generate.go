package cli

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/spf13/cobra"

	"tiddly/internal/fault"
)

// generator is the program that writes the code, run from the root of a project. It is not part of this program:
// gqlgen's generator would triple its size.
const generator = "internal/cmd/generate"

// generate returns the command that starts the generator of a project.
func (p *program) generate() *cobra.Command {
	var database string
	var number bool
	c := &cobra.Command{
		Use:   "generate",
		Short: "Write the Go code of a project for its tables",
		Long: "Generate writes schema.graphqls and the code in graph/ of the project around the working directory, which is a\n" +
			"clone of Tiddly: for the tables of db/schema.sql, or of a database. It needs Go. What you wrote stays: what has no place\n" +
			"any more is moved to graph/orphans/, and the exit status is then 1.",
		Example: "  tiddly generate\n  tiddly generate --db shop.db",
		Args:    arguments(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			root, err := projectRoot()
			if err != nil {
				return err
			}
			tool, err := exec.LookPath("go")
			if err != nil {
				return fault.Wrap(err, fault.Internal, "generating code needs Go, which is not in the PATH").
					WithHint("install Go from https://go.dev/dl, or serve the database as it is: tiddly serve needs no code")
			}
			args := []string{"run", "./" + generator}
			if database != "" {
				if database, err = filepath.Abs(database); err != nil {
					return err
				}
				args = append(args, "--db", database)
			}
			if number {
				args = append(args, "--number-names")
			}
			run := exec.CommandContext(c.Context(), tool, args...) //nolint:gosec // the project's own program
			run.Dir, run.Env, run.Stdout, run.Stderr = root, p.environ, p.stdout, p.stderr
			if err := run.Run(); err != nil {
				return fault.Wrap(err, fault.Internal, "generating needs your attention").WithHint("what stands above says what was written, and what to fix")
			}
			return nil
		},
	}
	c.Flags().StringVar(&database, "db", "", "file of the database to generate for; without it, the tables of db/schema.sql")
	c.Flags().BoolVar(&number, "number-names", false, "number names that clash, in the schema and in Go, instead of refusing them")
	return c
}

// projectRoot returns the root of the project that contains the working directory.
func projectRoot() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		_, err := os.Stat(filepath.Join(dir, filepath.FromSlash(generator)))
		if err == nil {
			return dir, nil
		}
		if !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
		if dir == filepath.Dir(dir) {
			return "", fault.New(fault.Internal, "%s is in no project that code can be generated for", start).
				WithHint("clone the repository of Tiddly, and run this inside of it; to serve a database, no code is needed")
		}
	}
}
