package request

import (
	"slices"
	"strings"
	"testing"

	"tiddly/internal/catalog"
)

// TestOperatorsOfKinds checks the comparisons of each kind, which clients rely on.
func TestOperatorsOfKinds(t *testing.T) {
	const (
		equal   = "eq ne in notIn isNull"
		ordered = equal + " gt gte lt lte"
		text    = ordered + " like notLike ilike notIlike contains startsWith endsWith iContains iStartsWith iEndsWith regex"
	)
	want := map[catalog.Kind]string{
		catalog.String: text, catalog.Int: ordered, catalog.BigInt: ordered, catalog.Float: ordered, catalog.Decimal: ordered,
		catalog.DateTime: ordered, catalog.Date: ordered, catalog.Time: ordered, catalog.UUID: ordered,
		catalog.Boolean: equal, catalog.Bytes: equal, catalog.Enum: equal, catalog.JSON: "eq isNull hasKey",
	}
	names := func(ops []Op) string {
		var all []string
		for _, op := range ops {
			all = append(all, op.String())
		}
		return strings.Join(all, " ")
	}
	for _, k := range catalog.Kinds() {
		if got := names(Operators(k)); got != want[k] {
			t.Errorf("%s is compared by %s, want %s", k, got, want[k])
		}
	}
	if got := names(PathOperators()); got != "eq ne gt gte lt lte isNull" {
		t.Errorf("a path is compared by %s", got)
	}
}

func TestOperatorNames(t *testing.T) {
	for op := range opCount {
		got, ok := OpNamed(op.String())
		if !ok || got != op || op.String() == "" {
			t.Errorf("%q is operator %d, want %d", op, got, op)
		}
		if op.TakesList() != slices.Contains([]Op{In, NotIn}, op) {
			t.Errorf("whether %s takes a list is %v", op, op.TakesList())
		}
	}
	for _, name := range []string{"", "EQ", "equals", "eq "} {
		if op, ok := OpNamed(name); ok {
			t.Errorf("%q is %s", name, op)
		}
	}
}

func TestRoundCount(t *testing.T) {
	for n, want := range map[int]int{0: 0, 1: 1, 2: 2, 3: 4, 4: 4, 5: 8, 1000: 1024, 1024: 1024, 1025: 2048} {
		if got := RoundCount(n); got != want {
			t.Errorf("%d is rounded to %d, want %d", n, got, want)
		}
	}
}

func TestKindsOfWrites(t *testing.T) {
	for kind, want := range map[FieldKind][2]bool{
		List: {false, false}, Single: {false, false}, Constant: {false, false}, Null: {false, false},
		Insert: {true, false}, Update: {true, false}, Delete: {true, false},
		InsertMany: {true, true}, UpdateMany: {true, true}, DeleteMany: {true, true},
	} {
		if got := [2]bool{kind.Writes(), kind.Many()}; got != want {
			t.Errorf("kind %d writes, and many: %v, want %v", kind, got, want)
		}
	}
}
