package cell

import (
	"slices"
	"strings"
)

// A form is how a column has dates or times as text, written as a pattern: YYYY-MM-DD, a blank or T, HH:MM, :SS, a
// fraction, and a zone as it is written for UTC. A fraction is .fff, .ffffff and the like for so many digits; with a
// question mark it is left out where it is 0; .f? has as many digits as it needs.

// The parts of a form.
const (
	formDate    = "YYYY-MM-DD"
	formClock   = "HH:MM"
	formSeconds = ":SS"
	anyFraction = ".f?"
)

// The forms in which instants, days and times are written where nothing else is known.
const (
	InstantForm = formDate + " " + formClock + formSeconds + ".ffffff?"
	DayForm     = formDate
	ClockForm   = formClock + formSeconds + ".ffffff?"
)

// zones are the zones of forms: what follows the time in UTC.
var zones = []string{"", "Z", "+00:00", "+0000", "+00", " Z", " UTC", " GMT", " +00:00", " +0000", " +00", " +0000 UTC"}

// fractions are the fractions of forms.
var fractions = []string{"", ".f?", ".fff", ".fff?", ".ffffff", ".ffffff?", ".fffffff", ".fffffff?", ".fffffffff", ".fffffffff?"}

// ValidForm reports whether a text is a form of dates, and of times too or of times alone.
func ValidForm(form string) (date, clock bool) {
	rest, date := strings.CutPrefix(form, formDate)
	if date {
		if rest == "" {
			return true, false
		}
		if rest[0] != ' ' && rest[0] != 'T' {
			return false, false
		}
		rest = rest[1:]
	}
	rest, clock = strings.CutPrefix(rest, formClock)
	if !clock {
		return false, false
	}
	if after, ok := strings.CutPrefix(rest, formSeconds); ok {
		digits := len(after) - len(strings.TrimLeft(after, ".f?"))
		if !slices.Contains(fractions, after[:digits]) {
			return false, false
		}
		rest = after[digits:]
	}
	if !slices.Contains(zones, rest) || !date && rest != "" {
		return false, false
	}
	return date, true
}

// Form is the form of one text, which tells nothing of its column's fraction but how many digits this one has.
type Form struct {
	// Before is what stands before the fraction, as a pattern, Zone what stands after it.
	Before, Zone string
	// Digits is the number of digits of the fraction.
	Digits int
}

// FormOf returns the form of a text that is a date or a time of day.
func FormOf(s string) Form {
	var f Form
	if len(s) >= len(formDate) && s[4] == '-' {
		f.Before, s = formDate, s[len(formDate):]
		if s == "" {
			return f
		}
		f.Before, s = f.Before+s[:1], s[1:]
	}
	f.Before, s = f.Before+formClock, s[min(len(s), len(formClock)):]
	if len(s) >= len(formSeconds) && s[0] == ':' {
		f.Before, s = f.Before+formSeconds, s[len(formSeconds):]
	}
	if strings.HasPrefix(s, ".") {
		rest := strings.TrimLeft(s[1:], "0123456789")
		f.Digits, s = len(s)-1-len(rest), rest
	}
	f.Zone = zoneForm(s)
	return f
}

// zoneForm returns the form of what stands after a time.
func zoneForm(s string) string {
	blank := ""
	if s != strings.TrimLeft(s, " ") {
		blank, s = " ", strings.TrimLeft(s, " ")
	}
	if s == "" || s[0] != '+' && s[0] != '-' {
		return blank + strings.ToUpper(s)
	}
	offset, name, named := strings.Cut(s, " ")
	switch {
	case named && name != "":
		return " +0000 UTC"
	case len(offset) == len("+00"):
		return blank + "+00"
	case len(offset) == len("+0000"):
		return blank + "+0000"
	default:
		return blank + "+00:00"
	}
}

// WithFraction returns the form of a column whose texts have fractions of so many digits, each once and in order.
func (f Form) WithFraction(digits []int) string {
	if !strings.HasSuffix(f.Before, formSeconds) {
		return f.Before + f.Zone
	}
	optional := len(digits) > 0 && digits[0] == 0
	if optional {
		digits = digits[1:]
	}
	fraction := anyFraction
	switch len(digits) {
	case 0:
		fraction = ".ffffff?"
	case 1:
		exact := "." + strings.Repeat("f", digits[0])
		if optional {
			exact += "?"
		}
		if slices.Contains(fractions, exact) {
			fraction = exact
		}
	}
	return f.Before + fraction + f.Zone
}

// AppendForm appends an instant, or a time of day, in a form. What the form has no place for and is not 0 is appended
// nevertheless: seconds, digits of a fraction, the time of an instant.
func AppendForm(dst []byte, micros int64, form string) []byte {
	rest, date := strings.CutPrefix(form, formDate)
	clock := micros
	if date {
		day := dayOf(micros)
		dst, clock = appendDay(dst, day), micros-day*Day
		if rest == "" {
			if clock == 0 {
				return dst
			}
			rest = InstantForm[len(formDate):]
		}
		dst, rest = append(dst, rest[0]), rest[1:]
	}
	rest = strings.TrimPrefix(rest, formClock)
	whole := clock - clock%Second
	text := AppendClock(nil, whole)
	after, seconds := strings.CutPrefix(rest, formSeconds)
	if !seconds && clock%Minute == 0 {
		return append(append(dst, text[:len(formClock)]...), rest...)
	}
	zone := strings.TrimLeft(after, ".f?")
	fraction := after[:len(after)-len(zone)]
	return append(appendFraction(append(dst, text...), clock%Second, fraction), zone...)
}

// appendFraction appends the fraction of a second as its form has it, and all its digits in any case.
func appendFraction(dst []byte, micros int64, form string) []byte {
	bare := strings.TrimSuffix(form, "?")
	if micros == 0 && (form == "" || bare != form) {
		return dst
	}
	digits := make([]byte, 0, 9)
	for unit := int64(100_000); unit > 0; unit /= 10 {
		digits = append(digits, hexDigits[micros/unit%10])
	}
	needed := len(strings.TrimRight(string(digits), "0"))
	wanted := len(bare) - 1
	switch {
	case form == anyFraction || form == "":
		wanted = needed
	case wanted < needed:
		wanted = len(digits)
	}
	for len(digits) < wanted {
		digits = append(digits, '0')
	}
	return append(append(dst, '.'), digits[:wanted]...)
}
