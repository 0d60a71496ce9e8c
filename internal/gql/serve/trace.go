package serve

import (
	"context"
	"maps"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"tiddly/internal/observe"
)

// traceHeader asks for what the server did: "1" for stages and statements, "plan" for the plans of the engine too. A
// page of another origin cannot send it unasked: it is no header that CORS lets through.
const traceHeader = "Tiddly-Trace"

// traceKey is where the trace stands in the extensions of an answer.
const traceKey = "trace"

// trace begins the trace of a request that asks for one and may have it; else it is nil.
func (t transport) trace(r *http.Request) *observe.Trace {
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

// watched gives the context in which the trace, if any, is told what happens.
func watched(ctx context.Context, trace *observe.Trace) context.Context {
	if trace == nil {
		return ctx
	}
	return observe.With(ctx, trace)
}

// showTrace puts the trace into an answer, and its times into the header for the tools of browsers.
func (a *answer) showTrace(response *graphql.Response) {
	if a.trace == nil {
		return
	}
	report := a.trace.Report()
	extensions := map[string]any{traceKey: report}
	maps.Copy(extensions, response.Extensions)
	response.Extensions = extensions
	a.w.Header().Set("Server-Timing", report.ServerTiming())
}

// tellParsing tells of the stages in which the document was read. For one that is known both are nothing.
func tellParsing(ctx context.Context, op *graphql.OperationContext, st *state) {
	o := observe.From(ctx)
	if o == nil || op == nil || st == nil {
		return
	}
	if op.Operation != nil {
		o.Operation(string(op.Operation.Operation), op.Operation.Name)
	}
	tellTiming(o, observe.Parse, st.parsing)
	tellTiming(o, observe.Validate, st.validation)
}

// tellTiming tells of a stage that was measured, unless it was not reached. Where the stage failed it has no end.
func tellTiming(o observe.Observer, stage observe.Stage, timing graphql.TraceTiming) {
	switch {
	case timing.Start.IsZero():
	case timing.End.IsZero():
		o.Stage(stage, observe.Since(timing.Start))
	default:
		o.Stage(stage, observe.Span{Start: timing.Start, End: timing.End})
	}
}

// now is when a stage begins; without an observer nobody asks the clock.
func now(o observe.Observer) time.Time {
	if o == nil {
		return time.Time{}
	}
	return time.Now()
}

// tellPlanning tells of planning, which began at start, and of the SQL where the plan was not found but made: then it
// was written since.
func tellPlanning(o observe.Observer, start time.Time, p *prepared) {
	if o == nil {
		return
	}
	planning := observe.Since(start)
	if p != nil && p.engine != nil && p.engine.Generated.Start.After(start) {
		o.Stage(observe.SQL, p.engine.Generated)
		planning.End = planning.End.Add(-p.engine.Generated.Duration())
	}
	o.Stage(observe.Plan, planning)
}
