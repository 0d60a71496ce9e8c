// Package cli is the command line: it reads the settings, assembles the parts of the program and prints messages.
// It is the one place that knows all parts, and makes no decisions that belong to one of them. Main is the whole
// program, so tests can start it.
package cli

import (
	"context"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tiddly/db"
	"tiddly/internal/config"
	"tiddly/internal/observe"
)

// Main runs the program until ctx ends and returns its exit code: 0, 1 if something failed, 2 if the command line
// or a setting is wrong.
func Main(ctx context.Context, args, environ []string, stdout, stderr io.Writer) int {
	p := &program{environ: environ, stdout: stdout, stderr: stderr}
	root := p.root()
	// Cobra takes the arguments of the process for a nil list.
	root.SetArgs(append([]string{}, args...))
	command, err := root.ExecuteContextC(ctx)
	if err != nil {
		return p.fail(command, err)
	}
	return 0
}

// program is one run of the program.
type program struct {
	environ        []string
	stdout, stderr io.Writer
}

const about = `Tiddly serves a GraphQL API over the tables of a SQL database.

Without a command it serves tiddly.db in this directory, which it creates on the first start:

    tiddly                        serve the default database
    tiddly --db shop.db           serve your own database
    tiddly sample shop.db         write a demonstration database to try it on

Every setting is a flag, a variable TIDDLY_… or a line of tiddly.yml; flags win, then variables.`

// root returns the root command, which serves.
func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:               "tiddly",
		Short:             "A GraphQL API over the tables of a SQL database",
		Long:              about,
		Args:              knownCommand,
		RunE:              p.runServe,
		SilenceErrors:     true,
		SilenceUsage:      true,
		Version:           moduleVersion(),
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	root.SetFlagErrorFunc(flagError)
	addSections()
	root.SetUsageTemplate(usageTemplate(root.UsageTemplate()))
	root.SetVersionTemplate("tiddly {{.Version}}\n")
	root.Flags().SortFlags = false
	addServeFlags(root.Flags())
	root.AddCommand(
		p.serve(), p.check(), p.schema(), p.explain(), p.sample(), p.generate(), p.client(), p.keys(), p.notify(), p.conformance(), p.version(),
	)
	eachOnce(root)
	return root
}

// settingFlags declares the flags of the named settings, or of all if none is named.
func settingFlags(set *pflag.FlagSet, names ...string) {
	set.SortFlags = false
	config.AddFlags(set, db.Forms(), names...)
}

// usageTemplate returns a template that shows flags in groups.
func usageTemplate(standard string) string {
	return strings.Replace(standard, "Flags:\n{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}", "{{sections .LocalFlags}}", 1)
}

// addSections registers the template function with cobra, whose table of functions is global.
var addSections = sync.OnceFunc(func() { cobra.AddTemplateFunc("sections", sections) })

// sections returns the flags group by group.
func sections(flags *pflag.FlagSet) string {
	var parts []string
	for _, s := range config.Sections(flags) {
		parts = append(parts, s.Title+":\n"+strings.TrimRight(s.Flags.FlagUsages(), " \n"))
	}
	return strings.Join(parts, "\n\n")
}

// logger returns a logger to stderr: text on a terminal, JSON otherwise, unless the settings choose.
func (p *program) logger(l config.Log) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(l.Level)); err != nil {
		panic("invariant broken: a level that is none passed the settings: " + err.Error())
	}
	options := &slog.HandlerOptions{Level: level}
	var handler slog.Handler = slog.NewJSONHandler(p.stderr, options)
	if l.Format == "text" || l.Format == config.Auto && terminal(p.stderr) {
		handler = slog.NewTextHandler(p.stderr, options)
	}
	return slog.New(observe.NamesRequests(handler))
}

// terminal reports whether w is a terminal.
func terminal(w any) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
