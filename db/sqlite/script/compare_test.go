package script

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// table returns an entry of sqlite_schema for a CREATE TABLE statement.
func table(name, sql string) Object { return Object{Kind: "table", Name: name, Table: name, SQL: sql} }

func attached(kind, name, to string) Object {
	return Object{Kind: kind, Name: name, Table: to, SQL: "CREATE " + kind + " " + name}
}

// oneTable returns the schema of a table t.
func oneTable(sql string, columns ...Column) *Schema {
	t := table("t", sql)
	s := NewSchema([]Object{t})
	s.SetColumns(t, columns)
	return s
}

func TestMissingFrom(t *testing.T) {
	want := NewSchema([]Object{
		table("a", ""), attached("index", "a_index", "a"), table("b", ""), attached("index", "b_index", "B"),
		attached("trigger", "a", "a"),
		{Kind: "view", Name: "v", Table: "v"},
	})
	for name, c := range map[string]struct {
		have []Object
		want string
	}{
		"nothing is there":        {nil, "table a, index a_index, table b, index b_index, trigger a, view v"},
		"all is there":            {want.objects, ""},
		"names ignore case":       {[]Object{table("A", ""), table("B", ""), {Kind: "view", Name: "V"}}, ""},
		"indexes of other tables": {[]Object{table("a", "")}, "table b, index b_index, view v"},
		"a trigger of that name":  {[]Object{attached("trigger", "v", "x"), table("a", ""), table("b", "")}, "view v"},
		"a view of that name":     {[]Object{{Kind: "view", Name: "b"}, table("a", "")}, "view v"},
	} {
		var got []string
		for _, o := range want.MissingFrom(NewSchema(c.have)) {
			got = append(got, o.Kind+" "+o.Name)
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestCompare(t *testing.T) {
	want := oneTable(`CREATE TABLE t(a INT DEFAULT 1, "b c" TEXT COLLATE NOCASE)`,
		Column{Name: "a", Declared: "INT", Default: "1"}, Column{Name: "b c", Declared: "text"})
	for name, c := range map[string]struct {
		have []Column
		sql  string
		want []string
	}{
		"the same, in another spelling": {
			[]Column{{Name: "A", Declared: " int", Default: "1"}, {Name: "b c", Declared: "TEXT"}},
			`CREATE TABLE t(A int DEFAULT 1, "b c" TEXT COLLATE nocase)`, nil,
		},
		"a column is missing": {
			[]Column{{Name: "a", Declared: "INT", Default: "1"}},
			`CREATE TABLE t(a INT DEFAULT 1)`,
			[]string{`ALTER TABLE "t" ADD COLUMN "b c" TEXT COLLATE NOCASE`},
		},
		"a column is too many": {
			[]Column{{Name: "a", Declared: "INT", Default: "1"}, {Name: "b c", Declared: "TEXT"}, {Name: `d"`}},
			`CREATE TABLE t(a INT DEFAULT 1, "b c" TEXT COLLATE NOCASE, "d""")`,
			[]string{`ALTER TABLE "t" DROP COLUMN "d"""`},
		},
		"another collation and nulls": {
			[]Column{{Name: "a", Declared: "INT", Default: "1", NotNull: true}, {Name: "b c", Declared: "TEXT"}},
			`CREATE TABLE t(a INT NOT NULL DEFAULT 1, "b c" TEXT)`,
			[]string{
				`ALTER TABLE "t" ALTER COLUMN "a" DROP NOT NULL`,
				`ALTER TABLE "t" RENAME COLUMN "b c" TO "b c_old"; ALTER TABLE "t" ADD COLUMN "b c" TEXT COLLATE NOCASE; ` +
					`UPDATE "t" SET "b c" = "b c_old"; ALTER TABLE "t" DROP COLUMN "b c_old"`,
			},
		},
		"another key": {
			[]Column{{Name: "a", Declared: "INT", Default: "1", Key: 1}, {Name: "b c", Declared: "TEXT"}},
			`CREATE TABLE t(a INT DEFAULT 1 PRIMARY KEY, "b c" TEXT COLLATE NOCASE)`,
			[]string{""},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var tried []string
			facts, err := Compare(want, oneTable(c.sql, c.have...), func(statements []string) (bool, error) {
				tried = append(tried, strings.Join(statements, "; "))
				return len(statements) > 0, nil
			})
			if err != nil || !slices.Equal(tried, c.want) || len(facts) != len(tried) {
				t.Fatalf("tried %q, want %q; %q, %v", tried, c.want, facts, err)
			}
			for i, fact := range facts {
				end := " run: " + c.want[i]
				if c.want[i] == "" {
					end = "; ALTER TABLE cannot change that, the table must be recreated (sqlite.org/lang_altertable.html, section 7)"
				}
				if !strings.HasSuffix(fact, end) {
					t.Errorf("advised: %s", fact)
				}
			}
		})
	}
}

// TestCompareAdvisesWhatWorks checks that no statement is advised that does not run, and that an error ends it.
func TestCompareAdvisesWhatWorks(t *testing.T) {
	want := oneTable("CREATE TABLE t(a, b)", Column{Name: "a"}, Column{Name: "b"})
	have := oneTable("CREATE TABLE t(a)", Column{Name: "a"})
	facts, err := Compare(want, have, func([]string) (bool, error) { return false, nil })
	if err != nil || len(facts) != 1 || !strings.HasPrefix(facts[0], `table "t" has no column "b"; ALTER TABLE cannot`) {
		t.Errorf("%q, %v", facts, err)
	}
	failed := errors.New("no memory")
	facts, err = Compare(want, have, func([]string) (bool, error) { return false, failed })
	if !errors.Is(err, failed) || facts != nil {
		t.Errorf("%q, %v", facts, err)
	}
}

// TestCompareAttached checks that the index of a table that is there is advised, and that of a missing table is not.
func TestCompareAttached(t *testing.T) {
	want := NewSchema([]Object{table("t", ""), attached("index", "i", "t"), table("u", ""), attached("index", "j", "u")})
	facts, err := Compare(want, NewSchema([]Object{table("T", "")}), func([]string) (bool, error) { return true, nil })
	const advised = `table "t" has no index "i"; to match the script, run: CREATE index i`
	if err != nil || !slices.Equal(facts, []string{advised}) {
		t.Errorf("%q, %v", facts, err)
	}
}

func TestCopy(t *testing.T) {
	s := oneTable("CREATE TABLE t(a, b AS (a))", Column{Name: "a"}, Column{Name: "b", Hidden: 2})
	got := s.Copy()
	const row = `; INSERT INTO "t" ("a") VALUES (1)`
	if len(got) != 2 || got[0] != "CREATE TABLE t(a, b AS (a))" || !strings.HasSuffix(got[1], row) {
		t.Errorf("%q", got)
	}
}

func TestViews(t *testing.T) {
	const sql = "CREATE VIEW v AS SELECT 1"
	s := NewSchema([]Object{table("t", "CREATE TABLE t(a)"), {Kind: "view", Name: "v", SQL: sql}})
	if got := s.Views(); len(got) != 1 || got["v"] != sql {
		t.Errorf("%q", got)
	}
}
