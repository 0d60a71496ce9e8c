package exec_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tiddly/internal/exec"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// batches are tables whose statements are sent together.
type batches struct {
	*tables

	queued []func() (exec.Rows, error)
	// sent has the texts of each batch.
	sent [][]string
	next []string
	// ended are the numbers of the batches, from 1, that were said to be the last, started those before which the reads
	// were said to begin.
	ended, started []int
}

func (b *batches) Start() { b.started = append(b.started, len(b.sent)+1) }

func (b *batches) End() { b.ended = append(b.ended, len(b.sent)+1) }

func (b *batches) Read(_ context.Context, _ bool, f func(exec.Reader) error) error { return f(b) }

func (b *batches) Queue(sql string, args []any) error {
	args = append([]any{}, args...)
	b.next = append(b.next, sql)
	b.queued = append(b.queued, func() (exec.Rows, error) { return b.Query(sql, args) })
	return nil
}

func (b *batches) Queued() (exec.Rows, error) {
	if len(b.next) > 0 {
		b.sent, b.next = append(b.sent, b.next), nil
	}
	if b.open > 0 {
		return nil, fmt.Errorf("%d statements are open", b.open)
	}
	first := b.queued[0]
	b.queued = b.queued[1:]
	return first()
}

// checkTogether runs a program on tables whose statements are sent together.
func checkTogether(t *testing.T, db *tables, p *sqlgen.Program, want string) [][]string {
	t.Helper()
	b := &batches{tables: db}
	if got := text(exec.Run(t.Context(), b, p, nil, nil, allRows)); got != want {
		t.Errorf("together: got  %s\nwant %s", got, want)
	}
	if db.open != 0 {
		t.Errorf("together: %d statements were left open", db.open)
	}
	return b.sent
}

// TestLevelsAreSentTogether counts the batches: one for each depth of lists, whatever is in it.
func TestLevelsAreSentTogether(t *testing.T) {
	db := &tables{rows: map[string][][]any{
		"p": {{int64(1)}}, "q": {{int64(2)}}, "c": {{int64(1), "x"}, {int64(1), "y"}}, "d": {{int64(1), "z"}}, "e": nil,
	}}
	lists := func() sqlgen.Object {
		first, second := list(), list()
		second.Child, second.Name, second.Prefix = 1, "ds", prefix("ds")
		return object(first, second)
	}
	leaf := func(sql string) *sqlgen.Query { return childOf(query(sql, object(cell("n", 1, name))), 0) }
	p := &sqlgen.Program{Statements: 6, Fields: []sqlgen.Field{
		{Prefix: prefix("a"), Key: "a", Kind: request.List, Query: query("p", lists(), leaf("c"), leaf("d"))},
		{Prefix: prefix("b"), Key: "b", Kind: request.List, Query: query("q", lists(), leaf("e"), leaf("e"))},
	}}
	const want = `{"a":[{"cs":[{"n":"x"},{"n":"y"}],"ds":[{"n":"z"}]}],"b":[{"cs":[],"ds":[]}]}`
	if got := fmt.Sprint(checkTogether(t, db, p, want)); got != "[[p q] [c d e e]]" {
		t.Errorf("the batches are %s", got)
	}
	b := &batches{tables: db}
	if exec.Run(t.Context(), b, p, nil, nil, allRows); !slices.Equal(b.ended, []int{2}) || !slices.Equal(b.started, []int{1}) {
		t.Errorf("batches %d were said to be the first and %d the last", b.started, b.ended)
	}
	part := allRows
	part.Part = true
	if b = (&batches{tables: db}); exec.Run(t.Context(), b, p, nil, nil, part).Data == nil || b.started != nil || b.ended != nil {
		t.Errorf("batches %d were said to be the first and %d the last of a part", b.started, b.ended)
	}
	fixed := allRows
	fixed.Fixed = true
	if b = (&batches{tables: db}); exec.Run(t.Context(), b, p, nil, nil, fixed).Data != nil || b.ended != nil {
		t.Errorf("batches %d were said to be the last, before the mark was read", b.ended)
	}
	if got := text(exec.Run(t.Context(), db, p, nil, nil, allRows)); got != want {
		t.Errorf("one by one: %s", got)
	}
	db.fail = map[string]error{"d": fmt.Errorf("it fails")}
	if got := text(exec.Run(t.Context(), &batches{tables: db}, p, nil, nil, allRows)); !strings.HasSuffix(got, "!INTERNAL[a]") {
		t.Errorf("an error of a list is reported as %s", got)
	}
}
