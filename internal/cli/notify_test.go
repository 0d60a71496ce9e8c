package cli

import (
	"net/http"
	"strings"
	"testing"

	"tiddly/db/dbtest"
)

// TestChangedTablesOnEachEngine changes tables by another program while they are served, and requires the same of each
// engine: the new schema is served, the log has what changed, and a request that names what is gone is refused.
func TestChangedTablesOnEachEngine(t *testing.T) {
	dbtest.OnEach(t, func(t *testing.T, e dbtest.Engine) {
		address := e.Make(t, `CREATE TABLE shop(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO shop VALUES (1, 'Corner')`)
		r := start(t, "--db", address)
		r.until(t, `{ shops { id name } }`, `{"data":{"shops":[{"id":1,"name":"Corner"}]}}`)
		for _, c := range []struct{ script, query, want, log string }{
			{
				"CREATE TABLE customer(id INTEGER PRIMARY KEY, shop_id INT REFERENCES shop(id)); INSERT INTO customer VALUES (1, 1)",
				"{ shops { customers { id } } }", `[{"customers":[{"id":1}]}]`, `table \"customer\" is new, and served as Customer`,
			},
			{"ALTER TABLE shop ADD COLUMN size INT DEFAULT 7", "{ shops { size } }", `[{"size":7}]`, `column \"size\" is new, and served as size`},
			{"ALTER TABLE shop RENAME COLUMN name TO title", "{ shops { title } }", `[{"title":"Corner"}]`, `column \"name\" is now called \"title\"`},
			{"CREATE VIEW big AS SELECT id, size FROM shop", "{ bigs { size } }", `[{"size":7}]`, `\"big\" is new`},
			{"DROP VIEW big", "{ bigs { size } }", "Cannot query field", `\"big\"`},
		} {
			e.Run(t, address, c.script)
			r.until(t, c.query, c.want)
			wants(t, c.script, r.stderr.String(), c.log)
		}
		if status, text := r.ask(t, "{ shops { name } }"); status != http.StatusBadRequest || !strings.Contains(text, "errors") {
			t.Errorf("a column that is gone gives %d %s", status, text)
		}
	})
}

// TestRightsAreFollowed takes rights from the role while it is served, and gives them back.
func TestRightsAreFollowed(t *testing.T) {
	dbtest.OnOthers(t, func(t *testing.T, e dbtest.Engine) {
		address := e.Make(t, `CREATE TABLE shop(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO shop VALUES (1, 'Corner');
			CREATE ROLE follower LOGIN; GRANT SELECT ON shop TO follower; CREATE TYPE mood AS ENUM ('GOOD'); ALTER TABLE shop ADD mood mood DEFAULT 'GOOD'`)
		t.Cleanup(func() { e.Run(t, address, "DROP OWNED BY follower; DROP ROLE follower") })
		r := start(t, "--db", e.As(address, "follower", "x"))
		r.until(t, "{ shops { name mood } }", `{"name":"Corner","mood":"GOOD"}`)
		e.Run(t, address, "REVOKE SELECT ON shop FROM follower; GRANT SELECT (id, mood) ON shop TO follower")
		r.until(t, "{ shops { name } }", "Cannot query field")
		r.until(t, "{ shops { id mood } }", `{"id":1,"mood":"GOOD"}`)
		e.Run(t, address, "GRANT SELECT ON shop TO follower; COMMENT ON TABLE shop IS 'what is open on Sundays'")
		r.until(t, `{ __type(name: "Shop") { description fields { name } } }`, "open on Sundays")
		r.until(t, "{ shops { name } }", `{"name":"Corner"}`)
		e.Run(t, address, "ALTER TYPE mood ADD VALUE 'BAD'")
		r.until(t, `{ __type(name: "Mood") { enumValues { name } } }`, "BAD")
	})
}

// TestNotify installs what tells servers of changes, twice, and removes it.
func TestNotify(t *testing.T) {
	dbtest.OnOthers(t, func(t *testing.T, e dbtest.Engine) {
		address := e.Make(t, "CREATE TABLE shop(id INTEGER PRIMARY KEY); CREATE ROLE plain LOGIN; GRANT SELECT ON shop TO plain")
		t.Cleanup(func() { e.Run(t, address, "DROP OWNED BY plain; DROP ROLE plain") })
		for _, c := range []struct {
			address, flag string
			code          int
			want          string
		}{
			{e.As(address, "plain", "kanarie"), "--install", 1, "only a superuser can"},
			{address, "--install", 0, "created the event trigger _tiddly_notify"},
			{address, "--install", 0, "nothing: "},
			{e.As(address, "plain", "kanarie"), "--remove", 1, "only a superuser can"},
			{address, "--remove", 0, "dropped the event trigger _tiddly_notify\ndropped the function public._tiddly_notify"},
			{address, "--remove", 0, "nothing: "},
		} {
			got := run(t, nil, "notify", c.flag, "--db", c.address)
			if got.code != c.code || !strings.Contains(got.stdout+got.stderr, c.want) || strings.Contains(got.stdout+got.stderr, "kanarie") {
				t.Errorf("%s: %+v, want %s", c.flag, got, c.want)
			}
		}
		if got := run(t, nil, "notify", "--db", address); got.code != 2 || !strings.Contains(got.stderr, "--install") {
			t.Errorf("%+v", got)
		}
		e.Run(t, address, "CREATE TABLE after(id INTEGER PRIMARY KEY)")
	})
	got := run(t, nil, "notify", "--install", "--db", dbtest.Path(t, club))
	if got.code != 1 || !strings.Contains(got.stderr, "nothing needs to be installed") {
		t.Errorf("%+v", got)
	}
}
