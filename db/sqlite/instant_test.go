package sqlite

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"tiddly/db/sqlite/evidence"
	"tiddly/internal/catalog"
	"tiddly/internal/cell"
	"tiddly/internal/exec"
)

// vectors reads the test vectors of package cell: texts and their meanings, which the C code shares.
func vectors(t testing.TB, name string) map[string]string {
	t.Helper()
	data, err := os.ReadFile("../../internal/cell/testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]string
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestInstantsInSQL(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "")})
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		for text := range vectors(t, "instants") {
			want := "<nil>"
			if micros, ok := cell.ParseInstant(text); ok {
				want = fmt.Sprint(micros)
			}
			clock := "<nil>"
			if micros, ok := cell.ParseClock(text); ok {
				clock = fmt.Sprint(micros)
			}
			got, err := firstColumn(r, "SELECT tiddly_instant(?)", text)
			if err != nil {
				return err
			}
			at, err := firstColumn(r, "SELECT tiddly_clock(?, -1)", text)
			if err != nil {
				return err
			}
			if got[0] != want || at[0] != clock {
				t.Errorf("%q is %s and %s in SQL, %s and %s in Go", text, got[0], at[0], want, clock)
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

// TestEpochsInSQL reads the vectors of package cell by the functions in C.
func TestEpochsInSQL(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "")})
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		for text, want := range vectors(t, "epochs") {
			unit, number, _ := strings.Cut(text, " ")
			var bound any
			if n, err := strconv.ParseInt(number, 10, 64); err == nil {
				bound = n
			} else if bound, err = strconv.ParseFloat(number, 64); err != nil {
				return err
			}
			if micros, ok := cell.ParseInstant(want); ok {
				want = fmt.Sprint(micros)
			} else {
				want = "<nil>"
			}
			for _, function := range []string{"tiddly_epoch", "tiddly_moment"} {
				got, err := firstColumn(r, "SELECT "+function+"(?, ?, -1)", bound, unit)
				if err != nil {
					return err
				}
				if got[0] != want {
					t.Errorf("%s: %q is %s in SQL, want %s", function, text, got[0], want)
				}
			}
		}
		for sql, want := range map[string]string{
			"tiddly_moment('1970-01-01 00:00:01', 'ms', -1)": "1000000", "tiddly_epoch('1970-01-01', 'ms', -1)": "<nil>", "tiddly_moment(x'31', 's', -1)": "<nil>",
			"tiddly_moment(1, '', -1)": "<nil>", "tiddly_moment('1970-01-01', '', -1)": "0", "tiddly_moment('', 's', -1)": "<nil>", "tiddly_moment('0000-00-00', '', -1)": "<nil>",
			"tiddly_epoch(NULL, 's', -1)": "<nil>", "tiddly_epoch(9e999, 's', -1)": "<nil>", "tiddly_epoch(1, NULL, -1)": "<nil>", "tiddly_epoch(1, 's ', -1)": "<nil>",
		} {
			if got, err := firstColumn(r, "SELECT "+sql); err != nil || got[0] != want {
				t.Errorf("%s is %v (%v), want %s", sql, got, err, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTruthInSQL reads every form of a Boolean as Go does.
func TestTruthInSQL(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "")})
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		of := catalog.Type{Kind: catalog.Boolean, Storage: storageBoolean + mixedSuffix}
		cells := []any{int64(0), int64(1), int64(-1), int64(2), int64(-2), 1.0, "", "1", "yes", "tRUE", []byte("t")}
		for _, words := range [][]string{evidence.TrueWords(), evidence.FalseWords()} {
			for _, w := range words {
				cells = append(cells, w)
			}
		}
		for _, c := range cells {
			shown, ok := appendCell(nil, c, &of, nil)
			want := map[string]string{"true": "1", "false": "0"}[string(shown)]
			if !ok {
				want = "<nil>"
			}
			if got, err := firstColumn(r, "SELECT tiddly_truth(?, -1)", c); err != nil || got[0] != want {
				t.Errorf("%v is %v (%v) in SQL and %s in answers", c, got, err, shown)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestInstantsOfAllDays compares both parsers, and the formatter, with Go's own calendar.
func TestInstantsOfAllDays(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "")})
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		for range 3000 {
			micros := cell.FirstInstant + rand.Int64N(cell.EndOfInstants-cell.FirstInstant)
			at := time.UnixMicro(micros).UTC()
			want := at.Format("2006-01-02T15:04:05.999999Z")
			if got := string(cell.AppendInstant(nil, micros)); got != want {
				t.Errorf("%d is written %s, want %s", micros, got, want)
			}
			if got, ok := cell.ParseInstant(want); !ok || got != micros {
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

func TestUUIDsInSQL(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "")})
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		for text, want := range vectors(t, "uuids") {
			if want == "" {
				want = "<nil>"
			}
			got, err := firstColumn(r, "SELECT tiddly_uuid(?)", text)
			if err != nil {
				return err
			}
			if got[0] != want {
				t.Errorf("%q is %s in SQL, want %s", text, got[0], want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func FuzzInstant(f *testing.F) {
	for text := range vectors(f, "instants") {
		f.Add(text)
	}
	c, err := connect(f.Context(), "file::memory:?_mutex=no")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = c.close() })
	f.Fuzz(func(t *testing.T, text string) {
		micros, ok := cell.ParseInstant(text)
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
