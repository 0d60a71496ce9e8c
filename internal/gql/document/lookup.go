package document

import (
	"context"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/internal/gql/limits"
)

// lookupName is the key under which a request's Lookup travels in gqlgen's operation statistics, the one place that the
// query cache, the executable schema and the transport can all reach.
const lookupName = "tiddly.document"

// Lookup is what was found of the document of one request.
type Lookup struct {
	// Variables are those of the client, as decoded from JSON.
	Variables map[string]any
	// Entry is the document with its plans; nil where it was refused.
	Entry *Entry
	// Parsing and Validation are when the two were done; for a document that was known they are zero.
	Parsing, Validation graphql.TraceTiming
	// Refused is why the document was refused. More reports that there are more errors, or may be: the check ended
	// before it had counted them.
	Refused gqlerror.List
	More    bool
	// query is the document's text as it was looked up.
	query string
}

var lookups = sync.Pool{New: func() any { return &Lookup{} }}

// Release returns the memory of a lookup to the pool, when its request is answered.
func (l *Lookup) Release() {
	*l = Lookup{}
	lookups.Put(l)
}

// LookupOf returns the lookup of a request; nil where the Extension has not seen it.
func LookupOf(op *graphql.OperationContext) *Lookup {
	if op == nil {
		return nil
	}
	l, _ := op.Stats.GetExtension(lookupName).(*Lookup)
	return l
}

// Extension is gqlgen's, for servers of one schema. It reads documents in place of gqlgen, which would neither stop with
// the request nor look at a document before its rules do, and hides variables from gqlparser: that checks them less
// strictly than the specification, stops at the first error and changes the values, so the executor sees operations
// without variables (see NewEntry).
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

// MutateOperationParameters looks the document up; one that is not known is read and kept. All that is wrong with it is
// in the request's Lookup: gqlgen passes one error on.
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

// MutateOperationContext shows the rest of gqlgen the operation as the client wrote it.
func (x Extension) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	l := LookupOf(op)
	if o := l.Entry.Find(op.Operation); o != nil {
		op.Operation = o.Definition
	}
	op.Variables = l.Variables
	op.DisableIntrospection = false // the transport decides that for each request
	return nil
}
