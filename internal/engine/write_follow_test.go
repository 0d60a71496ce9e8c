package engine_test

import (
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/request"
)

// TestTriggersThatCameLater requires that a request prepared before a table got its trigger counts the actual
// rows, even before a reload.
func TestTriggersThatCameLater(t *testing.T) {
	w := live(t, two+`INSERT INTO shop VALUES (2, 'Kept'), (3, 'Old')`)
	h := &house{t: t, db: w.db.Database, s: w.live.Current()}
	remove := func(at int64) (string, int) {
		t.Helper()
		a := &ask{}
		f := a.change("del", request.DeleteMany, "Shop", nil, nil, affected, nodes(get("id")...), ids)
		prepared := a.where(f, a.compare("id", request.Lte, at))
		p, err := h.s.Prepare(t.Context(), &request.Request{Fields: prepared.fields})
		if err != nil {
			t.Fatal(err)
		}
		answer := h.s.Run(t.Context(), nil, p, prepared.values, nil)
		return string(answer.Data), answer.Statements
	}
	const one = `{"del":{"affectedRows":1,"nodes":[{"id":1}],"ids":["WyJTaG9wIiwxXQ"]}}`
	if got, n := remove(1); got != one || n != 3 {
		t.Errorf("without triggers: %s in %d statements", got, n)
	}
	w.run(`CREATE TABLE gone(id INT); DROP TABLE gone`)
	if got, n := remove(0); got != `{"del":{"affectedRows":0,"nodes":[],"ids":[]}}` || n != 2 {
		t.Errorf("tables that nobody has read anew: %s in %d statements", got, n)
	}
	w.live.Reload(t.Context())
	if _, n := remove(0); n != 3 || h.s != w.live.Current() {
		t.Errorf("tables that are known to be as they were: %d statements", n)
	}
	w.run(`CREATE TRIGGER kept BEFORE DELETE ON shop WHEN old.name = 'Kept' BEGIN SELECT RAISE(IGNORE); END`)
	if got, _ := remove(3); got != `{"del":{"affectedRows":1,"nodes":[{"id":3}],"ids":["WyJTaG9wIiwzXQ"]}}` {
		t.Errorf("a trigger that nobody has read: %s", got)
	}
	w.live.Reload(t.Context())
	if w.live.Current() == h.s || !w.live.Current().Catalog.Table("Shop").Effects.Delete {
		t.Error("the trigger was not read")
	}
	if w.live.Current().Catalog.Table("Word").Effects != (catalog.Effects{}) {
		t.Error("the trigger is on another table")
	}
}
