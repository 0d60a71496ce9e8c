package sqlite

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"tiddly/internal/cell"
	"tiddly/internal/exec"
)

// TestFormsInC requires that the function in C finds the same texts to be of a form by which dates sort as cells are read
// by in Go.
func TestFormsInC(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "CREATE TABLE t (a)")})
	forms := []string{
		"YYYY-MM-DD", "YYYY-MM-DD HH:MM", "YYYY-MM-DDTHH:MMZ", "YYYY-MM-DD HH:MM:SS", "YYYY-MM-DDTHH:MM:SSZ", "YYYY-MM-DDTHH:MM:SS.fffZ",
		"YYYY-MM-DD HH:MM:SS.ffffff", "YYYY-MM-DD HH:MM:SS.ffffff?", "YYYY-MM-DDTHH:MM:SS.fff?", "YYYY-MM-DD HH:MM:SS.f?",
		"YYYY-MM-DD HH:MM:SS+00:00", "YYYY-MM-DD HH:MM:SS.fff +0000 UTC", "YYYY-MM-DD HH:MM:SS GMT",
	}
	const bytes = "0123456789-: T.Z+UC[*"
	agreed := map[bool]int{}
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		for range 4000 {
			micros := cell.FirstInstant + rand.Int64N(cell.EndOfInstants-cell.FirstInstant)
			for _, unit := range []int64{1000, 10_000, cell.Second, cell.Minute, cell.Day} {
				if rand.IntN(3) == 0 {
					micros -= micros % unit
				}
			}
			text := cell.AppendForm(nil, micros, forms[rand.IntN(len(forms))])
			if at := rand.IntN(3 * len(text)); at < len(text) {
				text[at] = bytes[rand.IntN(len(bytes))]
			}
			form := forms[rand.IntN(len(forms))]
			f, _ := cell.Sorted(form)
			_, want := f.Parse(string(text))
			got, err := firstColumn(r, "SELECT tiddly_formed(?, ?) IS NOT NULL", string(text), f.Pattern())
			if err != nil {
				return err
			}
			if fmt.Sprint(got) != map[bool]string{true: "[1]", false: "[0]"}[want] {
				t.Errorf("%q is of the form %s: %t in Go, %s in C", text, form, want, got)
			}
			agreed[want]++
		}
		return nil
	})
	if err != nil || agreed[true] < 100 || agreed[false] < 100 {
		t.Errorf("%v %v", agreed, err)
	}
}
