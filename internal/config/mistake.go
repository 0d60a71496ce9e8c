package config

import (
	"slices"
	"strings"

	"tiddly/internal/catalog"
)

// Mistake is one wrong setting.
type Mistake struct {
	// Place is file:line:column, empty for a setting given elsewhere.
	Place string
	// Message describes what was wrong, Hint what would be right.
	Message, Hint string
}

// String returns place and message.
func (m Mistake) String() string { return named(m.Place, m.Message) }

// Mistakes are all wrong settings of a start.
type Mistakes []Mistake

// Error returns every message.
func (m Mistakes) Error() string {
	messages := make([]string, len(m))
	for i := range m {
		messages[i] = m[i].String()
	}
	return strings.Join(messages, "; ")
}

// Unused returns the settings that notes say are without effect, because the database lacks what they name.
func (s *Settings) Unused(notes []catalog.Note) Mistakes {
	var all Mistakes
	for _, n := range notes {
		if n.Unused {
			all = append(all, Mistake{Place: s.Place(n.Override), Message: n.Message, Hint: n.Hint})
		}
	}
	return all
}

// Near returns the candidate that text was probably meant to be, or nothing where none is close.
func Near(text string, candidates []string) string {
	text = strings.ToLower(text)
	best, least := "", 1+max(2, len(text)/3)
	for _, c := range slices.Sorted(slices.Values(candidates)) {
		if d := distance(text, strings.ToLower(c)); d < least {
			best, least = c, d
		}
	}
	return best
}

// distance returns the number of letters to insert, delete, change or swap with the next one to turn a into b.
func distance(a, b string) int {
	before, previous, current := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := 1; i <= len(a); i++ {
		current[0] = i
		for j := 1; j <= len(b); j++ {
			change := previous[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			current[j] = min(change, previous[j]+1, current[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
		}
		before, previous, current = previous, current, before
	}
	return previous[len(b)]
}
