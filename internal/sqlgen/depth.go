package sqlgen

import (
	"tiddly/internal/fault"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// depth is the depth of a condition as a tree of expressions.
type depth struct {
	height int
	// below is the greatest sum of the heights of nested subqueries: an engine that limits the depth counts the depth of
	// a subquery again, on top of the depth of what surrounds it.
	below int
}

// leafDepth is the maximum height of a comparison, chainDepth that of a chain of terms.
const leafDepth = 6

func chainDepth(terms int) int {
	if terms <= maxChain {
		return max(terms-1, 0)
	}
	return maxChain - 1 + chainDepth((terms+maxChain-1)/maxChain)
}

func (d depth) deepest(o depth) depth { return depth{max(d.height, o.height), max(d.below, o.below)} }

// depthOf returns the depth of the condition that predicate writes.
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
		// The terms are the conditions of the relation and the child; Every adds IS NOT TRUE, and EXISTS stands around all.
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
	case plan.Counted:
		d.height = leafDepth + chainDepth(len(p.Relation.Columns)+len(p.Relation.TargetColumns))
		d.below += d.height
		d.height += 2
	default:
		d.height = leafDepth
	}
	return d
}

// filter returns the condition on the rows of the statement's table. A condition too deep for the engine is rejected
// before anything is done.
func (s *statement) filter(p *plan.Predicate) (expression, error) {
	return s.filterAt(p, alias(plan.Own))
}

// filterAt returns the same for the rows of the table at an alias.
func (s *statement) filterAt(p *plan.Predicate, at string) (expression, error) {
	d := depthOf(p)
	// The filter stands in a chain with other terms.
	if most := s.dialect.MaxDepth; most > 0 && d.height+d.below+maxChain > most {
		f := fault.New(fault.LimitDepth, "the filter is nested too deep: relations, and, or and not stand in too many others").
			WithHint("nest them less deeply; and in and, and or in or, count once")
		return nil, s.inField(firstSlot(p), f)
	}
	return s.predicate(p, at)
}

// firstSlot returns the slot of the first argument of a condition, or none.
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
