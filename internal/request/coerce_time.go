package request

import (
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/cell"
)

// forms are the hints of the three kinds.
var forms = map[catalog.Kind]string{
	catalog.DateTime: "write it like 2024-03-01T12:30:00Z or 2024-03-01T14:30:00.25+02:00 (RFC 3339)",
	catalog.Date:     "write it like 2024-03-01 (RFC 3339, full-date)",
	catalog.Time:     "write it like 12:30:00 or 12:30:00.25, without a zone",
}

// articles maps each kind to its article.
var articles = map[catalog.Kind]string{
	catalog.DateTime: "a DateTime", catalog.Date: "a Date", catalog.Time: "a Time",
}

// coerceMoment parses a DateTime, Date or Time. It parses by hand: package time accepts a comma in fractions, hours of
// one digit and more fraction digits than a database keeps.
func coerceMoment(kind catalog.Kind, v any) (any, error) {
	s, ok := v.(string)
	if !ok {
		return nil, unfit(articles[kind], v).WithHint("%s", forms[kind])
	}
	r := reader{rest: s}
	var at int64
	switch kind {
	case catalog.Date:
		at = r.date()
	case catalog.Time:
		at = r.clock()
	default:
		at = r.date()
		r.one("Tt ")
		at += r.clock()
		at -= r.zone()
		if at < firstMoment || at > lastMoment {
			r.fail("the year in UTC is not between 0000 and 9999")
		}
	}
	if r.rest != "" {
		r.fail("")
	}
	if !r.failed {
		return at, nil
	}
	f := unfit(articles[kind], v).WithHint("%s", forms[kind])
	if r.reason != "" {
		f.Message += ": " + r.reason
	}
	return nil, f
}

// firstMoment is the beginning of the year 0, a leap year, and lastMoment the end of the year 9999.
const (
	firstMoment = cell.FirstInstant - 366*cell.Day
	lastMoment  = cell.EndOfInstants - 1
)

// reader parses a text from the left. After a failure it returns zeros.
type reader struct {
	rest   string
	failed bool
	// reason describes the first failure, where the form alone does not.
	reason string
}

func (r *reader) fail(reason string) {
	if !r.failed {
		r.failed, r.reason = true, reason
	}
}

// number reads exactly n digits.
func (r *reader) number(n int) int {
	if r.failed || len(r.rest) < n || !digits(r.rest[:n]) {
		r.fail("")
		return 0
	}
	value := 0
	for _, c := range r.rest[:n] {
		value = 10*value + int(c-'0')
	}
	r.rest = r.rest[n:]
	return value
}

// one reads one of the characters.
func (r *reader) one(of string) {
	if r.failed || r.rest == "" || !strings.Contains(of, r.rest[:1]) {
		r.fail("")
		return
	}
	r.rest = r.rest[1:]
}

func (r *reader) date() int64 {
	year := r.number(4)
	r.one("-")
	month := r.number(2)
	r.one("-")
	day := r.number(2)
	at, ok := cell.Midnight(year, month, day)
	if !ok {
		r.fail("there is no such day")
	}
	return at
}

func (r *reader) clock() int64 {
	h := r.number(2)
	r.one(":")
	m := r.number(2)
	r.one(":")
	s := r.number(2)
	switch {
	case r.failed:
	case s == 60:
		r.fail("leap seconds are not supported")
	case h > 23 || m > 59 || s > 59:
		r.fail("there is no such time of day")
	}
	return int64(h)*cell.Hour + int64(m)*cell.Minute + int64(s)*cell.Second + r.fraction()
}

func (r *reader) fraction() int64 {
	if r.failed || !strings.HasPrefix(r.rest, ".") {
		return 0
	}
	r.rest = r.rest[1:]
	n := 0
	for n < len(r.rest) && r.rest[n] >= '0' && r.rest[n] <= '9' {
		n++
	}
	if n > 6 {
		r.fail("it has more than six fraction digits")
		return 0
	}
	if n == 0 {
		r.fail("")
		return 0
	}
	value := int64(r.number(n))
	for range 6 - n {
		value *= 10
	}
	return value
}

// zone returns the offset from UTC; a missing one is UTC.
func (r *reader) zone() int64 {
	if r.failed || r.rest == "" {
		return 0
	}
	if r.rest == "Z" || r.rest == "z" {
		r.rest = ""
		return 0
	}
	sign := int64(1)
	if r.rest[0] == '-' {
		sign = -1
	}
	r.one("+-")
	h := r.number(2)
	r.one(":")
	m := r.number(2)
	if !r.failed && (h > 23 || m > 59) {
		r.fail("there is no such offset")
	}
	return sign * (int64(h)*cell.Hour + int64(m)*cell.Minute)
}
