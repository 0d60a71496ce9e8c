package edit

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
)

// editor collects the changes to a file.
type editor struct {
	content []byte
	// starts are the offsets at which lines begin.
	starts  []int
	newline string
	// step is the number of blanks by which a section is indented.
	step int
	// closely reports whether a line is written right after the section that it belongs to, before the blank lines and
	// comments that follow.
	closely bool
	changes []change
}

// change replaces the bytes from one offset to another.
type change struct {
	from, to int
	text     string
}

func lineStarts(content []byte) []int {
	starts := []int{0}
	for i, b := range content {
		if b == '\n' && i+1 < len(content) {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// apply returns the content with all changes.
func (e *editor) apply() []byte {
	slices.SortStableFunc(e.changes, func(a, b change) int { return a.from - b.from })
	var out bytes.Buffer
	at := 0
	for _, c := range e.changes {
		out.Write(e.content[at:c.from])
		out.WriteString(c.text)
		at = c.to
	}
	out.Write(e.content[at:])
	return out.Bytes()
}

// document writes into a document that ends before a line.
func (e *editor) document(root ast.Node, all []*addition, end int) error {
	switch root.(type) {
	case nil, *ast.NullNode, *ast.CommentGroupNode:
		e.lines(end, 0, e.block(all, 0))
		return nil
	}
	return e.mapping(root, all, end, "the file")
}

// mapping writes into a mapping; end is the line of the next key outside of it.
func (e *editor) mapping(n ast.Node, all []*addition, end int, what string) error {
	values := valuesOf(n)
	if m, ok := n.(*ast.MappingNode); ok && (m.IsFlowStyle || len(values) == 0) {
		return e.flowMapping(m, all, what)
	}
	if len(values) == 0 {
		return fmt.Errorf("%s has no keys below which a line could be added", what)
	}
	var fresh []*addition
	for _, a := range all {
		i := slices.IndexFunc(values, func(v *ast.MappingValueNode) bool {
			text, ok := Scalar(v.Key)
			return ok && text == a.key
		})
		if i < 0 {
			fresh = append(fresh, a)
			continue
		}
		next := end
		if i+1 < len(values) {
			next = values[i+1].Key.GetToken().Position.Line
		}
		if err := e.entry(values[i], a, next); err != nil {
			return err
		}
	}
	indent := column(values[0].Key) - 1
	e.lines(end, indent, e.block(fresh, indent))
	return nil
}

// entry writes below a key of the file, or replaces its value.
func (e *editor) entry(v *ast.MappingValueNode, a *addition, end int) error {
	_, empty := v.Value.(*ast.NullNode)
	switch {
	case len(a.below) == 0:
		return e.replace(v, a)
	case empty && e.nothingAfter(v.Key):
		indent := column(v.Key) - 1 + e.step
		line := v.Key.GetToken().Position.Line
		e.lines(line+1, indent, e.block(a.below, indent))
		return nil
	default:
		return e.mapping(v.Value, a.below, end, a.key)
	}
}

// afterKey returns the offset behind the colon of a key.
func (e *editor) afterKey(key ast.Node) int {
	at := e.offset(key) + len(strings.TrimSpace(key.GetToken().Origin))
	for at < len(e.content) && e.content[at] != ':' {
		at++
	}
	return min(at+1, len(e.content))
}

// nothingAfter reports whether a key has nothing behind it on its line but a comment.
func (e *editor) nothingAfter(key ast.Node) bool {
	rest, _, _ := bytes.Cut(e.content[e.afterKey(key):], []byte("\n"))
	rest = bytes.TrimSpace(rest)
	return len(rest) == 0 || rest[0] == '#'
}

// flowMapping writes into a mapping in braces, before its closing one; at its beginning where that stands on a line of
// its own.
func (e *editor) flowMapping(m *ast.MappingNode, all []*addition, what string) error {
	var fresh []string
	for _, a := range all {
		v := valueNamed(m, a.key)
		switch {
		case v == nil:
			fresh = append(fresh, a.flow())
		case len(a.below) == 0:
			if err := e.replace(v, a); err != nil {
				return err
			}
		default:
			if err := e.mapping(v.Value, a.below, 0, a.key); err != nil {
				return err
			}
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	open, end := e.offsetOf(m.Start.Position.Line, m.Start.Position.Column), e.offsetOf(m.End.Position.Line, m.End.Position.Column)
	if open >= end || e.content[open] != '{' || end >= len(e.content) || e.content[end] != '}' {
		return fmt.Errorf("the braces of %s are not where they are expected", what)
	}
	text := strings.Join(fresh, ", ")
	at := end
	for e.content[at-1] == ' ' {
		at--
	}
	switch before := e.content[at-1]; {
	case len(m.Values) == 0:
		e.change(open+1, open+1, text)
	case before == '\n':
		e.change(open+1, open+1, text+", ")
	case before == ',':
		e.change(at, at, " "+text)
	default:
		e.change(at, at, ", "+text)
	}
	return nil
}

// replace replaces the value of a key by that of a line.
func (e *editor) replace(v *ast.MappingValueNode, a *addition) error {
	token := v.Value.GetToken()
	if _, empty := v.Value.(*ast.NullNode); empty && e.nothingAfter(v.Key) {
		at := e.afterKey(v.Key)
		e.change(at, at, " "+string(a.value))
		return nil
	}
	if v.Value.String() == string(a.value) {
		return nil
	}
	if _, ok := Scalar(v.Value); !ok {
		return fmt.Errorf("%s has a value that is not on one line", a.key)
	}
	from := e.offsetOf(token.Position.Line, token.Position.Column)
	source := strings.TrimSpace(token.Origin)
	if !strings.HasPrefix(string(e.content[from:]), source) || strings.Contains(source, "\n") {
		return fmt.Errorf("%s has a value that is not on one line", a.key)
	}
	if source != string(a.value) {
		e.change(from, from+len(source), string(a.value))
	}
	return nil
}

func (e *editor) change(from, to int, text string) {
	e.changes = append(e.changes, change{from, to, text})
}

// lines writes whole lines before a line of the file, after all that belongs to what is indented as far as they are.
func (e *editor) lines(before, indent int, text string) {
	if text == "" {
		return
	}
	for e.closely && before > 1 && e.skips(e.line(before-1), indent) {
		before--
	}
	if before <= len(e.starts) {
		e.change(e.starts[before-1], e.starts[before-1], text)
		return
	}
	if n := len(e.content); n > 0 && e.content[n-1] != '\n' {
		text = e.newline + text
	}
	e.change(len(e.content), len(e.content), text)
}

// skips reports whether a line, blank or a comment, belongs to what follows it.
func (e *editor) skips(line []byte, indent int) bool {
	rest := bytes.TrimLeft(line, " ")
	blank := len(bytes.TrimSpace(rest)) == 0
	return blank || rest[0] == '#' && len(line)-len(rest) < indent
}

// line returns a line of the file, the first being 1; empty where there is none.
func (e *editor) line(number int) []byte {
	if number > len(e.starts) {
		return nil
	}
	end := len(e.content)
	if number < len(e.starts) {
		end = e.starts[number]
	}
	return e.content[e.starts[number-1]:end]
}

func (e *editor) offset(n ast.Node) int {
	p := n.GetToken().Position
	return e.offsetOf(p.Line, p.Column)
}

// offsetOf returns the offset of a place; columns count characters.
func (e *editor) offsetOf(line, column int) int {
	at := e.starts[min(line, len(e.starts))-1]
	for ; column > 1 && at < len(e.content); column-- {
		_, size := utf8.DecodeRune(e.content[at:])
		at += size
	}
	return at
}

// block returns keys as lines.
func (e *editor) block(all []*addition, indent int) string {
	var text strings.Builder
	for _, a := range all {
		if a.together {
			text.WriteString(strings.Repeat(" ", indent) + a.flow() + e.newline)
			continue
		}
		text.WriteString(strings.Repeat(" ", indent) + quoted(a.key) + ":")
		if len(a.below) == 0 {
			text.WriteString(" " + string(a.value))
		}
		text.WriteString(e.newline + e.block(a.below, indent+e.step))
	}
	return text.String()
}

// flow returns a key with what is below it in braces.
func (a *addition) flow() string {
	if len(a.below) == 0 {
		return quoted(a.key) + ": " + string(a.value)
	}
	parts := make([]string, len(a.below))
	for i, b := range a.below {
		parts[i] = b.flow()
	}
	return quoted(a.key) + ": {" + strings.Join(parts, ", ") + "}"
}
