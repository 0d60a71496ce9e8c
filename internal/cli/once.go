package cli

import (
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// errTwice is the error of a flag that was given before: of two values one would be lost, and nobody would say which.
var errTwice = errors.New("it is given twice")

// once is the value of a flag that may be given once.
type once struct {
	pflag.Value
	given bool
}

// Set takes the first value.
func (o *once) Set(text string) error {
	if o.given {
		return errTwice
	}
	o.given = true
	return o.Value.Set(text)
}

// eachOnce has every flag of a command, and of those below it, be given once, but for lists: their items may have a
// flag each.
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
