package sqlgen

import "tiddly/internal/plan"

// unshared adds to a write the statement that counts the rows with each of the keys that it has written, where nothing
// but the settings says that there is one. Keys compare exactly, as those of the settings do.
func (g *generator) unshared(w *Write, p *plan.Write) error {
	if p.Unshared == nil {
		return nil
	}
	w.Unenforced = p.Unshared
	s := g.target(p.Table)
	cells := cellsOf(plan.Own, p.Unshared.Columns)
	columns, groups := make([]literal, len(cells)), make([]expression, len(cells))
	for i, c := range cells {
		columns[i] = s.exact(c.column, s.column(c))
		groups[i] = columns[i]
	}
	where, err := s.keysIn(cells, columns, p.Unshared.Columns)
	if err != nil {
		return err
	}
	g.statements++
	w.Unshared, err = s.finish(s.rows([]expression{where}).columns([]expression{text("count(*)")}).group(groups).written())
	return err
}
