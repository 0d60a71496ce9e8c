package cell

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func sortedForms(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, before := range []string{formDate, formDate + " " + formClock, formDate + "T" + formClock} {
		for _, fraction := range append([]string{"-"}, fractions...) {
			for _, zone := range zones {
				form := before
				if before != formDate {
					if fraction != "-" {
						form += formSeconds + fraction
					}
					form += zone
				}
				if _, ok := Sorted(form); ok {
					all = append(all, form)
				}
			}
		}
	}
	return all
}

// TestSortedForms requires of each form by which dates sort that its texts do, that each is read as the instant that was
// written, and that nothing else is of the form.
func TestSortedForms(t *testing.T) {
	forms := sortedForms(t)
	if len(forms) < 50 {
		t.Errorf("%d forms", len(forms))
	}
	random := func() int64 {
		n := FirstInstant + rand.Int64N(EndOfInstants-FirstInstant)
		for _, unit := range []int64{1, 1000, 500_000, Second, Minute, Day} {
			if rand.IntN(3) == 0 {
				n -= n % unit
			}
		}
		return n
	}
	for _, form := range forms {
		f, _ := Sorted(form)
		for range 200 {
			a := random()
			b := a + rand.Int64N(3*Second) - Second
			low, high := f.Floor(a), f.Ceil(a)
			if low > a || high < a || !f.Holds(low) || !f.Holds(high) || f.Holds(a) != (low == a && high == a) {
				t.Fatalf("%s: %d is between %d and %d", form, a, low, high)
			}
			x, y := string(AppendForm(nil, low, form)), string(AppendForm(nil, f.Floor(b), form))
			if got, ok := f.Parse(x); !ok || got != low {
				t.Fatalf("%s: %q is %d %t, want %d", form, x, got, ok, low)
			}
			if strings.Compare(x, y) != compare(low, f.Floor(b)) {
				t.Fatalf("%s: %q and %q", form, x, y)
			}
			if exact := string(AppendForm(nil, a, form)); exact != x {
				if _, ok := f.Parse(exact); ok {
					t.Fatalf("%s: %q is of the form", form, exact)
				}
			}
		}
	}
	for form, others := range map[string][]string{
		"YYYY-MM-DD":                {"", "2024-1-2", "2024-01-02 00:00:00", "2024-02-30", " 2024-01-02"},
		"YYYY-MM-DD HH:MM:SS":       {"2024-01-02T03:04:05", "2024-01-02 03:04:05Z", "2024-01-02 03:04:05.0", "2024-01-02 03:04", "0000-00-00 00:00:00"},
		"YYYY-MM-DDTHH:MM:SS.fffZ":  {"2024-01-02T03:04:05Z", "2024-01-02T03:04:05.0000Z", "2024-01-02T03:04:05.000z", "2024-01-02T03:04:05.000+00:00"},
		"YYYY-MM-DD HH:MM:SS.f?":    {"2024-01-02 03:04:05.50", "2024-01-02 03:04:05.", "2024-01-02 03:04:05.0"},
		"YYYY-MM-DD HH:MM:SS.fff?":  {"2024-01-02 03:04:05.000", "2024-01-02 03:04:05.5"},
		"YYYY-MM-DDTHH:MM:SS+00:00": {"2024-01-02T03:04:05+01:00", "2024-01-02T03:04:05-00:00"},
	} {
		f, ok := Sorted(form)
		for _, s := range others {
			if _, is := f.Parse(s); is || !ok {
				t.Errorf("%q is of the form %s", s, form)
			}
		}
	}
	for _, form := range []string{"", "HH:MM:SS", "YYYY-MM-DD HH:MM:SS.f?Z", "YYYY-MM-DDTHH:MM:SS.ffffff?Z", "YYYY-MM-DD HH:MM:SS.fffffff", "lower"} {
		if _, ok := Sorted(form); ok {
			t.Errorf("dates sort by the form %s", form)
		}
	}
}

func compare(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}
