package caller_test

import (
	"slices"
	"testing"

	"tiddly/internal/caller"
)

func TestCallerTravelsInTheContext(t *testing.T) {
	stranger := caller.From(t.Context())
	if stranger != nil || stranger.Account() != nil {
		t.Errorf("nobody said who they are, but it is %+v", stranger)
	}
	want := &caller.Caller{Principal: caller.Principal{Method: caller.Key, ID: "k1", User: []string{"1", "a"}}}
	if want.String() != "key k1" || caller.Method(9).String() != "unknown" {
		t.Errorf("it is called %s", want)
	}
	if got := caller.From(caller.With(t.Context(), want)); got != want || !slices.Equal(got.Account(), []string{"1", "a"}) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
