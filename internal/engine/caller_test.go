package engine

import (
	"slices"
	"testing"

	"tiddly/internal/caller"
	"tiddly/internal/catalog"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// TestCallersFillSlots runs callers of all kinds on a plan with a number from the client and both columns of the
// key of the caller's account.
func TestCallersFillSlots(t *testing.T) {
	column := func(kind catalog.Kind) *catalog.Column { return &catalog.Column{Type: catalog.Type{Kind: kind}} }
	account := func(part int) request.Source { return request.Source{Kind: request.FromAccount, Part: part, Parts: 2} }
	p := &Prepared{Plan: &plan.Plan{Slots: []plan.Slot{
		{Column: column(catalog.Int)},
		{Column: column(catalog.Int), Source: account(0)},
		{Column: column(catalog.String), Source: account(1)},
	}}}
	if p.fromCaller = fromCaller(p.Plan); !slices.Equal(p.fromCaller, []request.Slot{request.SlotAt(1), request.SlotAt(2)}) {
		t.Fatalf("from the caller come %v", p.fromCaller)
	}
	known := func(user ...string) *caller.Caller { return &caller.Caller{Principal: caller.Principal{User: user}} }
	for _, c := range []struct {
		name string
		who  *caller.Caller
		want request.Arguments
	}{
		{"a stranger", nil, request.Arguments{int64(7), nil, nil}},
		{"a program", known(), request.Arguments{int64(7), nil, nil}},
		{"an account", known("3", "a"), request.Arguments{int64(7), int64(3), "a"}},
		{"a key of another form", known("3"), request.Arguments{int64(7), nil, nil}},
		{"a key of more columns", known("3", "a", "b"), request.Arguments{int64(7), nil, nil}},
		{"a text for a number", known("three", "a"), request.Arguments{int64(7), nil, "a"}},
	} {
		for _, given := range []request.Arguments{{int64(7)}, {int64(7), nil, nil}, {int64(7), "forged", "forged"}} {
			before := slices.Clone(given)
			if got := p.filled(c.who, given); !slices.Equal(got, c.want) {
				t.Errorf("%s: got %v, want %v", c.name, got, c.want)
			}
			if !slices.Equal(given, before) {
				t.Errorf("%s: what was given has become %v", c.name, given)
			}
		}
	}
	none := &Prepared{Plan: &plan.Plan{Slots: p.Plan.Slots[:1]}}
	arguments := request.Arguments{int64(1)}
	if allocations := testing.AllocsPerRun(100, func() { arguments = none.filled(known("3"), arguments) }); allocations > 1 { // the caller
		t.Errorf("a plan that asks for nothing of the caller costs %v allocations", allocations)
	}
}
