package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"tiddly/internal/kept"
	"tiddly/internal/observe"
	"tiddly/internal/outgoing"
)

// Sources are read when the series are collected, and cost nothing before.
type Sources struct {
	// Database returns the usage of the database.
	Database func() observe.Usage
	// Plans returns the usage of the cache of documents and plans.
	Plans func() Plans
	// Outgoing returns the usage of the bytes that wait to be sent.
	Outgoing func() outgoing.Usage
	// Kept returns the usage of the answers that are kept.
	Kept func() kept.Usage
	// Turns returns the numbers of running and waiting requests.
	Turns func() Turns
}

// Turns holds the numbers of running and waiting requests.
type Turns struct{ AtWork, Waiting int }

// Plans holds the usage of the cache of documents and plans since the start.
type Plans struct {
	// Hits are requests whose document was cached, Misses those for which it was parsed and validated.
	Hits, Misses uint64
	// Documents is the number of cached documents.
	Documents int
	// Schemas counts the schemas served so far; the first is 1.
	Schemas uint64
}

// series is a value that is read out of T.
type series[T any] struct {
	description *prometheus.Desc
	kind        prometheus.ValueType
	value       func(T) float64
}

func gauge[T any](name, help string, value func(T) float64) series[T] {
	return series[T]{prometheus.NewDesc(name, help, nil, nil), prometheus.GaugeValue, value}
}

func counter[T any](name, help string, value func(T) float64) series[T] {
	return series[T]{prometheus.NewDesc(name, help, nil, nil), prometheus.CounterValue, value}
}

var ofDatabase = []series[observe.Usage]{
	gauge("tiddly_readers", "Maximum number of connections that read.", func(u observe.Usage) float64 { return float64(u.Readers) }),
	gauge("tiddly_readers_in_use", "Connections that are reading.", func(u observe.Usage) float64 { return float64(u.ReadersInUse) }),
	gauge("tiddly_readers_waiting", "Requests that wait for a connection to read.", func(u observe.Usage) float64 { return float64(u.Waiting) }),
	counter("tiddly_reader_waits_total", "Requests that had to wait for a connection to read.", func(u observe.Usage) float64 { return float64(u.Waits) }),
	counter("tiddly_reader_wait_seconds_total", "Time that requests waited for a connection to read.", func(u observe.Usage) float64 { return u.WaitTime.Seconds() }),
	gauge("tiddly_writes_waiting", "Writes in the queue of the writer.", func(u observe.Usage) float64 { return float64(u.Queued) }),
}

var ofPlans = []series[Plans]{
	counter("tiddly_plan_cache_hits_total", "Requests whose document was cached.", func(p Plans) float64 { return float64(p.Hits) }),
	counter("tiddly_plan_cache_misses_total", "Documents that were parsed and validated.", func(p Plans) float64 { return float64(p.Misses) }),
	gauge("tiddly_plan_cache_documents", "Documents that are cached with their plans.", func(p Plans) float64 { return float64(p.Documents) }),
	counter("tiddly_schemas_total", "Schemas that have been served.", func(p Plans) float64 { return float64(p.Schemas) }),
}

var ofTurns = []series[Turns]{
	gauge("tiddly_requests_at_work", "Requests that are running, of at most limits.requests.", func(t Turns) float64 { return float64(t.AtWork) }),
	gauge("tiddly_requests_waiting", "Requests that wait for their turn, of at most limits.waiting.", func(t Turns) float64 { return float64(t.Waiting) }),
}

var ofOutgoing = []series[outgoing.Usage]{
	gauge("tiddly_outgoing_bytes", "Bytes of answers that wait to be sent, of at most limits.outgoing.", func(u outgoing.Usage) float64 { return float64(u.Bytes) }),
	gauge("tiddly_outgoing_waiting", "Requests that wait for room among the outgoing bytes.", func(u outgoing.Usage) float64 { return float64(u.Waiting) }),
	counter("tiddly_outgoing_refused_total", "Requests that were refused because too many bytes waited to be sent.", func(u outgoing.Usage) float64 { return float64(u.Refused) }),
	counter("tiddly_clients_dropped_total", "Clients that were dropped because they read their answers too slowly.", func(u outgoing.Usage) float64 { return float64(u.Dropped) }),
}

var ofKept = []series[kept.Usage]{
	counter("tiddly_kept_hits_total", "Requests to which an answer was given that was kept.", func(u kept.Usage) float64 { return float64(u.Hits) }),
	counter("tiddly_kept_misses_total", "Requests whose answer could have been kept, and was read.", func(u kept.Usage) float64 { return float64(u.Misses) }),
	gauge("tiddly_kept_bytes", "Bytes of the answers that are kept, of at most limits.kept.", func(u kept.Usage) float64 { return float64(u.Bytes) }),
	gauge("tiddly_kept_answers", "Answers that are kept.", func(u kept.Usage) float64 { return float64(u.Answers) }),
}

var ofCommits = prometheus.NewDesc("tiddly_commit_writes", "Writes that shared a commit.", nil, nil)

// collector collects the series of the sources.
type collector struct{ sources Sources }

func newCollector(s Sources) prometheus.Collector { return collector{s} }

// Describe implements prometheus.Collector.
func (c collector) Describe(to chan<- *prometheus.Desc) { prometheus.DescribeByCollect(c, to) }

// Collect implements prometheus.Collector.
func (c collector) Collect(to chan<- prometheus.Metric) {
	if c.sources.Database != nil {
		usage := c.sources.Database()
		tell(to, ofDatabase, usage)
		to <- commits(usage)
	}
	if c.sources.Plans != nil {
		tell(to, ofPlans, c.sources.Plans())
	}
	if c.sources.Turns != nil {
		tell(to, ofTurns, c.sources.Turns())
	}
	if c.sources.Outgoing != nil {
		tell(to, ofOutgoing, c.sources.Outgoing())
	}
	if c.sources.Kept != nil {
		tell(to, ofKept, c.sources.Kept())
	}
}

func tell[T any](to chan<- prometheus.Metric, all []series[T], from T) {
	for _, s := range all {
		to <- prometheus.MustNewConstMetric(s.description, s.kind, s.value(from))
	}
}

// commits returns the sizes of the committed groups as a histogram.
func commits(u observe.Usage) prometheus.Metric {
	buckets := make(map[float64]uint64, len(u.Groups))
	var sum uint64
	for i, n := range u.Groups {
		sum += n
		buckets[float64(int(1)<<i)] = sum
	}
	return prometheus.MustNewConstHistogram(ofCommits, sum, float64(u.Written), buckets)
}
