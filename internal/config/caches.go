package config

import (
	"slices"
	"strconv"
	"strings"
)

// The directives of a Cache-Control in an answer (RFC 9111, RFC 5861, RFC 8246): those with a number of seconds,
// and those without a value.
var (
	timedDirectives = []string{"max-age", "s-maxage", "stale-while-revalidate", "stale-if-error"}
	plainDirectives = []string{
		"public", "private", "no-cache", "no-store", "no-transform", "must-revalidate", "proxy-revalidate", "must-understand", "immutable",
	}
)

// cacheControl accepts the directives of a Cache-Control.
var cacheControl = value{metavar: "DIRECTIVES", takes: "the directives of a `Cache-Control`, such as `max-age=60`", parse: func(text string) (any, *Mistake) {
	if text == "" {
		return "", nil
	}
	directives := strings.Split(text, ",")
	for i, directive := range directives {
		directive = strings.TrimSpace(directive)
		if mistake := wrongDirective(directive); mistake != nil {
			return nil, mistake
		}
		directives[i] = directive
	}
	if slices.Contains(directives, "public") && slices.Contains(directives, "private") {
		return nil, &Mistake{Message: "public and private contradict each other", Hint: "remove one of them"}
	}
	return strings.Join(directives, ", "), nil
}}

// wrongDirective returns the mistake in a directive; nil if there is none.
func wrongDirective(directive string) *Mistake {
	name, seconds, timed := strings.Cut(directive, "=")
	switch {
	case slices.Contains(timedDirectives, name):
		if _, err := strconv.ParseUint(seconds, 10, 31); err != nil {
			return &Mistake{Message: strconv.Quote(directive) + " has no number of seconds", Hint: "use a whole number, as in " + name + "=60"}
		}
	case !timed && slices.Contains(plainDirectives, name):
	default:
		return &Mistake{
			Message: strconv.Quote(directive) + " is not a directive of Cache-Control",
			Hint:    "use " + strings.Join(timedDirectives, "=N, ") + "=N, " + strings.Join(plainDirectives, ", "),
		}
	}
	return nil
}
