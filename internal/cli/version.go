package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"tiddly/db"
)

// version returns the command that prints the version.
func (p *program) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the versions of Tiddly, Go and the database libraries",
		Args:  arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(p.stdout, "tiddly %s\n%s %s/%s\n%s\n", moduleVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH,
				strings.Join(db.Versions(), "\n"))
			return err
		},
	}
}

// moduleVersion returns the version of the module and the commit it was built from, as far as the build records
// them (go run does not).
func moduleVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	text := info.Main.Version
	if text == "" {
		text = "(devel)"
	}
	var commit, changed string
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = ", with changes"
		}
	}
	if commit != "" {
		text += " (commit " + commit + changed + ")"
	}
	return text
}
