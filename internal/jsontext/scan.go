package jsontext

import (
	"cmp"
	"errors"
	"fmt"
)

// The reasons why a text is rejected.
var (
	// ErrSyntax is text that is not JSON, or whose strings are not Unicode.
	ErrSyntax = errors.New("it is not valid JSON")
	// ErrDepth is JSON that is nested too deeply.
	ErrDepth = errors.New("it is nested more than 1,000 levels deep")
	// ErrDuplicate is an object that has a key twice, whose meaning no two readers agree on.
	ErrDuplicate = errors.New("one of its objects has a duplicate key")
	// ErrNumber is a number whose exponent is out of range.
	ErrNumber = errors.New("it has a number whose exponent is beyond a million")
	// ErrSurrogate is a string with half a surrogate pair, which is not a character.
	ErrSurrogate = fmt.Errorf("%w: one of its strings has half of a surrogate pair", ErrSyntax)
	// ErrUTF8 is a string that is not UTF-8.
	ErrUTF8 = fmt.Errorf("%w: one of its strings is not UTF-8", ErrSyntax)
	// ErrEnd is text that ends before its value does, ErrMore text that goes on after it.
	ErrEnd  = errors.New("it ends unexpectedly")
	ErrMore = errors.New("it has data after its value")
	// ErrEnded is text that was not read to its end, because a Meter ended it.
	ErrEnded = errors.New("reading it was canceled")
)

// Meter is called with the number of bytes processed since its last call, and reports whether the work is to end. Nil
// sets no limit.
type Meter func(bytes int) bool

// metered is the number of bytes read between two calls of a Meter.
const metered = 4 << 10

// maxDepth limits nesting, and so recursion.
const maxDepth = 1000

// Compact appends src, which is one JSON value, without its blanks. It reports false, with dst unchanged, where src is
// not valid JSON.
func Compact(dst []byte, src string) ([]byte, bool) {
	s := scanner{src: src, dst: dst, emit: true}
	if s.whole() != nil {
		return dst, false
	}
	return s.dst, true
}

// scanner scans JSON text. With emit it copies the tokens to dst.
type scanner struct {
	src string
	// pos is the current position: after an error, that of the error.
	pos int
	// depth is the current nesting, most the maximum; 0 is maxDepth.
	depth, most int
	dst         []byte
	emit        bool
	meter       Meter
	// met is the position reported to the meter last.
	met int
}

// tick reports the position to the meter.
func (s *scanner) tick() error {
	if s.meter == nil || s.pos-s.met < metered {
		return nil
	}
	n := s.pos - s.met
	s.met = s.pos
	return s.spend(n)
}

func (s *scanner) spend(n int) error {
	if s.meter != nil && s.meter(n) {
		return ErrEnded
	}
	return nil
}

// whole scans src, which must be one value.
func (s *scanner) whole() error {
	if err := s.value(); err != nil {
		return err
	}
	return s.end()
}

func (s *scanner) end() error {
	s.blanks()
	if err := s.tick(); err != nil {
		return err
	}
	if s.pos != len(s.src) {
		return ErrSyntax
	}
	return nil
}

func (s *scanner) blanks() {
	for s.pos < len(s.src) {
		switch s.src[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return
		}
	}
}

// peek returns the next byte after blanks, 0 at the end.
func (s *scanner) peek() byte {
	s.blanks()
	if s.pos == len(s.src) {
		return 0
	}
	return s.src[s.pos]
}

// punctuation reads c, which must come next.
func (s *scanner) punctuation(c byte) error {
	if s.peek() != c {
		return ErrSyntax
	}
	s.pos++
	if s.emit {
		s.dst = append(s.dst, c)
	}
	return nil
}

// token reads what f scans, and copies it.
func (s *scanner) token(f func(*scanner) error) (string, error) {
	start := s.pos
	if err := f(s); err != nil {
		return "", err
	}
	text := s.src[start:s.pos]
	if s.emit {
		s.dst = append(s.dst, text...)
	}
	return text, nil
}

func (s *scanner) value() (err error) {
	switch c := s.peek(); {
	case c == '{':
		return s.members('{', '}', func() error {
			s.blanks()
			if _, err := s.token((*scanner).quoted); err != nil {
				return err
			}
			if err := s.punctuation(':'); err != nil {
				return err
			}
			return s.value()
		})
	case c == '[':
		return s.members('[', ']', s.value)
	case c == '"':
		_, err = s.token((*scanner).quoted)
	case c == '-' || (c >= '0' && c <= '9'):
		_, err = s.token((*scanner).number)
	default:
		_, err = s.token((*scanner).literal)
	}
	return err
}

// members scans an object or an array, member by member.
func (s *scanner) members(open, closing byte, member func() error) error {
	s.depth++
	if s.depth > cmp.Or(s.most, maxDepth) {
		return ErrDepth
	}
	if err := s.punctuation(open); err != nil {
		return err
	}
	for first := true; ; first = false {
		if err := s.tick(); err != nil {
			return err
		}
		if first && s.peek() == closing {
			break
		}
		if err := member(); err != nil {
			return err
		}
		if s.peek() == closing {
			break
		}
		if err := s.punctuation(','); err != nil {
			return err
		}
	}
	s.depth--
	return s.punctuation(closing)
}
