package jsontext

import (
	"cmp"
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

// At returns the text of the value that the path leads to. It reports false where there is none. The error says that
// doc is not JSON as far as it was read, or that the meter ended it. Of equal keys the first counts.
func (m Meter) At(doc string, path []Step) (text string, found bool, err error) {
	s := scanner{src: doc, meter: m}
	for i, step := range path {
		if step.Named {
			found, err = s.enterObject(step.Name)
		} else {
			found, err = s.enterArray(step.Index)
		}
		if !found && err == nil && i == 0 {
			err = s.end() // the whole of doc was read
		}
		if !found || err != nil {
			return "", false, err
		}
	}
	s.blanks()
	start := s.pos
	if err := cmp.Or(s.value(), s.tick()); err != nil {
		return "", false, err
	}
	return s.src[start:s.pos], true, nil
}

// enterObject moves to the value of a key, or behind the value where there is none, and reports whether there is one.
func (s *scanner) enterObject(name string) (bool, error) {
	if s.peek() != '{' {
		return false, s.value()
	}
	s.pos++
	for first := true; ; first = false {
		if more, err := s.another('}', first); !more || err != nil {
			return false, err
		}
		s.blanks()
		token, err := s.token((*scanner).quoted)
		if err == nil {
			err = s.punctuation(':')
		}
		if err != nil {
			return false, err
		}
		if key, wrong := unquote(token); wrong == 0 && key == name {
			return true, nil
		}
		if err := s.value(); err != nil {
			return false, err
		}
	}
}

// another moves to a further member of an object or array, the first or one after a comma, and reports whether there
// is one; otherwise it moves behind the value.
func (s *scanner) another(closing byte, first bool) (bool, error) {
	if err := s.tick(); err != nil {
		return false, err
	}
	if s.peek() == closing {
		s.pos++
		return false, nil
	}
	if first {
		return true, nil
	}
	return true, s.punctuation(',')
}

// enterArray moves to an element, or behind the value where there is none, and reports whether there is one.
func (s *scanner) enterArray(index int) (bool, error) {
	if s.peek() != '[' {
		return false, s.value()
	}
	if index < 0 {
		ahead := *s
		count := 0
		if err := ahead.members('[', ']', func() error { count++; return ahead.value() }); err != nil {
			return false, err
		}
		if err := s.spend(ahead.pos - s.pos); err != nil {
			return false, err
		}
		if index += count; index < 0 {
			s.pos = ahead.pos
			return false, nil
		}
	}
	s.pos++
	for i := 0; ; i++ {
		if more, err := s.another(']', i == 0); !more || err != nil || i == index {
			return more && err == nil, err
		}
		if err := s.value(); err != nil {
			return false, err
		}
	}
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
