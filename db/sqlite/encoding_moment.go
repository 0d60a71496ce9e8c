package sqlite

import (
	"math"
	"slices"

	"tiddly/db/sqlite/evidence"
	"tiddly/internal/catalog"
	"tiddly/internal/cell"
	"tiddly/internal/dialect"
	"tiddly/internal/fault"
)

// momentForm is what an instant becomes.
type momentForm uint8

const (
	// asUnits is the number of the epoch; asWhole refuses what is not whole.
	asUnits momentForm = iota
	asWhole
	// asBelow and asAbove are numbers around all those that are read as the instant; asLeastBelow and asGreatestAbove those
	// of the least and the greatest of a list.
	asBelow
	asAbove
	asLeastBelow
	asGreatestAbove
)

var momentForms = [...]string{"Number", "Whole", "Below", "Above", "LeastBelow", "GreatestAbove"}

// momentEncoding binds an instant as a number of an epoch, which is one of catalog.Epochs by its place.
type momentEncoding struct {
	epoch uint8
	form  momentForm
}

func bindMoment(epoch string, form momentForm) momentEncoding {
	return momentEncoding{uint8(slices.Index(catalog.Epochs(), epoch)), form} //nolint:gosec // there are eight
}

func (e momentEncoding) name() string { return catalog.Epochs()[e.epoch] }

// String implements dialect.Encoding.
func (e momentEncoding) String() string { return e.name() + momentForms[e.form] }

// slack is the number of microseconds between an instant and the bounds of its numbers: numbers with a fraction are
// rounded to a microsecond, julian days to a millisecond.
const slack = 1500

// Apply implements dialect.Encoding.
func (e momentEncoding) Apply(v any) (any, error) {
	epoch, _ := evidence.EpochNamed(e.name())
	switch v := v.(type) {
	case int64:
		switch e.form {
		case asUnits:
			return epoch.Number(v), nil
		case asWhole:
			return wholeNumber(epoch, v)
		case asBelow:
			return epoch.Near(v - slack), nil
		case asAbove:
			return epoch.Near(v + slack), nil
		}
	case []any:
		return e.bound(epoch, v)
	}
	return nil, dialect.Mismatch(e, v)
}

func (e momentEncoding) bound(epoch cell.Epoch, list []any) (any, error) {
	least, greatest, err := extremes(e, list)
	switch {
	case err != nil:
		return nil, err
	case e.form == asLeastBelow:
		return epoch.Near(least - slack), nil
	case e.form == asGreatestAbove:
		return epoch.Near(greatest + slack), nil
	}
	return nil, dialect.Mismatch(e, list)
}

// extremes returns the least and the greatest instant of a list, which is not empty.
func extremes(e dialect.Encoding, list []any) (least, greatest int64, err error) {
	least, greatest = math.MaxInt64, math.MinInt64
	for _, item := range list {
		v, ok := item.(int64)
		if !ok {
			return 0, 0, dialect.Mismatch(e, item)
		}
		least, greatest = min(least, v), max(greatest, v)
	}
	if len(list) == 0 {
		return 0, 0, dialect.Mismatch(e, list)
	}
	return least, greatest, nil
}

// wholeNumber returns the number of an instant for a column of whole numbers.
func wholeNumber(epoch cell.Epoch, micros int64) (any, error) {
	if err := dialect.Readable(micros); err != nil {
		return nil, err
	}
	n, ok := epoch.Number(micros).(int64)
	if ok {
		return n, nil
	}
	if epoch.Parts > 1 {
		return nil, fault.New(fault.RequestValue, "the column stores %s in 64 bits", epoch.Unit()).WithHint("use a date nearer to today")
	}
	return nil, fault.New(fault.RequestValue, "the column stores whole %s", epoch.Unit()).WithHint("truncate the fraction to %s, or set mixed: number for the column", epoch.Unit())
}

// writtenNumber binds an instant where numbers with a fraction stand in the column.
type writtenNumber momentEncoding

// String implements dialect.Encoding.
func (e writtenNumber) String() string { return momentEncoding(e).name() + "Written" }

// Apply implements dialect.Encoding.
func (e writtenNumber) Apply(v any) (any, error) {
	micros, ok := v.(int64)
	if !ok {
		return nil, dialect.Mismatch(e, v)
	}
	epoch, _ := evidence.EpochNamed(momentEncoding(e).name())
	if err := dialect.Readable(micros); err != nil {
		return nil, err
	}
	if epoch.Parts > 1 {
		return wholeNumber(epoch, micros)
	}
	return epoch.Number(micros), nil
}
