package document

import (
	"strings"
	"testing"

	"tiddly/internal/gql/gqltest"
	"tiddly/internal/gql/limits"
)

// BenchmarkValidateWorst validates the widest document that the token limit lets through.
func BenchmarkValidateWorst(b *testing.B) {
	s, _ := newShelf(b, limits.Default())
	document := "{ albums { " + strings.Repeat("id ", maxSelections-2) + "} }"
	for b.Loop() {
		if _, err := s.read(b.Context(), document); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRows finds the plan of an insert of 1,000 rows and fills its arguments.
func BenchmarkRows(b *testing.B) {
	s, f := newShelf(b, limits.Default())
	parsed, err := s.read(b.Context(), `mutation($r: [AlbumInsert!]!) { insertAlbums(input: $r) { affectedRows } }`)
	if err != nil {
		b.Fatal(err)
	}
	row := `{"id": 1, "title": "x", "artistId": 2, "price": "1.50", "released": "2024-01-01", "live": true, "genre": "POP"}`
	variables := gqltest.JSONObject(b, `{"r": [`+strings.TrimSuffix(strings.Repeat(row+",", 1000), ",")+`]}`)
	e := NewEntry(parsed)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, faults := s.planner.Plan(b.Context(), e, e.operations[0], variables); len(faults) > 0 {
			b.Fatal(gqltest.PrintFaults(faults))
		}
	}
	if f.Prepares != 1 {
		b.Errorf("%d plans were made", f.Prepares)
	}
}
