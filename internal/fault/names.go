package fault

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Names are the parts of a fault's texts that contain names of the schema which its client did not write: what exists
// in place of what it asked for. They are separate, so that an edge can omit them for a client that may not see the
// schema.
type Names struct {
	// Guess is the end of the message, such as a question whether another name was meant.
	Guess string
	// Details and Hint follow the details and the hint of the fault.
	Details, Hint string
}

// WithNames returns f with its names set.
func (f *Fault) WithNames(n Names) *Fault {
	f.Names = n
	return f
}

// WithoutNames returns f where it has no names, or else a copy that has none.
func (f *Fault) WithoutNames() *Fault {
	if f.Names == (Names{}) {
		return f
	}
	c := *f
	c.Names = Names{}
	return &c
}

// Texts returns the message, the details and the hint of f, with its names in them.
func (f *Fault) Texts() (message, details, hint string) {
	return f.Message + f.Names.Guess, joined(f.Details, f.Names.Details), joined(f.Hint, f.Names.Hint)
}

// joined returns two texts as one; either may be empty.
func joined(text, more string) string {
	if text == "" || more == "" {
		return text + more
	}
	return text + "; " + more
}

// The limits of a list of names: their number, and the number of characters in each.
const (
	maxListed = 20
	maxName   = 64
)

// List returns names as one text, separated by commas: the first of them, each shortened where it is too long, and the
// number of further ones.
func List(names []string) string {
	var b strings.Builder
	for i, name := range names {
		if i == maxListed {
			b.WriteString(" and " + strconv.Itoa(len(names)-i) + " more")
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(cut(name))
	}
	return b.String()
}

// cut returns a name, shortened where it is too long.
func cut(name string) string {
	if utf8.RuneCountInString(name) <= maxName {
		return name
	}
	return string([]rune(name)[:maxName]) + "…"
}
