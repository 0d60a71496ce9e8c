package sqlgen

import (
	"maps"
	"slices"

	"tiddly/internal/catalog"
)

// Pure is a statement that may take the place of another: it has the same rows, as long as the columns hold only cells
// of their kind, and does not look for others.
type Pure struct {
	Statement
	Columns []*catalog.Column
}

func (p *Pure) size() int {
	if p == nil {
		return 0
	}
	return statementSize(p.SQL, p.Args)
}

// purely returns a statement for the same node that relies on columns in which no cell strays.
func (s *statement) purely() *statement {
	return &statement{
		generator: s.generator, node: s.node, cells: slices.Clip(s.cells), known: maps.Clone(s.known), link: s.link, rowIDs: s.rowIDs, pure: true,
	}
}

// assume reports whether the statement relies on a column in which no cell strays.
func (s *statement) assume(c *catalog.Column) bool {
	if s.pure && !slices.Contains(s.assumed, c) {
		s.assumed = append(s.assumed, c)
	}
	return s.pure
}

// relied returns the statement that was written, with what it relies on.
func (s *statement) relied(written Statement) *Pure {
	return &Pure{Statement: written, Columns: s.assumed}
}

// avoidable reports whether another statement may take the place of one that looks for stray cells. What is read around a
// write, in its transaction, is never known to have none; and the values of a cursor may be those of a cell that was.
func (s *statement) avoidable() bool {
	p := s.node.Page
	return s.strays && s.node.Written == nil && (p == nil || p.After == none && p.Before == none)
}

// writePure writes the statement that may take the place of the one of q, where it looks for stray cells.
func (s *statement) writePure(q *Query) error {
	if !s.avoidable() {
		return nil
	}
	p, other := s.purely(), *q
	if err := p.write(&other); err != nil {
		return err
	}
	if !p.values.equal(s.values) {
		return nil // what is bound for a key does not fit both
	}
	q.Pure = p.relied(Statement{SQL: other.SQL, Args: other.Args, Places: other.Places})
	return nil
}
