package request

import (
	"regexp/syntax"
	"strings"
	"unicode/utf8"

	"tiddly/internal/fault"
)

// The limits of regular expressions. The time to match a text is at most proportional to its length times the size,
// and a request may have several expressions: so the limits apply to the sum of all its expressions.
const (
	// MaxRegexBytes is the maximum total length of the texts of a request's regular expressions, since parsing takes time
	// too.
	MaxRegexBytes = 10_000
	// MaxRegexSize is the maximum total size of a request's regular expressions.
	MaxRegexSize = 10_000
	// maxRegexClasses is the maximum number of Unicode classes (\pL) in a request, each of which is hundreds of ranges,
	// and maxRegexRanges the maximum number of ranges beyond ASCII to case-fold, since every character in them is looked
	// up.
	maxRegexClasses = 100
	maxRegexRanges  = 20
)

// RegexBudget counts the regular expressions of a request. Its zero value has counted none.
type RegexBudget struct{ bytes, classes, ranges, size int }

// Add counts an expression. It returns a fault where the request has too many; nothing is compiled then. Text that is
// not an expression counts its bytes.
func (b *RegexBudget) Add(text string) *fault.Fault {
	b.bytes += len(text)
	b.classes += strings.Count(text, `\p`) + strings.Count(text, `\P`)
	b.ranges += foldedRanges(text)
	if b.bytes > MaxRegexBytes {
		return regexLimit("are longer than %d bytes together", MaxRegexBytes)
	}
	if b.classes > maxRegexClasses {
		return regexLimit("name more than %d classes of Unicode together", maxRegexClasses)
	}
	if b.ranges > maxRegexRanges {
		return regexLimit("fold more than %d ranges beyond ASCII together", maxRegexRanges)
	}
	size, err := RegexSize(text)
	if err != nil {
		return nil //nolint:nilerr // CheckRegex says so
	}
	if b.size += size; b.size > MaxRegexSize {
		return regexLimit("are larger than %d together, each part counted as often as it is repeated", MaxRegexSize)
	}
	return nil
}

// foldedRanges returns the number of ranges ending beyond ASCII that an expression with flags could fold, or slightly
// more.
func foldedRanges(text string) int {
	if !strings.Contains(text, "(?") {
		return 0
	}
	count := 0
	for i := range len(text) - 1 {
		if text[i] == '-' && (text[i+1] >= utf8.RuneSelf || strings.HasPrefix(text[i+1:], `\x`)) {
			count++
		}
	}
	return count
}

func regexLimit(format string, most int) *fault.Fault {
	return fault.New(fault.LimitRegex, "the regular expressions of the request "+format, most).
		WithHint("use fewer or shorter ones, smaller repeat counts, or contains, startsWith, endsWith and like where they suffice")
}

// CheckRegex returns an error unless text is a regular expression, without compiling it.
func CheckRegex(text string) error {
	if _, err := syntax.Parse(text, syntax.Perl); err != nil {
		return fault.Wrap(err, fault.RequestValue, "the regular expression is not valid").
			WithDetails("%s", err.Error()).WithHint("write it in the syntax of RE2, see github.com/google/re2/wiki/Syntax")
	}
	return nil
}

// RegexSize returns the approximate number of instructions that an expression compiles to, without compiling it.
func RegexSize(text string) (int, error) {
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return 0, err
	}
	return regexSize(tree), nil
}

// regexSize cannot overflow: a successful Parse has rejected repeats of more than 1,000, also when nested.
func regexSize(tree *syntax.Regexp) int {
	size := 0
	for _, sub := range tree.Sub {
		size += regexSize(sub)
	}
	switch tree.Op {
	case syntax.OpLiteral:
		return len(tree.Rune)
	case syntax.OpCharClass:
		// Each pair is a range; they are binary-searched, and kept.
		return 1 + len(tree.Rune)/32
	case syntax.OpCapture:
		return size + 2
	case syntax.OpAlternate:
		return size + len(tree.Sub) - 1
	case syntax.OpRepeat:
		if tree.Max < 0 {
			return size*max(tree.Min, 1) + 1
		}
		return size*tree.Max + tree.Max - tree.Min
	default:
		return size + 1
	}
}
