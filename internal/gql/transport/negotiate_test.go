package transport

import (
	"strings"
	"testing"
)

func TestNegotiate(t *testing.T) {
	const modern, legacy, none = "modern", "legacy", "none"
	for accept, want := range map[string]string{
		"": modern, " ": modern, ",": modern, "*/*": modern, "application/*": modern, "*/*;q=0.1": modern, "application/*;q=0.1, */*": modern,
		mediaGraphQL: modern, mediaJSON: legacy, mediaGraphQL + ", " + mediaJSON: modern, mediaJSON + ", " + mediaGraphQL: legacy, mediaJSON + "," + mediaGraphQL: legacy,
		// What clients send by default.
		"application/json, text/plain, */*": legacy, "application/graphql-response+json,application/json;q=0.9": modern,
		"application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed": modern,
		"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8":                                                   modern, "application/json, */*;q=0.5": legacy,
		// The highest quality.
		"application/json;q=0.9, application/graphql-response+json": modern, "application/json, application/graphql-response+json;q=0.9": legacy,
		"application/json;q=0.1, application/graphql-response+json;q=0.2": modern, "*/*, application/json;q=0.5": modern, "*/*;q=0.2, application/json;q=0.1": modern,
		"application/json;q=0.5, */*": modern, "application/graphql-response+json;q=0.5, */*": legacy,
		// A type that is named, before one that a wildcard means.
		"*/*, application/json": legacy, "application/*, application/json": legacy, "application/*, */*": modern, "*/*, application/graphql-response+json": modern,
		"application/*;q=0.5, application/json;q=0.5": legacy, "*/*;q=0.3,application/json;q=0.3": legacy,
		// The weight 0.
		"application/json;q=0": none, "application/json;q=0, */*": modern, "application/graphql-response+json;q=0, */*": legacy, "*/*;q=0": none, "application/json;q=0.0,application/graphql-response+json;q=0": none,
		"application/*;q=0, */*": none, "application/*;q=0, application/json": legacy, "*/*;q=0, application/graphql-response+json;q=0.1": modern,
		// Of two ranges for one type the better, where it stands.
		"application/json;q=0.1, application/graphql-response+json;q=0.5, application/json": legacy, "application/json;q=0, application/json": legacy,
		// Letters, blanks and parameters.
		"Application/JSON": legacy, "APPLICATION/GRAPHQL-RESPONSE+JSON;Q=0.2, application/json;q=0.1": modern, "  application/json  ;  q=1  ,  */*": legacy, "application/json;charset=utf-8": legacy, "application/json; charset=\"UTF-8\"": legacy,
		"application/json;charset=latin1, */*": modern, `application/json;profile="a,b;q=0\",c"`: legacy, `text/x;a=",", application/json`: legacy,
		// Invalid items are ignored.
		"text/html": none, "garbage": none, "garbage, application/json": legacy, ";;;, /, application/json;q=x, */*": modern, "application/json;q=1.5": none, "application/json;q=-1, */*;q=0.1": modern,
		"application/json;q=NaN, */*": modern, "application/json;q=1;q=0, application/graphql-response+json": modern, "json": none, "application/jsonx": none, `"application/json, */*`: none, "*": none, "*/json": none,
	} {
		forms := [][]string{{accept}}
		if !strings.Contains(accept, `"`) {
			forms = append(forms, strings.Split(accept, ",")) // each item in a header of its own
		}
		for _, lines := range forms {
			media, ok := negotiate(lines)
			got := none
			switch {
			case ok && media[0] == contentGraphQL[0]:
				got = modern
			case ok && media[0] == contentJSON[0]:
				got = legacy
			}
			if got != want {
				t.Errorf("%q gets %s, want %s", lines, got, want)
			}
		}
	}
	for _, usual := range []string{"", "*/*", mediaGraphQL, mediaJSON} {
		if n := testing.AllocsPerRun(100, func() { negotiate([]string{usual}) }); n > 0 {
			t.Errorf("%q costs %v allocations", usual, n)
		}
	}
}
