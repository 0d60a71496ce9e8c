package dialect

import (
	"tiddly/internal/catalog"
	"tiddly/internal/cell"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// Encoding converts a value to the one that is bound. An engine implements its own. Encodings are compared by ==, so
// their types are small numbers rather than functions.
type Encoding interface {
	// Apply returns what is bound for v, which is not nil: a neutral value (request.Arguments), for {keys} a Keys. What
	// the client must change about v is a fault.RequestValue; a v that is not of the encoding's kind is an internal
	// error, see Mismatch.
	Apply(v any) (any, error)
	// String returns the name of the encoding for explain.
	String() string
}

// Formed is implemented by encodings of written values that columns have in several forms.
type Formed interface {
	// In returns the encoding that writes in the form (catalog.Type.Form).
	In(form string) Encoding
}

// Sized is implemented by encodings of values that a column may have too little room for.
type Sized interface {
	// Within returns the encoding that refuses what does not fit the type (catalog.Type.Length).
	Within(t *catalog.Type) Encoding
}

// Written returns how a value is bound where it is written into a column of the type.
func (s *Storage) Written(t *catalog.Type) Encoding {
	if f, ok := s.Write.(Sized); ok && t.Length > 0 {
		return f.Within(t)
	}
	if f, ok := s.Write.(Formed); ok && t.Form != "" {
		return f.In(t.Form)
	}
	return s.Write
}

// Bind returns what is bound for v: the result of e, or v itself where e is nil. Nil stays nil.
func Bind(e Encoding, v any) (any, error) {
	switch {
	case v == nil:
		return nil, nil
	case e != nil:
		return e.Apply(v)
	}
	if text, ok := v.(request.JSONText); ok {
		return string(text), nil
	}
	return v, nil
}

// Mismatch returns the fault of a value that an encoding does not accept.
func Mismatch(e Encoding, v any) *fault.Fault {
	return fault.New(fault.Internal, "a %T cannot be encoded as %s", v, e)
}

// Shared is an encoding that engines share.
type Shared uint8

// The shared encodings.
const (
	// Binary is a UUID as its 16 bytes.
	Binary Shared = iota
	// DateTimeText, DateText and TimeText are microseconds as YYYY-MM-DD HH:MM:SS[.ffffff], YYYY-MM-DD and
	// HH:MM:SS[.ffffff]. A year before 1 is rejected: it could not be read again.
	DateTimeText
	DateText
	TimeText
)

var sharedNames = [...]string{"Binary", "DateTimeText", "DateText", "TimeText"}

// String implements Encoding.
func (s Shared) String() string { return sharedNames[s] }

// Apply implements Encoding.
func (s Shared) Apply(v any) (any, error) {
	switch v := v.(type) {
	case string:
		if s != Binary {
			return nil, Mismatch(s, v)
		}
		data, ok := cell.UUIDBytes(v)
		if !ok {
			return nil, fault.New(fault.Internal, "a UUID that is none reached a statement")
		}
		return data, nil
	case int64:
		return s.moment(v)
	default:
		return nil, Mismatch(s, v)
	}
}

func (s Shared) moment(micros int64) (any, error) {
	switch s {
	case TimeText:
		return string(cell.AppendFixedClock(nil, micros)), nil
	case DateTimeText, DateText:
		if err := Readable(micros); err != nil {
			return nil, err
		}
		if s == DateText {
			return string(cell.AppendDay(nil, micros)), nil
		}
		return string(cell.AppendPlainInstant(nil, micros)), nil
	default:
		return nil, Mismatch(s, micros)
	}
}

// In implements Formed.
func (s Shared) In(form string) Encoding {
	if s == Binary {
		return s
	}
	return formed{s, form}
}

// formed is an encoding of instants as text in another form.
type formed struct {
	shared Shared
	form   string
}

// String implements Encoding.
func (f formed) String() string { return f.shared.String() + " " + f.form }

// Apply implements Encoding.
func (f formed) Apply(v any) (any, error) {
	micros, ok := v.(int64)
	if !ok {
		return nil, Mismatch(f, v)
	}
	if f.shared != TimeText {
		if err := Readable(micros); err != nil {
			return nil, err
		}
	}
	return string(cell.AppendForm(nil, micros, f.form)), nil
}

// Readable returns a fault for an instant outside the range of DateTime: a client can compare with it, but not write
// it.
func Readable(micros int64) error {
	if micros < cell.FirstInstant {
		return fault.New(fault.RequestValue, "a year before 0001 cannot be stored").
			WithHint("use a date between the years 0001 and 9999")
	}
	return nil
}
