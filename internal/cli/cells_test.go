package cli

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// asItIs is a file whose cells are not what its columns declare.
const asItIs = `CREATE TABLE notes (id INTEGER PRIMARY KEY, mod INTEGER NOT NULL, changed DATETIME, stars INTEGER NOT NULL, done BOOLEAN, geom POLYGON, title TEXT);
	INSERT INTO notes VALUES (1700000000123, 1700000000123, 1704164645006, 5, 't', x'01ff', 'a'), (2, 3, '2024-02-02 03:04:05', '', 'false', NULL, 'b');
	CREATE VIEW total AS SELECT title, sum(stars) AS stars FROM notes GROUP BY title;
	CREATE TABLE exact (id INTEGER PRIMARY KEY, name TEXT) STRICT;`

const asItIsFile = "db: shop.db # the notes\n\ntables:\n  notes: # mine\n    columns: {title: {name: heading}}\n\n# next\nlimits: {rows: 5}\n"

func TestCheckNamesCells(t *testing.T) {
	inFolder(t, asItIs, asItIsFile)
	before := sum(t, "shop.db")
	got := run(t, nil, "check")
	if got.code != 0 || got.stderr != "" {
		t.Fatalf("%+v", got)
	}
	wants(t, "check", got.stdout, "Cells: 7 columns served as their values require",
		"  notes.mod (INTEGER) is served as BigInt: values beyond 32 bits\n    in all 2 rows: ",
		"  notes.changed (DATETIME) is served as DateTime: ",
		"  notes.stars (INTEGER) is served as Int, nullable: ", "\n    in all 2 rows: 1 integer, 1 text (1 empty texts); not valid: 1\n",
		"  notes.geom (POLYGON) is served as Bytes: ",
		"These settings fix that (tiddly check --pin writes them):\n\ntables:\n  notes:\n    columns:\n      id: {kind: BigInt}\n",
		"      stars: {kind: Int, nullable: true}\n")
	for _, absent := range []string{"notes.title", "exact.", "remark"} {
		if strings.Contains(got.stdout, absent) {
			t.Errorf("there is nothing to say of %s:\n%s", absent, got.stdout)
		}
	}
	all := run(t, nil, "check", "--all")
	wants(t, "check --all", all.stdout, "  notes.title (TEXT) is served as String\n    in all 2 rows: 2 text\n",
		"  exact.name (TEXT) is served as String\n    not examined\n")
	if content, err := os.ReadFile("tiddly.yml"); err != nil || string(content) != asItIsFile || sum(t, "shop.db") != before {
		t.Errorf("check changed a file: %v", err)
	}
}

// TestCheckPins: the settings that check writes fix the schema and the answers as they were, every other byte of the file
// stays, and the columns are not looked at any more.
func TestCheckPins(t *testing.T) {
	inFolder(t, asItIs, asItIsFile)
	const document = `{ notes(where: {changed: {gt: "2024-01-02T00:00:00Z"}}, orderBy: [{changed: DESC}]) { id mod changed done geom heading } totals { stars } }`
	ask := func() (sdl, answer string) {
		r := start(t)
		defer r.stop(t)
		_, _, sdl = r.send(t, "GET", "/schema.graphqls", "")
		return sdl, r.query(t, document)
	}
	sdl, answer := ask()
	got := run(t, nil, "check", "--pin")
	if got.code != 0 {
		t.Fatalf("%+v", got)
	}
	wants(t, "check --pin", got.stdout, " settings into tiddly.yml\n")
	content, err := os.ReadFile("tiddly.yml")
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "the file", string(content), "db: shop.db # the notes\n\ntables:\n  notes: # mine\n", "title: {name: heading}", "\n\n# next\nlimits: {rows: 5}\n",
		"changed: {kind: DateTime, epoch: ms", "stars: {kind: Int, nullable: true}")
	if nextSDL, nextAnswer := ask(); nextSDL != sdl || nextAnswer != answer {
		t.Errorf("what is served is not as it was:\n%s\n%s", nextAnswer, answer)
	}
	again := run(t, nil, "check", "--pin")
	wants(t, "check --pin", again.stdout, "Nothing to write to tiddly.yml")
	if now, err := os.ReadFile("tiddly.yml"); err != nil || !bytes.Equal(now, content) {
		t.Errorf("the file was written again: %v", err)
	}
	neighbour(t, "shop.db")("DELETE FROM notes; INSERT INTO notes VALUES (1, 2, NULL, 3, 1, 'text', 'c')")
	r := start(t)
	if _, _, next := r.send(t, "GET", "/schema.graphqls", ""); next != sdl {
		t.Error("other cells change the schema, though it is fixed")
	}
	r.stop(t)
}

func TestCheckEveryRow(t *testing.T) {
	inFolder(t, `CREATE TABLE n (id INTEGER PRIMARY KEY, v INTEGER NOT NULL);
		WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 2000) INSERT INTO n SELECT x, x FROM c;
		UPDATE n SET v = 5000000000 WHERE id = 1000`, "db: shop.db\n")
	if got := run(t, nil, "check"); strings.Contains(got.stdout, "n.v") {
		t.Errorf("the sample has the row in the middle: %s", got.stdout)
	}
	got := run(t, nil, "check", "--every-row", "--pin")
	wants(t, "check --every-row", got.stdout, "n.v (INTEGER) is served as BigInt: values beyond 32 bits", "in all 2000 rows", "Wrote 1 setting into tiddly.yml")
	r := start(t)
	if got := r.query(t, `{ ns(where: {v: {eq: "5000000000"}}) { id v } }`); got != `{"ns":[{"id":1000,"v":"5000000000"}]}` {
		t.Errorf("got %s", got)
	}
	r.stop(t)
}

// TestPinsFixAnyCells: whatever lies in columns of whatever type, the settings that check writes serve the same.
func TestPinsFixAnyCells(t *testing.T) {
	types := []string{
		"INTEGER", "INT NOT NULL", "BIGINT", "TEXT", "TEXT NOT NULL", "VARCHAR(9)", "BLOB", "REAL", "NUMERIC", "DECIMAL(10,2)", "BOOLEAN", "DATETIME",
		"DATETIME NOT NULL", "DATE", "TIMESTAMP", "TIME", "UUID", "JSON", "", "POLYGON", "ENUM", "ANY", "TEXT CHECK (TRUE) COLLATE NOCASE",
	}
	cells := [][]string{
		{"1", "0"},
		{"5000000000", "7", "NULL"},
		{"1704164645", "1704164646"},
		{"1704164645006", "'2024-01-02 03:04:05'", "''"},
		{"13350000000000000"},
		{"2460000.5", "2460311.25"},
		{"'2024-01-02'", "'0000-00-00'", "NULL"},
		{"'2024-01-02T03:04:05Z'", "'2024-01-02 03:04:05.1 +0000 UTC'"},
		{"'t'", "'false'", "-1", "0"},
		{"1.5", "2", "0.1 * 3"},
		{"'abc'", "x'616263'", "12"},
		{"x'01ff'", "x'00'"},
		{"'{\"a\": 1}'", "x'7b7d'"},
		{"'xyz'", "NULL", "''"},
		{"NULL"},
	}
	random := rand.New(rand.NewPCG(1, 2))
	var script, document strings.Builder
	document.WriteString("{")
	for i, typ := range types {
		fmt.Fprintf(&script, "CREATE TABLE t%d (id INTEGER PRIMARY KEY", i)
		fmt.Fprintf(&document, " t%ds(orderBy: [{id: ASC}]) {", i)
		for j := range cells {
			fmt.Fprintf(&script, ", c%d %s", j, typ)
			fmt.Fprintf(&document, " c%d", j)
		}
		script.WriteString(");\n")
		document.WriteString(" }")
		for range 6 {
			values := make([]string, len(cells))
			for j, some := range cells {
				values[j] = some[random.IntN(len(some))]
				if values[j] == "NULL" && strings.Contains(typ, "NOT NULL") {
					values[j] = some[0]
				}
			}
			fmt.Fprintf(&script, "INSERT OR IGNORE INTO t%d VALUES (NULL, %s);\n", i, strings.Join(values, ", "))
		}
	}
	document.WriteString(" }")
	inFolder(t, script.String(), "db: shop.db\nlimits: {fields: 2000, rootAliases: 100, tokens: 10000, answerBytes: 100MiB}\n")
	ask := func() (sdl, answer string) {
		r := start(t)
		defer r.stop(t)
		_, _, sdl = r.send(t, "GET", "/schema.graphqls", "")
		_, _, answer = r.send(t, "POST", "/graphql", `{"query": "`+document.String()+`"}`)
		return sdl, answer
	}
	sdl, answer := ask()
	wants(t, "the answer", answer, `"t0s":[{`)
	got := run(t, nil, "check", "--pin")
	if got.code != 0 {
		t.Fatalf("%+v", got)
	}
	nextSDL, nextAnswer := ask()
	if nextSDL != sdl {
		t.Errorf("the schema is another one:\n%s", firstDifference(sdl, nextSDL))
	}
	if nextAnswer != answer {
		t.Errorf("the answer is another one:\n%s", firstDifference(answer, nextAnswer))
	}
	if got := run(t, nil, "check"); strings.Contains(got.stdout, "These settings fix that") {
		t.Errorf("something is left to fix:\n%s", got.stdout)
	}
}

// firstDifference returns what two texts are from shortly before where they differ.
func firstDifference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	from := max(i-200, 0)
	return a[from:min(i+200, len(a))] + "\n---\n" + b[from:min(i+200, len(b))]
}
