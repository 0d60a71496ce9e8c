package edit

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Remove returns the content of a file of settings without the settings at the paths, and without the sections that had
// only these. Comments stay, as does every other byte. It returns an error, and no content, if the file cannot be read, if
// it lacks one of the settings, or if one is written in a form that Write does not use.
func Remove(content []byte, paths [][]string) ([]byte, error) {
	root, _, err := documentOf(content)
	if err != nil {
		return nil, err
	}
	r := remover{editor{content: content, starts: lineStarts(content)}}
	if err := r.mapping(root, paths); err != nil {
		return nil, err
	}
	written := r.apply()
	if err := verifyRemoved(content, written, paths); err != nil {
		return nil, err
	}
	return written, nil
}

// remover collects what is removed from a file.
type remover struct{ editor }

// mapping removes what paths name, which begin below it.
func (r *remover) mapping(n ast.Node, paths [][]string) error {
	values := valuesOf(n)
	if isFlow(n) {
		return r.flowMapping(values, paths)
	}
	for _, v := range values {
		if err := r.entry(v, pathsBelow(v, paths)); err != nil {
			return err
		}
	}
	return nil
}

// entry removes from an entry of a mapping without braces what the paths below its key name; all of it where one of
// them is empty, or nothing else is left.
func (r *remover) entry(v *ast.MappingValueNode, paths [][]string) error {
	below := valuesOf(v.Value)
	switch {
	case !removed(v, paths):
		return r.mapping(v.Value, paths)
	case len(below) == 0 || isFlow(v.Value):
		to, err := r.end(v)
		if err != nil {
			return err
		}
		r.cut(r.offset(v.Key), to)
		return nil
	}
	r.cut(r.offset(v.Key), r.afterKey(v.Key))
	for _, b := range below { // one by one, so that comments between them stay
		if err := r.entry(b, [][]string{{}}); err != nil {
			return err
		}
	}
	return nil
}

// flowMapping removes entries in braces, with the commas that they leave.
func (r *remover) flowMapping(values []*ast.MappingValueNode, paths [][]string) error {
	for i := 0; i < len(values); i++ {
		below := pathsBelow(values[i], paths)
		if !removed(values[i], below) {
			if err := r.mapping(values[i].Value, below); err != nil {
				return err
			}
			continue
		}
		last := i
		for last+1 < len(values) && removed(values[last+1], pathsBelow(values[last+1], paths)) {
			last++
		}
		from := r.offset(values[i].Key)
		to, err := r.end(values[last])
		switch {
		case err != nil:
			return err
		case last+1 < len(values):
			to = r.offset(values[last+1].Key)
		case i > 0:
			if from, err = r.end(values[i-1]); err != nil {
				return err
			}
		}
		if bytes.ContainsRune(r.content[from:to], '\n') {
			return fmt.Errorf("%s is in braces that span lines", values[i].Key)
		}
		r.change(from, to, "")
		i = last
	}
	return nil
}

// pathsBelow returns the rests of the paths that begin with the key of an entry, which may have several of their parts,
// joined by dots.
func pathsBelow(v *ast.MappingValueNode, paths [][]string) [][]string {
	key, ok := Scalar(v.Key)
	if !ok {
		return nil
	}
	var below [][]string
	for _, p := range paths {
		for n := range p {
			if strings.Join(p[:n+1], ".") == key {
				below = append(below, p[n+1:])
			}
		}
	}
	return below
}

// removed reports whether an entry is removed whole: by the paths below its key, or because they leave nothing below it.
func removed(v *ast.MappingValueNode, paths [][]string) bool {
	if slices.ContainsFunc(paths, func(p []string) bool { return len(p) == 0 }) {
		return true
	}
	below := valuesOf(v.Value)
	return len(below) > 0 && !slices.ContainsFunc(below, func(b *ast.MappingValueNode) bool { return !removed(b, pathsBelow(b, paths)) })
}

// end returns the offset behind an entry whose value is a scalar or in braces, on one line.
func (r *remover) end(v *ast.MappingValueNode) (int, error) {
	if m, ok := v.Value.(*ast.MappingNode); ok && m.IsFlowStyle {
		end := r.offsetOf(m.End.Position.Line, m.End.Position.Column)
		if end < len(r.content) && r.content[end] == '}' && m.End.Position.Line == v.Key.GetToken().Position.Line {
			return end + 1, nil
		}
		return 0, fmt.Errorf("%s is in braces that span lines", v.Key)
	}
	_, literal := v.Value.(*ast.LiteralNode) // its token is only the sign before its lines
	if _, ok := Scalar(v.Value); ok && !literal {
		from, source := r.offset(v.Value), strings.TrimSpace(v.Value.GetToken().Origin)
		if strings.HasPrefix(string(r.content[from:]), source) && !strings.Contains(source, "\n") {
			return from + len(source), nil
		}
	}
	return 0, fmt.Errorf("%s has a value that is not on one line", v.Key)
}

// cut removes bytes of one line, and the line where nothing is left of it. A comment behind them takes their place.
func (r *remover) cut(from, to int) {
	for to < len(r.content) && r.content[to] == ' ' {
		to++
	}
	start := bytes.LastIndexByte(r.content[:from], '\n') + 1
	end := len(r.content)
	if i := bytes.IndexByte(r.content[to:], '\n'); i >= 0 {
		end = to + i + 1
	}
	if len(bytes.TrimSpace(r.content[start:from]))+len(bytes.TrimSpace(r.content[to:end])) == 0 {
		from, to = start, end
	}
	r.change(from, to, "")
}

// verifyRemoved checks that a written file holds what the file held, but for what the paths name.
func verifyRemoved(content, written []byte, paths [][]string) error {
	before, err := decoded(content)
	if err != nil {
		return err
	}
	after, err := decoded(written)
	if err != nil {
		return fmt.Errorf("without the settings, it is not YAML: %w", err)
	}
	for _, p := range paths {
		if !prune(before, p) {
			return fmt.Errorf("it has no setting %s in the form of keys below keys", strings.Join(p, "."))
		}
	}
	if !reflect.DeepEqual(before, after) {
		return errors.New("the settings cannot be removed without changing its other content")
	}
	return nil
}

// prune removes what a path names, and the mappings that had nothing else. It reports whether it was there.
func prune(from map[string]any, path []string) bool {
	for n := range path {
		key := strings.Join(path[:n+1], ".")
		value, ok := from[key]
		if !ok {
			continue
		}
		if n+1 == len(path) {
			delete(from, key)
			return true
		}
		below, ok := value.(map[string]any)
		if !ok || !prune(below, path[n+1:]) {
			return false
		}
		if len(below) == 0 {
			delete(from, key)
		}
		return true
	}
	return false
}
