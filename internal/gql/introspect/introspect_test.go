package introspect

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/gql/gqltest"
)

// music returns a catalogue like the one of a record shop.
func music() *catalog.Catalog {
	album := &catalog.Table{SQLName: "albums", TypeName: "Album", ListField: "albums", SingleField: "album", MutationName: "Album"}
	track := &catalog.Table{SQLName: "tracks", TypeName: "Track", ListField: "tracks", SingleField: "track", MutationName: "Track", Comment: `A "song"`}
	column := func(t *catalog.Table, sql, name string, kind catalog.Kind, nonNull bool) {
		t.Columns = append(t.Columns, &catalog.Column{
			Table: t, SQLName: sql, Name: name, EnumValue: strings.ToUpper(sql), Declared: kind.String(),
			Type: catalog.Type{Kind: kind}, NotNull: nonNull, NonNull: nonNull, Index: len(t.Columns),
		})
	}
	column(album, "id", "id", catalog.Int, true)
	column(album, "title", "title", catalog.String, true)
	column(track, "id", "id", catalog.Int, true)
	column(track, "album_id", "albumId", catalog.Int, false)
	column(track, "unit_price", "unitPrice", catalog.Decimal, true)
	column(track, "released", "released", catalog.DateTime, false)
	for _, t := range []*catalog.Table{album, track} {
		t.Keys = []*catalog.Key{{Name: "id", Columns: t.Columns[:1], Primary: true}}
	}
	album.Relations = []*catalog.Relation{{
		Name: "tracks", Kind: catalog.ToMany, Backwards: true, Table: album, Target: track, Columns: album.Columns[:1], TargetColumns: track.Columns[1:2],
	}}
	track.Relations = []*catalog.Relation{{
		Name: "album", Kind: catalog.ToOne, Table: track, Target: album, Columns: track.Columns[1:2], TargetColumns: album.Columns[:1],
	}}
	return &catalog.Catalog{Tables: []*catalog.Table{album, track}}
}

type typeRef struct {
	Kind, Name string
	OfType     *typeRef
}

func (r *typeRef) String() string {
	switch r.Kind {
	case "NON_NULL":
		return r.OfType.String() + "!"
	case "LIST":
		return "[" + r.OfType.String() + "]"
	default:
		return r.Name
	}
}

type inputValue struct {
	Name, Description string
	Type              typeRef
}

type fullType struct {
	Kind, Name, Description, SpecifiedByURL string
	IsOneOf                                 bool
	Fields                                  []struct {
		inputValue
		Args         []inputValue
		IsDeprecated bool
	}
	InputFields   []inputValue
	Interfaces    []typeRef
	EnumValues    []struct{ Name, Description string }
	PossibleTypes []typeRef
}

// learn sends the full query and returns the types by name.
func learn(t *testing.T, served *shown) map[string]fullType {
	t.Helper()
	values, errs := ask(t, served, gqltest.FullIntrospection, nil, false)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	var answer struct {
		QueryType struct{ Name string }
		Types     []fullType
	}
	if err := json.Unmarshal(values["__schema"], &answer); err != nil {
		t.Fatalf("%v in %s", err, values["__schema"])
	}
	if answer.QueryType.Name != "Query" {
		t.Errorf("queryType is %q", answer.QueryType.Name)
	}
	types := map[string]fullType{}
	for _, typ := range answer.Types {
		types[typ.Name] = typ
	}
	return types
}

func TestIntrospectionCoversServedSchema(t *testing.T) {
	served := showMusic(t)
	types := learn(t, served)
	for name, definition := range served.schema.Types {
		got, ok := types[name]
		if !ok {
			t.Errorf("type %s is not shown", name)
			continue
		}
		if got.Kind != string(definition.Kind) || got.Description != definition.Description {
			t.Errorf("type %s is shown as %s %q", name, got.Kind, got.Description)
		}
	}
	if len(types) != len(served.schema.Types) {
		t.Errorf("%d types are shown, want %d", len(types), len(served.schema.Types))
	}
	if _, ok := types["User"]; ok {
		t.Error("a type of the generated schema is shown")
	}
}

func TestIntrospectionOfObject(t *testing.T) {
	types := learn(t, showMusic(t))
	track := types["Track"]
	if track.Description != `A "song"` || len(track.Interfaces) != 1 || track.Interfaces[0].Name != "Node" {
		t.Errorf("Track is described as %q and implements %v", track.Description, track.Interfaces)
	}
	fields := map[string]string{}
	for _, f := range track.Fields {
		fields[f.Name] = f.Type.String()
		if f.Description == "" || f.IsDeprecated {
			t.Errorf("Track.%s: description %q, deprecated %v", f.Name, f.Description, f.IsDeprecated)
		}
	}
	want := map[string]string{
		"nodeId": "ID!", "id": "Int!", "albumId": "Int", "unitPrice": "Decimal!", "released": "DateTime", "album": "Album",
	}
	if !reflect.DeepEqual(fields, want) {
		t.Errorf("fields of Track are %v, want %v", fields, want)
	}
}

func TestIntrospectionOfArguments(t *testing.T) {
	types := learn(t, showMusic(t))
	want := map[string]string{
		"where": "TrackWhere", "orderBy": "[TrackOrderBy!]", "limit": "Int", "offset": "Int", "distinctOn": "[TrackColumn!]",
	}
	for _, owner := range []string{"Query", "Album"} {
		for _, f := range types[owner].Fields {
			if f.Name != "tracks" {
				continue
			}
			args := map[string]string{}
			for _, a := range f.Args {
				args[a.Name] = a.Type.String()
				if a.Description == "" {
					t.Errorf("%s.tracks(%s) has no description", owner, a.Name)
				}
			}
			if !reflect.DeepEqual(args, want) || f.Type.String() != "[Track!]!" {
				t.Errorf("%s.tracks is %s with %v, want %v", owner, f.Type.String(), args, want)
			}
		}
	}
}

func TestIntrospectionOfScalarsAndInputs(t *testing.T) {
	types := learn(t, showMusic(t))
	if url := types["DateTime"].SpecifiedByURL; url != "https://www.rfc-editor.org/rfc/rfc3339#section-5.6" {
		t.Errorf("DateTime is specified by %q", url)
	}
	for name, oneOf := range map[string]bool{"TrackKey": true, "TrackOrderBy": true, "TrackWhere": false, "IntFilter": false} {
		if types[name].IsOneOf != oneOf {
			t.Errorf("isOneOf of %s is %v", name, types[name].IsOneOf)
		}
	}
	if n := len(types["OrderDirection"].EnumValues); n != 6 {
		t.Errorf("OrderDirection has %d values", n)
	}
	if n := len(types["Node"].PossibleTypes); n != 2 {
		t.Errorf("Node has %d possible types", n)
	}
}

func TestIntrospectionOfOneType(t *testing.T) {
	values, errs := ask(t, showMusic(t), `query ($n: String!, $with: Boolean!) {
		a: __type(name: $n) { ...name }
		...more
		b: __type(name: "Nothing") { name }
		__schema @include(if: $with) { queryType { name } }
		c: __schema { queryType { x: name, __typename, kind @skip(if: $with) } }
	}
	fragment name on __Type { name }
	fragment more on Query { a: __type(name: $n) { kind } }`, map[string]any{"n": "Album", "with": true}, false)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	want := map[string]string{
		"a":        `{"name":"Album","kind":"OBJECT"}`,
		"b":        `null`,
		"__schema": `{"queryType":{"name":"Query"}}`,
		"c":        `{"queryType":{"x":"Query","__typename":"__Type"}}`,
	}
	for key, value := range want {
		if string(values[key]) != value {
			t.Errorf("%s is %s, want %s", key, values[key], value)
		}
	}
}

func TestIntrospectionBesideTables(t *testing.T) {
	schema, c := gqltest.Schema(t)
	s := show(schema, &gqltest.Engine{Catalog: c})
	values, errs := ask(t, s, `{ albums { id } __typename __type(name: "Album") { name } }`, nil, false)
	if len(errs) > 0 || len(values) != 1 || string(values["__type"]) != `{"name":"Album"}` {
		t.Errorf("got %s and errors %v", values, errs)
	}
}

func TestIntrospectionOff(t *testing.T) {
	values, errs := ask(t, showMusic(t), `{ s: __schema { queryType { name } } t: __type(name: "Track") { name } }`, nil, true)
	if len(errs) != 2 || errs[0].Path.String() != "s" {
		t.Fatalf("got errors %v, want one a field", errs)
	}
	if values["s"] != nil || string(values["t"]) != "null" {
		t.Errorf("got %s, want no data for the non-null field and null for the other", values)
	}
}

// TestIntrospectionOfWhatATypeLacks queries every field of every kind of type: what its kind does not have is
// null.
func TestIntrospectionOfWhatATypeLacks(t *testing.T) {
	s := showText(t, everything)
	const all = `kind fields { name } inputFields { name } interfaces { name } enumValues { name } possibleTypes { name } specifiedByURL isOneOf ofType { kind }`
	for name, want := range map[string]string{
		"Int":   `{"kind":"SCALAR","fields":null,"inputFields":null,"interfaces":null,"enumValues":null,"possibleTypes":null,"specifiedByURL":null,"isOneOf":null,"ofType":null}`,
		"Time":  `{"kind":"SCALAR","fields":null,"inputFields":null,"interfaces":null,"enumValues":null,"possibleTypes":null,"specifiedByURL":"https://example.org/<time>","isOneOf":null,"ofType":null}`,
		"Two":   `{"kind":"OBJECT","fields":[{"name":"n"}],"inputFields":null,"interfaces":[],"enumValues":null,"possibleTypes":null,"specifiedByURL":null,"isOneOf":null,"ofType":null}`,
		"Named": `{"kind":"INTERFACE","fields":[{"name":"id"}],"inputFields":null,"interfaces":[{"name":"Node"}],"enumValues":null,"possibleTypes":[{"name":"One"}],"specifiedByURL":null,"isOneOf":null,"ofType":null}`,
		"Any":   `{"kind":"UNION","fields":null,"inputFields":null,"interfaces":null,"enumValues":null,"possibleTypes":[{"name":"One"},{"name":"Two"}],"specifiedByURL":null,"isOneOf":null,"ofType":null}`,
		"Level": `{"kind":"ENUM","fields":null,"inputFields":null,"interfaces":null,"enumValues":[{"name":"LOW"}],"possibleTypes":null,"specifiedByURL":null,"isOneOf":null,"ofType":null}`,
		"In":    `{"kind":"INPUT_OBJECT","fields":null,"inputFields":[{"name":"x"},{"name":"z"}],"interfaces":null,"enumValues":null,"possibleTypes":null,"specifiedByURL":null,"isOneOf":true,"ofType":null}`,
		"Plain": `{"kind":"INPUT_OBJECT","fields":null,"inputFields":[{"name":"x"}],"interfaces":null,"enumValues":null,"possibleTypes":null,"specifiedByURL":null,"isOneOf":false,"ofType":null}`,
	} {
		values, errs := ask(t, s, `{ __type(name: "`+name+`") { `+all+` } }`, nil, false)
		if len(errs) > 0 || string(values["__type"]) != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, errs, values["__type"], want)
		}
	}
	values, _ := ask(t, s, `{ __type(name: "Query") { fields(includeDeprecated: true) { name type { `+all+` name description } args { name } isDeprecated deprecationReason } } }`, nil, false)
	for _, want := range []string{
		`"type":{"kind":"NON_NULL","fields":null,"inputFields":null,"interfaces":null,"enumValues":null,"possibleTypes":null,"specifiedByURL":null,"isOneOf":null,"ofType":{"kind":"LIST"},"name":null,"description":null}`,
		`"args":[{"name":"b"}],"isDeprecated":true,"deprecationReason":"Use <new>"`,
	} {
		if !strings.Contains(string(values["__type"]), want) {
			t.Errorf("%s\nlacks\n%s", values["__type"], want)
		}
	}
}

// TestIntrospectionEnds requires that descriptions of a schema are limited.
func TestIntrospectionEnds(t *testing.T) {
	s := showMusic(t)
	const query = `{ __schema { types { fields { type { fields { name } } } } } }`
	s.most = 1000
	if _, errs := ask(t, s, query, nil, false); len(errs) != 1 || errs[0].Extensions["code"] != "LIMIT_COST" {
		t.Errorf("got %v", errs)
	}
	s.most = 2000 // for all of a request
	if _, errs := ask(t, s, `{ a: __type(name: "Track") { fields { name } } b: __schema { types { name } directives { name description } } c: __schema { types { name description } } }`, nil, false); len(errs) == 0 {
		t.Error("three answers of one request are larger than it may have")
	}
	s.most = maxDescribed
	op, fields := s.plan(t, query, nil)
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, wrong := s.Answer(gone, op, fields[0].Introspection, nil, 0); wrong == nil || wrong.Extensions["code"] != "REQUEST_LEFT" {
		t.Errorf("one who has left gets %v", wrong)
	}
	for range 2 { // an incomplete answer is not kept, and written again for the next request
		if body, f := s.Whole(gone, op, fields); body != nil || f == nil {
			t.Errorf("one who has left gets %d bytes and %v", len(body), f)
		}
	}
	if body, f := s.Whole(t.Context(), op, fields); len(body) == 0 || f != nil {
		t.Errorf("the next gets %d bytes and %v", len(body), f)
	}
}
