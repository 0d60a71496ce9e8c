package document

import (
	"context"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/internal/gql/limits"
)

// lookupName is the key of a request's Lookup in gqlgen's operation statistics, the only place that the query
// cache, the executable schema and the transport can all reach.
const lookupName = "tiddly.document"

// Lookup is the result of looking up the document of a request.
type Lookup struct {
	// Variables are the client's variables, as decoded from JSON.
	Variables map[string]any
	// Entry is the document with its plans; nil if it was refused.
	Entry *Entry
	// Parsing and Validation are the times of the two steps; zero for a cached document.
	Parsing, Validation graphql.TraceTiming
	// Refused holds the reasons why the document was refused. More is set if there are, or may be, more errors: the
	// check ended before it had counted them.
	Refused gqlerror.List
	More    bool
	// query is the text of the document that was looked up.
	query string
}

var lookups = sync.Pool{New: func() any { return &Lookup{} }}

// Release returns the memory of a lookup to the pool, after its request was answered.
func (l *Lookup) Release() {
	*l = Lookup{}
	lookups.Put(l)
}

// LookupOf returns the lookup of a request; nil if the Extension has not handled it.
func LookupOf(op *graphql.OperationContext) *Lookup {
	if op == nil {
		return nil
	}
	l, _ := op.Stats.GetExtension(lookupName).(*Lookup)
	return l
}

// Extension is a gqlgen extension, for servers of one schema. It reads documents in place of gqlgen, which would
// neither stop with the request nor apply limits before its rules. It hides variables from gqlparser, which checks
// them less strictly than the specification, stops at the first error and changes the values, so the executor sees
// operations without variables (see NewEntry).
type Extension struct {
	Cache  *Cache
	Limits *limits.Limits
	Schema *ast.Schema
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationParameterMutator
	graphql.OperationContextMutator
} = Extension{}

// ExtensionName returns the name of the extension.
func (Extension) ExtensionName() string { return "Tiddly" }

// Validate accepts every schema.
func (Extension) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters looks up the document; a new one is read and cached. All errors are in the request's
// Lookup, because gqlgen passes on only one.
func (x Extension) MutateOperationParameters(ctx context.Context, p *graphql.RawParams) *gqlerror.Error {
	l := lookups.Get().(*Lookup)
	l.Variables = p.Variables
	graphql.GetOperationContext(ctx).Stats.SetExtension(lookupName, l)
	l.Entry = x.Cache.find(p.Query)
	if l.Entry == nil {
		r := reading{limits: x.Limits, schema: x.Schema}
		document, errs := r.read(ctx, p.Query)
		l.Parsing, l.Validation = r.parsing, r.validation
		if len(errs) > 0 {
			l.Refused, l.More = errs, r.more
			return errs[0]
		}
		x.Cache.Add(ctx, p.Query, document)
	}
	l.query = p.Query
	return nil
}

// MutateOperationContext replaces the operation by the one that the client wrote, for the rest of gqlgen.
func (x Extension) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	l := LookupOf(op)
	if o := l.Entry.Find(op.Operation); o != nil {
		op.Operation = o.Definition
	}
	op.Variables = l.Variables
	op.DisableIntrospection = false // the transport decides that for each request
	return nil
}
