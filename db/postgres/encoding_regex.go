package postgres

import (
	"fmt"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// regex returns a regular expression of RE2 in the syntax of this database: its tree is written with nothing but
// constructs that mean the same here, whatever the settings and the collation are.
func regex(text string) (any, error) {
	if err := request.CheckRegex(text); err != nil {
		return nil, err
	}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil, fault.Wrap(err, fault.RequestValue, "the regular expression is not valid")
	}
	var w regexWriter
	w.write(tree)
	if w.Len() > maxRegex {
		return nil, fault.New(fault.LimitRegex, "the regular expression is too large").
			WithHint("use smaller repeat counts, or fewer classes of Unicode")
	}
	return "***:" + w.String(), nil
}

// maxRegex is the maximum length of an expression as it is written.
const maxRegex = 100_000

// regexWriter writes a tree.
type regexWriter struct{ strings.Builder }

const (
	wordClass = "[0-9A-Za-z_]"
	// never matches nothing, not even the empty text.
	never = "(?!)"
)

// fixed are the operators without parts.
var fixed = map[syntax.Op]string{
	syntax.OpNoMatch:        never,
	syntax.OpEmptyMatch:     "(?:)",
	syntax.OpAnyChar:        ".",
	syntax.OpAnyCharNotNL:   `[^\n]`,
	syntax.OpBeginText:      `\A`,
	syntax.OpEndText:        `\Z`,
	syntax.OpBeginLine:      `(?:\A|(?<=\n))`,
	syntax.OpEndLine:        `(?:\Z|(?=\n))`,
	syntax.OpWordBoundary:   "(?:(?<=" + wordClass + ")(?!" + wordClass + ")|(?<!" + wordClass + ")(?=" + wordClass + "))",
	syntax.OpNoWordBoundary: "(?:(?<=" + wordClass + ")(?=" + wordClass + ")|(?<!" + wordClass + ")(?!" + wordClass + "))",
}

func (w *regexWriter) write(tree *syntax.Regexp) {
	if w.Len() > maxRegex {
		return // refused
	}
	switch tree.Op {
	case syntax.OpLiteral:
		for _, r := range tree.Rune {
			w.literal(r, tree.Flags&syntax.FoldCase != 0)
		}
	case syntax.OpCharClass:
		w.class(tree.Rune)
	case syntax.OpCapture:
		w.group(tree.Sub[0])
	case syntax.OpStar:
		w.group(tree.Sub[0])
		w.WriteByte('*')
	case syntax.OpPlus:
		w.group(tree.Sub[0])
		w.WriteByte('+')
	case syntax.OpQuest:
		w.group(tree.Sub[0])
		w.WriteByte('?')
	case syntax.OpRepeat:
		w.repeat(tree)
	case syntax.OpConcat:
		for _, sub := range tree.Sub {
			w.write(sub)
		}
	case syntax.OpAlternate:
		w.WriteString("(?:")
		for i, sub := range tree.Sub {
			if i > 0 {
				w.WriteByte('|')
			}
			w.write(sub)
		}
		w.WriteByte(')')
	default:
		w.WriteString(fixed[tree.Op])
	}
}

func (w *regexWriter) group(tree *syntax.Regexp) {
	w.WriteString("(?:")
	w.write(tree)
	w.WriteByte(')')
}

// maxRepeat is the maximum number of a repeat in this database; larger ones are written one after the other.
const maxRepeat = 255

func (w *regexWriter) repeat(tree *syntax.Regexp) {
	for least := tree.Min; least > 0; least -= maxRepeat {
		w.group(tree.Sub[0])
		w.WriteString("{" + strconv.Itoa(min(least, maxRepeat)) + "}")
	}
	if tree.Max < 0 {
		w.group(tree.Sub[0])
		w.WriteByte('*')
	}
	for more := tree.Max - tree.Min; more > 0; more -= maxRepeat {
		w.group(tree.Sub[0])
		w.WriteString("{0," + strconv.Itoa(min(more, maxRepeat)) + "}")
	}
	if tree.Max == 0 {
		w.WriteString("(?:)")
	}
}

// literal writes a character, with those that are the same in the other case if it folds.
func (w *regexWriter) literal(r rune, fold bool) {
	same := []rune{r, r}
	for f := unicode.SimpleFold(r); fold && f != r; f = unicode.SimpleFold(f) {
		same = append(same, f, f)
	}
	if len(same) > 2 {
		w.class(same)
		return
	}
	if r == 0 {
		w.WriteString(never) // no text of this database has it
		return
	}
	w.character(r)
}

// class writes the ranges of a class, which are pairs.
func (w *regexWriter) class(ranges []rune) {
	ranges = slices.Clone(ranges)
	if len(ranges) > 0 && ranges[0] == 0 {
		if ranges[0] = 1; ranges[1] == 0 {
			ranges = ranges[2:]
		}
	}
	if len(ranges) == 0 {
		w.WriteString(never)
		return
	}
	w.WriteByte('[')
	for i := 0; i < len(ranges); i += 2 {
		w.character(ranges[i])
		if ranges[i+1] > ranges[i] {
			w.WriteByte('-')
			w.character(ranges[i+1])
		}
	}
	w.WriteByte(']')
}

// character writes a character: letters and digits as they are, all others by their code points, which mean the same in
// and out of a class.
func (w *regexWriter) character(r rune) {
	switch {
	case r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z':
		w.WriteRune(r)
	case r <= 0xFFFF:
		_, _ = fmt.Fprintf(w, `\u%04X`, r) // a builder takes everything
	default:
		_, _ = fmt.Fprintf(w, `\U%08X`, r) // a builder takes everything
	}
}
