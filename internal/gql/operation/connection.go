package operation

import (
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/request"
)

// pageFields are the fields of a connection, of its edges and of its pageInfo.
var pageFields = map[string]request.PageFieldKind{
	"edges": request.PageEdges, "nodes": request.PageNodes, "pageInfo": request.PageInfo, "totalCount": request.PageTotal,
	"cursor": request.EdgeCursor, "node": request.EdgeNode,
	"hasNextPage": request.PageHasNext, "hasPreviousPage": request.PageHasPrevious,
	"startCursor": request.PageStart, "endCursor": request.PageEnd,
	typename: request.PageTypename,
}

// connection reads the arguments and the selection of a connection.
func (s *selections) connection(t *catalog.Table, c *collected) *request.Query {
	q := s.chosen(t, c)
	slot := func(name string, kind catalog.Kind) request.Slot {
		if in, present := s.argument(c.field, name); present {
			return s.slots.slot(in, target{kind: kind}, name)
		}
		return request.None
	}
	q.Page = &request.Page{
		First: slot("first", catalog.Int), After: slot("after", catalog.String),
		Last: slot("last", catalog.Int), Before: slot("before", catalog.String),
	}
	q.Page.Select = s.pageFields(t, c.field.Definition.Type.Name(), c.sets)
	return q
}

// pageFields reads the selection of a connection, of its edges or of its pageInfo.
func (s *selections) pageFields(t *catalog.Table, typeName string, sets []ast.SelectionSet) []request.PageField {
	all := s.collect(typeName, sets)
	out := make([]request.PageField, 0, len(all))
	for _, c := range all {
		f := request.PageField{Key: c.key, Kind: pageFields[c.field.Name]}
		s.inGo.met = s.inGo.met || c.directed
		s.below(c.key, func() {
			switch f.Kind {
			case request.PageEdges, request.PageInfo:
				f.Fields = s.pageFields(t, c.field.Definition.Type.Name(), c.sets)
			case request.PageNodes, request.EdgeNode:
				f.Rows = s.of(t, c.sets)
			case request.PageTypename:
				f.Typename = typeName
			default:
			}
		})
		out = append(out, f)
	}
	return out
}

// wholeRows adds all columns to the rows of a connection.
func wholeRows(all []request.PageField, t *catalog.Table) {
	for i := range all {
		f := &all[i]
		if f.Kind == request.PageNodes || f.Kind == request.EdgeNode {
			f.Rows = withoutSelected(everyColumn(f.Rows, t))
		}
		wholeRows(f.Fields, t)
	}
}
