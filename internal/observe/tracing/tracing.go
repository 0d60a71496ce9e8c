// Package tracing reports requests and their stages to an OpenTelemetry collector. It is only compiled in with the
// build tag otel: its dependencies enlarge the program and bring gRPC, and most operators have no collector.
// Without the tag, Open returns an error.
package tracing

import (
	"context"

	"tiddly/internal/observe"
)

// Spans starts the spans of requests.
type Spans interface {
	// Begin starts the span of a request, as a child of the one in the header traceparent, if that is valid. The
	// observer adds stages and statements; end completes the span.
	Begin(ctx context.Context, traceparent string) (o observe.Observer, end func(observe.Answered))
	// Close sends the remaining spans, until ctx ends.
	Close(ctx context.Context) error
}
