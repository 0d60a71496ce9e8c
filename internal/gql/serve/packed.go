package serve

import (
	"bytes"
	"compress/gzip"
	"container/list"
	"context"
	"crypto/sha256"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"tiddly/internal/accept"
	"tiddly/internal/fault"
)

// noData stands for the data of an answer that is kept as a whole.
var noData = []byte("{}")

// maxPacked is how many answers about the whole schema are kept: there are as many as kinds of tools that ask.
const maxPacked = 8

// packed are the answers about the whole schema, each written once and kept compressed: that of a thousand tables
// is some 20 MB, and less than a twentieth of it then. It lives and dies with its schema.
type packed struct {
	mu     sync.Mutex
	bodies map[[sha256.Size]byte]*list.Element
	recent list.List
}

// packedBody is what the list holds. The body is there once done is closed; then nil means that it could not be
// written.
type packedBody struct {
	key  [sha256.Size]byte
	done chan struct{}
	body []byte
}

// whole returns the whole answer, compressed, to an operation that asks for the schema alone and all of it; nil for any
// other. Of many who ask at once for the same, one has it written and the others wait for it.
func (i *introspector) whole(ctx context.Context, op *graphql.OperationContext, fields []rootField) ([]byte, *fault.Fault) {
	if len(fields) != 1 || op.DisableIntrospection || len(op.Operation.VariableDefinitions) > 0 {
		return nil, nil
	}
	f := fields[0].introspection
	asksForTypes := func(f *askedField) bool { return f.name == "types" }
	if f == nil || f.name != "__schema" || !slices.ContainsFunc(f.fields, asksForTypes) {
		return nil, nil
	}
	key := sha256.Sum256([]byte(op.Operation.Name + "\x00" + op.RawQuery))
	for {
		b, mine := i.packed.find(key)
		if mine {
			return i.pack(ctx, b, f)
		}
		select {
		case <-b.done:
			if b.body != nil {
				return b.body, nil
			}
		case <-ctx.Done():
			return nil, stopped(ctx)
		}
	}
}

// find returns the answer with the key. Where there is none, a new one is made, which whoever asked has to write.
func (p *packed) find(key [sha256.Size]byte) (b *packedBody, mine bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e, ok := p.bodies[key]; ok {
		p.recent.MoveToFront(e)
		return e.Value.(*packedBody), false //nolint:forcetypeassert // the only type in the list
	}
	if p.bodies == nil {
		p.bodies = map[[sha256.Size]byte]*list.Element{}
	}
	b = &packedBody{key: key, done: make(chan struct{})}
	p.bodies[key] = p.recent.PushFront(b)
	if p.recent.Len() > maxPacked {
		p.forget(p.recent.Back())
	}
	return b, true
}

// forget drops an answer; p.mu is held.
func (p *packed) forget(e *list.Element) {
	gone := p.recent.Remove(e).(*packedBody) //nolint:forcetypeassert // as above
	delete(p.bodies, gone.key)
}

// pack writes an answer, and tells those who wait for it. One that could not be written is not kept.
func (i *introspector) pack(ctx context.Context, b *packedBody, f *described) ([]byte, *fault.Fault) {
	defer i.packed.finish(b)
	var body bytes.Buffer
	w := gzip.NewWriter(&body)
	_, _ = io.WriteString(w, dataPrefix+`{"`+f.key+`":`) // a buffer takes everything, here and below
	if wrong := describe(ctx, w, i.schema, f.askedField, "", i.mostPacked); wrong != nil {
		return nil, wrong
	}
	_, _ = io.WriteString(w, "}}")
	_ = w.Close()
	b.body = bytes.Clone(body.Bytes())
	return b.body, nil
}

func (p *packed) finish(b *packedBody) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e := p.bodies[b.key]; b.body == nil && e != nil && e.Value == b {
		p.forget(e)
	}
	close(b.done)
}

// sendPacked sends a compressed answer, as it is to a client that takes it so.
func (a *answer) sendPacked(body []byte, r *http.Request) {
	a.written = true
	a.leaves()
	h := a.w.Header()
	h["Content-Type"] = a.media
	h.Add("Vary", "Accept-Encoding")
	if accept.Gzip(r.Header) {
		h.Set("Content-Encoding", "gzip")
		h["Content-Length"] = []string{strconv.Itoa(len(body))}
		_, _ = a.w.Write(body) // where it cannot be written, nobody is left to tell
		return
	}
	_, _ = io.Copy(a.w, unpack(body)) // as above
}

// unpack reads what was compressed here.
func unpack(body []byte) io.Reader {
	plain, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		panic("graph: a kept answer is not compressed")
	}
	return plain
}

// unpacked puts the data of a kept answer into the response, for one to which something is to be added.
func unpacked(body []byte, response *graphql.Response) {
	whole, err := io.ReadAll(unpack(body))
	if err != nil {
		panic("graph: a kept answer is cut")
	}
	response.Data = whole[len(dataPrefix) : len(whole)-1]
}
