package sqlite

/*
#include "native.h"
*/
import "C"

import (
	"database/sql/driver"
	"math/big"
	"strconv"
	"strings"
)

// tiddlyAdd is tiddly_add(cell, decimal, scale, all): the exact sum as text. Unless all is 1, the sum must have few
// enough digits for a REAL cell to keep them.
//
//export tiddlyAdd
func tiddlyAdd(_ C.uintptr_t, context *C.sqlite3_context, first *C.tiddly_value) {
	arguments := sliceAt(first, 4)
	cell, ok := decimalOf(cellOf(&arguments[0]), int(arguments[2].integer))
	if !ok {
		C.tiddly_result_unfit(context, 0)
		return
	}
	sum, ok := addDecimals(cell, bytesOf(&arguments[1]))
	if ok && arguments[3].integer == 0 {
		_, err := shortNumeral(sum)
		ok = err == nil
	}
	if !ok {
		C.tiddly_result_unfit(context, 1)
		return
	}
	if arguments[3].integer == 1 {
		sum = padded(sum, int(arguments[2].integer))
	}
	resultText(context, sum)
}

// cellOf returns an argument as the driver returns a cell.
func cellOf(v *C.tiddly_value) driver.Value {
	switch v._type {
	case typeInteger:
		return int64(v.integer)
	case typeFloat:
		return float64(v.real)
	case typeText:
		return bytesOf(v)
	default:
		return nil
	}
}

// realDecimals is the number of significant digits of a REAL without a scale: a float64's further digits are noise of
// its binary form.
const realDecimals = 15

// decimalOf returns a cell as a decimal.
func decimalOf(cell driver.Value, scale int) (string, bool) {
	if f, isReal := cell.(float64); isReal && scale < 0 {
		rounded, err := strconv.ParseFloat(strconv.FormatFloat(f, 'e', realDecimals-1, 64), 64)
		if err != nil {
			return "", false
		}
		cell = rounded
	}
	text, ok := appendDecimal(nil, cell, scale, true)
	return string(text), ok
}

// maxDecimal is the maximum length of a decimal that can be added to, in characters.
const maxDecimal = 2000

// addDecimals returns the sum of two decimals without exponents, without trailing zeros.
func addDecimals(a, b string) (string, bool) {
	if len(a) > maxDecimal || len(b) > maxDecimal {
		return "", false
	}
	wholeA, fractionA, _ := strings.Cut(a, ".")
	wholeB, fractionB, _ := strings.Cut(b, ".")
	scale := max(len(fractionA), len(fractionB))
	x, okA := new(big.Int).SetString(wholeA+fractionA+strings.Repeat("0", scale-len(fractionA)), 10)
	y, okB := new(big.Int).SetString(wholeB+fractionB+strings.Repeat("0", scale-len(fractionB)), 10)
	if !okA || !okB {
		return "", false
	}
	sum := x.Add(x, y)
	digits := new(big.Int).Abs(sum).String()
	if short := scale + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	text := digits[:len(digits)-scale]
	if fraction := strings.TrimRight(digits[len(digits)-scale:], "0"); fraction != "" {
		text += "." + fraction
	}
	if sum.Sign() < 0 {
		text = "-" + text
	}
	return text, true
}
