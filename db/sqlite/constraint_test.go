package sqlite

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

const rules = `
	CREATE TABLE t(
		id INTEGER PRIMARY KEY, a TEXT, b INT, n TEXT NOT NULL DEFAULT '',
		m INT CHECK (m > 0),
		low INT, high INT,
		odd INT CONSTRAINT "is odd" CHECK (odd % 2 = 1),
		UNIQUE (a, b), CONSTRAINT ordered CHECK (low <= high AND length(n) < 100)
	);
	CREATE TABLE twin(m INT CHECK (m > 0), x INT CHECK (x <> 13));
	CREATE TABLE other(m INT CHECK (m > 0), x INT CHECK (x <> 13));
	CREATE UNIQUE INDEX "it's" ON t(lower(n)) WHERE n <> '';
	CREATE TABLE bare(v);
	CREATE TABLE strict(i INTEGER, r REAL) STRICT;
	CREATE TABLE pair(a, b, PRIMARY KEY (a, b)) WITHOUT ROWID;
	CREATE TABLE "a.b, c"("d.e" UNIQUE, "f, g" NOT NULL DEFAULT 0, "a.b, c.x" INT, UNIQUE ("f, g", "a.b, c.x"));
	CREATE TABLE a("b, c.d.e" UNIQUE);
	CREATE TABLE kept(id INTEGER PRIMARY KEY);
	CREATE TABLE holder(id INTEGER PRIMARY KEY, kept INT REFERENCES kept ON DELETE RESTRICT, bare INT REFERENCES t);
	CREATE TRIGGER no BEFORE INSERT ON bare WHEN new.v = 'secret' BEGIN SELECT RAISE(ABORT, 'secret'); END;
	INSERT INTO t(id, a, b, n) VALUES (1, 'secret', 2, 'secret');
	INSERT INTO bare(rowid, v) VALUES (1, 1);
	INSERT INTO pair VALUES (1, 2);
	INSERT INTO "a.b, c" VALUES (1, 2, 3);
	INSERT INTO a VALUES (1);
	INSERT INTO kept VALUES (1);
	INSERT INTO holder VALUES (1, 1, NULL);
`

func TestConstraints(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, rules)})
	for _, c := range []struct {
		sql        string
		code       fault.Code
		table      string
		columns    []string
		constraint string
	}{
		{sql: `INSERT INTO t(a, b) VALUES ('secret', 2)`, code: fault.ConstraintUnique, table: "t", columns: []string{"a", "b"}},
		{sql: `INSERT INTO t(id) VALUES (1)`, code: fault.ConstraintUnique, table: "t", columns: []string{"id"}},
		{sql: `INSERT INTO t(n) VALUES ('SECRET')`, code: fault.ConstraintUnique, table: "t", constraint: "it's"},
		{sql: `INSERT INTO bare(rowid, v) VALUES (1, 'x')`, code: fault.ConstraintUnique, table: "bare"},
		{sql: `INSERT INTO pair VALUES (1, 2)`, code: fault.ConstraintUnique, table: "pair", columns: []string{"a", "b"}},
		{sql: `INSERT INTO "a.b, c"("d.e") VALUES (1)`, code: fault.ConstraintUnique, table: "a.b, c", columns: []string{"d.e"}},
		{sql: `INSERT INTO "a.b, c"("f, g", "a.b, c.x") VALUES (2, 3)`, code: fault.ConstraintUnique, table: "a.b, c", columns: []string{"f, g", "a.b, c.x"}},
		{sql: `INSERT INTO "a.b, c"("f, g") VALUES (NULL)`, code: fault.ConstraintNotNull, table: "a.b, c", columns: []string{"f, g"}},
		{sql: `UPDATE t SET n = NULL`, code: fault.ConstraintNotNull, table: "t", columns: []string{"n"}},
		{sql: `UPDATE t SET low = 2, high = 1`, code: fault.ConstraintCheck, table: "t", columns: []string{"n", "low", "high"}, constraint: "ordered"},
		{sql: `UPDATE t SET odd = 2`, code: fault.ConstraintCheck, table: "t", columns: []string{"odd"}, constraint: "is odd"},
		{sql: `INSERT INTO twin(m) VALUES (-1)`, code: fault.ConstraintCheck},
		{sql: `INSERT INTO twin(x) VALUES (13)`, code: fault.ConstraintCheck},
		{sql: `INSERT INTO strict(i) VALUES ('secret')`, code: fault.ConstraintType, table: "strict", columns: []string{"i"}},
		{sql: `INSERT INTO strict(r) VALUES ('secret')`, code: fault.ConstraintType, table: "strict", columns: []string{"r"}},
		{sql: `INSERT INTO t(id) VALUES ('secret')`, code: fault.ConstraintType},
		{sql: `INSERT INTO holder(kept) VALUES (7)`, code: fault.ConstraintForeignKey},
		{sql: `DELETE FROM kept`, code: fault.ConstraintForeignKey},
		{sql: `INSERT INTO bare VALUES ('secret')`, code: fault.ConstraintTrigger},
	} {
		t.Run(c.sql, func(t *testing.T) {
			err := d.Do(t.Context(), does(c.sql))
			wantCode(t, err, c.code)
			var v *fault.Violation
			if !errors.As(err, &v) {
				t.Fatalf("no violation in %v", err)
			}
			if v.Table != c.table || !slices.Equal(v.Columns, c.columns) || v.Constraint != c.constraint {
				t.Errorf("%q %q %q, want %q %q %q", v.Table, v.Columns, v.Constraint, c.table, c.columns, c.constraint)
			}
			f := fault.From(err)
			if shown := f.Message + f.Details + f.Hint; strings.Contains(strings.ToLower(shown), "secret") || strings.Contains(shown, "failed") {
				t.Errorf("%q tells a value, or what the engine says", shown)
			}
			if f.Table != "" || f.Columns != nil || f.Constraint != "" {
				t.Error("names of the database stand where those of the API belong")
			}
		})
	}
}

// TestCheckWithoutName checks that a CHECK is found by its expression, if only one table has it.
func TestCheckWithoutName(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t(a INT, b INT CHECK (/* why */ a + abs("b") > 0 -- so
		))`)})
	var v *fault.Violation
	if err := d.Do(t.Context(), does(`INSERT INTO t VALUES (0, 0)`)); !errors.As(err, &v) {
		t.Fatal(err)
	}
	if v.Table != "t" || !slices.Equal(v.Columns, []string{"a", "b"}) || v.Constraint != "" {
		t.Errorf("%+v", v)
	}
}

// TestCheckThatBeginsWithAQuote checks that a CHECK is found whose expression SQLite cuts, because it begins with a quoted
// name, and that none is named where two are cut to one text.
func TestCheckThatBeginsWithAQuote(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t("the a" INT CHECK ("the a" >= 0), [b] INT CHECK ([b] > 0),
		"c" INT CHECK ("c" > 0), "d" INT CHECK ("c" < "d"))`)})
	for value, want := range map[string][]string{`("the a") VALUES (-1)`: {"the a"}, `(b) VALUES (0)`: {"b"}, `(c) VALUES (0)`: nil} {
		var v *fault.Violation
		if err := d.Do(t.Context(), does(`INSERT INTO t`+value)); !errors.As(err, &v) {
			t.Fatal(err)
		}
		if !slices.Equal(v.Columns, want) || (v.Table == "t") != (want != nil) {
			t.Errorf("%s: %+v", value, v)
		}
	}
}

func TestOtherWritesThatFail(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t(v); CREATE TABLE n(v INT, g AS (json_extract(v, '$')) STORED)`)})
	wantCode(t, d.Do(t.Context(), does(`INSERT INTO t VALUES (zeroblob(1 << 28))`)), fault.LimitRows)
	if err := d.Do(t.Context(), does(`INSERT INTO n(v) VALUES ('{')`)); err == nil || fault.From(err).Code != fault.DatabaseError {
		t.Errorf("a generated column that can't be worked out: %v", err)
	}
	wantCode(t, d.Do(t.Context(), does(`INSERT INTO nowhere VALUES (1)`)), fault.SchemaChanged)
	err := d.Do(t.Context(), func(tx exec.Tx) error {
		_, err := tx.Exec("INSERT INTO t VALUES (?)", []any{struct{}{}})
		return err
	})
	if err == nil {
		t.Error("a value of no kind was bound")
	}
}
