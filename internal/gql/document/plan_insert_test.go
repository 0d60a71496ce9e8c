package document

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"tiddly/internal/gql/gqltest"
	"tiddly/internal/gql/limits"
)

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
			s, f := newShelf(t, limits.Default())
			o := newOperation(t, s, tt.document)
			e := &Entry{operations: []*Operation{o}, plans: map[string]*Plan{}}
			for _, round := range tt.rounds {
				_, _, faults := s.planner.Plan(t.Context(), e, o, gqltest.JSONObject(t, round[0]))
				if got := gqltest.PrintFaults(faults); (round[1] == "") != (got == "") || !strings.Contains(got, round[1]) {
					t.Errorf("%s: got %s, want %s", round[0], got, round[1])
				}
			}
			if f.Prepares != 1 {
				t.Errorf("got %d plans, want 1", f.Prepares)
			}
		})
	}
}

func TestListsOfRowsAreBounded(t *testing.T) {
	s, f := newShelf(t, limits.Default())
	o := newOperation(t, s, `mutation($r: [NoteInsert!]!) { insertNotes(input: $r) { affectedRows } }`)
	e := &Entry{operations: []*Operation{o}, plans: map[string]*Plan{}}
	rows := make([]any, 10_001)
	for i := range rows {
		rows[i] = map[string]any{}
	}
	_, _, faults := s.planner.Plan(t.Context(), e, o, map[string]any{"r": rows})
	if got := gqltest.PrintFaults(faults); !strings.HasPrefix(got, "LIMIT_LIST: variable $r: a list may have at most 10000 items") {
		t.Errorf("got %s", got)
	}
	if _, _, faults = s.planner.Plan(t.Context(), e, o, map[string]any{"r": rows[:10_000]}); len(faults) > 0 {
		t.Errorf("got %s", gqltest.PrintFaults(faults))
	}
	if f.Prepares != 1 {
		t.Errorf("got %d plans, want 1", f.Prepares)
	}
}

func TestSetsOfRowsAreBounded(t *testing.T) {
	s, _ := newShelf(t, limits.Default())
	o := newOperation(t, s, `mutation($r: [WideInsert!]!) { insertWides(input: $r) { affectedRows } }`)
	e := &Entry{operations: []*Operation{o}, plans: map[string]*Plan{}}
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
	_, _, faults := s.planner.Plan(t.Context(), e, o, map[string]any{"r": rows})
	if got := gqltest.PrintFaults(faults); !strings.HasPrefix(got, "LIMIT_LIST: variable $r: the rows have more than 100 different sets") {
		t.Errorf("got %s", got)
	}
	if _, _, faults = s.planner.Plan(t.Context(), e, o, map[string]any{"r": rows[:100]}); len(faults) > 0 {
		t.Errorf("got %s", gqltest.PrintFaults(faults))
	}
}
