package serve

import (
	"context"
	"net/http"
	"time"

	"tiddly/internal/gql/limits"
	"tiddly/internal/gql/persisted"
	"tiddly/internal/gql/transport"
)

// DefaultTimeout is the default time limit of a request.
const DefaultTimeout = 10 * time.Second

// Options configure the edge. The zero value is the default.
type Options struct {
	// Timeout limits the work on one request: its document, its plan and its run together; 0 is DefaultTimeout.
	Timeout time.Duration
	// Limits bound the document; their zero value is limits.Default.
	Limits limits.Limits
	// Enter is called before a request runs, when all of it has arrived, and leave when its answer is ready to be
	// sent: slow clients hold no place. It may be nil.
	Enter func(context.Context) (leave func(), err error)
	// Generated makes the generated code answer every root field that it knows, also those that the engine could
	// answer alone: the answers are the same.
	Generated bool
	// Unready makes every request take the way of one whose document has just been read, which goes through gqlgen: the
	// answers are the same.
	Unready bool
	// HideSchema reports whether the schema is hidden from a request: no introspection, and no names in errors except
	// the client's own. Nil is never.
	HideSchema func(*http.Request) bool
	// Report is called with what belongs into the log and is hidden from the client: faults with a cause, and panics
	// with their stacks. It may be nil.
	Report func(context.Context, error)
	// Traces reports whether a request may get a trace; nil is never.
	Traces func(*http.Request) bool
	// Documents are those that requests can name; nil has none.
	Documents *persisted.Documents
	// CacheControl is the Cache-Control of good answers to GET and QUERY; empty sets none.
	CacheControl string
}

// filled returns the options with defaults for what is not set.
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
		CacheControl: o.CacheControl, Documents: o.Documents,
	}
}
