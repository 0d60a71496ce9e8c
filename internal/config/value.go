package config

import (
	"fmt"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxRows is the maximum number of rows of one list.
const maxRows = 100_000

// The values of a setting that is switched by circumstance.
const (
	// Auto is on for requests on loopback, and off for others.
	Auto = "auto"
	// On is on for everyone.
	On = "on"
	// Off is off for everyone.
	Off = "off"
	// Standard and Semantic are the values of the setting nullability.
	Standard = "standard"
	Semantic = "semantic"
	// Allow and Only are further values of the setting documents.
	Allow = "allow"
	Only  = "only"
)

// value describes what the text of a setting may be.
type value struct {
	// metavar is its name in help; empty for a switch.
	metavar string
	// takes describes in docs what may be written.
	takes string
	// parse parses the text; its mistake states in a clause what was wrong, and what would be right. A list parses each
	// of its items.
	parse func(text string) (any, *Mistake)
	list  bool
}

func text(metavar string) value {
	return value{metavar: metavar, takes: "a text", parse: func(text string) (any, *Mistake) { return text, nil }}
}

var toggle = value{takes: "`true` or `false`", parse: func(text string) (any, *Mistake) {
	on, err := strconv.ParseBool(text)
	if err != nil {
		return nil, &Mistake{Message: strconv.Quote(text) + " is neither true nor false", Hint: "use true or false"}
	}
	return on, nil
}}

// tablePattern accepts a pattern of SQL names.
var tablePattern = value{metavar: "PATTERN", takes: "a name or a pattern of names", parse: func(text string) (any, *Mistake) {
	if _, err := path.Match(text, ""); err != nil || text == "" {
		return nil, &Mistake{Message: strconv.Quote(text) + " is not a pattern", Hint: "close every bracket, as in shop_[a-z]*"}
	}
	return text, nil
}}

// choice accepts one of some words.
func choice(words ...string) value {
	takes := "`" + strings.Join(words, "`, `") + "`"
	return value{metavar: strings.Join(words, "|"), takes: takes, parse: func(text string) (any, *Mistake) {
		if !slices.Contains(words, text) {
			return nil, &Mistake{Message: strconv.Quote(text) + " is not one of the choices", Hint: "use one of " + strings.Join(words, ", ")}
		}
		return text, nil
	}}
}

// number accepts whole numbers from least to most.
func number(least, most int) value {
	span := fmt.Sprintf("a number from %d to %d", least, most)
	return value{metavar: "N", takes: span, parse: func(text string) (any, *Mistake) {
		n, err := strconv.Atoi(text)
		switch {
		case err != nil:
			return nil, &Mistake{Message: strconv.Quote(text) + " is not a whole number", Hint: "use " + span}
		case n < least || n > most:
			return nil, &Mistake{Message: text + " is out of range", Hint: "use " + span}
		}
		return n, nil
	}}
}

// duration accepts times from least to most.
func duration(least, most time.Duration) value {
	span := fmt.Sprintf("a duration from %s to %s", short(least), short(most))
	takes := span + ", such as `500ms`, `10s` or `1m`"
	if most > day {
		takes = span + ", such as `30m`, `12h` or `7d`"
	}
	return value{metavar: "DURATION", takes: takes, parse: func(text string) (any, *Mistake) {
		d, err := ParseDuration(text)
		switch {
		case err != nil:
			return nil, &Mistake{
				Message: strconv.Quote(text) + " is not a duration",
				Hint:    "use a number with a unit, such as 500ms, 10s or 1m",
			}
		case d < least || d > most:
			return nil, &Mistake{Message: strconv.Quote(text) + " is out of range", Hint: "use " + span}
		}
		return d, nil
	}}
}

const day = 24 * time.Hour

// ParseDuration parses a duration as Go writes it, or a number of whole days.
func ParseDuration(text string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 16)
		return time.Duration(n) * day, err
	}
	return time.ParseDuration(text)
}

// short returns a duration without the zeros that Go puts at its end: 1h rather than 1h0m0s.
func short(d time.Duration) string {
	if d > day && d%day == 0 {
		return fmt.Sprintf("%dd", d/day)
	}
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// units are those of a size, longest first, since all end in B.
var units = []struct {
	name  string
	bytes int
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"KB", 1e3}, {"B", 1}}

// size accepts numbers of bytes from least to most.
func size(least, most int) value {
	span := fmt.Sprintf("a size from %s to %s", sizeText(least), sizeText(most))
	return value{metavar: "SIZE", takes: span + ", such as `500kB` or `1MiB`, or a number of bytes", parse: func(text string) (any, *Mistake) {
		n, ok := parseSize(text)
		switch {
		case !ok:
			return nil, &Mistake{
				Message: strconv.Quote(text) + " is not a size",
				Hint:    "use a number of bytes, or a number with a unit, such as 500kB or 1MiB",
			}
		case n < least || n > most:
			return nil, &Mistake{Message: strconv.Quote(text) + " is out of range", Hint: "use " + span}
		}
		return n, nil
	}}
}

func parseSize(text string) (int, bool) {
	factor := 1
	for _, u := range units {
		if digits, ok := strings.CutSuffix(text, u.name); ok {
			text, factor = strings.TrimSpace(digits), u.bytes
			break
		}
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > math.MaxInt/factor {
		return 0, false
	}
	return n * factor, true
}

func sizeText(n int) string {
	for _, u := range units {
		if n >= u.bytes && n%u.bytes == 0 {
			return strconv.Itoa(n/u.bytes) + u.name
		}
	}
	return strconv.Itoa(n)
}

// list accepts any number of items: in a file a list, elsewhere separated by commas.
func list(metavar string, item value) value {
	return value{metavar: metavar + ",...", takes: "a list, each " + item.takes, parse: item.parse, list: true}
}
