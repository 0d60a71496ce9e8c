package graph

import (
	"mime"
	"strconv"
	"strings"
)

// The media types of GraphQL over HTTP.
const (
	mediaGraphQL = "application/graphql-response+json"
	mediaJSON    = "application/json"
)

// The values of Content-Type, shared by all answers; nobody changes them.
var (
	contentGraphQL = []string{mediaGraphQL + "; charset=utf-8"}
	contentJSON    = []string{mediaJSON + "; charset=utf-8"}
)

// negotiate picks the Content-Type of the answer from the Accept headers; false where none is acceptable. Who
// does not say, or takes anything, gets application/graphql-response+json: its statuses tell what happened,
// and the specification has made it the one that every client and server knows. application/json is for
// clients that name it.
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
	ranges := parseAccept(accept)
	modern, legacy := quality(ranges, mediaGraphQL), quality(ranges, mediaJSON)
	switch {
	case modern <= 0 && legacy <= 0:
		return contentJSON, false
	case legacy > modern:
		return contentJSON, true
	default:
		return contentGraphQL, true
	}
}

// parseAccept gives the quality of each media range; what cannot be read is left out.
func parseAccept(accept []string) map[string]float64 {
	ranges := map[string]float64{}
	for part := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		media, parameters, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		if charset, given := parameters["charset"]; given && !strings.EqualFold(charset, "utf-8") {
			continue
		}
		q := 1.0
		if text, given := parameters["q"]; given {
			if q, err = strconv.ParseFloat(text, 64); err != nil || q < 0 || q > 1 {
				continue
			}
		}
		ranges[media] = max(q, ranges[media])
	}
	return ranges
}

// quality is what the most specific range gives a media type.
func quality(ranges map[string]float64, media string) float64 {
	for _, r := range []string{media, "application/*", "*/*"} {
		if q, given := ranges[r]; given {
			return q
		}
	}
	return 0
}
