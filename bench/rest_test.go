package bench

import (
	"fmt"
	"net/http"
	"testing"

	sqlite3 "github.com/mattn/go-sqlite3"
)

const (
	restList = `{"where": {"price": {"gt": "20.00"}}, "orderby": "price", "limit": 100}`
	restFew  = `{"where": {"price": {"gt": "20.00"}}, "orderby": "price", "limit": 10}`
	restKey  = `{"where": {"id": 1234}}`
	restPost = `{"title": "Nowhere", "maker_id": 1, "season": "spring"}`
)

// restMatches returns the requests by REST with their handlers. Those that write have databases of their own.
func restMatches(tb testing.TB) []match {
	tb.Helper()
	path := samplePath(tb)
	ours, f, e := newOurs(tb, path), newRESTFloor(tb, path), &restEngineer{newEngineer(tb, path)}
	w := newRESTWriters(tb)
	one := func(name, method, path, body string) *request {
		return &request{name: "REST " + name, method: method, status: http.StatusOK, ids: 1, sends: []sent{{path, []byte(body)}}}
	}
	list := one("FETCH list", "FETCH", "/products", restList)
	list.ids = 100
	put := one("PUT", http.MethodPut, "/collections/7", `{"title": "Nowhere"}`)
	put.sends = append(put.sends, sent{"/collections/7", []byte(`{"title": "Erewhon"}`)})
	remove := one("DELETE", http.MethodDelete, "", "")
	remove.sends = nil
	for i := range deletions() {
		remove.sends = append(remove.sends, sent{fmt.Sprint("/collections/", firstDeleted+i), nil})
	}
	return []match{
		{list, []contender{{nameOurs, ours}, {nameFloor, f.rest(floorFetch)}, {nameEngineer, e.handler(e.fetch)}}},
		{one("FETCH key", "FETCH", "/products", restKey), []contender{{nameOurs, ours}, {nameFloor, f.rest(floorFetchKey)}, {nameEngineer, e.handler(e.fetchKey)}}},
		{one("GET", http.MethodGet, "/products/1234", ""), []contender{{nameOurs, ours}, {nameFloor, f.rest(floorGet)}, {nameEngineer, e.handler(e.get)}}},
		w.match(one("POST", http.MethodPost, "/collections", restPost), floorPost, (*restEngineer).post),
		w.match(put, floorPut, (*restEngineer).put),
		w.match(remove, floorDelete, (*restEngineer).remove),
	}
}

// firstDeleted is the key of the first row that is there to be deleted.
const firstDeleted = 1_000_000

// deletions returns the number of such rows: as many as are measured at most, or as a test deletes.
func deletions() int {
	if *tableFile == "" {
		return 1000
	}
	return 300_000
}

// restWriters are the handlers that write, each with a database of its own.
type restWriters struct {
	ours     http.Handler
	floor    *floor
	engineer *restEngineer
}

func newRESTWriters(tb testing.TB) *restWriters {
	tb.Helper()
	path := func() string {
		path := samplePath(tb)
		opened, err := (&sqlite3.SQLiteDriver{}).Open(path)
		if err != nil {
			tb.Fatal(err)
		}
		conn := opened.(*sqlite3.SQLiteConn)
		defer func() { _ = conn.Close() }()
		_, err = conn.ExecContext(tb.Context(), fmt.Sprintf(`INSERT INTO collections (id, title, maker_id, season)
			WITH RECURSIVE n(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n LIMIT %d) SELECT i, 'Nowhere', 1, 'spring' FROM n`, firstDeleted, deletions()), nil)
		if err != nil {
			tb.Fatal(err)
		}
		return path
	}
	return &restWriters{
		ours:     newOurs(tb, path()),
		floor:    newFloorWith(tb, path(), writing, "BEGIN IMMEDIATE", "COMMIT", postSQL, putSQL, deleteSQL),
		engineer: &restEngineer{newWritingEngineer(tb, path())},
	}
}

func (w *restWriters) match(r *request, byHand restFloor, byEngineer func(*restEngineer, *http.Request, *restBody) (any, error)) match {
	return match{r, []contender{
		{nameOurs, w.ours}, {nameFloor, w.floor.rest(byHand)}, {nameEngineer, w.engineer.handler(func(r *http.Request, b *restBody) (any, error) {
			return byEngineer(w.engineer, r, b)
		})},
	}}
}
