package catalog

import (
	"slices"
	"strings"
	"testing"
)

// accountsSource returns a table with a secret, and views over it by their readers.
func accountsSource(readers ...SourceReader) Source {
	text := func(name string, from ...string) SourceColumn {
		return SourceColumn{Name: name, Type: Type{Kind: String}, Generated: len(from) > 0, From: from}
	}
	s := Source{Readers: readers, Tables: []SourceTable{{
		Name: "user", PrimaryKey: SourceKey{Columns: []string{"id"}}, UniqueKeys: []SourceKey{{Columns: []string{"b"}}, {Columns: []string{"name"}}},
		Columns: []SourceColumn{
			{Name: "id", Type: Type{Kind: Int}, NotNull: true},
			text("password"), text("name"),
			// b comes before the column it is computed from.
			text("b", "a", "name"), text("a", "password"), text("c", "name"),
		},
	}}}
	for _, r := range readers {
		s.Tables = append(s.Tables, SourceTable{Name: r.Name, View: true, Columns: []SourceColumn{text("x"), text("y")}})
	}
	return s
}

func TestSecretsAreFollowed(t *testing.T) {
	reads := func(name string, unnamed bool, tables []string, columns ...string) SourceReader {
		r := SourceReader{Name: name, Columns: columns, Unnamed: unnamed}
		for _, table := range tables {
			r.Tables = append(r.Tables, QualifiedName{Name: table})
		}
		return r
	}
	source := accountsSource(
		reads("v1", false, []string{"user"}, "id", "name"),
		reads("v2", true, []string{"user"}, "id"),
		reads("v3", false, []string{"user"}, "b"),
		reads("v4", true, []string{"post"}, "password"),
		reads("v5", false, []string{"v6"}),
		reads("v6", false, []string{"v3"}, "x"),
		reads("v7", true, []string{"v1"}),
		reads("v8", true, []string{"user"}),
		SourceReader{Name: "v9", Own: true},
	)
	overrides := Overrides{Tables: map[string]TableOverride{"v8": {Show: []string{"x"}}}}
	served := func(secret *ColumnName) (names []string, notes string) {
		c, all, err := Build(source, overrides, BuildOptions{Secret: secret})
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range c.Tables {
			for _, column := range table.Columns {
				names = append(names, table.SQLName+"."+column.SQLName)
			}
		}
		for _, k := range c.TableBySQL("user").Keys {
			names = append(names, "by "+k.Name)
		}
		for _, n := range all {
			notes += n.String() + "\n"
		}
		return names, notes
	}
	names, notes := served(&ColumnName{Table: "user", Column: "password"})
	want := "user.id user.password user.name user.c v1.x v1.y v4.x v4.y v7.x v7.y v8.x by id by name"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("served %s, want %s", got, want)
	}
	for _, part := range []string{`column "a" of table "user"`, `column "b" of table "user"`, `view "v2" is left out: it may reveal the passwords`, "tables.v6.show"} {
		if !strings.Contains(notes, part) {
			t.Errorf("told %s; want %s", notes, part)
		}
	}
	names, notes = served(nil)
	if slices.Contains(names, "v9.x") || !slices.Contains(names, "v2.y") || !slices.Contains(names, "user.b") || slices.Contains(names, "v8.y") {
		t.Errorf("without accounts: %s", names)
	}
	if !strings.Contains(notes, `view "v9" is left out: it may reveal accounts or keys`) {
		t.Errorf("told %s", notes)
	}
}
