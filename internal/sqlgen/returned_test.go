package sqlgen

import (
	"strings"
	"testing"

	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// returnedKinds returns a write of each kind, with a payload that has a row's own columns.
func returnedKinds(s *shop) map[string]*plan.Write {
	byKey := func(kind request.FieldKind) *plan.Write {
		w := change(kind, s.track)
		w.Where = compare(c(s.track, "id"), request.Eq, slotAt(3))
		if !deletes(kind) {
			w.Set = set(s.track, slotAt(0), "name")
		}
		return reading(w, "node", pick(s.track, plan.Own, "name")...)
	}
	return map[string]*plan.Write{
		"an insert": reading(insertOf(request.Insert, s.track, "name"), "node", pick(s.track, plan.Own, "name")...),
		"inserts":   reading(insertOf(request.InsertMany, s.track, "name"), "node", pick(s.track, plan.Own, "name")...),
		"an update": byKey(request.Update),
		"a delete":  byKey(request.Delete),
		"updates":   byKey(request.UpdateMany),
		"deletes":   byKey(request.DeleteMany),
	}
}

// TestReturned: which writes return the rows of their payload themselves.
func TestReturned(t *testing.T) {
	child := func(s *shop, w *plan.Write) {
		n := w.Payload[0].Node
		n.Children = []*plan.Node{linked(node(s.entry, pick(s.entry, plan.Own, "playlist_id")...), s.trackEntries, plan.Own)}
		n.Select = append(n.Select, many("entries", 0))
	}
	for _, test := range []struct {
		name, kind string
		with       func(*shop, *plan.Write)
		want       bool
	}{
		{"insert", "an insert", nil, true},
		{"inserts", "inserts", nil, true},
		{"update", "an update", nil, true},
		{"delete", "a delete", nil, true},
		{"many have an order", "updates", nil, false},
		{"many that are deleted have one too", "deletes", nil, false},
		{"children are read by the row", "an update", child, true},
		{"children of a deleted row are gone", "a delete", child, false},
		{"a row of another table", "an insert", func(s *shop, w *plan.Write) {
			w.Payload[0].Node.Joins = []plan.Join{{From: plan.Own, Relation: s.trackAlbum}}
		}, false},
		{"side effects", "an insert", func(_ *shop, w *plan.Write) { w.Followed = true }, false},
		{"rows that are counted before", "a delete", func(_ *shop, w *plan.Write) { w.Counted = true }, false},
		{"no cell", "an insert", func(s *shop, w *plan.Write) {
			w.Payload[0].Node.Select = []plan.Selection{{Key: "t", Kind: plan.Typename, Table: s.track}}
		}, false},
		{"a derived table", "an update", func(s *shop, _ *plan.Write) { s.track.Scanned = true }, false},
		{"what is computed besides", "a delete", func(s *shop, _ *plan.Write) { s.track.Effects.Computes = true }, false},
		{"what is computed besides, in an insert", "an insert", func(s *shop, _ *plan.Write) { s.track.Effects.Computes = true }, true},
	} {
		s := newShop()
		w := returnedKinds(s)[test.kind]
		if test.with != nil {
			test.with(s, w)
		}
		p, err := programOf(t, embedded(), w)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		got := p.Fields[0].Write
		if read := got.Payload[0].Query.SQL != ""; got.Returned != test.want || read == test.want {
			t.Errorf("%s: returned %v, read %v; want %v\n%s", test.name, got.Returned, read, test.want, p)
		}
	}
}

// TestReturnedCellsAreShared: the members of a payload, and the children of a row, have their cells in one list.
func TestReturnedCellsAreShared(t *testing.T) {
	s := newShop()
	w := returnedKinds(s)["an update"]
	reading(w, "again", pick(s.track, plan.Own, "ms", "name")...)
	n := w.Payload[1].Node
	n.Children = []*plan.Node{linked(node(s.entry, pick(s.entry, plan.Own, "playlist_id")...), s.trackEntries, plan.Own)}
	n.Select = append(n.Select, many("entries", 0))
	w.Payload = append(w.Payload, plan.Payload{Key: "n", Kind: request.AffectedRows})
	p, err := programOf(t, embedded(), w)
	if err != nil {
		t.Fatal(err)
	}
	got := p.Fields[0].Write
	if !strings.HasSuffix(got.Change.SQL, ` RETURNING +"name", +"ms", +"id"`) {
		t.Error(got.Change.SQL)
	}
	if q := got.Payload[1].Query; len(q.Children) != 1 || len(q.Children[0].ParentKey) != 1 || q.Children[0].ParentKey[0] != 2 || q.Columns != 3 {
		t.Errorf("the children are found by %+v", q.Children)
	}
	if got.Payload[2].Query != nil || got.Identity != 0 {
		t.Error("there is something to be read")
	}
}

// TestReturnedColumnsAreBounded: a row with more columns than a statement can have is refused as a read refuses it.
func TestReturnedColumnsAreBounded(t *testing.T) {
	s := newShop()
	d := embedded()
	d.MaxColumns = 3
	w := reading(insertOf(request.Insert, s.track, "name"), "node", pick(s.track, plan.Own, "id", "name", "ms", "composer")...)
	if _, err := programOf(t, d, w); err == nil {
		t.Error("four columns were returned, of three")
	}
}
