package sqlgen

import (
	"slices"

	"tiddly/internal/plan"
)

// AnswersRows reports whether the payload has rows, or their ids.
func (w *Write) AnswersRows() bool {
	return slices.ContainsFunc(w.Payload, func(p Payload) bool { return p.Query != nil })
}

// follow adds the statements by which a write finds its rows before and after it.
func (g *generator) follow(w *Write, p *plan.Write) error {
	if !p.Followed && !p.Counted {
		return nil
	}
	w.Followed, w.Counted = p.Followed, p.Counted
	cells := cellsOf(plan.Own, g.identity(p))
	w.Key = len(cells)
	var err error
	if p.Rows == none {
		n := &plan.Node{Table: p.Table, Where: p.Where}
		if w.Matched, err = g.keysOf(n, cells, nil, p.Counted); err != nil {
			return err
		}
	}
	collated := func(c cell) bool { return c.column.Collated }
	which := w.AnswersRows() || p.Rows == none && w.Identity > 0 || deletes(p.Kind) && slices.ContainsFunc(cells, collated)
	if w.LeftCounts = !which; p.Followed && (w.LeftCounts || p.Rekeyed || deletes(p.Kind)) {
		w.Left, err = g.keysOf(&plan.Node{Table: p.Table}, cells, cells, w.LeftCounts)
	}
	return err
}

// keysOf returns the statement that reads the cells of the rows of a node, or their number; with link, only of rows
// whose link cells are among the keys.
func (g *generator) keysOf(n *plan.Node, cells, link []cell, count bool) (Statement, error) {
	g.statements++
	s := &statement{generator: g, node: n, known: map[cell]int{}, link: link}
	where, err := s.where()
	if err != nil {
		return Statement{}, err
	}
	if count {
		return s.finish(s.rows(where).columns([]expression{text("count(*)")}).written())
	}
	s.positions(cells)
	return s.finish(s.rows(where).columns(s.direct()).written())
}

// identityCells returns the cells by which a node finds written rows; none where the node has no written rows or reads
// before the write.
func (g *generator) identityCells(n *plan.Node) []cell {
	if n.Written == nil || deletes(n.Written.Kind) {
		return nil
	}
	return cellsOf(plan.Own, g.identity(n.Written))
}
