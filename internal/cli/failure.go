package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tiddly/db"
	"tiddly/internal/catalog"
	"tiddly/internal/config"
	"tiddly/internal/fault"
)

// Exit codes.
const (
	exitFailed = 1
	exitUsage  = 2
)

// usageError is the error of an invalid command line.
type usageError struct{ message, hint string }

// Error returns the message.
func (e *usageError) Error() string { return e.message }

// fail prints an error and returns the exit code.
func (p *program) fail(command *cobra.Command, err error) int {
	var usage *usageError
	var mistakes config.Mistakes
	switch {
	case errors.As(err, &usage):
		p.report(usage.message, usage.hint)
		_, _ = fmt.Fprintf(p.stderr, "\nUsage:\n  %s\n\nRun %q for all commands and flags.\n", command.UseLine(), command.CommandPath()+" --help")
		return exitUsage
	case errors.As(err, &mistakes):
		for _, m := range mistakes {
			p.report(m.String(), m.Hint)
		}
		return exitUsage
	}
	for _, e := range every(err) {
		p.reportFault(e)
	}
	return exitFailed
}

// reportFault shows the operator the cause, which clients never see. The cause of an invalid request is already in
// its message.
func (p *program) reportFault(err error) {
	var f *fault.Fault
	if names, ok := errors.AsType[*catalog.NameError](err); ok {
		for _, n := range names.Notes {
			p.report(n.Message, settledBy(n))
		}
		return
	}
	if !errors.As(err, &f) {
		p.report(err.Error(), "")
		return
	}
	message, details, hint := f.Texts()
	if details != "" {
		message += ": " + details
	}
	p.report(message, hint)
	if cause := f.Cause(); cause != nil && !strings.HasPrefix(string(f.Code), "REQUEST_") {
		writeNote(p.stderr, "cause", cause.Error())
	}
}

func settledBy(n catalog.Note) string {
	if n.Override == "" {
		return ""
	}
	return "the setting " + n.Override + " settles it"
}

func (p *program) report(message, hint string) {
	_, _ = fmt.Fprintf(p.stderr, "tiddly: %s\n", redacted(message))
	if hint != "" {
		writeNote(p.stderr, "hint", hint)
	}
}

// writeNote writes a line below a message; further lines of the text are indented like the first one.
func writeNote(w io.Writer, label, text string) {
	_, _ = fmt.Fprintf(w, "  %s: %s\n", label, strings.ReplaceAll(redacted(strings.TrimSpace(text)), "\n", "\n    "))
}

// addresses matches anything that may be the address of a server with a password.
var addresses = regexp.MustCompile(`[^\s"'(]*:\S*@\S*`)

// redacted returns a text without the passwords in addresses, which may be anywhere in a command line by mistake.
func redacted(text string) string { return addresses.ReplaceAllStringFunc(text, db.Redact) }

// knownCommand refuses arguments of the root command: they are unknown commands.
func knownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() || c.Name() == "help" {
			names = append(names, c.Name())
		}
	}
	e := &usageError{message: fmt.Sprintf("there is no command %q", db.Redact(args[0])), hint: "the commands are " + strings.Join(names, ", ")}
	if near := config.Near(args[0], names); near != "" {
		e.hint = fmt.Sprintf("did you mean \"tiddly %s\"?", near)
	} else if database(args[0]) {
		e.hint = fmt.Sprintf("did you mean \"tiddly --db %s\"?", db.Redact(args[0]))
	}
	return e
}

// database reports whether an argument looks like a database that should follow --db.
func database(argument string) bool {
	_, err := os.Stat(argument)
	return err == nil || strings.Contains(argument, "://") || filepath.Ext(argument) != ""
}

// arguments accepts from least to most arguments, and describes them in its error.
func arguments(least, most int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return &usageError{message: what + " is missing"}
		case len(args) > most && most == 0:
			e := &usageError{message: fmt.Sprintf("the command accepts no arguments, but has %q", db.Redact(args[0]))}
			if c.Flags().Lookup("db") != nil && database(args[0]) {
				e.hint = "did you mean --db " + db.Redact(args[0]) + "?"
			}
			return e
		case len(args) > most:
			return &usageError{message: fmt.Sprintf("%q is one argument too many", db.Redact(args[most])), hint: "quote a text that contains spaces"}
		}
		return nil
	}
}

// flagError returns the error of an invalid flag.
func flagError(command *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var valueless *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		return unknownFlag(command, unknown)
	case errors.As(err, &valueless):
		return &usageError{message: fmt.Sprintf("--%s needs a value", valueless.GetSpecifiedName())}
	case errors.Is(err, errTwice):
		return &usageError{message: givenTwice(err), hint: "specify it once"}
	case errors.As(err, &invalid):
		return &usageError{
			message: fmt.Sprintf("--%s: %q is not acceptable", invalid.GetFlag().Name, db.Redact(invalid.GetValue())),
			hint:    invalid.GetFlag().Usage,
		}
	}
	return &usageError{message: err.Error()}
}

// givenTwice returns the name of the flag without its values, which can be secrets.
func givenTwice(err error) string {
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return "--" + invalid.GetFlag().Name + " is specified twice"
	}
	return "a flag is specified twice"
}

// otherNames are the names that other programs have for flags of this one, and flagForms what is written behind these.
var (
	otherNames = map[string]string{
		"addr": "listen", "address": "listen", "bind": "listen", "host": "listen", "port": "listen",
		"database": "db", "dsn": "db", "file": "db", "path": "db", "url": "db",
		"verbose": "log-level", "debug": "log-level",
	}
	flagForms = map[string]string{"listen": "127.0.0.1:9000", "db": "shop.db", "log-level": "debug"}
)

func unknownFlag(command *cobra.Command, unknown *pflag.NotExistError) error {
	name := unknown.GetSpecifiedName()
	if unknown.GetSpecifiedShortnames() != "" {
		return &usageError{message: "there is no flag -" + name, hint: "flags begin with two hyphens, as in --db"}
	}
	var names []string
	command.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	e := &usageError{message: "there is no flag --" + name}
	if flag := otherNames[name]; slices.Contains(names, flag) {
		e.hint = fmt.Sprintf("did you mean --%s %s?", flag, flagForms[flag])
	} else if near := config.Near(name, names); near != "" {
		e.hint = fmt.Sprintf("did you mean --%s?", near)
	}
	return e
}
