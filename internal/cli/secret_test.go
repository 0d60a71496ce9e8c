package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// leaky is a club with every way in which a database can show a column under another name.
const leaky = `PRAGMA journal_mode = WAL;` + club + `
	ALTER TABLE user ADD COLUMN shown TEXT AS (substr("Password", 2));
	ALTER TABLE user ADD COLUMN again TEXT AS (upper(shown) || name);
	ALTER TABLE user ADD COLUMN loud TEXT AS (upper(name));
	CREATE UNIQUE INDEX by_again ON user(again, name); CREATE INDEX by_half ON user(substr(password, 1, 3));
	CREATE TABLE other(id INTEGER PRIMARY KEY, password TEXT); INSERT INTO other VALUES (1, 'of no account');
	CREATE TABLE _tiddly_kept(id INTEGER PRIMARY KEY, digest TEXT);
	CREATE VIRTUAL TABLE search USING fts4(content='user', password);
	CREATE VIEW good_names AS SELECT id, name, email FROM user WHERE id > 0;
	CREATE VIEW good_count AS SELECT count(*) AS n FROM user;
	CREATE VIEW good_other AS SELECT * FROM other;
	CREATE VIEW good_over AS SELECT name FROM good_names;
	CREATE VIEW good_loud AS SELECT id, loud FROM "user";
	CREATE VIEW bad_star AS SELECT * FROM user;
	CREATE VIEW bad_alias AS SELECT id, password AS p FROM user;
	CREATE VIEW bad_quoted AS SELECT id, [PASSWORD] AS p FROM main.'User';
	CREATE VIEW bad_comment AS SELECT id, /* */password AS p FROM/* */user;
	CREATE VIEW bad_derived AS SELECT id, shown AS p FROM user;
	CREATE VIEW bad_over AS SELECT id, p AS q FROM bad_alias;
	CREATE VIEW bad_where AS SELECT id FROM user WHERE password LIKE 'a%';
	CREATE VIEW bad_natural AS SELECT id FROM other NATURAL JOIN user;
	CREATE VIEW bad_inner AS WITH x AS (SELECT u.* FROM user u) SELECT 1 AS n FROM x;
	CREATE VIEW bad_search AS SELECT docid, snippet(search) AS s FROM search;
	CREATE VIEW bad_terms AS SELECT root FROM "search_SEGDIR";
	PRAGMA writable_schema = ON; CREATE TABLE sqlite_stat4(tbl, idx, sample); PRAGMA writable_schema = OFF;
	CREATE VIEW bad_sample AS SELECT sample FROM sqlite_stat4;
	CREATE VIEW bad_ours AS SELECT id, digest FROM _tiddly_kept;
	CREATE VIEW chosen AS SELECT id, name, password AS p FROM user;
	CREATE VIEW over_chosen AS SELECT id, p AS q FROM chosen;
	CREATE TRIGGER chosen_write INSTEAD OF UPDATE ON chosen BEGIN UPDATE user SET name = NEW.name WHERE id = OLD.id; END;`

var leaks = []string{
	"badStar", "badAlias", "badQuoted", "badComment", "badDerived", "badOver", "badWhere", "badNatural", "badInner", "badSearch", "badTerms", "badSample", "badOurs", "overChosen",
}

// TestWhatDependsOnASecretIsSecret requires that generated columns and views that may disclose passwords are
// served by no edge, are named in the log and by check, and are only restored by a setting.
func TestWhatDependsOnASecretIsSecret(t *testing.T) {
	inFolder(t, leaky, withAccounts+"tables:\n  chosen: {show: [id, name]}\n")
	checked := run(t, nil, "check")
	if checked.code != 0 {
		t.Errorf("check: %+v", checked)
	}
	wants(t, "check", checked.stdout, `view "bad_star" is left out: it may reveal the passwords of table "user"`, "tables.bad_star.show",
		`view "bad_ours" is left out`, `column "again" of table "user" is left out: it is computed from the passwords`)
	sdl := run(t, nil, "schema").stdout
	wants(t, "the schema", sdl, "goodNames", "goodCount", "goodOther", "goodOver", "goodLoud", "type Chosen ", "loud")
	for _, name := range append(slices.Clone(leaks), "again", "shown") {
		if strings.Contains(sdl, name) {
			t.Errorf("the schema has %s", name)
		}
	}
	_, chosen, _ := strings.Cut(sdl, "type Chosen ")
	if chosen, _, _ = strings.Cut(chosen, "}"); strings.Contains(chosen, "p:") {
		t.Error("the schema has the column of the view that is not shown")
	}
	r := start(t)
	for _, document := range []string{
		"{ users { shown } }", "{ users(where: {again: {eq: 1}}) { id } }", "{ users(orderBy: [{again: ASC}]) { id } }", "{ users(distinctOn: [AGAIN]) { id } }",
		"{ user(by: {againAndName: {again: \"a\", name: \"b\"}}) { id } }", "{ choseList { p } }", "{ badAliases { id } }",
		`mutation { insertUser(input: {email: "x", shown: "x"}) { affectedRows } }`,
	} {
		if _, text := r.ask(t, document); !strings.Contains(text, "REQUEST_INVALID") {
			t.Errorf("%s gives %s", document, text)
		}
	}
	for _, path := range []string{"/user", "/user/1", "/chosen", "/bad_alias", "/bad_star", "/bad_over", "/search", "/good_names"} {
		if _, _, text := r.send(t, "GET", path, ""); strings.Contains(text, "narie") || strings.Contains(text, "ANARIE") {
			t.Errorf("%s tells %s", path, text)
		}
	}
	run := neighbour(t, filepath.Join(".", "shop.db"))
	run("ALTER TABLE user ADD COLUMN later TEXT AS (password || 'x'); CREATE VIEW bad_later AS SELECT email, password FROM user; CREATE VIEW good_later AS SELECT email FROM user")
	r.until(t, "{ goodLaters { email } }", `"ada@x"`)
	run("DROP VIEW good_names; CREATE VIEW good_names AS SELECT id, password AS name, email FROM user WHERE id > 0")
	r.until(t, "{ goodNames { name } }", "REQUEST_INVALID")
	_, _, sdl = r.send(t, "GET", "/schema.graphqls", "")
	for _, name := range []string{"  later:", "BadLater", "GoodNames", "GoodOver"} {
		if strings.Contains(sdl, name) {
			t.Errorf("the schema has %s", name)
		}
	}
	wants(t, "the log", r.stderr.String(), `column \"later\" of table \"user\" is left out`, `view \"bad_later\" is left out`, `view \"good_over\" is left out`)
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// TestViewsAreServedWithoutAccounts requires that without secret columns only views that may read the server's own
// tables are left out.
func TestViewsAreServedWithoutAccounts(t *testing.T) {
	inFolder(t, leaky, "db: shop.db\n")
	sdl := run(t, nil, "schema").stdout
	for _, name := range leaks {
		if has := strings.Contains(sdl, name); has != (name != "badOurs" && name != "badSample") {
			t.Errorf("the schema has %s: %v", name, has)
		}
	}
	wants(t, "the schema", sdl, "again", "shown")
}

// TestShow requires that the named columns are served, of any table.
func TestShow(t *testing.T) {
	inFolder(t, club, "db: shop.db\ntables:\n  user: {show: [id, name]}\n")
	r := start(t)
	if got := r.query(t, "{ users { id name } }"); got != `{"users":[{"id":1,"name":"Ada"},{"id":2,"name":"Bela"}]}` {
		t.Errorf("it gives %s", got)
	}
	if _, text := r.ask(t, "{ users { email } }"); !strings.Contains(text, "REQUEST_INVALID") {
		t.Errorf("what is not shown gives %s", text)
	}
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if err := os.WriteFile("tiddly.yml", []byte("db: shop.db\ntables:\n  user: {show: [id, naam]}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := run(t, nil, "check"); got.code != 2 || !strings.Contains(got.stderr, `column "naam", which table "user" does not have`) {
		t.Errorf("a slip of the pen: %+v", got)
	}
}
