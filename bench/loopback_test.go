//go:build unix

package bench

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// loopbackCalls is the number of requests of a turn.
const loopbackCalls = 512

// loopback is a handler behind a server on loopback, with a client in the same process.
type loopback struct {
	contender
	server    *httptest.Server
	client    *http.Client
	sends     []sent
	next      atomic.Int64
	cpu, wall []float64 // microseconds per request
}

func newLoopback(tb testing.TB, c contender, sends []sent) *loopback {
	tb.Helper()
	server := httptest.NewServer(c.handler)
	tb.Cleanup(server.Close)
	transport := &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}
	tb.Cleanup(transport.CloseIdleConnections)
	return &loopback{contender: c, server: server, client: &http.Client{Transport: transport}, sends: sends}
}

// call sends the next of the calls, and returns the length of the answer.
func (l *loopback) call() (int64, error) {
	s := &l.sends[int(l.next.Add(1)-1)%len(l.sends)]
	r, err := l.client.Post(l.server.URL+s.path, "application/json", bytes.NewReader(s.body)) //nolint:noctx // it ends with the test
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(io.Discard, r.Body)
	if closeErr := r.Body.Close(); err == nil {
		err = closeErr
	}
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d", r.StatusCode)
	}
	return n, err
}

// take measures a turn of so many workers.
func (l *loopback) take(t *testing.T, workers int) {
	t.Helper()
	var group sync.WaitGroup
	cpu, start := processCPU(t), time.Now()
	for range workers {
		group.Go(func() {
			for range loopbackCalls / workers {
				if _, err := l.call(); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	wall := time.Since(start)
	l.cpu = append(l.cpu, micros(processCPU(t)-cpu)/loopbackCalls)
	l.wall = append(l.wall, micros(wall)/loopbackCalls)
}

// reportLoopback measures requests over loopback, one at a time and 32, client and server together, in turns.
func reportLoopback(t *testing.T, out io.Writer, requests []match) {
	t.Helper()
	_, _ = fmt.Fprintln(out, "\n| over loopback | at a time | handler | CPU µs | wall µs | CPU × floor |\n| --- | --- | --- | --- | --- | --- |")
	for _, m := range requests {
		if !slices.Contains([]string{list.name, key.name, "insert", "update"}, m.request.name) {
			continue
		}
		for _, workers := range []int{1, 32} {
			var all []*loopback
			for _, c := range m.contenders {
				all = append(all, newLoopback(t, c, m.request.calls(t, m.request.variables)))
			}
			for round := range *rounds + 1 {
				for i := range all {
					all[(round+i)%len(all)].take(t, workers)
				}
			}
			for i, l := range all {
				l.cpu, l.wall = l.cpu[1:], l.wall[1:] // the first is the warm-up
				ratio := ""
				if i != 1 {
					ratio = of(pairs(l.cpu, all[1].cpu[len(all[1].cpu)-len(l.cpu):])).String()
				}
				_, _ = fmt.Fprintf(out, "| %s | %d | %s | %s | %s | %s |\n", m.request.name, workers, l.name, of(l.cpu), of(l.wall), ratio)
			}
		}
	}
}

// TestLoopback checks that a request over loopback has the answer of the handler.
func TestLoopback(t *testing.T) {
	m := matches(t)[0]
	for _, c := range m.contenders {
		_, want := newCallerOf(t, c.handler, m.request, m.request.variables).answer()
		if n, err := newLoopback(t, c, m.request.calls(t, m.request.variables)).call(); err != nil || n != int64(len(want)) {
			t.Errorf("%s: %d bytes (%v), want %d", c.name, n, err, len(want))
		}
	}
}
