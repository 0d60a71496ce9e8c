//go:build !otel

package tracing

import (
	"context"
	"log/slog"

	"tiddly/internal/fault"
)

// Open returns an error: this program was built without OpenTelemetry.
func Open(context.Context, string, *slog.Logger) (Spans, error) {
	return nil, fault.New(fault.Internal, "spans cannot be sent: this program was built without OpenTelemetry").
		WithHint("build it with: go build -tags otel . , or remove the setting otel")
}
