package sqlgen

import (
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// byKey turns the keys of artists and playlists into text compared without case.
func byKey() *shop {
	s := newShop()
	for _, t := range []*catalog.Table{s.artist, s.playlist} {
		t.Columns[0].Type = words("id").Type
		t.Keys[0].Comparisons = catalog.Comparisons{"nocase"}
	}
	for _, r := range []*catalog.Relation{s.albumArtist, s.artistAlbums, s.playlistTracks} {
		r.Comparisons = catalog.Comparisons{"nocase"}
	}
	s.trackPlaylists.Junction.Comparisons = catalog.Comparisons{"nocase"}
	return s
}

const byKeySQL = `
CREATE TABLE artist(id TEXT, name TEXT NOT NULL, PRIMARY KEY (id COLLATE NOCASE));
CREATE TABLE album(id INTEGER PRIMARY KEY, title TEXT NOT NULL, artist_id TEXT, tags TEXT);
CREATE TABLE track(id INTEGER PRIMARY KEY, name TEXT NOT NULL, album_id INT, ms INT, composer TEXT);
CREATE TABLE playlist(id TEXT, name TEXT NOT NULL, PRIMARY KEY (id COLLATE NOCASE));
CREATE TABLE playlist_track(playlist_id TEXT, track_id INT, PRIMARY KEY (playlist_id, track_id));
INSERT INTO artist VALUES ('Ann', 'A'), ('Bob', 'B'), ('Cid', 'C');
INSERT INTO album VALUES (1, 'one', 'ann', NULL), (2, 'two', 'BOB', NULL), (3, 'three', 'ANN', NULL), (4, 'four', NULL, NULL);
INSERT INTO track VALUES (1, 'x', 1, 0, ''), (2, 'y', 1, 0, '');
INSERT INTO playlist VALUES ('P', 'p'), ('Q', 'q');
INSERT INTO playlist_track VALUES ('p', 1), ('p', 2), ('q', 2);`

func TestLinksByKey(t *testing.T) {
	s := byKey()
	db := open(t, byKeySQL)
	albums := linked(node(s.album, pick(s.album, plan.Own, "title")...), s.artistAlbums, plan.Own)
	page := linked(node(s.album, pick(s.album, plan.Own, "title")...), s.artistAlbums, plan.Own)
	page.Limit = slotAt(0)
	n := node(s.artist, append(pick(s.artist, plan.Own, "id"), many("albums", 0), many("page", 1))...)
	n.Children = []*plan.Node{albums, page}
	want := `[{"id":"Ann","albums":[{"title":"one"},{"title":"three"}],"page":[{"title":"one"}]},` +
		`{"id":"Bob","albums":[{"title":"two"}],"page":[{"title":"two"}]},{"id":"Cid","albums":[],"page":[]}]`
	program := generate(t, embedded(), n)
	if got := answer(t, db, program, int64(1)); got != want {
		t.Errorf("got  %s\nwant %s\n%s", got, want, program)
	}

	n = node(s.album, append(pick(s.album, plan.Own, "id"), one("artist", 0, pick(s.artist, 0, "id")...))...)
	n.Joins = []plan.Join{{From: plan.Own, Relation: s.albumArtist}}
	want = `[{"id":1,"artist":{"id":"Ann"}},{"id":2,"artist":{"id":"Bob"}},{"id":3,"artist":{"id":"Ann"}},{"id":4,"artist":null}]`
	if got := answer(t, db, generate(t, embedded(), n)); got != want {
		t.Errorf("to one: %s", got)
	}
}

func TestJunctionsByKey(t *testing.T) {
	s := byKey()
	db := open(t, byKeySQL)
	n := node(s.playlist, append(pick(s.playlist, plan.Own, "id"), many("tracks", 0))...)
	n.Children = []*plan.Node{linked(node(s.track, pick(s.track, plan.Own, "name")...), s.playlistTracks, plan.Own)}
	if got := answer(t, db, generate(t, embedded(), n)); got != `[{"id":"P","tracks":[{"name":"x"},{"name":"y"}]},{"id":"Q","tracks":[{"name":"y"}]}]` {
		t.Errorf("from the key: %s", got)
	}
	n = node(s.track, append(pick(s.track, plan.Own, "name"), many("playlists", 0))...)
	n.Children = []*plan.Node{linked(node(s.playlist, pick(s.playlist, plan.Own, "id")...), s.trackPlaylists, plan.Own)}
	if got := answer(t, db, generate(t, embedded(), n)); got != `[{"name":"x","playlists":[{"id":"P"}]},{"name":"y","playlists":[{"id":"P"},{"id":"Q"}]}]` {
		t.Errorf("to the key: %s", got)
	}
}

func TestFiltersByKey(t *testing.T) {
	s := byKey()
	db := open(t, byKeySQL)
	n := node(s.artist, pick(s.artist, plan.Own, "id")...)
	for quantifier, want := range map[request.Quantifier]string{
		request.Some: `[{"id":"Ann"},{"id":"Bob"}]`, request.NoneOf: `[{"id":"Cid"}]`,
	} {
		n.Where = &plan.Predicate{Kind: plan.Related, Relation: s.artistAlbums, Quantifier: quantifier}
		if got := answer(t, db, generate(t, embedded(), n)); got != want {
			t.Errorf("quantifier %d: %s", quantifier, got)
		}
	}
	key := c(s.artist, "id")
	for by, want := range map[catalog.Comparison]string{"": `[]`, "nocase": `[{"id":"Ann"}]`} {
		n.Where = compare(key, request.Eq, slotAt(0))
		n.Where.By = by
		if got := answer(t, db, generate(t, embedded(), n), "ANN"); got != want {
			t.Errorf("by %q: %s", by, got)
		}
	}
}

// TestNarrowLinks checks that a link condition without an index is accompanied by one that has an index.
func TestNarrowLinks(t *testing.T) {
	s := newShop()
	s.albumTracks.Comparisons = catalog.Comparisons{"mixed"}
	n := node(s.album, append(pick(s.album, plan.Own, "id"), many("tracks", 0))...)
	n.Children = []*plan.Node{linked(node(s.track, pick(s.track, plan.Own, "id")...), s.albumTracks, plan.Own)}
	p := generate(t, embedded(), n)
	db := open(t, `CREATE TABLE album(id INTEGER PRIMARY KEY); CREATE TABLE track(id INTEGER PRIMARY KEY, album_id);
		INSERT INTO album VALUES (1), (2); INSERT INTO track VALUES (1, 1), (2, '1'), (3, ' 1.0'), (4, 2), (5, 'x'), (6, NULL)`)
	if got := answer(t, db, p); got != `[{"id":1,"tracks":[{"id":1},{"id":2},{"id":3}]},{"id":2,"tracks":[{"id":4}]}]` {
		t.Errorf("%s\n%s", got, p)
	}
	if sql := p.Fields[0].Query.Children[0].SQL; strings.Count(sql, "json_each") != 2 || !strings.Contains(sql, `OR "t"."album_id" >= ''`) {
		t.Errorf("not narrowed: %s", sql)
	}
}

func TestUnknownComparison(t *testing.T) {
	s := newShop()
	s.albumTracks.Comparisons = catalog.Comparisons{"no such"}
	n := node(s.album, append(pick(s.album, plan.Own, "id"), many("tracks", 0))...)
	n.Children = []*plan.Node{linked(node(s.track, pick(s.track, plan.Own, "id")...), s.albumTracks, plan.Own)}
	if _, err := Generate(planOf(n), embedded(), Options{Rows: 10}); err == nil || fault.From(err).Code != fault.Internal {
		t.Errorf("a comparison that nobody knows gave %v", err)
	}
}
