package sqlgen

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/plan"
)

// Once describes the rows of a query that must not come twice: those that are found, joined or put in an order by a key
// that the settings name. Nothing keeps other programs from writing a row with the key of another.
type Once struct {
	// Cells are the positions of the cells that identify a row. Two rows with the same ones come one after the other,
	// unless Apart.
	Cells []int
	Apart bool
	// Tables are those whose keys the settings name.
	Tables []*catalog.Table
}

// once returns which rows of a node must not come twice; nil where its keys are enforced, or it has every row anyway.
func (s *statement) once(n *plan.Node) *Once {
	if n.Known != none {
		return nil
	}
	joined := func(t plan.Term) bool { return t.Source != plan.Own }
	o := &Once{Apart: n.IDs != none || n.Written != nil || slices.ContainsFunc(n.Order, joined)}
	identity := s.identifying(n.Table)
	if key := n.Table.NamedKey(); key != nil && n.Written == nil && (n.Single || n.Page != nil || n.IDs != none) {
		o.Tables, identity = append(o.Tables, n.Table), key.Columns
	}
	for _, j := range n.Joins {
		target := j.Relation.Target
		if key := target.NamedKey(); key != nil && j.Relation.LeadsTo(key) && !slices.Contains(o.Tables, target) {
			o.Tables = append(o.Tables, target)
		}
	}
	if len(o.Tables) == 0 || identity == nil {
		return nil
	}
	o.Cells = s.positions(append(slices.Clip(s.link), cellsOf(plan.Own, identity)...))
	return o
}

// identifying returns the columns that distinguish the rows of a table; nil where there are none.
func (s *statement) identifying(t *catalog.Table) []*catalog.Column {
	switch key := t.NodeKey(); {
	case key != nil && !key.Named:
		return key.Columns
	case t.RowID != "":
		return []*catalog.Column{s.rowID()}
	case key != nil:
		return key.Columns
	default:
		return nil
	}
}
