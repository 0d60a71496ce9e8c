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

// Cache keeps parsed and validated documents together with their plans; the least recently used document goes first. It
// implements gqlgen's query cache. A plan lives in its document's entry, so both go together; a new schema gets a new
// Cache.
type Cache struct {
	mu      sync.Mutex
	entries map[string]*list.Element
	recent  *list.List
	// planBytes is about how many bytes the plans of all entries take.
	planBytes atomic.Int64
	// counts outlive the cache: they are of all caches of a handler.
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

// Get returns the document of a query, and hands its entry to the request's Lookup. Mostly it is there already, as the
// Extension has looked.
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
	c.mu.Lock()
	defer c.mu.Unlock()
	element, ok := c.entries[query]
	if !ok {
		return nil
	}
	c.counts.Hits.Add(1)
	c.recent.MoveToFront(element)
	return element.Value.(*cached).entry
}

// Add makes the entry of a document that was just validated. A document that is too long to be kept gets one too, which
// goes with the request.
func (c *Cache) Add(ctx context.Context, query string, document *ast.QueryDocument) {
	c.counts.Misses.Add(1)
	e := NewEntry(document)
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

// Size returns how many documents are kept.
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
