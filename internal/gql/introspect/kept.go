package introspect

import (
	"bytes"
	"compress/gzip"
	"container/list"
	"context"
	"crypto/sha256"
	"io"
	"slices"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"tiddly/internal/fault"
	"tiddly/internal/gql/limits"
	"tiddly/internal/gql/operation"
)

// maxKept limits the cached answers about the whole schema: about one for each kind of tool.
const maxKept = 8

// kept caches the answers about the whole schema, each written once and stored compressed, because they can be
// large.
type kept struct {
	mu     sync.Mutex
	bodies map[[sha256.Size]byte]*list.Element
	recent list.List
}

// keptBody is an element of the list. The body is valid once done is closed; nil then means that it could not be
// written.
type keptBody struct {
	key  [sha256.Size]byte
	done chan struct{}
	body []byte
}

// Whole returns the complete answer, compressed with gzip, to an operation that selects only the schema and all of
// it; nil for any other. Of concurrent requests for the same answer one writes it and the others wait.
func (i *Introspector) Whole(ctx context.Context, op *graphql.OperationContext, fields []operation.RootField) ([]byte, *fault.Fault) {
	if len(fields) != 1 || op.DisableIntrospection || len(op.Operation.VariableDefinitions) > 0 {
		return nil, nil
	}
	f := fields[0].Introspection
	asksForTypes := func(f *operation.SchemaField) bool { return f.Name == "types" }
	if f == nil || f.Name != "__schema" || !slices.ContainsFunc(f.Fields, asksForTypes) {
		return nil, nil
	}
	key := sha256.Sum256([]byte(op.Operation.Name + "\x00" + op.RawQuery))
	for {
		b, mine := i.kept.find(key)
		if mine {
			return i.pack(ctx, b, f)
		}
		select {
		case <-b.done:
			if b.body != nil {
				return b.body, nil
			}
		case <-ctx.Done():
			return nil, limits.Stopped(ctx)
		}
	}
}

// find returns the answer with the key. A missing one is added, and the caller must write it.
func (k *kept) find(key [sha256.Size]byte) (b *keptBody, mine bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if e, ok := k.bodies[key]; ok {
		k.recent.MoveToFront(e)
		return e.Value.(*keptBody), false //nolint:forcetypeassert // the only type in the list
	}
	if k.bodies == nil {
		k.bodies = map[[sha256.Size]byte]*list.Element{}
	}
	b = &keptBody{key: key, done: make(chan struct{})}
	k.bodies[key] = k.recent.PushFront(b)
	if k.recent.Len() > maxKept {
		k.forget(k.recent.Back())
	}
	return b, true
}

// forget drops an answer; k.mu must be held.
func (k *kept) forget(e *list.Element) {
	gone := k.recent.Remove(e).(*keptBody) //nolint:forcetypeassert // as above
	delete(k.bodies, gone.key)
}

// pack writes an answer and wakes the waiting requests. An incomplete answer is not kept.
func (i *Introspector) pack(ctx context.Context, b *keptBody, f *operation.Introspection) ([]byte, *fault.Fault) {
	defer i.kept.finish(b)
	var body bytes.Buffer
	w := gzip.NewWriter(&body)
	_, _ = io.WriteString(w, `{"data":{"`+f.Key+`":`) // a buffer takes everything, here and below
	if wrong := i.describe(ctx, w, f.SchemaField, "", i.mostPacked); wrong != nil {
		return nil, wrong
	}
	_, _ = io.WriteString(w, "}}")
	_ = w.Close()
	b.body = bytes.Clone(body.Bytes())
	return b.body, nil
}

func (k *kept) finish(b *keptBody) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if e := k.bodies[b.key]; b.body == nil && e != nil && e.Value == b {
		k.forget(e)
	}
	close(b.done)
}
