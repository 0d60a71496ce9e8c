package engine_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/internal/request"
)

// TestPartsOfATransaction runs two writes in one transaction of Go code, of every two kinds: some begin a transaction in
// a way of their own where they are alone. All is kept, or nothing is.
func TestPartsOfATransaction(t *testing.T) {
	dbtest.OnEachOnce(t, func(t *testing.T, e dbtest.Engine) {
		h := servedAt(t, e.Make(t, threeArtists), db.Options{})
		name := 0
		next := func() string { name++; return fmt.Sprintf("n%d", name) }
		parts := map[string]func(*ask){
			"insert": func(a *ask) { a.insert("one", "Artist", []row{{"name", next()}}, nodes(get("name")...), affected) },
			"inserts": func(a *ask) {
				a.insert("many", "Artist", []row{{"name", next()}, {"name", next()}}, nodes(get("name")...))
			},
			"update": func(a *ask) {
				a.key(a.change("up", request.Update, "Artist", row{"name", next()}, nil, nodes(get("id", "name")...)), "id", int64(1))
			},
			"bounded": func(a *ask) { // the rows are counted before
				f := a.change("up", request.UpdateMany, "Artist", row{"name", next()}, nil, affected)
				f.Write.MaxAffected = a.slot(int64(2))
				a.where(f, a.compare("id", request.Lte, int64(2)))
			},
			"delete": func(a *ask) {
				f := a.change("del", request.DeleteMany, "Artist", nil, nil, affected, nodes(get("name")...))
				a.where(f, a.compare("name", request.Eq, "nobody"))
			},
		}
		errRefused := errors.New("refused")
		for first, one := range parts {
			for then, other := range parts {
				for _, ends := range []error{nil, errRefused} {
					before := h.cells("SELECT count(*) FROM artist WHERE name LIKE 'n%'") + " " + h.cells("SELECT name FROM artist WHERE id = 1")
					made := name
					x := h.s.Session(nil)
					err := x.Transact(t.Context(), func() error {
						for _, part := range []func(*ask){one, other} {
							a := &ask{}
							part(a)
							if got := h.ran(x, &request.Request{Fields: a.fields}, a.values); !strings.HasPrefix(got, "{") {
								t.Errorf("%s, then %s: %s", first, then, got)
							}
						}
						return ends
					})
					x.Close()
					after := h.cells("SELECT count(*) FROM artist WHERE name LIKE 'n%'") + " " + h.cells("SELECT name FROM artist WHERE id = 1")
					if (err == nil) != (ends == nil) || (after != before) != (ends == nil && name > made) {
						t.Errorf("%s, then %s, ending with %v: %v, from %s to %s", first, then, ends, err, before, after)
					}
				}
			}
		}
	})
}
