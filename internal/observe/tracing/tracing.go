// Package tracing tells a collector of OpenTelemetry what requests and their stages did. What it needs is linked in by
// the build tag otel: it makes the program a sixth larger and brings gRPC, and most who run it have no collector.
// Without the tag, Open says so.
package tracing

import (
	"context"

	"tiddly/internal/observe"
)

// Spans begins the spans of requests.
type Spans interface {
	// Begin starts the span of a request, within the one that the header traceparent names, if it is one. The observer
	// tells it of stages and statements; end tells that it was answered.
	Begin(ctx context.Context, traceparent string) (o observe.Observer, end func(observe.Answered))
	// Close sends what was not sent yet, as far as ctx allows.
	Close(ctx context.Context) error
}
