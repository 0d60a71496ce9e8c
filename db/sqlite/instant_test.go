package sqlite

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"tiddly/internal/exec"
)

// instants are the test vectors that the reading in Go and that in C share: text and what it says in RFC 3339, or
// as a time of day, or nothing.
var instants = map[string]string{
	"2024-02-29":                          "2024-02-29T00:00:00Z",
	"2024-02-29 13:14":                    "2024-02-29T13:14:00Z",
	"2024-02-29T13:14":                    "2024-02-29T13:14:00Z",
	"2024-02-29 13:14:15":                 "2024-02-29T13:14:15Z",
	"2024-02-29T13:14:15Z":                "2024-02-29T13:14:15Z",
	"2024-02-29 13:14:15z":                "2024-02-29T13:14:15Z",
	"2024-02-29 13:14:15.1":               "2024-02-29T13:14:15.1Z",
	"2024-02-29 13:14:15.100000":          "2024-02-29T13:14:15.1Z",
	"2024-02-29T13:14:15.123456Z":         "2024-02-29T13:14:15.123456Z",
	"2024-02-29 13:14:15.000001":          "2024-02-29T13:14:15.000001Z",
	"2024-02-29T00:30:00+01:00":           "2024-02-28T23:30:00Z",
	"2024-02-29T23:30:00-0100":            "2024-03-01T00:30:00Z",
	"2024-02-29 12:00+05":                 "2024-02-29T07:00:00Z",
	"2024-02-29 12:00:00.5-05:30":         "2024-02-29T17:30:00.5Z",
	"2024-02-29 12:00:00+23:59":           "2024-02-28T12:01:00Z",
	"2024-02-29 12:00:00-00:00":           "2024-02-29T12:00:00Z",
	"1970-01-01 00:00:00":                 "1970-01-01T00:00:00Z",
	"1969-12-31 23:59:59.999999":          "1969-12-31T23:59:59.999999Z",
	"1900-03-01":                          "1900-03-01T00:00:00Z",
	"2000-02-29":                          "2000-02-29T00:00:00Z",
	"0001-01-01":                          "0001-01-01T00:00:00Z",
	"0000-12-31 23:00:00-01:00":           "0001-01-01T00:00:00Z",
	"9999-12-31T23:59:59.999999Z":         "9999-12-31T23:59:59.999999Z",
	"00:00":                               "00:00:00",
	"23:59:59.999999":                     "23:59:59.999999",
	"12:30":                               "12:30:00",
	"12:30:05.50":                         "12:30:05.5",
	"":                                    "",
	" ":                                   "",
	"2024":                                "",
	"2024-02":                             "",
	"2024-2-29":                           "",
	"2023-02-29":                          "",
	"1900-02-29":                          "",
	"2024-13-01":                          "",
	"2024-00-01":                          "",
	"2024-04-31":                          "",
	"2024-04-00":                          "",
	"0000-00-00 00:00:00":                 "",
	"0000-12-31":                          "",
	"0001-01-01 00:00:00+00:01":           "",
	"9999-12-31 23:59:59-00:01":           "",
	"20240229":                            "",
	"2024-02-29 ":                         "",
	" 2024-02-29":                         "",
	"2024-02-29T":                         "",
	"2024-02-29Z":                         "",
	"2024-02-29t13:14:15":                 "",
	"2024-02-29  13:14":                   "",
	"2024-02-29 13":                       "",
	"2024-02-29 24:00":                    "",
	"2024-02-29 13:60":                    "",
	"2024-02-29 13:14:60":                 "",
	"2024-02-29 13:14:15.":                "",
	"2024-02-29 13:14:15,5":               "",
	"2024-02-29 13:14:15.1234567":         "2024-02-29T13:14:15.123456Z",
	"2024-02-29 13:14:15.999999999+02:00": "2024-02-29T11:14:15.999999Z",
	"2024-02-29 13:14:15.1234567890":      "",
	"2024-02-29 13:14:15 Z":               "",
	"2024-02-29 13:14:15ZZ":               "",
	"2024-02-29 13:14:15+":                "",
	"2024-02-29 13:14:15+1":               "",
	"2024-02-29 13:14:15+01:":             "",
	"2024-02-29 13:14:15+01:0":            "",
	"2024-02-29 13:14:15+24:00":           "",
	"2024-02-29 13:14:15+01:60":           "",
	"2024-02-29 13:14:15+01:00:00":        "",
	"2024-02-29 13:14:15+01 :00":          "",
	"2024-02-29 13:14\x00":                "",
	"2024‐02‐29":                          "",
	"12:30Z":                              "",
	"24:00":                               "",
	"1:30":                                "",
	"12:30:05.1234567":                    "12:30:05.123456",
	"12:3":                                "",
	"+2024-02-29":                         "",
	"-024-02-29":                          "",
	"now":                                 "",
	"1709164800":                          "",
	"Thu, 29 Feb 2024 13:14:15 +0000":     "",
	"2024-02-29 13:14:15 +0000 UTC":       "",
	"2024-02-29 13:14:15.999999+00:00":    "2024-02-29T13:14:15.999999Z",
}

func TestInstantsInGo(t *testing.T) {
	for text, want := range instants {
		got := ""
		if micros, ok := parseInstant(text); ok {
			got = string(appendInstant(nil, micros))
		} else if micros, ok := parseClock(text); ok {
			got = string(appendClock(nil, micros))
		}
		if got != want {
			t.Errorf("%q says %q, want %q", text, got, want)
		}
	}
}

func TestInstantsInSQL(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "")})
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		for text := range instants {
			want := "<nil>"
			if micros, ok := parseInstant(text); ok {
				want = fmt.Sprint(micros)
			} else if micros, ok := parseClock(text); ok {
				want = fmt.Sprint(micros)
			}
			got, err := firstColumn(r, "SELECT tiddly_instant(?)", text)
			if err != nil {
				return err
			}
			if got[0] != want {
				t.Errorf("%q is %s in SQL, %s in Go", text, got[0], want)
			}
		}
		for _, other := range []any{nil, int64(20240229), 1.5, []byte("2024-02-29")} {
			if got, err := firstColumn(r, "SELECT tiddly_instant(?)", other); err != nil || got[0] != "<nil>" {
				t.Errorf("%v is the instant %v (%v)", other, got, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestInstantsOfAllDays compares both readings, and the writing, with Go's own calendar.
func TestInstantsOfAllDays(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "")})
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		for range 3000 {
			micros := firstInstant + rand.Int64N(endOfTime-firstInstant)
			at := time.UnixMicro(micros).UTC()
			want := at.Format("2006-01-02T15:04:05.999999Z")
			if got := string(appendInstant(nil, micros)); got != want {
				t.Errorf("%d is written %s, want %s", micros, got, want)
			}
			if got, ok := parseInstant(want); !ok || got != micros {
				t.Errorf("%s is %d, want %d", want, got, micros)
			}
			got, err := firstColumn(r, "SELECT tiddly_instant(?)", want)
			if err != nil || got[0] != fmt.Sprint(micros) {
				t.Errorf("%s is %v in SQL (%v), want %d", want, got, err, micros)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func FuzzInstant(f *testing.F) {
	for text := range instants {
		f.Add(text)
	}
	c, err := connect(f.Context(), "file::memory:?_mutex=no")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = c.close() })
	f.Fuzz(func(t *testing.T, text string) {
		micros, ok := parseInstant(text)
		if !ok {
			micros, ok = parseClock(text)
		}
		want := "<nil>"
		if ok {
			want = fmt.Sprint(micros)
		}
		_, err := c.serve(t.Context(), false, func(r exec.Reader) error {
			got, err := firstColumn(r, "SELECT tiddly_instant(?)", text)
			if err == nil && got[0] != want {
				t.Errorf("%q is %s in SQL, %s in Go", text, got[0], want)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
