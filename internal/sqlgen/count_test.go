package sqlgen

import (
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// TestCounts reads albums by the number of their tracks, and tracks by that of their playlists: counted for each row,
// through an index, and all at once without one.
func TestCounts(t *testing.T) {
	for _, test := range []struct {
		name    string
		indexed bool
	}{{"count_each", true}, {"count_grouped", false}} {
		t.Run(test.name, func(t *testing.T) {
			s := newShop()
			s.track.Indexes, s.entry.Indexes = nil, nil
			if test.indexed {
				s.track.Indexes = [][]*catalog.Column{{c(s.track, "album_id")}}
				s.entry.Indexes = [][]*catalog.Column{s.trackPlaylists.Junction.Near}
			}
			ordered := func(n *plan.Node, r *catalog.Relation) *plan.Node {
				n.Order = append([]plan.Term{{Source: plan.Own, Counted: r, Desc: true}}, n.Order...)
				return n
			}
			albums := ordered(node(s.album, pick(s.album, plan.Own, "id")...), s.albumTracks)
			tracks := ordered(node(s.track, pick(s.track, plan.Own, "id")...), s.trackPlaylists)
			tracks.Where = &plan.Predicate{
				Kind: plan.Counted, Relation: s.trackPlaylists, Column: s.trackPlaylists.CountColumn(), Op: request.In, Slot: slotAt(0), Count: 2,
			}
			golden(t, test.name+".sql", generate(t, embedded(), albums).String()+generate(t, embedded(), tracks).String())
			db := open(t, shopSQL)
			if got, want := answer(t, db, generate(t, embedded(), albums)), `[{"id":1},{"id":2},{"id":3},{"id":4},{"id":5}]`; got != want {
				t.Errorf("albums are %s, want %s", got, want)
			}
			if got, want := answer(t, db, generate(t, embedded(), tracks), []any{int64(1), int64(2)}), `[{"id":1},{"id":2},{"id":5},{"id":7}]`; got != want {
				t.Errorf("tracks are %s, want %s", got, want)
			}
		})
	}
}
