package plan

import (
	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// builder fills one node.
type builder struct {
	*compiler
	node *Node
	// paged reports whether the node is read as a connection.
	paged bool
}

func (c *compiler) node(key string, t *catalog.Table) *builder {
	return &builder{compiler: c, node: &Node{Key: key, Table: t}}
}

// maxJoins is the maximum number of to-one relations read with the rows of one list: engines limit the tables that a
// statement joins, the lowest limit is 61, and two of these are the list's own.
const maxJoins = 59

// join returns the index of a to-one relation's join. Each path has one join: selections under several aliases and the
// order read the same row.
func (b *builder) join(from int, r *catalog.Relation) (int, error) {
	for i, j := range b.node.Joins {
		if j.From == from && j.Relation == r {
			return i, nil
		}
	}
	if len(b.node.Joins) == maxJoins {
		return 0, b.at(fault.New(fault.LimitFields, "the rows of one list have more than %d relations that lead to one row", maxJoins).
			WithHint("select some of them in another request, or below another list"))
	}
	b.node.Joins = append(b.node.Joins, Join{From: from, Relation: r})
	return len(b.node.Joins) - 1, nil
}

// selections plans the members of the object of source, which is the node's own row or a joined one.
func (b *builder) selections(source int, t *catalog.Table, wanted []request.Selection) ([]Selection, error) {
	out := make([]Selection, 0, len(wanted))
	seen := make(map[string]bool, len(wanted))
	for i := range wanted {
		if err := b.enter(wanted[i].Key, seen); err != nil {
			return nil, err
		}
		s, err := b.selection(source, t, &wanted[i])
		if err != nil {
			return nil, err
		}
		b.leave()
		out = append(out, s)
	}
	return out, nil
}

func (b *builder) selection(source int, t *catalog.Table, w *request.Selection) (Selection, error) {
	s := Selection{Key: w.Key, Source: source, Table: t, Join: Own, Child: Own}
	switch w.Kind {
	case request.Column:
		s.Kind = Column
		if s.Column = b.readable(t, w.Name); s.Column != nil {
			return s, nil
		}
		// Legacy clients rely on every column.
		if !b.node.Stored || t.Input(w.Name) == nil {
			return s, b.unknownField(t, w.Name)
		}
		s.Kind = Null
	case request.NodeID:
		s.Kind = NodeID
		if t.NodeKey() == nil {
			return s, b.at(noNodeID(t))
		}
	case request.Typename:
		s.Kind = Typename
	case request.Relation:
		err := b.relation(&s, w)
		return s, err
	default:
		return s, b.broken("there is no kind %d of selection", w.Kind)
	}
	return s, nil
}

// readable returns the column with that name that may be selected and compared by eq, or nil.
func (c *compiler) readable(t *catalog.Table, name string) *catalog.Column {
	if name == catalog.RowIDName {
		return t.RowIDColumn()
	}
	if c.options.Trusted {
		return t.Input(name)
	}
	return t.Column(name)
}

// relation plans a relation field: a join where it leads to one row, a statement of its own where it leads to many.
func (b *builder) relation(s *Selection, w *request.Selection) error {
	r := s.Table.Relation(w.Name)
	if r == nil {
		return b.unknownField(s.Table, w.Name)
	}
	if w.Query == nil {
		return b.broken("the relation %q has no query", w.Name)
	}
	if r.Kind == catalog.ToOne {
		return b.toOne(s, r, w.Query)
	}
	child, err := b.list(w.Key, r.Target, w.Query)
	if err != nil {
		return err
	}
	child.Link = &Link{Relation: r, Source: s.Source}
	s.Kind, s.Child = ToMany, len(b.node.Children)
	b.node.Children = append(b.node.Children, child)
	return nil
}

func (b *builder) toOne(s *Selection, r *catalog.Relation, q *request.Query) error {
	if err := b.selectAlone(q); err != nil {
		return err
	}
	s.Kind = ToOne
	var err error
	if s.Join, err = b.join(s.Source, r); err != nil {
		return err
	}
	s.Select, err = b.selections(s.Join, r.Target, q.Select)
	return err
}
