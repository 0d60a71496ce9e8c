package evidence

import (
	"bytes"
	"math"
	"slices"
	"unicode/utf8"

	"tiddly/internal/catalog"
	"tiddly/internal/cell"
)

// Tally counts the cells of a column by what they are. The zero value is ready for use, except for the columns whose
// claim has a scale or a list of values: see For.
type Tally struct {
	Counts catalog.CellCounts
	claim  Claim

	// Of the integers: those beyond 32 bits, and beyond the whole numbers that a float holds; 0, 1 and -1.
	wide, huge                int
	zeros, ones, negativeOnes int
	infinite                  int
	// Of the numbers but 0: those that are instants between 1990 and 2100 by each epoch, and of these those at midnight.
	plausible, atMidnight [epochCount]int
	// Of these the reals that are finer than the instants that are read of them, or have a fraction.
	fine      [epochCount]int
	realZeros int
	// Of the reals: those that are shown rounded to the scale, and those that have more digits than it.
	rounded, finer int

	texts texts
	// Of the blobs: those that are UTF-8, those of 16 bytes, and those that were not read.
	utf8, sixteen, longBlobs int

	written written
}

// texts counts texts.
type texts struct {
	invalid, empty, zeroDates            int
	midnights, instants, clocks          int
	words, decimals, uuids, listed, long int
}

// For returns a tally of the cells of a column.
func For(c Claim) *Tally { return &Tally{claim: c} }

// LongText is added in place of a text that is too long to be read for evidence.
type LongText struct{}

// LongBlob is added in place of a blob that is.
type LongBlob struct{}

// Add counts a cell: nil, an int64, a float64, a string, a []byte, a LongText or a LongBlob.
func (t *Tally) Add(v any) {
	switch v := v.(type) {
	case nil:
		t.Counts.Null++
	case int64:
		t.addInteger(v)
	case float64:
		t.addReal(v)
	case string:
		t.Counts.Text++
		t.addText(v)
	case []byte:
		t.Counts.Blob++
		t.addBlob(v)
	case LongText:
		t.Counts.Text++
		t.texts.long++
	case LongBlob:
		t.Counts.Blob++
		t.longBlobs++
	}
}

func (t *Tally) addInteger(n int64) {
	t.Counts.Integer++
	if n < math.MinInt32 || n > math.MaxInt32 {
		t.wide++
	}
	if n < -1<<53 || n > 1<<53 {
		t.huge++
	}
	switch n {
	case 0:
		t.zeros++
		return
	case 1:
		t.ones++
	case -1:
		t.negativeOnes++
	}
	for i := range epochs {
		if micros, ok := epochs[i].OfInt(n); ok && cell.Plausible(micros) {
			t.addInstant(i, micros)
		}
	}
}

func (t *Tally) addReal(f float64) {
	t.Counts.Real++
	switch {
	case math.IsInf(f, 0):
		t.infinite++
		return
	case f == 0:
		t.realZeros++
		return
	}
	if t.claim.Scale >= 0 {
		t.addScaled(f)
	}
	for i := range epochs {
		micros, ok := epochs[i].OfReal(f)
		if !ok || !cell.Plausible(micros) {
			continue
		}
		t.addInstant(i, micros)
		if epochs[i].Near(micros) != f || f != math.Trunc(f) {
			t.fine[i]++
		}
	}
}

func (t *Tally) addInstant(epoch int, micros int64) {
	t.plausible[epoch]++
	if micros%cell.Day == 0 {
		t.atMidnight[epoch]++
	}
}

// addScaled compares a real with what is shown of it.
func (t *Tally) addScaled(f float64) {
	var scratch [64]byte
	shown, ok := cell.AppendDecimalFloat(scratch[:0], f, t.claim.Scale)
	if !ok {
		t.finer++
		return
	}
	exact, _ := cell.AppendDecimalFloat(nil, f, -1)
	if short, ok := cell.AppendDecimalText(nil, string(shown), -1); !ok || !bytes.Equal(short, exact) {
		t.rounded++
	}
}

func (t *Tally) addText(s string) {
	n := &t.texts
	t.written.add(s, t.claim.Kind)
	if !utf8.ValidString(s) {
		n.invalid++
		return
	}
	if cell.ZeroDate(s) {
		if s == "" {
			n.empty++
		} else {
			n.zeroDates++
		}
	} else if micros, ok := cell.ParseInstant(s); !ok {
		if _, ok := cell.ParseClock(s); ok {
			n.clocks++
		}
	} else if micros%cell.Day == 0 {
		n.midnights++
	} else {
		n.instants++
	}
	if _, ok := Truth(s); ok {
		n.words++
	}
	if _, ok := cell.AppendUUID(nil, s); ok {
		n.uuids++
	}
	if _, ok := cell.AppendDecimalText(nil, s, -1); ok {
		n.decimals++
		if _, fits := cell.AppendDecimalText(nil, s, t.claim.Scale); !fits {
			t.finer++
		}
	}
	if t.claim.Listed[s] {
		n.listed++
	}
}

func (t *Tally) addBlob(b []byte) {
	if utf8.Valid(b) {
		t.utf8++
	}
	if len(b) == 16 {
		t.sixteen++
	}
}

// cells returns the number of cells that are not NULL.
func (t *Tally) cells() int { return t.numbers() + t.Counts.Text + t.Counts.Blob }

func (t *Tally) numbers() int { return t.Counts.Integer + t.Counts.Real }

// dates returns the number of texts that are instants.
func (t *Tally) dates() int { return t.texts.midnights + t.texts.instants }

// noDates returns the number of texts that are not dates.
func (t *Tally) noDates() int { return t.texts.empty + t.texts.zeroDates }

// trueWords and falseWords are the texts that programs write for true and false.
var (
	trueWords  = []string{"t", "true", "T", "TRUE", "True"}
	falseWords = []string{"f", "false", "F", "FALSE", "False"}
)

// TrueWords returns the texts that are read as true.
func TrueWords() []string { return trueWords }

// FalseWords returns the texts that are read as false.
func FalseWords() []string { return falseWords }

// Truth returns the Boolean that a text stands for, and reports whether it stands for one.
func Truth(s string) (value, ok bool) {
	value = slices.Contains(trueWords, s)
	return value, value || slices.Contains(falseWords, s)
}
