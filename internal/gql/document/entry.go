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

	// cache is the cache of the entry; nil if it ends with its request.
	cache *Cache

	mu sync.RWMutex
	// plans are keyed by the shape of the variables, which begins with the operation's number.
	plans map[string]*Plan
	// bytes is the approximate size of the plans; left is set if the entry was evicted and only its requests use it.
	bytes int64
	left  bool
	// extras are operations that Go code runs, by their content.
	extras map[string]*Operation
}

// Operation is an operation of a document, or one that Go code runs in its place.
type Operation struct {
	// Definition is the operation as the client wrote it, bare the one without variables that replaces it in the
	// document.
	Definition, bare *ast.OperationDefinition
	number           int
	// straight is set for an operation of Go code: the engine answers its root field even if the resolver was edited.
	straight bool
	// whole is set for a client's operation without what Go code answers in it.
	whole bool
	// exact is set if no columns are added to the rows that it selects.
	exact bool
	// counts is set if lists are counted.
	counts bool
	// given is set if Go code has the rows of the list.
	given bool
	// plain is the plan of an operation without variables, which has only one shape.
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

// Find returns the operation with a definition, original or bare; nil if there is none.
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

// Extra returns the operation that Go code runs in place of one of the document; create is called once for a key. An
// exact one reads what it selects, without further columns for the code.
func (e *Entry) Extra(key string, exact bool, create func() Question) *Operation {
	e.mu.Lock()
	defer e.mu.Unlock()
	if o := e.extras[key]; o != nil {
		return o
	}
	q := create()
	o := &Operation{Definition: q.Definition, straight: true, exact: exact, whole: q.Whole, counts: q.Count, given: q.Given}
	o.number = len(e.operations) + len(e.extras)
	if len(e.extras) >= maxShapes {
		return o // it is used once, so its number is unique
	}
	if e.extras == nil {
		e.extras = map[string]*Operation{}
	}
	e.extras[key] = o
	return o
}
