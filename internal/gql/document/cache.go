package document

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

// Cache keeps parsed and validated documents with their plans, and evicts the least recently used document. It
// implements gqlgen's query cache. A plan lives in its document's entry, so both are evicted together; a new
// schema gets a new Cache.
type Cache struct {
	mu      sync.Mutex
	entries map[string]*list.Element
	recent  *list.List
	// planBytes is the approximate size of the plans of all entries in bytes.
	planBytes atomic.Int64
	// counts outlives the cache: all caches of a handler share it.
	counts *Counts
}

// Counts are the hits and misses of caches.
type Counts struct{ Hits, Misses atomic.Uint64 }

var _ graphql.Cache[*ast.QueryDocument] = (*Cache)(nil)

// NewCache returns an empty cache, which counts in counts.
func NewCache(counts *Counts) *Cache {
	return &Cache{entries: map[string]*list.Element{}, recent: list.New(), counts: counts}
}

// cached is what a list element holds.
type cached struct {
	query string
	entry *Entry
}

// Get returns the document of a query, and passes its entry to the request's Lookup. Usually the Extension has
// already set it.
func (c *Cache) Get(ctx context.Context, query string) (*ast.QueryDocument, bool) {
	if l := LookupOf(graphql.GetOperationContext(ctx)); l != nil && l.Entry != nil && l.query == query {
		return l.Entry.document, true
	}
	e := c.find(query)
	if e == nil {
		return nil, false
	}
	hand(ctx, e)
	return e.document, true
}

func (c *Cache) find(query string) *Entry {
	e := c.peek(query)
	if e != nil {
		c.counts.Hits.Add(1)
	}
	return e
}

// peek is find for a request that is not counted yet.
func (c *Cache) peek(query string) *Entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	element, ok := c.entries[query]
	if !ok {
		return nil
	}
	c.recent.MoveToFront(element)
	return element.Value.(*cached).entry
}

// Add adds the entry of a document that was just validated. A document too long to be kept gets an entry that ends
// with the request.
func (c *Cache) Add(ctx context.Context, query string, document *ast.QueryDocument) {
	c.counts.Misses.Add(1)
	e := NewEntry(document)
	hand(ctx, e)
	if len(query) >= maxDocumentBytes {
		return
	}
	e.cache = c
	c.put(query, e)
}

// put adds an entry, and evicts the least recently used one where there are too many.
func (c *Cache) put(query string, e *Entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if element, ok := c.entries[query]; ok {
		c.drop(element)
	}
	c.entries[query] = c.recent.PushFront(&cached{query, e})
	if c.recent.Len() > maxDocuments {
		c.drop(c.recent.Back())
	}
}

// drop removes a document and its plans; c.mu must be held.
func (c *Cache) drop(element *list.Element) {
	gone := c.recent.Remove(element).(*cached)
	delete(c.entries, gone.query)
	gone.entry.leave()
}

// Size returns the number of cached documents.
func (c *Cache) Size() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.recent.Len()
}

func hand(ctx context.Context, e *Entry) {
	if l := LookupOf(graphql.GetOperationContext(ctx)); l != nil {
		l.Entry = e
	}
}
