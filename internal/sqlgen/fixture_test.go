package sqlgen

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"

	"tiddly/db/dbtest/outside"
	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// slotAt is short for the tests.
var slotAt = request.SlotAt

// shop is a small catalogue of every shape of relation, put together by hand.
type shop struct {
	artist, album, track, playlist, entry, folder *catalog.Table
	albumArtist, artistAlbums, albumTracks, trackAlbum,
	playlistTracks, trackPlaylists, entryTrack, folderParent, folderChildren, trackEntries *catalog.Relation
}

func table(name, typeName string, columns ...*catalog.Column) *catalog.Table {
	t := &catalog.Table{SQLName: name, TypeName: typeName, Columns: columns}
	for i, c := range columns {
		c.Table, c.Index = t, i
	}
	return t
}

func col(name string, kind catalog.Kind, storage string, notNull bool) *catalog.Column {
	return &catalog.Column{SQLName: name, Name: name, NotNull: notNull, Type: catalog.Type{Kind: kind, Storage: storage}}
}

func number(name string) *catalog.Column { return col(name, catalog.Int, "int", true) }

func maybe(c *catalog.Column) *catalog.Column { c.NotNull = false; return c }

func words(name string) *catalog.Column { return col(name, catalog.String, "text", true) }

func keyed(t *catalog.Table, names ...string) {
	k := &catalog.Key{Primary: true}
	for _, n := range names {
		k.Columns = append(k.Columns, c(t, n))
	}
	t.Keys = []*catalog.Key{k}
}

// c returns the column with that SQL name.
func c(t *catalog.Table, name string) *catalog.Column {
	for _, column := range t.Columns {
		if column.SQLName == name {
			return column
		}
	}
	panic("no column " + name)
}

func cs(t *catalog.Table, names ...string) []*catalog.Column {
	var out []*catalog.Column
	for _, n := range names {
		out = append(out, c(t, n))
	}
	return out
}

func newShop() *shop {
	s := &shop{
		artist: table("artist", "Artist", number("id"), words("name")),
		album: table("album", "Album", number("id"), words("title"), maybe(number("artist_id")),
			maybe(col("tags", catalog.JSON, "json", false))),
		track: table("track", "Track", number("id"), words("name"), maybe(number("album_id")), number("ms"),
			maybe(words("composer"))),
		playlist: table("playlist", "Playlist", number("id"), words("name")),
		entry:    table("playlist_track", "PlaylistTrack", number("playlist_id"), number("track_id")),
		folder: table("folder", "Folder", words("disk"), words("path"), maybe(words("up_disk")), maybe(words("up_path")),
			number("size")),
	}
	for _, t := range []*catalog.Table{s.artist, s.album, s.track, s.playlist} {
		keyed(t, "id")
		t.RowID = "rowid"
	}
	keyed(s.entry, "playlist_id", "track_id")
	keyed(s.folder, "disk", "path")
	s.track.Indexes = [][]*catalog.Column{cs(s.track, "album_id")}
	s.entry.Indexes = [][]*catalog.Column{cs(s.entry, "playlist_id", "track_id")}
	s.folder.Indexes = [][]*catalog.Column{cs(s.folder, "up_path", "up_disk", "size")}
	rel := func(name string, kind catalog.RelationKind, from, to *catalog.Table, fromCols, toCols string) *catalog.Relation {
		return &catalog.Relation{
			Name: name, Kind: kind, Backwards: kind == catalog.ToMany, Table: from, Target: to,
			Columns: cs(from, strings.Fields(fromCols)...), TargetColumns: cs(to, strings.Fields(toCols)...),
		}
	}
	s.albumArtist = rel("artist", catalog.ToOne, s.album, s.artist, "artist_id", "id")
	s.artistAlbums = rel("albums", catalog.ToMany, s.artist, s.album, "id", "artist_id")
	s.albumTracks = rel("tracks", catalog.ToMany, s.album, s.track, "id", "album_id")
	s.trackAlbum = rel("album", catalog.ToOne, s.track, s.album, "album_id", "id")
	s.entryTrack = rel("track", catalog.ToOne, s.entry, s.track, "track_id", "id")
	s.trackEntries = rel("playlistTracks", catalog.ToMany, s.track, s.entry, "id", "track_id")
	s.folderParent = rel("parent", catalog.ToOne, s.folder, s.folder, "up_disk up_path", "disk path")
	s.folderChildren = rel("folders", catalog.ToMany, s.folder, s.folder, "disk path", "up_disk up_path")
	s.playlistTracks = rel("tracks", catalog.Through, s.playlist, s.track, "id", "id")
	s.playlistTracks.Junction = &catalog.Junction{
		Table: s.entry, Near: cs(s.entry, "playlist_id"), Far: cs(s.entry, "track_id"),
	}
	s.trackPlaylists = rel("playlists", catalog.Through, s.track, s.playlist, "id", "id")
	s.trackPlaylists.Junction = &catalog.Junction{
		Table: s.entry, Near: cs(s.entry, "track_id"), Far: cs(s.entry, "playlist_id"),
	}
	return s
}

const shopSQL = `
CREATE TABLE artist(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE album(id INTEGER PRIMARY KEY, title TEXT NOT NULL, artist_id INT, tags TEXT);
CREATE TABLE track(id INTEGER PRIMARY KEY, name TEXT NOT NULL, album_id INT, ms INT NOT NULL, composer TEXT);
CREATE TABLE playlist(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE playlist_track(playlist_id INT NOT NULL, track_id INT NOT NULL, PRIMARY KEY(playlist_id, track_id)) WITHOUT ROWID;
CREATE TABLE folder(disk TEXT NOT NULL, path TEXT NOT NULL, up_disk TEXT, up_path TEXT, size INT NOT NULL, PRIMARY KEY(disk, path));
CREATE INDEX track_album ON track(album_id);
CREATE INDEX folder_up ON folder(up_path, up_disk, size);
INSERT INTO artist VALUES (1,'Ada'),(2,'Bela'),(3,'Cleo');
INSERT INTO album VALUES (1,'One',1,'{"a":{"b":2},"k":"x"}'),(2,'Two',1,NULL),(3,'Three',2,'{"a":{"b":3}}'),(4,'Four',NULL,'[]'),(5,'Lost',99,NULL);
INSERT INTO track VALUES (1,'a',1,300,NULL),(2,'b',1,100,'Zoe'),(3,'c',1,200,'Amy'),(4,'d',2,400,NULL),(5,'e',3,50,'Zoe'),
 (6,'f',3,60,NULL),(7,'g',NULL,70,'Bob'),(8,'h',1,100,'Amy'),(9,'what? @home',2,10,'x''y');
INSERT INTO playlist VALUES (1,'Morning'),(2,'Night'),(3,'Empty');
INSERT INTO playlist_track VALUES (1,1),(1,2),(1,5),(2,1),(2,7),(2,99);
INSERT INTO folder VALUES ('c','/',NULL,NULL,1),('c','/a','c','/',2),('c','/b','c','/',3),('d','/',NULL,NULL,4),('d','/a','d','/',5);
`

// way is an encoding for tests.
type way string

func (w way) String() string { return string(w) }

// Apply encodes just enough for the tests.
func (w way) Apply(v any) (any, error) {
	switch w {
	case "Upper":
		return strings.ToUpper(fmt.Sprint(v)), nil
	case "PrefixEnd":
		return fmt.Sprint(v) + "\U0010ffff", nil
	case "LeastDayBefore":
		return "", nil
	default:
		return v, nil
	}
}

func encode(ways ...dialect.Encoding) []dialect.Encoding { return ways }

// embedded returns a dialect for the database that the tests run on.
func embedded() *dialect.Dialect {
	ordinary := map[request.Op]dialect.Fragment{
		request.Eq: {SQL: "{column} = {value}"}, request.Ne: {SQL: "{column} <> {value}"},
		request.Gt: {SQL: "{column} > {value}"}, request.Gte: {SQL: "{column} >= {value}"},
		request.Lt: {SQL: "{column} < {value}"}, request.Lte: {SQL: "{column} <= {value}"},
		request.In: {SQL: "{column} IN ({values})"}, request.NotIn: {SQL: "{column} NOT IN ({values})"},
	}
	text := map[request.Op]dialect.Fragment{
		request.StartsWith: {SQL: "{column} >= {value} AND {column} < {value}", Encode: encode(nil, way("PrefixEnd"))},
		request.Contains:   {SQL: "instr({column}, {value}) > 0"},
		request.ILike:      {SQL: `{column} LIKE {value} ESCAPE '\'`, Encode: encode(way("LikeTokens"))},
	}
	maps.Copy(text, ordinary)
	keyed := dialect.Keyed{
		In:    dialect.Fragment{SQL: "{column} IN (SELECT value FROM json_each({keys}))", Encode: encode(way("Keys"))},
		Part:  dialect.Fragment{SQL: "json_extract(value, '$[{n}]')"},
		Alone: dialect.Fragment{SQL: "value"},
	}
	return &dialect.Dialect{
		Quote: '"', MaxParams: 32766, NullsOrder: true, NullsSmallest: true, Window: true, Identical: "IS", Cell: "+{column}", Returning: true, DefaultValues: true,
		KeysInRow: dialect.Fragment{SQL: "SELECT {parts} FROM json_each({keys})", Encode: encode(way("Keys"))},
		RowID:     "int",
		Each:      dialect.EachByKey,
		Exact:     "{column} COLLATE BINARY",
		Comparisons: map[catalog.Comparison]dialect.Comparison{
			"bytes":  {Equal: "{key} = {ref} COLLATE BINARY", Same: true, Finer: true},
			"nocase": {Equal: "{key} = {ref} COLLATE NOCASE"},
			"mixed":  {Equal: "{key} = {ref}", Narrow: dialect.Fragment{SQL: "{column} IN (SELECT value FROM json_each({keys})) OR {column} >= '' AND {column} < x''"}},
		},
		Storages: map[string]dialect.Storage{
			"int": {Ops: ordinary, Keyed: keyed, Add: dialect.Fragment{
				SQL: "CASE WHEN {column} + {value} < 1000 THEN {column} + {value} ELSE abs({column} - '#') + {scale} END", Encode: encode(nil, way("Number")),
			}},
			"text": {Ops: text, Keyed: keyed, ByKey: map[catalog.Comparison]dialect.Fragment{
				"bytes": {SQL: "{column} = {value} COLLATE BINARY"}, "nocase": {SQL: "{column} = {value} COLLATE NOCASE"},
			}},
			"upper": {Order: "upper({column})", Write: way("Upper"), Keyed: keyed, Ops: map[request.Op]dialect.Fragment{
				request.Eq: {SQL: "{column} IN ({values})", Each: encode(nil, way("Upper"))},
				request.In: {
					SQL:  "{column} >= {value} AND {column} IN ({values})",
					Each: encode(nil, way("Upper")), Encode: encode(way("LeastDayBefore")),
				},
				// Marks in quotes are plain text.
				request.Contains: {SQL: `'{value}{column}' <> "name" AND instr({column}, {value}) > 0 AND '{values}?' <> '{key}'`},
			}},
			"json": {
				Keyed: keyed,
				Ops:   map[request.Op]dialect.Fragment{request.Eq: {SQL: "json({column}) = {value}"}},
				Path: map[request.Op]dialect.Fragment{
					request.Eq:     {SQL: "json_extract({column}, {value}) = {value}"},
					request.IsNull: {SQL: "json_extract({column}, {value}) IS NULL"},
				},
			},
		},
	}
}

// plain returns a dialect without these features: other quotes, numbered placeholders, no syntax for the place of
// nulls, and keys in arrays of their columns' types.
func plain() *dialect.Dialect {
	d := embedded()
	d.Quote, d.NumberedPlaceholders, d.NullsOrder, d.NullsSmallest, d.Cell = '`', true, false, false, ""
	d.DefaultValues, d.Each, d.Identical = false, dialect.EachLateral, "<=>"
	d.KeysInRow = dialect.Fragment{SQL: "SELECT * FROM unnest({parts})"}
	for name, array := range map[string]string{"int": "bigint[]", "text": "text[]", "upper": "uuid[]"} {
		s := d.Storages[name]
		s.Keyed = dialect.Keyed{
			In:   dialect.Fragment{SQL: "{column} = ANY({keys}::" + array + ")", Encode: encode(way("Array"))},
			Part: dialect.Fragment{SQL: "{keys}::" + array, Encode: encode(way("Array"))},
		}
		d.Storages[name] = s
	}
	return d
}

func node(t *catalog.Table, selections ...plan.Selection) *plan.Node {
	n := &plan.Node{Key: t.SQLName, Table: t, Select: selections}
	for _, k := range t.Keys[:min(1, len(t.Keys))] {
		for _, column := range k.Columns {
			n.Order = append(n.Order, plan.Term{Source: plan.Own, Column: column})
		}
	}
	return n
}

func pick(t *catalog.Table, source int, names ...string) []plan.Selection {
	var out []plan.Selection
	for _, n := range names {
		out = append(out, plan.Selection{Key: n, Kind: plan.Column, Source: source, Table: t, Column: c(t, n)})
	}
	return out
}

func many(key string, child int) plan.Selection {
	return plan.Selection{Key: key, Kind: plan.ToMany, Child: child}
}

func one(key string, join int, selections ...plan.Selection) plan.Selection {
	return plan.Selection{Key: key, Kind: plan.ToOne, Join: join, Select: selections}
}

func linked(n *plan.Node, r *catalog.Relation, source int) *plan.Node {
	n.Link = &plan.Link{Relation: r, Source: source}
	n.Key = r.Name
	return n
}

func compare(column *catalog.Column, op request.Op, slot request.Slot) *plan.Predicate {
	return &plan.Predicate{Kind: plan.Compare, Column: column, Op: op, Slot: slot}
}

func planOf(n *plan.Node) *plan.Plan {
	kind := request.List
	if n.Single {
		kind = request.Single
	}
	return &plan.Plan{Fields: []*plan.Field{{Key: n.Key, Kind: kind, Node: n}}}
}

func generate(t *testing.T, d *dialect.Dialect, n *plan.Node) *Program {
	t.Helper()
	p, err := Generate(planOf(n), d, Options{Rows: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func open(t *testing.T, script string) *sql.DB {
	t.Helper()
	db, err := outside.Memory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.ExecContext(t.Context(), script); err != nil {
		t.Fatal(err)
	}
	return db
}

func fixed(e dialect.Encoding, v any) any {
	bound, err := dialect.Bind(e, v)
	if err != nil {
		panic(err)
	}
	return bound
}

func bound(args []Arg, values request.Arguments, keys [][]any) []any {
	count := func(slot request.Slot, otherwise int) int64 {
		if slot == none {
			return int64(otherwise)
		}
		return values.At(slot).(int64)
	}
	var out []any
	for _, a := range args {
		switch a.Kind {
		case FromSlot:
			out = append(out, fixed(a.Encode, values.At(a.Slot)))
		case FromItem:
			list := values.At(a.Slot).([]any)
			out = append(out, fixed(a.Encode, list[min(a.Item, len(list)-1)]))
		case FromKeys:
			out = append(out, keyList(keys))
		case FromLimit:
			out = append(out, count(a.Slot, a.Default)+int64(a.Extra))
		case FromOffset:
			out = append(out, count(a.Slot, 0))
		case FromWindowEnd:
			out = append(out, count(a.Offset, 0)+count(a.Slot, a.Default)+int64(a.Extra))
		}
	}
	return out
}

func keyList(keys [][]any) string {
	var list []any
	for _, k := range keys {
		if len(k) == 1 {
			list = append(list, k[0])
		} else {
			list = append(list, k)
		}
	}
	text, err := json.Marshal(list)
	if err != nil {
		panic(err)
	}
	return string(text)
}
