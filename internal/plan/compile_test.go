package plan

import (
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// TestCompile compares printed plans, which show all of a plan.
func TestCompile(t *testing.T) {
	for _, test := range []struct {
		name    string
		request *request.Request
		want    string
	}{
		{"columns of a list", one(list("tracks", "Track", all(get("name"), request.Selection{Key: "length2", Name: "length"}))), `
tracks: list Track (track)
  select
    name: name
    length2: length
  order by
    track_id
  limit default
`},
		{"several root fields and a constant", &request.Request{Fields: []*request.Field{
			{Key: "__typename", Kind: request.Constant, Constant: "Query"},
			list("a", "Artist", all(get("name"))), list("b", "Artist", all(get("artistId"))),
		}}, `
__typename: constant "Query"
a: list Artist (artist)
  select
    name: name
  order by
    artist_id
  limit default
b: list Artist (artist)
  select
    artistId: artist_id
  order by
    artist_id
  limit default
`},
		{"a row by key", one(&request.Field{
			Key: "track", Kind: request.Single, Table: "Track", By: &request.By{Key: "guid", Slots: []request.Slot{slotAt(0)}},
			// Limit and offset of a single row are ignored, and their zero value is no slot.
			Query: &request.Query{Select: []request.Selection{get("name")}},
		}), `
track: single Track (track)
  select
    name: name
  where
    guid = $0
arguments
  $0: UUID, by.guid of track
`},
		{"a row by a composite key", one(&request.Field{
			Key: "pt", Kind: request.Single, Table: "PlaylistTrack",
			By:    &request.By{Key: "playlistIdAndTrackId", Slots: []request.Slot{slotAt(1), slotAt(0)}},
			Query: all(request.Selection{Key: "id", Kind: request.NodeID}, request.Selection{Key: "t", Kind: request.Typename}),
		}), `
pt: single PlaylistTrack (playlist_track)
  select
    id: node id of PlaylistTrack
    t: type name PlaylistTrack
  where
    playlist_id = $1
    and track_id = $0
arguments
  $0: Int, by.playlistIdAndTrackId.trackId of pt
  $1: Int, by.playlistIdAndTrackId.playlistId of pt
`},
		{"to-one below to-one is joined once, whoever needs it", one(list("tracks", "Track", &request.Query{
			Limit:   none,
			OrderBy: []request.Order{{Path: []string{"album", "artist"}, Column: "name"}},
			Select: []request.Selection{
				to("album", "album", all(get("title"), to("artist", "artist", all(get("name"))))),
				to("again", "album", all(
					request.Selection{Key: "id", Kind: request.NodeID}, request.Selection{Key: "t", Kind: request.Typename},
				)),
			},
		})), `
tracks: list Track (track)
  left join j0: album -> Album (album) on album_id = j0.album_id
  left join j1: j0.artist -> Artist (artist) on j0.artist_id = j1.artist_id
  select
    album: row of j0
      title: j0.title
      artist: row of j1
        name: j1.name
    again: row of j0
      id: j0.node id of Album
      t: type name Album
  order by
    j1.name nulls last
    track_id
  limit default
`},
		{"to-many below a to-one hangs on the join", one(list("tracks", "Track", all(
			to("album", "album", all(to("others", "tracks", all(get("name")))))))), `
tracks: list Track (track)
  left join j0: album -> Album (album) on album_id = j0.album_id
  select
    album: row of j0
      others: rows of child 0
  order by
    track_id
  limit default
  child 0 others: list Track (track)
    on parent.j0.album_id = album_id
    select
      name: name
    order by
      track_id
    limit default
`},
		{"aliases with different arguments are statements of their own", one(list("playlists", "Playlist", all(
			to("few", "tracks", &request.Query{Limit: slotAt(0), Offset: slotAt(1), Select: []request.Selection{get("name")}}),
			to("cheap", "tracks", &request.Query{Where: where(request.Lt, "unitPrice", slotAt(2))}),
		))), `
playlists: list Playlist (playlist)
  select
    few: rows of child 0
    cheap: rows of child 1
  order by
    playlist_id
  limit default
  child 0 few: list Track (track)
    through playlist_track on parent.playlist_id = playlist_track.playlist_id and playlist_track.track_id = track_id
    select
      name: name
    order by
      track_id
    limit $0
    offset $1
  child 1 cheap: list Track (track)
    through playlist_track on parent.playlist_id = playlist_track.playlist_id and playlist_track.track_id = track_id
    select
    where
      unit_price < $2
    order by
      track_id
    limit default
arguments
  $0: limit, limit of playlists.few, at most 1000
  $1: offset, offset of playlists.few
  $2: Decimal, where.unitPrice.lt of playlists.cheap
`},
		{"self reference both ways", one(list("employees", "Employee", all(
			to("boss", "boss", all(to("boss", "boss", all(get("name"))))),
			to("staff", "employees", all(get("name"))),
		))), `
employees: list Employee (employee)
  left join j0: boss -> Employee (employee) on boss_id = j0.employee_id
  left join j1: j0.boss -> Employee (employee) on j0.boss_id = j1.employee_id
  select
    boss: row of j0
      boss: row of j1
        name: j1.name
    staff: rows of child 0
  order by
    employee_id
  limit default
  child 0 staff: list Employee (employee)
    on parent.employee_id = boss_id
    select
      name: name
    order by
      employee_id
    limit default
`},
		{"composite keys", one(list("stores", "Store", all(to("sales", "sales", all(to("store", "store", all(get("phone")))))))), `
stores: list Store (store)
  select
    sales: rows of child 0
  order by
    country
    number
  limit default
  child 0 sales: list Sale (sale)
    on parent.country = country and parent.number = number
    left join j0: store -> Store (store) on country = j0.country and number = j0.number
    select
      store: row of j0
        phone: j0.phone
    order by
      sale_id
    limit default
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := compiled(t, test.request)
			if got, want := p.String(), strings.TrimPrefix(test.want, "\n"); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
			if again := compiled(t, test.request).String(); again != p.String() {
				t.Error("the second plan differs")
			}
		})
	}
}

func TestCompileSaysWhatExists(t *testing.T) {
	c := shop(t)
	through := func(s ...request.Selection) *request.Request { return one(list("tracks", "Track", all(s...))) }
	for _, test := range []struct {
		name    string
		request *request.Request
		path    string
		pieces  []string
	}{
		{"table", one(list("x", "Trakc", all())), "x", []string{`no table "Trakc"`, "the tables are ", "Artist, ", "Track"}},
		{"table by its SQL name", one(list("x", "log entry", all())), "x", []string{"called LogEntry here"}},
		{"column", through(get("nam")), "tracks.nam", []string{`Track has no column or relation "nam"`, "trackId, name, albumId", "playlists"}},
		{"column by its SQL name", through(get("album_id")), "tracks.album_id", []string{"called albumId here"}},
		{"relation", through(to("x", "albums", all())), "tracks.x", []string{`"albums"`, "album"}},
		{
			"below relations", through(to("album", "album", all(to("mates", "tracks", all(get("nix")))))), "tracks.album.mates.nix",
			[]string{`no column or relation "nix"`},
		},
		{"key", one(&request.Field{Key: "t", Kind: request.Single, Table: "Track", By: &request.By{Key: "name"}, Query: all()}), "t", []string{
			`Track has no key "name"`, "trackId, guid",
		}},
		{"key of a table without one", one(&request.Field{
			Key: "c", Kind: request.Single, Table: "Chart", By: &request.By{Key: "place"}, Query: all(),
		}), "c", []string{"no primary key", "use the list charts"}},
		{"nodeId", one(list("c", "Chart", all(request.Selection{Key: "nodeId", Kind: request.NodeID}))), "c.nodeId", []string{"Chart has no nodeId"}},
		{"filter column", filtered(where(request.Eq, "nam", slotAt(0))), "tracks", []string{`no column "nam"`, "where.nam.eq", "trackId, name"}},
		{"filter JSON column", filtered(&request.Where{Kind: request.CompareJSON, Column: "metta"}), "tracks", []string{`no column "metta"`}},
		{"filter relation", filtered(relatedTo(request.Some, "albums")), "tracks", []string{`no relation "albums"`, "where.albums", "the relations are ", "album"}},
		{
			"filter relation where there is none", one(list("c", "Chart", &request.Query{Where: relatedTo(request.Some, "x")})),
			"c",
			[]string{"has no relations"},
		},
		{"order", ordered("Track", request.Order{Column: "nam"}), "list", []string{`no column "nam"`, "orderBy[0]", "trackId, name"}},
		{
			"order path", ordered("Track", request.Order{Column: "name"}, request.Order{Path: []string{"album", "label"}, Column: "name"}), "list",
			[]string{`Album has no relation "label"`, "orderBy[1].album.label", "artist"},
		},
		{"distinctOn", one(list("tracks", "Track", &request.Query{DistinctOn: []string{"nam"}})), "tracks", []string{
			`no column "nam"`, "distinctOn[0]",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Compile(c, test.request, Options{Rows: 1000})
			expect(t, err, fault.SchemaUnknown, test.path, test.pieces...)
		})
	}
}

func TestCompileListsAtMostTwentyNames(t *testing.T) {
	wide := catalog.SourceTable{Name: "wide", RowID: "rowid"}
	for i := range 100 {
		wide.Columns = append(wide.Columns, col("c"+string(rune('a'+i/10))+string(rune('a'+i%10)), catalog.Int, true))
	}
	c, _, err := catalog.Build(catalog.Source{Tables: []catalog.SourceTable{wide}}, catalog.Overrides{}, catalog.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Compile(c, one(list("x", c.Tables[0].TypeName, all(get("none")))), Options{})
	expect(t, err, fault.SchemaUnknown, "x.none", " and 80 more")
	if n := strings.Count(fault.From(err).Names.Details, ","); n != 19 {
		t.Errorf("%d commas in %q", n, fault.From(err).Names.Details)
	}
}

// TestCompileRefusesBrokenRequests checks that a mistake of an edge is an internal fault, never a panic.
func TestCompileRefusesBrokenRequests(t *testing.T) {
	c := shop(t)
	single := func(by *request.By, q *request.Query) *request.Request {
		return one(&request.Field{Key: "t", Kind: request.Single, Table: "Track", By: by, Query: q})
	}
	deep := all(get("name"))
	deep.Where = where(request.Eq, "title", slotAt(0))
	twice := all()
	twice.Limit, twice.Offset = slotAt(0), slotAt(0)
	for name, r := range map[string]*request.Request{
		"no request":                  nil,
		"no field":                    {Fields: []*request.Field{nil}},
		"no query":                    one(list("x", "Track", nil)),
		"root keys twice":             {Fields: []*request.Field{list("x", "Track", all()), list("x", "Album", all())}},
		"keys twice":                  one(list("x", "Track", all(get("name"), get("name")))),
		"root kind":                   one(&request.Field{Key: "x", Kind: 9, Table: "Track", Query: all()}),
		"selection kind":              one(list("x", "Track", all(request.Selection{Key: "y", Kind: 9}))),
		"relation without query":      one(list("x", "Track", all(to("album", "album", nil)))),
		"to-one with a filter":        one(list("x", "Track", all(to("album", "album", deep)))),
		"single without key":          single(nil, all()),
		"single with a filter":        single(&request.By{Key: "trackId", Slots: []request.Slot{slotAt(0)}}, deep),
		"key with too few slots":      single(&request.By{Key: "trackId"}, all()),
		"key without value":           single(&request.By{Key: "trackId", Slots: []request.Slot{none}}, all()),
		"slot out of reach":           filtered(where(request.Eq, "name", slotAt(1<<40))),
		"one slot for two columns":    filtered(group(request.And, where(request.Eq, "name", slotAt(0)), where(request.Eq, "composer", slotAt(0)))),
		"one slot for two things":     one(list("x", "Track", twice)),
		"filter kind":                 filtered(group(99)),
		"operator":                    filtered(&request.Where{Kind: request.Compare, Column: "name", Op: request.IsEmpty + 1}),
		"not of nothing":              filtered(group(request.Not)),
		"not of two":                  filtered(group(request.Not, isNull("name", true), isNull("name", true))),
		"comparison without value":    filtered(where(request.Eq, "name", none)),
		"list without value":          filtered(anyOf(request.In, "name", none, 4)),
		"list of negative length":     filtered(anyOf(request.In, "name", slotAt(0), -1)),
		"JSON path without path":      filtered(&request.Where{Kind: request.CompareJSON, Column: "meta", Slot: slotAt(0)}),
		"JSON path without value":     filtered(&request.Where{Kind: request.CompareJSON, Column: "meta", JSONPath: slotAt(0)}),
		"relation with two filters":   filtered(relatedTo(request.Some, "album", nil, nil)),
		"relation with no quantifier": filtered(relatedTo(9, "album")),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Compile(c, r, Options{Rows: 1000})
			if f := fault.From(err); f == nil || f.Code != fault.Internal {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := Compile(nil, &request.Request{}, Options{}); fault.From(err).Code != fault.Internal {
		t.Errorf("no catalogue: %v", err)
	}
}
