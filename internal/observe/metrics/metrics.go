// Package metrics counts what requests and the database do, in the form of Prometheus. Its labels only have values
// from fixed sets (routes, methods, statuses, kinds of operations, stages), so that clients cannot increase the
// number of series. It has its own registry: series registered by other packages are not exposed.
package metrics

import (
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"tiddly/internal/observe"
)

// times are the upper bounds of the buckets, in seconds: from a row by its key to the maximum time of a request.
var times = []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}

// Metrics holds all series of a server.
type Metrics struct {
	registry         *prometheus.Registry
	inFlight         prometheus.Gauge
	requests         *prometheus.HistogramVec
	stages           map[observe.Stage]prometheus.Observer
	statements, rows prometheus.Counter
}

// New returns the series. Nil sources have none.
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

// Handler returns a handler that serves all series as text, without access control.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Began counts a request in flight.
func (m *Metrics) Began() { m.inFlight.Inc() }

// Ended counts an answered request.
func (m *Metrics) Ended(a observe.Answered) {
	m.inFlight.Dec()
	m.requests.WithLabelValues(a.Route, a.Method, strconv.Itoa(a.Status), a.Operation).Observe(a.Took.Seconds())
	for stage, took := range a.Each {
		m.stages[stage].Observe(took.Seconds())
	}
	m.statements.Add(float64(a.Statements))
	m.rows.Add(float64(a.Rows))
}
