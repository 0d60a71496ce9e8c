package transport

import (
	"bytes"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// dataPrefix precedes the data of an answer.
const dataPrefix = `{"data":`

// answerName is the key of a request's Answer in gqlgen's operation statistics.
const answerName = "tiddly.answer"

// Answer is the answer of one request while it is made: its memory, and what gqlgen's response has no place for.
type Answer struct {
	// Omitted is the number of errors beyond those of the response. More is set if there are, or may be, more: the
	// check ended before it had counted them.
	Omitted int
	More    bool
	// Personal is set if the answer shows who the caller is, so that only its own cache may keep it.
	Personal bool

	// buffer holds the answer; it starts with dataPrefix once there is data.
	buffer []byte
	// packed is the whole answer, compressed, if it was cached; it is then sent in place of the response.
	packed []byte
	// wrote is set for the answer to a mutation.
	wrote bool
	// status is the HTTP status of a request that failed as a whole; then the answer has no data key.
	status int
}

// maxKept is the maximum size of a buffer that is kept for later requests.
const maxKept = 1 << 20

var answers = sync.Pool{New: func() any { return &Answer{} }}

// newAnswer returns the answer of a request, with the memory of an earlier one.
func newAnswer(op *graphql.OperationContext) *Answer {
	a := answers.Get().(*Answer)
	op.Stats.SetExtension(answerName, a)
	return a
}

// release returns the memory to the pool. The writer of the answer calls it, because the data is in the buffer.
func (a *Answer) release() {
	buffer := a.buffer[:0]
	if cap(buffer) > maxKept {
		buffer = nil
	}
	*a = Answer{buffer: buffer}
	answers.Put(a)
}

// AnswerOf returns the answer of a request; for one of another transport it is empty.
func AnswerOf(op *graphql.OperationContext) *Answer {
	if op != nil {
		if a, ok := op.Stats.GetExtension(answerName).(*Answer); ok {
			return a
		}
	}
	return &Answer{}
}

// Begin empties the buffer and returns it for appending data.
func (a *Answer) Begin() []byte {
	a.buffer = append(a.buffer[:0], dataPrefix...)
	return a.buffer
}

// Forget drops the memory of the answer, to free it.
func (a *Answer) Forget() { a.buffer = nil }

// Fail sets the HTTP status of a request that failed as a whole; 0 is for an answer that has data, which may be null.
func (a *Answer) Fail(status int) { a.status = status }

// Refuse returns the response of a request that failed as a whole, and sets its status.
func (a *Answer) Refuse(errs ...*gqlerror.Error) *graphql.Response {
	a.status = StatusOf(errs)
	return &graphql.Response{Errors: errs}
}

// noData is the data of an answer that is sent from the cache.
var noData = []byte("{}")

// Keep returns the response of a request whose whole answer exists, compressed with gzip.
func (a *Answer) Keep(packed []byte) *graphql.Response {
	a.packed = packed
	return &graphql.Response{Data: noData}
}

// Kept reports whether the answer is sent from the cache.
func (a *Answer) Kept() bool { return a.packed != nil }

// A buffer larger than maxSpare is not held for an answer that uses less than one part in spare of it.
const (
	spare    = 4
	maxSpare = 64 << 10
)

// lean returns the body in memory of its own size if its buffer is much larger, which can then be reused: the
// client may be slow.
func (a *Answer) lean(body []byte) []byte {
	if cap(body) <= spare*len(body)+maxSpare {
		return body
	}
	buffer := a.buffer
	a.buffer = bytes.Clone(body)
	if cap(buffer) <= maxKept {
		answers.Put(&Answer{buffer: buffer[:0]})
	}
	return a.buffer
}

// body assembles the response, in the answer's buffer, which usually already holds the engine's data.
func (a *Answer) body(r *graphql.Response) []byte {
	body := a.buffer[:0]
	switch {
	case a.status != 0:
		body = append(body, '{')
	case r.Data == nil:
		body = append(append(body, dataPrefix...), "null,"...)
	default:
		body = append(a.around(r.Data), ',')
	}
	if len(r.Errors) > 0 {
		body = append(appendJSON(append(body, `"errors":`...), r.Errors), ',')
	}
	if len(r.Extensions) > 0 {
		body = append(appendJSON(append(body, `"extensions":`...), r.Extensions), ',')
	}
	body[len(body)-1] = '}'
	a.buffer = body
	return body
}

// around returns the data with the prefix before it: in place if the data was written after it, otherwise copied
// into the buffer, which is then large enough for the next answer of that size.
func (a *Answer) around(data []byte) []byte {
	const n = len(dataPrefix)
	if len(a.buffer) == n && cap(a.buffer) >= n+len(data) && len(data) > 0 && &a.buffer[:n+1][n] == &data[0] {
		return a.buffer[:n+len(data)]
	}
	return append(append(a.buffer[:0], dataPrefix...), data...)
}
