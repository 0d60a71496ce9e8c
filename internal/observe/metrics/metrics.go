// Package metrics counts what requests and the database do, in the form of Prometheus. Its labels are words of ours
// only (routes, methods, statuses, kinds of operations, stages), so that no client can make the number of series grow.
// It has a registry of its own: nothing that another package registers is shown.
package metrics

import (
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"tiddly/internal/observe"
)

// times are the upper ends of the buckets, in seconds: from a row by its key to the longest a request may take.
var times = []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}

// Metrics are all series of a server.
type Metrics struct {
	registry         *prometheus.Registry
	inFlight         prometheus.Gauge
	requests         *prometheus.HistogramVec
	stages           map[observe.Stage]prometheus.Observer
	statements, rows prometheus.Counter
}

// New makes the series. Sources that are nil have none.
func New(s Sources) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "tiddly_requests_in_flight", Help: "Requests that are being answered.",
		}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "tiddly_request_seconds", Help: "Time from the head of a request to the end of its answer.", Buckets: times,
		}, []string{"route", "method", "status", "operation"}),
		stages: map[observe.Stage]prometheus.Observer{},
		statements: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "tiddly_statements_total", Help: "SQL statements that were run.",
		}),
		rows: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "tiddly_rows_total", Help: "Rows that were read for answers, or that writes matched.",
		}),
	}
	stages := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "tiddly_stage_seconds", Help: "Time of a stage within a request.", Buckets: times,
	}, []string{"stage"})
	for stage := range observe.Stages {
		m.stages[stage] = stages.WithLabelValues(stage.String())
	}
	m.registry.MustRegister(m.inFlight, m.requests, stages, m.statements, m.rows, newCollector(s),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler gives all series as text, to whoever asks.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Began counts a request that is being answered.
func (m *Metrics) Began() { m.inFlight.Inc() }

// Ended counts a request that was answered.
func (m *Metrics) Ended(a observe.Answered) {
	m.inFlight.Dec()
	m.requests.WithLabelValues(a.Route, a.Method, strconv.Itoa(a.Status), a.Operation).Observe(a.Took.Seconds())
	for stage, took := range a.Each {
		m.stages[stage].Observe(took.Seconds())
	}
	m.statements.Add(float64(a.Statements))
	m.rows.Add(float64(a.Rows))
}
