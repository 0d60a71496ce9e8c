package persisted

import (
	"container/list"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync"
)

// Overhead is the approximate size in bytes of what a registered document takes besides its text.
const Overhead = 256

// Registry holds documents by the hash of their text, as clients have registered them. Only the size of all of them
// is limited: the least recently used ones are forgotten, and their clients register them again. It is safe for
// concurrent use.
type Registry struct {
	limit int

	mu      sync.Mutex
	bytes   int
	entries map[string]*list.Element
	recent  *list.List
}

// registered is what a list element holds.
type registered struct{ hash, text string }

func (r *registered) size() int { return len(r.text) + Overhead }

// NewRegistry returns an empty registry for documents of that many bytes; nil if there are none.
func NewRegistry(limit int) *Registry {
	if limit <= 0 {
		return nil
	}
	return &Registry{limit: limit, entries: map[string]*list.Element{}, recent: list.New()}
}

// Hash returns the hash by which a document is registered.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Find returns the document that is registered by a hash.
func (r *Registry) Find(hash string) (text string, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	element, ok := r.entries[hash]
	if !ok {
		return "", false
	}
	r.recent.MoveToFront(element)
	return element.Value.(*registered).text, true
}

// Add registers a document by its hash. A document that is larger than the registry is not kept.
func (r *Registry) Add(hash, text string) {
	e := &registered{hash: hash, text: text}
	if e.size() > r.limit {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if element, ok := r.entries[hash]; ok {
		r.recent.MoveToFront(element)
		return
	}
	// The text is a part of the request's body, and the hash of another one, which would otherwise be kept with them.
	e.text, e.hash = strings.Clone(text), strings.Clone(hash)
	r.entries[e.hash] = r.recent.PushFront(e)
	for r.bytes += e.size(); r.bytes > r.limit; {
		oldest := r.recent.Remove(r.recent.Back()).(*registered)
		delete(r.entries, oldest.hash)
		r.bytes -= oldest.size()
	}
}

// Size returns the number of registered documents, and their size in bytes.
func (r *Registry) Size() (documents, bytes int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.recent.Len(), r.bytes
}
