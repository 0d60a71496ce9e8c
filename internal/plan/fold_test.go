package plan

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/request"
)

// truth is a value of SQL's three-valued logic, ordered so that AND is the minimum and OR the maximum.
type truth int

const (
	isFalse truth = iota
	isUnknown
	isTrue
)

func truthOf(b bool) truth {
	if b {
		return isTrue
	}
	return isFalse
}

// memory is a row; its relations lead anywhere, as in a database without enforced keys.
type memory struct {
	table *catalog.Table
	cells map[string]any
	rows  map[string][]*memory
}

// evaluator holds the values of slots. It compares small integers, which is enough for unknown, true and false.
type evaluator struct{ values request.Arguments }

func (e evaluator) compare(m *memory, column string, op request.Op, slot request.Slot, count int, flag bool) truth {
	cell := m.cells[column]
	if op == request.IsNull {
		return truthOf((cell == nil) == flag)
	}
	if op.TakesList() && count == 0 {
		return truthOf(op == request.NotIn)
	}
	if cell == nil {
		return isUnknown
	}
	switch n := cell.(int64); op {
	case request.In, request.NotIn:
		found := false
		for _, item := range e.values.At(slot).([]any) {
			found = found || item == cell
		}
		return truthOf(found == (op == request.In))
	case request.Ne:
		return truthOf(n != e.values.At(slot).(int64))
	case request.Gt:
		return truthOf(n > e.values.At(slot).(int64))
	default:
		return truthOf(n == e.values.At(slot).(int64))
	}
}

func quantify(q request.Quantifier, matching, total int) truth {
	switch q {
	case request.NoneOf:
		return truthOf(matching == 0)
	case request.Every:
		return truthOf(matching == total)
	default:
		return truthOf(matching > 0)
	}
}

// asked evaluates the request's filter as it is written.
func (e evaluator) asked(m *memory, w *request.Where) truth {
	switch w.Kind {
	case request.And:
		least := isTrue
		for _, child := range w.Children {
			least = min(least, e.asked(m, child))
		}
		return least
	case request.Or:
		greatest := isFalse
		for _, child := range w.Children {
			greatest = max(greatest, e.asked(m, child))
		}
		return greatest
	case request.Not:
		return isTrue - e.asked(m, w.Children[0])
	case request.Related:
		matching := 0
		for _, other := range m.rows[w.Relation] {
			if len(w.Children) == 0 || e.asked(other, w.Children[0]) == isTrue {
				matching++
			}
		}
		return quantify(w.Quantifier, matching, len(m.rows[w.Relation]))
	default:
		return e.compare(m, w.Column, w.Op, w.Slot, w.Count, w.Flag)
	}
}

// planned evaluates the predicate that the filter became.
func (e evaluator) planned(m *memory, p *Predicate) truth {
	switch p.Kind {
	case Fixed:
		return truthOf(p.Value)
	case And:
		least := isTrue
		for _, child := range p.Children {
			least = min(least, e.planned(m, child))
		}
		return least
	case Or:
		greatest := isFalse
		for _, child := range p.Children {
			greatest = max(greatest, e.planned(m, child))
		}
		return greatest
	case Not:
		return isTrue - e.planned(m, p.Children[0])
	case Related:
		matching := 0
		for _, other := range m.rows[p.Relation.Name] {
			if len(p.Children) == 0 || e.planned(other, p.Children[0]) == isTrue {
				matching++
			}
		}
		return quantify(p.Quantifier, matching, len(m.rows[p.Relation.Name]))
	default:
		return e.compare(m, p.Column.Name, p.Op, p.Slot, p.Count, p.Flag)
	}
}

// generator makes filters and rows from a seed.
type generator struct {
	*rand.Rand
	values request.Arguments
}

func (g *generator) filter(t *catalog.Table, depth int) *request.Where {
	kind := g.IntN(10)
	if depth == 0 {
		kind = 9
	}
	switch {
	case kind < 2:
		return group(request.And, g.filters(t, depth-1)...)
	case kind < 4:
		return group(request.Or, g.filters(t, depth-1)...)
	case kind < 6:
		return group(request.Not, g.filter(t, depth-1))
	case kind < 8 && len(t.Relations) > 0:
		r := t.Relations[g.IntN(len(t.Relations))]
		if g.IntN(5) == 0 {
			return relatedTo(g.quantifier(), r.Name)
		}
		return relatedTo(g.quantifier(), r.Name, g.filter(r.Target, depth-1))
	default:
		return g.comparison(integers(t)[g.IntN(len(integers(t)))])
	}
}

func (g *generator) quantifier() request.Quantifier {
	return []request.Quantifier{request.Some, request.NoneOf, request.Every}[g.IntN(3)]
}

func (g *generator) filters(t *catalog.Table, depth int) []*request.Where {
	out := make([]*request.Where, g.IntN(4))
	for i := range out {
		out[i] = g.filter(t, depth)
	}
	return out
}

func (g *generator) comparison(column *catalog.Column) *request.Where {
	switch g.IntN(4) {
	case 0:
		return isNull(column.Name, g.IntN(2) == 0)
	case 1:
		items := make([]any, g.IntN(3))
		for i := range items {
			items[i] = int64(g.IntN(3))
		}
		return anyOf([]request.Op{request.In, request.NotIn}[g.IntN(2)], column.Name, g.slot(items), request.RoundCount(len(items)))
	default:
		return where([]request.Op{request.Eq, request.Ne, request.Gt}[g.IntN(3)], column.Name, g.slot(int64(g.IntN(3))))
	}
}

func (g *generator) slot(v any) request.Slot {
	g.values = append(g.values, v)
	return slotAt(len(g.values) - 1)
}

func integers(t *catalog.Table) []*catalog.Column {
	var out []*catalog.Column
	for _, c := range t.Columns {
		if c.Type.Kind == catalog.Int || c.Type.Kind == catalog.BigInt {
			out = append(out, c)
		}
	}
	return out
}

func (g *generator) database(c *catalog.Catalog) map[*catalog.Table][]*memory {
	rows := map[*catalog.Table][]*memory{}
	for _, t := range c.Tables {
		for range 4 {
			m := &memory{table: t, cells: map[string]any{}, rows: map[string][]*memory{}}
			for _, column := range integers(t) {
				if column.NotNull || g.IntN(2) == 0 {
					m.cells[column.Name] = int64(g.IntN(3))
				}
			}
			rows[t] = append(rows[t], m)
		}
	}
	for _, t := range c.Tables {
		for _, m := range rows[t] {
			for _, r := range t.Relations {
				for _, other := range rows[r.Target] {
					if g.IntN(3) == 0 && (r.Kind != catalog.ToOne || len(m.rows[r.Name]) == 0) {
						m.rows[r.Name] = append(m.rows[r.Name], other)
					}
				}
			}
		}
	}
	return rows
}

// TestFoldingKeepsMeaning compares, over random rows, random filters as written and as planned: in all three truth
// values, since a filter may come to stand under a not.
func TestFoldingKeepsMeaning(t *testing.T) {
	c := shop(t)
	folded, open := 0, 0
	for seed := range uint64(4000) {
		g := &generator{Rand: rand.New(rand.NewPCG(seed, 7))}
		table := c.Table("Track")
		w := g.filter(table, 5)
		q := all()
		q.Where = w
		p, err := Compile(c, one(list("tracks", "Track", q)), Options{Rows: 10})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if err := p.CheckArguments(g.values); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		got := p.Fields[0].Node.Where
		if got == nil || got.Kind == Fixed {
			folded++
		} else {
			open++
		}
		if got == nil {
			got = fixed(true)
		} else if problem := untidy(got, true); problem != "" {
			t.Fatalf("seed %d: %s in %s", seed, problem, predicate(got))
		}
		e := evaluator{g.values}
		for _, m := range g.database(c)[table] {
			if want, is := e.asked(m, w), e.planned(m, got); want != is {
				t.Fatalf("seed %d: as written %d, as planned %d: %s", seed, want, is, predicate(got))
			}
		}
	}
	if folded < 200 || open < 200 {
		t.Errorf("the filters are one-sided: %d folded, %d not", folded, open)
	}
}

// untidy returns what folding left undone.
func untidy(p *Predicate, top bool) string {
	switch {
	case p.Kind == Fixed && (!top || p.Value):
		return "a fixed value"
	case (p.Kind == And || p.Kind == Or) && len(p.Children) < 2:
		return "a group of less than two"
	case p.Kind == Not && p.Children[0].Kind == Not:
		return "not not"
	}
	for _, child := range p.Children {
		if child.Kind == p.Kind && (p.Kind == And || p.Kind == Or) {
			return fmt.Sprintf("a group %d in its like", p.Kind)
		}
		if problem := untidy(child, false); problem != "" {
			return problem
		}
	}
	return ""
}
