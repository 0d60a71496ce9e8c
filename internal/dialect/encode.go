package dialect

import (
	"encoding/hex"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tiddly/internal/fault"
	"tiddly/internal/jsontext"
	"tiddly/internal/request"
)

// Apply makes the value that is bound from a neutral one. Nil stays nil. A value that the client must change is
// a fault.RequestValue; one that is not of the encoding's kind is our own mistake.
func (e Encoding) Apply(v any) (any, error) {
	if e == AsIs {
		if text, ok := v.(request.JSONText); ok {
			return string(text), nil
		}
		return v, nil
	}
	switch v := v.(type) {
	case nil:
		return nil, nil
	case int64:
		return e.instant(v)
	case string:
		return e.text(v)
	case []byte:
		if e == Text {
			return string(v), nil
		}
	case []any:
		return e.bound(v)
	case [][]any:
		if e == Keys {
			return keys(v)
		}
	}
	return nil, e.mismatch(v)
}

func (e Encoding) mismatch(v any) *fault.Fault {
	return fault.New(fault.Internal, "a %T cannot be encoded in way %d", v, e)
}

// instant encodes microseconds.
func (e Encoding) instant(micros int64) (any, error) {
	switch e {
	case EpochSeconds:
		return epoch(micros, 1_000_000), nil
	case EpochMillis:
		return epoch(micros, 1_000), nil
	case DayBefore:
		return day(micros, -1), nil
	case DayAfter:
		return day(micros, 2), nil
	default:
		return e.written(micros)
	}
}

func epoch(micros, unit int64) any {
	if micros%unit == 0 {
		return micros / unit
	}
	return float64(micros) / float64(unit)
}

// lastDay is greater than every date, and is text like them: dates of five-digit years would sort before others.
const lastDay = "9999-99-99"

// day gives the date some days after the instant's.
func day(micros int64, after int) string {
	t := time.UnixMicro(micros).UTC().AddDate(0, 0, after)
	switch {
	case t.Year() > 9999:
		return lastDay
	case t.Year() < 0:
		return "0000-00-00"
	}
	return t.Format(time.DateOnly)
}

// bound encodes the least or the greatest of a list.
func (e Encoding) bound(list []any) (any, error) {
	least, greatest := int64(math.MaxInt64), int64(math.MinInt64)
	for _, item := range list {
		v, ok := item.(int64)
		if !ok {
			return nil, e.mismatch(item)
		}
		least, greatest = min(least, v), max(greatest, v)
	}
	switch {
	case len(list) == 0:
		return nil, e.mismatch(list)
	case e == LeastDayBefore:
		return day(least, -1), nil
	case e == GreatestDayAfter:
		return day(greatest, 2), nil
	}
	return nil, e.mismatch(list)
}

func (e Encoding) text(s string) (any, error) {
	switch e {
	case Upper:
		return strings.ToUpper(s), nil
	case Binary:
		b, err := hex.DecodeString(strings.ReplaceAll(s, "-", ""))
		if err != nil || len(b) != 16 {
			return nil, fault.Wrap(err, fault.Internal, "a UUID that is none reached a statement")
		}
		return b, nil
	case PrefixEnd:
		return prefixEnd(s), nil
	case Number:
		return numeral(s), nil
	case CanonicalNumber:
		text, err := jsontext.CanonicalText(s)
		if err != nil {
			return nil, fault.Wrap(err, fault.Internal, "a decimal that is none reached a statement")
		}
		return text, nil
	case ShortDecimal:
		return shortDecimal(s)
	case TextOfNumber:
		return textOfNumber(s)
	case LikeTokens:
		return likeTokens(s)
	case RE2:
		if err := request.CheckRegex(s); err != nil {
			return nil, err
		}
		return s, nil
	default:
		return nil, e.mismatch(s)
	}
}

// numeral gives the number that s is, or s.
func numeral(s string) any {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && !math.IsNaN(f) && !math.IsInf(f, 0) {
		return f
	}
	return s
}

// prefixEnd counts the last character up; one that is the greatest of all is dropped.
func prefixEnd(s string) any {
	for s != "" {
		r, width := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-width]
		switch r {
		case utf8.MaxRune:
			continue
		case 0xD7FF:
			r = 0xE000 // the next that is a character
		default:
			r++
		}
		return s + string(r)
	}
	return []byte{}
}

// maxPattern is the longest pattern in bytes. Matching costs its length times that of the text where it has a _.
const maxPattern = 10_000

// The tokens of LikeTokens.
const (
	anyText      = 0xff
	anyCharacter = 0xfe
)

func likeTokens(s string) (any, error) {
	if len(s) > maxPattern {
		return nil, fault.New(fault.RequestValue, "the pattern is longer than 10,000 bytes").
			WithHint("compare with a shorter pattern")
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '%':
			b = append(b, anyText)
		case '_':
			b = append(b, anyCharacter)
		case '\\':
			i++
			if i == len(s) {
				return nil, fault.New(fault.RequestValue, "the pattern ends in a backslash that escapes nothing").
					WithHint(`write \\ for a backslash`)
			}
			b = append(b, s[i])
		default:
			b = append(b, c)
		}
	}
	return b, nil
}

// keys writes the keys, which lie column by column, row by row.
func keys(columns [][]any) (any, error) {
	if len(columns) == 0 {
		return nil, fault.New(fault.Internal, "keys without a column reached a statement")
	}
	b := make([]byte, 0, 2+len(columns)*len(columns[0])*8)
	b = append(b, '[')
	var err error
	for row := range columns[0] {
		if row > 0 {
			b = append(b, ',')
		}
		if len(columns) > 1 {
			b = append(b, '[')
		}
		for i, column := range columns {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = appendKey(b, column[row]); err != nil {
				return nil, err
			}
		}
		if len(columns) > 1 {
			b = append(b, ']')
		}
	}
	return string(append(b, ']')), nil
}

func appendKey(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	case float64:
		return appendFloatKey(b, v), nil
	case string:
		return jsontext.AppendRaw(b, v), nil
	case []byte:
		b = append(b, `["`...)
		b = hex.AppendEncode(b, v)
		return append(b, `"]`...), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case nil:
		return append(b, "null"...), nil
	default:
		return nil, Keys.mismatch(v)
	}
}

// appendFloatKey keeps a float a float: 5 would be read back as an integer. No JSON number is
// infinite, but one beyond the range of a float64 is read so.
func appendFloatKey(b []byte, f float64) []byte {
	switch {
	case math.IsInf(f, 1):
		return append(b, "9e999"...)
	case math.IsInf(f, -1):
		return append(b, "-9e999"...)
	case math.IsNaN(f):
		return append(b, "null"...)
	}
	return strconv.AppendFloat(b, f, 'e', -1, 64)
}
