// Command generate writes the generated files of the repository: schema.graphqls from the tables of db/schema.sql
// (or of a database), then graph/generated.go and graph/model by gqlgen. It is the only user of gqlgen's code
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
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/cmd/generate/goname"
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

func run(ctx context.Context, args []string, stderr io.Writer) (err error) {
	flags := flag.NewFlagSet("generate", flag.ContinueOnError)
	flags.SetOutput(stderr)
	var addresses []string
	flags.Func("db", "the database to generate from; without it, the tables of "+scriptFile, func(text string) error {
		addresses = append(addresses, text)
		return nil
	})
	number := flags.Bool("number-names", false, "number names that clash, in the schema and in Go, instead of refusing them")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if len(addresses) > 1 {
		return errors.New("--db is given twice")
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%q is not understood: the flags are --db PATH and --number-names", flags.Arg(0))
	}
	started, err := os.Getwd()
	if err != nil {
		return err
	}
	root, err := projectRoot(started)
	if err != nil {
		return err
	}
	settings, err := readSettings(root)
	if err != nil {
		return err
	}
	*number = *number || settings.Generate.NumberNames
	t, err := readTables(ctx, root, strings.Join(addresses, ""), settings, *number)
	for _, n := range t.notes {
		_, _ = fmt.Fprintln(stderr, "generate:", n) // if stderr is closed nobody reads it
	}
	if err != nil {
		return err
	}
	defer func() {
		if err == nil { // the code is there
			err = pin(root, t.found, stderr)
		}
	}()
	// gqlgen takes the paths of its configuration from the working directory.
	if err := os.Chdir(root); err != nil {
		return err
	}
	extensions, err := readExtensions()
	if err != nil {
		return err
	}
	s, err := t.schema(extensions)
	if err != nil {
		return err
	}
	names, err := judgeNames(s, t.catalog, settings.Overrides, *number, stderr)
	if err != nil {
		return err
	}
	done, err := writeAll(t.catalog, s, names)
	if err != nil {
		return err
	}
	return done.print(stderr)
}

// writeAll writes the SDL and the code generated from it, or leaves both as they were.
func writeAll(c *catalog.Catalog, s *schema.Schema, names *goname.Names) (report, error) {
	kept, err := keep(schema.SourceName)
	if err != nil {
		return report{}, err
	}
	if err := os.WriteFile(schema.SourceName, []byte(s.SDL), 0o644); err != nil { //nolint:gosec // for everybody to read
		return report{}, err
	}
	done, err := writeCode(c, s, names)
	if err != nil {
		return report{}, errors.Join(err, kept.restore())
	}
	return done, nil
}

// explain returns the text of an error with the details that a fault keeps for the log: the user owns the
// database.
func explain(err error) string {
	var f *fault.Fault
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
