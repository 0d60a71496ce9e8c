package serve

import (
	"context"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// stateName is the key under which a request's state travels in gqlgen's operation statistics, the one
// place that the query cache, the executable schema and the transport all can reach.
const stateName = "tiddly"

// state is what one request carries through gqlgen beside its own contexts.
type state struct {
	// variables are those of the client, as decoded from JSON.
	variables map[string]any
	// query is the document's text as it was looked up, entry the document with its plans.
	query string
	entry *entry
	// parsing and validation are when the two were done, refused is why the document was refused by them.
	parsing, validation graphql.TraceTiming
	refused             gqlerror.List
	// buffer is where the answer is written; it starts with dataPrefix once there is data.
	buffer []byte
	// packed is the whole answer, compressed, where it was kept so; then it is sent in place of the response.
	packed []byte
	// status is the HTTP status of a request that failed as a whole; then the answer has no data key.
	status int
	// omitted is how many errors the answer has beside those of the response.
	omitted int
	// more reports that there are more errors, or may be: the check ended before it had counted them.
	more bool
}

// maxKept is the greatest buffer that is kept for the next request.
const maxKept = 1 << 20

var states = sync.Pool{New: func() any { return &state{} }}

// release hands the state back. Whoever wrote the answer calls it: the data lies in its buffer.
func (s *state) release() {
	buffer := s.buffer[:0]
	if cap(buffer) > maxKept {
		buffer = nil
	}
	*s = state{buffer: buffer}
	states.Put(s)
}

// stateOf gives the request's state; a transport that is not ours has it too, as the extension makes it.
func stateOf(op *graphql.OperationContext) *state {
	if op == nil {
		return nil
	}
	s, _ := op.Stats.GetExtension(stateName).(*state)
	return s
}

// carrier is the extension that gives every request its state, reads documents in place of gqlgen, which would neither
// stop with the request nor look at a document before its rules do, and hides variables from gqlparser: that checks
// them less strictly than the specification, stops at the first error and changes the values, so the executor sees
// operations without variables (see newEntry).
type carrier struct {
	cache  *Cache
	limits *Limits
	schema *ast.Schema
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationParameterMutator
	graphql.OperationContextMutator
} = carrier{}

// ExtensionName names the extension.
func (carrier) ExtensionName() string { return "Tiddly" }

// Validate accepts every schema.
func (carrier) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters makes the state and looks the document up; one that is not known is read and kept. What is
// wrong with it all stands in the state: gqlgen passes one error on.
func (c carrier) MutateOperationParameters(ctx context.Context, p *graphql.RawParams) *gqlerror.Error {
	s := states.Get().(*state)
	s.variables = p.Variables
	graphql.GetOperationContext(ctx).Stats.SetExtension(stateName, s)
	s.entry = c.cache.find(p.Query)
	if s.entry == nil {
		r := reading{limits: c.limits, schema: c.schema}
		document, errs := r.read(ctx, p.Query)
		s.parsing, s.validation = r.parsing, r.validation
		if len(errs) > 0 {
			s.refused, s.more = errs, r.more
			return errs[0]
		}
		c.cache.Add(ctx, p.Query, document)
	}
	s.query = p.Query
	return nil
}

// MutateOperationContext shows the rest of gqlgen the operation as the client wrote it.
func (c carrier) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	s := stateOf(op)
	if o := s.entry.find(op.Operation); o != nil {
		op.Operation = o.definition
	}
	op.Variables = s.variables
	op.DisableIntrospection = false // the transport knows better, request by request
	return nil
}
