package sqlgen

import (
	"tiddly/internal/fault"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// depth is how deep a condition is as a tree of expressions.
type depth struct {
	height int
	// below is the greatest sum of the heights of the subqueries that stand in one another: an engine that bounds the
	// depth counts what stands in a subquery again, below what stands around it.
	below int
}

// leafDepth is the height of a comparison, at most, and chainDepth that of a chain of terms.
const leafDepth = 6

func chainDepth(terms int) int {
	if terms <= maxChain {
		return max(terms-1, 0)
	}
	return maxChain - 1 + chainDepth((terms+maxChain-1)/maxChain)
}

func (d depth) deepest(o depth) depth { return depth{max(d.height, o.height), max(d.below, o.below)} }

// depthOf gives the depth of what predicate writes.
func depthOf(p *plan.Predicate) depth {
	var d depth
	for _, c := range p.Children {
		d = d.deepest(depthOf(c))
	}
	switch p.Kind {
	case plan.And, plan.Or:
		d.height += chainDepth(len(p.Children))
	case plan.Not:
		d.height++
	case plan.Related:
		// The conditions of the relation, a row for which the child is not true, and whether there is one.
		terms := len(p.Relation.Columns) + len(p.Children)
		if p.Relation.Junction != nil {
			terms += len(p.Relation.TargetColumns)
		}
		if p.Quantifier == request.Every {
			d.height++
		}
		d.height = max(d.height, leafDepth) + chainDepth(terms)
		d.below += d.height
		d.height += 2
	default:
		d.height = leafDepth
	}
	return d
}

// filter gives the condition on the rows of the statement's table. One that the engine would find too deep is refused
// before anything is done.
func (s *statement) filter(p *plan.Predicate) (expression, error) {
	d := depthOf(p)
	// Other terms stand beside it.
	if most := s.dialect.MaxDepth; most > 0 && d.height+d.below+maxChain > most {
		f := fault.New(fault.LimitDepth, "the filter is nested too deep: relations, and, or and not stand in too many others").
			WithHint("nest them less deeply; and in and, and or in or, count once")
		return nil, s.inField(firstSlot(p), f)
	}
	return s.predicate(p, alias(plan.Own))
}

// firstSlot gives the first argument of a condition, or none.
func firstSlot(p *plan.Predicate) request.Slot {
	if p.Slot != none {
		return p.Slot
	}
	for _, c := range p.Children {
		if slot := firstSlot(c); slot != none {
			return slot
		}
	}
	return p.JSONPath
}
