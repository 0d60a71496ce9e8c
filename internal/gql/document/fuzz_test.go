package document

import (
	"testing"

	"tiddly/internal/gql/gqltest"
	"tiddly/internal/gql/limits"
	"tiddly/internal/jsontext"
)

// FuzzRequest plans arbitrary documents and variables: errors are allowed, panics are not, and a cached plan must
// be filled with the same arguments as a new one.
func FuzzRequest(f *testing.F) {
	for _, seed := range [][2]string{
		{`{ albums(where: {or: [{title: {like: "a"}}, {id: {in: [1, 2]}}]}, orderBy: {title: DESC}) { id artist { ...a } } } fragment a on Artist { name }`, `{}`},
		{`query($w: AlbumWhere, $l: Int = 3) { albums(where: $w, limit: $l) { id } }`, `{"w": {"meta": {"path": [{"path": "$.a", "eq": 1}]}, "id": {"in": 7}}}`},
		{`query($k: LabelKey!, $s: Boolean!) { label(by: $k) { code @skip(if: $s) country } }`, `{"k": {"countryAndCode": {"code": "5", "country": "FR"}}, "s": false}`},
		{`query($i: [Int!], $j: JSON) { albums(where: {id: {in: $i}, meta: {eq: {a: [$j]}}}) { id } __typename }`, `{"i": [1, null], "j": {"b": []}}`},
		{
			`mutation($r: [NoteInsert!]!, $s: AlbumSet, $t: String) { insertNotes(input: $r) { nodes { text } query { __typename } }
				updateAlbums(where: {title: {eq: $t}}, set: $s, inc: {price: 1}, allRows: true) { affectedRows } insertTag(input: {label: $t, note: $t}) { node { note } } }`,
			`{"r": [{"text": "a"}, {"kind": "k", "id": 2}, {}], "s": {"live": null, "genre": "POP", "meta": [1]}, "t": "x"}`,
		},
		{
			`query($i: ID!, $l: [ID!]!) { node(nodeId: $i) { nodeId ... on Album { artist { name } } } nodes(nodeIds: $l) { __typename ... on Artist { name } } }`,
			`{"i": "WyJBbGJ1bSIsMV0", "l": ["WyJBcnRpc3QiLDFd", "WyJBbGJ1bSIsMV0", 5]}`,
		},
		{`mutation($a: TagInsert!, $n: String) { insertTags(input: [$a, {label: "b", note: $n}]) { affectedRows } deleteNotes(where: {}) { affectedRows } }`, `{"a": {"label": "c"}}`},
	} {
		f.Add(seed[0], seed[1])
	}
	s, _ := newShelf(f, limits.Default())
	f.Fuzz(func(t *testing.T, document, text string) {
		parsed, err := s.read(t.Context(), document)
		if err != nil {
			return
		}
		v, err := jsontext.Decode(text, 1024)
		variables, ok := v.(map[string]any)
		if err != nil || (v != nil && !ok) {
			return
		}
		e := NewEntry(parsed)
		for _, o := range e.operations {
			_, fresh, faults := s.planner.Plan(t.Context(), e, o, variables)
			_, again, faultsAgain := s.planner.Plan(t.Context(), e, o, variables)
			if len(faults) != len(faultsAgain) || value(fresh) != value(again) {
				t.Errorf("%s %s: first %s %s, then %s %s", document, text,
					value(fresh), gqltest.PrintFaults(faults), value(again), gqltest.PrintFaults(faultsAgain))
			}
		}
	})
}

// FuzzDocument reads arbitrary documents, at the default limits and at ten times those, and checks steps and
// bytes.
func FuzzDocument(f *testing.F) {
	for _, write := range gqltest.Hostile {
		f.Add(write(40))
		f.Add(write(400))
	}
	for _, text := range gqltest.Introspections {
		f.Add(text)
	}
	few, _ := newShelf(f, limits.Default())
	many, _ := newShelf(f, gqltest.Tenfold())
	_, _ = costOf(f, few, "{ albums { id } }") // fill the caches first
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range []*shelf{few, many} {
			if c, said := costOf(t, s, text); !c.within(s.limits, text) {
				t.Errorf("%d steps and %d bytes (%s): %.2000s", c.steps, c.bytes, said, text)
			}
		}
	})
}
