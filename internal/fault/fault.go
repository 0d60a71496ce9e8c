// Package fault is the one error type of Tiddly and the closed list of its codes. Every layer returns it; only the
// edges decide how it looks on the wire. It may know nothing of GraphQL, HTTP or SQL, and never holds the value of a
// row.
package fault

import (
	"errors"
	"fmt"
)

// Fault is an error that a client may see.
type Fault struct {
	// Code is from the closed list of codes.go.
	Code Code
	// Message describes what was wrong, in a sentence without a full stop.
	Message string
	// Details adds facts (what exists instead, which limit); may be empty.
	Details string
	// Hint describes what would be right; may be empty.
	Hint string
	// Names are the remaining parts of these three, for clients that may know the names of the schema; see Texts.
	Names Names
	// Path is the response path of the field concerned: response keys (string) and list indexes (int). It is nil where no
	// field is concerned.
	Path []any
	// Table, Columns and Constraint are API names, set where the client may know them.
	Table      string
	Columns    []string
	Constraint string

	cause error
}

// New returns a fault with a formatted message.
func New(code Code, format string, args ...any) *Fault {
	return &Fault{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Wrap returns a fault that keeps err for the log; err's text is never shown to a client.
func Wrap(err error, code Code, format string, args ...any) *Fault {
	f := New(code, format, args...)
	f.cause = err
	return f
}

// WithHint returns f with its hint set.
func (f *Fault) WithHint(format string, args ...any) *Fault {
	f.Hint = fmt.Sprintf(format, args...)
	return f
}

// WithDetails returns f with its details set.
func (f *Fault) WithDetails(format string, args ...any) *Fault {
	f.Details = fmt.Sprintf(format, args...)
	return f
}

// At returns a copy of f with that path.
func (f *Fault) At(path ...any) *Fault {
	c := *f
	c.Path = path
	return &c
}

// Error returns the code and the message.
func (f *Fault) Error() string { return string(f.Code) + ": " + f.Message }

// Unwrap returns the cause, for the log only.
func (f *Fault) Unwrap() error { return f.cause }

// Cause returns the error behind f, or nil; for the log only.
func (f *Fault) Cause() error { return f.cause }

// From returns the fault in err's chain, an Internal one that wraps err where there is none, and nil for nil.
func From(err error) *Fault {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	return Wrap(err, Internal, "internal error")
}
