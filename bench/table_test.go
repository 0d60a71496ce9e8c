//go:build unix

package bench

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

var (
	tableFile = flag.String("table", "", "measure in turns and write the table of figures to this file")
	rounds    = flag.Int("rounds", 40, "how often each handler has its turn")
	only      = flag.String("only", "", "measure only the requests whose names match this expression")
	turn      = flag.Duration("turn", 25*time.Millisecond, "about how long a turn is")
)

// measured holds the figures of one handler, one value per round.
type measured struct {
	contender
	caller      *caller
	calls       int
	cpu, wall   []float64 // microseconds per request
	allocations float64
}

// TestTable measures only on request. It asserts nothing: times are reported.
func TestTable(t *testing.T) {
	if *tableFile == "" {
		t.Skip("no -table")
	}
	out, err := os.Create(*tableFile)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := out.Close(); err != nil {
			t.Error(err)
		}
	}()
	_, _ = fmt.Fprintln(out, "| request | handler | CPU µs | wall µs | CPU × floor | allocations | a row | bytes |")
	_, _ = fmt.Fprintln(out, "| --- | --- | --- | --- | --- | --- | --- | --- |")
	found := ratios{}
	byName := map[string]*match{}
	wanted := regexp.MustCompile(*only)
	requests := slices.DeleteFunc(matches(t), func(m match) bool { return !wanted.MatchString(m.request.name) })
	for i := range requests {
		m := &requests[i]
		all := measure(t, m)
		report(t, out, m, all)
		found.add(m.request.name, all)
		byName[m.request.name] = m
	}
	reportLoopback(t, out, requests)
	found.settle(t, func(name string) { found.add(name, measure(t, byName[name])) })
	_, _ = fmt.Fprintf(out, "\nMedians of %d rounds in turns with their 95 %% intervals; the ratio is that of pairs of one round. %s, %s/%s, %d CPUs.\n",
		*rounds, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
}

// measure measures the handlers in turns. Each round begins with another handler, so that none always follows the
// same.
func measure(t *testing.T, m *match) []*measured {
	t.Helper()
	all := make([]*measured, len(m.contenders))
	for i, c := range m.contenders {
		caller := newCallerOf(t, c.handler, m.request, m.request.variables)
		all[i] = &measured{contender: c, caller: caller, allocations: caller.allocations()}
	}
	takeTurns(t, all)
	for _, one := range all {
		if status, body := one.caller.answer(); status != m.request.status || bytes.Count(body, []byte(`"id":`)) != m.request.ids {
			t.Fatalf("%s: after %d calls %s answers %d: %.300s", m.request.name, one.caller.next, one.name, status, body)
		}
	}
	return all
}

// takeTurns measures the handlers in turns, after a warm-up.
func takeTurns(t *testing.T, all []*measured) {
	t.Helper()
	for _, one := range all {
		one.calls = calibrate(one.caller)
	}
	for round := range *rounds {
		for i := range all {
			all[(round+i)%len(all)].take(t)
		}
	}
}

// calibrate returns the number of calls that fill a turn.
func calibrate(c *caller) int {
	for n := 1; ; n *= 2 {
		start := time.Now()
		for range n {
			c.call()
		}
		if took := time.Since(start); took > *turn/4 {
			return max(1, int(float64(n)*float64(*turn)/float64(took)))
		}
	}
}

// callEqually gives all the same number of calls in a turn, and at least some: the first calls after a collection of garbage
// are the dearest.
func callEqually(all []*measured, least int) {
	calls := least
	for _, one := range all {
		calls = max(calls, calibrate(one.caller))
	}
	for _, one := range all {
		one.calls = calls
	}
}

// take measures one turn. It first collects the garbage of the turn before, and calls once more: what a handler keeps in
// pools does not outlast that, as it does where a handler is used all the time.
func (m *measured) take(t *testing.T) {
	t.Helper()
	runtime.GC()
	m.caller.call()
	cpu, start := processCPU(t), time.Now()
	for range m.calls {
		m.caller.call()
	}
	wall := time.Since(start)
	cpu = processCPU(t) - cpu
	m.cpu = append(m.cpu, micros(cpu)/float64(m.calls))
	m.wall = append(m.wall, micros(wall)/float64(m.calls))
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }

// processCPU returns the CPU time of all threads of this process, the garbage collector included.
func processCPU(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func report(t *testing.T, out io.Writer, m *match, all []*measured) {
	t.Helper()
	var floor *measured
	for _, one := range all {
		if one.name == nameFloor {
			floor = one
		}
	}
	for _, one := range all {
		ratio, perRow := "", ""
		if floor != nil && one != floor {
			ratio = of(pairs(one.cpu, floor.cpu)).String()
		}
		if m.request.few != nil {
			few := newCallerOf(t, one.handler, m.request, m.request.few).allocations()
			perRow = short((one.allocations - few) / float64(m.request.rows))
		}
		_, _ = fmt.Fprintf(out, "| %s | %s | %s | %s | %s | %.0f | %s | %d |\n", m.request.name, one.name, of(one.cpu), of(one.wall),
			ratio, one.allocations, perRow, one.caller.sink.bytes)
	}
}

// pairs returns the ratio of each round.
func pairs(ours, floor []float64) []float64 {
	ratios := make([]float64, len(ours))
	for i := range ours {
		ratios[i] = ours[i] / floor[i]
	}
	return ratios
}

func TestReport(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	c := &caller{sink: sink{bytes: 7}}
	one := &measured{contender: contender{name: nameOurs}, caller: c, cpu: []float64{30, 10, 20}, wall: []float64{1, 1, 1}, allocations: 5}
	two := &measured{contender: contender{name: nameFloor}, caller: c, cpu: []float64{15, 10, 5}, wall: []float64{2, 2, 2}, allocations: 3}
	report(t, &out, &match{request: &key}, []*measured{one, two})
	const want = `| key | Tiddly | 20.0 [10.0, 30.0] | 1.00 [1.00, 1.00] | 2.00 [1.00, 4.00] | 5 |  | 7 |
| key | floor | 10.0 [5.00, 15.0] | 2.00 [2.00, 2.00] |  | 3 |  | 7 |
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}
