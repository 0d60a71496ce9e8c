package operation_test

import (
	"fmt"
	"strings"
	"testing"

	"tiddly/internal/gql/operation"
	"tiddly/internal/plan"
)

func TestRequests(t *testing.T) {
	tests := []struct{ name, document, variables, want string }{
		{
			"columns, aliases and names", `{ albums { id t: title __typename nodeId } }`, ``,
			`albums: Album { id t:title __typename:typename nodeId:nodeid }`,
		},
		{"root typename", `{ a: __typename }`, ``, `a: "Query"`},
		{
			"merged fields", `{ albums { id artist { id } } albums { title artist { name } } }`, ``,
			`albums: Album { id artist { id name } title }`,
		},
		{
			"fragments", `{ ...q } fragment q on Query { albums { ...a ... on Album { title } ... { id } } } fragment a on Album { id ...b } fragment b on Album { price }`, ``,
			`albums: Album { id price title }`,
		},
		{
			"fragments of an interface", `{ albums { ... on Node { nodeId ... on Artist { id } ... on Album { title } ...n } } } fragment n on Node { ... on Artist { name } __typename }`, ``,
			`albums: Album { nodeId:nodeid title __typename:typename }`,
		},
		{
			"skip and include", `query($y: Boolean!, $n: Boolean = false) { albums { id @skip(if: $y) title @include(if: $y) price @include(if: $n) live @skip(if: false) } }`,
			`{"y": true}`, `albums: Album { title live }`,
		},
		{"all fields skipped", `{ albums @skip(if: true) { id } }`, ``, `nothing`},
		{
			"aliases with arguments of their own", `{ artists { a: albums(limit: 1) { id } b: albums(limit: 2, offset: 3) { id } } }`, ``,
			"artists: Artist { a:albums limit $0 { id } b:albums limit $1 offset $2 { id } }\n$0 = 1\n$1 = 2\n$2 = 3",
		},
		{
			"by a key", `query($n: String!) { artist(by: {name: $n}) { id } b: artist(by: {id: 5}) { name } }`, `{"n": "Abba"}`,
			"artist: one Artist(name: [0]) { id }\nb: one Artist(id: [1]) { name }\n$0 = \"Abba\"\n$1 = 5",
		},
		{
			"by a composite key", `{ label(by: {countryAndCode: {code: "12", country: "FR"}}) { code } }`, ``,
			"label: one Label(countryAndCode: [0 1]) { code }\n$0 = \"FR\"\n$1 = 12",
		},
		{
			"order", `{ albums(orderBy: [{title: ASC}, {artist: {name: DESC_NULLS_FIRST}}, {id: DESC_NULLS_LAST}]) { id } }`, ``,
			`albums: Album order title, artist.name desc nulls first, id desc { id }`,
		},
		{
			"order by one term", `query($o: [AlbumOrderBy!], $d: OrderDirection!) { albums(orderBy: $o) { id } b: albums(orderBy: {title: $d}) { id } }`,
			`{"o": {"price": "ASC_NULLS_FIRST"}, "d": "DESC"}`, "albums: Album order price nulls first { id }\nb: Album order title desc { id }",
		},
		{
			"distinct", `query($c: [AlbumColumn!]) { albums(distinctOn: $c) { id } b: albums(distinctOn: ARTIST_ID) { id } }`, `{"c": ["GENRE", "LIVE"]}`,
			"albums: Album distinct [genre live] { id }\nb: Album distinct [artistId] { id }",
		},
		{
			"nulls are as if absent", `query($l: Int, $o: [AlbumOrderBy!]) { albums(where: null, limit: $l, offset: null, orderBy: $o, distinctOn: null) { id } }`, `{"o": null}`,
			`albums: Album { id }`,
		},
		{
			"default of a variable", `query($l: Int = 5, $w: AlbumWhere = {id: {gt: 2}}) { albums(limit: $l, where: $w) { id } }`, ``,
			"albums: Album where id.gt($0) limit $1 { id }\n$0 = 2\n$1 = 5",
		},
		{"null instead of the default", `query($l: Int = 5) { albums(limit: $l) { id } }`, `{"l": null}`, `albums: Album { id }`},
		{"extra variables are ignored", `query($l: Int) { albums(limit: $l) { id } }`, `{"l": 1, "x": {"y": []}}`, "albums: Album limit $0 { id }\n$0 = 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := asked(t, tt.document, tt.variables); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// filtered queries albums with a filter written as a literal.
func filtered(t *testing.T, where string) string {
	t.Helper()
	return asked(t, `{ albums(where: `+where+`) { id } }`, ``)
}

func TestWhere(t *testing.T) {
	tests := []struct{ where, want string }{
		{`{}`, `and()`},
		{`{title: {}}`, `and()`},
		{`{title: {eq: "a"}}`, "title.eq($0)\n$0 = \"a\""},
		{`{title: {like: "a%", ne: "ab"}, id: {gte: 3}}`, "and(and(title.like($0), title.ne($1)), id.gte($2))\n$0 = \"a%\"\n$1 = \"ab\"\n$2 = 3"},
		{
			`{and: [{id: {lt: 1}}, {}], or: [], not: {or: [{title: {iContains: "x"}}]}}`,
			"and(and(id.lt($0), and()), or(), not(or(title.iContains($1))))\n$0 = 1\n$1 = \"x\"",
		},
		{`{and: {id: {lt: 1}}}`, "and(id.lt($0))\n$0 = 1"},
		{`{id: {in: [3, 1, 2]}}`, "id.in(4 $0)\n$0 = [3 1 2]"},
		{`{id: {in: 3}}`, "id.in(1 $0)\n$0 = [3]"},
		{`{id: {notIn: []}}`, "id.notIn(0 $0)\n$0 = []"},
		{`{meta: {isNull: true}, title: {isNull: false}}`, `and(meta.isNull=true, title.isNull=false)`},
		{`{title: null, and: null, not: null, id: {ne: null, in: null, isNull: null}, artist: null}`, `and()`},
		{`{artist: {name: {eq: "x"}}}`, "some artist(name.eq($0))\n$0 = \"x\""},
		{
			`{artist: {albums: {none: {live: {eq: true}}, every: {}, some: null}}}`,
			"some artist(and(none albums(live.eq($0)), every albums(and())))\n$0 = true",
		},
		{
			`{price: {eq: 1.50, lt: "2"}, released: {gt: "1970-01-02"}, genre: {in: [ROCK]}}`,
			"and(and(price.eq($0), price.lt($1)), released.gt($2), genre.in(1 $3))\n$0 = \"1.5\"\n$1 = \"2\"\n$2 = 86400000000\n$3 = [\"rock\"]",
		},
		{`{meta: {eq: {b: [1, null], a: "x"}, hasKey: "k"}}`, "and(meta.eq($0), meta.hasKey($1))\n$0 = json {\"a\":\"x\",\"b\":[1,null]}\n$1 = \"k\""},
		{
			`{meta: {path: [{path: "$.a[0]", gt: 5, isNull: false}, {path: "$"}]}}`,
			"and(meta.gt@$0($1), meta.isNull@$0=false)\n$0 = json [\"a\",0]\n$1 = json 5\n$2 = json []",
		},
		{`{meta: {path: {path: "$.a", eq: "x"}}}`, "meta.eq@$0($1)\n$0 = json [\"a\"]\n$1 = json \"x\""},
	}
	for _, tt := range tests {
		got := strings.Replace(strings.TrimPrefix(filtered(t, tt.where), "albums: Album where "), " { id }", "", 1)
		if got != tt.want {
			t.Errorf("%s\ngot  %s\nwant %s", tt.where, got, tt.want)
		}
	}
}

// TestWhereFromVariables writes the same filters as one variable, and as variables inside a literal.
func TestWhereFromVariables(t *testing.T) {
	const whole = `query($w: AlbumWhere) { albums(where: $w) { id } }`
	tests := []struct{ document, variables, want string }{
		{
			whole, `{"w": {"title": {"ne": "b", "like": "a"}, "id": {"in": [1, 2, 3]}}}`,
			"and(id.in(4 $0), and(title.like($1), title.ne($2)))\n$0 = [1 2 3]\n$1 = \"a\"\n$2 = \"b\"",
		},
		{whole, `{"w": {"or": {"id": {"eq": 1}}}}`, "or(id.eq($0))\n$0 = 1"},
		{
			whole, `{"w": {"or": [{"artist": {"name": {"eq": "x"}}}, {"meta": {"path": {"path": "$[1]", "ne": {"a": null}}}}]}}`,
			"or(some artist(name.eq($0)), meta.ne@$1($2))\n$0 = \"x\"\n$1 = json [1]\n$2 = json {\"a\":null}",
		},
		{
			whole, `{"w": {"id": {"in": 7}, "genre": {"eq": "POP"}, "live": {"eq": false}}}`,
			"and(genre.eq($0), id.in(1 $1), live.eq($2))\n$0 = \"pop\"\n$1 = [7]\n$2 = false",
		},
		{whole, `{"w": {"title": null, "and": [], "id": {"gt": null}}}`, `and(and(), and())`},
		{
			`query($t: String, $a: Int!, $b: Int = 9) { albums(where: {title: {like: $t}, id: {in: [$a, 2, $b]}}) { id } }`, `{"a": 1}`,
			"and(and(), id.in(4 $0))\n$0 = [1 2 9]",
		},
		{
			`query($x: JSON) { albums(where: {meta: {eq: {k: [$x, 1]}}}) { id } }`, `{"x": {"z": 1, "y": 2.50}}`,
			"meta.eq($0)\n$0 = json {\"k\":[{\"y\":2.5,\"z\":1},1]}",
		},
		{`query($ids: [Int!]) { albums(where: {id: {in: $ids}}) { id } }`, `{"ids": []}`, "id.in(0 $0)\n$0 = []"},
		{
			`query($f: StringFilter, $q: ArtistWhere) { albums(where: {title: $f, artist: $q}) { id } }`, `{"f": {"eq": "a"}, "q": {"id": {"eq": 1}}}`,
			"and(title.eq($0), some artist(id.eq($1)))\n$0 = \"a\"\n$1 = 1",
		},
	}
	for _, tt := range tests {
		got := strings.Replace(strings.TrimPrefix(asked(t, tt.document, tt.variables), "albums: Album where "), " { id }", "", 1)
		if got != tt.want {
			t.Errorf("%s %s\ngot  %s\nwant %s", tt.document, tt.variables, got, tt.want)
		}
	}
}

func TestRefusals(t *testing.T) {
	const whole = `query($w: AlbumWhere) { albums(where: $w) { id } }`
	tests := []struct{ name, document, variables, want string }{
		{
			"eq null", `{ a: artists { albums(where: {title: {eq: null}}) { id } } }`, ``,
			`REQUEST_VALUE: where.title.eq: null cannot be compared with eq at [a albums] (use isNull: true)`,
		},
		{
			"eq null from a variable", `query($t: String) { albums(where: {or: [{}, {title: {eq: $t}}]}) { id } }`, `{"t": null}`,
			`REQUEST_VALUE: where.or[1].title.eq: null cannot be compared with eq at [albums] (use isNull: true)`,
		},
		{
			"several at once", `{ albums(where: {id: {eq: 3000000000}, released: {gt: "x"}}, limit: 3000000000) { id artist { albums(offset: 99999999999) { id } } } }`, ``,
			"REQUEST_VALUE: where.id.eq: expected an Int, got a number at [albums] (an Int lies between -2147483648 and 2147483647)\n" +
				"REQUEST_VALUE: where.released.gt: expected a Date, got a string at [albums] (write it like 2024-03-01 (RFC 3339, full-date))\n" +
				"REQUEST_VALUE: limit: expected an Int, got a number at [albums] (an Int lies between -2147483648 and 2147483647)\n" +
				"REQUEST_VALUE: offset: expected an Int, got a number at [albums artist albums] (an Int lies between -2147483648 and 2147483647)",
		},
		{
			"unknown field in a variable", whole, `{"w": {"titel": {"eq": "x"}}}`,
			`REQUEST_VALUE: variable $w: AlbumWhere has no field titel (AlbumWhere has title, `,
		},
		{
			"wrong scalar in a variable", whole, `{"w": {"or": [{"title": {"eq": 5}}, {"id": {"in": [1, "2"]}}]}}`,
			"REQUEST_VALUE: variable $w.or[0].title.eq: expected a String, got a number (write a text in quotes)\n" +
				"REQUEST_VALUE: variable $w.or[1].id.in[1]: expected an Int, got a string (write a number, without quotes)",
		},
		{"int range in a variable", `query($l: Int) { albums(limit: $l) { id } }`, `{"l": 2147483648}`, `REQUEST_VALUE: variable $l: expected an Int, got a number`},
		{
			"missing variable", `query($l: Int!, $m: Int!) { albums(limit: $l, offset: $m) { id } }`, ``,
			"REQUEST_VALUE: variable $l: a value is required (specify a value of type Int!)\nREQUEST_VALUE: variable $m: a value is required (specify a value of type Int!)",
		},
		{"null variable", `query($l: Int!) { albums(limit: $l) { id } }`, `{"l": null}`, `REQUEST_VALUE: variable $l: null is not a value of type Int!`},
		{
			"oneOf in a variable", `query($k: ArtistKey!) { artist(by: $k) { id } }`, `{"k": {"id": 1, "name": "x"}}`,
			`REQUEST_VALUE: variable $k: ArtistKey must have exactly one field that is not null`,
		},
		{
			"empty oneOf in a variable", `query($o: [AlbumOrderBy!]) { albums(orderBy: $o) { id } }`, `{"o": [{}, {"title": null}]}`,
			"REQUEST_VALUE: variable $o[0]: AlbumOrderBy must have exactly one field that is not null (AlbumOrderBy has id, title, artistId, price, released, live, genre, artist)\nREQUEST_VALUE: variable $o[1]: AlbumOrderBy must have exactly one field that is not null (AlbumOrderBy has id, title, artistId, price, released, live, genre, artist)",
		},
		{
			"oneOf by a null variable", `query($d: OrderDirection) { albums(orderBy: [{title: $d}]) { id } }`, ``,
			`invalid: REQUEST_INVALID: Variable "$d" is of type "OrderDirection" but must be non-nullable`,
		},
		{
			"enum in a variable", `query($c: [AlbumColumn!]) { albums(distinctOn: $c) { id } }`, `{"c": ["genre"]}`,
			`REQUEST_VALUE: variable $c[0]: expected a value of the enum AlbumColumn, got a string (AlbumColumn has GENRE, `,
		},
		{"object for a list", whole, `{"w": []}`, `REQUEST_VALUE: variable $w: expected an object of type AlbumWhere, got a list`},
		{
			"null in a list", whole, `{"w": {"and": [null], "id": {"in": [null]}}}`,
			"REQUEST_VALUE: variable $w.and[0]: null is not a value of type AlbumWhere! (specify a value)\nREQUEST_VALUE: variable $w.id.in[0]: null is not a value of type Int! (specify a value)",
		},
		{
			"missing member", `query($k: LabelKey!) { label(by: $k) { code } }`, `{"k": {"countryAndCode": {"code": 1}}}`,
			`REQUEST_VALUE: variable $k.countryAndCode: country is required (specify a value of type`,
		},
		{"boolean", `query($b: Boolean!) { albums { id @skip(if: $b) } }`, `{"b": "true"}`, `REQUEST_VALUE: variable $b: expected a Boolean, got a string`},
		{
			"a variable that is not used", `query($i: Int!) { albums { id artist @skip(if: true) { albums(limit: $i) { id } } } }`, `{"i": "x"}`,
			`REQUEST_VALUE: variable $i: expected an Int, got a string`,
		},
		{
			"json path", `{ albums(where: {meta: {path: [{path: "a.b", eq: 1}]}}) { id } }`, ``,
			`REQUEST_VALUE: where.meta.path[0].path: expected a JSON path: `,
		},
		{"json name", `{ albums(where: {meta: {eq: {a: FOO}}}) { id } }`, ``, `REQUEST_VALUE: where.meta.eq: expected a JSON value, got the name FOO`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := asked(t, tt.document, tt.variables); !strings.HasPrefix(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestBounds(t *testing.T) {
	filter := func(times int, member string) string {
		w := strings.TrimSuffix(strings.Repeat(member+",", times), ",")
		return asked(t, `query($w: AlbumWhere) { albums(where: $w) { id } }`, `{"w": {"or": [`+w+`]}}`)
	}
	for _, c := range []struct {
		times  int
		member string
		want   string
	}{
		{plan.MaxConditions, `{"id": {"eq": 1}}`, "albums"},
		{plan.MaxConditions, `{"not": {"id": {"eq": 1}}}`, "albums"},
		{plan.MaxConditions / 2, `{"id": {"gt": 1, "lt": 5}}`, "albums"},
		{plan.MaxConditions + 1, `{"id": {"eq": 1}}`, "LIMIT_LIST: where.or[500].id.eq: the filters have more than 500 conditions"},
		{plan.MaxConditions/2 + 1, `{"id": {"gt": 1, "lt": 5}}`, "LIMIT_LIST: where.or[250].id.gt: the filters have more than 500 conditions"},
		{operation.MaxObjects - 1, `{}`, "albums"},
		{operation.MaxObjects, `{}`, "LIMIT_LIST: where.or[1999]: the filters have more than 2000 objects"},
	} {
		if got := filter(c.times, c.member); !strings.HasPrefix(got, c.want) {
			t.Errorf("%d times %s gave %.200s, want %s", c.times, c.member, got, c.want)
		}
	}
	deep := strings.Repeat(`{"not": `, operation.MaxNested) + "{}" + strings.Repeat("}", operation.MaxNested)
	if got := asked(t, `query($w: AlbumWhere) { albums(where: $w) { id } }`, `{"w": `+deep+`}`); !strings.HasPrefix(got, "LIMIT_DEPTH: where: the filter is nested more than 500 levels deep") {
		t.Errorf("got %.200s", got)
	}
	// Each fragment is written out six times by the one before: few fields stand for many.
	var b strings.Builder
	b.WriteString("{ artists { ...f0 } }")
	for i := range 3 {
		fmt.Fprintf(&b, " fragment f%d on Artist {", i)
		for alias := range 6 {
			fmt.Fprintf(&b, " x%d: albums { artist { ...f%d } }", alias, i+1)
		}
		b.WriteString(" }")
	}
	b.WriteString(" fragment f3 on Artist { id }")
	if got := asked(t, b.String(), ``); !strings.Contains(got, "LIMIT_FIELDS: the document selects more than 300 fields") {
		t.Errorf("got %.200s", got)
	}
}
