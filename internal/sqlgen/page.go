package sqlgen

import (
	"slices"

	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// Page describes how the rows of a query become a connection.
type Page struct {
	// Fields are the members of the connection.
	Fields []PageField
	// Lists are the lists of rows in it. They have no statements of their own: each has the rows, in another shape.
	Lists []*Query
	// Backwards reports whether the rows are read from the last to the first.
	Backwards bool
	// Cursor holds the positions of the cells whose values are the cursor of a row, where cursors are wanted; Order is
	// the order that cursors are bound to. Ends reports whether those of the first and the last row are wanted.
	Cursor []int
	Order  string
	Ends   bool
	// Around returns what is wanted beyond the rows of the page; nil where nothing is.
	Around *Around
}

// PageField is a member of a connection or of its pageInfo.
type PageField struct {
	Kind request.PageFieldKind
	// Prefix is the response key as JSON with its colon.
	Prefix []byte
	// Fields are the members of a PageInfo.
	Fields []PageField
	// List is the index of the list, for PageEdges and PageNodes.
	List int
	// Constant is JSON text, for PageTypename.
	Constant []byte
}

// Around is a statement about all rows of each parent. Its rows have the cells of the parent's key, and then counts:
// of all rows, of those up to the page (0 or more), and of those behind it.
type Around struct {
	Statement
	// Link holds the positions of the cells of the parent's key; it is empty at the root.
	Link []int
	// Total, Earlier and Later are the positions of the counts, or -1.
	Total, Earlier, Later int
}

// connection describes the connection of a node. From here on the node is in the order in which its rows are read.
func (s *statement) connection(q *Query) error {
	p := s.node.Page
	q.Page = &Page{Backwards: p.Backwards, Order: s.node.OrderText(), Ends: p.Ends}
	var err error
	if q.Page.Fields, err = s.pageFields(q.Page, p.Fields); err != nil {
		return err
	}
	if p.Backwards {
		s.node = turned(s.node)
	}
	if p.Cursors || p.Ends {
		places, err := s.places()
		if err != nil {
			return err
		}
		q.Page.Cursor = s.sortCells(places)
	}
	if p.Reads() {
		s.statements++
	}
	if p.Total || p.Earlier || p.Later {
		s.statements++
		q.Page.Around, err = s.around()
	}
	return err
}

func (s *statement) pageFields(p *Page, all []plan.PageField) ([]PageField, error) {
	out := make([]PageField, len(all))
	for i := range all {
		f := &all[i]
		m := PageField{Kind: f.Kind, Prefix: prefix(f.Key), List: len(p.Lists)}
		row := Object{Table: s.node.Table, Present: noCell}
		var err error
		switch f.Kind {
		case request.PageNodes:
			row, err = s.object(s.node.Table, noCell, f.Select)
		case request.PageEdges:
			row.Members, err = s.edge(f.Fields)
		case request.PageInfo:
			m.Fields, err = s.pageFields(p, f.Fields)
		case request.PageTypename:
			m.Constant = jsonString(f.Typename)
		default:
		}
		if err != nil {
			return nil, err
		}
		if f.Kind == request.PageNodes || f.Kind == request.PageEdges {
			p.Lists = append(p.Lists, &Query{Key: f.Key, Row: row})
		}
		out[i] = m
	}
	return out, nil
}

// edge returns the members of an edge.
func (s *statement) edge(all []plan.PageField) ([]Member, error) {
	out := make([]Member, len(all))
	for i := range all {
		f := &all[i]
		m := Member{Name: f.Key, Prefix: prefix(f.Key)}
		switch f.Kind {
		case request.EdgeCursor:
			m.Kind = Cursor
		case request.EdgeNode:
			row, err := s.object(s.node.Table, noCell, f.Select)
			if err != nil {
				return nil, err
			}
			m.Kind, m.Object = Same, &row
		default:
			m.Kind, m.Constant = Text, jsonString(f.Typename)
		}
		out[i] = m
	}
	return out, nil
}

// turned returns a node in the opposite order.
func turned(n *plan.Node) *plan.Node {
	out := *n
	out.Order = slices.Clone(n.Order)
	for i := range out.Order {
		t := &out.Order[i]
		t.Desc, t.NullsFirst = !t.Desc, !t.NullsFirst
	}
	return &out
}

// side returns the keyset of the rows after the cursor in a slot, or of those before it, in the order of the list. The
// node is in the order in which rows are read.
func (s *statement) side(slot request.Slot, after bool) (keyset, error) {
	places, err := s.places()
	k := keyset{s, places, func(i int) Arg { return Arg{Kind: FromCursor, Slot: slot, Item: i} }}
	if after == s.node.Page.Backwards {
		k = k.turned()
	}
	return k, err
}

// inside returns the conditions for the rows between the cursors. Where an index finds those behind the cursor from
// which they are read range by range, these are the ranges of the statement instead.
func (s *statement) inside() ([]expression, error) {
	var sides []keyset
	for _, c := range []struct {
		slot  request.Slot
		after bool
	}{{s.node.Page.After, true}, {s.node.Page.Before, false}} {
		if c.slot == none {
			continue
		}
		k, err := s.side(c.slot, c.after)
		if err != nil {
			return nil, err
		}
		sides = append(sides, k)
	}
	if s.node.Page.Backwards {
		slices.Reverse(sides)
	}
	var out []expression
	for i, k := range sides {
		if i == 0 {
			out = append(out, s.seek(k)...)
		} else {
			out = append(out, k.beyond(false))
		}
	}
	return out, nil
}
