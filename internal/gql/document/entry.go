package document

import (
	"sync"
	"sync/atomic"

	"github.com/vektah/gqlparser/v2/ast"
)

// Entry is a document with the plans of its operations.
type Entry struct {
	document   *ast.QueryDocument
	operations []*Operation

	// cache is where the entry is kept; nil where it goes with its request.
	cache *Cache

	mu sync.RWMutex
	// plans are found by the shape of the variables, which begins with the operation's number.
	plans map[string]*Plan
	// bytes is about how many bytes the plans take; left reports that the cache has forgotten the entry, which is then
	// its requests' own.
	bytes int64
	left  bool
	// extras are operations that Go code asks for, by what they ask.
	extras map[string]*Operation
}

// Operation is an operation of a document, or one that Go code asks for in its place.
type Operation struct {
	// Definition is the operation as the client wrote it, bare the one without variables that stands in the document.
	Definition, bare *ast.OperationDefinition
	number           int
	// straight reports that Go code asks: the root field is the engine's, whoever wrote the resolver of it.
	straight bool
	// plain is the plan of an operation without variables: it has one shape only.
	plain atomic.Pointer[Plan]
}

// NewEntry returns the entry of a validated document. It puts operations without variables into the
// document: gqlgen would check variables with gqlparser, and that is done here (see Extension).
func NewEntry(document *ast.QueryDocument) *Entry {
	e := &Entry{document: document, operations: make([]*Operation, len(document.Operations)), plans: map[string]*Plan{}}
	for i, definition := range document.Operations {
		bare := *definition
		bare.VariableDefinitions = nil
		document.Operations[i] = &bare
		e.operations[i] = &Operation{Definition: definition, bare: &bare, number: i}
	}
	return e
}

// Find returns the operation that the executor or the client knows as definition; nil where there is none.
func (e *Entry) Find(definition *ast.OperationDefinition) *Operation {
	if e == nil {
		return nil
	}
	for _, o := range e.operations {
		if o.bare == definition || o.Definition == definition {
			return o
		}
	}
	return nil
}

// Extra returns the operation that Go code asks for in place of one of the document, which create makes once for a key.
func (e *Entry) Extra(key string, create func() *ast.OperationDefinition) *Operation {
	e.mu.Lock()
	defer e.mu.Unlock()
	if o := e.extras[key]; o != nil {
		return o
	}
	o := &Operation{Definition: create(), straight: true}
	o.number = len(e.operations) + len(e.extras)
	if len(e.extras) >= maxShapes {
		return o // it is used once; its number is nobody else's
	}
	if e.extras == nil {
		e.extras = map[string]*Operation{}
	}
	e.extras[key] = o
	return o
}
