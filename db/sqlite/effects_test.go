package sqlite

import (
	"testing"

	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
)

// TestEffects checks the side effects that writes of a table may have, by what its database contains.
func TestEffects(t *testing.T) {
	const kept = " BEGIN SELECT RAISE(IGNORE); END"
	for _, test := range []struct {
		name, script string
		want         catalog.Effects
	}{
		{"nothing", "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE)", catalog.Effects{}},
		{"a trigger of an insert", "CREATE TABLE t (id INT); CREATE TRIGGER x AFTER INSERT ON t" + kept, catalog.Effects{Insert: true}},
		{"of an update", `CREATE TABLE t (id INT); CREATE TRIGGER "on delete" BEFORE UPDATE OF id ON t` + kept, catalog.Effects{Update: true}},
		{"of a delete, written oddly", "CREATE TABLE T (id INT); CREATE TRIGGER IF NOT EXISTS main.[insert] /* update */ before delete on t FOR EACH ROW" + kept, catalog.Effects{Delete: true}},
		{"of a table that a cascade reaches", `CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE TABLE u (id INTEGER PRIMARY KEY, t REFERENCES t ON DELETE CASCADE);
			CREATE TABLE v (u REFERENCES u ON DELETE SET NULL); CREATE TRIGGER x AFTER UPDATE ON v` + kept, catalog.Effects{Delete: true}},
		{"of one that it does not reach", `CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE TABLE u (id INTEGER PRIMARY KEY, t REFERENCES t ON DELETE SET NULL);
			CREATE TABLE v (u REFERENCES u ON DELETE CASCADE); CREATE TRIGGER x AFTER DELETE ON v` + kept + "; CREATE TRIGGER y AFTER DELETE ON u" + kept, catalog.Effects{}},
		{
			"of one that follows keys", `CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE TABLE u (t REFERENCES t ON UPDATE CASCADE); CREATE TRIGGER x AFTER UPDATE ON u` + kept,
			catalog.Effects{UpdateKey: true},
		},
		{"rows that refer to rows of their own table", "CREATE TABLE t (id INTEGER PRIMARY KEY, up REFERENCES t)", catalog.Effects{}},
		{"and go with them", "CREATE TABLE t (id INTEGER PRIMARY KEY, up REFERENCES T ON DELETE CASCADE)", catalog.Effects{Cascade: true}},
		{"and lose them", "CREATE TABLE t (id INTEGER PRIMARY KEY, up REFERENCES t ON DELETE SET NULL)", catalog.Effects{}},
		{"and lose them, where nothing else names a row", "CREATE TABLE t (id INT PRIMARY KEY, up REFERENCES t ON DELETE SET DEFAULT) WITHOUT ROWID", catalog.Effects{Delete: true}},
		{"and follow them", "CREATE TABLE t (id INTEGER PRIMARY KEY, up REFERENCES t ON UPDATE CASCADE)", catalog.Effects{UpdateKey: true}},
		{"a way back over others", `CREATE TABLE t (id INTEGER PRIMARY KEY, v REFERENCES v ON DELETE CASCADE); CREATE TABLE u (id INTEGER PRIMARY KEY, t REFERENCES t ON DELETE CASCADE);
			CREATE TABLE v (id INTEGER PRIMARY KEY, u REFERENCES u ON DELETE CASCADE)`, catalog.Effects{Cascade: true}},
		{"a rule for conflicts", "CREATE TABLE t (id INTEGER PRIMARY KEY, a UNIQUE on /**/ conflict Replace)", catalog.Effects{Insert: true, Update: true}},
		{"of a table constraint", "CREATE TABLE t (id INT, a INT, UNIQUE (id, a) ON CONFLICT IGNORE)", catalog.Effects{Insert: true, Update: true}},
		{"one that refuses", "CREATE TABLE t (id INTEGER PRIMARY KEY ON CONFLICT FAIL, a UNIQUE ON CONFLICT ROLLBACK, [on conflict replace] INT)", catalog.Effects{}},
		{
			"one of a table whose rows change with the delete", `CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE TABLE u (t UNIQUE ON CONFLICT REPLACE REFERENCES t ON DELETE SET NULL)`,
			catalog.Effects{Delete: true},
		},
	} {
		source := inspected(t, test.script)
		for i := range source.Tables {
			if s := &source.Tables[i]; script.Fold(s.Name) == "t" && s.Effects != test.want {
				t.Errorf("%s: got %+v, want %+v", test.name, s.Effects, test.want)
			}
		}
	}
}
