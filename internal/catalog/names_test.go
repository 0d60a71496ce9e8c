package catalog

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// namesOf returns type, list and single of every table, by SQL name.
func namesOf(c *Catalog) string {
	var lines []string
	for _, t := range c.Tables {
		lines = append(lines, t.SQLName+": "+t.TypeName+" "+t.ListField+" "+t.SingleField)
	}
	return strings.Join(lines, "\n")
}

func tablesNamed(names ...string) Source {
	var s Source
	for _, n := range names {
		s.Tables = append(s.Tables, SourceTable{Name: n, Columns: []SourceColumn{{Name: "id"}}})
	}
	return s
}

func TestTableNames(t *testing.T) {
	for _, c := range []struct {
		name   string
		tables []string
		want   string
	}{
		{"styles", []string{"invoice_lines", "MediaType", "ORDER_ITEMS", "o'brien", "news", "2fa", "__meta", "", "日"}, `
			: Table tables table
			2fa: X2fa x2fas x2fa
			MediaType: MediaType mediaTypes mediaType
			ORDER_ITEMS: OrderItem orderItems orderItem
			__meta: XMeta xMetaList xMeta
			invoice_lines: InvoiceLine invoiceLines invoiceLine
			news: News newsList news
			o'brien: OBrien oBriens oBrien
			日: U65e5 u65e5s u65e5`},
		{"singular equals plural", []string{"sheep", "user_data", "Series"}, `
			Series: Series seriesList series
			sheep: Sheep sheepList sheep
			user_data: UserData userDataList userData`},
		{"the first by code point keeps the name", []string{"users", "user", "User"}, `
			User: User users user
			user: User2 users2 user2
			users: User3 users3 user3`},
		{"a number takes no natural name away", []string{"a b", "a_b", "a_b2"}, `
			a b: AB aBs aB
			a_b: AB3 aBs3 aB3
			a_b2: AB2 aB2s aB2`},
		{"who is spelt so keeps the name", []string{"1st", "Ärger", "__log", "_tag", "arger", "x1st", "xlog", "x_log", "tag", "日", "u65e5", "a__b", "a_b"}, `
			1st: X1st2 x1sts2 x1st2
			__log: XLog2 xLogs2 xLog2
			_tag: Tag2 tags2 tag2
			a__b: AB2 aBs2 aB2
			a_b: AB aBs aB
			arger: Arger argers arger
			tag: Tag tags tag
			u65e5: U65e5 u65e5s u65e5
			x1st: X1st x1sts x1st
			x_log: XLog xLogs xLog
			xlog: Xlog xlogs xlog
			Ärger: Arger2 argers2 arger2
			日: U65e52 u65e5s2 u65e52`},
		{"names of ours", []string{"query", "node", "nodes", "page_info", "int", "string_filter", "subscription", "json", "bytes"}, `
			bytes: Byte bytes byte
			int: Int2 ints int
			json: Json2 jsons json
			node: Node2 nodes2 node2
			nodes: Node3 nodes3 node3
			page_info: PageInfo2 pageInfos pageInfo
			query: Query2 queries query2
			string_filter: StringFilter2 stringFilters stringFilter
			subscription: Subscription2 subscriptions subscription`},
		{"other types of a table", []string{"track", "track_where", "track_key", "track_aggregate", "tracks_payload", "track_sets"}, `
			track: Track tracks track
			track_aggregate: TrackAggregate2 trackAggregates trackAggregate
			track_key: TrackKey2 trackKeys trackKey
			track_sets: TrackSet2 trackSets trackSet
			track_where: TrackWhere2 trackWheres trackWhere
			tracks_payload: TracksPayload2 tracksPayloads tracksPayload`},
		{"types of a table whose name sorts later", []string{"TRACK_WHERE", "track", "Tracks_Key"}, `
			TRACK_WHERE: TrackWhere2 trackWheres trackWhere
			Tracks_Key: TracksKey tracksKeys tracksKey
			track: Track tracks track`},
		{"types of a table that has another name", []string{"DATE_WHERE", "dates"}, `
			DATE_WHERE: DateWhere dateWheres dateWhere
			dates: Date2 dates date`},
		{"types of ours that another table wants too", []string{"date", "dates", "Date"}, `
			Date: Date2 dates date
			date: Date3 dates3 date3
			dates: Date4 dates4 date4`},
		{"fields of ours", []string{"me", "mes", "time", "uuids", "enum", "float"}, `
			enum: Enum2 enums enum
			float: Float2 floats float
			me: Me mes me2
			mes: Me3 mes3 me3
			time: Time2 times time
			uuids: Uuid2 uuids uuid`},
		{"root fields of other tables", []string{"sheep", "sheep_list", "dogs", "dogs_connection"}, `
			dogs: Dog dogs dog
			dogs_connection: DogsConnection dogsConnections dogsConnection2
			sheep: Sheep sheepList sheep
			sheep_list: SheepList2 sheepLists sheepList2`},
	} {
		t.Run(c.name, func(t *testing.T) {
			built, _ := mustBuild(t, tablesNamed(c.tables...), Overrides{})
			wantLines(t, "names", namesOf(built), c.want)
			assertUnique(t, built)
		})
	}
}

// assertUnique checks that no two tables share a type or a root field.
func assertUnique(t *testing.T, c *Catalog) {
	t.Helper()
	seen := map[string]string{}
	add := func(space, name, owner string) {
		if other, ok := seen[space+name]; ok {
			t.Errorf("%s %s is both of %s and of %s", space, name, other, owner)
		}
		if !validName(name) {
			t.Errorf("%s of %s is %q, no GraphQL name", space, owner, name)
		}
		seen[space+name] = owner
	}
	for _, table := range c.Tables {
		for _, end := range typeEnds {
			add("type ", table.TypeName+end, table.SQLName)
		}
		add("field ", table.ListField, table.SQLName)
		add("field ", table.SingleField, table.SQLName)
	}
}

func columnsOf(table *Table) string {
	var lines []string
	for _, c := range table.Columns {
		lines = append(lines, c.SQLName+": "+c.Name+" "+c.EnumValue)
	}
	return strings.Join(lines, "\n")
}

func TestColumnNames(t *testing.T) {
	for _, c := range []struct {
		name    string
		columns []string
		want    string
	}{
		{"styles", []string{"ArtistId", "created_at", "URLPath", "unit price", "e-mail", "2nd", "__typename", "_id", "größe", "", "🎉"}, `
			ArtistId: artistId ARTIST_ID
			created_at: createdAt CREATED_AT
			URLPath: urlPath URL_PATH
			unit price: unitPrice UNIT_PRICE
			e-mail: eMail E_MAIL
			2nd: x2nd X2ND
			__typename: xTypename X_TYPENAME
			_id: id ID
			größe: grosse GROSSE
			: column10 COLUMN10
			🎉: u1f389 U1F389`},
		{"taken by the filters", []string{"and", "OR", "not", "node_id", "nodeId", "true", "null"}, `
			and: and_ AND
			OR: or_ OR
			not: not_ NOT
			node_id: nodeId_ NODE_ID
			nodeId: nodeId_2 NODE_ID_2
			true: true TRUE
			null: null NULL`},
		{"clashes in column order", []string{"b a", "bA", "b_a", "bA2", "x1", "x_1"}, `
			b a: bA B_A
			bA: bA3 B_A_3
			b_a: bA4 B_A_4
			bA2: bA2 B_A2
			x1: x1 X1
			x_1: x12 X_1_2`},
		{"who is spelt so keeps the name", []string{"é", "e", "_f", "f", "1g", "x1g", "and", "and_", "☕", "u2615", "ö", "oe"}, `
			é: e2 E_2
			e: e E
			_f: f2 F_2
			f: f F
			1g: x1g2 X1G_2
			x1g: x1g X1G
			and: and_2 AND_2
			and_: and_ AND
			☕: u26152 U2615_2
			u2615: u2615 U2615
			ö: o O
			oe: oe OE`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := Source{Tables: []SourceTable{{Name: "t"}}}
			for _, name := range c.columns {
				s.Tables[0].Columns = append(s.Tables[0].Columns, SourceColumn{Name: name})
			}
			built, _ := mustBuild(t, s, Overrides{})
			wantLines(t, "columns", columnsOf(built.Tables[0]), c.want)
		})
	}
}

func TestColumnClashIsNoted(t *testing.T) {
	_, notes := mustBuild(t, source(t, "t: a_b aB"), Overrides{})
	wantLines(t, "notes", messages(notes),
		`column "aB" of table "t" is served as aB2, because column "a_b" has the name aB (settled by tables.t.columns.aB.name)`)
	if !notes[0].Clash {
		t.Error("the note is no clash")
	}
}

func TestOverrides(t *testing.T) {
	o := Overrides{Tables: map[string]TableOverride{
		"customer": {Name: "Client", Columns: map[string]ColumnOverride{
			"name": {Name: "full_Name"}, "support_rep_id": {Name: "helperId"},
		}},
		"invoice":      {List: "bills", Single: "bill"},
		"invoice_line": {Exclude: true},
		"track":        {Columns: map[string]ColumnOverride{"status": {Enum: map[string]string{"in-stock": "here"}}, "email": {Exclude: true}}},
		"employee":     {Name: "track"},
	}}
	c, notes := mustBuild(t, source(t, shop), o)
	wantLines(t, "notes", messages(notes),
		`table "track" is served as Track2 (tracks2, track2), because table "employee" has the name Track (settled by tables.track.name)`)
	wantLines(t, "names", namesOf(c), `
		customer: Client clients client
		employee: track tracks track
		invoice: Invoice bills bill
		playlist: Playlist playlists playlist
		playlist_track: PlaylistTrack playlistTracks playlistTrack
		track: Track2 tracks2 track2`)
	wantLines(t, "columns", columnsOf(c.TableBySQL("customer")), `
		id: id ID
		support_rep_id: helperId HELPER_ID
		name: full_Name FULL_NAME`)
	wantLines(t, "relations", relations(c, "customer"), `
		helper one track: support_rep_id = id
		bills many Invoice: id = customer_id`)
	if e := c.TableBySQL("track").ColumnBySQL("status").Enum; e.Values[0].Name != "here" || e.Values[1].Name != "SOLD_OUT" {
		t.Errorf("values: %v", e.Values)
	}
	if c.TableBySQL("track").ColumnBySQL("email") != nil {
		t.Error("an excluded column is served")
	}
}

func TestRefusedOverrides(t *testing.T) {
	for name, c := range map[string]struct {
		override TableOverride
		want     string
	}{
		"no GraphQL name":     {TableOverride{Name: "Töne"}, `table "track": "Töne" is not a GraphQL name`},
		"a name of ours":      {TableOverride{Name: "Query"}, `table "track" cannot be called Query, because Tiddly has the name Query`},
		"a field of ours":     {TableOverride{List: "nodes"}, `table "track" cannot be called nodes`},
		"list equals single":  {TableOverride{List: "x", Single: "x", Name: "X"}, `tables.track`},
		"column":              {TableOverride{Columns: map[string]ColumnOverride{"name": {Name: "1st"}}}, `column "name" of table "track": "1st"`},
		"column of filters":   {TableOverride{Columns: map[string]ColumnOverride{"name": {Name: "and"}}}, `cannot be called and`},
		"two columns":         {TableOverride{Columns: map[string]ColumnOverride{"name": {Name: "x"}, "email": {Name: "x"}}}, `column "name" has the name`},
		"value":               {TableOverride{Columns: map[string]ColumnOverride{"status": {Enum: map[string]string{"sold-out": "null"}}}}, `keeps for itself`},
		"two values":          {TableOverride{Columns: map[string]ColumnOverride{"status": {Enum: map[string]string{"sold-out": "X", "in-stock": "X"}}}}, `another value has the name`},
		"relation":            {TableOverride{Relations: map[string]string{"playlists": "no way"}}, `relation playlists of table "track"`},
		"relation and column": {TableOverride{Relations: map[string]string{"playlists": "email"}}, `because column "email" has the name`},
		"two relations":       {TableOverride{Relations: map[string]string{"playlists": "invoiceLines"}}, `another relation has the name`},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := Build(source(t, shop), Overrides{Tables: map[string]TableOverride{"track": c.override}}, BuildOptions{})
			var names *NameError
			if !errors.As(err, &names) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

// TestUnusedOverrides: settings that name what the database lacks are noted, and stop nothing.
func TestUnusedOverrides(t *testing.T) {
	o := Overrides{Tables: map[string]TableOverride{
		"trak":     {Name: "X"},
		"customer": {Key: []string{"name"}, Columns: map[string]ColumnOverride{"nom": {Name: "x"}}, Relations: map[string]string{"bills": "y"}},
		"track":    {Columns: map[string]ColumnOverride{"status": {Enum: map[string]string{"gone": "GONE"}}}},
	}}
	_, notes := mustBuild(t, source(t, shop), o)
	wantLines(t, "notes", messages(notes), `
		the key of table "customer" in the settings is not used: the table has a primary key (settled by tables.customer.key)
		the settings name value "gone", which column "status" of table "track" cannot hold (settled by tables.track.columns.status.enum.gone)
		the settings name relation bills of table "customer", which has supportRep, invoices (settled by tables.customer.relations.bills)
		the settings name column "nom", which table "customer" does not have (settled by tables.customer.columns.nom)
		the settings name table "trak", which does not exist (settled by tables.trak)`)
}

// TestSecretColumn: it has its names, and is found only for writing.
func TestSecretColumn(t *testing.T) {
	source := Source{Tables: []SourceTable{
		{Name: "user", Columns: []SourceColumn{{Name: "id"}, {Name: "pass_word"}, {Name: ""}}, PrimaryKey: SourceKey{Columns: []string{"id"}}},
		{Name: "", Columns: []SourceColumn{{Name: ""}}},
	}}
	for _, secret := range []*ColumnName{nil, {Table: "user", Column: "none"}, {Table: "none", Column: "id"}, {Table: "user", Column: "pass_word"}} {
		c, _, err := Build(source, Overrides{}, BuildOptions{Secret: secret})
		if err != nil {
			t.Fatal(err)
		}
		user := c.TableBySQL("user")
		column := user.ColumnBySQL("pass_word")
		hidden := secret != nil && secret.Column == "pass_word"
		if column.Secret != hidden || user.Input("passWord") != column || (user.Column("passWord") == nil) != hidden {
			t.Errorf("%v: secret is %v", secret, column.Secret)
		}
		if readable := user.Readable(); (len(readable) == 2) != hidden || len(user.Columns) != 3 || slices.Contains(readable, column) == hidden {
			t.Errorf("%v: readable are %d", secret, len(readable))
		}
		if user.Column("id") == nil || user.Column("none") != nil || user.Input("none") != nil || c.TableBySQL("").Columns[0].Secret {
			t.Errorf("%v: other columns are touched", secret)
		}
	}
}
