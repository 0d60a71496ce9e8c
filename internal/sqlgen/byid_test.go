package sqlgen

import (
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// TestByID prints how rows are found by global ids: by keys of one column and of several, and by one that compares
// otherwise than byte by byte, beside which the given key is read.
func TestByID(t *testing.T) {
	for name, d := range map[string]func() *dialect.Dialect{"by_id.sql": embedded, "by_id.plain.sql": plain} {
		s, spelling := newShop(), d()
		spelling.Comparisons = map[catalog.Comparison]dialect.Comparison{"folded": {Equal: "lower({key}) = lower({ref})"}}
		s.artist.Keys[0].Columns = cs(s.artist, "name")
		s.artist.Keys[0].Comparisons = catalog.Comparisons{"folded"}
		album := node(s.album, many("tracks", 0), one("artist", 0, pick(s.artist, 0, "name")...))
		album.Joins = []plan.Join{{From: plan.Own, Relation: s.albumArtist}}
		tracks := linked(node(s.track, pick(s.track, plan.Own, "name")...), s.albumTracks, plan.Own)
		tracks.Limit = slotAt(1)
		album.Children = []*plan.Node{tracks}
		found := []*plan.Node{
			album,
			node(s.artist, plan.Selection{Key: "nodeId", Kind: plan.NodeID, Source: plan.Own, Table: s.artist}),
			node(s.folder, pick(s.folder, plan.Own, "size")...),
			node(s.track, plan.Selection{Key: "__typename", Kind: plan.Typename, Source: plan.Own, Table: s.track}),
		}
		for _, n := range found {
			n.Single, n.IDs, n.Order = true, slotAt(0), nil
		}
		p, err := Generate(&plan.Plan{Fields: []*plan.Field{{Key: "nodes", Kind: request.ManyByID, IDs: slotAt(0), Found: found}}}, spelling, Options{Rows: 1000})
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, p.String())
		if p.Statements != 5 || p.Size() == 0 {
			t.Errorf("%d statements of %d bytes, want 5", p.Statements, p.Size())
		}
	}
}
