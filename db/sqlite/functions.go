package sqlite

/*
#include "native.h"
*/
import "C"

import (
	"runtime/cgo"
	"strconv"
	"strings"

	"tiddly/internal/cell"
	"tiddly/internal/jsontext"
)

// functions is the state that the SQL functions of one connection keep between calls. A connection is used by one
// goroutine at a time, so it needs no lock.
type functions struct {
	work *C.tiddly_work
	// unspent is work not yet reported to C.
	unspent  int
	patterns patterns
	// path and steps are those of the previous call: a statement has the same path for every row.
	path  string
	steps []jsontext.Step
}

// told is the amount of work between two calls of C, which are expensive.
const told = 16 << 10

// spend is a jsontext.Meter: it counts work and reports whether the statement was interrupted. The call in C then
// returns an interrupt, whatever the function returned.
func (f *functions) spend(n int) bool {
	f.unspent += n
	if f.unspent < told {
		return false
	}
	n, f.unspent = f.unspent, 0
	return C.tiddly_spend(f.work, C.int64_t(n)) != 0
}

func (f *functions) pathSteps(text string) ([]jsontext.Step, error) {
	if text == f.path && text != "" {
		return f.steps, nil
	}
	text = strings.Clone(text)
	steps, err := jsontext.ParsePath(text)
	if err != nil {
		return nil, err
	}
	f.path, f.steps = text, steps
	return steps, nil
}

// unreadable counts a cell that cannot be read; place is the argument that has its place. After an interrupt nothing
// can be told of a cell, and the statement fails.
func (f *functions) unreadable(place *C.tiddly_value) {
	if f.work.ended == 0 {
		C.tiddly_unreadable(f.work, place.integer)
	}
}

// The types of a tiddly_value.
const (
	typeInteger = 1
	typeFloat   = 2
	typeText    = 3
	typeBlob    = 4
	typeNull    = 5
)

// bytesOf returns text that belongs to SQLite. It is valid until the function returns, so text that is kept is
// cloned.
func bytesOf(v *C.tiddly_value) string {
	if v.length == 0 {
		return ""
	}
	return stringAt(v.text, int(v.length))
}

// textOf returns the text of an argument; false for a BLOB.
func textOf(v *C.tiddly_value) (string, bool) {
	switch v._type {
	case typeText:
		return bytesOf(v), true
	case typeInteger:
		return strconv.FormatInt(int64(v.integer), 10), true
	case typeFloat:
		return string(appendRealText(nil, float64(v.real))), true
	default:
		return "", false
	}
}

// jsonOf returns the JSON text of a cell; false if it cannot be JSON.
func (f *functions) jsonOf(v *C.tiddly_value) (string, bool) {
	switch v._type {
	case typeInteger:
		return strconv.FormatInt(int64(v.integer), 10), true
	case typeFloat:
		text, ok := jsontext.AppendFloat(nil, float64(v.real))
		return string(text), ok
	case typeBlob:
		if text, ok := appendJSONB(nil, bytesOf(v), f.spend); ok {
			return string(text), true
		}
		return bytesOf(v), true // the text of JSON, or nothing that is JSON
	default:
		return bytesOf(v), true
	}
}

func ownerOf(owner C.uintptr_t) *functions {
	return cgo.Handle(owner).Value().(*functions) //nolint:forcetypeassert // the only type that is handed over
}

func resultText(context *C.sqlite3_context, text string) {
	if text == "" {
		return
	}
	C.tiddly_result_text(context, firstOf[C.char](text), C.int(len(text)))
}

func resultError(context *C.sqlite3_context, message string) {
	C.tiddly_result_error(context, firstOf[C.char](message), C.int(len(message)))
}

func resultInteger(context *C.sqlite3_context, n int) {
	C.tiddly_result_integer(context, C.int64_t(n))
}

// tiddlyRealText is tiddly_text of a float: its text form where a column has no kind of its own.
//
//export tiddlyRealText
func tiddlyRealText(context *C.sqlite3_context, f C.double) {
	resultText(context, string(appendRealText(nil, float64(f))))
}

// tiddlyShown is tiddly_shown of a float: the number that is shown of it where decimals have that scale.
//
//export tiddlyShown
func tiddlyShown(context *C.sqlite3_context, f C.double, scale C.int64_t) {
	var scratch [64]byte
	shown, ok := cell.AppendDecimalFloat(scratch[:0], float64(f), int(scale))
	if !ok {
		C.tiddly_result_real(context, f)
		return
	}
	if n, err := strconv.ParseFloat(string(shown), 64); err == nil {
		C.tiddly_result_real(context, C.double(n))
	}
}

// tiddlyRegexp is REGEXP: regexp(pattern, value).
//
//export tiddlyRegexp
func tiddlyRegexp(owner C.uintptr_t, context *C.sqlite3_context, first *C.tiddly_value) {
	arguments := sliceAt(first, 2)
	pattern, ok := textOf(&arguments[0])
	if !ok {
		return
	}
	value, ok := textOf(&arguments[1])
	if !ok {
		return
	}
	f := ownerOf(owner)
	p, err := f.patterns.get(pattern)
	if err != nil {
		resultError(context, err.Error())
		return
	}
	if p.match(value, f.spend) {
		resultInteger(context, 1)
	} else {
		resultInteger(context, 0)
	}
}

// tiddlyJSON is tiddly_json(cell, place): the canonical text of a JSON cell, or NULL if the cell is not JSON.
//
//export tiddlyJSON
func tiddlyJSON(owner C.uintptr_t, context *C.sqlite3_context, first *C.tiddly_value) {
	arguments := sliceAt(first, 2)
	f := ownerOf(owner)
	if text, ok := f.jsonOf(&arguments[0]); ok {
		if canonical, err := jsontext.Meter(f.spend).Canonical(text); err == nil {
			resultText(context, canonical)
			return
		}
	}
	f.unreadable(&arguments[1])
}

// tiddlyJSONCompare is tiddly_json_compare(cell, path, value, place), where path is a JSON array of names and indexes
// and value is canonical: NULL if there is no value at the path or it is null, else the result of jsontext.Compare.
//
//export tiddlyJSONCompare
func tiddlyJSONCompare(owner C.uintptr_t, context *C.sqlite3_context, first *C.tiddly_value) {
	arguments := sliceAt(first, 4)
	f := ownerOf(owner)
	document, ok := f.jsonOf(&arguments[0])
	if !ok {
		f.unreadable(&arguments[3])
		return
	}
	steps, err := f.pathSteps(bytesOf(&arguments[1]))
	if err != nil {
		resultError(context, "the path is not an array of names and indexes")
		return
	}
	value, ok := f.jsonOf(&arguments[2])
	if !ok {
		return
	}
	meter := jsontext.Meter(f.spend)
	there, ok, err := meter.At(document, steps)
	canonical := "null"
	if ok && err == nil {
		canonical, err = meter.Canonical(there)
	}
	switch {
	case err != nil:
		f.unreadable(&arguments[3])
	case canonical == "null" || f.spend(len(canonical)):
	default:
		resultInteger(context, jsontext.Compare(canonical, value))
	}
}

// tiddlyJSONHas is tiddly_json_has(cell, key, place): whether the cell is an object that has the key.
//
//export tiddlyJSONHas
func tiddlyJSONHas(owner C.uintptr_t, context *C.sqlite3_context, first *C.tiddly_value) {
	arguments := sliceAt(first, 3)
	f := ownerOf(owner)
	document, ok := f.jsonOf(&arguments[0])
	if !ok {
		f.unreadable(&arguments[2])
		return
	}
	_, found, err := jsontext.Meter(f.spend).At(document, []jsontext.Step{{Name: bytesOf(&arguments[1]), Named: true}})
	switch {
	case err != nil:
		f.unreadable(&arguments[2])
	case found:
		resultInteger(context, 1)
	default:
		resultInteger(context, 0)
	}
}
