package transport

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/limits"
	"tiddly/internal/httpfault"
	"tiddly/internal/jsontext"
)

// takeAll reads the requests of an array. One that is malformed refuses all, before any of them runs.
func (m *messages) takeAll(all []any, l *limits.Limits) *fault.Fault {
	switch {
	case len(all) == 0:
		return fault.New(fault.RequestMalformed, "the array has no requests").WithHint(`send [{"query": "{ … }"}]`)
	case len(all) > l.Batch:
		return l.TooManyRequests()
	}
	m.all = make([]message, len(all))
	for i, v := range all {
		if f := m.all[i].take(jsontext.Of(v)); f != nil {
			return inArray(f, i)
		}
	}
	return nil
}

// inArray returns the fault of a request with its place in the array.
func inArray(f *fault.Fault, i int) *fault.Fault {
	placed := *f
	placed.Message = fmt.Sprintf("request %d of the array: %s", i+1, f.Message)
	return &placed
}

// array collects the answers of an array of requests.
type array struct {
	body []byte
	// limit is the maximum size of the answers together.
	limit int
	// bad is set if an answer has errors, personal if one shows who the caller is.
	bad, personal bool
}

// full reports whether no answer of that size fits any more.
func (c *array) full(size int) bool { return len(c.body)+size > c.limit }

// add adds an answer.
func (c *array) add(body []byte, answer *Answer, response *graphql.Response) {
	if len(c.body) > 0 {
		c.body = append(c.body, ',')
	} else {
		c.body = append(c.body, '[')
	}
	c.body = append(c.body, body...)
	c.bad = c.bad || len(response.Errors) > 0
	c.personal = c.personal || answer.Personal
}

// executeAll answers the requests of an array, in their order, in one place among the running requests. Each has
// the limits of a request of its own; their answers together have those of one answer.
func (t *Transport) executeAll(a *sender, executor graphql.GraphExecutor, asked []question) {
	if media, ok := arrayMedia(a.r.Header["Accept"]); ok {
		a.media = media
	}
	if f := t.enter(a.r.Context(), a); f != nil {
		a.refuse(httpfault.GraphQL(f.Code), f)
		return
	}
	c := &array{limit: t.options.Limits.Answer}
	for i := range asked {
		q := &asked[i]
		if f := limits.Stopped(a.r.Context()); f != nil { // the others are not run
			a.refuse(httpfault.GraphQL(f.Code), f)
			return
		}
		one := sender{w: a.w, r: a.r, media: a.media, wellFormed: true, trace: t.trace(a.r), share: a.share, array: c}
		switch {
		case c.full(0):
			one.refuse(0, tooMuch(c.limit))
		case q.refused != nil:
			one.refuse(httpfault.GraphQL(q.refused.Code), q.refused)
		default:
			t.run(&one, executor, q)
		}
		a.share.Settle(len(c.body))
	}
	a.sendAll(c)
}

// sendAll sends the answers of an array.
func (a *sender) sendAll(c *array) {
	good := &graphql.Response{}
	if c.bad {
		good.Errors = gqlerror.List{{}}
	}
	a.send(append(c.body, ']'), http.StatusOK, &Answer{Personal: c.personal}, good)
}

// collect adds the answer to one request of an array. If it is too large for the array it is left out, unless it is
// that of a mutation: what was written has to be told.
func (a *sender) collect(answer *Answer, response *graphql.Response) {
	body := answer.body(response)
	if a.array.full(len(body)) && !answer.wrote {
		response = &graphql.Response{Errors: gqlerror.List{gqlfault.Present(tooMuch(a.array.limit), nil)}}
		body = (&Answer{status: http.StatusBadRequest}).body(response)
	}
	a.array.add(body, answer, response)
}

func tooMuch(limit int) *fault.Fault {
	return fault.New(fault.LimitRows, "the answers to the requests of the array are larger than %d bytes", limit).
		WithHint("send fewer requests in an array, or ask each for less")
}

// wrote reports whether an operation may have changed something.
func wrote(op *graphql.OperationContext) bool { return op.Operation.Operation != ast.Query }

// arrayMedia returns the Content-Type of an array, which is no response as the specification has it: JSON, unless
// the client refuses that.
func arrayMedia(accept []string) ([]string, bool) {
	if strings.TrimSpace(strings.Join(accept, "")) == "" {
		return contentJSON, true
	}
	_, legacy, said := preferences(accept)
	return contentJSON, !said || legacy.given()
}
