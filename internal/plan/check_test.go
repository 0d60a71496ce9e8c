package plan

import (
	"fmt"
	"testing"

	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// checked returns a plan with a slot of every use: a filter over each kind, a list, JSON paths, limit and offset.
func checked(t testing.TB) (*Plan, request.Arguments) {
	t.Helper()
	var filters []*request.Where
	var arguments request.Arguments
	slot := func(v any) request.Slot {
		arguments = append(arguments, v)
		return slotAt(len(arguments) - 1)
	}
	for _, c := range []struct {
		column string
		value  any
	}{
		{"trackId", int64(1)},
		{"name", "x"},
		{"unitPrice", "0.99"},
		{"weight", "0.123456789"},
		{"explicit", true},
		{"released", int64(0)},
		{"addedAt", int64(0)},
		{"length", int64(0)},
		{"guid", "0190163d-8694-739b-aea5-966c26f8ad91"},
		{"meta", request.JSONText(`{}`)},
		{"cover", []byte{}},
		{"rating", 1.5},
		{"plays", int64(1) << 60},
		{"mood", "calm"},
	} {
		filters = append(filters, where(request.Eq, c.column, slot(c.value)))
	}
	filters = append(filters,
		anyOf(request.In, "unitPrice", slot([]any{"1", "2.50", "-3.5"}), 4),
		where(request.HasKey, "meta", slot("a key")),
		&request.Where{
			Kind: request.CompareJSON, Column: "meta", JSONPath: slot(request.JSONText(`["a"]`)), Slot: slot(request.JSONText(`1`)),
			Argument: "where.meta.path[0]",
		})
	q := all(get("name"))
	q.Where = group(request.And, filters...)
	q.Limit, q.Offset = slot(int64(1000)), slot(int64(0))
	return compiled(t, one(list("albums", "Album", all(to("songs", "tracks", q))))), arguments
}

func TestCheckArgumentsAcceptsAllKindsWithoutAllocating(t *testing.T) {
	p, arguments := checked(t)
	if err := p.CheckArguments(arguments); err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() { _ = p.CheckArguments(arguments) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestCheckArgumentsRefusesOtherTypes passes every type to every slot.
func TestCheckArgumentsRefusesOtherTypes(t *testing.T) {
	p, good := checked(t)
	values := []any{nil, 1, int64(1), "1", 1.5, true, []byte("1"), request.JSONText("1"), []any{"1", "1", "1"}, []any{int64(1), "1", "1"}}
	for i := range good {
		for _, v := range values {
			arguments := append(request.Arguments{}, good...)
			arguments[i] = v
			err := p.CheckArguments(arguments)
			_, wasList := good[i].([]any)
			if fmt.Sprintf("%T", v) == fmt.Sprintf("%T", good[i]) && (!wasList || v.([]any)[0] == "1") {
				if err != nil {
					t.Errorf("$%d %T: %v", i, v, err)
				}
				continue
			}
			expect(t, err, fault.Internal, "albums.songs", p.Slots[i].Argument)
		}
	}
	expect(t, p.CheckArguments(good[:len(good)-1]), fault.Internal, "", "arguments")
}

func TestCheckArgumentsBounds(t *testing.T) {
	q := all(get("name"))
	q.Limit, q.Offset = slotAt(0), slotAt(1)
	q.Where = group(request.And, where(request.Eq, "unitPrice", slotAt(2)), where(request.Gt, "weight", slotAt(3)), anyOf(request.In, "trackId", slotAt(4), 16384))
	p := compiled(t, one(list("tracks", "Track", q)))
	long := func(n int) []any {
		items := make([]any, n)
		for i := range items {
			items[i] = int64(i)
		}
		return items
	}
	good := request.Arguments{int64(0), int64(0), "1.99", "0.000000001", long(10_000)}
	if err := p.CheckArguments(good); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		slot   int
		value  any
		code   fault.Code
		pieces []string
	}{
		{"negative limit", 0, int64(-1), fault.RequestValue, []string{"limit must not be negative"}},
		{"limit above the maximum", 0, int64(1001), fault.LimitRows, []string{"limit must be at most 1000"}},
		{"negative offset", 1, int64(-1), fault.RequestValue, []string{"offset must not be negative"}},
		{"fraction digits", 2, "1.999", fault.RequestValue, []string{"the scale of unitPrice, which is 2", "where.unitPrice.eq", "2 fraction digits"}},
		{"too long a list", 4, long(10_001), fault.LimitList, []string{"at most 10000 items", "where.trackId.in"}},
		{"another length than planned", 4, long(5), fault.Internal, []string{"5 items", "where.trackId.in"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			arguments := append(request.Arguments{}, good...)
			arguments[test.slot] = test.value
			expect(t, p.CheckArguments(arguments), test.code, "tracks", test.pieces...)
		})
	}
	if err := p.CheckArguments(request.Arguments{int64(1000), int64(1) << 62, "-1.9", "7", long(8193)}); err != nil {
		t.Error(err)
	}
}

// TestCheckArgumentsCountsRegexes checks that the expressions of a request are counted together, before any is
// compiled.
func TestCheckArgumentsCountsRegexes(t *testing.T) {
	q := all(get("name"))
	q.Where = group(request.Or, where(request.Regex, "name", slotAt(0)), where(request.Regex, "name", slotAt(1)), where(request.Contains, "name", slotAt(2)))
	p := compiled(t, one(list("tracks", "Track", q)))
	const large = "((a?b){50}){20}"
	if err := p.CheckArguments(request.Arguments{large, "b", large}); err != nil {
		t.Error(err)
	}
	expect(t, p.CheckArguments(request.Arguments{large, large, "x"}), fault.LimitRegex, "tracks", "where.name.regex", "as often as it is repeated")
	if err := p.CheckArguments(request.Arguments{large, "(", "x"}); err != nil {
		t.Errorf("one that is none is told where it is bound: %v", err)
	}
	q.Where = group(request.And, where(request.Regex, "name", slotAt(0)), where(request.Contains, "name", slotAt(0)))
	_, err := Compile(shop(t), one(list("tracks", "Track", q)), Options{Rows: 1000})
	expect(t, err, fault.Internal, "tracks", "stands for both")
}

func TestCheckScaleSaysHow(t *testing.T) {
	for scale, want := range map[int]string{0: "a whole number", 1: "1 fraction digit", 4: "4 fraction digits"} {
		if got := digits(scale); got != want {
			t.Errorf("scale %d: %q", scale, got)
		}
	}
}

func BenchmarkCheckArguments(b *testing.B) {
	p, arguments := checked(b)
	for b.Loop() {
		if err := p.CheckArguments(arguments); err != nil {
			b.Fatal(err)
		}
	}
}
