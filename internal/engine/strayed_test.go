package engine_test

import (
	"strings"
	"testing"

	"tiddly/internal/engine"
)

// TestPasswordsThatStray requires that a change after which passwords may be in another column is refused until an
// operator confirms it, and that no other change of the accounts is.
func TestPasswordsThatStray(t *testing.T) {
	const start = `CREATE TABLE gone(id INTEGER PRIMARY KEY); CREATE TABLE person(id INTEGER PRIMARY KEY, mail TEXT UNIQUE, nick TEXT, word TEXT, town TEXT);
		CREATE TABLE shop(id INTEGER PRIMARY KEY, name TEXT); DROP TABLE gone;`
	for _, c := range []struct{ script, want string }{
		{"ALTER TABLE person ADD COLUMN more TEXT", ""},
		{"ALTER TABLE person RENAME COLUMN nick TO called", ""},
		{"ALTER TABLE person RENAME COLUMN town TO city", ""},
		{"ALTER TABLE person DROP COLUMN nick", ""},
		{"ALTER TABLE person DROP COLUMN town; ALTER TABLE person ADD COLUMN city TEXT", ""},
		{"VACUUM", ""},
		{"CREATE TABLE staff(id INTEGER PRIMARY KEY, mail TEXT, nick TEXT, word TEXT, town TEXT); VACUUM", ""},
		{`CREATE TABLE new(id INTEGER PRIMARY KEY, mail TEXT UNIQUE, nick TEXT, word TEXT, town TEXT, more TEXT); DROP TABLE person;
			ALTER TABLE new RENAME TO person`, ""},
		{"ALTER TABLE person RENAME COLUMN word TO hint; ALTER TABLE person ADD COLUMN word TEXT", `column "hint" of table "person"`},
		{"ALTER TABLE person RENAME COLUMN word TO hint; ALTER TABLE person RENAME COLUMN nick TO word", `column "hint" of table "person"`},
		{"ALTER TABLE person RENAME COLUMN word TO hint; ALTER TABLE person RENAME COLUMN town TO word", `column "hint" of table "person"`},
		{
			`ALTER TABLE person RENAME COLUMN word TO tmp; ALTER TABLE person RENAME COLUMN nick TO word; ALTER TABLE person RENAME COLUMN tmp TO nick`,
			`column "nick" of table "person"`,
		},
		{"ALTER TABLE person RENAME TO staff; CREATE TABLE person(id INTEGER PRIMARY KEY, mail TEXT UNIQUE, word TEXT)", `table "staff"`},
		{`DROP TABLE shop; ALTER TABLE person RENAME TO shop; CREATE TABLE person(id INTEGER PRIMARY KEY, mail TEXT UNIQUE, word TEXT)`, `table "shop"`},
	} {
		w := live(t, start)
		users := engine.NewUsers("person", "mail", "word")
		l, _, err := engine.Open(t.Context(), w.db, engine.Options{Limits: engine.DefaultLimits(), Users: users},
			func(c engine.Change) { w.told = append(w.told, c) })
		if err != nil {
			t.Fatal(err)
		}
		before := l.Current()
		w.run(c.script)
		// A request that meets the change triggers a reload.
		if a := w.ask(before, "Person", "people", "mail"); (len(a.Errors) == 0) != (c.want == "") || (l.Ready() == nil) != (c.want == "") {
			t.Errorf("%s: %s %v", c.script, a.Data, a.Errors)
		}
		if c.want == "" {
			continue
		}
		if len(w.told) != 1 || w.told[0].Err == nil || !w.told[0].Refuses || !strings.Contains(w.told[0].Err.Error(), c.want) {
			t.Errorf("%s: told %v", c.script, w.told)
		}
		l.Reload(t.Context())
		if a := w.ask(l.Current(), "Person", "people", "mail"); len(a.Errors) > 0 || l.Ready() != nil {
			t.Errorf("%s: after an operator has said that it is right: %v", c.script, a.Errors)
		}
	}
}
