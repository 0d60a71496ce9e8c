package cli

import (
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// errTwice is the error of a repeated flag: one of its values would be lost silently.
var errTwice = errors.New("it is specified twice")

// once is the value of a flag that may be set once.
type once struct {
	pflag.Value
	given bool
}

// Set sets the value; a second call is an error.
func (o *once) Set(text string) error {
	if o.given {
		return errTwice
	}
	o.given = true
	return o.Value.Set(text)
}

// eachOnce makes every flag of a command, and of its subcommands, an error if repeated, except lists: their items
// may have a flag each.
func eachOnce(c *cobra.Command) {
	c.InitDefaultHelpFlag()
	c.InitDefaultVersionFlag()
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if r, ok := f.Value.(interface{ Repeats() bool }); !ok || !r.Repeats() {
			f.Value = &once{Value: f.Value}
		}
	})
	for _, below := range c.Commands() {
		eachOnce(below)
	}
}
