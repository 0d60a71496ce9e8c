//go:build unix

package postgres

import (
	"testing"

	"tiddly/internal/catalog"
)

// TestKeysOfOtherWidths joins columns of integers of all sizes: a key that the other column has no room for has no rows,
// and is no error.
func TestKeysOfOtherWidths(t *testing.T) {
	s := start(t)
	w := s.wire("widths", `CREATE TABLE parents (id bigint PRIMARY KEY, part numeric(20) NOT NULL UNIQUE);
		CREATE TABLE smalls (id int PRIMARY KEY, parent_id smallint REFERENCES parents);
		CREATE TABLE middles (id int PRIMARY KEY, parent_id int REFERENCES parents, part int REFERENCES parents (part));
		CREATE TABLE pairs (parent_id int, id smallint, PRIMARY KEY (parent_id, id));
		INSERT INTO parents VALUES (-9223372036854775808, 1), (-32769, 2), (-32768, 3), (7, 4294967296), (2147483648, 5);
		INSERT INTO smalls VALUES (1, -32768), (2, 7), (3, 7); INSERT INTO middles VALUES (1, -32769, 2), (2, 7, 1);
		INSERT INTO pairs VALUES (7, 1), (-32769, 2)`, catalog.Overrides{Tables: map[string]catalog.TableOverride{
		"pairs": {Related: map[string]catalog.RelationOverride{"parent": {Columns: []string{"parent_id"}, Target: "parents"}}},
	}})
	for document, want := range map[string]string{
		"{ parents(orderBy: [{id: ASC}]) { id smalls { id } } }": `{"data":{"parents":[{"id":"-9223372036854775808","smalls":[]},{"id":"-32769","smalls":[]},` +
			`{"id":"-32768","smalls":[{"id":1}]},{"id":"7","smalls":[{"id":2},{"id":3}]},{"id":"2147483648","smalls":[]}]}}`,
		"{ parents(orderBy: [{id: ASC}]) { smalls(limit: 1) { id } pairs { id } middlesByParent(limit: 1) { id } middlesByPart { id } } }": `{"data":{"parents":[` +
			`{"smalls":[],"pairs":[],"middlesByParent":[],"middlesByPart":[{"id":2}]},{"smalls":[],"pairs":[{"id":2}],"middlesByParent":[{"id":1}],"middlesByPart":[{"id":1}]},` +
			`{"smalls":[{"id":1}],"pairs":[],"middlesByParent":[],"middlesByPart":[]},{"smalls":[{"id":2}],"pairs":[{"id":1}],"middlesByParent":[{"id":2}],"middlesByPart":[]},` +
			`{"smalls":[],"pairs":[],"middlesByParent":[],"middlesByPart":[]}]}}`,
		"{ middles(orderBy: [{id: ASC}]) { parent { id } } smalls(where: {id: {lt: 2}}) { parent { id } } }": `{"data":{"middles":[{"parent":{"id":"-32769"}},{"parent":{"id":"7"}}],` +
			`"smalls":[{"parent":{"id":"-32768"}}]}}`,
	} {
		if got := w.ask(document); got != want {
			t.Errorf("%s:\n%s, want\n%s", document, got, want)
		}
	}
}
