package transport

import (
	"context"
	"maps"
	"net/http"

	"github.com/99designs/gqlgen/graphql"

	"tiddly/internal/gql/document"
	"tiddly/internal/observe"
)

// traceHeader requests a trace: "1" for stages and statements, "plan" for the database's query plans too. A page
// of another origin cannot send it: CORS does not allow the header.
const traceHeader = "Tiddly-Trace"

// traceKey is the key of the trace in the extensions of an answer.
const traceKey = "trace"

// trace begins the trace of a request that asks for one and may have it; otherwise it returns nil.
func (t *Transport) trace(r *http.Request) *observe.Trace {
	asked := r.Header[traceHeader]
	if len(asked) != 1 || t.options.Traces == nil || !t.options.Traces(r) {
		return nil
	}
	switch asked[0] {
	case "1":
		return observe.NewTrace(false)
	case "plan":
		return observe.NewTrace(true)
	default:
		return nil
	}
}

// watched returns the context with the trace, if any, as an observer.
func watched(ctx context.Context, trace *observe.Trace) context.Context {
	if trace == nil {
		return ctx
	}
	return observe.With(ctx, trace)
}

// showTrace adds the trace to an answer, and its times to the header for browsers' tools.
func (a *sender) showTrace(response *graphql.Response) {
	if a.trace == nil {
		return
	}
	report := a.trace.Report()
	extensions := map[string]any{traceKey: report}
	maps.Copy(extensions, response.Extensions)
	response.Extensions = extensions
	a.w.Header().Set("Server-Timing", report.ServerTiming())
}

// tellParsing reports the stages in which the document was read. A cached document has neither.
func tellParsing(ctx context.Context, op *graphql.OperationContext, l *document.Lookup) {
	o := observe.From(ctx)
	if o == nil || op == nil || l == nil {
		return
	}
	if op.Operation != nil {
		o.Operation(string(op.Operation.Operation), op.Operation.Name)
	}
	tellTiming(o, observe.Parse, l.Parsing)
	tellTiming(o, observe.Validate, l.Validation)
}

// tellTiming reports a stage that was measured, unless it was not reached. A stage that failed has no end.
func tellTiming(o observe.Observer, stage observe.Stage, timing graphql.TraceTiming) {
	switch {
	case timing.Start.IsZero():
	case timing.End.IsZero():
		o.Stage(stage, observe.Since(timing.Start))
	default:
		o.Stage(stage, observe.Span{Start: timing.Start, End: timing.End})
	}
}
