package docs_test

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"tiddly/internal/cli"
)

// statements matches the statements of a page that are run for a role.
var statements = regexp.MustCompile("(?s)<!-- run: (\\w+) -->\n```sql\n(.*?)```")

// TestRolesOfThePage creates the roles of the page by its statements, and requires that each may do what the page says.
func TestRolesOfThePage(t *testing.T) {
	page, err := os.ReadFile("../../../docs/postgres.md")
	if err != nil {
		t.Fatal(err)
	}
	e := withRoles()
	address := e.Make(t, "CREATE TABLE shop (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE note (id serial PRIMARY KEY, text TEXT)")
	t.Cleanup(func() {
		e.Run(t, address, "DROP OWNED BY tiddly_read, tiddly_write CASCADE; DROP ROLE tiddly_read, tiddly_write")
	})
	found := statements.FindAllSubmatch(page, -1)
	if len(found) != 3 {
		t.Fatalf("the page has %d blocks of statements, want 3", len(found))
	}
	for _, block := range found {
		e.Run(t, address, string(block[2]))
	}
	e.Run(t, address, "CREATE TABLE later (id serial PRIMARY KEY, text TEXT)")
	tiddly := func(args ...string) (int, string, string) {
		var out, errs bytes.Buffer
		code := cli.Main(t.Context(), args, nil, &out, &errs)
		return code, out.String(), errs.String()
	}
	reads, writes := e.As(address, "tiddly_read", "change-me"), e.As(address, "tiddly_write", "change-me")
	code, schema, errs := tiddly("schema", "--db", reads)
	if code != 0 || !strings.Contains(schema, "laters(") || strings.Contains(schema, "type Mutation") {
		t.Errorf("the reading role: %d %s %s", code, errs, schema)
	}
	code, schema, errs = tiddly("schema", "--db", writes)
	for _, want := range []string{"insertShop(", "insertNote(", "updateLater(", "deleteNotes("} {
		if code != 0 || !strings.Contains(schema, want) {
			t.Errorf("the writing role lacks %s: %d %s in\n%s", want, code, errs, schema)
		}
	}
	if code, key, errs := tiddly("keys", "add", "reporting", "--db", writes); code != 0 || !strings.HasPrefix(key, "tiddly_") {
		t.Errorf("the writing role adds no key: %d %s", code, errs)
	}
	e.Run(t, address, "SELECT id FROM tiddly_own._tiddly_keys")
	if code, _, errs := tiddly("keys", "add", "reporting", "--db", reads); code != 1 || !strings.Contains(errs, "GRANT CREATE") {
		t.Errorf("the reading role adds a key: %d %s", code, errs)
	}
}
