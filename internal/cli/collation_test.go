package cli

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"tiddly/db/dbtest/outside"
)

// collatedTables have columns, keys and indexes under a collation of another program, whose order of these rows is
// not that of code points.
const collatedTables = `
	CREATE TABLE tag(name TEXT PRIMARY KEY COLLATE NOCASE, usn INT);
	CREATE TABLE word(name TEXT PRIMARY KEY COLLATE NOCASE, usn INT) WITHOUT ROWID; CREATE INDEX word_usn ON word(usn);
	CREATE TABLE plain(id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE, usn INT);
	CREATE TABLE uniq(id INTEGER PRIMARY KEY, name TEXT NOT NULL, usn INT); CREATE UNIQUE INDEX uniq_name ON uniq(name COLLATE NOCASE);
	CREATE TABLE pair(id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE, usn INT); CREATE INDEX p1 ON pair(name, usn); CREATE INDEX p2 ON pair(usn, name);
	CREATE TABLE made(id INTEGER PRIMARY KEY, name TEXT, usn INT, g TEXT COLLATE NOCASE AS (name)); CREATE INDEX made_g ON made(g);
	CREATE TABLE ref(id INTEGER PRIMARY KEY, tag TEXT REFERENCES tag(name), word TEXT COLLATE NOCASE REFERENCES word(name), n INT);
	CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT); CREATE TABLE mark(note INT REFERENCES note(id), tag TEXT REFERENCES tag(name), PRIMARY KEY (note, tag));
	INSERT INTO tag VALUES ('b', 1), ('A', 2), ('C', 3), ('a2', 4), (NULL, 5), ('', 6);
	INSERT INTO word VALUES ('b', 1), ('A', 2), ('C', 3), ('a2', 4);
	INSERT INTO plain(name, usn) SELECT name, usn FROM tag; INSERT INTO uniq(name, usn) SELECT name, usn FROM word;
	INSERT INTO pair(name, usn) SELECT name, usn FROM tag; INSERT INTO made(name, usn) SELECT name, usn FROM tag;
	INSERT INTO ref VALUES (1, 'A', 'b', 1), (2, 'b', 'a2', 2), (3, NULL, NULL, 3);
	INSERT INTO note VALUES (1, 'one'); INSERT INTO mark VALUES (1, 'A'), (1, 'b');
	CREATE VIEW v_tag AS SELECT name, usn FROM tag; CREATE VIEW v_word AS SELECT name, usn FROM word;
	CREATE VIEW v_where AS SELECT name FROM tag WHERE name = 'B'; CREATE VIEW v_group AS SELECT name, count(*) AS n FROM tag GROUP BY name;
	CREATE VIEW v_max AS SELECT max(name) AS name FROM plain; CREATE VIEW v_usn AS SELECT usn FROM tag;`

func TestForeignCollations(t *testing.T) {
	for _, encoding := range []string{"UTF-8", "UTF-16le"} {
		for _, statistics := range []string{"", "; ANALYZE"} {
			t.Run(encoding+statistics, func(t *testing.T) {
				file := foreignFile(t, "PRAGMA encoding = '"+encoding+"';"+collatedTables+statistics)
				r := start(t, "--db", file)
				readsCollated(t, r)
				refusesCollated(t, r)
				if strings.Contains(r.stderr.String(), "ERROR") {
					t.Errorf("the log is %s", r.stderr.String())
				}
				if code := r.stop(t); code != 0 {
					t.Errorf("exit code %d", code)
				}
				checksCollated(t, file)
			})
		}
	}
}

// readsCollated reads the tables by every clause that compares or sorts.
func readsCollated(t *testing.T, r *running) {
	t.Helper()
	for _, list := range []string{"tags", "words", "plains", "uniqs", "pairs", "mades", "vTags", "vWords"} {
		few := strings.HasSuffix(strings.ToLower(list), "words") || list == "uniqs"
		want := map[string]string{
			`(orderBy: [{name: ASC}], where: {name: {ne: ""}})`:                                         `"A" "C" "a2" "b"`,
			`(orderBy: [{name: DESC}], where: {name: {ne: ""}})`:                                        `"b" "a2" "C" "A"`,
			`(where: {name: {eq: "a"}})`:                                                                ``,
			`(where: {name: {eq: "A"}})`:                                                                `"A"`,
			`(where: {name: {in: ["B", "b", "c", "C"]}}, orderBy: [{usn: ASC}])`:                        `"b" "C"`,
			`(where: {name: {gt: "C"}}, orderBy: [{name: ASC}])`:                                        `"a2" "b"`,
			`(where: {name: {lte: "C", ne: ""}}, orderBy: [{name: ASC}])`:                               `"A" "C"`,
			`(where: {name: {startsWith: "a"}})`:                                                        `"a2"`,
			`(where: {name: {iContains: "A"}}, orderBy: [{name: ASC}])`:                                 `"A" "a2"`,
			`(where: {usn: {eq: 4}})`:                                                                   `"a2"`,
			`(where: {usn: {in: [1, 3]}}, orderBy: [{usn: DESC}])`:                                      `"C" "b"`,
			`(where: {usn: {gte: 3}, name: {ne: ""}}, orderBy: [{usn: ASC}])`:                           `"C" "a2"`,
			`(distinctOn: [NAME], orderBy: [{name: ASC}], where: {name: {ne: ""}})`:                     `"A" "C" "a2" "b"`,
			`(where: {name: {isNull: true}})`:                                                           `null`,
			`(where: {not: {name: {in: ["A", "C", ""]}}}, orderBy: [{name: ASC}], limit: 1, offset: 1)`: `"b"`,
		}
		for arguments, names := range want {
			if few && names == "null" {
				names = ""
			}
			got := r.query(t, "{ x: "+list+arguments+" { name } }")
			got = strings.NewReplacer(`{"x":[`, "", `]}`, "", `{"name":`, "", `}`, "", ",", " ").Replace(got)
			if got != names {
				t.Errorf("%s%s gives %s, want %s", list, arguments, got, names)
			}
		}
	}
	for document, want := range map[string]string{
		`{ tag(by: {name: "A"}) { usn } word(by: {name: "a2"}) { usn } uniq(by: {name: "A"}) { name } x: word(by: {name: "B"}) { usn } }`: `{"tag":{"usn":2},"word":{"usn":4},"uniq":{"name":"A"},"x":null}`,
		`{ refs { id tagRef { usn } wordRef { usn } } }`:                                                                           `{"refs":[{"id":1,"tagRef":{"usn":2},"wordRef":{"usn":1}},{"id":2,"tagRef":{"usn":1},"wordRef":{"usn":4}},{"id":3,"tagRef":null,"wordRef":null}]}`,
		`{ refs(where: {wordRef: {usn: {eq: 4}}}, orderBy: [{tagRef: {name: ASC}}]) { id } }`:                                      `{"refs":[{"id":2}]}`,
		`{ tags(where: {refs: {some: {n: {gt: 0}}}}, orderBy: [{name: ASC}]) { name refs(limit: 1) { id } } }`:                     `{"tags":[{"name":"A","refs":[{"id":1}]},{"name":"b","refs":[{"id":2}]}]}`,
		`{ words(where: {refs: {none: {}}}) { name refs { id } } }`:                                                                `{"words":[{"name":"A","refs":[]},{"name":"C","refs":[]}]}`,
		`{ notes { tags(orderBy: [{name: DESC}], limit: 1) { name notes { id } } } }`:                                              `{"notes":[{"tags":[{"name":"b","notes":[{"id":1}]}]}]}`,
		`{ vUsns(where: {usn: {gt: 4}}, orderBy: [{usn: DESC}]) { usn } mades(where: {g: {gt: "C"}}, orderBy: [{g: ASC}]) { g } }`: `{"vUsns":[{"usn":6},{"usn":5}],"mades":[{"g":"a2"},{"g":"b"}]}`,
	} {
		if got := r.query(t, document); got != want {
			t.Errorf("%s gives %s, want %s", document, got, want)
		}
	}
	for path, want := range map[string]string{
		"/tag":               `[{"name":"b","usn":1},{"name":"A","usn":2},{"name":"C","usn":3},{"name":"a2","usn":4},{"name":null,"usn":5},{"name":"","usn":6}]`,
		"/word":              `[{"name":"A","usn":2},{"name":"C","usn":3},{"name":"a2","usn":4},{"name":"b","usn":1}]`,
		"/word/a2":           `{"name":"a2","usn":4}`,
		"/tag/A":             `{"name":"A","usn":2}`,
		"/word?orderby=name": `[{"name":"A","usn":2},{"name":"C","usn":3},{"name":"a2","usn":4},{"name":"b","usn":1}]`,
	} {
		if _, _, got := r.send(t, http.MethodGet, path, ""); !strings.Contains(got, `"data":`+want) {
			t.Errorf("%s gives %s, want %s", path, got, want)
		}
	}
}

// collatedWrites are what cannot be written of each table, as the log has it, and whether a row can be inserted, its
// number changed, and the row deleted.
var collatedWrites = []struct {
	table, refused          string
	insert, update, deletes bool
}{
	{"tag", `without inserts, updates of "name", deletes (column "name"`, false, true, false},
	{"word", `without inserts, updates, deletes (column "name"`, false, false, false},
	{"plain", ``, true, true, true},
	{"uniq", `without inserts, updates of "id", updates of "name", deletes (index "uniq_name"`, false, true, false},
	{"pair", `without inserts, updates, deletes (column "name"`, false, false, false},
	{"made", `without inserts, updates of "id", updates of "name", deletes (column "g"`, false, true, false},
}

// refusesCollated requires that nothing is written into an index whose order is unknown, that all else is, and that what
// reads such tables after a write works.
func refusesCollated(t *testing.T, r *running) {
	t.Helper()
	const reason = "compares by the collation unicase, which this server does not have"
	log := strings.ReplaceAll(r.stderr.String(), `\"`, `"`)
	for _, w := range collatedWrites {
		if w.refused == "" {
			if strings.Contains(log, `table "`+w.table+`" is served without`) {
				t.Errorf("%s can be written: %s", w.table, log)
			}
		} else {
			wants(t, "the log", log, `table "`+w.table+`" is served `+w.refused)
		}
		title := strings.ToUpper(w.table[:1]) + w.table[1:]
		for _, one := range []struct {
			can                       bool
			method, path, body, field string
		}{
			{w.update, http.MethodPut, "/1", `{"usn": 1}`, "update" + title + `s(where: {name: {gt: "B", lt: "D"}}, set: {usn: 9})`},
			{w.insert, http.MethodPost, "", `{"name": "q", "usn": 1}`, "insert" + title + `(input: {name: "r", usn: 1})`},
			{w.deletes, http.MethodDelete, "/1", "", "delete" + title + `s(where: {name: {eq: "C"}})`},
		} {
			status, _, text := r.send(t, one.method, "/"+w.table+one.path, one.body)
			if refused := strings.Contains(text, reason); status >= http.StatusInternalServerError || refused == one.can {
				t.Errorf("%s %s: %d %s", one.method, w.table, status, text)
			}
			status, text = r.ask(t, "mutation { "+one.field+" { affectedRows } }")
			if one.can && !strings.Contains(text, `"affectedRows":1`) || !one.can && (status != http.StatusBadRequest || !strings.Contains(text, "Cannot query field")) {
				t.Errorf("%s: %d %s", one.field, status, text)
			}
		}
	}
	wants(t, "the log", log, `view "v_where" is left out: it `+reason, `view "v_group" is left out: it `+reason, `view "v_max" is left out: it `+reason)
	if got := r.query(t, `mutation { updateNote(by: {id: 1}, set: {text: "two"}) { node { text tags(orderBy: [{name: DESC}]) { name refs { wordRef { usn } } } } } }`); got !=
		`{"updateNote":{"node":{"text":"two","tags":[{"name":"b","refs":[{"wordRef":{"usn":4}}]},{"name":"A","refs":[{"wordRef":{"usn":1}}]}]}}}` {
		t.Errorf("a write that reads such tables gives %s", got)
	}
}

// checksCollated requires that the program that has the collation finds its indexes in order.
func checksCollated(t *testing.T, file string) {
	t.Helper()
	db, err := outside.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	const again = `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'unicase', 'NOCASE'); PRAGMA writable_schema = RESET`
	if _, err := db.ExecContext(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	var found string
	if err := db.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&found); err != nil || found != "ok" {
		t.Errorf("the indexes are %s %v", found, err)
	}
}

// TestForeignCollationsPageByPage reads a table in pages of REST, whose first row is found by the last of the page
// before.
func TestForeignCollationsPageByPage(t *testing.T) {
	const rows = 3000
	script := `CREATE TABLE tag(name TEXT PRIMARY KEY COLLATE NOCASE, usn INT) WITHOUT ROWID; CREATE INDEX u ON tag(usn); BEGIN;`
	for i := range rows {
		name := fmt.Sprintf("%c%04d", "Aa"[i%2], i)
		script += fmt.Sprintf("INSERT INTO tag VALUES ('%s', %d);", name, i%7)
	}
	r := start(t, "--db", foreignFile(t, script+"COMMIT"))
	_, _, text := r.send(t, http.MethodGet, "/tag", "")
	last := ""
	for _, part := range strings.Split(text, `"name":"`)[1:] {
		name, _, _ := strings.Cut(part, `"`)
		if name <= last {
			t.Fatalf("%s stands behind %s", name, last)
		}
		last = name
	}
	if n := strings.Count(text, `"name":"`); n != rows {
		t.Errorf("%d rows, want %d", n, rows)
	}
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
