// Command generate writes the generated files of the repository: schema.graphqls from the tables of db/schema.sql
// (or of a database), then graph/executor and graph/model by gqlgen. It is the only user of gqlgen's code
// generator, and it must not import the package graph, so that it can repair a broken one.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/cmd/generate/goname"
	"tiddly/internal/config"
	"tiddly/internal/fault"
	"tiddly/internal/schema"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "generate:", explain(err))
		os.Exit(1)
	}
}

// arguments are those of the command line.
type arguments struct {
	database, script string
	number, force    bool
	renamed          renamed
}

// parse reads a command line. A source that it does not have comes from the environment.
func parse(args []string, getenv func(string) string, stderr io.Writer) (arguments, error) {
	var a arguments
	flags := flag.NewFlagSet("generate", flag.ContinueOnError)
	flags.SetOutput(stderr)
	once := func(name string, into *string, usage string) {
		flags.Func(name, usage, func(text string) error {
			if *into != "" {
				return fmt.Errorf("--%s is specified twice", name)
			}
			*into = text
			return nil
		})
	}
	once("db", &a.database, "the database to generate for; it is recorded in "+config.StandardFile)
	once("schema", &a.script, "the script to generate for, instead of a database; without either, the recorded source or "+scriptFile)
	flags.BoolVar(&a.number, "number-names", false, "number names that clash, in the schema and in Go, instead of refusing them")
	flags.BoolVar(&a.force, "force", false, "use a source other than the one in "+config.StandardFile)
	flags.Func("renamed", "OLD=NEW, a table that has another name in the database now, so that your code follows it; OLD= if it is gone", a.renamed.add)
	if err := flags.Parse(args); err != nil {
		return a, err
	}
	if flags.NArg() > 0 {
		return a, fmt.Errorf("%q is not understood: the flags are --db PATH, --schema FILE, --force, --number-names and --renamed OLD=NEW", flags.Arg(0))
	}
	if a.database != "" && hasSecret(a.database) {
		return a, fmt.Errorf("--db: the address has a password, and others on this machine can see the arguments of a program: set it as the variable %s",
			config.SourceVariable)
	}
	if given := getenv(config.SourceVariable); given != "" && a.database+a.script == "" {
		if isScript(given) {
			a.script = given
		} else {
			a.database = given
		}
	}
	return a, nil
}

func run(ctx context.Context, args []string, stderr io.Writer) error {
	a, err := parse(args, os.Getenv, stderr)
	if err != nil {
		return err
	}
	started, err := os.Getwd()
	if err != nil {
		return err
	}
	root, err := projectRoot(started)
	if err != nil {
		return err
	}
	// gqlgen takes the paths of its configuration from the working directory.
	if err := os.Chdir(root); err != nil {
		return err
	}
	settings, err := readSettings(root)
	if err != nil {
		return err
	}
	recorded, err := recordedSource()
	if err != nil {
		return err
	}
	from, err := chooseSource(root, started, a, settings, recorded)
	if err != nil {
		return err
	}
	from.renamed = a.renamed
	if from.pins, err = recordedPins(); err != nil {
		return err
	}
	done, err := generateFor(ctx, from, settings, a.number || settings.Generate.NumberNames, stderr)
	if err != nil {
		return err
	}
	if written, err := from.remember(settings); err != nil {
		return err
	} else if written {
		_, _ = fmt.Fprintf(stderr, "generate: recorded the source in %s: %s\n", config.StandardFile, from.text)
	}
	if err := done.pins.write(root, stderr); err != nil {
		return err
	}
	return done.print(stderr)
}

// generateFor generates for a source, in the working directory.
func generateFor(ctx context.Context, from source, settings config.Settings, number bool, stderr io.Writer) (report, error) {
	t, err := readTables(ctx, from, settings, from.pins, number)
	refused, _ := errors.AsType[*catalog.NameError](err)
	for _, n := range t.notes {
		if refused == nil || !slices.Contains(refused.Notes, n) { // the error has those
			_, _ = fmt.Fprintln(stderr, "generate:", n) // if stderr is closed nobody reads it
		}
	}
	if err != nil {
		return report{}, err
	}
	if err := from.known(t); err != nil {
		return report{}, err
	}
	extensions, err := readExtensions()
	if err != nil {
		return report{}, err
	}
	s, err := t.schema(extensions)
	if err != nil {
		return report{}, err
	}
	names, err := judgeNames(s, t.catalog, t.overrides, number, stderr)
	if err != nil {
		return report{}, err
	}
	from.pins = t.pins.all()
	if err := from.renamed.check(t.served); err != nil {
		return report{}, err
	}
	done, err := writeAll(t.catalog, s, names, from)
	done.pins = t.pins
	return done, err
}

// writeAll writes the SDL and the code generated from it, or leaves both as they were.
func writeAll(c *catalog.Catalog, s *schema.Schema, names *goname.Names, from source) (report, error) {
	kept, err := keep(schema.SourceName)
	if err != nil {
		return report{}, err
	}
	if err := os.WriteFile(schema.SourceName, []byte(s.SDL), 0o644); err != nil { //nolint:gosec // for everybody to read
		return report{}, err
	}
	done, err := writeCode(c, s, names, string(kept[schema.SourceName]), from)
	if err != nil {
		return report{}, errors.Join(err, kept.restore())
	}
	return done, nil
}

// explain returns the text of an error with the details that a fault keeps for the log: the user owns the
// database.
func explain(err error) string {
	var f *fault.Fault
	if mistakes, ok := errors.AsType[config.Mistakes](err); ok {
		return explainMistakes(mistakes)
	}
	if !errors.As(err, &f) {
		return err.Error()
	}
	text, _, hint := f.Texts()
	if f.Cause() != nil {
		text += ": " + f.Cause().Error()
	}
	if hint != "" {
		text += "; " + hint
	}
	return text
}

// explainMistakes returns wrong settings, a line each.
func explainMistakes(all config.Mistakes) string {
	lines := []string{"nothing is written, because no server starts with these settings; change or remove each:"}
	for _, m := range all {
		line := m.String()
		if m.Hint != "" {
			line += "; " + m.Hint
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
