package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

var writeNames = map[request.FieldKind]string{
	request.Insert: "insert", request.InsertMany: "insert many", request.Update: "update", request.UpdateMany: "update many",
	request.Delete: "delete", request.DeleteMany: "delete many",
}

// printWrite writes what a field changes and what is asked of the result.
func printWrite(b *strings.Builder, f *request.Field) {
	w := f.Write
	b.WriteString(" " + writeNames[f.Kind])
	if w.Columns != nil {
		fmt.Fprintf(b, " %v $%d", w.Columns, w.Rows)
	}
	if f.By != nil {
		fmt.Fprintf(b, " by %s %v", f.By.Key, f.By.Slots)
	}
	for _, a := range w.Set {
		fmt.Fprintf(b, " %s %s=$%d", a.Argument, a.Column, a.Slot)
	}
	for _, a := range w.Inc {
		fmt.Fprintf(b, " %s %s+$%d", a.Argument, a.Column, a.Slot)
	}
	if w.Where != nil {
		b.WriteString(" where ")
		printWhere(b, w.Where)
	}
	if w.MaxAffected != request.None {
		fmt.Fprintf(b, " max $%d", w.MaxAffected)
	}
	if w.AllRows {
		b.WriteString(" all")
	}
	b.WriteString(" ->")
	for _, p := range w.Payload {
		b.WriteString(" " + p.Key)
		switch p.Kind {
		case request.Nodes:
			b.WriteString(":rows")
			printQuery(b, p.Query)
		case request.DeletedNodeIDs:
			b.WriteString(":ids")
		case request.PayloadTypename:
			b.WriteString(":" + p.Constant)
		case request.After:
			b.WriteString(":after(")
			var inner strings.Builder
			printFields(&inner, p.Fields)
			b.WriteString(strings.ReplaceAll(strings.TrimSuffix(inner.String(), "\n"), "\n", "; ") + ")")
		}
	}
}

func TestMutations(t *testing.T) {
	tests := []struct{ name, document, variables, want string }{
		{"root typename", `mutation { a: __typename }`, ``, `a: "Mutation"`},
		{
			"an insert of a literal", `mutation { insertArtist(input: {name: "Abba", id: 3}) { affectedRows __typename } }`, ``,
			"insertArtist: Artist insert [[id name]] $0 -> affectedRows __typename:ArtistPayload\n$0 = rows 0[3 \"Abba\"]",
		},
		{
			"an insert of a variable", `mutation($i: ArtistInsert!) { insertArtist(input: $i) { node { id albums(limit: 2) { id } } } }`,
			`{"i": {"name": "Abba", "id": 3}}`,
			"insertArtist: Artist insert [[id name]] $0 -> node:rows { id albums limit $1 { id } }\n$0 = rows 0[3 \"Abba\"]\n$1 = 2",
		},
		{
			"a literal with variables", `mutation($n: String!, $m: JSON, $g: AlbumGenre = ROCK) {
				insertAlbum(input: {id: 1, title: $n, artistId: 2, price: "1.50", released: "1970-01-02", live: false, genre: $g, meta: $m}) { affectedRows } }`,
			`{"n": "x", "m": null}`,
			"insertAlbum: Album insert [[id title artistId price released live genre meta]] $0 -> affectedRows\n" +
				"$0 = rows 0[1 \"x\" 2 \"1.5\" 86400000000 false \"rock\" <nil>]",
		},
		{
			"an absent variable leaves its column out", `mutation($m: String) { insertTag(input: {label: "a", note: $m}) { affectedRows } }`, ``,
			"insertTag: Tag insert [[label]] $0 -> affectedRows\n$0 = rows 0[\"a\"]",
		},
		{
			"no values at all", `mutation { insertNote(input: {}) { affectedRows } }`, ``,
			"insertNote: Note insert [[]] $0 -> affectedRows\n$0 = rows 0[]",
		},
		{
			"rows of several sets", `mutation { insertNotes(input: [{text: "a"}, {}, {kind: "k"}, {text: null, kind: "l"}]) { affectedRows } }`, ``,
			"insertNotes: Note insert many [[text] [kind text]] $0 -> affectedRows\n" +
				"$0 = rows 0[\"a\"] 0[<nil>] 1[\"k\" <nil>] 1[\"l\" <nil>]",
		},
		{
			"rows of a variable", `mutation($r: [NoteInsert!]!) { insertNotes(input: $r) { affectedRows } }`,
			`{"r": [{"text": "a"}, {}, {"kind": "k"}, {"text": null, "kind": "l"}]}`,
			"insertNotes: Note insert many [[text] [kind text]] $0 -> affectedRows\n" +
				"$0 = rows 0[\"a\"] 0[<nil>] 1[\"k\" <nil>] 1[\"l\" <nil>]",
		},
		{
			"variables among the rows of a literal", `mutation($a: NoteInsert!, $t: String) { insertNotes(input: [$a, {kind: $t}]) { affectedRows } }`,
			`{"a": {"kind": "k"}, "t": "u"}`,
			"insertNotes: Note insert many [[kind]] $0 -> affectedRows\n$0 = rows 0[\"k\"] 0[\"u\"]",
		},
		{
			"a row for a list", `mutation($r: [NoteInsert!]!) { insertNotes(input: $r) { affectedRows } b: insertNotes(input: {kind: "l"}) { affectedRows } }`,
			`{"r": {"kind": "k"}}`,
			"insertNotes: Note insert many [[kind]] $0 -> affectedRows\nb: Note insert many [[kind]] $1 -> affectedRows\n" +
				"$0 = rows 0[\"k\"]\n$1 = rows 0[\"l\"]",
		},
		{
			"no rows", `mutation($r: [NoteInsert!]!) { insertNotes(input: $r) { affectedRows } b: insertNotes(input: []) { affectedRows } }`, `{"r": []}`,
			"insertNotes: Note insert many [[]] $0 -> affectedRows\nb: Note insert many [[]] $1 -> affectedRows\n$0 = rows \n$1 = rows ",
		},
		{
			"an update by key", `mutation($s: AlbumSet) { updateAlbum(by: {id: 4}, set: $s, inc: {price: "0.10"}) { node { title } } }`,
			`{"s": {"title": "x", "meta": null, "live": true, "genre": "POP"}}`,
			"updateAlbum: Album update by id [0] set.genre genre=$1 set.live live=$2 set.meta meta=$3 set.title title=$4 inc.price price+$5" +
				" -> node:rows { title }\n$0 = 4\n$1 = \"pop\"\n$2 = true\n$3 = <nil>\n$4 = \"x\"\n$5 = \"0.1\"",
		},
		{
			"an update of many", `mutation($m: Int, $t: String) {
				updateAlbums(where: {live: {eq: true}}, set: {title: $t, meta: {a: $t}}, maxAffected: $m, allRows: false) { nodes { id } affectedRows } }`,
			`{"m": 5, "t": "x"}`,
			"updateAlbums: Album update many set.title title=$1 set.meta meta=$2 where live.eq($0) max $3 -> nodes:rows { id } affectedRows\n" +
				"$0 = true\n$1 = \"x\"\n$2 = json {\"a\":\"x\"}\n$3 = 5",
		},
		{
			"a delete by a composite key", `mutation { deleteLabel(by: {countryAndCode: {code: 3, country: "FR"}}) { deletedNodeId } }`, ``,
			"deleteLabel: Label delete by countryAndCode [0 1] -> deletedNodeId:ids\n$0 = \"FR\"\n$1 = 3",
		},
		{
			"a delete of all", `mutation($all: Boolean) { deleteAlbums(where: {}, allRows: $all, maxAffected: null) { deletedNodeIds } }`, `{"all": true}`,
			"deleteAlbums: Album delete many where and() all -> deletedNodeIds:ids",
		},
		{
			"payloads are merged", `mutation { deleteArtist(by: {id: 1}) { ...p node { id } } deleteArtist(by: {id: 1}) { n: affectedRows @skip(if: true) } }
				fragment p on ArtistPayload { node { name } ... on ArtistPayload { affectedRows } }`, ``,
			"deleteArtist: Artist delete by id [0] -> node:rows { name id } affectedRows\n$0 = 1",
		},
		{
			"reads after the write", `mutation { deleteArtist(by: {id: 1}) { query { __typename artists(limit: 1) { name } n: label(by: {countryAndCode: {country: "x", code: 1}}) { code } } } }`, ``,
			"deleteArtist: Artist delete by id [0] -> query:after(__typename: \"Query\"; artists: Artist limit $1 { name }; n: one Label(countryAndCode: [2 3]) { code })" +
				"\n$0 = 1\n$1 = 1\n$2 = \"x\"\n$3 = 1",
		},
		{
			"what is skipped is not done", `mutation($y: Boolean!) { deleteArtist(by: {id: 1}) @skip(if: $y) { affectedRows } __typename }`, `{"y": true}`,
			`__typename: "Mutation"`,
		},
		{
			"fields keep their order", `mutation { b: deleteArtist(by: {id: 1}) { affectedRows } a: deleteArtist(by: {id: 2}) { affectedRows } }`, ``,
			"b: Artist delete by id [0] -> affectedRows\na: Artist delete by id [1] -> affectedRows\n$0 = 1\n$1 = 2",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := asked(t, tt.document, tt.variables); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestMutationFaults(t *testing.T) {
	tests := []struct{ name, document, variables, want string }{
		{
			"a computed column", `mutation { insertNote(input: {length: 3}) { affectedRows } }`, ``,
			`invalid: REQUEST_INVALID: Field "length" is not defined by type "NoteInsert"`,
		},
		{
			"a column without a value", `mutation { insertTag(input: {}) { affectedRows } }`, ``,
			`invalid: REQUEST_INVALID: Field "TagInsert.label" of required type "String!" was not provided`,
		},
		{
			"a column without a value in a variable", `mutation($r: [TagInsert!]!) { insertTags(input: $r) { affectedRows } }`, `{"r": [{"label": "a"}, {}, {"label": null}]}`,
			"REQUEST_VALUE: variable $r[1]: label is required\nREQUEST_VALUE: variable $r[2].label: null is not a value of the type String!",
		},
		{
			"rows that are none", `mutation($r: [TagInsert!]!) { insertTags(input: $r) { affectedRows } }`, `{"r": [null, 5, {"label": 5, "x": 1}]}`,
			"REQUEST_VALUE: variable $r[0]: null is not a value of the type TagInsert!\n" +
				"REQUEST_VALUE: variable $r[1]: expected an object of the type TagInsert, got a number\n" +
				"REQUEST_VALUE: variable $r[2].label: expected a String, got a number\n" +
				"REQUEST_VALUE: variable $r[2]: TagInsert has no field x (TagInsert has label, note)",
		},
		{
			"an enum and a scalar of the wrong kind", `mutation($s: AlbumSet) { updateAlbum(by: {id: 1}, set: $s) { affectedRows } }`,
			`{"s": {"genre": "JAZZ", "live": 1, "price": "x"}}`,
			"REQUEST_VALUE: variable $s.genre: expected a value of the enum AlbumGenre, got a string (AlbumGenre has ROCK, POP)\n" +
				"REQUEST_VALUE: variable $s.live: expected a Boolean, got a number (write true or false, without quotes)\n" +
				"REQUEST_VALUE: variable $s.price: expected a Decimal, got a string (write digits with an optional point, as in \"12.50\")",
		},
		{
			"a literal that is not of its kind", `mutation { insertAlbum(input: {id: 1, title: "x", artistId: 2, price: "cheap", released: "1970", live: false, genre: POP}) { affectedRows } }`, ``,
			"REQUEST_VALUE: input.price: expected",
		},
		{"nothing to change", `mutation { updateArtist(by: {id: 1}, set: {}) { affectedRows } }`, ``, "REQUEST_VALUE: set: there is nothing to change"},
		{"neither set nor inc", `mutation { updateArtist(by: {id: 1}) { affectedRows } }`, ``, "REQUEST_VALUE: set: there is nothing to change"},
		{
			"set and inc of one column", `mutation { updateAlbum(by: {id: 1}, set: {price: 1}, inc: {price: 1}) { affectedRows } }`, ``,
			"REQUEST_VALUE: inc.price: price stands in both set and inc",
		},
		{"a where that is true", `mutation($w: AlbumWhere!) { deleteAlbums(where: $w) { affectedRows } }`, `{"w": {"and": []}}`, "REQUEST_VALUE: where: it leaves out no row"},
		{"inc of a text", `mutation { updateArtist(by: {id: 1}, inc: {name: 1}) { affectedRows } }`, ``, `invalid: REQUEST_INVALID: Field "name" is not defined by type "ArtistInc"`},
		{"introspection below a mutation", `mutation { deleteArtist(by: {id: 1}) { query { __schema { queryType { name } } } } }`, ``, "REQUEST_INVALID: __schema is not answered below a mutation at [deleteArtist query __schema]"},
		{"introspection in a mutation", `mutation { __schema { queryType { name } } }`, ``, `invalid: REQUEST_INVALID: Cannot query field "__schema" on type "Mutation"`},
		{"a view", `mutation { insertHit(input: {}) { affectedRows } }`, ``, `invalid: REQUEST_INVALID: Cannot query field "insertHit"`},
		{"a table without a key", `mutation { deleteNote(by: {}) { affectedRows } }`, ``, `invalid: REQUEST_INVALID: Cannot query field "deleteNote"`},
		{"an upsert", `mutation { insertTag(input: {label: "a"}, onConflict: {}) { affectedRows } }`, ``, `invalid: REQUEST_INVALID: Unknown argument "onConflict"`},
		{"a key that is null", `mutation($n: String) { deleteArtist(by: {name: $n}) { affectedRows } }`, `{"n": null}`, `invalid: REQUEST_INVALID`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := asked(t, tt.document, tt.variables); !strings.HasPrefix(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestShapesOfWrites(t *testing.T) {
	const (
		one  = `mutation($r: AlbumInsert!) { insertAlbum(input: $r) { affectedRows } }`
		many = `mutation($r: [NoteInsert!]!) { insertNotes(input: $r) { affectedRows } }`
		set  = `mutation($s: AlbumSet) { updateAlbum(by: {id: 1}, set: $s, inc: {id: 1}) { affectedRows } }`
		inc  = `mutation($i: AlbumInc) { updateAlbum(by: {id: 1}, set: {title: "x"}, inc: $i) { affectedRows } }`
		all  = `mutation($a: Boolean, $m: Int) { deleteAlbums(where: {id: {gt: 3}}, allRows: $a, maxAffected: $m) { affectedRows } }`
		skip = `mutation($r: [AlbumInsert!]!, $s: AlbumSet) { __typename insertAlbums(input: $r) @skip(if: true) { affectedRows }
			updateAlbum(by: {id: 1}, set: $s) @skip(if: true) { affectedRows } }`
	)
	album := func(rest string) string {
		return `{"id": 1, "title": "x", "artistId": 2, "price": 1, "released": "2024-01-01", ` + rest + `}`
	}
	many1000 := `{"r": [` + strings.TrimSuffix(strings.Repeat(`{"text": "x", "kind": "y"},`, 1000), ",") + `]}`
	tests := []struct {
		name, document string
		variables      []string
		want           int
	}{
		{
			"enums, Booleans and null share", one,
			[]string{
				`{"r": ` + album(`"live": true, "genre": "POP", "meta": null`) + `}`,
				`{"r": ` + album(`"live": false, "genre": "ROCK", "meta": {"a": 1}`) + `}`,
			},
			1,
		},
		{
			"the number of rows does not count", many,
			[]string{`{"r": [{"text": "x", "kind": "y"}]}`, `{"r": {"kind": "y", "text": null}}`, many1000},
			1,
		},
		{
			"sets of columns count in their order", many,
			[]string{
				`{"r": [{"kind": "x"}, {"id": 1}]}`, `{"r": [{"id": 1}, {"kind": "x"}]}`, `{"r": [{"kind": "x"}, {"kind": "z"}, {"id": 1}, {"kind": "y"}]}`,
			},
			2,
		},
		{
			"a column that is null where it is left out", many,
			[]string{`{"r": [{"text": "x"}, {}]}`, `{"r": [{}, {"text": "x"}, {}]}`, `{"r": [{"text": null}]}`, `{"r": [{}]}`},
			2,
		},
		{"no rows", many, []string{`{"r": []}`, `{"r": [{}]}`, `{"r": []}`}, 2},
		{
			"set", set,
			[]string{
				`{"s": {"genre": "POP", "live": true, "meta": null}}`, `{"s": {"live": false, "genre": "ROCK", "meta": 1}}`, `{"s": {"live": true}}`,
				`{"s": null}`, `{}`,
			},
			4,
		},
		{"inc", inc, []string{`{"i": {"price": 1}}`, `{"i": {"price": 2}}`, `{"i": {"id": 2}}`, `{"i": null}`}, 3},
		{"allRows counts, maxAffected does not", all, []string{`{"a": true}`, `{"a": false}`, `{"a": true, "m": 1}`, `{"a": true, "m": 2}`, `{"m": 2}`}, 4},
		{
			"what nothing reads", skip,
			[]string{`{"r": [], "s": {"live": true}}`, `{"r": [], "s": {"live": false}}`},
			1,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := shapes(t, tt.document, tt.variables...); got != tt.want {
				t.Errorf("got %d plans, want %d", got, tt.want)
			}
		})
	}
}

func TestHitsCheckRows(t *testing.T) {
	for name, tt := range map[string]struct {
		document string
		rounds   [][2]string
	}{
		"rows": {`mutation($r: [AlbumInsert!]!) { insertAlbums(input: $r) { affectedRows } }`, [][2]string{
			{`{"r": [{"id": 1, "title": "x", "artistId": 2, "price": 1, "released": "2024-01-01", "live": true, "genre": "POP"}]}`, ``},
			{`{"r": [{"id": 1, "title": "x", "artistId": 2, "price": 1, "released": "2024-01-01", "live": true, "genre": "JAZZ"}]}`, `$r[0].genre`},
			{`{"r": [{"id": 1, "title": "x", "artistId": 2, "price": 1, "released": "2024-01-01", "live": "yes", "genre": "POP"}]}`, `$r[0].live`},
			{`{"r": [{"id": 1, "title": null, "artistId": 2, "price": 1, "released": "2024-01-01", "live": true, "genre": "POP"}]}`, `$r[0].title: null`},
			{`{"r": [{"id": 1, "title": "x", "artistId": 2, "price": 1, "released": "2024-01-01", "live": true, "genre": "POP"}, null]}`, `$r[1]: null`},
			{`{"r": null}`, `variable $r: null`},
			{`{}`, `variable $r`},
		}},
		"set": {`mutation($s: AlbumSet!) { updateAlbum(by: {id: 1}, set: $s) { affectedRows } }`, [][2]string{
			{`{"s": {"live": true, "genre": "POP"}}`, ``},
			{`{"s": {"live": "true", "genre": "POP"}}`, `$s.live`},
			{`{"s": {"live": null, "genre": "BOP"}}`, `$s.genre`},
			{`{"s": {"x": 1}}`, `AlbumSet has no field x`},
		}},
		"rows that nothing reads": {`mutation($r: [AlbumInsert!]!, $s: AlbumSet) { __typename insertAlbums(input: $r) @skip(if: true) { affectedRows }
			updateAlbum(by: {id: 1}, set: $s) @skip(if: true) { affectedRows } }`, [][2]string{
			{`{"r": [], "s": {"live": true}}`, ``},
			{`{"r": [], "s": {"live": 1}}`, `$s.live`},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s, f := newFake(t, Options{})
			o := newOperation(t, s, tt.document)
			e := &entry{operations: []*operation{o}, plans: map[string]*prepared{}}
			for _, round := range tt.rounds {
				_, _, faults := s.prepare(t.Context(), e, o, jsonObject(t, round[0]), nil)
				if got := printFaults(faults); (round[1] == "") != (got == "") || !strings.Contains(got, round[1]) {
					t.Errorf("%s: got %s, want %s", round[0], got, round[1])
				}
			}
			if f.prepares != 1 {
				t.Errorf("got %d plans, want 1", f.prepares)
			}
		})
	}
}

func TestListsOfRowsAreBounded(t *testing.T) {
	s, f := newFake(t, Options{})
	o := newOperation(t, s, `mutation($r: [NoteInsert!]!) { insertNotes(input: $r) { affectedRows } }`)
	e := &entry{operations: []*operation{o}, plans: map[string]*prepared{}}
	rows := make([]any, 10_001)
	for i := range rows {
		rows[i] = map[string]any{}
	}
	_, _, faults := s.prepare(t.Context(), e, o, map[string]any{"r": rows}, nil)
	if got := printFaults(faults); !strings.HasPrefix(got, "LIMIT_LIST: variable $r: a list may have at most 10000 items") {
		t.Errorf("got %s", got)
	}
	if _, _, faults = s.prepare(t.Context(), e, o, map[string]any{"r": rows[:10_000]}, nil); len(faults) > 0 {
		t.Errorf("got %s", printFaults(faults))
	}
	if f.prepares != 1 {
		t.Errorf("got %d plans, want 1", f.prepares)
	}
}

func TestSetsOfRowsAreBounded(t *testing.T) {
	s, _ := newFake(t, Options{})
	o := newOperation(t, s, `mutation($r: [WideInsert!]!) { insertWides(input: $r) { affectedRows } }`)
	e := &entry{operations: []*operation{o}, plans: map[string]*prepared{}}
	rows := make([]any, 128)
	for i := range rows {
		row := map[string]any{}
		for bit := range 7 {
			if i&(1<<bit) != 0 {
				row[fmt.Sprint("c", bit)] = json.Number("1")
			}
		}
		rows[i] = row
	}
	_, _, faults := s.prepare(t.Context(), e, o, map[string]any{"r": rows}, nil)
	if got := printFaults(faults); !strings.HasPrefix(got, "LIMIT_LIST: variable $r: the rows give more than 100 different sets") {
		t.Errorf("got %s", got)
	}
	if _, _, faults = s.prepare(t.Context(), e, o, map[string]any{"r": rows[:100]}, nil); len(faults) > 0 {
		t.Errorf("got %s", printFaults(faults))
	}
}

// TestFailedWrites looks at how an answer says that a write failed: the data is null where work was rolled back, and
// absent where the request was refused before any.
func TestFailedWrites(t *testing.T) {
	for name, tt := range map[string]struct {
		code       fault.Code
		statements int
		status     int
		keys       string
	}{
		"a broken constraint":        {fault.ConstraintUnique, 1, http.StatusOK, "[data errors]"},
		"a constraint that we check": {fault.ConstraintNotNull, 0, http.StatusOK, "[data errors]"},
		"a bound that was met":       {fault.LimitAffected, 1, http.StatusOK, "[data errors]"},
		"a value that was refused":   {fault.RequestValue, 0, http.StatusBadRequest, "[errors]"},
		"a busy database":            {fault.DatabaseBusy, 1, http.StatusServiceUnavailable, "[errors]"},
		"a full disk":                {fault.DatabaseFull, 1, http.StatusOK, "[data errors]"},
	} {
		t.Run(name, func(t *testing.T) {
			var reported []error
			o := Options{Report: func(_ context.Context, err error) { reported = append(reported, err) }}
			w := send(t, post(`{"query": "mutation { deleteArtist(by: {id: 1}) { affectedRows } }"}`, ""), o,
				func(context.Context, request.Arguments, []byte) exec.Answer {
					return exec.Answer{Errors: []*fault.Fault{faultNamed(tt.code).At("deleteArtist")}, Statements: tt.statements}
				})
			if w.Code != tt.status || fmt.Sprint(sorted(t, w.Body.Bytes())) != tt.keys {
				t.Errorf("got %d %s", w.Code, w.Body)
			}
			client := strings.HasPrefix(string(tt.code), "CONSTRAINT") || strings.HasPrefix(string(tt.code), "REQUEST")
			if wanted := !client && tt.code != fault.LimitAffected; wanted != (len(reported) == 1) {
				t.Errorf("the log has %v", reported)
			}
		})
	}
}

// TestGetNeverMutates sends a mutation that is valid, alone and beside a query.
func TestGetNeverMutates(t *testing.T) {
	ran := false
	run := func(context.Context, request.Arguments, []byte) exec.Answer {
		ran = true
		return exec.Answer{Data: []byte(`{}`)}
	}
	const document = `mutation W { deleteArtist(by: {id: 1}) { affectedRows } } query R { __typename }`
	for _, operation := range []string{"W", "R"} {
		w := send(t, get("operationName="+operation+"&query="+url.QueryEscape(document)), Options{}, run)
		if mutates := operation == "W"; mutates != (w.Code == http.StatusMethodNotAllowed) || mutates == ran {
			t.Errorf("%s: got %d %s, ran %v", operation, w.Code, w.Body, ran)
		}
	}
}
