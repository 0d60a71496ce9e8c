package cli

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/tests/home"
)

// inFolder creates a working directory with a database shop.db and a tiddly.yml.
func inFolder(t *testing.T, sql, yml string) {
	t.Helper()
	content, err := os.ReadFile(dbtest.Path(t, sql))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"shop.db": string(content), "tiddly.yml": yml} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

const checked = `CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT, born INTEGER, mood TEXT CHECK (mood IN ('a', 'on hold')), secret TEXT);
	CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, author_id INTEGER REFERENCES author);
	CREATE TABLE audit (id INTEGER PRIMARY KEY);
	CREATE VIEW best AS SELECT id, title FROM book;
	INSERT INTO author VALUES (1, 'Ada', 1500, 'on hold', 'x'); INSERT INTO book VALUES (7, 'Notes', 1);`

func TestOverridesAreServed(t *testing.T) {
	inFolder(t, checked, `db: shop.db
tables:
  author:
    name: Writer
    list: people
    single: person
    columns:
      name: {name: fullName}
      born: {kind: DateTime, epoch: ms}
      mood: {enum: {on hold: WAITING}}
      secret: {exclude: true}
    relations:
      books: works
  audit: {exclude: true}
  best: {key: [id]}
`)
	if got := run(t, nil, "check"); got.code != 0 {
		t.Errorf("%+v", got)
	}
	r := start(t)
	got := r.query(t, `{ people { fullName born mood works { title } } person(by: {id: 1}) { __typename } best(by: {id: 7}) { title } __type(name: "Writer") { fields { name } } }`)
	wants(t, "the answer", got, `"people":[{"fullName":"Ada","born":"1970-01-01T00:00:01.5Z","mood":"WAITING","works":[{"title":"Notes"}]}]`,
		`"person":{"__typename":"Writer"}`, `"best":{"title":"Notes"}`)
	if strings.Contains(got, "secret") {
		t.Errorf("an excluded column is shown: %s", got)
	}
	if sdl := run(t, nil, "schema"); strings.Contains(sdl.stdout, "Audit") || !strings.Contains(sdl.stdout, "type Writer ") {
		t.Errorf("the schema does not follow the file:\n%.500s", sdl.stdout)
	}
	r.stop(t)
}

func TestOverridesOfWhatIsNotThere(t *testing.T) {
	inFolder(t, checked, `db: shop.db
tables:
  authors: {name: X}
  author:
    columns:
      nam: {name: fullName}
      name: {kind: Int}
      mood:
        enum: {gone: X}
    relations:
      bookz: works
  book:
    name: 2Book
  best: {key: [isbn]}
`)
	for _, command := range []string{"check", "serve", "schema"} {
		got := run(t, nil, command)
		if got.code != 2 {
			t.Errorf("%s: %+v", command, got)
		}
		// The error comes from the inspector, before objects have API names.
		wants(t, command, got.stderr, "tiddly: tiddly.yml:7:14: column name of table author: a text column cannot be of kind Int", "hint: ")
	}
	text, err := os.ReadFile("tiddly.yml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("tiddly.yml", []byte(strings.Replace(string(text), "      name: {kind: Int}\n", "", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	got := run(t, nil, "check")
	wants(t, "check", got.stderr,
		`tiddly.yml:3:3: the settings name table "authors", which does not exist`, "hint: the tables are audit, author, best, book",
		`tiddly.yml:6:7: the settings name column "nam"`, "hint: its columns are id, name",
		`tiddly.yml:8:16: the settings name value "gone"`,
		`tiddly.yml:10:7: the settings name relation bookz`,
		`tiddly.yml:12:5: table "book": "2Book" is not a GraphQL name`,
		`tiddly.yml:13:10: the key of table "best"`)
}

func TestCheckSaysWhatWouldBeServed(t *testing.T) {
	home.Only(t)
	inFolder(t, clashing, "db: shop.db\n")
	before := sum(t, "shop.db")
	got := run(t, nil, "check")
	if got.code != 0 || got.stderr != "" {
		t.Fatalf("%+v", got)
	}
	wants(t, "check", got.stdout, "Settings OK (tiddly.yml)", "Database: shop.db, 2 tables", "Names: 1 remark", "Author2", "tables.authors.name")
	if got := run(t, nil, "check", "--strict-names"); got.code != 1 {
		t.Errorf("with strict names: %+v", got)
	}
	if got := run(t, nil, "check", "--db", "gone.db"); got.code != 1 {
		t.Errorf("without the database: %+v", got)
	}
	if got := run(t, nil, "check", "--limit-rows", "0"); got.code != 2 {
		t.Errorf("with a wrong setting: %+v", got)
	}
	if got := run(t, nil, "check", "--db", "tiddly.db"); got.code != 0 || !strings.Contains(got.stdout, "tiddly.db does not exist; serve creates it") {
		t.Errorf("with the default database: %+v", got)
	}
	if left, _ := os.ReadDir("."); len(left) != 2 || sum(t, "shop.db") != before {
		t.Errorf("check left files or changed the database: %v", left)
	}
}

// TestLimitsAreSettings lowers each limit until a small request exceeds it.
func TestLimitsAreSettings(t *testing.T) {
	home.Only(t)
	inFolder(t, checked, "db: shop.db\n")
	long := strings.Repeat("x", 1100)
	cases := []struct{ flag, value, document, code string }{
		{"limit-body", "1KiB", `{ authors { name } } #` + long, "LIMIT_BODY"},
		{"limit-tokens", "10", `{ authors { id name born mood secret id name } }`, "LIMIT_TOKENS"},
		{"limit-fields", "2", `{ authors { id name } }`, "LIMIT_FIELDS"},
		{"limit-root-aliases", "1", `{ a: authors { id } b: authors { id } }`, "LIMIT_FIELDS"},
		{"limit-aliases", "1", `{ authors { a: id b: id } }`, "LIMIT_FIELDS"},
		{"limit-directives", "1", `{ authors { id @skip(if: false) name @skip(if: false) } }`, "LIMIT_FIELDS"},
		{"limit-depth", "1", `{ authors { books { id } } }`, "LIMIT_DEPTH"},
		{"limit-introspection-depth", "1", `{ __schema { queryType { fields { name } } } }`, "LIMIT_DEPTH"},
		{"limit-cost", "5", `{ authors(limit: 6) { id } }`, "LIMIT_COST"},
		{"limit-rows", "5", `{ authors(limit: 6) { id } }`, "LIMIT_ROWS"},
		{"limit-answer-rows", "1", `{ authors { books { id } } }`, "LIMIT_ROWS"},
		{"limit-answer-bytes", "1KiB", `{ authors { ` + strings.Repeat("name ", 3) + manyAliases() + ` } }`, "LIMIT_ROWS"},
	}
	for _, c := range cases {
		t.Run(c.flag, func(t *testing.T) {
			args := []string{"--" + c.flag, c.value}
			if c.flag == "limit-answer-rows" {
				args = append(args, "--limit-rows", "1")
			}
			r := start(t, args...)
			_, _, text := r.send(t, "POST", "/graphql", `{"query": "`+c.document+`"}`)
			wants(t, "the answer", text, `"code":"`+c.code+`"`)
			r.stop(t)
		})
	}
}

// manyAliases returns a query that repeats one name so often that the answer is large.
func manyAliases() string {
	var b strings.Builder
	for i := range 90 {
		b.WriteString("a" + strings.Repeat("_", i%9) + string(rune('a'+i/9)) + ": name ")
	}
	return b.String()
}

var shownRuns = regexp.MustCompile("(?s)```text\n\\$ tiddly (.*?)\n(.*?)```")

// TestTheRunsOfThePage runs the commands of docs/settings.md.
func TestTheRunsOfThePage(t *testing.T) {
	home.Only(t)
	page, err := os.ReadFile("../../docs/settings.md")
	if err != nil {
		t.Fatal(err)
	}
	inFolder(t, `CREATE TABLE author (id INTEGER PRIMARY KEY); CREATE TABLE book (id INTEGER PRIMARY KEY)`, "db: shop.db\n")
	if err := os.WriteFile("wrong.yml", []byte("db: shop.db\nlissen: x\nlimits:\n  rows: many\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	runs := shownRuns.FindAllStringSubmatch(string(page), -1)
	if len(runs) != 2 {
		t.Errorf("%d runs were found", len(runs))
	}
	for _, m := range runs {
		if got := run(t, nil, strings.Fields(m[1])...); got.stderr+got.stdout != m[2] {
			t.Errorf("tiddly %s gives\n%s%s\nthe page says\n%s", m[1], got.stderr, got.stdout, m[2])
		}
	}
}

func TestOverridesOfChinook(t *testing.T) {
	path := dbtest.Chinook(t)
	t.Chdir(t.TempDir())
	if err := os.WriteFile("own.yml", []byte(`tables:
  artist: {name: Band, list: bands, relations: {albums: records}}
  invoice: {exclude: true}
  track: {columns: {composer: {exclude: true}}}
`), 0o600); err != nil {
		t.Fatal(err)
	}
	r := start(t, "--db", path, "--config", "own.yml")
	got := r.query(t, `{ bands(limit: 1, where: {records: {some: {title: {startsWith: "For Those"}}}}) { __typename name records { title } } }`)
	wants(t, "the answer", got, `{"bands":[{"__typename":"Band","name":"AC/DC","records":[{"title":"For Those About To Rock`)
	_, _, sdl := r.send(t, "GET", "/schema.graphqls", "")
	for _, gone := range []string{"type Invoice ", "invoices", "composer"} {
		if strings.Contains(sdl, gone) {
			t.Errorf("what is excluded is in the schema: %s", gone)
		}
	}
	wants(t, "the schema", sdl, "type InvoiceLine ", "type Band ")
	r.stop(t)
}

func TestExplainRefusesWhatTheServerWould(t *testing.T) {
	home.Only(t)
	inFolder(t, checked, "db: shop.db\nlimits: {fields: 2}\n")
	const document = "{ authors { id name } }"
	if got := run(t, nil, "explain", document); got.code != 1 || !strings.Contains(got.stderr, "more than 2 fields") {
		t.Errorf("with the limit of the file: %+v", got)
	}
	if got := run(t, nil, "explain", "--limit-fields", "3", document); got.code != 0 {
		t.Errorf("with that of a flag: %+v", got)
	}
}
