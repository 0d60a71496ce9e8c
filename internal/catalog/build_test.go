package catalog

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// source reads tables in a short notation, a table a line:
//
//	track: id! album_id name | pk id | unique name | fk album_id > album(id) | fk a,b > other
//
// A column with ! is NOT NULL, with = it has a default; kinds follow a colon, enum values stand in brackets.
func source(t *testing.T, text string) Source {
	t.Helper()
	var s Source
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		name, rest, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			t.Fatalf("no table in %q", line)
		}
		table := SourceTable{Name: name, RowID: "rowid"}
		if view, found := strings.CutPrefix(name, "view "); found {
			table.Name, table.View, table.RowID = view, true, ""
		}
		for i, part := range strings.Split(rest, " | ") {
			if i == 0 {
				for column := range strings.FieldsSeq(part) {
					table.Columns = append(table.Columns, sourceColumn(t, column))
				}
				continue
			}
			addConstraint(t, &table, part)
		}
		markUnique(&table)
		s.Tables = append(s.Tables, table)
	}
	return s
}

// markUnique sets for each foreign key whether its columns are a key, as an inspector does.
func markUnique(t *SourceTable) {
	for i := range t.ForeignKeys {
		columns := slices.Sorted(slices.Values(t.ForeignKeys[i].Columns))
		t.ForeignKeys[i].Unique = slices.ContainsFunc(append(t.UniqueKeys, t.PrimaryKey), func(k SourceKey) bool {
			return slices.Equal(slices.Sorted(slices.Values(k.Columns)), columns)
		})
	}
}

func sourceColumn(t *testing.T, text string) SourceColumn {
	t.Helper()
	text, values, _ := strings.Cut(strings.TrimSuffix(text, "]"), "[")
	text, kind, _ := strings.Cut(text, ":")
	c := SourceColumn{Name: strings.TrimRight(text, "!="), Type: Type{Kind: Int}}
	c.NotNull, c.HasDefault = strings.Contains(text, "!"), strings.Contains(text, "=")
	if kind != "" {
		k, ok := KindNamed(kind)
		if !ok {
			t.Fatalf("no kind %q", kind)
		}
		c.Type.Kind = k
	}
	if values != "" {
		c.Type.Kind, c.EnumValues = Enum, strings.Split(values, ",")
	}
	return c
}

func addConstraint(t *testing.T, table *SourceTable, text string) {
	t.Helper()
	word, rest, _ := strings.Cut(text, " ")
	switch word {
	case "pk":
		table.PrimaryKey.Columns = strings.Split(rest, ",")
	case "unique":
		table.UniqueKeys = append(table.UniqueKeys, SourceKey{Columns: strings.Split(rest, ",")})
	case "fk":
		columns, target, _ := strings.Cut(rest, " > ")
		target, targets, given := strings.Cut(strings.TrimSuffix(target, ")"), "(")
		key := SourceForeignKey{Columns: strings.Split(columns, ","), Target: target}
		if given {
			key.TargetColumns = strings.Split(targets, ",")
		}
		table.ForeignKeys = append(table.ForeignKeys, key)
	default:
		t.Fatalf("no constraint %q", text)
	}
}

func mustBuild(t *testing.T, s Source, o Overrides) (*Catalog, []Note) {
	t.Helper()
	c, notes, err := Build(s, o, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return c, notes
}

// describe returns what clients see of a catalogue.
func describe(c *Catalog) string {
	var b strings.Builder
	for _, t := range c.Tables {
		fmt.Fprintf(&b, "%s %s %s\n", t.TypeName, t.ListField, t.SingleField)
		for _, column := range t.Columns {
			fmt.Fprintf(&b, "  %s %s", column.Name, column.EnumValue)
			if column.NonNull {
				b.WriteString(" !")
			}
			if column.Enum != nil {
				b.WriteString(" " + column.Enum.TypeName)
			}
			b.WriteString("\n")
		}
		for _, k := range t.Keys {
			fmt.Fprintf(&b, "  by %s\n", k.Name)
		}
		for _, r := range t.Relations {
			fmt.Fprintf(&b, "  -> %s\n", describeRelation(r))
		}
	}
	return b.String()
}

func describeRelation(r *Relation) string {
	kind := [...]string{"one", "many", "through"}[r.Kind]
	s := fmt.Sprintf("%s %s %s: %s", r.Name, kind, r.Target.TypeName, sqlNames(r.Columns))
	if r.Junction != nil {
		s += fmt.Sprintf(" = %s(%s; %s)", r.Junction.Table.SQLName, sqlNames(r.Junction.Near), sqlNames(r.Junction.Far))
	}
	return s + " = " + sqlNames(r.TargetColumns)
}

func sqlNames(columns []*Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.SQLName
	}
	return strings.Join(names, ",")
}

// relations returns the relations of the table with that SQL name, a line each.
func relations(c *Catalog, table string) string {
	var lines []string
	for _, r := range c.TableBySQL(table).Relations {
		lines = append(lines, describeRelation(r))
	}
	return strings.Join(lines, "\n")
}

func wantLines(t *testing.T, what, got, want string) {
	t.Helper()
	if got != strings.TrimSpace(strings.ReplaceAll(want, "\t", "")) {
		t.Errorf("%s:\n%s\nwant:\n%s", what, got, want)
	}
}

func messages(notes []Note) string {
	var lines []string
	for _, n := range notes {
		lines = append(lines, n.String())
	}
	return strings.Join(lines, "\n")
}

const shop = `
invoice_line: id! invoice_id! track_id! price:Decimal | pk id | fk invoice_id > invoice | fk track_id > track(id)
playlist_track: playlist_id! track_id! | pk playlist_id,track_id | fk track_id > track | fk playlist_id > playlist
track: id! name!:String added:DateTime status![in-stock,sold-out,2nd-hand] email:String | pk id | unique email | unique name,status
playlist: id! name:String | pk id
invoice: id! customer_id billed_at!:DateTime paid!:Boolean | pk id | fk customer_id > customer
customer: id! support_rep_id name:String | pk id | fk support_rep_id > employee(id)
employee: id! reports_to | pk id | fk reports_to > employee
`

// TestShop checks everything that clients see of a small shop.
func TestShop(t *testing.T) {
	c, notes := mustBuild(t, source(t, shop), Overrides{})
	if len(notes) > 0 {
		t.Errorf("notes: %v", notes)
	}
	golden := filepath.Join("testdata", "shop.txt")
	got := describe(c)
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestOrderOfSource: an inspector may list tables in any order.
func TestOrderOfSource(t *testing.T) {
	s := source(t, shop)
	want, _ := mustBuild(t, s, Overrides{})
	slices.Reverse(s.Tables)
	got, _ := mustBuild(t, s, Overrides{})
	if describe(got) != describe(want) {
		t.Errorf("the order of tables changes the catalogue:\n%s", describe(got))
	}
}

func TestLookups(t *testing.T) {
	c, _ := mustBuild(t, source(t, shop), Overrides{})
	track := c.Table("Track")
	if track == nil || c.TableBySQL("track") != track || c.Table("track") != nil {
		t.Fatal("tables are not found by their names")
	}
	if track.Column("added") == nil || track.ColumnBySQL("status").Enum == nil || track.Relation("playlists") == nil {
		t.Error("columns or relations are not found by their names")
	}
	if k := track.Key("nameAndStatus"); k == nil || k.Primary || track.PrimaryKey().Name != "id" || track.NodeKey() != track.PrimaryKey() {
		t.Error("keys are not found by their names")
	}
	if v, ok := track.Column("status").Enum.Stored("2nd-hand"); !ok || v.Name != "_2ND_HAND" {
		t.Errorf("the value is %v", v)
	}
}

func TestNonNull(t *testing.T) {
	for _, k := range Kinds() {
		bad := slices.Contains([]Kind{DateTime, Date, Time, Boolean, Enum, UUID, JSON}, k)
		for _, c := range []struct{ notNull, checked, want bool }{
			{true, true, true}, {true, false, !bad}, {false, true, false}, {false, false, false},
		} {
			s := Source{Tables: []SourceTable{{Name: "x", Columns: []SourceColumn{{
				Name: "y", Type: Type{Kind: k}, NotNull: c.notNull, Checked: c.checked, EnumValues: []string{"a"},
			}}}}}
			built, _ := mustBuild(t, s, Overrides{})
			if got := built.Tables[0].Columns[0].NonNull; got != c.want {
				t.Errorf("%s, not null %v, checked %v: non-null %v", k, c.notNull, c.checked, got)
			}
		}
	}
}

// TestNullableByTheSettings: they decide, whatever the constraint and the kind.
func TestNullableByTheSettings(t *testing.T) {
	yes, no := true, false
	built, _ := mustBuild(t, source(t, "a: x! y z!:Date w!:Date"), Overrides{Tables: map[string]TableOverride{"a": {Columns: map[string]ColumnOverride{
		"x": {Nullable: &yes}, "y": {Nullable: &no}, "z": {Nullable: &no},
	}}}})
	for column, want := range map[string]bool{"x": false, "y": true, "z": true, "w": false} {
		if got := built.TableBySQL("a").ColumnBySQL(column).NonNull; got != want {
			t.Errorf("%s: non-null is %v", column, got)
		}
	}
}

func TestStrictNames(t *testing.T) {
	s := source(t, "user list: id\nuser_list: id\nuser-list: id")
	c, notes, err := Build(s, Overrides{}, BuildOptions{})
	if err != nil || len(c.Tables) != 3 {
		t.Fatal(c, err)
	}
	wantLines(t, "notes", messages(notes), `
		table "user-list" is served as UserList2 (userLists2, userList2), because table "user list" has the name UserList (settled by tables."user-list".name)
		table "user_list" is served as UserList3 (userLists3, userList3), because table "user list" has the name UserList (settled by tables.user_list.name)`)
	_, _, err = Build(s, Overrides{}, BuildOptions{StrictNames: true})
	var names *NameError
	if !errors.As(err, &names) || len(names.Notes) != 2 || !strings.Contains(err.Error(), `tables."user-list".name`) {
		t.Errorf("under strict names: %v", err)
	}
	settled := Overrides{Tables: map[string]TableOverride{"user-list": {Name: "Dash"}, "user_list": {Name: "Snake"}}}
	if _, _, err := Build(s, settled, BuildOptions{StrictNames: true}); err != nil {
		t.Errorf("settled: %v", err)
	}
}
