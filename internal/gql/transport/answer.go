package transport

import (
	"bytes"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// dataPrefix is what stands before the data of an answer.
const dataPrefix = `{"data":`

// answerName is the key under which a request's Answer travels in gqlgen's operation statistics.
const answerName = "tiddly.answer"

// Answer is the answer of one request while it is made: the memory it is written to, and what a response of gqlgen has
// no place for.
type Answer struct {
	// Omitted is how many errors the answer has beside those of the response. More reports that there are more, or may
	// be: the check ended before it had counted them.
	Omitted int
	More    bool

	// buffer is where the answer is written; it starts with dataPrefix once there is data.
	buffer []byte
	// packed is the whole answer, compressed, where it was kept so; then it is sent in place of the response.
	packed []byte
	// status is the HTTP status of a request that failed as a whole; then the answer has no data key.
	status int
}

// maxKept is the size of the largest buffer that is kept for the next request.
const maxKept = 1 << 20

var answers = sync.Pool{New: func() any { return &Answer{} }}

// newAnswer returns the answer of a request, with memory of an earlier one.
func newAnswer(op *graphql.OperationContext) *Answer {
	a := answers.Get().(*Answer)
	op.Stats.SetExtension(answerName, a)
	return a
}

// release returns the memory to the pool. The writer of the answer calls it: the data lies in the buffer.
func (a *Answer) release() {
	buffer := a.buffer[:0]
	if cap(buffer) > maxKept {
		buffer = nil
	}
	*a = Answer{buffer: buffer}
	answers.Put(a)
}

// AnswerOf returns the answer of a request; one that another transport has sent gets an empty one.
func AnswerOf(op *graphql.OperationContext) *Answer {
	if op != nil {
		if a, ok := op.Stats.GetExtension(answerName).(*Answer); ok {
			return a
		}
	}
	return &Answer{}
}

// Begin returns the buffer to which the data is to be appended; what it had is gone.
func (a *Answer) Begin() []byte {
	a.buffer = append(a.buffer[:0], dataPrefix...)
	return a.buffer
}

// Forget drops the memory of the answer, so that others can have it.
func (a *Answer) Forget() { a.buffer = nil }

// Fail sets the HTTP status of a request that failed as a whole; 0 is for an answer that has data, which may be null.
func (a *Answer) Fail(status int) { a.status = status }

// Refuse returns the response of a request that failed as a whole, and sets its status.
func (a *Answer) Refuse(errs ...*gqlerror.Error) *graphql.Response {
	a.status = StatusOf(errs)
	return &graphql.Response{Errors: errs}
}

// noData stands for the data of an answer that is sent as it was kept.
var noData = []byte("{}")

// Keep returns the response of a request whose whole answer is there, compressed with gzip.
func (a *Answer) Keep(packed []byte) *graphql.Response {
	a.packed = packed
	return &graphql.Response{Data: noData}
}

// Kept reports whether the answer is sent as it was kept.
func (a *Answer) Kept() bool { return a.packed != nil }

// A buffer is not held for an answer that takes less than one of spare parts of it, beyond maxSpare.
const (
	spare    = 4
	maxSpare = 64 << 10
)

// lean returns the body in memory of its own size where it lies in a buffer that is much larger, which others can
// have then: a client may take its time for it.
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

// body puts the response together, in the state's buffer, where the engine's data mostly lies already.
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

// around returns the data with the prefix before it: in place where the data was written behind it, and
// else copied into the buffer, which then is large enough for the next answer of that size.
func (a *Answer) around(data []byte) []byte {
	const n = len(dataPrefix)
	if len(a.buffer) == n && cap(a.buffer) >= n+len(data) && len(data) > 0 && &a.buffer[:n+1][n] == &data[0] {
		return a.buffer[:n+len(data)]
	}
	return append(append(a.buffer[:0], dataPrefix...), data...)
}
