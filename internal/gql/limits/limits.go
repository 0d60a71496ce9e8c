// Package limits holds the limits of a request to the GraphQL edge, and the faults of requests that exceed them.
// It knows neither documents nor how they are read.
package limits

import (
	"context"

	"tiddly/internal/ending"
	"tiddly/internal/fault"
)

// Limits bound a request before any of it reaches the database. The limits of rows and cost are the engine's.
type Limits struct {
	// Body is the maximum size in bytes of a body, and of the parameters of a GET.
	Body int
	// Batch is the maximum number of requests in an array; 0 accepts no arrays. Answer is the maximum size in bytes of
	// the answers to one, together.
	Batch, Answer int
	// Tokens, Aliases and Directives limit the document as it is written.
	Tokens, Aliases, Directives int
	// RootAliases limits aliases of root fields: each stands for a statement of its own.
	RootAliases int
	// Fields limits fields and fragment spreads as they are written, and fields with the fragments written out. Depth
	// limits the nesting of selections, in both.
	Fields, Depth int
	// IntrospectionDepth replaces Depth below __schema and __type: common tools nest by 10 levels and more.
	IntrospectionDepth int
}

// Default returns the default limits.
func Default() Limits {
	return Limits{
		Body: 1 << 20, Answer: 10 << 20, Tokens: 2000, Aliases: 100, Directives: 50, RootAliases: 15, Fields: 300, Depth: 10,
		IntrospectionDepth: 20,
	}
}

// TooLarge returns the fault of a body that is too large.
func (l *Limits) TooLarge() *fault.Fault {
	return fault.New(fault.LimitBody, "the body is larger than %d bytes", l.Body).WithHint("split the request")
}

// TooManyRequests returns the fault of an array with too many requests.
func (l *Limits) TooManyRequests() *fault.Fault {
	return fault.New(fault.LimitBatch, "the array has more than %d requests", l.Batch).
		WithHint("send several arrays, or select more fields in one document")
}

// TooManyTokens returns the fault of a document with too many tokens.
func (l *Limits) TooManyTokens() *fault.Fault {
	return fault.New(fault.LimitTokens, "the document has more than %d tokens", l.Tokens).
		WithHint("send long values as variables, or split the request")
}

// MaxNameBytes limits the length of a name in a document: names are repeated in errors, and compared.
const MaxNameBytes = 1000

// NameTooLong returns the fault of a document with a longer name.
func NameTooLong() *fault.Fault {
	return fault.New(fault.LimitTokens, "a name is longer than %d bytes", MaxNameBytes).WithHint("use shorter aliases and names")
}

// TooManyFields returns the fault of a document that selects too many fields.
func (l *Limits) TooManyFields() *fault.Fault {
	return fault.New(fault.LimitFields, "the document selects more than %d fields", l.Fields).
		WithHint("select fewer fields, or split the request")
}

// Steps returns the maximum number of parts of a document to examine in its validation, counting every operation
// and every fragment with its fragments written out.
func (l *Limits) Steps() int { return 10 * l.Tokens }

// TooMuchToCheck returns the fault of a document that takes too many steps to check.
func (l *Limits) TooMuchToCheck() *fault.Fault {
	return fault.New(fault.LimitFields, "the document takes more than %d steps to validate", l.Steps()).
		WithHint("nest fragments less deeply, or send each operation separately")
}

// TooManyRootAliases returns the fault of a document with aliases on too many root fields.
func (l *Limits) TooManyRootAliases() *fault.Fault {
	return fault.New(fault.LimitFields, "more than %d root fields have aliases", l.RootAliases).
		WithHint("split the request, or use in for many values of one column")
}

// TooManyAliases returns the fault of a document with too many aliases.
func (l *Limits) TooManyAliases() *fault.Fault {
	return fault.New(fault.LimitFields, "the document has more than %d aliases", l.Aliases).
		WithHint("split the request, or use in for many values of one column")
}

// TooManyDirectives returns the fault of a document with too many directives.
func (l *Limits) TooManyDirectives() *fault.Fault {
	return fault.New(fault.LimitFields, "the document has more than %d directives", l.Directives).
		WithHint("put @skip and @include on the fragment that holds the fields")
}

// TooDeep returns the fault of selections that are nested too deep.
func (l *Limits) TooDeep() *fault.Fault {
	return fault.New(fault.LimitDepth, "the selections are nested more than %d levels deep", l.Depth).
		WithHint("start from a table that is nearer to the rows you need")
}

// IntrospectionTooDeep returns the fault of an introspection that is nested too deep.
func (l *Limits) IntrospectionTooDeep() *fault.Fault {
	return fault.New(fault.LimitDepth, "the introspection is nested more than %d levels deep", l.IntrospectionDepth).
		WithHint("query __type for one type by its name")
}

// Stopped returns the fault of a request whose time is over, whose client has left, or that waits while the server
// stops; nil otherwise.
func Stopped(ctx context.Context) *fault.Fault {
	return ending.Fault(ctx, "the request exceeded its time limit")
}
