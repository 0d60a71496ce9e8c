package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiddly/db/dbtest"
)

// serve starts a server over a database with the settings of its tables.
func (a *area) serve(t *testing.T) *running {
	t.Helper()
	return a.serveFile(t, dbtest.Path(t, a.tables))
}

// serveFile serves a file with the settings.
func (a *area) serveFile(t *testing.T, file string) *running {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tiddly.yml")
	if err := os.WriteFile(path, []byte(a.settings), 0o600); err != nil {
		t.Fatal(err)
	}
	return start(t, "--config", path, "--db", file)
}

// area is a schema with its rows, and the settings of its tables.
type area struct{ tables, settings string }

// undeclared is a schema whose relations only the settings declare.
var undeclared = area{`
	CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE UNIQUE, boss INTEGER);
	CREATE TABLE posts (id INTEGER PRIMARY KEY, writer TEXT, title TEXT, tenant INTEGER, number INTEGER, posted DATETIME);
	CREATE TABLE pages (tenant INTEGER, number INTEGER, text TEXT, PRIMARY KEY (tenant, number)) WITHOUT ROWID;
	CREATE TABLE profiles (user TEXT COLLATE NOCASE UNIQUE, bio TEXT);
	CREATE TABLE tags (id INTEGER PRIMARY KEY, word TEXT);
	CREATE TABLE post_tags (post INTEGER NOT NULL, tag INTEGER NOT NULL, PRIMARY KEY (post, tag));
	CREATE VIEW authors AS SELECT u.id, u.name, count(*) AS posts FROM users AS u JOIN posts AS p ON u.name = p.writer GROUP BY u.id;
	INSERT INTO users VALUES (1, 'Ann', NULL), (2, 'Bob', 1), (3, 'Cy', 1);
	INSERT INTO posts VALUES (10, 'ann', 'One', 1, 2, '2024-01-01'), (11, 'BOB', 'Two', 1, 3, '2024-01-02'), (12, 'Bob', 'Three', NULL, 2, '2024-01-03'),
		(13, 'nobody', 'Four', 1, 2, '2024-01-04');
	INSERT INTO pages VALUES (1, 2, 'p'), (2, 2, 'q');
	INSERT INTO profiles VALUES ('ANN', 'writes'), (NULL, 'lost');
	INSERT INTO tags VALUES (1, 'red'), (2, 'blue');
	INSERT INTO post_tags VALUES (10, 1), (10, 2), (11, 1), (12, 9);`, `
tables:
  users:
    relations:
      chief: {columns: [boss], target: users}
  posts:
    relations:
      author: {columns: [writer], target: users, targetColumns: [name]}
      page: {columns: [tenant, number], target: pages}
  profiles:
    relations:
      owner: {columns: [user], target: users, targetColumns: [name]}
  post_tags:
    relations:
      post_: {columns: [post], target: posts}
      tag_: {columns: [tag], target: tags}
  authors:
    key: [id]
    columns:
      posts: {kind: Int}
    relations:
      user: {columns: [id], target: users}
`}

func TestRelationsOfTheSettings(t *testing.T) {
	t.Parallel()
	r := undeclared.serve(t)
	for document, want := range map[string]string{
		`{ posts { id author { id name } page { text } } }`: `{"posts":[{"id":10,"author":{"id":1,"name":"Ann"},"page":{"text":"p"}},` +
			`{"id":11,"author":{"id":2,"name":"Bob"},"page":null},{"id":12,"author":{"id":2,"name":"Bob"},"page":null},{"id":13,"author":null,"page":{"text":"p"}}]}`,
		`{ users { id posts(orderBy: [{title: ASC}]) { title } chief { name } users { id } } }`: `{"users":[{"id":1,"posts":[{"title":"One"}],"chief":null,"users":[{"id":2},{"id":3}]},` +
			`{"id":2,"posts":[{"title":"Three"},{"title":"Two"}],"chief":{"name":"Ann"},"users":[]},{"id":3,"posts":[],"chief":{"name":"Ann"},"users":[]}]}`,
		`{ users { posts(limit: 1, offset: 1) { id } } }`:                                          `{"users":[{"posts":[]},{"posts":[{"id":12}]},{"posts":[]}]}`,
		`{ posts(where: {author: {chief: {name: {eq: "Ann"}}}}) { id } }`:                          `{"posts":[{"id":11},{"id":12}]}`,
		`{ users(where: {posts: {some: {title: {eq: "Three"}}}}) { id } }`:                         `{"users":[{"id":2}]}`,
		`{ users(where: {not: {profile: {}}}) { id } }`:                                            `{"users":[{"id":2},{"id":3}]}`,
		`{ posts(orderBy: [{author: {name: DESC}}, {id: DESC}]) { id } }`:                          `{"posts":[{"id":12},{"id":11},{"id":10},{"id":13}]}`,
		`{ users { profile { bio owner { id } } } }`:                                               `{"users":[{"profile":{"bio":"writes","owner":{"id":1}}},{"profile":null},{"profile":null}]}`,
		`{ posts { id tags { word } postTags { tag_ { word } } } }`:                                `{"posts":[{"id":10,"tags":[{"word":"red"},{"word":"blue"}],"postTags":[{"tag_":{"word":"red"}},{"tag_":{"word":"blue"}}]},{"id":11,"tags":[{"word":"red"}],"postTags":[{"tag_":{"word":"red"}}]},{"id":12,"tags":[],"postTags":[{"tag_":null}]},{"id":13,"tags":[],"postTags":[]}]}`,
		`{ tags(where: {posts: {every: {author: {name: {eq: "Ann"}}}}}) { id } }`:                  `{"tags":[{"id":2}]}`,
		`{ authors { posts user { name chief { id } } } }`:                                         `{"authors":[{"posts":1,"user":{"name":"Ann","chief":null}},{"posts":2,"user":{"name":"Bob","chief":{"id":1}}}]}`,
		`{ users { author { posts } } }`:                                                           `{"users":[{"author":{"posts":1}},{"author":{"posts":2}},{"author":null}]}`,
		`{ users(where: {author: {posts: {gt: 1}}}, orderBy: [{author: {posts: ASC}}]) { name } }`: `{"users":[{"name":"Bob"}]}`,
	} {
		got := r.query(t, document)
		if got != want {
			t.Errorf("%s gives\n%s\nwant\n%s", document, got, want)
		}
	}
	got := r.query(t, `mutation { insertPost(input: {id: 20, writer: "CY", number: 2, tenant: 2}) { node { author { id posts { id } } page { text } } } }`)
	if want := `{"insertPost":{"node":{"author":{"id":3,"posts":[{"id":20}]},"page":{"text":"q"}}}}`; got != want {
		t.Errorf("a payload is\n%s\nwant\n%s", got, want)
	}
	r.stop(t)
}

// TestRelationsOfTheSettingsAreNotEnforced: the database refuses what its own foreign keys forbid, and no relation of
// the settings is named for it.
func TestRelationsOfTheSettingsAreNotEnforced(t *testing.T) {
	t.Parallel()
	r := (&area{`CREATE TABLE users (id INTEGER PRIMARY KEY); INSERT INTO users VALUES (1);
		CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users, editor INTEGER)`, `
tables:
  posts:
    relations:
      edited: {columns: [editor], target: users}
`}).serve(t)
	got := r.query(t, `mutation { insertPost(input: {id: 1, userId: 1, editor: 5}) { node { user { id } edited { id } } } }`)
	if want := `{"insertPost":{"node":{"user":{"id":1},"edited":null}}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	_, _, text := r.send(t, "POST", "/graphql", `{"query": "mutation { insertPost(input: {id: 2, userId: 9, editor: 5}) { affectedRows } }"}`)
	wants(t, "the answer", text, "CONSTRAINT_FOREIGN_KEY", `"columns":["userId"]`)
	if strings.Contains(text, "editor") {
		t.Errorf("the relation of the settings is named: %s", text)
	}
	_, _, text = r.send(t, "POST", "/posts", `{"id": 3, "user_id": 1, "editor": 7}`)
	wants(t, "REST", text, `"id":3,"status":"success"`)
	_, _, text = r.send(t, "DELETE", "/users/1", "")
	wants(t, "REST", text, "(user_id)", `"status":"error"`)
	r.stop(t)
}

func TestMistakesInRelationsOfTheSettings(t *testing.T) {
	inFolder(t, `CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE posts (id INTEGER PRIMARY KEY, writer TEXT, at DATETIME)`, `db: shop.db
tables:
  posts:
    relations:
      a: {columns: [writer], target: user}
      b:
        columns: [writers]
        target: users
      c: {columns: [writer], target: users, targetColumns: [name]}
      d: {columns: [at], target: users}
`)
	for _, command := range []string{"check", "serve"} {
		got := run(t, nil, command)
		if got.code != 2 {
			t.Errorf("%s: %+v", command, got)
		}
		wants(t, "the mistakes", got.stderr,
			`tiddly.yml:5:30: relation a of table "posts" in the settings leads to table "user", which is not served`, "the tables are posts, users",
			`tiddly.yml:7:9: relation b in the settings names column "writers", which table "posts" does not have`, "its columns are id, writer, at",
			`tiddly.yml:9:45: relation c of table "posts" in the settings leads to name of table "users", which is not a primary or unique key there`,
			"name one of its keys in targetColumns: [id]",
			`tiddly.yml:10:11: relation d of table "posts" in the settings compares column "at" (DateTime) with column "id" of table "users" (Int)`)
	}
}

// TestRelationsOfTheSettingsAreShown: what shows the schema shows them.
func TestRelationsOfTheSettingsAreShown(t *testing.T) {
	t.Parallel()
	r := undeclared.serve(t)
	got := r.query(t, `{ __type(name: "Post") { fields { name type { name ofType { name } } } } where: __type(name: "PostWhere") { inputFields { name } } }`)
	wants(t, "introspection", got, `{"name":"author","type":{"name":"User","ofType":null}}`, `{"name":"page","type":{"name":"Page","ofType":null}}`, `{"name":"tags"}`)
	_, _, sdl := r.send(t, "GET", "/schema.graphqls", "")
	wants(t, "the schema", sdl, "author: User", "profile: Profile", "input PostWhere")
	r.stop(t)
}
