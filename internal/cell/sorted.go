package cell

import "strings"

// SortedForm is a form whose texts sort as their instants do, and in which each instant that it can hold has one text.
type SortedForm struct {
	form string
	// unit is the least step between two instants that the form can hold, in microseconds.
	unit int64
}

// Sorted returns the form of dates as one by which they sort, and reports whether it is such: a zone behind a fraction
// that may be left out sorts before or after it, and what is finer than an instant would be lost.
func Sorted(form string) (SortedForm, bool) {
	if date, _ := ValidForm(form); !date {
		return SortedForm{}, false
	}
	f := SortedForm{form, Day}
	if form == DayForm {
		return f, true
	}
	rest, seconds := strings.CutPrefix(form[len("YYYY-MM-DDTHH:MM"):], formSeconds)
	if !seconds {
		f.unit = Minute
		return f, true
	}
	zone := strings.TrimLeft(rest, ".f?")
	switch fraction := rest[:len(rest)-len(zone)]; fraction {
	case "":
		f.unit = Second
	case ".fff":
		f.unit = Second / 1000
	case ".fff?":
		f.unit = Second / 1000
		return f, zone == ""
	case ".ffffff":
		f.unit = 1
	case anyFraction, ".ffffff?":
		f.unit = 1
		return f, zone == ""
	default:
		return f, false
	}
	return f, true
}

// Parse returns the instant of a text that is of the form.
func (f SortedForm) Parse(s string) (micros int64, ok bool) {
	if micros, ok = ParseInstant(s); !ok || micros%f.unit != 0 {
		return 0, false
	}
	var scratch [64]byte
	return micros, string(AppendForm(scratch[:0], micros, f.form)) == s
}

// Holds reports whether the form can hold an instant.
func (f SortedForm) Holds(micros int64) bool { return micros%f.unit == 0 }

// Floor returns the last instant that the form can hold, and that is not after another one; Ceil the first that is not
// before.
func (f SortedForm) Floor(micros int64) int64 { return micros - ((micros%f.unit)+f.unit)%f.unit }

// Ceil is the other bound, see Floor.
func (f SortedForm) Ceil(micros int64) int64 { return f.Floor(micros + f.unit - 1) }

// Pattern returns the form as functions in C read it: 9 is a digit, [ at the end a fraction of that number of digits, or
// of any number (*), which may be left out and is not 0; anything else stands for itself.
func (f SortedForm) Pattern() string {
	rest := strings.TrimPrefix(f.form, formDate)
	out := "9999-99-99"
	if rest == "" {
		return out
	}
	out += rest[:1] + "99:99"
	rest, seconds := strings.CutPrefix(rest[len(" HH:MM"):], formSeconds)
	if !seconds {
		return out + rest
	}
	out += ":99"
	zone := strings.TrimLeft(rest, ".f?")
	switch fraction := rest[:len(rest)-len(zone)]; fraction {
	case anyFraction:
		return out + "[*"
	case ".fff?":
		return out + "[3"
	case ".ffffff?":
		return out + "[6"
	default:
		return out + strings.ReplaceAll(fraction, "f", "9") + zone
	}
}
