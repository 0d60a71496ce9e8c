package serve

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"tiddly/internal/ending"
	"tiddly/internal/fault"
)

// reading is the way of one document from its text to one that can be planned. Each stage reads what is bounded by the
// one before: tokens, then fields with the fragments written out, then the rules.
type reading struct {
	limits *Limits
	schema *ast.Schema
	// parsing and validation are when the two began and ended; without an end they failed.
	parsing, validation graphql.TraceTiming
	// steps is how many parts of the document were looked at, each as often as it was.
	steps int
	// more reports that there are more errors than those that were returned, or may be: the check ended there.
	more bool
}

// read returns the document, or why it is refused: at most maxErrors errors, in our form. Each stage looks whether the
// request is over, or the server stops.
func (r *reading) read(ctx context.Context, text string) (*ast.QueryDocument, gqlerror.List) {
	ctx, done := ending.Waiting(ctx)
	defer done()
	if f := stopped(ctx); f != nil {
		return nil, gqlerror.List{present(f, nil)}
	}
	r.parsing.Start = graphql.Now()
	text = plainComments(text)
	if f := guard(text, r.limits); f != nil {
		return nil, gqlerror.List{present(f.fault, f.position)}
	}
	document, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, r.limits.Tokens)
	if err != nil {
		return nil, gqlerror.List{unparsed(err, r.limits)}
	}
	if f := stopped(ctx); f != nil {
		return nil, gqlerror.List{present(f, nil)}
	}
	r.parsing.End = graphql.Now()
	r.validation.Start = r.parsing.End
	if len(document.Operations) == 0 {
		return nil, gqlerror.List{present(fault.New(fault.RequestInvalid, "no operation provided"), nil)}
	}
	s := survey{limits: r.limits}
	f := s.survey(document)
	r.steps = s.steps
	if f != nil {
		return nil, gqlerror.List{present(f.fault, f.position)}
	}
	v := validation{ctx: ctx, limits: r.limits, schema: r.schema, document: document}
	errs := v.validate()
	r.steps += v.steps
	if r.more = v.more || len(errs) > maxErrors; r.more {
		errs = errs[:min(len(errs), maxErrors)]
	}
	if len(errs) > 0 {
		return nil, errs
	}
	r.validation.End = graphql.Now()
	return document, nil
}

// unparsed returns the error of a text that is not GraphQL.
func unparsed(err error, limits *Limits) *gqlerror.Error {
	e, ok := errors.AsType[*gqlerror.Error](err)
	if !ok || len(e.Locations) == 0 {
		// Only the token limit stops the parser at no place of the document.
		return present(limits.tooManyTokens(), nil)
	}
	return &gqlerror.Error{
		Err: e, Message: tidy(e.Message), Locations: e.Locations, Extensions: map[string]any{"code": string(fault.RequestSyntax)},
	}
}

// stopped returns the fault of a request whose time is over, or whose client has left; nil while it may go on.
func stopped(ctx context.Context) *fault.Fault {
	return ending.Fault(ctx, "the request took longer than it may")
}
