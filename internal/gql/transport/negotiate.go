package transport

import (
	"iter"
	"mime"
	"strconv"
	"strings"
)

// The media types of GraphQL over HTTP.
const (
	mediaGraphQL = "application/graphql-response+json"
	mediaJSON    = "application/json"
)

// The values of Content-Type, shared by all answers, which must not modify them.
var (
	contentGraphQL = []string{mediaGraphQL + "; charset=utf-8"}
	contentJSON    = []string{mediaJSON + "; charset=utf-8"}
)

// negotiate returns the Content-Type of the answer for the Accept headers; false if none is acceptable. The
// highest quality wins, then a named type before a wildcard, then the first. Without a preference it is
// application/graphql-response+json: its statuses reflect what happened, and the specification requires every
// client and server to support it.
func negotiate(accept []string) ([]string, bool) {
	if len(accept) == 0 {
		return contentGraphQL, true
	}
	if len(accept) == 1 {
		switch accept[0] {
		case "", "*/*", mediaGraphQL:
			return contentGraphQL, true
		case mediaJSON:
			return contentJSON, true
		}
	}
	modern, legacy, said := preferences(accept)
	switch {
	case !said:
		return contentGraphQL, true
	case !modern.given() && !legacy.given():
		return contentJSON, false
	case legacy.before(modern):
		return contentJSON, true
	default:
		return contentGraphQL, true
	}
}

// preference is a client's ranking of a media type, by the most specific range that covers it.
type preference struct {
	quality float64
	// specific is 3 for the type itself, 2 for application/*, 1 for */*, and 0 if no range covers it.
	specific int
	// place is the position of the range in the headers.
	place int
}

func (p preference) given() bool { return p.specific > 0 && p.quality > 0 }

// before reports whether a type is preferred to another.
func (p preference) before(other preference) bool {
	switch {
	case !p.given() || !other.given():
		return p.given()
	case p.quality != other.quality:
		return p.quality > other.quality
	case p.specific != other.specific:
		return p.specific > other.specific
	}
	return p.place < other.place
}

// preferences reads the Accept headers, which are one list; said is false if it is empty. Invalid items are
// ignored.
func preferences(accept []string) (modern, legacy preference, said bool) {
	for place, part := range listed(strings.Join(accept, ",")) {
		said = true
		if media, quality, ok := mediaRange(part); ok {
			modern.meet(media, mediaGraphQL, quality, place)
			legacy.meet(media, mediaJSON, quality, place)
		}
	}
	return modern, legacy, said
}

// listed yields the non-empty items of a list, with their positions; commas within quotes do not separate.
func listed(line string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		start, quoted := 0, false
		for i := 0; i <= len(line); i++ {
			switch {
			case i == len(line), line[i] == ',' && !quoted:
				if item := strings.Trim(line[start:i], " \t"); item != "" && !yield(start, item) {
					return
				}
				start = i + 1
			case line[i] == '"':
				quoted = !quoted
			case line[i] == '\\' && quoted:
				i++
			}
		}
	}
}

// meet applies a range if it covers the type. Of equally specific ranges the highest quality counts.
func (p *preference) meet(media, name string, quality float64, place int) {
	specific := 0
	switch media {
	case name:
		specific = 3
	case "application/*":
		specific = 2
	case "*/*":
		specific = 1
	}
	if specific > p.specific || (specific > 0 && specific == p.specific && quality > p.quality) {
		*p = preference{quality, specific, place}
	}
}

// mediaRange parses one range of a list.
func mediaRange(text string) (media string, quality float64, ok bool) {
	switch text {
	case mediaGraphQL, mediaJSON, "*/*": // what most clients send, without the cost of the parser
		return text, 1, true
	}
	media, parameters, err := mime.ParseMediaType(text)
	if err != nil {
		return "", 0, false
	}
	if charset, given := parameters["charset"]; given && !strings.EqualFold(charset, "utf-8") {
		return "", 0, false
	}
	quality = 1
	if text, given := parameters["q"]; given {
		if quality, err = strconv.ParseFloat(text, 64); err != nil || !(quality >= 0 && quality <= 1) {
			return "", 0, false
		}
	}
	return media, quality, true
}
