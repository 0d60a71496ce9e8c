package document

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"tiddly/internal/ending"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/limits"
)

// reading takes one document from its text to one that can be planned. Each stage is bounded by the one before:
// first tokens, then fields with the fragments written out, then the rules.
type reading struct {
	limits *limits.Limits
	schema *ast.Schema
	// parsing and validation are the times of the two steps; without an end they failed.
	parsing, validation graphql.TraceTiming
	// steps is the number of parts of the document examined, counting repetitions.
	steps int
	// more is set if there are, or may be, more errors than those returned: the check has ended early.
	more bool
}

// read returns the document, or the reasons why it is refused: at most gqlfault.Max errors, in our form. Each
// stage checks whether the request is over, or the server stops.
func (r *reading) read(ctx context.Context, text string) (*ast.QueryDocument, gqlerror.List) {
	ctx, done := ending.Waiting(ctx)
	defer done()
	if f := limits.Stopped(ctx); f != nil {
		return nil, gqlerror.List{gqlfault.Present(f, nil)}
	}
	r.parsing.Start = graphql.Now()
	text = plainComments(text)
	if f := guard(text, r.limits); f != nil {
		return nil, gqlerror.List{f.Present()}
	}
	document, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, r.limits.Tokens)
	if err != nil {
		return nil, gqlerror.List{unparsed(err, r.limits)}
	}
	if f := limits.Stopped(ctx); f != nil {
		return nil, gqlerror.List{gqlfault.Present(f, nil)}
	}
	r.parsing.End = graphql.Now()
	r.validation.Start = r.parsing.End
	if len(document.Operations) == 0 {
		return nil, gqlerror.List{gqlfault.Present(noOperation(), nil)}
	}
	s := survey{limits: r.limits}
	f := s.survey(document)
	r.steps = s.steps
	if f != nil {
		return nil, gqlerror.List{f.Present()}
	}
	v := validation{ctx: ctx, limits: r.limits, schema: r.schema, document: document}
	errs := v.validate()
	r.steps += v.steps
	if r.more = v.more || len(errs) > gqlfault.Max; r.more {
		errs = errs[:min(len(errs), gqlfault.Max)]
	}
	if len(errs) > 0 {
		return nil, errs
	}
	r.validation.End = graphql.Now()
	return document, nil
}

// unparsed returns the error of a text that is not GraphQL.
func unparsed(err error, l *limits.Limits) *gqlerror.Error {
	e, ok := errors.AsType[*gqlerror.Error](err)
	if !ok || len(e.Locations) == 0 {
		// Only the token limit stops the parser without a position.
		return gqlfault.Present(l.TooManyTokens(), nil)
	}
	out := &gqlerror.Error{
		Err: e, Message: gqlfault.Tidy(e.Message), Locations: e.Locations, Extensions: map[string]any{"code": string(fault.RequestSyntax)},
	}
	if hint := syntaxHint(out.Message); hint != "" {
		out.Extensions["hint"] = hint
	}
	return out
}

func noOperation() *fault.Fault {
	return fault.New(fault.RequestInvalid, "no operation provided").WithHint("write one, as in { __typename }")
}

// UnknownOperation returns the fault of an operation name that does not exist in the document, or is missing.
func UnknownOperation(document *ast.QueryDocument, name string) *fault.Fault {
	names := make([]string, 0, len(document.Operations))
	for _, o := range document.Operations {
		if o.Name != "" {
			names = append(names, o.Name)
		}
	}
	f := fault.New(fault.RequestOperation, "the document has no operation %s", gqlfault.Short(name))
	if name == "" {
		f = fault.New(fault.RequestOperation, "the document has several operations, and operationName names none of them")
	}
	if len(names) > 0 {
		f = f.WithHint("its operations are %s", gqlfault.Nearest(name, names))
	}
	return f
}

// Read returns the document of a text, or the reasons why it is refused.
func Read(ctx context.Context, l *limits.Limits, schema *ast.Schema, text string) (*ast.QueryDocument, gqlerror.List) {
	r := reading{limits: l, schema: schema}
	return r.read(ctx, text)
}

// locate returns a fault at a position of the document, which may be nil.
func locate(f *fault.Fault, position *ast.Position) *gqlfault.Located {
	l := gqlfault.Locate(f, position)
	return &l
}
