package corpus_test

import (
	"strings"
	"testing"
)

// unreadable has, in each column that is compared by what its cells mean, cells that mean nothing.
const unreadable = `CREATE TABLE post(id INTEGER PRIMARY KEY, at DATETIME NOT NULL, day DATE, clock TIME, doc JSON, price TEXT, x, uid UUID,
		author_id INT REFERENCES author(id));
	INSERT INTO post VALUES
		(1, '2024-01-02 03:04:05', '2024-01-02', '03:04', '{"a":1}', '1.50', 'five', '0188f3c1-2a3b-7c4d-8e5f-0123456789ab', 1),
		(2, 'not a date', 'never', '25:00', '{"a":', 'dear', x'00', 'nobody', 2),
		(3, 'tomorrow', '0', 'noon', 'nope', 'cheap', x'01', 'no one', 2),
		(4, '2024-02-02T03:04:05Z', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
	CREATE TABLE author(id INTEGER PRIMARY KEY, born DATE); INSERT INTO author VALUES (1, '1970-01-01'), (2, 'long ago');
	CREATE TABLE found(id INTEGER PRIMARY KEY, at DATETIME); CREATE INDEX found_at ON found(at);
	CREATE INDEX post_author ON post(author_id); CREATE VIEW shown_post AS SELECT at, id FROM post;
	INSERT INTO found VALUES (1, '2024-01-02'), (2, '2024-13-45'), (3, 'tomorrow');`

func unreadCases() []struct{ query, data, warnings string } {
	warning := func(table, column, cells string) string {
		return `{"table":"` + table + `","column":"` + column + `","cells":` + cells + `}`
	}
	at, day := warning("Post", "at", "2"), warning("Post", "day", "2")
	return []struct{ query, data, warnings string }{
		{`{posts(where: {at: {gt: "2024-01-01T00:00:00Z"}}) {id}}`, `{"posts":[{"id":1},{"id":4}]}`, at},
		{`{posts(where: {at: {lt: "2024-02-01T00:00:00Z"}}) {id}}`, `{"posts":[{"id":1}]}`, at},
		{`{posts(where: {at: {gte: "2024-01-01T00:00:00Z", lte: "2024-02-01T00:00:00Z"}}) {id}}`, `{"posts":[{"id":1}]}`, at},
		{`{posts(where: {at: {eq: "2024-01-02T03:04:05Z"}}) {id}}`, `{"posts":[{"id":1}]}`, at},
		{`{posts(where: {at: {ne: "2024-01-02T03:04:05Z"}}) {id}}`, `{"posts":[{"id":4}]}`, at},
		{`{posts(where: {at: {in: ["2024-01-02T03:04:05Z"]}}) {id}}`, `{"posts":[{"id":1}]}`, at},
		{`{posts(where: {at: {notIn: ["2024-01-02T03:04:05Z"]}}) {id}}`, `{"posts":[{"id":4}]}`, at},
		{`{posts(where: {not: {at: {gt: "2024-01-03T00:00:00Z"}}}) {id}}`, `{"posts":[{"id":1}]}`, at},
		{`{posts(orderBy: [{at: DESC}]) {id}}`, `{"posts":[{"id":4},{"id":1},{"id":3},{"id":2}]}`, at},
		{`{posts(orderBy: [{at: ASC}, {id: ASC}], limit: 1) {id}}`, `{"posts":[{"id":1}]}`, at},
		{`{posts(distinctOn: [AT]) {id}}`, `{"posts":[{"id":1},{"id":2},{"id":4}]}`, at},
		{`{posts(distinctOn: [DAY], orderBy: [{day: ASC}]) {id}}`, `{"posts":[{"id":1},{"id":2}]}`, day},
		{`{authors {posts(distinctOn: [DAY], orderBy: [{day: DESC}]) {id}}}`, `{"authors":[{"posts":[{"id":1}]},{"posts":[{"id":3}]}]}`, day},
		{`{authors {posts(limit: 5, orderBy: [{day: DESC}]) {id}}}`, `{"authors":[{"posts":[{"id":1}]},{"posts":[{"id":3},{"id":2}]}]}`, day},
		{`{shownPosts {id}}`, `{"shownPosts":[{"id":1},{"id":4},{"id":2},{"id":3}]}`, ""},
		{`{posts(where: {day: {eq: "2024-01-02"}}) {id}}`, `{"posts":[{"id":1}]}`, day},
		{`{posts(where: {clock: {gt: "00:00:00"}}) {id}}`, `{"posts":[{"id":1}]}`, warning("Post", "clock", "2")},
		{`{posts(where: {doc: {eq: {a: 1}}}) {id}}`, `{"posts":[{"id":1}]}`, warning("Post", "doc", "2")},
		{`{posts(where: {doc: {hasKey: "a"}}) {id}}`, `{"posts":[{"id":1}]}`, warning("Post", "doc", "2")},
		{`{posts(where: {doc: {path: [{path: "$.a", gt: 0}]}}) {id}}`, `{"posts":[{"id":1}]}`, warning("Post", "doc", "2")},
		{`{posts(where: {doc: {path: [{path: "$.b", eq: 1}]}}) {id}}`, `{"posts":[]}`, warning("Post", "doc", "2")},
		{`{posts(where: {uid: {gt: "00000000-0000-0000-0000-000000000000"}}) {id}}`, `{"posts":[{"id":1}]}`, warning("Post", "uid", "2")},
		{
			`{authors(where: {born: {lt: "2000-01-01"}}, orderBy: [{born: ASC}]) {id posts(where: {day: {gt: "2000-01-01"}}) {id}}}`,
			`{"authors":[{"id":1,"posts":[{"id":1}]}]}`, warning("Author", "born", "1"),
		},
		{
			`{posts(where: {author: {born: {lt: "2000-01-01"}}, at: {gt: "2000-01-01T00:00:00Z"}}) {id}}`,
			`{"posts":[{"id":1}]}`, at,
		},
		{`{founds(where: {at: {gt: "2024-01-01T00:00:00Z"}}) {id}}`, `{"founds":[{"id":1}]}`, warning("Found", "at", "2")},
		// Nothing is warned of where nothing is compared, or everything that is can be read.
		{`{posts {id}}`, `{"posts":[{"id":1},{"id":2},{"id":3},{"id":4}]}`, ""},
		{`{posts(where: {at: {isNull: false}}) {id}}`, `{"posts":[{"id":1},{"id":2},{"id":3},{"id":4}]}`, ""},
		{`{posts(where: {and: [{id: {eq: 1}}, {at: {gt: "2000-01-01T00:00:00Z"}}]}) {id}}`, `{"posts":[{"id":1}]}`, ""},
	}
}

// TestUnreadCellsAreWarnedOf requires that an answer names the columns with cells that its filters and orders met and
// could not read.
func TestUnreadCellsAreWarnedOf(t *testing.T) {
	c := newChanging(t, unreadable)
	for _, u := range unreadCases() {
		want := `{"data":` + u.data + `}`
		if u.warnings != "" {
			want = `{"data":` + u.data + `,"extensions":{"warnings":[` + u.warnings + `]}}`
		}
		c.want(u.query, want)
		c.want(u.query, want) // a connection forgets what an earlier statement met
	}
	two := `{a: posts(where: {day: {gt: "2000-01-01"}}) {id} b: posts(where: {day: {lt: "2000-01-01"}}, orderBy: [{at: ASC}]) {id} c: founds(where: {at: {gte: "2024-01-01T00:00:00Z"}}) {id}}`
	c.want(two, `{"data":{"a":[{"id":1}],"b":[],"c":[{"id":1}]},"extensions":{"warnings":[`+
		`{"table":"Post","column":"day","cells":2},{"table":"Found","column":"at","cells":2}]}}`)
}

// TestUnreadCellsOfWritesAreWarnedOf requires the same of the conditions of writes.
func TestUnreadCellsOfWritesAreWarnedOf(t *testing.T) {
	c := newChanging(t, unreadable+`CREATE TABLE log(id INT);
		CREATE TABLE kept(id INTEGER PRIMARY KEY, at DATETIME); INSERT INTO kept VALUES (1, '2024-01-02'), (2, 'x');
		CREATE TRIGGER t AFTER UPDATE ON kept BEGIN INSERT INTO log VALUES (1); END;`)
	const warned = `,"extensions":{"warnings":[{"table":"%","column":"at","cells":#}]}}`
	warning := func(table, cells string) string {
		return strings.NewReplacer("%", table, "#", cells).Replace(warned)
	}
	c.want(`mutation {updatePosts(where: {at: {gt: "2024-01-01T00:00:00Z"}}, set: {x: "y"}) {affectedRows}}`,
		`{"data":{"updatePosts":{"affectedRows":2}}`+warning("Post", "2"))
	c.want(`mutation {updateKepts(where: {at: {gt: "2024-01-01T00:00:00Z"}}, set: {at: "2024-01-03T00:00:00Z"}) {affectedRows nodes {id}}}`,
		`{"data":{"updateKepts":{"affectedRows":1,"nodes":[{"id":1}]}}`+warning("Kept", "1"))
	c.want(`mutation {deletePosts(where: {at: {lt: "2024-01-01T00:00:00Z"}}) {affectedRows query {posts(orderBy: [{at: ASC}], limit: 1) {id}}}}`,
		`{"data":{"deletePosts":{"affectedRows":0,"query":{"posts":[{"id":1}]}}}`+warning("Post", "2"))
	c.want(`mutation {updatePost(by: {id: 2}, set: {at: "2024-01-01T00:00:00Z"}) {node {at}}}`,
		`{"data":{"updatePost":{"node":{"at":"2024-01-01T00:00:00Z"}}}}`)
}
