package sqlgen

import (
	"regexp"
	"strings"
	"testing"

	"tiddly/internal/catalog"
)

// inSchema puts the tables of the shop into a schema.
func (s *shop) inSchema(schema string) *shop {
	for _, t := range []*catalog.Table{s.artist, s.album, s.track, s.playlist, s.entry, s.folder} {
		t.Schema, t.Name = schema, t.SQLName
		t.SQLName = schema + "." + t.SQLName
	}
	return s
}

// unqualified matches a table named without its schema.
var unqualified = regexp.MustCompile(`(FROM|JOIN|INTO|UPDATE) "(artist|album|track|playlist|playlist_track|folder)"`)

// TestTablesAreNamedInTwoParts checks that every statement names a table of a schema with that schema, and that
// nothing else in the statement changes.
func TestTablesAreNamedInTwoParts(t *testing.T) {
	const schema = "main"
	for _, test := range shapes {
		t.Run(test.name, func(t *testing.T) {
			plain := generate(t, embedded(), test.node(newShop())).String()
			p := generate(t, embedded(), test.node(newShop().inSchema(schema)))
			if got := answer(t, open(t, shopSQL), p, test.values...); got != test.want {
				t.Errorf("got  %s\nwant %s\n%s", got, test.want, p)
			}
			sameButForSchema(t, plain, p.String())
		})
	}
	plain, qualified := writeShapes(newShop()), writeShapes(newShop().inSchema(schema))
	for i, test := range qualified {
		t.Run(test.name, func(t *testing.T) {
			was, err := programOf(t, embedded(), plain[i].write)
			if err != nil {
				t.Fatal(err)
			}
			is, err := programOf(t, embedded(), test.write)
			if err != nil {
				t.Fatal(err)
			}
			sameButForSchema(t, was.String(), is.String())
		})
	}
}

func sameButForSchema(t *testing.T, plain, qualified string) {
	t.Helper()
	if found := unqualified.FindString(qualified); found != "" {
		t.Errorf("%s stands without its schema in\n%s", found, qualified)
	}
	cut := strings.NewReplacer(`"main".`, "", "-- main.", "-- ", "query.main.", "query.")
	if cut.Replace(qualified) != plain {
		t.Errorf("got\n%s\nwant, but for the schema,\n%s", qualified, plain)
	}
}
