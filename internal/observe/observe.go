// Package observe is how the stages of a request report what they do: through one small interface, whose
// implementations log, count or show it. A stage reports both its start and its end; an unobserved request has a
// nil observer and costs nothing. The package knows no HTTP, no GraphQL and no SQL beyond its text, and it never
// sees a bound value.
package observe

import (
	"context"
	"time"
)

// Stage is one stage of a request.
type Stage uint8

// The stages, in their order.
const (
	// Parse parses a document.
	Parse Stage = iota
	// Validate checks the document against the schema.
	Validate
	// Plan translates the operation and its variables into a request and resolves that against the catalogue, or
	// finds a cached plan.
	Plan
	// SQL generates the statements of a new plan.
	SQL
	// Hash hashes the passwords that a mutation writes.
	Hash
	// Exec runs the statements and reads their rows, from acquiring a connection to releasing it; in a mutation to
	// the end of the transaction.
	Exec
	// Write assembles the answer.
	Write

	stages
)

var stageNames = [stages]string{"parse", "validate", "plan", "sql", "hash", "exec", "write"}

// String returns the name of the stage, one lower-case word.
func (s Stage) String() string {
	if s >= stages {
		return "unknown"
	}
	return stageNames[s]
}

// Stages yields all stages in their order.
func Stages(yield func(Stage) bool) {
	for s := range stages {
		if !yield(s) {
			return
		}
	}
}

// Span is the start and end of something.
type Span struct{ Start, End time.Time }

// Since returns the span from start to now.
func Since(start time.Time) Span { return Span{start, time.Now()} }

// Duration returns the length of the span.
func (s Span) Duration() time.Duration { return s.End.Sub(s.Start) }

// Statement is one executed statement.
type Statement struct {
	Span
	// Field is the response path of the field that the statement reads or writes, without indexes.
	Field []string
	SQL   string
	// Kinds are the kinds of the bound values, in the order of the placeholders.
	Kinds []string
	// Rows is the number of rows that were kept, or that a write matched.
	Rows int
	// Plan is the query plan of the database, one step a line, if the observer explains.
	Plan []string
}

// Observer watches one request. Statements are reported within Exec, before its end. A statement can be reported
// twice if the writer had to run a transaction again.
type Observer interface {
	// Operation reports the kind of a well-formed request, query or mutation, and the client's name of it, if any.
	Operation(kind, name string)
	// Stage reports that a stage ran.
	Stage(stage Stage, span Span)
	// Statement reports that a statement ran. The data that it points to does not change any more.
	Statement(s Statement)
	// Explains reports whether statements should come with the query plan of the database, which costs one more
	// statement each.
	Explains() bool
}

// Key is the key under which the context of a request holds its Observer.
type Key struct{}

// With returns a context whose request o observes, in addition to its present observers.
func With(ctx context.Context, o Observer) context.Context {
	if other := From(ctx); other != nil {
		o = both{other, o}
	}
	return context.WithValue(ctx, Key{}, o)
}

// From returns the observer of a request; nil if it is unobserved.
func From(ctx context.Context) Observer {
	o, _ := ctx.Value(Key{}).(Observer)
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
