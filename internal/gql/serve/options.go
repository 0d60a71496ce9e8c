package serve

import (
	"context"
	"net/http"
	"time"

	"tiddly/internal/gql/limits"
	"tiddly/internal/gql/transport"
)

// DefaultTimeout is how long a request may be worked on unless Options set another time.
const DefaultTimeout = 10 * time.Second

// Options are what the edge leaves to whoever runs it. The zero value is the default.
type Options struct {
	// Timeout bounds the work on one request: its document, its plan and its run together; 0 is DefaultTimeout.
	Timeout time.Duration
	// Limits bound the document; their zero value is limits.Default.
	Limits limits.Limits
	// Enter is asked before a request is worked on, when all of it has arrived, and leave is called when its answer
	// is ready to be sent: no slow client holds a place. It may be nil.
	Enter func(context.Context) (leave func(), err error)
	// Generated has the generated code answer every root field that it knows, also those that the engine could answer
	// alone: the answers are the same.
	Generated bool
	// HideSchema reports for which requests the schema is not shown: no introspection, and no names in errors that
	// the client did not write. Nil is for none.
	HideSchema func(*http.Request) bool
	// Report is called with what the log should have and the client does not get: faults with a cause, and panics with
	// their stacks. It may be nil.
	Report func(context.Context, error)
	// Traces reports whether a request may be answered with what the server did for it; nil is never.
	Traces func(*http.Request) bool
}

// filled returns the options with defaults in place of what is not set.
func (o Options) filled() Options {
	if o.Limits == (limits.Limits{}) {
		o.Limits = limits.Default()
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	return o
}

// transport returns the options of the transport.
func (o *Options) transport() transport.Options {
	return transport.Options{
		Timeout: o.Timeout, Limits: &o.Limits, Enter: o.Enter, HideSchema: o.HideSchema, Traces: o.Traces, Report: o.Report,
	}
}
