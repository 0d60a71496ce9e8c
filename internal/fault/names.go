package fault

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Names are the parts of a fault's texts in which names of the schema stand that its client did not write: what exists
// in place of what it asked for. They are apart from the texts, so that an edge can leave them out for a client to which
// the schema is not shown.
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

// The bounds of a list of names: how many it has, and how many characters each of them.
const (
	maxListed = 20
	maxName   = 64
)

// List returns names as one text, separated by commas. It has the first 20 of them and says how many more there are,
// and no more than the first 64 characters of each.
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
