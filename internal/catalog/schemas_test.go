package catalog

import (
	"slices"
	"strings"
	"testing"
)

// inSchemas builds tables whose names in the notation of source are schema/table; public is the default schema.
func inSchemas(t *testing.T, text string) Source {
	t.Helper()
	s := source(t, text)
	s.Schema = "public"
	for i := range s.Tables {
		table := &s.Tables[i]
		table.Schema, table.Name, _ = strings.Cut(table.Name, "/")
		for j := range table.ForeignKeys {
			k := &table.ForeignKeys[j]
			k.TargetSchema, k.Target, _ = strings.Cut(k.Target, "/")
		}
	}
	return s
}

// served returns the tables by their SQL names, with their type names and the identifiers that name them in SQL.
func served(c *Catalog) string {
	var list []string
	for _, t := range c.Tables {
		list = append(list, t.SQLName+" "+t.TypeName+" "+strings.Join(t.Identifiers(), "|"))
	}
	return strings.Join(list, "\n")
}

func TestSchemas(t *testing.T) {
	s := inSchemas(t, `
		public/user: id! | pk id
		audit/user: id! user_id! entry_id | pk id | fk user_id > public/user | fk entry_id > audit/entry
		audit/entry: id! user_id | pk id | fk user_id > audit/user
		public/audit_entry: id! | pk id
		crm.eu/lead: id! | pk id
		public/a.b: id! | pk id
		a/b: id! | pk id
		a/b.c: id! | pk id
		a.b/c: id! | pk id
		public/"a"."b": id! | pk id`)
	c, notes := mustBuild(t, s, Overrides{})
	want := `
		"""a"".""b""" AB3 public|"a"."b"
		"a.b" AB public|a.b
		"a.b".c ABC a.b|c
		"crm.eu".lead CrmEuLead crm.eu|lead
		a."b.c" ABC2 a|b.c
		a.b AB2 a|b
		audit.entry AuditEntry2 audit|entry
		audit.user AuditUser audit|user
		audit_entry AuditEntry public|audit_entry
		user User public|user`
	wantLines(t, "tables", served(c), want)
	for table, want := range map[string]string{
		"user":        "auditUsers many AuditUser: id = user_id",
		"audit.user":  "user one User: user_id = id\nentry one AuditEntry2: entry_id = id\nauditEntries2 many AuditEntry2: id = user_id",
		"audit.entry": "user one AuditUser: user_id = id\nauditUsers many AuditUser: id = entry_id",
	} {
		wantLines(t, table, relations(c, table), want)
	}
	if told := messages(notes); strings.Count(told, "settled by") != 4 || !strings.Contains(told, `tables."audit.entry".name`) {
		t.Errorf("notes: %s", told)
	}
	slices.Reverse(s.Tables)
	again, _ := mustBuild(t, s, Overrides{})
	if served(again) != served(c) {
		t.Errorf("the order of tables changes the catalogue:\n%s", served(again))
	}
}

func TestSettingsOfSchemas(t *testing.T) {
	s := inSchemas(t, `
		public/user: id! name:String | pk id
		audit/user: id! name:String user_id | pk id | fk user_id > public/user
		audit/secret: id! | pk id
		public/note: id! secret_id user_id | pk id | fk secret_id > audit/secret | fk user_id > audit/user`)
	c, notes := mustBuild(t, s, Overrides{Tables: map[string]TableOverride{
		"audit.user":   {Name: "Trail", Columns: map[string]ColumnOverride{"name": {Name: "who"}, "none": {Name: "x"}}},
		"audit.secret": {Exclude: true},
		"public.user":  {Name: "Lost"},
	}})
	wantLines(t, "tables", served(c), `
		audit.user Trail audit|user
		note Note public|note
		user User public|user`)
	if c.TableBySQL("audit.user").Column("who") == nil || c.TableBySQL("user").Column("name") == nil {
		t.Error("a column is not renamed by the settings of its own table")
	}
	told := messages(notes)
	for _, part := range []string{
		`the settings name table "public.user", which does not exist`, `column "none", which table "audit.user" does not have`,
	} {
		if !strings.Contains(told, part) {
			t.Errorf("notes: %s; want %s", told, part)
		}
	}
	if strings.Contains(told, "no relation") {
		t.Errorf("a foreign key to an excluded table is told: %s", told)
	}
}

// TestSecretsOfSchemas checks that a secret belongs to one table, whatever tables of that name other schemas have.
func TestSecretsOfSchemas(t *testing.T) {
	s := inSchemas(t, `
		public/user: id! password:String | pk id
		audit/user: id! password:String | pk id
		view public/v: x:String
		view audit/v: x:String
		view audit/w: x:String`)
	s.Tables[2].Schema, s.Tables[3].Schema, s.Tables[4].Schema = "public", "audit", "audit"
	reads := func(schema, name string, table QualifiedName) SourceReader {
		return SourceReader{Schema: schema, Name: name, Tables: []QualifiedName{table}, Columns: []string{"password"}}
	}
	s.Readers = []SourceReader{
		reads("public", "v", QualifiedName{"audit", "user"}),
		reads("audit", "v", QualifiedName{"public", "user"}),
		reads("audit", "w", QualifiedName{"audit", "v"}),
	}
	for secret, want := range map[string]string{
		"user":       "audit.user user v",
		"audit.user": "audit.user audit.v audit.w user",
	} {
		c, _, err := Build(s, Overrides{}, BuildOptions{Secret: &ColumnName{Table: secret, Column: "password"}})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, table := range c.Tables {
			names = append(names, table.SQLName)
			hidden := table.Column("password") == nil && table.ColumnBySQL("password") != nil
			if hidden != (table.SQLName == secret) {
				t.Errorf("secret of %s: the password of %s is hidden: %v", secret, table.SQLName, hidden)
			}
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("secret of %s: served %s, want %s", secret, got, want)
		}
	}
}

// TestEnumsOfSchemas: a type of the database is one GraphQL type, and one of the same name in another schema is
// another.
func TestEnumsOfSchemas(t *testing.T) {
	mood := func(column, schema string, values ...string) SourceColumn {
		return SourceColumn{Name: column, Type: Type{Kind: Enum}, EnumName: "mood", EnumSchema: schema, EnumValues: values}
	}
	c, _ := mustBuild(t, Source{Schema: "public", Tables: []SourceTable{{Schema: "public", Name: "a", Columns: []SourceColumn{
		mood("x", "public", "sad"), mood("y", "audit", "glad"), mood("z", "public", "sad"),
	}}}}, Overrides{})
	var names []string
	for _, column := range c.TableBySQL("a").Columns {
		names = append(names, column.Enum.TypeName+" "+column.Enum.Values[0].Stored)
	}
	if got := strings.Join(names, ", "); got != "Mood sad, AuditMood glad, Mood sad" {
		t.Errorf("enums: %s", got)
	}
}

// FuzzSQLNames checks that different tables are known by different names.
func FuzzSQLNames(f *testing.F) {
	f.Add("public", "a", "b", "public", "a.b")
	f.Add("public", "a", "b.c", "a.b", "c")
	f.Add("", "a", `b"`, `a"."b`, "")
	f.Fuzz(func(t *testing.T, standard, schema1, name1, schema2, name2 string) {
		s := Source{Schema: standard}
		x, y := QualifiedName{schema1, name1}, QualifiedName{schema2, name2}
		if (schema1 == "") != (standard == "") || (schema2 == "") != (standard == "") {
			return // a database has schemas or has not
		}
		if x != y && s.sqlName(x) == s.sqlName(y) {
			t.Errorf("%q and %q are both known as %s", x, y, s.sqlName(x))
		}
	})
}
