package sqlgen

import (
	"maps"
	"strings"
	"testing"

	"tiddly/internal/dialect"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// strayingDialect is a dialect that looks for stray cells where texts are.
func strayingDialect() *dialect.Dialect {
	d := embedded()
	d.Unread, d.Storages = "unread({column}, {place})", maps.Clone(d.Storages)
	s := d.Storages["text"]
	less := s.Ops[request.Lt]
	s.Pure = dialect.Pure{Unless: "{column} >= x''", Ops: map[request.Op]dialect.Fragment{request.Lt: less}}
	less.SQL += " OR {column} >= x'' AND " + d.Unread
	s.Ops = maps.Clone(s.Ops)
	s.Ops[request.Lt], s.Stray, s.StrayScan = less, s.Pure.Unless, s.Pure.Unless
	d.Storages["text"] = s
	return d
}

// TestPureStatements requires that a statement that looks for stray cells has one beside it that does not, with the
// columns that it relies on, wherever it stands.
func TestPureStatements(t *testing.T) {
	s, d := newShop(), strayingDialect()
	name := c(s.track, "name")
	list := node(s.track, pick(s.track, plan.Own, "id")...)
	list.Order = append([]plan.Term{{Source: plan.Own, Column: name}}, list.Order...)
	filtered := node(s.track, pick(s.track, plan.Own, "id")...)
	filtered.Where = compare(name, request.Lt, slotAt(0))
	counted := &plan.Node{Key: "rows", Table: s.track, Count: true, Where: filtered.Where}
	related := node(s.album, pick(s.album, plan.Own, "id")...)
	related.Where = &plan.Predicate{Kind: plan.Related, Relation: s.albumTracks, Children: []*plan.Predicate{filtered.Where}}
	child := node(s.album, append(pick(s.album, plan.Own, "id"), many("tracks", 0))...)
	child.Children = []*plan.Node{linked(filtered, s.albumTracks, plan.Own)}
	for title, n := range map[string]*plan.Node{"list": list, "count": counted, "related": related, "child": child} {
		q := generate(t, d, n).Fields[0].Query
		if title == "child" {
			q = q.Children[0]
		}
		switch p := q.Pure; {
		case !strings.Contains(q.SQL, "unread("):
			t.Errorf("%s does not look for stray cells: %s", title, q.SQL)
		case p == nil || strings.Contains(p.SQL, "unread(") || len(p.Columns) != 1 || p.Columns[0] != name:
			t.Errorf("%s: beside %s\nstands %+v", title, q.SQL, p)
		}
	}
	page := node(s.track)
	page.Where, page.Total = filtered.Where, true
	page.Page = &plan.Page{Rows: true, Fields: []plan.PageField{{Key: "nodes", Kind: request.PageNodes, Select: pick(s.track, plan.Own, "id")}}, After: none, Before: none}
	if q := generate(t, d, page).Fields[0].Query; q.Pure == nil {
		t.Errorf("beside a page %s stands none", q.SQL)
	}
	page.Page.After = slotAt(1)
	if q := generate(t, d, page).Fields[0].Query; q.Pure != nil {
		t.Errorf("a cursor may be that of a cell that strayed: %+v", q.Pure)
	}
	plain := node(s.track, pick(s.track, plan.Own, "id")...)
	plain.Where = compare(c(s.track, "ms"), request.Lt, slotAt(0))
	if q := generate(t, d, plain).Fields[0].Query; q.Pure != nil {
		t.Errorf("beside %s, which looks for none, stands %+v", q.SQL, q.Pure)
	}
}
