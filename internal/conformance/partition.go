package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/naive"
	"tiddly/internal/request"
)

// partition asks random filters p of each table: p, not p, and neither must be all rows, each once, and each of the two
// must be the rows that the naive evaluator has.
func (r *Result) partition(ctx context.Context, served *edges, s *Schema, o *Options) error {
	e, err := s.evaluate()
	if err != nil {
		return err
	}
	n := e.evaluator(allRows)
	for _, t := range e.catalog.Tables {
		if t.NodeKey() == nil || len(n.Rows(t)) == 0 {
			continue
		}
		for i := range o.Filters {
			f := &filters{Rand: rand.New(rand.NewPCG(o.Seed, uint64(i))), naive: n} //nolint:gosec // it is to be repeatable
			p := f.where(t, 0)
			r.Filters++
			if torn := split(ctx, served, n, t, p); torn != "" {
				r.Torn = append(r.Torn, fmt.Sprintf("filter %d of seed %d of %s in %s: %s", i, o.Seed, t.TypeName, s.Name, torn))
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
	}
	return nil
}

// split asks a filter and its negation, and returns what is wrong with the answers.
func split(ctx context.Context, served *edges, n *naive.Evaluator, t *catalog.Table, p map[string]any) string {
	document := fmt.Sprintf("query($p: %[1]sWhere!, $n: %[1]sWhere!) { p: %[2]s(where: $p) { nodeId } n: %[2]s(where: $n) { nodeId } all: %[2]s { nodeId } }",
		t.TypeName, t.ListField)
	values := map[string]any{"p": p, "n": map[string]any{"not": p}}
	filter, err := json.Marshal(p)
	if err != nil {
		return err.Error()
	}
	status, body := served.document(ctx, document, values)
	var copied map[string]any
	if text, err := json.Marshal(values); err != nil || decode(text, &copied) != nil {
		return "the filter is no JSON"
	}
	want, err := n.Answer(document, "", copied)
	if err != nil {
		return err.Error()
	}
	if string(body) != want {
		return fmt.Sprintf("%s\nexpected\n%s\ngot\n%s", filter, indented(want), indented(shown(status, body)))
	}
	var answer struct {
		Data struct{ P, N, All []struct{ NodeID string } }
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return err.Error()
	}
	seen := map[string]int{}
	for _, row := range answer.Data.All {
		seen[row.NodeID] = 0
	}
	for _, row := range append(answer.Data.P, answer.Data.N...) {
		if seen[row.NodeID]++; seen[row.NodeID] > 1 {
			return fmt.Sprintf("%s: a row matches p and not p, or twice", filter)
		}
	}
	if len(seen) != len(answer.Data.All) {
		return fmt.Sprintf("%s: a row that matches is none of all rows", filter)
	}
	return ""
}

// filters makes random filters, with values of the rows so that many match.
type filters struct {
	*rand.Rand
	naive *naive.Evaluator
}

// deepest is the depth of random filters.
const deepest = 3

func (f *filters) where(t *catalog.Table, depth int) map[string]any {
	w := map[string]any{}
	for range 1 + f.IntN(2) {
		switch n := f.IntN(10); {
		case n < 2 && depth < deepest:
			w["not"] = f.where(t, depth+1)
		case n < 3 && depth < deepest:
			w["or"] = []any{f.where(t, depth+1), f.where(t, depth+1)}
		case n < 4 && depth < deepest:
			w["and"] = []any{f.where(t, depth+1), f.where(t, depth+1)}
		case n < 6 && depth < deepest && len(t.Relations) > 0:
			r := t.Relations[f.IntN(len(t.Relations))]
			below := f.where(r.Target, depth+1)
			if r.Kind != catalog.ToOne {
				below = map[string]any{[]string{"some", "none", "every"}[f.IntN(3)]: below}
			}
			w[r.Name] = below
		default:
			c := t.Columns[f.IntN(len(t.Columns))]
			w[c.Name] = f.comparison(c)
		}
	}
	return w
}

func (f *filters) comparison(c *catalog.Column) map[string]any {
	ops := request.Operators(c.Type.Kind)
	op := ops[f.IntN(len(ops))].String()
	switch op {
	case "isNull":
		return map[string]any{op: f.IntN(2) == 0}
	case "in", "notIn":
		return map[string]any{op: []any{f.value(c), f.value(c)}}
	case "hasKey":
		return map[string]any{op: "a"}
	case "regex", "like", "notLike", "ilike", "notIlike":
		return map[string]any{op: f.pattern(c, op)}
	}
	return map[string]any{op: f.value(c)}
}

// value returns the value of some row.
func (f *filters) value(c *catalog.Column) any {
	rows := f.naive.Rows(c.Table)
	for range 20 {
		if cell := rows[f.IntN(len(rows))].Cell(c); cell != nil {
			var v any
			if err := decode([]byte(naive.Shown(c, cell)), &v); err == nil && v != nil {
				return v
			}
		}
	}
	return f.plain(c)
}

// plain returns a value for a column without any.
func (f *filters) plain(c *catalog.Column) any {
	switch c.Type.Kind {
	case catalog.Boolean:
		return true
	case catalog.Enum:
		return c.Enum.Values[0].Name
	case catalog.DateTime:
		return "2024-02-29T12:00:00Z"
	case catalog.Date:
		return "2024-02-29"
	case catalog.Time:
		return "12:00:00"
	case catalog.UUID:
		return "123e4567-e89b-12d3-a456-426614174000"
	case catalog.Bytes:
		return "AA=="
	case catalog.String, catalog.JSON:
		return "x"
	default:
		return json.Number("1")
	}
}

// pattern returns a pattern that some text may match.
func (f *filters) pattern(c *catalog.Column, op string) string {
	text, _ := f.value(c).(string)
	runes := []rune(text)
	if len(runes) > 2 {
		runes = runes[f.IntN(2) : len(runes)-f.IntN(2)]
	}
	if op == "regex" {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(`\.+*?()|[]{}^$`, r) {
				return '.'
			}
			return r
		}, string(runes))
	}
	return "%" + strings.ReplaceAll(string(runes), `\`, "_") + "%"
}
