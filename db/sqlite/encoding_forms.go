package sqlite

import (
	"bytes"
	"math"
	"strconv"

	"tiddly/db/sqlite/evidence"
	"tiddly/internal/dialect"
)

// truthForm binds a Boolean as one of the forms in which cells have it, by its place.
type truthForm uint8

// truths are the forms of true and of false; the shorter list repeats its first.
var truths = func() (all [2][]any) {
	all[1] = []any{int64(1), int64(-1)}
	all[0] = []any{int64(0), int64(0)}
	for i := range evidence.TrueWords() {
		all[1] = append(all[1], evidence.TrueWords()[i])
		all[0] = append(all[0], evidence.FalseWords()[i])
	}
	return all
}()

// truthForms returns the encodings that together bind a Boolean in every form.
func truthForms() []dialect.Encoding {
	all := make([]dialect.Encoding, len(truths[0]))
	for i := range all {
		all[i] = truthForm(i)
	}
	return all
}

// String implements dialect.Encoding.
func (e truthForm) String() string { return "Truth" + strconv.Itoa(int(e)) }

// Apply implements dialect.Encoding.
func (e truthForm) Apply(v any) (any, error) {
	b, ok := v.(bool)
	if !ok {
		return nil, dialect.Mismatch(e, v)
	}
	if b {
		return truths[1][e], nil
	}
	return truths[0][e], nil
}

// opposite binds a Boolean as the number of the other one.
type opposite struct{}

// String implements dialect.Encoding.
func (opposite) String() string { return "Opposite" }

// Apply implements dialect.Encoding.
func (e opposite) Apply(v any) (any, error) {
	b, ok := v.(bool)
	if !ok {
		return nil, dialect.Mismatch(e, v)
	}
	return !b, nil
}

// formOf binds a value as the cell of another type that is shown the same, where there is one; else unchanged.
type formOf uint8

const (
	// numberOfBytes is the number whose text the bytes are, blobOfText the bytes of a text.
	numberOfBytes formOf = iota
	blobOfText
	// aroundBelow and aroundAbove are numbers around all those that are shown as a decimal; leastAround and greatestAround
	// those of the least and the greatest of a list.
	aroundBelow
	aroundAbove
	leastAround
	greatestAround
)

var formNames = [...]string{"NumberOfBytes", "BlobOfText", "AroundBelow", "AroundAbove", "LeastAround", "GreatestAround"}

// String implements dialect.Encoding.
func (e formOf) String() string { return formNames[e] }

// Apply implements dialect.Encoding.
func (e formOf) Apply(v any) (any, error) {
	switch v := v.(type) {
	case []byte:
		if e == numberOfBytes {
			return numberShownAs(v), nil
		}
	case string:
		switch e {
		case blobOfText:
			return []byte(v), nil
		case aroundBelow, aroundAbove:
			return e.around(v)
		}
	case []any:
		return e.aroundAll(v)
	}
	return nil, dialect.Mismatch(e, v)
}

// numberShownAs returns the number whose text form is exactly text, or text itself.
func numberShownAs(text []byte) any {
	if n, err := strconv.ParseInt(string(text), 10, 64); err == nil && strconv.FormatInt(n, 10) == string(text) {
		return n
	}
	if f, err := strconv.ParseFloat(string(text), 64); err == nil && bytes.Equal(appendRealText(nil, f), text) {
		return f
	}
	return text
}

// around returns the bound of the numbers that are shown as a decimal: they are nearly equal to it.
func (e formOf) around(decimal string) (any, error) {
	f, err := strconv.ParseFloat(decimal, 64)
	if err != nil && !math.IsInf(f, 0) {
		return nil, dialect.Mismatch(e, decimal)
	}
	const near = 2e-9
	if e == aroundBelow || e == leastAround {
		return f - math.Abs(f)*near, nil
	}
	return f + math.Abs(f)*near, nil
}

func (e formOf) aroundAll(list []any) (any, error) {
	var out any
	for _, item := range list {
		decimal, ok := item.(string)
		if !ok {
			return nil, dialect.Mismatch(e, item)
		}
		bound, err := e.around(decimal)
		if err != nil {
			return nil, err
		}
		f, _ := bound.(float64)
		switch got, _ := out.(float64); {
		case out == nil, e == leastAround && f < got, e == greatestAround && f > got:
			out = f
		}
	}
	if out == nil || e != leastAround && e != greatestAround {
		return nil, dialect.Mismatch(e, list)
	}
	return out, nil
}
