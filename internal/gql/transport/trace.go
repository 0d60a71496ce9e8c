package transport

import (
	"context"
	"maps"
	"net/http"

	"github.com/99designs/gqlgen/graphql"

	"tiddly/internal/gql/document"
	"tiddly/internal/observe"
)

// traceHeader asks for what the server did: "1" for stages and statements, "plan" for the plans of the engine too. A
// page of another origin cannot send it unasked: CORS does not let the header through.
const traceHeader = "Tiddly-Trace"

// traceKey is where the trace stands in the extensions of an answer.
const traceKey = "trace"

// trace begins the trace of a request that asks for one and may have it; else it is nil.
func (t Transport) trace(r *http.Request) *observe.Trace {
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

// watched returns the context in which the trace, if any, observes what happens.
func watched(ctx context.Context, trace *observe.Trace) context.Context {
	if trace == nil {
		return ctx
	}
	return observe.With(ctx, trace)
}

// showTrace puts the trace into an answer, and its times into the header for the tools of browsers.
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

// tellParsing reports the stages in which the document was read. A document that was known has neither.
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
