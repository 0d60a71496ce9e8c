package evidence

import (
	"strings"

	"tiddly/internal/catalog"
)

// good returns the number of cells that are of a kind, in the forms that its settings let it read.
func (t *Tally) good(kind catalog.Kind, pin *catalog.ColumnOverride) int {
	n := &t.texts
	mixed := pin.Mixed != ""
	switch kind {
	case catalog.Int:
		return t.Counts.Integer - t.wide
	case catalog.BigInt:
		return t.Counts.Integer
	case catalog.Float:
		return t.numbers() - t.infinite
	case catalog.Decimal:
		if t.claim.Textual {
			return t.numbers() - t.infinite + n.decimals
		}
		return t.numbers() - t.infinite
	case catalog.Boolean:
		if pin.Words != "" {
			good := t.zeros + t.ones
			for _, n := range t.written.words[strings.ToLower(pin.Words)] {
				good += n
			}
			return good
		}
		if mixed {
			return t.zeros + t.ones + t.negativeOnes + n.words
		}
		return t.zeros + t.ones
	case catalog.DateTime, catalog.Date:
		return t.goodDates(kind, pin)
	case catalog.Time:
		if pin.EmptyNull {
			return n.clocks + t.noDates()
		}
		return n.clocks
	case catalog.UUID:
		return n.uuids + t.sixteen
	case catalog.JSON:
		return t.cells() - n.invalid
	case catalog.Bytes:
		if mixed {
			return t.cells()
		}
		return t.Counts.Text + t.Counts.Blob
	case catalog.Enum:
		return n.listed
	default:
		return t.goodTexts(mixed)
	}
}

func (t *Tally) goodTexts(mixed bool) int {
	valid := t.Counts.Text - t.texts.invalid
	switch {
	case mixed:
		return valid + t.numbers() + t.utf8 + t.longBlobs
	case t.claim.Textual:
		return valid
	default:
		return valid + t.numbers()
	}
}

func (t *Tally) goodDates(kind catalog.Kind, pin *catalog.ColumnOverride) int {
	good := 0
	if pin.Epoch == "" || pin.Mixed != "" {
		good = t.texts.midnights
		if kind == catalog.DateTime {
			good += t.texts.instants
		}
	}
	if pin.EmptyNull || pin.Mixed != "" {
		good += t.noDates()
	}
	for i := range epochs {
		if epochs[i].name != pin.Epoch {
			continue
		}
		good += t.plausible[i]
		if _, ok := epochs[i].OfInt(0); ok {
			good += t.zeros + t.realZeros
		}
	}
	return good
}
