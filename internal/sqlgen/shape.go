package sqlgen

import (
	"slices"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/fault"
	"tiddly/internal/jsontext"
	"tiddly/internal/plan"
)

// noCell is the Present of an object that is the row itself.
const noCell = -1

// jsonNull is the constant for members that are null in every row.
var jsonNull = []byte("null")

// object returns the shape of the object of a row, or of a joined one, and adds the cells it needs.
func (s *statement) object(table *catalog.Table, present int, selections []plan.Selection) (Object, error) {
	o := Object{Table: table, Present: present, Members: make([]Member, len(selections))}
	for i := range selections {
		m, err := s.member(&selections[i])
		if err != nil {
			return o, err
		}
		o.Members[i] = m
	}
	o.setRuns()
	return o, nil
}

// setRuns sets the runs of the members.
func (o *Object) setRuns() {
	cells := make([]dialect.Cell, len(o.Members))
	end := len(o.Members)
	for i := len(o.Members) - 1; i >= 0; i-- {
		m := &o.Members[i]
		if m.Kind != Cell || m.Stored {
			end = i
			continue
		}
		cells[i] = dialect.Cell{Prefix: m.Prefix, Index: m.Index, Column: m.Column, Nullable: !m.Column.NonNull && !m.Column.Widened}
		if i > 0 {
			cells[i].Prefix = append([]byte{','}, m.Prefix...)
		}
		m.Run = cells[i:end:end]
	}
}

func (s *statement) member(sel *plan.Selection) (Member, error) {
	m := Member{Name: sel.Key, Prefix: prefix(sel.Key)}
	switch sel.Kind {
	case plan.Column:
		m.Kind, m.Column, m.Stored = Cell, sel.Column, s.node.Stored
		m.Index = s.position(cell{sel.Source, sel.Column})
	case plan.NodeID:
		key := sel.Table.NodeKey()
		if key == nil {
			return m, fault.New(fault.Internal, "table %s has no key to make a nodeId of", sel.Table.TypeName)
		}
		m.Kind, m.Cells = NodeID, s.positions(cellsOf(sel.Source, key.Columns))
	case plan.Typename:
		m.Kind, m.Constant = Text, jsonString(sel.Table.TypeName)
	case plan.Null:
		m.Kind, m.Constant = Text, jsonNull
	case plan.ToOne:
		// The join compares this column, so it is null exactly where no row was found, whether or not the foreign key is
		// enforced.
		relation := s.node.Joins[sel.Join].Relation
		present := s.position(cell{sel.Join, relation.TargetColumns[0]})
		nested, err := s.object(relation.Target, present, sel.Select)
		if err != nil {
			return m, err
		}
		m.Kind, m.Object = Nested, &nested
	case plan.ToMany:
		m.Kind, m.Child = List, sel.Child
	}
	return m, nil
}

// linkCells returns the cells that identify a row's parent.
func (s *statement) linkCells(n *plan.Node) []cell {
	if n.Link == nil {
		return nil
	}
	if !s.sameKeys(n.Link.Relation) {
		return cellsOf(parent, n.Link.Relation.Columns)
	}
	return cellsOf(referring(n.Link.Relation))
}

// referring returns the columns that refer to the parents' keys, and the source they belong to.
func referring(r *catalog.Relation) (source int, columns []*catalog.Column) {
	if r.Kind == catalog.Through {
		return junction, r.Junction.Near
	}
	return plan.Own, r.TargetColumns
}

// sameKeys reports whether the link cells of rows are identical to the keys of their parents. Where equal keys can
// differ, the parents' rows are joined: only the database knows how it compares.
func (g *generator) sameKeys(r *catalog.Relation) bool {
	return !slices.ContainsFunc(r.Comparisons, func(c catalog.Comparison) bool { return !g.comparison(c).Same })
}

// comparison returns how the dialect spells a comparison of keys, and records one that it lacks.
func (g *generator) comparison(name catalog.Comparison) dialect.Comparison {
	c, ok := g.dialect.Comparison(name)
	if !ok {
		g.unknown = name
	}
	return c
}

// prefix returns a response key as JSON with its colon.
func prefix(key string) []byte { return append(jsonString(key), ':') }

// jsonString returns a name as JSON. Invalid UTF-8, which no name in an answer can have, is replaced.
func jsonString(name string) []byte {
	text, ok := jsontext.AppendString(nil, name)
	if !ok {
		text, _ = jsontext.AppendString(nil, strings.ToValidUTF8(name, "\uFFFD"))
	}
	return text
}
