package operation

import (
	"tiddly/internal/jsontext"
	"tiddly/internal/request"
)

// Filler makes the arguments of a known plan, without using the document.
type Filler struct {
	// sources make the arguments; if all of them are constant, they are nil, and arguments holds the constants.
	sources   []source
	arguments request.Arguments
	// checks are values that are only checked.
	checks []source
}

func newFiller(sources []source, arguments request.Arguments, checks []source) Filler {
	for i := range sources {
		if !sources[i].fixed() {
			return Filler{sources: sources, checks: checks}
		}
	}
	return Filler{arguments: arguments, checks: checks}
}

// Fill returns the arguments for the variables; false if one is invalid.
func (f *Filler) Fill(variables jsontext.Value) (request.Arguments, bool) {
	for i := range f.checks {
		if _, err := f.checks[i].value(variables); err != nil {
			return nil, false
		}
	}
	if f.sources == nil {
		return f.arguments, true
	}
	arguments := make(request.Arguments, len(f.sources))
	for i := range f.sources {
		v, err := f.sources[i].value(variables)
		if err != nil {
			return nil, false
		}
		arguments[i] = v
	}
	return arguments, true
}
