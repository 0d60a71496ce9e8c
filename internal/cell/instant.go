package cell

import (
	"strings"
	"time"
)

// An instant is microseconds since 1970-01-01T00:00:00Z, a time of day microseconds since midnight, a date the instant
// of its midnight. testdata/instants.json tests this file, and the engines that read instants in C.

// Microseconds in the units of time.
const (
	Second = int64(1_000_000)
	Minute = 60 * Second
	Hour   = 60 * Minute
	Day    = 24 * Hour
)

// FirstInstant and EndOfInstants are the limits of DateTime: the years 1 to 9999.
const (
	FirstInstant  = -62135596800 * Second
	EndOfInstants = 253402300800 * Second
)

// ParseInstant parses YYYY-MM-DD, alone or followed by a blank or T and HH:MM[:SS[.ffffff]], which a zone may follow, as
// microseconds since the epoch. Without a zone it is UTC. A zone is Z or an offset (+HH:MM, +HHMM, +HH), with blanks
// before it or not, or UTC or GMT; after a blank, an offset may have its name, and what Go's clock adds
// ("+0100 CET m=+0.5").
func ParseInstant(s string) (int64, bool) {
	r := reader{s}
	year, month, day, ok := r.date()
	if !ok {
		return 0, false
	}
	clock, minutes := int64(0), 0
	if r.rest != "" {
		if !r.one(' ') && !r.one('T') {
			return 0, false
		}
		if clock, ok = r.clock(); !ok {
			return 0, false
		}
		if minutes, ok = r.zone(); !ok {
			return 0, false
		}
	}
	micros := midnight(year, month, day) + clock - int64(minutes)*Minute
	return micros, micros >= FirstInstant && micros < EndOfInstants
}

// ZeroDate reports whether a text in a column of dates stands for no date: it is empty, or all zeros.
func ZeroDate(s string) bool { return s == "" || strings.HasPrefix(s, "0000-00-00") }

// ParseClock parses HH:MM[:SS[.ffffff]] as microseconds since midnight.
func ParseClock(s string) (int64, bool) {
	r := reader{s}
	micros, ok := r.clock()
	return micros, ok && r.rest == ""
}

// reader parses a text piece by piece.
type reader struct{ rest string }

func (r *reader) digits(count int) (int, bool) {
	if len(r.rest) < count {
		return 0, false
	}
	n := 0
	for i := range count {
		c := r.rest[i]
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	r.rest = r.rest[count:]
	return n, true
}

func (r *reader) one(c byte) bool {
	if r.rest == "" || r.rest[0] != c {
		return false
	}
	r.rest = r.rest[1:]
	return true
}

// pair reads two digits whose number is at most most.
func (r *reader) pair(most int) (int, bool) {
	n, ok := r.digits(2)
	return n, ok && n <= most
}

func (r *reader) date() (year, month, day int, ok bool) {
	if year, ok = r.digits(4); !ok || !r.one('-') {
		return 0, 0, 0, false
	}
	if month, ok = r.pair(12); !ok || month == 0 || !r.one('-') {
		return 0, 0, 0, false
	}
	day, ok = r.pair(daysIn(year, month))
	return year, month, day, ok && day > 0
}

// Midnight returns the instant at which a day of the calendar begins in UTC. It reports false where there is no such
// day.
func Midnight(year, month, day int) (int64, bool) {
	if month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, false
	}
	return midnight(year, month, day), true
}

func midnight(year, month, day int) int64 {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).UnixMicro()
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	default:
		return 31
	}
}

func (r *reader) clock() (int64, bool) {
	hour, ok := r.pair(23)
	if !ok || !r.one(':') {
		return 0, false
	}
	minute, ok := r.pair(59)
	if !ok {
		return 0, false
	}
	second, fraction := 0, 0
	if r.one(':') {
		if second, ok = r.pair(59); !ok {
			return 0, false
		}
		if r.one('.') {
			if fraction, ok = r.fraction(); !ok {
				return 0, false
			}
		}
	}
	return int64((hour*60+minute)*60+second)*Second + int64(fraction), true
}

// fraction reads up to nine digits, as Go programs write them, and returns whole microseconds: smaller digits are
// dropped, in comparisons as in answers, so that a value that was read is found again.
func (r *reader) fraction() (int, bool) {
	n, scale := 0, 0
	for ; scale < 9; scale++ {
		digit, ok := r.digits(1)
		if !ok {
			break
		}
		if scale < 6 {
			n = n*10 + digit
		}
	}
	if scale == 0 {
		return 0, false
	}
	for ; scale < 6; scale++ {
		n *= 10
	}
	return n, true
}

// blanks skips blanks, and reports whether there were any.
func (r *reader) blanks() bool {
	before := len(r.rest)
	r.rest = strings.TrimLeft(r.rest, " ")
	return len(r.rest) < before
}

// zone reads the rest as a zone and returns its offset from UTC in minutes.
func (r *reader) zone() (int, bool) {
	apart := r.blanks()
	if r.rest == "" {
		return 0, !apart
	}
	if r.one('Z') || r.one('z') {
		return 0, r.rest == ""
	}
	if apart && (r.rest == "UTC" || r.rest == "GMT") {
		return 0, true
	}
	minutes, ok := r.offset()
	return minutes, ok && (r.rest == "" || r.blanks() && r.zoneName() && r.monotonic())
}

// zoneName reads the name that follows an offset: letters, or the offset once more where the zone has no name.
func (r *reader) zoneName() bool {
	if r.rest == "" {
		return false
	}
	if r.rest[0] == '+' || r.rest[0] == '-' {
		_, ok := r.offset()
		return ok
	}
	if strings.HasPrefix(r.rest, "m=") {
		return true
	}
	name := len(r.rest) - len(strings.TrimLeft(r.rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
	r.rest = r.rest[name:]
	return name > 0
}

// monotonic reads the rest as Go prints the reading of its monotonic clock, if there is one.
func (r *reader) monotonic() bool {
	r.blanks()
	if r.rest == "" {
		return true
	}
	digits, ok := strings.CutPrefix(r.rest, "m=")
	return ok && len(digits) > 1 && (digits[0] == '+' || digits[0] == '-') && strings.Trim(digits[1:], "0123456789.") == ""
}

// offset reads an offset from UTC, up to the end or a blank, and returns it in minutes.
func (r *reader) offset() (int, bool) {
	sign := 1
	if r.one('-') {
		sign = -1
	} else if !r.one('+') {
		return 0, false
	}
	hour, ok := r.pair(23)
	if !ok || r.rest == "" || r.rest[0] == ' ' {
		return sign * hour * 60, ok
	}
	r.one(':')
	minute, ok := r.pair(59)
	return sign * (hour*60 + minute), ok && (r.rest == "" || r.rest[0] == ' ')
}
