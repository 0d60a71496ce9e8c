package serve

import (
	"container/list"
	"context"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Bounds of the cache.
const (
	maxDocuments     = 1000
	maxDocumentBytes = 10_000
	maxShapes        = 64
)

// Cache keeps parsed and validated documents together with their plans, the least recently used
// going first. It implements gqlgen's query cache. A plan lives in its document's entry, so both
// leave together; a new schema gets a new Cache.
type Cache struct {
	mu      sync.Mutex
	entries map[string]*list.Element
	recent  *list.List
	// planBytes is about how many bytes the plans of all entries take.
	planBytes atomic.Int64
	// counts outlive the cache: they are of all caches of a handler.
	counts *cacheCounts
}

// cacheCounts are the hits and misses of caches.
type cacheCounts struct{ hits, misses atomic.Uint64 }

var _ graphql.Cache[*ast.QueryDocument] = (*Cache)(nil)

// NewCache makes an empty cache.
func NewCache() *Cache {
	return &Cache{entries: map[string]*list.Element{}, recent: list.New(), counts: &cacheCounts{}}
}

// cached is what a list element holds.
type cached struct {
	query string
	entry *entry
}

// Get gives the document of a query, and its entry to the request's state. Mostly it is there
// already, as the carrier has looked.
func (c *Cache) Get(ctx context.Context, query string) (*ast.QueryDocument, bool) {
	if s := stateOf(graphql.GetOperationContext(ctx)); s != nil && s.entry != nil && s.query == query {
		return s.entry.document, true
	}
	e := c.find(query)
	if e == nil {
		return nil, false
	}
	hand(ctx, e)
	return e.document, true
}

func (c *Cache) find(query string) *entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	element, ok := c.entries[query]
	if !ok {
		return nil
	}
	c.counts.hits.Add(1)
	c.recent.MoveToFront(element)
	return element.Value.(*cached).entry
}

// Add makes the entry of a document that was just validated. Documents that are too long
// to be kept get one too: it goes with the request.
func (c *Cache) Add(ctx context.Context, query string, document *ast.QueryDocument) {
	c.counts.misses.Add(1)
	e := newEntry(document)
	hand(ctx, e)
	if len(query) >= maxDocumentBytes {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if element, ok := c.entries[query]; ok {
		c.drop(element)
	}
	e.cache = c
	c.entries[query] = c.recent.PushFront(&cached{query, e})
	if c.recent.Len() > maxDocuments {
		c.drop(c.recent.Back())
	}
}

// drop forgets a document and its plans; c.mu is held.
func (c *Cache) drop(element *list.Element) {
	gone := c.recent.Remove(element).(*cached)
	delete(c.entries, gone.query)
	gone.entry.leave()
}

func (c *Cache) size() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.recent.Len()
}

func hand(ctx context.Context, e *entry) {
	if s := stateOf(graphql.GetOperationContext(ctx)); s != nil {
		s.entry = e
	}
}

// entry is a document with the plans of its operations.
type entry struct {
	document   *ast.QueryDocument
	operations []*operation

	// cache is where the entry is kept; nil where it goes with its request.
	cache *Cache

	mu sync.RWMutex
	// plans are found by the shape of the variables, which begins with the operation's number.
	plans map[string]*prepared
	// bytes is about how many bytes the plans take; left tells that the cache has forgotten the entry, which is then
	// its requests' own.
	bytes int64
	left  bool
	// extras are operations that Go code asks for, by what they ask.
	extras map[string]*operation
}

// operation is an operation of a document.
type operation struct {
	// definition is the operation as the client wrote it, bare the one without variables that stands in the document.
	definition, bare *ast.OperationDefinition
	number           int
	// straight tells that Go code asks: the root field is the engine's, whoever wrote the resolver of it.
	straight bool
	// asksMe tells that it may ask for the account of whoever asks, so that its plan depends on whether there is one.
	asksMe bool
	// plain is the plan of an operation without variables: it has one shape only, but for known, which is that of an
	// account.
	plain, known atomic.Pointer[prepared]
}

// newEntry makes the entry of a validated document. It puts operations without variables into the
// document: gqlgen would check variables with gqlparser, and that is done here (see carrier).
func newEntry(document *ast.QueryDocument) *entry {
	e := &entry{document: document, operations: make([]*operation, len(document.Operations)), plans: map[string]*prepared{}}
	me := asksMe(document)
	for i, definition := range document.Operations {
		bare := *definition
		bare.VariableDefinitions = nil
		document.Operations[i] = &bare
		e.operations[i] = &operation{definition: definition, bare: &bare, number: i, asksMe: me}
	}
	return e
}

// find gives the operation that the executor or the client knows as definition.
func (e *entry) find(definition *ast.OperationDefinition) *operation {
	if e == nil {
		return nil
	}
	for _, o := range e.operations {
		if o.bare == definition || o.definition == definition {
			return o
		}
	}
	return nil
}

// extra gives an operation that is not in the document, made once.
func (e *entry) extra(key string, create func() *operation) *operation {
	e.mu.Lock()
	defer e.mu.Unlock()
	if o := e.extras[key]; o != nil {
		return o
	}
	o := create()
	o.number = len(e.operations) + len(e.extras)
	if len(e.extras) >= maxShapes {
		return o // it is used once; its number is nobody else's
	}
	if e.extras == nil {
		e.extras = map[string]*operation{}
	}
	e.extras[key] = o
	return o
}
