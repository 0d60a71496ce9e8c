package sqlite

import (
	"strings"
	"time"
	"unicode/utf8"

	"tiddly/internal/cell"
	"tiddly/internal/dialect"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// encoding is a way to bind a value that only SQLite uses.
type encoding uint8

// The encodings. encoding_test.go tests what each takes and returns.
const (
	// bindUpper is a UUID in upper case.
	bindUpper encoding = iota
	// bindDayBefore is the date (YYYY-MM-DD) of the day before an instant in microseconds, bindDayAfter that of the
	// second day after it: bounds, as text, of every spelling of the instant, whatever its offset.
	bindDayBefore
	bindDayAfter
	// bindLeastDayBefore and bindGreatestDayAfter are the same for the least and the greatest of a list.
	bindLeastDayBefore
	bindGreatestDayAfter
	// bindPrefixEnd is the least text that is greater than every text with the prefix, by code points; an empty blob if
	// there is none.
	bindPrefixEnd
	// bindLikeTokens is a LIKE pattern (% _ and backslash as escape) as bytes: 0xff is any text and 0xfe any character,
	// neither of which occurs in UTF-8; all others stand for themselves.
	bindLikeTokens
	// bindRegexp is a valid regular expression.
	bindRegexp
	// bindKeys is a list of keys as a JSON array: of values for one column, of arrays for several. Bytes are an array
	// that holds their hexadecimal text, which distinguishes them from text.
	bindKeys
	// bindNumber is a numeric text as a number (an int64, else a float64); other text is unchanged.
	bindNumber
	// bindDecimalKey is a numeric text as the key of decimals (see decimalKey).
	bindDecimalKey
	// bindText is bytes as text.
	bindText
	// bindShortDecimal is bindNumber, except that more than 15 significant digits, which a float64 cannot keep, are
	// refused.
	bindShortDecimal
	// bindTextOfNumber is text for a cell that stores numbers as numbers: text that would be read back in another form
	// (007, 1e3) is refused.
	bindTextOfNumber
	encodingCount
)

var encodingNames = [encodingCount]string{
	"Upper", "DayBefore", "DayAfter", "LeastDayBefore",
	"GreatestDayAfter", "PrefixEnd", "LikeTokens", "RE2", "Keys", "Number", "DecimalKey", "Text", "ShortDecimal",
	"TextOfNumber",
}

// String implements dialect.Encoding.
func (e encoding) String() string { return encodingNames[e] }

// Apply implements dialect.Encoding.
func (e encoding) Apply(v any) (any, error) {
	switch v := v.(type) {
	case int64:
		return e.instant(v)
	case string:
		return e.text(v)
	case []byte:
		if e == bindText {
			return string(v), nil
		}
	case []any:
		return e.bound(v)
	case dialect.Keys:
		if e == bindKeys {
			return encodeKeys(v)
		}
	}
	return nil, dialect.Mismatch(e, v)
}

// instant encodes microseconds.
func (e encoding) instant(micros int64) (any, error) {
	switch e {
	case bindDayBefore:
		return day(micros, -1), nil
	case bindDayAfter:
		return day(micros, 2), nil
	default:
		return nil, dialect.Mismatch(e, micros)
	}
}

// lastDay sorts after every date, and is text like them: dates of five-digit years would sort before others.
const lastDay = "9999-99-99"

// day returns the date of a number of days after the instant's.
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
func (e encoding) bound(list []any) (any, error) {
	least, greatest, err := extremes(e, list)
	switch {
	case err != nil:
		return nil, err
	case e == bindLeastDayBefore:
		return day(least, -1), nil
	case e == bindGreatestDayAfter:
		return day(greatest, 2), nil
	}
	return nil, dialect.Mismatch(e, list)
}

func (e encoding) text(s string) (any, error) {
	switch e {
	case bindUpper:
		return strings.ToUpper(s), nil
	case bindPrefixEnd:
		return endOfPrefix(s), nil
	case bindNumber:
		return numeral(s), nil
	case bindDecimalKey:
		text, ok := cell.AppendDecimalText(nil, s, -1)
		if !ok {
			return nil, fault.New(fault.Internal, "a decimal that is none reached a statement")
		}
		return decimalKey(string(text)), nil
	case bindShortDecimal:
		return shortNumeral(s)
	case bindTextOfNumber:
		return stableText(s)
	case bindLikeTokens:
		return tokensOfLike(s)
	case bindRegexp:
		if err := request.CheckRegex(s); err != nil {
			return nil, err
		}
		return s, nil
	default:
		return nil, dialect.Mismatch(e, s)
	}
}

// endOfPrefix increments the last character; one that is already the greatest is dropped.
func endOfPrefix(s string) any {
	for s != "" {
		r, width := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-width]
		switch r {
		case utf8.MaxRune:
			continue
		case 0xD7FF:
			r = 0xE000 // the next valid character
		default:
			r++
		}
		return s + string(r)
	}
	return []byte{}
}

// maxPattern is the maximum length of a pattern in bytes. Matching takes time proportional to its length times that
// of the text if it contains a _.
const maxPattern = 10_000

// The tokens of bindLikeTokens.
const (
	anyText      = 0xff
	anyCharacter = 0xfe
)

func tokensOfLike(s string) (any, error) {
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
