package home

import (
	"os"
	"testing"
)

// TestHome requires that the product's own project counts as that: otherwise the tests of its tables would all be
// skipped. In a clone with an owner's tables it is skipped with them.
func TestHome(t *testing.T) {
	if why := elsewhere(t); why != "" && os.Getenv(Required) == "" {
		t.Skip("a test of the product's own tables: " + why)
	} else if why != "" {
		t.Errorf("%s; if the product's own tables have changed, so does the sum in home.go", why)
	}
}

func TestReason(t *testing.T) {
	for want, got := range map[string]string{
		"":                                      reason(tables, nil, 0, true),
		"db/schema.sql has other tables":        reason("", []string{"Query.users"}, 1, false),
		"graph/ was generated for other tables": reason(tables, []string{"Query.users"}, 1, false),
		"resolvers in graph/ were edited: Mutation.a, Query.b": reason(tables, []string{"Query.b", "Mutation.a"}, 1, true),
		"graph/ has schemas of its own":                        reason(tables, nil, 1, true),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
