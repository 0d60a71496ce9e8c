package catalog

import (
	"errors"
	"strings"
	"testing"
)

// relaySource has columns that want the names of Relay.
func relaySource() Source {
	column := func(name string) SourceColumn { return SourceColumn{Name: name, NotNull: true, Type: Type{Kind: Int}} }
	return Source{Tables: []SourceTable{
		{
			Name: "author", PrimaryKey: SourceKey{Columns: []string{"id"}},
			Columns: []SourceColumn{column("id"), column("row_id"), column("node_id"), column("rowId_")},
		},
		{
			Name: "profile", PrimaryKey: SourceKey{Columns: []string{"id"}},
			Columns:     []SourceColumn{column("id"), column("author_id")},
			ForeignKeys: []SourceForeignKey{{Columns: []string{"id"}, Target: "author", Unique: true}, {Columns: []string{"author_id"}, Target: "author"}},
		},
		{Name: "thing", PrimaryKey: SourceKey{Columns: []string{"Id", "row_id"}}, Columns: []SourceColumn{column("Id"), column("row_id")}},
	}}
}

// TestRelayPreset requires that the global id has the name id, and that a column's name is the same in every table.
func TestRelayPreset(t *testing.T) {
	c, notes, err := Build(relaySource(), Overrides{Preset: Relay}, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if n := *c.Naming(); n != *relayNaming || *c.Table("Author").Naming() != n {
		t.Errorf("the names are %+v", n)
	}
	for table, want := range map[string]string{
		"Author":  "rowId=ROW_ID rowId_=ROW_ID_ nodeId=NODE_ID rowId_2=ROW_ID__2",
		"Profile": "rowId=ROW_ID authorId=AUTHOR_ID",
		"Thing":   "rowId=ROW_ID rowId_=ROW_ID_",
	} {
		var got []string
		for _, column := range c.Table(table).Columns {
			got = append(got, column.Name+"="+column.EnumValue)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s has %s, want %s", table, strings.Join(got, " "), want)
		}
	}
	if got := c.Table("Thing").Keys[0].Name; got != "rowIdAndRowId_" {
		t.Errorf("the key of both is %s", got)
	}
	for _, r := range c.Table("Profile").Relations {
		if r.Name != "rowIdRef" && r.Name != "author" {
			t.Errorf("profile has a relation %s", r.Name)
		}
	}
	said := ""
	for _, n := range notes {
		said += n.String() + "\n"
	}
	if strings.Contains(said, "served as rowId,") || strings.Contains(said, "served as rowId:") || !strings.Contains(said, "served as rowId_, because Tiddly has the name rowId") {
		t.Errorf("the notes are\n%s", said)
	}
}

// TestStandardPreset requires that nothing is renamed without the preset.
func TestStandardPreset(t *testing.T) {
	for _, p := range []Preset{"", Standard} {
		c, _, err := Build(relaySource(), Overrides{Preset: p}, BuildOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, column := range c.Table("Author").Columns {
			got = append(got, column.Name)
		}
		if strings.Join(got, " ") != "id rowId nodeId_ rowId2" || c.Naming().ID != "nodeId" {
			t.Errorf("%q gives %s", p, got)
		}
	}
}

// TestPresetAndOwnNames requires that the settings can name a column, but not as the global id.
func TestPresetAndOwnNames(t *testing.T) {
	own := func(name string) Overrides {
		return Overrides{Preset: Relay, Tables: map[string]TableOverride{"author": {Columns: map[string]ColumnOverride{"id": {Name: name}}}}}
	}
	c, _, err := Build(relaySource(), own("number"), BuildOptions{})
	if err != nil || c.Table("Author").Column("number") == nil || c.Table("Profile").Column("rowId") == nil {
		t.Errorf("got %v", err)
	}
	var refused *NameError
	if _, _, err = Build(relaySource(), own("id"), BuildOptions{}); !errors.As(err, &refused) || !strings.Contains(err.Error(), `cannot be called id, because Tiddly has the name`) {
		t.Errorf("got %v", err)
	}
}
