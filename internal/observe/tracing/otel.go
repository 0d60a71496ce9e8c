//go:build otel

package tracing

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"tiddly/internal/observe"
)

// maxStatements limits the statements of a request that get a span.
const maxStatements = 200

// collected sends spans to a collector, in the background.
type collected struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer
}

// Open opens a connection to the collector at a URL, by OTLP over HTTP. Spans that cannot be sent are lost, which
// is logged.
func Open(ctx context.Context, collector string, log *slog.Logger) (Spans, error) {
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(strings.TrimRight(collector, "/")+"/v1/traces"))
	if err != nil {
		return nil, err
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Warn("spans could not be sent", "err", err) }))
	provider := sdk.NewTracerProvider(sdk.WithBatcher(exporter),
		sdk.WithResource(resource.NewSchemaless(attribute.String("service.name", "tiddly"))))
	return &collected{provider, provider.Tracer("tiddly")}, nil
}

// Close implements Spans.
func (c *collected) Close(ctx context.Context) error { return c.provider.Shutdown(ctx) }

// Begin implements Spans. Of the headers only traceparent is used: tracestate would pass on the client's text.
func (c *collected) Begin(ctx context.Context, traceparent string) (observe.Observer, func(observe.Answered)) {
	ctx = propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": traceparent})
	ctx, span := c.tracer.Start(ctx, "request", trace.WithSpanKind(trace.SpanKindServer))
	return &request{ctx: ctx, tracer: c.tracer, span: span}, func(a observe.Answered) {
		span.SetAttributes(attribute.String("http.request.method", a.Method), attribute.String("http.route", a.Route),
			attribute.Int("http.response.status_code", a.Status), attribute.String("tiddly.request", observe.ID(ctx)),
			attribute.Int("tiddly.statements", a.Statements), attribute.Int("tiddly.rows", a.Rows))
		if a.Operation != "" {
			span.SetName(a.Operation)
			span.SetAttributes(attribute.String("graphql.operation.type", a.Operation), attribute.String("graphql.operation.name", a.Name))
		}
		if a.Status >= http.StatusInternalServerError || a.Status == 0 {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}

// request is the observer that makes spans of stages and statements.
type request struct {
	ctx    context.Context
	tracer trace.Tracer
	span   trace.Span
	told   int
}

// Operation implements observe.Observer; the end of the request reports it.
func (*request) Operation(string, string) {}

// Stage implements observe.Observer.
func (r *request) Stage(stage observe.Stage, span observe.Span) { r.child(stage.String(), span) }

// Statement implements observe.Observer. The statements of a request are reported one after the other.
func (r *request) Statement(s observe.Statement) {
	if r.told++; r.told <= maxStatements {
		r.child("statement", s.Span, attribute.String("db.query.text", s.SQL), attribute.Int("tiddly.rows", s.Rows))
	}
}

// Explains implements observe.Observer.
func (*request) Explains() bool { return false }

// child adds a span for something that has ended.
func (r *request) child(name string, span observe.Span, attributes ...attribute.KeyValue) {
	_, child := r.tracer.Start(r.ctx, name, trace.WithTimestamp(span.Start), trace.WithAttributes(attributes...))
	child.End(trace.WithTimestamp(span.End))
}
