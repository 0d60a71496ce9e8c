package exec_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/exec"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// byPair links a child by two columns, each of which is bound as a value of its own.
func byPair(q *sqlgen.Query) *sqlgen.Query {
	q.ParentKey, q.Link, q.CutInGo = []int{0, 1}, []int{0, 1}, true
	for column := range 2 {
		q.Args = append(q.Args, sqlgen.Arg{Kind: sqlgen.FromKeyColumn, Slot: request.None, Item: column, Encode: way("Keys")})
	}
	return q
}

// TestKeysOfEveryType: equal keys are one key however they are stored, each is bound as it was read, and what is not
// equal is told apart.
func TestKeysOfEveryType(t *testing.T) {
	row := func(values ...any) []any { return values }
	for title, c := range map[string]struct {
		parents, children [][]any
		want, bound       string
	}{
		"integers": {
			[][]any{row(int64(2)), row(int64(1)), row(int64(2))},
			[][]any{row(int64(1), "a"), row(int64(2), "b"), row(int64(3), "none")},
			`[b] [a] [b]`, `[2,1]`,
		},
		"whole floats": {
			[][]any{row(5.0), row(int64(5)), row(2.5)},
			[][]any{row(int64(5), "a"), row(5.0, "b"), row(2.5, "c")},
			`[a b] [a b] [c]`, `[5,2.5]`,
		},
		"floats beyond integers": {
			[][]any{row(math.MaxInt64), row(float64(1 << 63))},
			[][]any{row(float64(1<<63), "b")},
			`[] [b]`, `[9223372036854775807,9223372036854776000]`,
		},
		"texts that look like numbers": {
			[][]any{row(int64(5)), row("5"), row("")},
			[][]any{row(int64(5), "number"), row("5", "text"), row("", "empty")},
			`[number] [text] [empty]`, `[5,"5",""]`,
		},
		"NULL": {
			[][]any{row(nil), row(int64(1))},
			[][]any{row(int64(1), "a")},
			`[] [a]`, `[1]`,
		},
	} {
		t.Run(title, func(t *testing.T) {
			for _, rows := range [][][]any{c.parents, c.children} {
				for _, r := range rows {
					if n, ok := r[0].(int); ok {
						r[0] = int64(n)
					}
				}
			}
			db := &tables{rows: map[string][][]any{"q": c.parents, "c": c.children}}
			p := program(request.List, query("q", object(list()), childOf(query("c", object(cell("n", 1, name))), 0)))
			a := exec.Run(t.Context(), db, p, nil, nil, allRows)
			cut := strings.NewReplacer(`{"a":[`, "", `]}`, "]", `{"cs":`, "", `{"n":"`, "", `"},`, " ", `"}`, "", `,`, " ")
			if got := strings.TrimSuffix(cut.Replace(text(a)), "]"); got != c.want {
				t.Errorf("lists %s, want %s", got, c.want)
			}
			if got := fmt.Sprint(db.bound["c"]...); got != c.bound {
				t.Errorf("bound %s, want %s", got, c.bound)
			}
		})
	}
}

// TestKeysOfSeveralColumns: columns are bound apart, parts do not run into each other, and a NULL in one has no rows.
func TestKeysOfSeveralColumns(t *testing.T) {
	db := &tables{rows: map[string][][]any{
		"q": {{"a", "bc"}, {"ab", "c"}, {"a", nil}, {"a", "bc"}, {int64(7), "x"}},
		"c": {{"ab", "c", "second"}, {"a", "bc", "first"}, {7.0, "x", "seventh"}},
	}}
	p := program(request.List, query("q", object(list()), byPair(query("c", object(cell("n", 2, name))))))
	check(t, db, p, `{"a":[{"cs":[{"n":"first"}]},{"cs":[{"n":"second"}]},{"cs":[]},{"cs":[{"n":"first"}]},{"cs":[{"n":"seventh"}]}]}`)
	if got := fmt.Sprint(db.bound["c"]); got != `[["a","ab",7] ["bc","c","x"]]` {
		t.Errorf("bound %s", got)
	}
}

// TestStoredCells: in the form of its storage no cell is bad, and no number is lost.
func TestStoredCells(t *testing.T) {
	big := &catalog.Column{Table: shop, Name: "big", Type: catalog.Type{Kind: catalog.BigInt}, NonNull: true}
	enum := &catalog.Column{Table: shop, Name: "enum", Type: catalog.Type{Kind: catalog.Enum}, NonNull: true}
	for _, c := range []struct {
		column *catalog.Column
		stored any
		want   string
	}{
		{id, int64(5), `5`},
		{id, "five", `"five"`},
		{id, nil, `null`},
		{big, int64(math.MaxInt64), `9223372036854775807`},
		{enum, "in stock", `"in stock"`},
		{name, 1e300, `1e+300`},
		{name, math.NaN(), `null`},
		{name, math.Inf(-1), `"-Inf"`},
		{name, true, `true`},
		{big, "a\"\xff", `"a\"` + "\uFFFD" + `"`},
		{name, []byte{0xff, 0xfe}, `"//4="`},
		{name, struct{}{}, `null`},
	} {
		m := cell("v", 0, c.column)
		m.Stored = true
		db := &tables{rows: map[string][][]any{"q": {{c.stored}}}}
		check(t, db, program(request.List, query("q", object(m))), `{"a":[{"v":`+c.want+`}]}`)
	}
}
