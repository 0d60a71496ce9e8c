package jsontext

import (
	"strconv"
	"strings"
)

// Step is one step into a JSON value: a name of an object or an index of an array, which counts
// from the end where it is negative.
type Step struct {
	Name  string
	Index int
	// Named reports whether the step is a name.
	Named bool
}

// ParsePath parses a path: a JSON array of names and indexes.
func ParsePath(text string) ([]Step, error) {
	s := scanner{src: text}
	var steps []Step
	s.blanks()
	err := s.members('[', ']', func() error {
		step := Step{Named: s.peek() == '"'}
		var err error
		if step.Named {
			step.Name, err = s.text()
		} else {
			step.Index, err = s.index()
		}
		steps = append(steps, step)
		return err
	})
	if err == nil {
		err = s.end()
	}
	return steps, err
}

// index reads a whole number.
func (s *scanner) index() (int, error) {
	token, err := s.token((*scanner).number)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(token)
	if err != nil {
		return 0, ErrSyntax
	}
	return n, nil
}

// At returns the text of the value that the path leads to. It reports false where there is none, or doc is not JSON up
// to the value, or the meter ended it. Of equal keys the first counts.
func (m Meter) At(doc string, path []Step) (string, bool) {
	s := scanner{src: doc, meter: m}
	for _, step := range path {
		var found bool
		if step.Named {
			found = s.enterObject(step.Name)
		} else {
			found = s.enterArray(step.Index)
		}
		if !found {
			return "", false
		}
	}
	s.blanks()
	start := s.pos
	if s.value() != nil || s.tick() != nil {
		return "", false
	}
	return s.src[start:s.pos], true
}

// enterObject moves to the value of a key.
func (s *scanner) enterObject(name string) bool {
	if s.punctuation('{') != nil {
		return false
	}
	for s.peek() == '"' && s.tick() == nil {
		token, err := s.token((*scanner).quoted)
		if err != nil || s.punctuation(':') != nil {
			return false
		}
		if key, wrong := unquote(token); wrong == 0 && key == name {
			return true
		}
		if s.value() != nil || s.punctuation(',') != nil {
			return false
		}
	}
	return false
}

// enterArray moves to an element.
func (s *scanner) enterArray(index int) bool {
	if index < 0 {
		ahead := *s
		count := 0
		if ahead.members('[', ']', func() error { count++; return ahead.value() }) != nil {
			return false
		}
		if index += count; index < 0 || s.spend(ahead.pos-s.pos) != nil {
			return false
		}
	}
	if s.punctuation('[') != nil || s.peek() == ']' {
		return false
	}
	for range index {
		if s.tick() != nil || s.value() != nil || s.punctuation(',') != nil {
			return false
		}
	}
	return true
}

// The results of Compare.
const (
	// Less, Equal and Greater are those of two numbers or two strings, Equal of any two values.
	Less    = -1
	Equal   = 0
	Greater = 1
	// Different is the result for values without an order.
	Different = 2
)

// Compare compares two values in canonical form. Numbers are compared exactly, strings by code points.
func Compare(a, b string) int {
	if a == b {
		return Equal
	}
	switch {
	case isNumber(a) && isNumber(b):
		m, _ := parseNumber([]byte(a))
		n, _ := parseNumber([]byte(b))
		return m.compare(n)
	case a[0] == '"' && b[0] == '"':
		// The escapes of canonical form do not keep the order.
		s, _ := unquote(a)
		t, _ := unquote(b)
		return strings.Compare(s, t)
	default:
		return Different
	}
}

func isNumber(s string) bool { return s[0] == '-' || (s[0] >= '0' && s[0] <= '9') }
