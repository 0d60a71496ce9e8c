package request

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// CoerceLoosely is Coerce for clients that write values as a column without a schema accepts them: numbers and truth
// values in place of each other and in quotes, whole numbers of 64 bits for every integer, dates without a zone or in
// the form of HTTP, enum values as they are stored. Whatever it accepts has one meaning; everything else is rejected
// as by Coerce.
func CoerceLoosely(kind catalog.Kind, enum *catalog.EnumType, v any) (any, error) {
	value, err := coerceLoosely(kind, enum, v)
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		f.Hint = strings.TrimSuffix(f.Hint, ", without quotes") // quotes are fine here
	}
	return value, err
}

func coerceLoosely(kind catalog.Kind, enum *catalog.EnumType, v any) (any, error) {
	switch kind {
	case catalog.Int:
		return Coerce(catalog.BigInt, nil, numeric(v))
	case catalog.BigInt, catalog.Float, catalog.Decimal:
		return Coerce(kind, nil, numeric(v))
	case catalog.String, catalog.UUID:
		return Coerce(kind, nil, textual(v))
	case catalog.Boolean:
		return Coerce(kind, nil, truth(v))
	case catalog.DateTime, catalog.Date:
		return Coerce(kind, nil, moment(kind, v))
	case catalog.Enum:
		if enum != nil {
			return storedEnum(enum, v)
		}
	}
	return Coerce(kind, enum, v)
}

// storedEnum returns an enum value from its stored text or its name.
func storedEnum(enum *catalog.EnumType, v any) (any, error) {
	s, ok := v.(string)
	if value, known := enum.Stored(s); ok && known {
		return value.Stored, nil
	}
	if value, known := enum.Named(s); ok && known {
		return value.Stored, nil
	}
	return nil, unfit("one of the values of the column", v).
		WithNames(fault.Names{Hint: enumValues(enum, func(v catalog.EnumValue) string { return shownText(v.Stored) })})
}

// maxShown is the maximum length of a stored text in a message.
const maxShown = 64

// shownText returns a stored text as shown in a list.
func shownText(text string) string {
	if runes := []rune(text); len(runes) > maxShown {
		text = string(runes[:maxShown]) + "…"
	}
	if text == "" || strings.ContainsAny(text, ",\"") || strings.TrimSpace(text) != text {
		return strconv.Quote(text)
	}
	return text
}

// numeric returns the number that a text or truth value stands for, or the value itself.
func numeric(v any) any {
	switch v := v.(type) {
	case bool:
		if v {
			return int64(1)
		}
		return int64(0)
	case string:
		if n := strings.TrimSpace(v); json.Valid([]byte(n)) && strings.Trim(n, "-+.eE0123456789") == "" {
			return json.Number(n)
		}
	}
	return v
}

// textual returns the text that a column of texts stores for a number or truth value.
func textual(v any) any {
	switch n := v.(type) {
	case json.Number:
		return n.String()
	case bool:
		if n {
			return "1"
		}
		return "0"
	}
	return v
}

func truth(v any) any {
	var text string
	switch v := v.(type) {
	case json.Number:
		text = v.String()
	case string:
		text = strings.ToLower(strings.TrimSpace(v))
	}
	switch text {
	case "1", "true":
		return true
	case "0", "false":
		return false
	}
	return v
}

// imfDate is the date format of HTTP (RFC 9110, IMF-fixdate), which Flask uses for dates.
const imfDate = "Mon, 02 Jan 2006 15:04:05 GMT"

// moment adds what a date lacks: the zone, which is UTC, and the time of day, which is midnight.
func moment(kind catalog.Kind, v any) any {
	s, ok := v.(string)
	if !ok {
		return v
	}
	if t, err := time.Parse(imfDate, s); err == nil {
		s = t.Format(time.RFC3339)
	}
	const day = len("2006-01-02")
	if kind == catalog.Date {
		if len(s) > day && strings.Trim(s[day:], "T :0.Zz") == "" {
			return s[:day] // midnight of that day
		}
		return s
	}
	switch {
	case len(s) == day:
		return s + "T00:00:00Z"
	case len(s) > day && !strings.ContainsAny(s[day:], "Zz+-"):
		return s + "Z"
	}
	return s
}
