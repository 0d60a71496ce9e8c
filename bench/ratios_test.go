//go:build unix

package bench

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

var (
	checkRatios  = flag.Bool("check", false, "fail where a ratio to the floor is worse than the recorded one")
	recordRatios = flag.Bool("record", false, "record the ratios to the floor")
)

// ratiosFile has the recorded ratios, a line each.
const ratiosFile = "ratios.txt"

// ratios are the CPU times of requests as multiples of the floor's in the same run, by the name of the request.
type ratios map[string]interval

// add adds the ratio of a request that was measured, if it has a floor.
func (r ratios) add(name string, all []*measured) {
	for _, one := range all {
		if one.name == nameFloor {
			r[name] = of(pairs(all[0].cpu, one.cpu))
		}
	}
}

// worse returns the names of the requests whose ratio is worse than the recorded one, beyond both intervals, and of
// those that were not measured.
func (r ratios) worse(recorded ratios) (all []string) {
	for _, name := range slices.Sorted(maps.Keys(recorded)) {
		if now, known := r[name]; !known || now.low > recorded[name].high {
			all = append(all, name)
		}
	}
	return all
}

// checks is how often a request has to be worse, each time in a measurement of its own, before it is said to be: the
// other work of a machine slows some handlers more than others, and of many intervals one in twenty is wrong.
const checks = 3

// confirmed returns the requests that are worse each time they are measured again, with both ratios.
func (r ratios) confirmed(recorded ratios, again func(name string)) (all []string) {
	for range checks - 1 {
		for _, name := range r.worse(recorded) {
			if _, known := r[name]; known {
				again(name)
			}
		}
	}
	for _, name := range r.worse(recorded) {
		if now, known := r[name]; known {
			all = append(all, fmt.Sprintf("%s takes %s of the floor, and took %s", name, now, recorded[name]))
		} else {
			all = append(all, name+" was not measured")
		}
	}
	return all
}

// settle compares the ratios with the recorded ones, or records them, as the flags say.
func (r ratios) settle(t *testing.T, again func(name string)) {
	t.Helper()
	text, err := os.ReadFile(ratiosFile)
	if err != nil {
		t.Fatal(err)
	}
	recorded := parseRatios(t, string(text))
	if *checkRatios {
		known := maps.Clone(recorded)
		maps.DeleteFunc(known, func(name string, _ interval) bool { return *only != "" && r[name] == interval{} })
		for _, line := range r.confirmed(known, again) {
			t.Error(line)
		}
	}
	if *recordRatios {
		if *only != "" { // the others stay as they are
			maps.Copy(recorded, r)
			r = recorded
		}
		if err := os.WriteFile(ratiosFile, []byte(r.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// String returns a line for each request: the median and the bounds of its ratio, and its name.
func (r ratios) String() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(r)) {
		i := r[name]
		fmt.Fprintf(&b, "%.3f %.3f %.3f %s\n", i.median, i.low, i.high, name)
	}
	return b.String()
}

func parseRatios(t *testing.T, text string) ratios {
	t.Helper()
	all := ratios{}
	for line := range strings.Lines(text) {
		var i interval
		numbers := strings.SplitN(strings.TrimSpace(line), " ", 4)
		if len(numbers) != 4 {
			t.Fatalf("the line %q has no name", line)
		}
		if _, err := fmt.Sscan(strings.Join(numbers[:3], " "), &i.median, &i.low, &i.high); err != nil {
			t.Fatal(err)
		}
		all[numbers[3]] = i
	}
	return all
}

func TestRatios(t *testing.T) {
	t.Parallel()
	recorded := ratios{"list": {0.8, 0.7, 0.9}, "page 1": {1, 0.9, 1.1}, "key": {2, 1.9, 2.1}}
	if got := parseRatios(t, recorded.String()); !maps.Equal(got, recorded) {
		t.Errorf("read %v", got)
	}
	now := ratios{"list": {1, 0.91, 1.1}, "page 1": {1.2, 1.05, 1.3}, "other": {9, 9, 9}}
	want := []string{"key was not measured", "list takes 1.00 [0.91, 1.10] of the floor, and took 0.80 [0.70, 0.90]"}
	var again []string
	if got := now.confirmed(recorded, func(name string) { again = append(again, name) }); !slices.Equal(got, want) {
		t.Errorf("worse are %q, want %q", got, want)
	}
	if !slices.Equal(again, []string{"list", "list"}) {
		t.Errorf("measured again: %q, want the list alone, twice", again)
	}
	got := now.confirmed(recorded, func(name string) { now[name] = interval{0.9, 0.8, 1} })
	if want = want[:1]; !slices.Equal(got, want) {
		t.Errorf("worse are %q, want %q, once the machine is idle", got, want)
	}
	all := []*measured{{contender: contender{name: nameOurs}, cpu: []float64{2}}, {contender: contender{name: nameFloor}, cpu: []float64{4}}}
	if now.add("half", all); now["half"].median != 0.5 {
		t.Errorf("half is %v", now["half"])
	}
}
