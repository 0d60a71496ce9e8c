//go:build unix

package postgres

import (
	"testing"

	"tiddly/internal/catalog"
)

// TestEffects checks the side effects that writes may have, by what the database contains, also what the role cannot see.
func TestEffects(t *testing.T) {
	const hidden = "CREATE SCHEMA hidden; CREATE FUNCTION kept() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
	const trigger = " FOR EACH ROW EXECUTE FUNCTION kept();"
	s := start(t)
	s.psql("postgres", "CREATE ROLE teller")
	for i, test := range []struct {
		name, script string
		want         catalog.Effects
	}{
		{"nothing", "CREATE TABLE t (id int PRIMARY KEY)", catalog.Effects{}},
		{
			"a cascade to a table of a schema that is not served", `CREATE TABLE t (id int PRIMARY KEY);
			CREATE TABLE hidden.u (t int REFERENCES t ON DELETE CASCADE); CREATE TRIGGER x BEFORE DELETE ON hidden.u` + trigger,
			catalog.Effects{Delete: true},
		},
		{
			"a cascade that comes back over such a table", `CREATE TABLE t (id int PRIMARY KEY, u int);
			CREATE TABLE hidden.u (id int PRIMARY KEY, t int REFERENCES t ON DELETE CASCADE);
			ALTER TABLE t ADD FOREIGN KEY (u) REFERENCES hidden.u ON DELETE CASCADE`,
			catalog.Effects{Cascade: true},
		},
		{
			"a cascade from a partition", `CREATE TABLE t (id int PRIMARY KEY) PARTITION BY LIST (id);
			CREATE TABLE leaf PARTITION OF t FOR VALUES IN (1); CREATE TABLE u (t int REFERENCES leaf ON DELETE SET NULL);
			CREATE TRIGGER x BEFORE UPDATE ON u` + trigger,
			catalog.Effects{Delete: true},
		},
		{
			"a partition that a row moves to", `CREATE TABLE t (id int PRIMARY KEY) PARTITION BY LIST (id);
			CREATE TABLE leaf PARTITION OF t FOR VALUES IN (1); CREATE TRIGGER x BEFORE INSERT ON leaf` + trigger,
			catalog.Effects{Insert: true, Update: true},
		},
	} {
		database := "effects_" + string(rune('a'+i))
		s.psql("postgres", "CREATE DATABASE "+database+" TEMPLATE template0")
		s.psql(database, hidden+test.script+"; GRANT ALL ON t TO teller")
		source := s.catalogueOf(database, "teller", catalog.Overrides{})
		if got := tableIn(t, &source, "t").Effects; got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
	}
}
