package bench

import "testing"

// BenchmarkRequests measures each request with each handler, one after the other. For figures that can be compared,
// run the table, which measures the handlers in turns.
func BenchmarkRequests(b *testing.B) {
	for _, m := range matches(b) {
		for _, c := range m.contenders {
			b.Run(m.request.name+"/"+c.name, func(b *testing.B) {
				caller := newCallerOf(b, c.handler, m.request, m.request.variables)
				caller.call() // the second request is the first with a cached plan and prepared statements
				b.ReportAllocs()
				for b.Loop() {
					caller.call()
				}
				b.ReportMetric(float64(caller.sink.bytes), "bytes/answer")
			})
		}
	}
}
