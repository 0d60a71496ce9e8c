package cell

import (
	"slices"
	"testing"
)

func TestForms(t *testing.T) {
	for _, c := range []struct {
		texts []string
		form  string
		// written is how 2024-01-02 03:04:05.12 is written in the form, whole 2024-01-02 03:00:00.
		written, whole string
	}{
		{[]string{"2024-01-02 03:04:05", "2024-01-02 03:04:05.123456"}, InstantForm, "2024-01-02 03:04:05.120000", "2024-01-02 03:00:00"},
		{[]string{"2024-01-02T03:04:05Z"}, "YYYY-MM-DDTHH:MM:SS.ffffff?Z", "2024-01-02T03:04:05.120000Z", "2024-01-02T03:00:00Z"},
		{[]string{"2024-01-02T03:04:05.678Z"}, "YYYY-MM-DDTHH:MM:SS.fffZ", "2024-01-02T03:04:05.120Z", "2024-01-02T03:00:00.000Z"},
		{[]string{"2024-01-02 03:04:05.000 +00:00"}, "YYYY-MM-DD HH:MM:SS.fff +00:00", "2024-01-02 03:04:05.120 +00:00", "2024-01-02 03:00:00.000 +00:00"},
		{[]string{"2024-01-02T03:04:05+00:00"}, "YYYY-MM-DDTHH:MM:SS.ffffff?+00:00", "2024-01-02T03:04:05.120000+00:00", "2024-01-02T03:00:00+00:00"},
		{[]string{"2024-01-02 03:04:05+02"}, "YYYY-MM-DD HH:MM:SS.ffffff?+00", "2024-01-02 03:04:05.120000+00", "2024-01-02 03:00:00+00"},
		{[]string{"2024-01-02 03:04:05.1 +0200 CEST m=+0.5", "2024-01-02 03:04:05 +0000 UTC", "2024-01-02 03:04:05.123 +0000 UTC"}, "YYYY-MM-DD HH:MM:SS.f? +0000 UTC", "2024-01-02 03:04:05.12 +0000 UTC", "2024-01-02 03:00:00 +0000 UTC"},
		{[]string{"2024-01-02 03:04:05.1234567"}, "YYYY-MM-DD HH:MM:SS.fffffff", "2024-01-02 03:04:05.1200000", "2024-01-02 03:00:00.0000000"},
		{[]string{"2024-01-02 03:04:05.000000"}, "YYYY-MM-DD HH:MM:SS.ffffff", "2024-01-02 03:04:05.120000", "2024-01-02 03:00:00.000000"},
		{[]string{"2024-01-02T03:04"}, "YYYY-MM-DDTHH:MM", "2024-01-02T03:04:05.12", "2024-01-02T03:00"},
		{[]string{"2024-01-02"}, DayForm, "2024-01-02 03:04:05.120000", "2024-01-02 03:00:00"},
	} {
		f := FormOf(c.texts[0])
		var digits []int
		for _, text := range c.texts {
			if _, ok := ParseInstant(text); !ok {
				t.Errorf("%s is no instant", text)
			}
			other := FormOf(text)
			if other.Before != f.Before || other.Zone != f.Zone {
				t.Errorf("%s is %v, and %s is %v", c.texts[0], f, text, other)
			}
			digits = append(digits, other.Digits)
		}
		slices.Sort(digits)
		form := f.WithFraction(slices.Compact(digits))
		if form != c.form {
			t.Errorf("%v has the form %s, want %s", c.texts, form, c.form)
		}
		if date, _ := ValidForm(form); !date {
			t.Errorf("%s is not valid", form)
		}
		instant, _ := ParseInstant("2024-01-02 03:04:05.12")
		whole, _ := ParseInstant("2024-01-02 03:00")
		for micros, want := range map[int64]string{instant: c.written, whole: c.whole} {
			written := string(AppendForm(nil, micros, form))
			if written != want {
				t.Errorf("in the form %s: %s, want %s", form, written, want)
			}
			if read, ok := ParseInstant(written); !ok || read != micros {
				t.Errorf("%s is not read again", written)
			}
		}
	}
}

func TestFormsOfTimes(t *testing.T) {
	for form, want := range map[string]string{"HH:MM": "03:04", "HH:MM:SS.fff": "03:04:00.000", "HH:MM:SS.ffffff?": "03:04:00"} {
		if date, clock := ValidForm(form); date || !clock {
			t.Errorf("%s is not valid", form)
		}
		if got := string(AppendForm(nil, 3*60*Minute+4*Minute, form)); got != want {
			t.Errorf("%s: %s, want %s", form, got, want)
		}
	}
	for _, form := range []string{"", "HH", "HH:MMZ", "YYYY-MM-DDX", "YYYY-MM-DD HH", "YYYY-MM-DD HH:MM:SS.ff", "YYYY-MM-DD HH:MM:SS+01:00", "%Y"} {
		if date, clock := ValidForm(form); date || clock {
			t.Errorf("%q is valid", form)
		}
	}
}

func TestInstantFormIsThePlainOne(t *testing.T) {
	for _, micros := range []int64{0, 1, 1704164645120000, FirstInstant, EndOfInstants - 1, -1} {
		if got, want := string(AppendForm(nil, micros, InstantForm)), string(AppendPlainInstant(nil, micros)); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
