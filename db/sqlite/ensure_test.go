package sqlite

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiddly/db/sqlite/draft"
	"tiddly/internal/exec"
)

const userScript = `
	CREATE TABLE user (id INTEGER NOT NULL PRIMARY KEY, email VARCHAR, name TEXT NOT NULL DEFAULT '');
	CREATE UNIQUE INDEX user_email ON user(email);
	CREATE TABLE dual (id INTEGER PRIMARY KEY, text VARCHAR);
	CREATE VIEW names AS SELECT name FROM user;
	CREATE TRIGGER user AFTER INSERT ON dual BEGIN SELECT 1; END;`

// ensured runs the script on a database that the statements of have create.
func ensured(t *testing.T, have string, options Options) (path string, facts []string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "x.db")
	if have != "" {
		if err := Create(t.Context(), path, func(f *draft.Filling) error { return f.Exec(t.Context(), have) }); err != nil {
			t.Fatal(err)
		}
	}
	return path, ensureAgain(t, path, options)
}

func ensureAgain(t *testing.T, path string, options Options) []string {
	t.Helper()
	options.Path = path
	d, err := Open(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}()
	facts, err := d.Ensure(t.Context(), userScript)
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

func wantFacts(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestEnsureMakesAll(t *testing.T) {
	path, facts := ensured(t, "", Options{Create: true})
	wantFacts(t, facts, `table "user" was created`, `index "user_email" was created`, `table "dual" was created`, `view "names" was created`, `trigger "user" was created`)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wantFacts(t, ensureAgain(t, path, Options{}))
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
		t.Error("a second start changes the file", err)
	}
}

func TestEnsureMakesWhatIsMissing(t *testing.T) {
	path, facts := ensured(t, `CREATE TABLE other (a); CREATE TABLE "USER" (id integer  not null primary key, Email varchar, name text not null default '');
		INSERT INTO user VALUES (1, 'a', 'b');`, Options{})
	wantFacts(t, facts, `table "dual" was created`, `view "names" was created`, `trigger "user" was created`,
		`table "user" has no index "user_email"; to match the script, run: CREATE UNIQUE INDEX user_email ON user(email)`)
	d, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	err = d.Read(t.Context(), false, func(r exec.Reader) error {
		rows, err := readerAsk(r)("SELECT count(*) FROM user, dual WHERE email = ?", 1, "a")
		if err == nil && number(rows[0][0]) != 0 {
			t.Errorf("%v", rows)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestEnsureReadOnly(t *testing.T) {
	_, facts := ensured(t, `CREATE TABLE dual (id INTEGER PRIMARY KEY, text VARCHAR)`, Options{ReadOnly: true})
	if len(facts) == 0 || facts[0] != `table "user" of the script is not in the database, which is read-only` {
		t.Errorf("facts: %q", facts)
	}
}

// TestEnsureTellsDifferences runs every advised statement, after which no difference must remain.
func TestEnsureTellsDifferences(t *testing.T) {
	const same = `CREATE TABLE dual (id INTEGER PRIMARY KEY, text VARCHAR); CREATE VIEW names AS SELECT 1;
		CREATE TRIGGER user AFTER INSERT ON dual BEGIN SELECT 1; END;`
	for name, c := range map[string]struct{ user, want string }{
		"lacks a column": {
			`CREATE TABLE user (id INTEGER NOT NULL PRIMARY KEY, email VARCHAR)`,
			`table "user" has no column "name"; to match the script, run: ALTER TABLE "user" ADD COLUMN name TEXT NOT NULL DEFAULT ''`,
		},
		"has another column": {
			`CREATE TABLE user (id INTEGER NOT NULL PRIMARY KEY, email VARCHAR, name TEXT NOT NULL DEFAULT '', "a""b" INT)`,
			`table "user" has column "a\"b", which the script does not have: add it there, or lose its values; to match the script, run: ` +
				`ALTER TABLE "user" DROP COLUMN "a""b"`,
		},
		"takes nulls": {
			`CREATE TABLE user (id INTEGER NOT NULL PRIMARY KEY, email VARCHAR NOT NULL, name TEXT DEFAULT '')`,
			`column "email" of table "user" is VARCHAR NOT NULL, in the script it is VARCHAR; to match the script, run: ` +
				`ALTER TABLE "user" ALTER COLUMN "email" DROP NOT NULL` + "\n" +
				`column "name" of table "user" is TEXT DEFAULT '', in the script it is TEXT NOT NULL DEFAULT ''; to match the script, run: ` +
				`ALTER TABLE "user" ALTER COLUMN "name" SET NOT NULL`,
		},
		"has another type": {
			`CREATE TABLE user (id INTEGER NOT NULL PRIMARY KEY, email INT COLLATE NOCASE, name TEXT NOT NULL DEFAULT '')`,
			`column "email" of table "user" is INT COLLATE NOCASE, in the script it is VARCHAR; to match the script, run: ` +
				`ALTER TABLE "user" RENAME COLUMN "email" TO "email_old"; ALTER TABLE "user" ADD COLUMN email VARCHAR; ` +
				`UPDATE "user" SET "email" = "email_old"; ALTER TABLE "user" DROP COLUMN "email_old"`,
		},
		"has another key": {
			`CREATE TABLE user (id INTEGER NOT NULL, email VARCHAR PRIMARY KEY, name TEXT NOT NULL DEFAULT '')`,
			`column "id" of table "user" is INTEGER NOT NULL, in the script it is INTEGER PRIMARY KEY (place 1) NOT NULL; ` +
				`ALTER TABLE cannot change that, the table must be recreated (sqlite.org/lang_altertable.html, section 7)` + "\n" +
				`column "email" of table "user" is VARCHAR PRIMARY KEY (place 1), in the script it is VARCHAR; ` +
				`ALTER TABLE cannot change that, the table must be recreated (sqlite.org/lang_altertable.html, section 7)`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			path, facts := ensured(t, same+c.user+"; CREATE UNIQUE INDEX user_email ON user(id);", Options{})
			wantFacts(t, facts, strings.Split(c.want, "\n")...)
			if strings.Contains(c.want, "ALTER TABLE cannot") {
				return
			}
			d, err := connect(t.Context(), "file:"+path)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range facts {
				_, statements, _ := strings.Cut(f, " run: ")
				if _, err := d.raw.ExecContext(t.Context(), statements, nil); err != nil {
					t.Errorf("%s: %v", statements, err)
				}
			}
			if err := d.close(); err != nil {
				t.Fatal(err)
			}
			wantFacts(t, ensureAgain(t, path, Options{}))
		})
	}
}

func TestEnsureRefusesABrokenScript(t *testing.T) {
	d, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "x.db"), Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if _, err := d.Ensure(t.Context(), "CREATE TABLE ("); err == nil || !strings.Contains(err.Error(), "script") {
		t.Error(err)
	}
}
