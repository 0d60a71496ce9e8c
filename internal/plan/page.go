package plan

import (
	"strings"

	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// Page is how a list is read as a connection.
type Page struct {
	// Backwards reports whether the page ends at Before, or at the end of the list: its rows are the last ones.
	Backwards bool
	// After and Before are the cursors between which the page lies, or None.
	After, Before request.Slot
	Fields        []PageField
	// Total, Earlier and Later report whether the number of all rows is wanted, and whether there are rows up to After
	// and from Before on.
	Total, Earlier, Later bool
	// Rows reports whether rows, or whether there are further ones, are wanted; Cursors whether the cursors of each row
	// are, Ends whether those of the first and the last one are.
	Rows, Cursors, Ends bool
}

// Reads reports whether the rows of the page are read.
func (p *Page) Reads() bool { return p.Rows || p.Cursors || p.Ends }

// PageField is one member of a connection, of an edge or of a pageInfo.
type PageField struct {
	Key  string
	Kind request.PageFieldKind
	// Fields are set for PageEdges and PageInfo, Select for PageNodes and EdgeNode, Typename for PageTypename.
	Fields   []PageField
	Select   []Selection
	Typename string
}

// pageLimit plans the size of a page.
func (b *builder) pageLimit(q *request.Query) error {
	p := q.Page
	if len(q.Select) > 0 || len(q.DistinctOn) > 0 || q.Scroll || q.Limit != request.None || q.Offset != request.None {
		return b.broken("a connection has arguments of a list")
	}
	argument := "first"
	switch b.node.Limit = p.First; {
	case p.First != request.None && p.Last != request.None:
		return b.at(fault.New(fault.RequestValue, "first and last cannot be used together").
			WithHint("read forwards with first and after, or backwards with last and before"))
	case p.Last != request.None:
		b.node.Limit, argument = p.Last, "last"
	case p.First == request.None:
		return nil
	}
	return b.slot(b.node.Limit, Slot{Use: Limit, Argument: argument, Max: b.options.Rows})
}

// page plans what is selected of a connection, whose order is known.
func (b *builder) page(q *request.Query) error {
	if !b.node.Table.Pages() {
		return b.at(fault.New(fault.SchemaUnknown, "%s has no connection", b.node.Table.TypeName).
			WithHint("only tables whose rows can be distinguished have one: declare a key of the view in the settings"))
	}
	p := &Page{Backwards: q.Page.Last != request.None, After: q.Page.After, Before: q.Page.Before}
	b.node.Page = p
	for _, c := range []struct {
		slot     request.Slot
		argument string
	}{{p.After, "after"}, {p.Before, "before"}} {
		if c.slot == request.None {
			continue
		}
		use := Slot{Use: Cursor, Argument: c.argument, Order: b.node.OrderText(), Count: len(b.node.Order)}
		if err := b.slot(c.slot, use); err != nil {
			return err
		}
	}
	var err error
	p.Fields, err = b.pageFields(p, q.Page.Select)
	return err
}

func (b *builder) pageFields(p *Page, wanted []request.PageField) ([]PageField, error) {
	out := make([]PageField, 0, len(wanted))
	seen := make(map[string]bool, len(wanted))
	for i := range wanted {
		w := &wanted[i]
		if err := b.enter(w.Key, seen); err != nil {
			return nil, err
		}
		f := PageField{Key: w.Key, Kind: w.Kind, Typename: w.Typename}
		p.want(w.Kind)
		var err error
		switch w.Kind {
		case request.PageEdges, request.PageInfo:
			f.Fields, err = b.pageFields(p, w.Fields)
		case request.PageNodes, request.EdgeNode:
			f.Select, err = b.selections(Own, b.node.Table, w.Rows)
		default:
		}
		if err != nil {
			return nil, err
		}
		b.leave()
		out = append(out, f)
	}
	return out, nil
}

// want records what a field needs.
func (p *Page) want(kind request.PageFieldKind) {
	switch kind {
	case request.PageEdges, request.PageNodes:
		p.Rows = true
	case request.EdgeCursor:
		p.Cursors = true
	case request.PageStart, request.PageEnd:
		p.Ends = true
	case request.PageTotal:
		p.Total = true
	case request.PageHasNext:
		p.Rows = p.Rows || !p.Backwards
		p.Later = p.Before != request.None
	case request.PageHasPrevious:
		p.Rows = p.Rows || p.Backwards
		p.Earlier = p.After != request.None
	default:
	}
}

// OrderText returns a description of the order of a node by the names of the database, so that it is the same for
// every server and outlives other names and kinds.
func (n *Node) OrderText() string {
	var text strings.Builder
	text.WriteString(strings.Join(quotedNames(n.Table.Identifiers()), "."))
	for i := range n.Order {
		t := &n.Order[i]
		text.WriteString("; ")
		text.WriteString(n.way(t.Source))
		text.WriteString(term(&Term{Source: Own, Column: t.Column, Desc: t.Desc, Nullable: true, NullsFirst: t.NullsFirst}, n.Table))
	}
	return text.String()
}

// way returns the relations that lead from the node's rows to those of a source.
func (n *Node) way(source int) string {
	if source == Own {
		return ""
	}
	j := n.Joins[source]
	return n.way(j.From) + equal("", j.Relation.Columns, strings.Join(quotedNames(j.Relation.Target.Identifiers()), ".")+".", j.Relation.TargetColumns) + ": "
}

func quotedNames(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = name(n)
	}
	return out
}

// connection prints the page of a node.
func (w *printer) connection(depth int, p *Page) {
	if p.Backwards {
		w.line(depth, "from the end")
	}
	if p.After != request.None {
		w.line(depth, "after $%s", p.After)
	}
	if p.Before != request.None {
		w.line(depth, "before $%s", p.Before)
	}
	w.line(depth, "select")
	w.pageFields(depth+1, p.Fields)
}

// pageWords are the names of the kinds of field.
var pageWords = map[request.PageFieldKind]string{
	request.PageEdges: "edges", request.PageNodes: "rows", request.PageInfo: "page", request.PageTotal: "number of all rows",
	request.EdgeCursor: "cursor", request.EdgeNode: "row", request.PageHasNext: "whether rows follow",
	request.PageHasPrevious: "whether rows precede", request.PageStart: "cursor of the first row",
	request.PageEnd: "cursor of the last row",
}

func (w *printer) pageFields(depth int, all []PageField) {
	for i := range all {
		f := &all[i]
		if f.Kind == request.PageTypename {
			w.line(depth, "%s: type name %s", f.Key, f.Typename)
			continue
		}
		w.line(depth, "%s: %s", f.Key, pageWords[f.Kind])
		w.pageFields(depth+1, f.Fields)
		w.selections(depth+1, f.Select)
	}
}
