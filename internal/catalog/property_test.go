package catalog

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// nasty are names that clash in many ways with each other, with the names that come with them, and with reserved ones.
var nasty = []string{
	"user", "users", "User", "user_2", "user2", "USER", "user list", "user_list", "userList", "users_connection", "user_where",
	"query", "node", "nodes", "node_id", "nodeId", "and", "or", "not", "id", "user_id", "userId", "userID", "users_aggregate",
	"sheep", "sheep_list", "string_filter", "json", "", "_", "__", "2", "x2", "日", "本", "%", "users2", "user_", "a", "b", "a_b", "aB",
	"insert_user", "user_payload", "users_payload", "user_id_ref", "userIdRef", "a_id", "b_id", "owner_id",
}

// TestAnyNames: a database can be served whatever its names are. Every name is valid in GraphQL and unique, and the
// order in which tables are read does not matter.
func TestAnyNames(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 150 {
		s := randomSource(random)
		c, _ := mustBuild(t, s, Overrides{})
		assertUnique(t, c)
		for _, table := range c.Tables {
			assertUniqueFields(t, table)
		}
		assertUniqueTypes(t, c)
		want := describe(c)
		random.Shuffle(len(s.Tables), func(i, j int) { s.Tables[i], s.Tables[j] = s.Tables[j], s.Tables[i] })
		again, _ := mustBuild(t, s, Overrides{})
		if got := describe(again); got != want {
			t.Errorf("round %d: another order gives\n%s\nnot\n%s", round, got, want)
		}
		if t.Failed() {
			t.Fatalf("round %d:\n%s", round, want)
		}
	}
}

func randomSource(random *rand.Rand) Source {
	pick := func(n int) []string {
		names := slices.Clone(nasty)
		random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
		return names[:n]
	}
	var s Source
	tables := pick(2 + random.IntN(10))
	for _, name := range tables {
		table := SourceTable{Name: name}
		columns := pick(2 + random.IntN(10))
		for _, c := range columns {
			column := SourceColumn{Name: c, NotNull: true}
			if random.IntN(4) == 0 {
				column.Type.Kind, column.EnumValues = Enum, pick(5)
			}
			table.Columns = append(table.Columns, column)
		}
		table.PrimaryKey.Columns = columns[:1+random.IntN(2)]
		table.UniqueKeys = []SourceKey{{Columns: columns[:1]}, {Columns: []string{columns[1], columns[0]}}}
		for range random.IntN(4) {
			first := random.IntN(len(columns) - 1)
			table.ForeignKeys = append(table.ForeignKeys, SourceForeignKey{
				Columns: columns[first : first+1+random.IntN(2)], Target: tables[random.IntN(len(tables))],
				Unique: random.IntN(2) == 0,
			})
		}
		s.Tables = append(s.Tables, table)
	}
	return s
}

func assertUniqueFields(t *testing.T, table *Table) {
	t.Helper()
	fields := map[string]bool{"and": true, "or": true, "not": true, "nodeId": true}
	values := map[string]bool{}
	take := func(taken map[string]bool, name string) {
		if taken[name] || !validName(name) {
			t.Errorf("%q of table %q is taken or no GraphQL name", name, table.SQLName)
		}
		taken[name] = true
	}
	for _, c := range table.Columns {
		take(fields, c.Name)
		take(values, c.EnumValue)
	}
	for _, r := range table.Relations {
		take(fields, r.Name)
		if r.Kind != ToOne {
			take(fields, r.Name+"Connection")
			take(fields, r.Name+"Aggregate")
		}
		if len(r.Columns) == 0 || r.Target == nil || r.Table != table {
			t.Errorf("relation %s of table %q is not whole", r.Name, table.SQLName)
		}
	}
	keys := map[string]bool{}
	for _, k := range table.Keys {
		take(keys, k.Name)
	}
}

func assertUniqueTypes(t *testing.T, c *Catalog) {
	t.Helper()
	taken := map[string]bool{}
	for _, table := range c.Tables {
		for _, end := range typeEnds {
			taken[table.TypeName+end] = true
		}
	}
	for _, e := range c.Enums {
		names := map[string]bool{}
		for _, v := range e.Values {
			if names[v.Name] || !validName(v.Name) {
				t.Errorf("value %q of %s is taken or no GraphQL name", v.Name, e.TypeName)
			}
			names[v.Name] = true
		}
		for _, name := range []string{e.TypeName, e.TypeName + "Filter"} {
			if taken[name] {
				t.Errorf("type %s is taken", name)
			}
			taken[name] = true
		}
	}
}
