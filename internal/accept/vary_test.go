package accept_test

import (
	"net/http"
	"slices"
	"testing"

	"tiddly/internal/accept"
)

func TestVaryIsOneLine(t *testing.T) {
	for _, c := range []struct {
		before []string
		names  []string
		want   string
	}{
		{nil, []string{"Accept"}, "Accept"},
		{[]string{"Origin"}, []string{"Accept", "Cookie"}, "Origin, Accept, Cookie"},
		{[]string{"Origin", "accept , Cookie"}, []string{"Accept", "Accept-Encoding"}, "Origin, accept , Cookie, Accept-Encoding"},
		{[]string{"Accept-Encoding"}, []string{"Accept"}, "Accept-Encoding, Accept"},
	} {
		h := http.Header{"Vary": c.before}
		accept.Vary(h, c.names...)
		if !slices.Equal(h["Vary"], []string{c.want}) {
			t.Errorf("%v and %v give %q, want %q", c.before, c.names, h["Vary"], c.want)
		}
	}
}
