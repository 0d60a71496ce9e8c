package bench

import "testing"

// BenchmarkRequests measures each request with each handler, one after the other. For figures to be
// compared run the table, which takes turns.
func BenchmarkRequests(b *testing.B) {
	for _, m := range matches(b) {
		body := m.request.body(b, m.request.variables)
		for _, c := range m.contenders {
			b.Run(m.request.name+"/"+c.name, func(b *testing.B) {
				caller := newCaller(b, c.handler, body)
				caller.call() // plans and prepared statements are there from the second request on
				b.ReportAllocs()
				for b.Loop() {
					caller.call()
				}
				b.ReportMetric(float64(caller.sink.bytes), "bytes/answer")
			})
		}
	}
}
