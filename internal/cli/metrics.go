package cli

import (
	"context"
	"log/slog"
	"net"
	"time"

	"tiddly/internal/config"
	"tiddly/internal/gql/serve"
	"tiddly/internal/observe/metrics"
	"tiddly/internal/observe/tracing"
	"tiddly/internal/server"
)

// measuring collects metrics if somebody may read them.
type measuring struct {
	setting config.Settings
	// aside is the listener of the metrics; nil if they have no address of their own.
	aside net.Listener
}

// measure listens on the metrics' own address, if they have one. Any address is allowed: it is set explicitly, and
// no row can be read there.
func measure(ctx context.Context, s config.Settings) (*measuring, error) {
	m := &measuring{setting: s}
	if s.MetricsAddress() == "" {
		return m, nil
	}
	var err error
	m.aside, err = listen(ctx, s.MetricsAddress(), true)
	return m, err
}

// close closes the listener.
func (m *measuring) close() {
	if m.aside != nil {
		_ = m.aside.Close() // usually the server has closed it
	}
}

// add sets the options that collect metrics, and serves them at their own address until ctx ends. Near returns
// whether a request is from loopback.
func (m *measuring) add(
	ctx context.Context, options *server.Options, o *opened, handler *serve.Handler, near nearness, log *slog.Logger,
) {
	if m.aside == nil && !config.Allows(m.setting.Metrics, near != nil) {
		return
	}
	all := metrics.New(metrics.Sources{Database: o.database.Usage, Plans: func() metrics.Plans {
		u := handler.Usage()
		return metrics.Plans{Hits: u.Hits, Misses: u.Misses, Documents: u.Documents, Schemas: u.Schemas}
	}, Turns: func() metrics.Turns {
		return metrics.Turns{AtWork: o.gate.AtWork(), Waiting: o.gate.Waiting()}
	}, Outgoing: o.outgoing.Usage, Kept: o.answers.Usage})
	options.Meter = all
	if m.aside == nil {
		options.Metrics = all.Handler()
		options.Measures = near.allows(m.setting.Metrics)
		return
	}
	log.Info("metrics have an address of their own", "address", m.aside.Addr().String())
	go func() {
		if err := server.ServeMetrics(ctx, m.aside, all.Handler(), log); err != nil {
			log.Error("the metrics are no longer served", "err", err)
		}
	}()
}

// sendTime is how long the last spans may take to be sent when the server stops.
const sendTime = 3 * time.Second

// openSpans connects to the collector, if one is set; otherwise the spans are nil. The end function sends the last
// ones.
func openSpans(ctx context.Context, collector string, log *slog.Logger) (spans tracing.Spans, end func(), err error) {
	if collector == "" {
		return nil, func() {}, nil
	}
	spans, err = tracing.Open(ctx, collector, log)
	if err != nil {
		return nil, nil, err
	}
	return spans, func() {
		ctx, done := context.WithTimeout(context.WithoutCancel(ctx), sendTime)
		defer done()
		if err := spans.Close(ctx); err != nil {
			log.Warn("the last spans could not be sent", "err", err)
		}
	}, nil
}
