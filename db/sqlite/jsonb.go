package sqlite

import (
	"strconv"
	"strings"

	"tiddly/internal/jsontext"
)

// The element types of SQLite's binary JSON, which its jsonb functions return (sqlite.org/jsonb.html).
const (
	jsonbNull = iota
	jsonbTrue
	jsonbFalse
	jsonbInt
	jsonbInt5
	jsonbFloat
	jsonbFloat5
	jsonbText
	jsonbTextJ
	jsonbText5
	jsonbTextRaw
	jsonbArray
	jsonbObject
)

// maxJSONBDepth is SQLite's own limit.
const maxJSONBDepth = 1000

// appendJSONB appends a BLOB that is SQLite's binary JSON as text. It returns dst unchanged and false if the BLOB is
// not, or if the meter ended it.
func appendJSONB(dst []byte, blob string, meter jsontext.Meter) ([]byte, bool) {
	r := jsonb{dst: dst, rest: blob, meter: meter}
	if !r.value(0) || r.rest != "" {
		return dst, false
	}
	return r.dst, true
}

// appendJSONBlob appends a BLOB that is binary JSON, or else the text of JSON, as SQLite's own functions read it.
func appendJSONBlob(dst []byte, blob string, meter jsontext.Meter) ([]byte, bool) {
	if out, ok := appendJSONB(dst, blob, meter); ok {
		return out, true
	}
	return jsontext.Compact(dst, blob)
}

type jsonb struct {
	dst  []byte
	rest string
	// meter may be nil.
	meter jsontext.Meter
}

// element reads the type and the payload of the next element.
func (r *jsonb) element() (kind int, payload string, ok bool) {
	if r.rest == "" {
		return 0, "", false
	}
	kind, size := int(r.rest[0]&15), uint64(r.rest[0]>>4)
	r.rest = r.rest[1:]
	if size > 11 {
		width := 1 << (size - 12)
		if len(r.rest) < width {
			return 0, "", false
		}
		size = 0
		for i := range width {
			size = size<<8 | uint64(r.rest[i])
		}
		r.rest = r.rest[width:]
	}
	if size > uint64(len(r.rest)) {
		return 0, "", false
	}
	payload, r.rest = r.rest[:size], r.rest[size:]
	return kind, payload, true
}

func (r *jsonb) value(depth int) bool {
	kind, payload, ok := r.element()
	if !ok || depth > maxJSONBDepth || r.ended(kind, payload) || kind <= jsonbFalse && payload != "" {
		return false // the text of JSON may begin like binary JSON
	}
	switch kind {
	case jsonbNull:
		r.dst = append(r.dst, "null"...)
	case jsonbTrue:
		r.dst = append(r.dst, "true"...)
	case jsonbFalse:
		r.dst = append(r.dst, "false"...)
	case jsonbInt, jsonbFloat:
		return r.number(payload)
	case jsonbInt5:
		return r.hexadecimal(payload)
	case jsonbFloat5:
		return r.number(plainFloat(payload))
	case jsonbArray:
		return r.members(payload, depth, false)
	case jsonbObject:
		return r.members(payload, depth, true)
	default:
		return r.text(kind, payload)
	}
	return true
}

// ended reports whether the meter ends the reading at an element; the elements of an array or an object are counted
// one by one.
func (r *jsonb) ended(kind int, payload string) bool {
	if r.meter == nil {
		return false
	}
	if kind == jsonbArray || kind == jsonbObject {
		return r.meter(1)
	}
	return r.meter(1 + len(payload))
}

func (r *jsonb) number(s string) bool {
	if s == "" || (s[0] != '-' && (s[0] < '0' || s[0] > '9')) {
		return false
	}
	var ok bool
	r.dst, ok = jsontext.Compact(r.dst, s)
	return ok
}

func (r *jsonb) hexadecimal(s string) bool {
	n, err := strconv.ParseInt(strings.TrimPrefix(s, "+"), 0, 64)
	r.dst = strconv.AppendInt(r.dst, n, 10)
	return err == nil
}

// plainFloat returns a float of JSON5 (.5, 5., +1.) with the zeros that JSON requires.
func plainFloat(s string) string {
	s = strings.TrimPrefix(s, "+")
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	if strings.HasPrefix(s, ".") {
		s = "0" + s
	}
	whole, fraction, point := strings.Cut(s, ".")
	if point && (fraction == "" || fraction[0] == 'e' || fraction[0] == 'E') {
		s = whole + ".0" + fraction
	}
	return sign + s
}

func (r *jsonb) text(kind int, s string) bool {
	var ok bool
	switch kind {
	case jsonbText, jsonbTextRaw:
		r.dst, ok = jsontext.AppendString(r.dst, s)
	case jsonbTextJ:
		r.dst, ok = jsontext.Compact(r.dst, `"`+s+`"`)
	}
	// Text with the escapes of JSON5 is rejected: SQLite writes it only if it was given such text.
	return ok
}

// members appends an array, or an object, in which every other element is a key.
func (r *jsonb) members(payload string, depth int, object bool) bool {
	after := r.rest
	r.rest = payload
	open, closing := byte('['), byte(']')
	if object {
		open, closing = '{', '}'
	}
	r.dst = append(r.dst, open)
	for first := true; r.rest != ""; first = false {
		if !first {
			r.dst = append(r.dst, ',')
		}
		if object {
			kind, key, ok := r.element()
			if !ok || !r.text(kind, key) {
				return false
			}
			r.dst = append(r.dst, ':')
		}
		if !r.value(depth + 1) {
			return false
		}
	}
	r.dst = append(r.dst, closing)
	r.rest = after
	return true
}
