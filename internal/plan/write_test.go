package plan

import (
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

func writes(key string, kind request.FieldKind, table string, w request.Write) *request.Field {
	return &request.Field{Key: key, Kind: kind, Table: table, Write: &w}
}

func sets(argument string, slot request.Slot, columns ...string) []request.Assignment {
	var out []request.Assignment
	for i, c := range columns {
		out = append(out, request.Assignment{Column: c, Slot: slotAt(slot.Index() + i), Argument: argument + "." + c})
	}
	return out
}

func rowsOf(selections ...request.Selection) request.PayloadField {
	return request.PayloadField{Key: "nodes", Kind: request.Nodes, Query: all(selections...)}
}

var (
	affected = request.PayloadField{Key: "n", Kind: request.AffectedRows}
	deleted  = request.PayloadField{Key: "ids", Kind: request.DeletedNodeIDs}
)

// TestCompileWrites compares printed plans of writes.
func TestCompileWrites(t *testing.T) {
	for _, test := range []struct {
		name    string
		request *request.Request
		want    string
	}{
		{"inserts", one(writes("in", request.InsertMany, "Track", request.Write{
			Columns: [][]string{{"name", "unitPrice"}, {}}, Rows: slotAt(0),
			Payload: []request.PayloadField{affected, rowsOf(get("name"), to("album", "album", all(get("title")))), deleted, {Key: "t", Kind: request.PayloadTypename, Constant: "TracksPayload"}},
		})), `
in: insert many Track (track)
  rows $0
    set 0: name, unit_price
    set 1: defaults alone
  found again by track_id
  payload
    n: affected rows
    nodes: list Track (track)
      as written, in the order of the input, at most 1000
      left join j0: album -> Album (album) on album_id = j0.album_id
      select
        name: name
        album: row of j0
          title: j0.title
    ids: empty
    t: constant "TracksPayload"
arguments
  $0: rows of 2 or 0 columns, input of in
`},
		{"an insert of one, without a read", one(writes("in", request.Insert, "Album", request.Write{
			Columns: [][]string{{"title"}}, Rows: slotAt(0), Payload: []request.PayloadField{affected, deleted},
		})), `
in: insert Album (album)
  rows $0
    set 0: title
  payload
    n: affected rows
    ids: null
arguments
  $0: rows of 1 columns, input of in
`},
		{"found by the row id", one(writes("in", request.Insert, "LogEntry", request.Write{
			Columns: [][]string{{}}, Rows: slotAt(0), Payload: []request.PayloadField{rowsOf(get("line"))},
		})), `
in: insert LogEntry ("log entry")
  rows $0
    set 0: defaults alone
  found again by rowid
  payload
    nodes: single LogEntry ("log entry")
      as written, at most 1000
      select
        line: line
arguments
  $0: rows of 0 columns, input of in
`},
		{"an update by key, and a read after it", one(&request.Field{
			Key: "up", Kind: request.Update, Table: "Track", By: &request.By{Key: "guid", Slots: []request.Slot{slotAt(3)}},
			Write: &request.Write{
				Rows: none, Set: sets("set", slotAt(0), "name", "composer"), Inc: sets("inc", slotAt(2), "plays"),
				Payload: []request.PayloadField{rowsOf(get("plays")), {Key: "query", Kind: request.After, Fields: []*request.Field{
					{Key: "__typename", Kind: request.Constant, Constant: "Query"}, list("albums", "Album", &request.Query{Limit: slotAt(4), Select: []request.Selection{get("title")}}),
				}}},
			},
		}), `
up: update Track (track)
  set name = $0
  set composer = $1
  add $2 to plays
  where
    guid = $3
  found again by track_id
  payload
    nodes: single Track (track)
      as written, at most 1000
      select
        plays: plays
    query: after the commit
      __typename: constant "Query"
      albums: list Album (album)
        select
          title: title
        order by
          album_id
        limit $4
arguments
  $0: String, set.name of up
  $1: String, set.composer of up
  $2: BigInt, inc.plays of up
  $3: UUID, by.guid of up
  $4: limit, limit of up.query.albums, at most 1000
`},
		{"an update of many", one(writes("up", request.UpdateMany, "PlaylistTrack", request.Write{
			Rows: none, MaxAffected: slotAt(2), Set: sets("set", slotAt(0), "trackId"), Where: where(request.Eq, "playlistId", slotAt(1)),
			Payload: []request.PayloadField{rowsOf(get("trackId"))},
		})), `
up: update many PlaylistTrack (playlist_track)
  set track_id = $0
  where
    playlist_id = $1
  at most $2 rows
  found again by playlist_id, track_id
  payload
    nodes: list PlaylistTrack (playlist_track)
      as written, at most 1000
      select
        trackId: track_id
      order by
        playlist_id
        track_id
arguments
  $0: Int, set.trackId of up
  $1: Int, where.playlistId.eq of up
  $2: maxAffected, maxAffected of up
`},
		{"a delete of all, whose rows are read before it", one(writes("del", request.DeleteMany, "Artist", request.Write{
			Rows: none, AllRows: true, Where: group(request.And), Payload: []request.PayloadField{deleted, rowsOf(get("name"))},
		})), `
del: delete many Artist (artist)
  all rows
  payload
    ids: list Artist (artist)
      before they are deleted, at most 1000
      select
        nodeId: node id of Artist
      order by
        artist_id
    nodes: list Artist (artist)
      before they are deleted, at most 1000
      select
        name: name
      order by
        artist_id
`},
		{"a delete of nothing", one(writes("del", request.DeleteMany, "Artist", request.Write{
			Rows: none, Where: group(request.Or), Payload: []request.PayloadField{affected},
		})), `
del: delete many Artist (artist)
  where
    false
  payload
    n: affected rows
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := "\n" + compiled(t, test.request).String(); got != test.want {
				t.Errorf("got %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestCompileRefusesWrites(t *testing.T) {
	insert := func(columns ...string) request.Write {
		return request.Write{Columns: [][]string{columns}, Rows: slotAt(0)}
	}
	update := func(set, inc []request.Assignment) request.Write {
		return request.Write{Set: set, Inc: inc, AllRows: true}
	}
	for _, test := range []struct {
		name   string
		fields []*request.Field
		code   fault.Code
		path   string
		pieces []string
	}{
		{"no write", []*request.Field{{Key: "in", Kind: request.Insert, Table: "Album"}}, fault.Internal, "in", []string{"does not say what"}},
		{"a view", []*request.Field{writes("in", request.Insert, "Chart", insert("name"))}, fault.RequestInvalid, "in", []string{"Chart is a view"}},
		{"no set of columns", []*request.Field{writes("in", request.Insert, "Album", request.Write{Rows: slotAt(0)})}, fault.Internal, "in", []string{"no set of columns"}},
		{"a column twice in a row", []*request.Field{writes("in", request.Insert, "Album", insert("title", "title"))}, fault.Internal, "in", []string{"twice"}},
		{"an unknown column", []*request.Field{writes("up", request.UpdateMany, "Album", update(sets("set", slotAt(0), "name"), nil))}, fault.SchemaUnknown, "up", []string{"set.name", "title"}},
		{"a column twice in set", []*request.Field{writes("up", request.UpdateMany, "Album", update(sets("set", slotAt(0), "title", "title"), nil))}, fault.Internal, "up", []string{"set.title stands twice"}},
		{"set and inc", []*request.Field{writes("up", request.UpdateMany, "Track", update(sets("set", slotAt(0), "plays"), sets("inc", slotAt(1), "plays")))}, fault.RequestValue, "up", []string{"inc.plays", "both set and inc", "in one of them"}},
		{"nothing", []*request.Field{writes("up", request.UpdateMany, "Track", update(nil, nil))}, fault.RequestValue, "up", []string{"nothing to change"}},
		{"adding to a date", []*request.Field{writes("up", request.UpdateMany, "Track", update(nil, sets("inc", slotAt(0), "released")))}, fault.RequestValue, "up", []string{"inc.released", "a Date column"}},
		{"without a key", []*request.Field{writes("del", request.Delete, "Track", request.Write{})}, fault.Internal, "del", []string{"has no key"}},
		{"everything", []*request.Field{writes("del", request.DeleteMany, "Track", request.Write{})}, fault.RequestValue, "del", []string{"where:", "allRows: true"}},
		{"a payload key twice", []*request.Field{writes("in", request.Insert, "Album", request.Write{
			Columns: [][]string{{}}, Rows: slotAt(0), Payload: []request.PayloadField{affected, affected},
		})}, fault.Internal, "in.n", []string{"stands twice"}},
		{"unknown in a payload", []*request.Field{writes("in", request.Insert, "Album", request.Write{
			Columns: [][]string{{}}, Rows: slotAt(0), Payload: []request.PayloadField{rowsOf(get("nam"))},
		})}, fault.SchemaUnknown, "in.nodes.nam", []string{"title"}},
		{"a write in query", []*request.Field{writes("in", request.Insert, "Album", request.Write{
			Columns: [][]string{{}}, Rows: slotAt(0), Payload: []request.PayloadField{{Key: "query", Kind: request.After, Fields: []*request.Field{writes("x", request.Insert, "Album", insert())}}},
		})}, fault.Internal, "in.query", []string{"reads, and nothing else"}},
		{"reads beside writes", []*request.Field{writes("in", request.Insert, "Album", insert()), list("a", "Album", all(get("title")))}, fault.Internal, "", []string{"both read and write"}},
		{"one slot for the rows of two fields", []*request.Field{writes("a", request.Insert, "Album", insert()), writes("b", request.Insert, "Album", insert())}, fault.Internal, "b", []string{"argument 0"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Compile(shop(t), &request.Request{Fields: test.fields}, Options{Rows: 1000})
			expect(t, err, test.code, test.path, test.pieces...)
		})
	}
}

func TestGeneratedColumnsAreNotWritten(t *testing.T) {
	source := musicShop()
	source.Tables[0].Columns = append(source.Tables[0].Columns, catalog.SourceColumn{Name: "loud", Generated: true, Type: catalog.Type{Scale: -1}})
	c, _, err := catalog.Build(source, catalog.Overrides{}, catalog.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []*request.Field{
		writes("w", request.Insert, "Artist", request.Write{Columns: [][]string{{"loud"}}, Rows: slotAt(0)}),
		writes("w", request.UpdateMany, "Artist", request.Write{Set: sets("set", slotAt(0), "loud"), AllRows: true}),
	} {
		_, err := Compile(c, one(f), Options{Rows: 1000})
		expect(t, err, fault.RequestValue, "w", "loud is generated")
	}
}

func TestCheckWrittenValues(t *testing.T) {
	insert := func(kind request.FieldKind) *Plan {
		return compiled(t, one(writes("in", kind, "Track", request.Write{
			Columns: [][]string{{"name", "unitPrice"}, {"composer"}}, Rows: slotAt(0),
		})))
	}
	row := func(set int, values ...any) request.InsertRow { return request.InsertRow{Set: set, Values: values} }
	many, single := insert(request.InsertMany), insert(request.Insert)
	for _, test := range []struct {
		name   string
		plan   *Plan
		value  any
		code   fault.Code
		pieces []string
	}{
		{"no rows", many, []request.InsertRow{}, "", nil},
		{"rows of two sets", many, []request.InsertRow{row(0, "a", "1.5"), row(1, nil), row(1, "b")}, "", nil},
		{"null in the second row", many, []request.InsertRow{row(1, nil), row(0, nil, "1")}, fault.ConstraintNotNull, []string{"input[1].name: name must not be null"}},
		{"fraction digits", many, []request.InsertRow{row(0, "a", "1.555")}, fault.RequestValue, []string{"input[0].unitPrice: the value has more fraction digits"}},
		{"null in the one row", single, []request.InsertRow{row(0, "a", nil)}, fault.ConstraintNotNull, []string{"input.unitPrice: unitPrice must not be null", "specify a value"}},
		{"another type", single, []request.InsertRow{row(0, int64(1), "1")}, fault.Internal, []string{"input.name", "int64"}},
		{"no row where one belongs", single, []request.InsertRow{}, fault.Internal, []string{"input"}},
		{"two rows where one belongs", single, []request.InsertRow{row(1, "a"), row(1, "b")}, fault.Internal, []string{"input"}},
		{"an unknown set", many, []request.InsertRow{row(2, "a")}, fault.Internal, []string{"input"}},
		{"too few values", many, []request.InsertRow{row(0, "a")}, fault.Internal, []string{"input"}},
		{"no rows at all", many, nil, fault.Internal, []string{"input"}},
		{"too many rows", many, make([]request.InsertRow, MaxList+1), fault.LimitList, []string{"input", "10000"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := test.plan.CheckArguments(request.Arguments{test.value})
			if test.code == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			expect(t, err, test.code, "in", test.pieces...)
		})
	}
}

func TestCheckAssignments(t *testing.T) {
	p := compiled(t, one(writes("up", request.UpdateMany, "Track", request.Write{
		Rows: none, MaxAffected: slotAt(3), Set: sets("set", slotAt(0), "name", "composer"), Inc: sets("inc", slotAt(2), "unitPrice"), AllRows: true,
	})))
	for _, test := range []struct {
		values request.Arguments
		code   fault.Code
		piece  string
	}{
		{request.Arguments{"", nil, "0.5", int64(0)}, "", ""},
		{request.Arguments{nil, "", "0.5", int64(0)}, fault.ConstraintNotNull, "set.name: name must not be null"},
		{request.Arguments{"", nil, nil, int64(0)}, fault.RequestValue, "inc.unitPrice: null cannot be added"},
		{request.Arguments{"", nil, "0.555", int64(0)}, fault.RequestValue, "inc.unitPrice: the value has more fraction digits"},
		{request.Arguments{"", nil, "0.5", int64(-1)}, fault.RequestValue, "maxAffected must not be negative"},
		{request.Arguments{"", nil, "0.5", nil}, fault.Internal, "maxAffected"},
	} {
		err := p.CheckArguments(test.values)
		if test.code != "" {
			expect(t, err, test.code, "up", test.piece)
		} else if err != nil {
			t.Error(err)
		}
	}
}
