//go:build unix

package bench

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

var (
	tableFile = flag.String("table", "", "measure in turns and write the table of figures to this file")
	rounds    = flag.Int("rounds", 40, "how often each handler has its turn")
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
	for _, m := range matches(t) {
		report(t, out, &m, measure(t, &m))
	}
	reportREST(t, out)
	_, _ = fmt.Fprintf(out, "\nMedians of %d rounds in turns with their 95 %% intervals; the ratio is that of pairs of one round. %s, %s/%s, %d CPUs.\n",
		*rounds, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
}

// measure measures the handlers in turns. Each round begins with another handler, so that none always follows the
// same.
func measure(t *testing.T, m *match) []*measured {
	t.Helper()
	body := m.request.body(t, m.request.variables)
	all := make([]*measured, len(m.contenders))
	for i, c := range m.contenders {
		all[i] = &measured{contender: c, caller: newCaller(t, c.handler, body), allocations: allocations(t, c, body)}
	}
	takeTurns(t, all)
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

// take measures one turn. It first collects the garbage of the turn before.
func (m *measured) take(t *testing.T) {
	t.Helper()
	runtime.GC()
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
			few := allocations(t, one.contender, m.request.body(t, m.request.few))
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
