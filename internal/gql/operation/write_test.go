package operation_test

import (
	"strings"
	"testing"
)

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
			"REQUEST_VALUE: variable $r[1]: label is required (specify a value of type String!)\n" +
				"REQUEST_VALUE: variable $r[2].label: null is not a value of type String! (specify a value)",
		},
		{
			"rows that are none", `mutation($r: [TagInsert!]!) { insertTags(input: $r) { affectedRows } }`, `{"r": [null, 5, {"label": 5, "x": 1}]}`,
			"REQUEST_VALUE: variable $r[0]: null is not a value of type TagInsert! (specify a row, or remove the item)\n" +
				"REQUEST_VALUE: variable $r[1]: expected an object of type TagInsert, got a number (TagInsert has label, note)\n" +
				"REQUEST_VALUE: variable $r[2].label: expected a String, got a number (write a text in quotes)\n" +
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
			"REQUEST_VALUE: inc.price: price is in both set and inc",
		},
		{"a where that is true", `mutation($w: AlbumWhere!) { deleteAlbums(where: $w) { affectedRows } }`, `{"w": {"and": []}}`, "REQUEST_VALUE: where: it matches every row"},
		{"inc of a text", `mutation { updateArtist(by: {id: 1}, inc: {name: 1}) { affectedRows } }`, ``, `invalid: REQUEST_INVALID: Field "name" is not defined by type "ArtistInc"`},
		{"introspection below a mutation", `mutation { deleteArtist(by: {id: 1}) { query { __schema { queryType { name } } } } }`, ``, "REQUEST_INVALID: __schema cannot be selected below a mutation at [deleteArtist query __schema]"},
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
