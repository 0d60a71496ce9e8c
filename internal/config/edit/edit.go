// Package edit writes settings into a file of settings and leaves every other byte of it as it was. It is pure: it
// knows YAML, and no setting.
package edit

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Line is one setting to write into a file of settings: the keys that lead to it, and its value. Path is one key or
// more; a Line whose setting has another value replaces that one.
type Line struct {
	Path  []string
	Value Value
	// Together puts the settings of a new section at the end of the path on one line, in braces.
	Together bool
}

// Value is the value of a setting as YAML text on one line.
type Value string

// Text returns a text as a value, in quotes where YAML would read it as something else.
func Text(text string) Value { return Value(quoted(text)) }

// Write returns the content of a file of settings with the lines added, in their order, each at the end of the section
// that it belongs to. Every other byte is as it was. It returns an error, and no content, where the file cannot be read
// or where a line has no place in it.
func Write(content []byte, lines []Line) ([]byte, error) {
	var failure error
	// Blank lines and comments before the next section belong to that section, but in the middle of a text that spans
	// lines they do not: then the line stands right before the next key.
	for _, closely := range []bool{true, false} {
		written, err := write(content, lines, closely)
		if err == nil {
			return written, nil
		}
		failure = err
	}
	return nil, failure
}

func write(content []byte, lines []Line, closely bool) ([]byte, error) {
	root, end, err := documentOf(content)
	if err != nil {
		return nil, err
	}
	e := editor{content: content, starts: lineStarts(content), newline: "\n", step: stepOf(root), closely: closely}
	if bytes.Contains(content, []byte("\r\n")) {
		e.newline = "\r\n"
	}
	if end == 0 {
		end = len(e.starts) + 1
	}
	if err := e.document(root, treeOf(root, lines), end); err != nil {
		return nil, err
	}
	written := e.apply()
	if err := verify(content, written, lines); err != nil {
		return nil, err
	}
	return written, nil
}

// documentOf returns the one document of a file, nil where it is empty, and the line on which it is ended by a mark; 0
// where it ends with the file.
func documentOf(content []byte) (root ast.Node, end int, err error) {
	file, err := parser.ParseBytes(content, 0)
	if err != nil {
		return nil, 0, fmt.Errorf("it is not YAML: %w", err)
	}
	for i, d := range file.Docs {
		if i > 0 && d.Body != nil {
			return nil, 0, errors.New("it has a second document")
		}
		if i > 0 && d.Start != nil && end == 0 {
			end = d.Start.Position.Line
		}
		if d.End != nil && end == 0 {
			end = d.End.Position.Line
		}
	}
	if len(file.Docs) == 0 {
		return nil, end, nil
	}
	return file.Docs[0].Body, end, nil
}

// addition is a tree of the keys to write; a leaf has a value.
type addition struct {
	key   string
	value Value
	below []*addition
	// together reports whether what is below stands on one line.
	together bool
}

// treeOf joins the lines by their keys. A setting of a section that the file spells with dots (limits.rows: 5) is kept
// so.
func treeOf(root ast.Node, lines []Line) []*addition {
	top := &addition{}
	for _, line := range lines {
		at, path := top, line.Path
		if dotted := strings.Join(path, "."); len(path) > 1 && hasKey(root, dotted) {
			path = []string{dotted}
		}
		for depth, key := range path {
			at.together = line.Together && depth == len(path)-1
			i := slices.IndexFunc(at.below, func(a *addition) bool { return a.key == key })
			if i < 0 {
				i = len(at.below)
				at.below = append(at.below, &addition{key: key})
			}
			at = at.below[i]
		}
		at.value = line.Value
	}
	return top.below
}

// stepOf returns the number of blanks by which the first section of a document is indented; 2 where there is none.
func stepOf(root ast.Node) int {
	for _, v := range valuesOf(root) {
		if below := valuesOf(v.Value); len(below) > 0 && !isFlow(v.Value) {
			if step := column(below[0].Key) - column(v.Key); step > 0 {
				return step
			}
		}
	}
	return 2
}

func column(n ast.Node) int { return n.GetToken().Position.Column }

// valuesOf returns the keys of a mapping with their values.
func valuesOf(n ast.Node) []*ast.MappingValueNode {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	default:
		return nil
	}
}

func isFlow(n ast.Node) bool {
	m, ok := n.(*ast.MappingNode)
	return ok && m.IsFlowStyle
}

func hasKey(n ast.Node, key string) bool { return valueNamed(n, key) != nil }

// valueNamed returns the entry of a mapping with that key, or nil.
func valueNamed(n ast.Node, key string) *ast.MappingValueNode {
	for _, v := range valuesOf(n) {
		if text, ok := Scalar(v.Key); ok && text == key {
			return v
		}
	}
	return nil
}

// Scalar returns the text of a scalar as written, without its quotes.
func Scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	default:
		return "", false
	}
}
