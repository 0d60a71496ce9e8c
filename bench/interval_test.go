package bench

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// interval is a median with its 95 % confidence bounds, whatever the distribution.
type interval struct{ median, low, high float64 }

// of returns the interval, by ranks of a binomial distribution: the number of values below the true median is
// binomial with p = 0.5.
func of(values []float64) interval {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	n := len(sorted)
	median := (sorted[(n-1)/2] + sorted[n/2]) / 2
	// The greatest rank k with P(fewer than k values below the median) ≤ 2.5 %.
	k, p := 0, math.Pow(0.5, float64(n))
	for sum := p; sum <= 0.025 && k < n/2; {
		k++
		p *= float64(n-k+1) / float64(k)
		sum += p
	}
	k = max(k, 1)
	return interval{median: median, low: sorted[k-1], high: sorted[n-k]}
}

func (i interval) String() string {
	return fmt.Sprintf("%s [%s, %s]", short(i.median), short(i.low), short(i.high))
}

// short returns a number with three significant digits.
func short(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	default:
		return fmt.Sprintf("%.2f", v)
	}
}

func TestInterval(t *testing.T) {
	t.Parallel()
	numbers := func(n int) []float64 {
		all := make([]float64, n)
		for i := range all {
			all[i] = float64((i*7)%n + 1) // 1 to n in some order, n not a multiple of 7
		}
		return all
	}
	// The ranks are those of the tables for the sign test at 95 %.
	for _, c := range []struct {
		n    int
		want interval
	}{
		{1, interval{1, 1, 1}},
		{6, interval{3.5, 1, 6}},
		{10, interval{5.5, 2, 9}},
		{20, interval{10.5, 6, 15}},
		{41, interval{21, 14, 28}},
	} {
		if got := of(numbers(c.n)); got != c.want {
			t.Errorf("n = %d: %+v, want %+v", c.n, got, c.want)
		}
	}
}
