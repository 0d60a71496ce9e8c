package owned

import (
	"bytes"
	"cmp"
	"slices"
)

// splice replaces the bytes of a file from one offset to another.
type splice struct {
	from, to int
	text     string
}

// splices are the changes to one file.
type splices []splice

func (s *splices) replace(from, to int, text string) { *s = append(*s, splice{from, to, text}) }

// apply returns the text with all changes. Insertions come before the replacement of what follows them, and keep their
// order; one inside a range that is replaced comes behind it.
func (s splices) apply(text []byte) []byte {
	sorted := slices.Clone(s)
	slices.SortStableFunc(sorted, func(a, b splice) int {
		return cmp.Or(a.from-b.from, min(a.to-a.from, 1)-min(b.to-b.from, 1))
	})
	var out bytes.Buffer
	at := 0
	for _, c := range sorted {
		if c.from > at {
			out.Write(text[at:c.from])
		}
		out.WriteString(c.text)
		at = max(at, c.to)
	}
	out.Write(text[at:])
	return out.Bytes()
}
