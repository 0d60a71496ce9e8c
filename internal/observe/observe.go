// Package observe is how the stages of a request tell what they do: through one small interface, whose
// implementations log, count or show it. A stage reports with both its ends, and nobody who listens costs nothing: the
// observer is then nil. It knows no HTTP, no GraphQL and no SQL beyond its text, and it never sees a bound value.
package observe

import (
	"context"
	"time"
)

// Stage is a part of the way of a request.
type Stage uint8

// The stages, in the order of the way.
const (
	// Parse turns the text of a document into its tree.
	Parse Stage = iota
	// Validate holds the tree against the schema.
	Validate
	// Plan turns the operation and its variables into a request and resolves that against the catalogue, or finds
	// the plan that was made before.
	Plan
	// SQL writes the statements of a new plan.
	SQL
	// Hash makes the hashes of passwords that a mutation writes.
	Hash
	// Exec runs the statements and reads their rows, from asking for a connection to giving it back; in a
	// mutation to the end of the transaction.
	Exec
	// Write puts the answer together.
	Write

	stages
)

var stageNames = [stages]string{"parse", "validate", "plan", "sql", "hash", "exec", "write"}

// String gives the name of the stage, one lower-case word.
func (s Stage) String() string {
	if s >= stages {
		return "unknown"
	}
	return stageNames[s]
}

// Stages gives all stages, in the order of the way.
func Stages(yield func(Stage) bool) {
	for s := range stages {
		if !yield(s) {
			return
		}
	}
}

// Span is when something began and ended.
type Span struct{ Start, End time.Time }

// Since gives the span from start to now.
func Since(start time.Time) Span { return Span{start, time.Now()} }

// Duration is how long the span is.
func (s Span) Duration() time.Duration { return s.End.Sub(s.Start) }

// Statement is one statement that was run.
type Statement struct {
	Span
	// Field is the response path of what the statement reads or writes, without indexes.
	Field []string
	SQL   string
	// Kinds are those of the bound values, in the order of the placeholders.
	Kinds []string
	// Rows are those that were kept, or that a write matched.
	Rows int
	// Plan is the way that the engine of the database takes, one step a line, where the observer explains.
	Plan []string
}

// Observer watches one request. Statements are told within Exec, before its end. A statement can be told twice,
// where the writer had to run a transaction again.
type Observer interface {
	// Operation tells what a well-formed request asks: query or mutation, and the name that the client gave it, if any.
	Operation(kind, name string)
	// Stage tells that a stage ran.
	Stage(stage Stage, span Span)
	// Statement tells that a statement ran. What it points to does not change any more.
	Statement(s Statement)
	// Explains tells whether statements are wanted with the plan of the engine, which costs one more statement each.
	Explains() bool
}

type observerKey struct{}

// With gives a context whose request o watches, beside those who do already.
func With(ctx context.Context, o Observer) context.Context {
	if other := From(ctx); other != nil {
		o = both{other, o}
	}
	return context.WithValue(ctx, observerKey{}, o)
}

// From gives the observer of a request, nil where nobody watches.
func From(ctx context.Context) Observer {
	o, _ := ctx.Value(observerKey{}).(Observer)
	return o
}

// both are two observers of one request.
type both struct{ first, second Observer }

// Operation implements Observer.
func (b both) Operation(kind, name string) {
	b.first.Operation(kind, name)
	b.second.Operation(kind, name)
}

// Stage implements Observer.
func (b both) Stage(stage Stage, span Span) {
	b.first.Stage(stage, span)
	b.second.Stage(stage, span)
}

// Statement implements Observer.
func (b both) Statement(s Statement) {
	b.first.Statement(s)
	b.second.Statement(s)
}

// Explains implements Observer.
func (b both) Explains() bool { return b.first.Explains() || b.second.Explains() }
