package observe

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Counts is what a request did, for its log line and for the metrics.
type Counts struct {
	// Operation is query, mutation or subscription; empty if none was found. Name is the client's name of it.
	Operation, Name  string
	Statements, Rows int
	// Stages are the durations of the stages, Ran marks those that ran.
	Stages [stages]time.Duration
	Ran    [stages]bool
}

// Each yields the stages that ran, in their order.
func (c *Counts) Each(yield func(Stage, time.Duration) bool) {
	for s := range stages {
		if c.Ran[s] && !yield(s, c.Stages[s]) {
			return
		}
	}
}

// Request is the observer that counts, and that logs slow statements.
type Request struct {
	// ctx has the id of the request for the log.
	ctx  context.Context //nolint:containedctx // the observer lives as long as its request
	log  *slog.Logger
	slow time.Duration

	// The writer may run for the request on a goroutine of its own.
	mu     sync.Mutex
	counts Counts
}

// Answered describes an answered request.
type Answered struct {
	Counts
	// Route is the pattern of the address, or none; Method is a known method, or other.
	Route, Method string
	// Status is 0 if the exchange ended before the answer began.
	Status int
	// Bytes is the size of the body.
	Bytes int64
	Took  time.Duration
}

var _ Observer = (*Request)(nil)

// NewRequest returns an observer. Statements that take slow or longer are logged as warnings; 0 logs none. The log
// gets their text, which never contains values.
func NewRequest(ctx context.Context, log *slog.Logger, slow time.Duration) *Request {
	return &Request{ctx: ctx, log: log, slow: slow}
}

// Operation implements Observer.
func (r *Request) Operation(kind, name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts.Operation, r.counts.Name = kind, name
}

// Stage implements Observer. The runs of a stage are summed.
func (r *Request) Stage(stage Stage, span Span) {
	if stage >= stages {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts.Stages[stage] += max(span.Duration(), 0)
	r.counts.Ran[stage] = true
}

// Statement implements Observer.
func (r *Request) Statement(s Statement) {
	r.mu.Lock()
	r.counts.Statements++
	r.counts.Rows += s.Rows
	name := r.counts.Name
	r.mu.Unlock()
	if r.slow <= 0 || s.Duration() < r.slow {
		return
	}
	r.log.LogAttrs(r.ctx, slog.LevelWarn, "a statement was slow", slog.String("name", name), slog.String("sql", s.SQL),
		slog.Any("kinds", s.Kinds), slog.Int("rows", s.Rows), slog.Any("milliseconds", Milliseconds(s.Duration())))
}

// Explains implements Observer.
func (r *Request) Explains() bool { return false }

// Counts returns what was counted so far.
func (r *Request) Counts() Counts {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.counts
}
