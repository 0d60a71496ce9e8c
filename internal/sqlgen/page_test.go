package sqlgen

import (
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// pagesOf are lists that are read as connections.
var pagesOf = []struct {
	name string
	node func(*shop) *plan.Node
}{
	{"page_first", func(s *shop) *plan.Node { return between(node(s.track), false, slotAt(1), none) }},
	{"page_last", func(s *shop) *plan.Node { return between(node(s.track), true, none, slotAt(1)) }},
	{"page_between", func(s *shop) *plan.Node {
		n := node(s.track)
		n.Order = append([]plan.Term{{Source: plan.Own, Column: c(s.track, "composer"), Nullable: true}}, n.Order...)
		n.Where = compare(c(s.track, "ms"), request.Gt, slotAt(3))
		return between(n, true, slotAt(1), slotAt(2))
	}},
	{"page_in_ranges", func(s *shop) *plan.Node {
		n := node(s.track)
		s.track.Indexes = append(s.track.Indexes, []*catalog.Column{c(s.track, "ms")})
		n.Order = append([]plan.Term{{Source: plan.Own, Column: c(s.track, "ms")}}, n.Order...)
		return between(n, false, slotAt(1), none)
	}},
	{"page_in_one_range", func(s *shop) *plan.Node {
		n := node(s.track)
		s.track.Indexes = append(s.track.Indexes, []*catalog.Column{c(s.track, "ms"), c(s.track, "id")})
		n.Order = append([]plan.Term{{Source: plan.Own, Column: c(s.track, "ms")}}, n.Order...)
		return between(n, false, slotAt(1), none)
	}},
	{"page_in_ranges_around_null", func(s *shop) *plan.Node {
		n := node(s.track)
		s.track.Indexes = append(s.track.Indexes, []*catalog.Column{c(s.track, "composer")})
		n.Order = append([]plan.Term{{Source: plan.Own, Column: c(s.track, "composer"), Nullable: true}}, n.Order...)
		n.Where = compare(c(s.track, "ms"), request.Gt, slotAt(3))
		return between(n, true, slotAt(1), slotAt(2))
	}},
	{"page_in_ranges_of_each", func(s *shop) *plan.Node {
		n := node(s.track)
		s.track.Indexes = append(s.track.Indexes, []*catalog.Column{c(s.track, "album_id"), c(s.track, "ms")})
		n.Order = append([]plan.Term{{Source: plan.Own, Column: c(s.track, "ms")}}, n.Order...)
		return below(s, between(n, false, slotAt(1), none))
	}},
	{"page_of_each", func(s *shop) *plan.Node {
		return below(s, between(node(s.track), false, slotAt(1), none))
	}},
	{"page_numbered", func(s *shop) *plan.Node {
		s.track.Indexes = nil
		return below(s, between(node(s.track), true, slotAt(1), slotAt(2)))
	}},
}

// between makes a node a connection of which everything is selected.
func between(n *plan.Node, backwards bool, after, before request.Slot) *plan.Node {
	n.Limit = slotAt(0)
	n.Page = &plan.Page{
		Backwards: backwards, After: after, Before: before, Total: true, Earlier: after != none, Later: before != none,
		Rows: true, Cursors: true, Ends: true,
		Fields: []plan.PageField{
			{Key: "nodes", Kind: request.PageNodes, Select: pick(n.Table, plan.Own, "name")},
			{Key: "totalCount", Kind: request.PageTotal},
		},
	}
	return n
}

// below puts tracks below their albums.
func below(s *shop, tracks *plan.Node) *plan.Node {
	n := node(s.album, many("tracks", 0))
	n.Children = []*plan.Node{linked(tracks, s.albumTracks, plan.Own)}
	return n
}

func TestPages(t *testing.T) {
	for _, test := range pagesOf {
		t.Run(test.name, func(t *testing.T) {
			golden(t, test.name+".sql", generate(t, embedded(), test.node(newShop())).String())
			golden(t, test.name+".plain.sql", generate(t, plain(), test.node(newShop())).String())
		})
	}
}
