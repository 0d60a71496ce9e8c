package sqlgen

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiddly/internal/plan"
	"tiddly/internal/request"
)

var update = flag.Bool("update", false, "write the golden files")

type shape struct {
	name   string
	node   func(*shop) *plan.Node
	values []any
	want   string
}

var shapes = []shape{
	{
		name: "list", want: `[{"id":1,"name":"Ada"},{"id":2,"name":"Bela"},{"id":3,"name":"Cleo"}]`,
		node: func(s *shop) *plan.Node { return node(s.artist, pick(s.artist, plan.Own, "id", "name")...) },
	},
	{
		name: "count", values: []any{int64(1)}, want: `[{2}]`,
		node: func(s *shop) *plan.Node {
			return &plan.Node{Key: "rows", Table: s.artist, Count: true, Where: compare(c(s.artist, "id"), request.Gt, slotAt(0))}
		},
	},
	{
		name: "page", values: []any{int64(2), int64(1)}, want: `[{"id":2},{"id":3}]`,
		node: func(s *shop) *plan.Node {
			n := node(s.track, pick(s.track, plan.Own, "id")...)
			n.Limit, n.Offset = slotAt(0), slotAt(1)
			return n
		},
	},
	{
		name: "page_of_nothing", values: []any{int64(0)}, want: `[]`,
		node: func(s *shop) *plan.Node {
			n := node(s.track, pick(s.track, plan.Own, "id")...)
			n.Limit = slotAt(0)
			return n
		},
	},
	{
		name: "only_typename", want: `[{"__typename":"Artist"},{"__typename":"Artist"},{"__typename":"Artist"}]`,
		node: func(s *shop) *plan.Node {
			return node(s.artist, plan.Selection{Key: "__typename", Kind: plan.Typename, Table: s.artist, Source: plan.Own})
		},
	},
	{
		name: "single", values: []any{int64(2)}, want: `[{"id":2,"tracks":[{"id":4},{"id":9}]}]`,
		node: func(s *shop) *plan.Node {
			n := node(s.album, append(pick(s.album, plan.Own, "id"), many("tracks", 0))...)
			n.Single, n.Order = true, nil
			n.Where = compare(c(s.album, "id"), request.Eq, slotAt(0))
			n.Children = []*plan.Node{linked(node(s.track, pick(s.track, plan.Own, "id")...), s.albumTracks, plan.Own)}
			return n
		},
	},
	{
		name: "to_one",
		want: `[{"t":"One","artist":{"name":"Ada","__typename":"Artist","nodeId":["Artist",1]},"again":"One"},` +
			`{"t":"Two","artist":{"name":"Ada","__typename":"Artist","nodeId":["Artist",1]},"again":"Two"},` +
			`{"t":"Three","artist":{"name":"Bela","__typename":"Artist","nodeId":["Artist",2]},"again":"Three"},` +
			`{"t":"Four","artist":null,"again":"Four"},{"t":"Lost","artist":null,"again":"Lost"}]`,
		node: func(s *shop) *plan.Node {
			title := plan.Selection{Key: "t", Kind: plan.Column, Source: plan.Own, Table: s.album, Column: c(s.album, "title")}
			again := title
			again.Key = "again"
			n := node(s.album, title, one("artist", 0, append(pick(s.artist, 0, "name"),
				plan.Selection{Key: "__typename", Kind: plan.Typename, Source: 0, Table: s.artist},
				plan.Selection{Key: "nodeId", Kind: plan.NodeID, Source: 0, Table: s.artist})...), again)
			n.Joins = []plan.Join{{From: plan.Own, Relation: s.albumArtist}}
			return n
		},
	},
	{
		name: "child_of_joined",
		want: `[{"id":1,"album":{"artist":{"name":"Ada","albums":[{"title":"One"},{"title":"Two"}]}}},` +
			`{"id":5,"album":{"artist":{"name":"Bela","albums":[{"title":"Three"}]}}},{"id":7,"album":null}]`,
		node: func(s *shop) *plan.Node {
			artist := one("artist", 1, append(pick(s.artist, 1, "name"), many("albums", 0))...)
			n := node(s.track, append(pick(s.track, plan.Own, "id"), one("album", 0, artist))...)
			n.Joins = []plan.Join{{From: plan.Own, Relation: s.trackAlbum}, {From: 0, Relation: s.albumArtist}}
			n.Children = []*plan.Node{linked(node(s.album, pick(s.album, plan.Own, "title")...), s.artistAlbums, 1)}
			n.Where = &plan.Predicate{Kind: plan.Compare, Column: c(s.track, "id"), Op: request.In, Slot: slotAt(0), Count: 4}
			return n
		},
		values: []any{[]any{int64(1), int64(5), int64(7)}},
	},
	{
		name: "child_page", values: []any{int64(2), int64(1)},
		want: `[{"tracks":[{"id":8},{"id":3}]},{"tracks":[{"id":4}]},{"tracks":[{"id":6}]},{"tracks":[]},{"tracks":[]}]`,
		node: func(s *shop) *plan.Node {
			child := linked(node(s.track, pick(s.track, plan.Own, "id")...), s.albumTracks, plan.Own)
			child.Order = append([]plan.Term{{Source: plan.Own, Column: c(s.track, "ms")}}, child.Order...)
			child.Limit, child.Offset = slotAt(0), slotAt(1)
			n := node(s.album, many("tracks", 0))
			n.Children = []*plan.Node{child}
			return n
		},
	},
	{
		name: "child_distinct", values: []any{int64(2)},
		want: `[{"tracks":[{"id":2,"composer":"Zoe"},{"id":3,"composer":"Amy"}]},` +
			`{"tracks":[{"id":9,"composer":"x'y"},{"id":4,"composer":null}]},` +
			`{"tracks":[{"id":5,"composer":"Zoe"},{"id":6,"composer":null}]},{"tracks":[]},{"tracks":[]}]`,
		node: func(s *shop) *plan.Node {
			child := linked(node(s.track, pick(s.track, plan.Own, "id", "composer")...), s.albumTracks, plan.Own)
			child.Order = append([]plan.Term{{Source: plan.Own, Column: c(s.track, "composer"), Desc: true, Nullable: true}}, child.Order...)
			child.Distinct, child.Limit = cs(s.track, "composer"), slotAt(0)
			n := node(s.album, many("tracks", 0))
			n.Children = []*plan.Node{child}
			return n
		},
	},
	{
		name: "through", want: `[{"name":"Morning","tracks":[{"id":1,"playlists":[{"id":1},{"id":2}]},{"id":2,"playlists":[{"id":1}]},` +
			`{"id":5,"playlists":[{"id":1}]}]},{"name":"Night","tracks":[{"id":1,"playlists":[{"id":1},{"id":2}]},` +
			`{"id":7,"playlists":[{"id":2}]}]},{"name":"Empty","tracks":[]}]`,
		node: func(s *shop) *plan.Node {
			tracks := linked(node(s.track, append(pick(s.track, plan.Own, "id"), many("playlists", 0))...), s.playlistTracks, plan.Own)
			tracks.Children = []*plan.Node{linked(node(s.playlist, pick(s.playlist, plan.Own, "id")...), s.trackPlaylists, plan.Own)}
			n := node(s.playlist, append(pick(s.playlist, plan.Own, "name"), many("tracks", 0))...)
			n.Children = []*plan.Node{tracks}
			return n
		},
	},
	{
		name: "through_page", values: []any{int64(1)},
		want: `[{"tracks":[{"id":1,"album":{"title":"One"}}]},{"tracks":[{"id":1,"album":{"title":"One"}}]},{"tracks":[]}]`,
		node: func(s *shop) *plan.Node {
			tracks := linked(node(s.track, append(pick(s.track, plan.Own, "id"),
				one("album", 0, pick(s.album, 0, "title")...))...), s.playlistTracks, plan.Own)
			tracks.Joins = []plan.Join{{From: plan.Own, Relation: s.trackAlbum}}
			tracks.Limit = slotAt(0)
			n := node(s.playlist, many("tracks", 0))
			n.Children = []*plan.Node{tracks}
			return n
		},
	},
	{
		name: "composite", values: []any{int64(1)},
		want: `[{"path":"/","parent":null,"folders":[{"path":"/a","parent":{"path":"/"}},{"path":"/b","parent":{"path":"/"}}],"first":[{"path":"/a"}]},` +
			`{"path":"/a","parent":{"path":"/"},"folders":[],"first":[]},{"path":"/b","parent":{"path":"/"},"folders":[],"first":[]},` +
			`{"path":"/","parent":null,"folders":[{"path":"/a","parent":{"path":"/"}}],"first":[{"path":"/a"}]},` +
			`{"path":"/a","parent":{"path":"/"},"folders":[],"first":[]}]`,
		node: func(s *shop) *plan.Node {
			parent := one("parent", 0, pick(s.folder, 0, "path")...)
			joins := []plan.Join{{From: plan.Own, Relation: s.folderParent}}
			child := linked(node(s.folder, append(pick(s.folder, plan.Own, "path"), parent)...), s.folderChildren, plan.Own)
			child.Joins = joins
			first := linked(node(s.folder, pick(s.folder, plan.Own, "path")...), s.folderChildren, plan.Own)
			first.Limit, first.Key = slotAt(0), "first"
			n := node(s.folder, append(pick(s.folder, plan.Own, "path"), parent, many("folders", 0), many("first", 1))...)
			n.Joins = joins
			n.Children = []*plan.Node{child, first}
			return n
		},
	},
	{
		name: "distinct", values: []any{int64(2), int64(1)},
		want: `[{"id":3,"composer":"Amy"},{"id":7,"composer":"Bob"}]`,
		node: func(s *shop) *plan.Node {
			n := node(s.track, pick(s.track, plan.Own, "id", "composer")...)
			n.Order = append([]plan.Term{{Source: plan.Own, Column: c(s.track, "composer"), Nullable: true, NullsFirst: true}}, n.Order...)
			n.Distinct, n.Limit, n.Offset = cs(s.track, "composer"), slotAt(0), slotAt(1)
			return n
		},
	},
	{
		name: "order_by_joined",
		want: `[{"title":"Four"},{"title":"Lost"},{"title":"Three"},{"title":"One"},{"title":"Two"}]`,
		node: func(s *shop) *plan.Node {
			n := node(s.album, pick(s.album, plan.Own, "title")...)
			n.Joins = []plan.Join{{From: plan.Own, Relation: s.albumArtist}}
			n.Order = append([]plan.Term{{Source: 0, Column: c(s.artist, "name"), Desc: true, Nullable: true, NullsFirst: true}}, n.Order...)
			return n
		},
	},
	{
		name: "no_order_at_all", values: []any{int64(1)}, want: `[{"name":"Ada","albums":[{"title":"One"}]},{"name":"Bela","albums":[{"title":"Three"}]},{"name":"Cleo","albums":[]}]`,
		node: func(s *shop) *plan.Node {
			child := linked(node(s.album, pick(s.album, plan.Own, "title")...), s.artistAlbums, plan.Own)
			child.Order, child.Limit = nil, slotAt(0)
			n := node(s.artist, append(pick(s.artist, plan.Own, "name"), many("albums", 0))...)
			n.Order, n.Children = nil, []*plan.Node{child}
			return n
		},
	},
	{
		name: "row_id", want: `[{"name":"Cleo"},{"name":"Bela"},{"name":"Ada"}]`,
		node: func(s *shop) *plan.Node {
			n := node(s.artist, pick(s.artist, plan.Own, "name")...)
			n.Order = []plan.Term{{Source: plan.Own, Desc: true}}
			return n
		},
	},
}

func TestShapes(t *testing.T) {
	for _, test := range shapes {
		t.Run(test.name, func(t *testing.T) {
			p := generate(t, embedded(), test.node(newShop()))
			if got := answer(t, open(t, shopSQL), p, test.values...); got != test.want {
				t.Errorf("got  %s\nwant %s\n%s", got, test.want, p)
			}
			golden(t, test.name+".sql", p.String())
			golden(t, test.name+".plain.sql", generate(t, plain(), test.node(newShop())).String())
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	}
}

func TestConstantAndStatements(t *testing.T) {
	s := newShop()
	n := node(s.album, many("tracks", 0))
	n.Children = []*plan.Node{linked(node(s.track, pick(s.track, plan.Own, "id")...), s.albumTracks, plan.Own)}
	p := planOf(n)
	p.Fields = append(p.Fields, &plan.Field{Key: `"odd`, Kind: request.Constant, Constant: "Query<>"})
	program, err := Generate(p, embedded(), Options{Rows: 7})
	if err != nil {
		t.Fatal(err)
	}
	if program.Statements != 2 {
		t.Errorf("statements: %d", program.Statements)
	}
	f := program.Fields[1]
	if string(f.Constant) != `"Query<>"` || string(f.Prefix) != `"\"odd":` || f.Query != nil {
		t.Errorf("constant: %s %s", f.Prefix, f.Constant)
	}
	child := program.Fields[0].Query.Children[0]
	if !child.CutInGo || child.Max != 7 || child.Limit != none {
		t.Errorf("child: %+v", child)
	}
}

func TestDefaultLimit(t *testing.T) {
	s := newShop()
	q := generate(t, embedded(), node(s.track, pick(s.track, plan.Own, "id")...)).Fields[0].Query
	want := Arg{Kind: FromLimit, Default: 1000, Extra: 1}
	if len(q.Args) != 1 || q.Args[0] != want {
		t.Errorf("got %+v", q.Args)
	}
	n := node(s.track, pick(s.track, plan.Own, "id")...)
	n.Limit = slotAt(3)
	q = generate(t, embedded(), n).Fields[0].Query
	if q.Args[0].Extra != 0 || q.Args[0].Slot != slotAt(3) || q.Limit != slotAt(3) {
		t.Errorf("got %+v", q.Args)
	}
}

func TestSingleHasNoOrderAndNoLimit(t *testing.T) {
	s := newShop()
	n := node(s.track, pick(s.track, plan.Own, "id")...)
	n.Single, n.Where = true, compare(c(s.track, "id"), request.Eq, slotAt(0))
	q := generate(t, embedded(), n).Fields[0].Query
	if strings.Contains(q.SQL, "ORDER") || strings.Contains(q.SQL, "LIMIT") || !q.Single || q.Max != 1 {
		t.Errorf("%+v", q)
	}
}

func TestCellsAreReadOnce(t *testing.T) {
	s := newShop()
	id := plan.Selection{Key: "nodeId", Kind: plan.NodeID, Source: plan.Own, Table: s.album}
	n := node(s.album, append(pick(s.album, plan.Own, "id", "id"), id, many("tracks", 0), many("more", 1))...)
	n.Children = []*plan.Node{
		linked(node(s.track, pick(s.track, plan.Own, "album_id")...), s.albumTracks, plan.Own),
		linked(node(s.track, pick(s.track, plan.Own, "id")...), s.albumTracks, plan.Own),
	}
	q := generate(t, embedded(), n).Fields[0].Query
	if q.Columns != 1 || q.Children[0].Columns != 1 || q.Children[1].Columns != 2 {
		t.Errorf("columns: %d %d %d", q.Columns, q.Children[0].Columns, q.Children[1].Columns)
	}
}
