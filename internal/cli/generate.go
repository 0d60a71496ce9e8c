package cli

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tiddly/internal/config"
	"tiddly/internal/fault"
)

// generator is the program that writes the code, run from the root of a project. It is not part of this program:
// gqlgen's generator would triple its size.
const generator = "internal/cmd/generate"

// scheme matches the start of a URL, and not a Windows drive.
var scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]+:`)

// generate returns the command that starts the generator of a project.
func (p *program) generate() *cobra.Command {
	var database, script string
	var number, force bool
	var renamed names
	c := &cobra.Command{
		Use:   "generate",
		Short: "Write the Go code of a project for its tables",
		Long: "Generate writes schema.graphqls and the code in graph/ of the project around the working directory, which is a\n" +
			"clone of Tiddly: for the tables of db/schema.sql, or of a database. It needs Go. Your code is kept: what no longer has\n" +
			"a place is moved to graph/orphans/, and the exit status is then 1.",
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
			environ, err := withSource(p.environ, database, script)
			if err != nil {
				return err
			}
			args := []string{"run", "./" + generator}
			if number {
				args = append(args, "--number-names")
			}
			if force {
				args = append(args, "--force")
			}
			for _, pair := range renamed {
				args = append(args, "--renamed", pair)
			}
			run := exec.CommandContext(c.Context(), tool, args...) //nolint:gosec // the project's own program
			run.Dir, run.Env, run.Stdout, run.Stderr = root, environ, p.stdout, p.stderr
			if err := run.Run(); err != nil {
				return fault.Wrap(err, fault.Internal, "the generated code needs your attention").WithHint("the messages above list what was written, and what to fix")
			}
			return nil
		},
	}
	c.Flags().StringVar(&database, "db", "", "the database to generate for, by its path or URL; it is recorded in tiddly.yml")
	c.Flags().StringVar(&script, "schema", "", "the script to generate for; without either, the source in tiddly.yml, or db/schema.sql")
	c.Flags().BoolVar(&force, "force", false, "use a source other than the one in tiddly.yml")
	c.Flags().BoolVar(&number, "number-names", false, "number names that clash, in the schema and in Go, instead of refusing them")
	c.Flags().Var(&renamed, "renamed", "a table that has another name in the database now, so that your code follows it; OLD= if it is gone")
	return c
}

// names are the values of a flag that may be repeated: pairs of names.
type names []string

// String implements pflag.Value.
func (n *names) String() string { return strings.Join(*n, " ") }

// Set adds a pair.
func (n *names) Set(text string) error {
	*n = append(*n, text)
	return nil
}

// Type implements pflag.Value.
func (*names) Type() string { return "OLD=NEW,..." }

// Repeats reports that the flag may be specified several times.
func (*names) Repeats() bool { return true }

// withSource returns an environment with the source of the generator: the address of a database may have a password,
// and others on the machine can see the arguments of a program.
func withSource(environ []string, database, script string) ([]string, error) {
	isScript := strings.HasSuffix(strings.ToLower(database+script), ".sql")
	switch source := database + script; {
	case source == "":
		return environ, nil
	case database != "" && script != "":
		return nil, fault.New(fault.Internal, "--db and --schema cannot be used together").
			WithHint("code is generated for one source")
	case isScript != (script != ""):
		return nil, fault.New(fault.Internal, "--schema is for a script, whose name ends with .sql, and --db for a database")
	case scheme.MatchString(source):
		return append(slices.Clone(environ), config.SourceVariable+"="+source), nil
	default:
		path, err := filepath.Abs(source)
		return append(slices.Clone(environ), config.SourceVariable+"="+path), err
	}
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
			return "", fault.New(fault.Internal, "%s is not in a project that code can be generated for", start).
				WithHint("clone the repository of Tiddly, and run this command inside it; serving a database needs no code")
		}
	}
}
