package accept_test

import (
	"net/http"
	"testing"

	"tiddly/internal/accept"
)

func TestGzip(t *testing.T) {
	for line, want := range map[string]bool{
		"gzip": true, "deflate, gzip;q=1.0, *;q=0.5": true, "GZIP": true, " gzip ; q=0.1": true,
		"": false, "identity": false, "gzip;q=0": false, "gzip; q=0.000": false, "gzip;q=x": false, "x-gzip": true, "*": true, "*;q=0": false,
		"gzip;q=1.5": false, "gzip;q=NaN": false, "gzip; Q=0.3": true, "gzip;q=0, *": false, "*;q=0, gzip;q=0.1": true, "deflate, br": false,
		"identity, gzip;q=0.5": false, "identity;q=0.5, gzip": true, "identity;q=0.5, *": true, "gzip, identity": true, "identity;q=0": false,
		"br;q=1.0, gzip;q=0.8, *;q=0.1": true, "gzip;level=9": false,
	} {
		if got := accept.Gzip(http.Header{"Accept-Encoding": {line}}); got != want {
			t.Errorf("%q: %v", line, got)
		}
	}
	if accept.Gzip(http.Header{}) || !accept.Gzip(http.Header{"Accept-Encoding": {"br", "gzip"}}) {
		t.Error("several lines, or none")
	}
}
