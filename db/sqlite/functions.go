package sqlite

/*
#include "native.h"
*/
import "C"

import (
	"regexp"
	"runtime/cgo"
	"strconv"
	"strings"

	"tiddly/internal/jsontext"
)

// functions is what the SQL functions of one connection remember between calls. A connection is used by one
// goroutine at a time, so it needs no lock.
type functions struct {
	patterns map[string]*regexp.Regexp
	// path and steps are those of the call before: a statement has the same path for every row.
	path  string
	steps []jsontext.Step
}

// maxPatterns bounds the compiled patterns that a connection keeps.
const maxPatterns = 50

func (f *functions) pattern(text string) (*regexp.Regexp, error) {
	if re, ok := f.patterns[text]; ok {
		return re, nil
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, err
	}
	if f.patterns == nil || len(f.patterns) == maxPatterns {
		f.patterns = make(map[string]*regexp.Regexp)
	}
	f.patterns[strings.Clone(text)] = re
	return re, nil
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

// The types of a tiddly_value.
const (
	typeInteger = 1
	typeFloat   = 2
	typeText    = 3
	typeBlob    = 4
)

// bytesOf gives text that belongs to SQLite. It is valid until the function returns, so what is kept is cloned.
func bytesOf(v *C.tiddly_value) string {
	if v.length == 0 {
		return ""
	}
	return stringAt(v.text, int(v.length))
}

// textOf gives the text of an argument; false for a BLOB.
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

// jsonOf gives the JSON text that a cell holds; false where it cannot be JSON.
func jsonOf(v *C.tiddly_value) (string, bool) {
	switch v._type {
	case typeInteger:
		return strconv.FormatInt(int64(v.integer), 10), true
	case typeFloat:
		text, ok := jsontext.AppendFloat(nil, float64(v.real))
		return string(text), ok
	case typeBlob:
		text, ok := appendJSONB(nil, bytesOf(v))
		return string(text), ok
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

// tiddlyRealText is the text of a float as it is shown where a column has no kind of its own.
//
//export tiddlyRealText
func tiddlyRealText(context *C.sqlite3_context, f C.double) {
	resultText(context, string(appendRealText(nil, float64(f))))
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
	re, err := ownerOf(owner).pattern(pattern)
	if err != nil {
		resultError(context, "the regular expression is not valid")
		return
	}
	found := 0
	if re.MatchString(value) {
		found = 1
	}
	resultInteger(context, found)
}

// tiddlyJSON is tiddly_json(x): the canonical text of a JSON cell, NULL where the cell is not JSON.
//
//export tiddlyJSON
func tiddlyJSON(_ C.uintptr_t, context *C.sqlite3_context, first *C.tiddly_value) {
	text, ok := jsonOf(first)
	if !ok {
		return
	}
	if canonical, err := jsontext.CanonicalText(text); err == nil {
		resultText(context, canonical)
	}
}

// tiddlyJSONCompare is tiddly_json_compare(cell, path, value), where path is a JSON array of names and
// indexes and value is canonical: NULL where nothing or null is there, else what jsontext.Compare gives.
//
//export tiddlyJSONCompare
func tiddlyJSONCompare(owner C.uintptr_t, context *C.sqlite3_context, first *C.tiddly_value) {
	arguments := sliceAt(first, 3)
	cell, ok := jsonOf(&arguments[0])
	if !ok {
		return
	}
	steps, err := ownerOf(owner).pathSteps(bytesOf(&arguments[1]))
	if err != nil {
		resultError(context, "the path is not an array of names and indexes")
		return
	}
	value, ok := jsonOf(&arguments[2])
	if !ok {
		return
	}
	there, ok := jsontext.At(cell, steps)
	if !ok {
		return
	}
	canonical, err := jsontext.CanonicalText(there)
	if err != nil || canonical == "null" {
		return
	}
	resultInteger(context, jsontext.Compare(canonical, value))
}

// tiddlyJSONHas is tiddly_json_has(cell, key): whether the cell is an object that has the key.
//
//export tiddlyJSONHas
func tiddlyJSONHas(_ C.uintptr_t, context *C.sqlite3_context, first *C.tiddly_value) {
	arguments := sliceAt(first, 2)
	cell, ok := jsonOf(&arguments[0])
	if !ok {
		return
	}
	_, found := jsontext.At(cell, []jsontext.Step{{Name: bytesOf(&arguments[1]), Named: true}})
	if found {
		resultInteger(context, 1)
	} else {
		resultInteger(context, 0)
	}
}
