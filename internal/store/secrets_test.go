package store_test

import (
	"fmt"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/store"
)

// TestServersShareASecret lets several servers make one at once.
func TestServersShareASecret(t *testing.T) { dbtest.OnEach(t, serversShareASecret) }

func serversShareASecret(t *testing.T, e dbtest.Engine) {
	t.Helper()
	s := twoServers(t, e, "CREATE TABLE t (id INTEGER PRIMARY KEY)")
	if there, err := s.stores[0].Any(t.Context()); there || err != nil {
		t.Errorf("a new database has tables of ours: %v, %v", there, err)
	}
	if found, err := s.stores[0].Secret(t.Context(), "cursors"); found != "" || err != nil {
		t.Errorf("%q, %v", found, err)
	}
	if there, _ := s.stores[0].Any(t.Context()); there {
		t.Error("reading a secret has made the table")
	}
	const times = 8
	got := make([]string, times)
	err := s.at(times, func(i int, st *store.Store) (err error) {
		got[i], err = st.KeepSecret(t.Context(), "cursors", fmt.Sprint("secret ", i))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range got {
		if secret == "" || secret != got[0] {
			t.Fatalf("%q", got)
		}
	}
	if found, err := s.stores[1].Secret(t.Context(), "cursors"); found != got[0] || err != nil {
		t.Errorf("%q, %v", found, err)
	}
	if other, err := s.stores[1].KeepSecret(t.Context(), "other", "x"); other != "x" || err != nil {
		t.Errorf("%q, %v", other, err)
	}
	if there, err := s.stores[1].Any(t.Context()); !there || err != nil {
		t.Errorf("%v, %v", there, err)
	}
}
