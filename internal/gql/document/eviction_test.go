package document

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/engine"
	"tiddly/internal/sqlgen"
)

// sized returns a plan of approximately the given size.
func sized(bytes int) *Plan {
	query := &sqlgen.Query{SQL: strings.Repeat("x", bytes)}
	return &Plan{Engine: &engine.Prepared{Program: &sqlgen.Program{Fields: []sqlgen.Field{{Query: query}}}}}
}

// counted returns the total size of the plans of all cached documents.
func counted(c *Cache) (bytes int64) {
	for e := c.recent.Front(); e != nil; e = e.Next() {
		for _, p := range e.Value.(*cached).entry.plans {
			bytes += p.size()
		}
	}
	return bytes
}

func addDocument(c *Cache, query string) *Entry {
	ctx := graphql.WithOperationContext(context.Background(), &graphql.OperationContext{})
	c.Add(ctx, query, &ast.QueryDocument{Operations: ast.OperationList{{Name: query}}})
	return c.find(query)
}

// TestPlansAreBoundedByTheirBytes fills the cache with large plans: the least recently used documents are evicted,
// and the latest plan stays.
func TestPlansAreBoundedByTheirBytes(t *testing.T) {
	c := NewCache(&Counts{})
	const each = maxPlanBytes / 100
	plan := sized(each)
	for i := range 30 {
		e := addDocument(c, fmt.Sprint("q", i))
		for j := range 10 {
			e.keep(fmt.Append(nil, j), plan)
		}
	}
	if got := counted(c); got > maxPlanBytes || got < maxPlanBytes*8/10 || got != c.planBytes.Load() {
		t.Errorf("%d bytes of plans are kept, and %d counted, of at most %d", got, c.planBytes.Load(), maxPlanBytes)
	}
	if c.find("q0") != nil || c.find("q29") == nil || c.Size() != 10 {
		t.Errorf("%d documents are kept, the oldest %v, the latest %v", c.Size(), c.find("q0"), c.find("q29"))
	}
	// A single document is bounded too, and so is a single plan that exceeds the limit.
	e := addDocument(c, "greedy")
	for j := range maxShapes {
		e.keep(fmt.Append(nil, j), sized(maxPlanBytes/20))
	}
	if got := counted(c); got > maxPlanBytes || e.plan(fmt.Append(nil, maxShapes-1)) == nil && len(e.plans) == 0 {
		t.Errorf("one document has %d bytes of plans", got)
	}
	e.keep([]byte("huge"), sized(2*maxPlanBytes))
	if got := counted(c); got > 2*maxPlanBytes || c.planBytes.Load() != got {
		t.Errorf("beside a huge plan %d bytes are kept, %d counted", got, c.planBytes.Load())
	}
	e.keep([]byte("small"), sized(10))
	if got := counted(c); c.planBytes.Load() != got {
		t.Errorf("%d bytes are kept, %d counted", got, c.planBytes.Load())
	}
	// A request that still uses an evicted document no longer counts.
	old := e
	for i := range maxDocuments {
		addDocument(c, fmt.Sprint("new", i))
	}
	old.keep([]byte("late"), plan)
	if got := c.planBytes.Load(); got != 0 {
		t.Errorf("%d bytes are counted of documents that were forgotten", got)
	}
}

// TestPlansAreCountedRightly stores plans from many goroutines.
func TestPlansAreCountedRightly(t *testing.T) {
	c := NewCache(&Counts{})
	var group sync.WaitGroup
	for g := range 8 {
		group.Go(func() {
			for i := range 300 {
				e := addDocument(c, fmt.Sprint("q", (g+i)%40))
				if e != nil {
					e.keep(fmt.Append(nil, i%7), sized(maxPlanBytes/200*(1+i%5)))
				}
			}
		})
	}
	group.Wait()
	if got := counted(c); got != c.planBytes.Load() || got > maxPlanBytes {
		t.Errorf("%d bytes are kept, %d counted", got, c.planBytes.Load())
	}
}
