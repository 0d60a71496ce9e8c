package evidence

import (
	"cmp"
	"fmt"

	"tiddly/internal/catalog"
	"tiddly/internal/cell"
)

// Claim is what is declared of a column.
type Claim struct {
	// Kind is that of the declared type. Known reports whether the type says what the column holds: no type, and one that
	// SQLite gives some affinity for want of a better one, do not.
	Kind  catalog.Kind
	Known bool
	// Scale is that of a Decimal, -1 where none is declared.
	Scale int
	// Textual reports that SQLite turns numbers into text there.
	Textual bool
	NotNull bool
	// Listed are the values of an enum.
	Listed map[string]bool
	// Kept reports that a CHECK keeps dates to one form, whatever most cells look like.
	Kept bool
	// Mixed and EmptyNull are what the settings say of a column whose kind they leave open.
	Mixed     string
	EmptyNull bool
	// Since2001 reports that the file is one of those whose dates are seconds since 2001.
	Since2001 bool
}

// Verdict is what is served of a column.
type Verdict struct {
	// Pin are the settings that fix the decision; empty where what is declared holds.
	Pin catalog.ColumnOverride
	// Why is the reason, half a sentence; empty where what is declared holds.
	Why string
	// Bad is the number of cells that are not of the kind.
	Bad int
}

// The forms that a write keeps where cells of several forms stand in a column (catalog.ColumnOverride.Mixed).
const (
	text   = "text"
	number = "number"
)

// Decide returns what the column is.
func (t *Tally) Decide() Verdict {
	var v Verdict
	if t.cells() > 0 {
		v = t.decide()
	}
	kind := t.claim.Kind
	if v.Pin.Kind != "" {
		kind, _ = catalog.KindNamed(v.Pin.Kind)
	}
	pin := t.set(v.Pin)
	v.Bad = t.cells() - t.good(kind, &pin)
	if t.contradicts(v.Bad) {
		kind, v = t.otherwise(kind, v)
	}
	t.keepForm(kind, &v)
	if v.Pin.Kind != "" {
		v.Pin = t.set(v.Pin)
	}
	if t.claim.NotNull && v.Bad+t.Counts.Null > 0 {
		nullable := true
		v.Pin.Nullable = &nullable
		if v.Why == "" {
			v.Why = t.badness(v.Bad, kind)
		}
	}
	return v
}

// DecideWith returns what the column is where rows to come will have a text by default. A text that its kind cannot hold,
// or that would be a number there, decides nothing.
func (t *Tally) DecideWith(byDefault string) Verdict {
	v := t.Decide()
	if _, number := cell.AppendDecimalText(nil, byDefault, -1); number || !t.claim.Known {
		return v
	}
	all := *t
	all.written = t.written.clone()
	all.Add(byDefault)
	kindOf := func(v Verdict) string { return cmp.Or(v.Pin.Kind, t.claim.Kind.String()) }
	if w := all.Decide(); w.Bad == v.Bad && kindOf(w) == kindOf(v) {
		return w
	}
	return v
}

// set returns a decision with what the settings say of the column.
func (t *Tally) set(pin catalog.ColumnOverride) catalog.ColumnOverride {
	pin.EmptyNull = pin.EmptyNull || t.claim.EmptyNull
	if t.claim.Mixed != "" {
		pin.Mixed, pin.Words = t.claim.Mixed, ""
	}
	return pin
}

// contradicts reports whether the cells show that the declared type means nothing: three quarters of them, and at least
// two, are of another kind. Empty texts and infinities show nothing.
func (t *Tally) contradicts(bad int) bool {
	bad -= t.texts.empty + t.infinite
	return bad > 1 && bad*4 >= t.cells()*3
}

// fractional reports whether at least half of the cells, and two, have a fraction, and a float holds the other numbers.
func (t *Tally) fractional() bool {
	fractions := t.Counts.Real - t.infinite
	return fractions > 1 && fractions*2 >= t.cells() && t.huge == 0
}

// otherwise returns what the cells alone make of the column, where that has fewer bad cells than v.
func (t *Tally) otherwise(kind catalog.Kind, v Verdict) (catalog.Kind, Verdict) {
	w := t.byCells()
	if w.Pin.Kind == "" {
		return kind, v
	}
	other, _ := catalog.KindNamed(w.Pin.Kind)
	if other == catalog.String && t.numbers() > 0 {
		w.Pin.Mixed = text
	}
	w.Bad = t.cells() - t.good(other, &w.Pin)
	if w.Bad >= v.Bad {
		return kind, v
	}
	w.Why += ", against the declared type"
	return other, w
}

// badness returns why a column that is NOT NULL is nullable.
func (t *Tally) badness(bad int, kind catalog.Kind) string {
	switch bad {
	case 0:
		return "NULL, though the column is NOT NULL"
	case 1:
		return fmt.Sprintf("a cell that is not a valid %s", kind)
	default:
		return fmt.Sprintf("%d cells that are not a valid %s", bad, kind)
	}
}

func (t *Tally) decide() Verdict {
	switch kind := t.claim.Kind; {
	case !t.claim.Known:
		return t.byCells()
	case (kind == catalog.Int || kind == catalog.BigInt) && t.fractional():
		return verdict(catalog.Float, "fractions in at least half of the cells")
	case kind == catalog.Int && t.wide > 0:
		return verdict(catalog.BigInt, "values beyond 32 bits")
	case kind == catalog.Date, kind == catalog.DateTime:
		return t.date()
	case kind == catalog.Time:
		return t.time()
	case kind == catalog.Boolean && t.pair() != "":
		v := verdict(kind, "words for true and false")
		v.Pin.Words = t.pair()
		return v
	case kind == catalog.Boolean && t.texts.words+t.negativeOnes > 0:
		return mixed(kind, number, "texts or -1 for true and false")
	case kind == catalog.Decimal && t.finer > 0 && t.claim.Scale >= 0:
		return mixed(kind, number, fmt.Sprintf("values of more than %d fraction digits", t.claim.Scale))
	case kind == catalog.Decimal && t.rounded > 0:
		return mixed(kind, number, "sums that are not exact")
	case kind == catalog.Bytes && t.numbers() == t.cells():
		return t.number("numbers only")
	case kind == catalog.Bytes && t.numbers() > 0:
		return mixed(kind, text, "numbers among the blobs")
	case kind == catalog.String:
		return t.string()
	default:
		return Verdict{}
	}
}

// verdict returns the decision for a kind.
func verdict(kind catalog.Kind, why string) Verdict {
	return Verdict{Pin: catalog.ColumnOverride{Kind: kind.String()}, Why: why}
}

// mixed returns the decision for a kind whose cells have several forms.
func mixed(kind catalog.Kind, writes, why string) Verdict {
	v := verdict(kind, why)
	v.Pin.Mixed = writes
	return v
}

// string decides a column of text.
func (t *Tally) string() Verdict {
	switch blobs := t.Counts.Blob; {
	case blobs == t.cells() && t.utf8 < blobs:
		return verdict(catalog.Bytes, "blobs only")
	case blobs > 0:
		return mixed(catalog.String, text, "blobs among the texts")
	case t.claim.Textual && t.numbers() > 0:
		return mixed(catalog.String, text, "numbers among the texts")
	default:
		return Verdict{}
	}
}

// byCells decides a column whose declared type says nothing.
func (t *Tally) byCells() Verdict {
	switch blobs := t.Counts.Blob; {
	case t.numbers() == t.cells():
		return t.number("numbers only")
	case blobs == t.cells():
		return t.unless(verdict(catalog.Bytes, "blobs only"))
	case blobs > 0 && t.utf8 == blobs:
		return mixed(catalog.String, text, "blobs among the texts")
	case blobs > 0 && t.numbers() > 0:
		return mixed(catalog.Bytes, text, "blobs, numbers and texts")
	case blobs > 0:
		return t.unless(verdict(catalog.Bytes, "blobs and texts"))
	case t.claim.Textual && t.numbers() > 0:
		return mixed(catalog.String, text, "numbers among the texts")
	default:
		return t.unless(verdict(catalog.String, "texts"))
	}
}

// unless returns the decision, unless it is what would be served without it.
func (t *Tally) unless(v Verdict) Verdict {
	if v.Pin.Kind == t.claim.Kind.String() {
		return Verdict{}
	}
	return v
}

// number decides a column of numbers.
func (t *Tally) number(why string) Verdict {
	switch {
	case t.Counts.Real == 0 && t.wide > 0:
		return t.unless(verdict(catalog.BigInt, why+", beyond 32 bits"))
	case t.Counts.Real == 0:
		return t.unless(verdict(catalog.Int, why+", without fractions"))
	case t.huge > 0:
		return t.unless(verdict(catalog.Decimal, why))
	default:
		return t.unless(verdict(catalog.Float, why))
	}
}
