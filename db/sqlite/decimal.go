package sqlite

/*
#include "native.h"
*/
import "C"

import (
	"strconv"
	"strings"

	"tiddly/internal/dialect"
)

// tiddlyDecimal is tiddly_decimal(cell, place): the key of a decimal in text, or NULL if the cell is none.
//
//export tiddlyDecimal
func tiddlyDecimal(owner C.uintptr_t, context *C.sqlite3_context, first *C.tiddly_value) {
	arguments := sliceAt(first, 2)
	f := ownerOf(owner)
	value := cellOf(&arguments[0])
	if text, ok := value.(string); ok && f.spend(len(text)) {
		return
	}
	if text, ok := appendDecimal(nil, value, -1, true); ok {
		resultText(context, decimalKey(string(text)))
		return
	}
	f.unreadable(&arguments[1])
}

// decimalKey returns a text that sorts, byte by byte, as the decimal does, and is equal only where the decimals are: its
// sign, the place of its first digit, and its digits. Those of a negative one are turned round, with an end that sorts
// after them.
func decimalKey(decimal string) string {
	decimal, negative := strings.CutPrefix(decimal, "-")
	whole, fraction, _ := strings.Cut(decimal, ".")
	whole = strings.TrimLeft(whole, "0")
	digits := whole + fraction
	first := len(whole)
	if whole == "" {
		digits = strings.TrimLeft(fraction, "0")
		first = len(digits) - len(fraction)
	}
	digits = strings.TrimRight(digits, "0")
	const middle, width = 1_000_000_000, 10
	if digits == "" {
		return "1"
	}
	place := strconv.Itoa(first + middle)
	place = strings.Repeat("0", width-len(place)) + place
	if !negative {
		return "2" + place + digits
	}
	turned := []byte("0" + place + digits + "~")
	for i, c := range turned[1 : len(turned)-1] {
		turned[i+1] = '0' + '9' - c
	}
	return string(turned)
}

// decimalText returns the storage of a decimal in text, which keeps all its digits. It is compared, and sorted, by a key.
func decimalText() dialect.Storage {
	const key = "tiddly_decimal({column}, {place})"
	s := byFunction(key)
	for op, f := range s.Ops {
		if f.Encode, f.Each = []dialect.Encoding{bindDecimalKey}, nil; op.TakesList() {
			f.Encode, f.Each = nil, []dialect.Encoding{bindDecimalKey}
		}
		s.Ops[op] = f
	}
	return s
}

// scaledText binds a decimal as text with at least as many fraction digits as the scale of the column.
type scaledText int

// String implements dialect.Encoding.
func (e scaledText) String() string { return "Decimal" + strconv.Itoa(int(e)) }

// In implements dialect.Formed.
func (scaledText) In(form string) dialect.Encoding {
	scale, err := strconv.Atoi(form)
	if err != nil {
		return nil
	}
	return scaledText(scale)
}

// Apply implements dialect.Encoding.
func (e scaledText) Apply(v any) (any, error) {
	text, ok := v.(string)
	if !ok {
		return nil, dialect.Mismatch(e, v)
	}
	return padded(text, int(e)), nil
}

// padded returns a decimal with at least scale fraction digits.
func padded(decimal string, scale int) string {
	_, fraction, point := strings.Cut(decimal, ".")
	switch {
	case len(fraction) >= scale:
		return decimal
	case !point:
		decimal += "."
	}
	return decimal + strings.Repeat("0", scale-len(fraction))
}
