package transport

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"tiddly/internal/accept"
)

// tagged sets the ETag of a good answer to a method that can be cached, and reports whether the client has the answer
// already. The tag is a hash of the body and its media type, so that it is the same on every server and after a restart.
// Who compresses the body adds the encoding to the tag.
func (a *sender) tagged(body []byte) (had bool) {
	if !a.caching.tags(a.w.Header(), a.r) {
		return false
	}
	hash := sha256.New()
	_, _ = hash.Write([]byte(a.media[0])) // it never fails
	_, _ = hash.Write(body)               // as above
	var sum [sha256.Size]byte
	tag := base64.RawURLEncoding.EncodeToString(hash.Sum(sum[:0])[:16])
	h := a.w.Header()
	accept.Vary(h, "Accept", "Authorization", "Cookie", "Accept-Encoding")
	known, had := matches(a.r.Header, tag)
	h["Etag"] = []string{known}
	return had
}

// tags reports whether a good answer with a header has a tag: one that nobody may store has none.
func (c caching) tags(h http.Header, r *http.Request) bool {
	control := h["Cache-Control"]
	stored := len(control) == 0 || control[0] != noStore[0]
	return stored && (c.shared != nil || !shows(r))
}

// matches returns the tag that an answer has, quoted, and whether it is one that the client has named in If-None-Match:
// of the body as it is, or in gzip if the client accepts that. Tags are compared weakly.
func matches(h http.Header, tag string) (known string, had bool) {
	plain, packed := `"`+tag+`"`, `"`+tag+`-gzip"`
	for _, line := range h["If-None-Match"] {
		for _, item := range listed(line) {
			switch item = strings.TrimPrefix(item, "W/"); {
			case item == plain, item == "*":
				return plain, true
			case item == packed && accept.Gzip(h):
				return packed, true
			}
		}
	}
	return plain, false
}

// sendNothing answers that the client has the answer already.
func (a *sender) sendNothing() {
	a.share.Settle(0)
	a.w.WriteHeader(http.StatusNotModified)
}
