package auth_test

import (
	"context"
	"testing"

	"tiddly/internal/auth"
)

func TestPrincipalTravelsInTheContext(t *testing.T) {
	if p := auth.From(context.Background()); p != nil {
		t.Errorf("nobody said who they are, but it is %+v", p)
	}
	want := &auth.Principal{Method: auth.Key, ID: "k1"}
	if want.String() != "key k1" || auth.Method(9).String() != "unknown" {
		t.Errorf("it is called %s", want)
	}
	if got := auth.From(auth.With(context.Background(), want)); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
