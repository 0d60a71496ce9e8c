package operation

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
)

// report collects the errors of an operation, and holds the current place in the answer.
type report struct {
	// ended reports whether the request is over; nil is never.
	ended func() bool
	// path is the response path of the field being read.
	path   []any
	faults []gqlfault.Located
}

// over reports whether the request is over. The caller of Build reports that; here it only ends long work.
func (r *report) over() bool { return r.ended != nil && r.ended() }

// full reports whether no more faults are collected: there is one more than an answer has, or the request is over.
func (r *report) full() bool { return len(r.faults) > gqlfault.Max || r.over() }

// note adds a fault, at a position of the document, which may be nil.
func (r *report) note(f *fault.Fault, position *ast.Position) {
	r.faults = append(r.faults, gqlfault.Locate(f, position))
}

// fail reports an error of an argument of the current field; its path begins there.
func (r *report) fail(argument string, position *ast.Position, f *fault.Fault) {
	if r.full() {
		return
	}
	f.Message = argument + ": " + f.Message
	r.note(f.At(append(r.here(), f.Path...)...), position)
}

// failVariable reports an error of (a part of) a variable.
func (r *report) failVariable(from *origin, position *ast.Position, f *fault.Fault) {
	f.Message = "variable " + from.String() + ": " + f.Message
	r.note(f, position)
}

// here returns the response path of the field being read, for a fault to keep.
func (r *report) here() []any { return slices.Clone(r.path) }

// below calls read with the field of a response key as the current one.
func (r *report) below(key string, read func()) {
	r.path = append(r.path, key)
	read()
	r.path = r.path[:len(r.path)-1]
}
