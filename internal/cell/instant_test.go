package cell

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"testing"
	"time"
)

// vectors reads a file of texts and their meanings. An engine that reads cells in another language is tested with the
// same files.
func vectors(t testing.TB, name string) map[string]string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]string
	if err := json.Unmarshal(data, &all); err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	return all
}

func TestInstants(t *testing.T) {
	for text, want := range vectors(t, "instants") {
		got := ""
		if micros, ok := ParseInstant(text); ok {
			got = string(AppendInstant(nil, micros))
		} else if micros, ok := ParseClock(text); ok {
			got = string(AppendClock(nil, micros))
		}
		if got != want {
			t.Errorf("%q says %q, want %q", text, got, want)
		}
	}
}

func TestUUIDs(t *testing.T) {
	for text, want := range vectors(t, "uuids") {
		got, ok := AppendUUID([]byte("kept"), text)
		if want != "" {
			want = `"` + want + `"`
		}
		if string(got) != "kept"+want || ok != (want != "") {
			t.Errorf("%q is %s %v, want %s", text, got, ok, want)
		}
	}
	data := []byte{0x01, 0x88, 0xf3, 0xc1, 0x2a, 0x3b, 0x7c, 0x4d, 0x8e, 0x5f, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab}
	if got, ok := AppendUUIDBytes(nil, data); !ok || string(got) != `"0188f3c1-2a3b-7c4d-8e5f-0123456789ab"` {
		t.Errorf("16 bytes are %s", got)
	}
	if got, ok := AppendUUIDBytes([]byte("kept"), data[1:]); ok || string(got) != "kept" {
		t.Errorf("15 bytes are %s", got)
	}
}

// TestCalendar compares reading and writing with the calendar of package time.
func TestCalendar(t *testing.T) {
	for range 3000 {
		micros := FirstInstant + rand.Int64N(EndOfInstants-FirstInstant)
		at := time.UnixMicro(micros).UTC()
		want := at.Format("2006-01-02T15:04:05.999999Z")
		if got := string(AppendInstant(nil, micros)); got != want {
			t.Errorf("%d is written %s, want %s", micros, got, want)
		}
		if got, ok := ParseInstant(want); !ok || got != micros {
			t.Errorf("%s is %d, want %d", want, got, micros)
		}
		midnight, ok := Midnight(at.Year(), int(at.Month()), at.Day())
		if got := at.Truncate(24 * time.Hour).UnixMicro(); !ok || got != midnight {
			t.Errorf("%s begins at %d, want %d", want, midnight, got)
		}
		date, ok := AppendDate(nil, midnight)
		if got := string(date); !ok || got != want[:len("2006-01-02")] {
			t.Errorf("the date of %s is %s", want, got)
		}
		if micros != midnight {
			if got, ok := AppendDate([]byte("kept"), micros); ok || string(got) != "kept" {
				t.Errorf("%s is the date %s", want, got)
			}
		}
	}
	for _, none := range [][3]int{{2023, 2, 29}, {1900, 2, 29}, {2024, 13, 1}, {2024, 0, 1}, {2024, 4, 31}, {2024, 4, 0}, {2024, -1, 5}} {
		if _, ok := Midnight(none[0], none[1], none[2]); ok {
			t.Errorf("%v is a day", none)
		}
	}
}
