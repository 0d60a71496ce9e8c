package graph

import (
	"bytes"
	"compress/gzip"
	"container/list"
	"crypto/sha256"
	"io"
	"net/http"
	"strconv"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/accept"
)

// noData stands for the data of an answer that is kept as a whole.
var noData = []byte("{}")

// maxPacked is how many answers about the whole schema are kept: there are as many as kinds of tools that ask.
const maxPacked = 8

// packed are the answers about the whole schema, each written once and kept compressed: that of a thousand tables
// is some 20 MB, and less than a twentieth of it then. It lives and dies with its schema.
type packed struct {
	schema *ast.Schema

	// mu is held while an answer is written, so that many who ask at once have it written once.
	mu     sync.Mutex
	bodies map[[sha256.Size]byte]*list.Element
	recent list.List
}

// packedBody is what the list holds; body is nil where the answer is left to the executor.
type packedBody struct {
	key  [sha256.Size]byte
	body []byte
}

// answer gives the whole answer, compressed, to an operation that asks for the schema alone and all of it; nil for
// any other, whose answer is the executor's.
func (p *packed) answer(op *graphql.OperationContext, fields []rootField) []byte {
	if len(fields) != 1 || op.DisableIntrospection || len(op.Operation.VariableDefinitions) > 0 {
		return nil
	}
	field := fields[0].introspection
	if field == nil || field.Name != "__schema" || !asksForTypes(op, field) {
		return nil
	}
	key := sha256.Sum256([]byte(op.Operation.Name + "\x00" + op.RawQuery))
	p.mu.Lock()
	defer p.mu.Unlock()
	if e, ok := p.bodies[key]; ok {
		p.recent.MoveToFront(e)
		return e.Value.(*packedBody).body //nolint:forcetypeassert // the only type in the list
	}
	body := p.write(op, field)
	if p.bodies == nil {
		p.bodies = map[[sha256.Size]byte]*list.Element{}
	}
	p.bodies[key] = p.recent.PushFront(&packedBody{key, body})
	if p.recent.Len() > maxPacked {
		oldest := p.recent.Remove(p.recent.Back()).(*packedBody) //nolint:forcetypeassert // as above
		delete(p.bodies, oldest.key)
	}
	return body
}

func asksForTypes(op *graphql.OperationContext, field *graphql.CollectedField) bool {
	for _, f := range graphql.CollectFields(op, field.Selections, []string{"__Schema"}) {
		if f.Name == "types" {
			return true
		}
	}
	return false
}

func (p *packed) write(op *graphql.OperationContext, field *graphql.CollectedField) []byte {
	var body bytes.Buffer
	w := gzip.NewWriter(&body)
	_, _ = io.WriteString(w, dataPrefix+`{"`+field.Alias+`":`) // a buffer takes everything, here and below
	if !describe(w, p.schema, op, field) {
		return nil
	}
	_, _ = io.WriteString(w, "}}")
	_ = w.Close()
	return bytes.Clone(body.Bytes())
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
