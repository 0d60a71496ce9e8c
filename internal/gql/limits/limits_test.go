package limits_test

import (
	"context"
	"strings"
	"testing"

	"tiddly/internal/fault"
	"tiddly/internal/gql/limits"
)

// TestFaults requires that the fault of each limit has its code, its number and a hint.
func TestFaults(t *testing.T) {
	l := limits.Limits{
		Body: 101, Tokens: 102, Aliases: 103, Directives: 104, RootAliases: 105, Fields: 106, Depth: 107, IntrospectionDepth: 108,
	}
	for number, c := range map[string]struct {
		f    *fault.Fault
		code fault.Code
	}{
		"101": {l.TooLarge(), fault.LimitBody}, "102": {l.TooManyTokens(), fault.LimitTokens}, "103": {l.TooManyAliases(), fault.LimitFields},
		"104": {l.TooManyDirectives(), fault.LimitFields}, "105": {l.TooManyRootAliases(), fault.LimitFields},
		"106": {l.TooManyFields(), fault.LimitFields}, "107": {l.TooDeep(), fault.LimitDepth},
		"108": {l.IntrospectionTooDeep(), fault.LimitDepth}, "1020": {l.TooMuchToCheck(), fault.LimitFields},
		"1000": {limits.NameTooLong(), fault.LimitTokens},
	} {
		if c.f.Code != c.code || !strings.Contains(c.f.Message, number) || c.f.Hint == "" {
			t.Errorf("%s: %v (%s)", number, c.f, c.f.Hint)
		}
	}
}

func TestStopped(t *testing.T) {
	if f := limits.Stopped(t.Context()); f != nil {
		t.Errorf("a request that goes on has %v", f)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if f := limits.Stopped(gone); f == nil || f.Code != fault.RequestLeft {
		t.Errorf("whose client left has %v", f)
	}
	late, done := context.WithTimeout(t.Context(), 0)
	defer done()
	if f := limits.Stopped(late); f == nil || f.Code != fault.LimitTime {
		t.Errorf("whose time is over has %v", f)
	}
}
