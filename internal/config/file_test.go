package config

import (
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tiddly/internal/catalog"
)

// write creates tiddly.yml in a directory of the test's own, which becomes the working directory.
func write(t *testing.T, text string) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("tiddly.yml", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

const whole = `# a comment
db: shop.db
hosts: [api.example.org, API2.example.org]
cors:
  origins:
    - https://app.example.org:443
strictNames: true
introspection: on
console: off
limits:
  time: 3s
  rows: 5
  body: 2MiB
tables:
  user list:
    name: Person
    list: people
    single: person
    key: [id, "no"]
    columns:
      created: {kind: DateTime, epoch: ms, name: createdAt}
      secret: {exclude: true}
      state:
        enum:
          on hold: WAITING
    relations:
      albums: records
      mentor: {columns: [mentor, no], target: people, targetColumns: [id, "no"]}
      boss:
        columns: boss
        target: people
  audit.log: {exclude: true}
`

func TestTheFile(t *testing.T) {
	write(t, whole)
	got, err := load(t, []string{"TIDDLY_LIMIT_ROWS=6", "TIDDLY_TIMEOUT=4s"}, "--timeout", "5s")
	if err != nil {
		t.Fatal(err)
	}
	want := defaults()
	want.Database, want.StrictNames, want.File = "shop.db", true, "tiddly.yml"
	want.Introspection, want.Console = On, Off
	want.Hosts = []string{"api.example.org", "api2.example.org"}
	want.CORS.Origins = []string{"https://app.example.org"}
	want.Limits.Time, want.Limits.Rows, want.Limits.Body = 5*time.Second, 6, 2<<20
	want.Overrides = catalog.Overrides{Preset: catalog.Standard, Tables: map[string]catalog.TableOverride{
		"user list": {
			Name: "Person", List: "people", Single: "person", Key: []string{"id", "no"},
			Columns: map[string]catalog.ColumnOverride{
				"created": {Name: "createdAt", Kind: "DateTime", Epoch: "ms"},
				"secret":  {Exclude: true},
				"state":   {Enum: map[string]string{"on hold": "WAITING"}},
			},
			Relations: map[string]string{"albums": "records"},
			Related: map[string]catalog.RelationOverride{
				"mentor": {Columns: []string{"mentor", "no"}, Target: "people", TargetColumns: []string{"id", "no"}},
				"boss":   {Columns: []string{"boss"}, Target: "people"},
			},
		},
		"audit.log": {Exclude: true},
	}}
	want.places = got.places
	want.sources = got.sources
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	for key, place := range map[string]string{
		`tables."user list".name`:                         "tiddly.yml:16:5",
		`tables."user list".columns.created.kind`:         "tiddly.yml:21:17",
		`tables."user list".columns.state.enum."on hold"`: "tiddly.yml:25:11",
		`tables."user list".columns.state.kind`:           "tiddly.yml:23:7",
		`tables."user list".relations.albums`:             "tiddly.yml:27:7",
		`tables."audit.log"`:                              "tiddly.yml:32:3",
		`tables."user list".relations.mentor.target`:      "tiddly.yml:28:39",
		`tables."user list".relations.boss.targetColumns`: "tiddly.yml:29:7",
		`tables.gone`: "",
	} {
		if got := got.Place(key); got != place {
			t.Errorf("%s stands at %q, want %q", key, got, place)
		}
	}
}

func TestEveryMistakeOfAFileHasItsPlace(t *testing.T) {
	write(t, `listen: 0.0.0.0:80
lissen: x
limits:
  rows: many
  rowz: 5
  time: {a: b}
  depth: 0
  rows: 7
readOnly: yes
wal:
timeout: 3s
config: other.yml
hosts: ["a b", [c]]
introspection: maybe
cors: {origins: [null, "null"], credentials: true}
tables:
  author:
    nam: X
    exclude: perhaps
    columns:
      a: {kind: Datetime, epoch: h}
      b: 5
    name: ""
  author: {}
`)
	_, err := load(t, nil, "--limit-tokens", "1")
	var mistakes Mistakes
	if !errors.As(err, &mistakes) {
		t.Fatalf("got %v", err)
	}
	want := []struct{ text, hint string }{
		{"tiddly.yml:1:9: listen: \"0.0.0.0:80\" is not loopback", "--public"},
		{"tiddly.yml:2:1: there is no setting lissen", "did you mean listen?"},
		{"tiddly.yml:4:9: limits.rows: \"many\" is not a whole number", "from 1 to 100000"},
		{"tiddly.yml:5:3: there is no setting limits.rowz", "did you mean limits.rows?"},
		{"tiddly.yml:6:9: limits.time: expected one value, got keys", "time: VALUE"},
		{"tiddly.yml:7:10: limits.depth: 0 is out of range", "from 1 to 100"},
		{"tiddly.yml:8:3: limits.rows is set a second time", "tiddly.yml:4:3"},
		{"tiddly.yml:9:11: readOnly: \"yes\" is neither", "true or false"},
		{"tiddly.yml:10:5: wal has no value", "remove the line"},
		{"tiddly.yml:11:1: there is no setting timeout", "did you mean limits.time?"},
		{"tiddly.yml:12:1: config cannot be set in the file itself", "--config"},
		{"tiddly.yml:13:9: hosts: \"a b\" is not a host name", "without scheme"},
		{"tiddly.yml:13:16: hosts[1]: expected one value, got a list", ""},
		{"tiddly.yml:14:16: introspection: \"maybe\"", "auto, on, off"},
		{"tiddly.yml:15:18: cors.origins[0] has no value", ""},
		{"tiddly.yml:18:5: there is no setting tables.author.nam", "did you mean name?"},
		{"tiddly.yml:19:14: tables.author.exclude: \"perhaps\"", "true or false"},
		{"tiddly.yml:21:17: tables.author.columns.a.kind: \"Datetime\"", "did you mean DateTime?"},
		{"tiddly.yml:21:34: tables.author.columns.a.epoch: \"h\"", ""},
		{"tiddly.yml:22:10: tables.author.columns.b does not consist of keys and values", "indented below"},
		{"tiddly.yml:23:11: tables.author.name is empty", ""},
		{"tiddly.yml:24:3: tables.author is set a second time", "tiddly.yml:17:3"},
		{"--limit-tokens: 1 is out of range", "from 10"},
	}
	for _, w := range want {
		if !slices.ContainsFunc(mistakes, func(m Mistake) bool {
			return strings.HasPrefix(m.String(), w.text) && strings.Contains(m.Hint, w.hint)
		}) {
			t.Errorf("no mistake %q with hint %q in\n%+v", w.text, w.hint, mistakes)
		}
	}
	if !slices.IsSortedFunc(mistakes[:21], func(a, b Mistake) int { return slices.Compare(position(a.Place), position(b.Place)) }) {
		t.Errorf("the mistakes of the file are not in its order: %v", err)
	}
	if len(mistakes) < len(want) {
		t.Errorf("got %d mistakes", len(mistakes))
	}
}

func TestMistakesInRelations(t *testing.T) {
	for relation, want := range map[string]string{
		"{target: users}":                     "tiddly.yml:4:7: tables.posts.relations.r does not name its columns",
		"{columns: [a]}":                      "tiddly.yml:4:7: tables.posts.relations.r does not name its target table",
		"{}":                                  "tiddly.yml:4:7: tables.posts.relations.r does not name its columns",
		"{columns: [], target: users}":        "tiddly.yml:4:20: tables.posts.relations.r.columns names no column",
		"{columns: [a, b, a], target: users}": "tiddly.yml:4:27: tables.posts.relations.r.columns names column \"a\" twice",
		"{columns: {a: b}, target: users}":    "tiddly.yml:4:20: tables.posts.relations.r.columns: expected one value",
		"{colums: [a], target: users}":        "tiddly.yml:4:11: there is no setting tables.posts.relations.r.colums",
		"{columns: [a], target: [users]}":     "tiddly.yml:4:33: tables.posts.relations.r.target: expected one value",
		"{columns: [a], target: users, targetColumns: [id, no]}": "tiddly.yml:4:7: tables.posts.relations.r has 1 columns for 2 of the target",
		"[author]": "tiddly.yml:4:10: tables.posts.relations.r: expected one value, got a list",
		"":         "tables.posts.relations.r has no value",
	} {
		write(t, "tables:\n  posts:\n    relations:\n      r: "+relation+"\n")
		_, err := load(t, nil)
		var mistakes Mistakes
		if !errors.As(err, &mistakes) || len(mistakes) != 1 || !strings.Contains(err.Error(), want) || mistakes[0].Hint == "" {
			t.Errorf("%s: got %+v, want %s", relation, mistakes, want)
		}
	}
}

func TestFilesThatAreNotRead(t *testing.T) {
	cases := []struct{ name, text, wrong string }{
		{"no mapping", "- a\n- b\n", "tiddly.yml:1:1: the file does not consist of keys and values"},
		{"no YAML", "db: shop.db\nlisten: [\n", "it is not YAML"},
		{"tabs", "limits:\n\trows: 5\n", "tiddly.yml:2"},
		{"two documents", "db: a\n---\ndb: b\n", "tiddly.yml:3:1: a second document begins here"},
		{"anchors", "db: &a x\n", "anchors, aliases and tags are not supported"},
		{"merge", "limits:\n  <<: {rows: 5}\n", "tiddly.yml:2:3: "},
		{"tag", "db: !!binary aGk=\n", "anchors, aliases and tags"},
		{"large", "db: x\n#" + strings.Repeat("x", maxFile), "larger than"},
		{"empty", "", ""},
		{"comments alone", "# db: x\n", ""},
		{"an empty section", "limits:\n#  rows: 5\n", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			write(t, c.text)
			_, err := load(t, nil)
			if c.wrong == "" && err != nil || c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
				t.Errorf("got %v, want %q", err, c.wrong)
			}
		})
	}
}

func TestWhichFileIsRead(t *testing.T) {
	write(t, "db: standard.db\n")
	for _, name := range []string{"flag", "environment"} {
		if err := os.WriteFile(name+".yml", []byte("db: "+name+".db\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	environ := []string{"TIDDLY_CONFIG=environment.yml"}
	for _, c := range []struct {
		environ, args []string
		want          string
	}{
		{nil, nil, "standard.db"},
		{environ, nil, "environment.db"},
		{environ, []string{"--config", "flag.yml"}, "flag.db"},
	} {
		s, err := load(t, c.environ, c.args...)
		if err != nil || s.Database != c.want {
			t.Errorf("%v %v: %q %v, want %q", c.environ, c.args, s.Database, err, c.want)
		}
	}
	if _, err := load(t, []string{"TIDDLY_CONFIG=gone.yml"}); err == nil || !strings.Contains(err.Error(), "TIDDLY_CONFIG: gone.yml cannot be read") {
		t.Errorf("a file that is named and missing: %v", err)
	}
	if _, err := load(t, nil, "--config", "."); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("a folder: %v", err)
	}
}

func TestSettingsStandOnce(t *testing.T) {
	for file, want := range map[string]string{
		"limits:\n  rows: 5\nlimits.rows: 5\n":                       "tiddly.yml:3:1: limits.rows is set a second time",
		"cors.origins: [http://a.example]\ncors: {origins: []}\n":    "tiddly.yml:2:8: cors.origins is set a second time",
		"db: a.db\n\"db\": b.db\n":                                   "tiddly.yml:2:1: db is set a second time",
		"limits.rows: 5\nlimits.rows: 5\n":                           "tiddly.yml:2:1: limits.rows is set a second time",
		"auth:\n  users:\n    table: a\n  users:\n    table: b\n":    "tiddly.yml:4:3: auth.users is set a second time",
		"tables:\n  a:\n    name: A\n    name: A\ntables: {b: {}}\n": "tiddly.yml:4:5: tables.a.name is set a second time; tiddly.yml:5:1: tables is set a second time",
	} {
		write(t, file)
		if _, err := load(t, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", file, err, want)
		}
	}
}

func TestSettingsThatContradict(t *testing.T) {
	cases := []struct {
		args  []string
		wrong string
	}{
		{[]string{"--cors", "*", "--cors-credentials"}, "--cors-credentials: every page could act on behalf of your users"},
		{[]string{"--cors", "*"}, ""},
		{[]string{"--limit-answer-rows", "10"}, "--limit-rows: a list could have 1000 rows"},
		{[]string{"--listen", "0.0.0.0:80", "--public"}, ""},
	}
	for _, c := range cases {
		_, err := load(t, nil, c.args...)
		if c.wrong == "" && err != nil || c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
			t.Errorf("%v: got %v, want %q", c.args, err, c.wrong)
		}
	}
}

func TestOurHost(t *testing.T) {
	cases := []struct {
		args []string
		host string
		want bool
	}{
		{nil, "localhost", true},
		{nil, "127.0.0.1", true},
		{nil, "::1", true},
		{nil, "evil.example", false},
		{nil, "192.168.1.2", false},
		{nil, "", false},
		{nil, "localhost.evil.example", false},
		{[]string{"--hosts", "api.example.org", "--hosts", "b.example"}, "API.example.org.", true},
		{[]string{"--hosts", "api.example.org", "--hosts", "b.example"}, "b.example", true},
		{[]string{"--hosts", "api.example.org"}, "x.api.example.org", false},
		{[]string{"--public", "--listen", "0.0.0.0:1"}, "192.168.1.2", true},
		{[]string{"--public", "--listen", "0.0.0.0:1"}, "evil.example", false},
		{[]string{"--public", "--listen", ":1"}, "", false},
		{[]string{"--public", "--listen", "shop.example:1"}, "shop.example", true},
	}
	for _, c := range cases {
		s, err := load(t, nil, c.args...)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.OurHost(c.host); got != c.want {
			t.Errorf("%v: %q is ours: %v", c.args, c.host, got)
		}
	}
}
