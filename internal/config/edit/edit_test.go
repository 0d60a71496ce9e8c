package edit

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// at is a line of the tests: a path with slashes, and a value.
func at(path string, value Value) Line { return Line{Path: strings.Split(path, "/"), Value: value} }

func TestWrite(t *testing.T) {
	kind := at("tables/note/columns/mod/kind", "BigInt")
	cases := []struct {
		name, before string
		lines        []Line
		want         string
	}{
		{"no file", "", []Line{kind}, "tables:\n  note:\n    columns:\n      mod:\n        kind: BigInt\n"},
		{"comments alone", "# mine\n", []Line{at("db", Text("shop.db"))}, "# mine\ndb: shop.db\n"},
		{"no end of the last line", "db: x.db # mine", []Line{at("wal", "true")}, "db: x.db # mine\nwal: true\n"},
		{
			"a table that is there", "tables:\n    note:\n        name: Note # a name\n\n# Limits\nlimits: {rows: 5}\n",
			[]Line{kind},
			"tables:\n    note:\n        name: Note # a name\n        columns:\n            mod:\n                kind: BigInt\n\n# Limits\nlimits: {rows: 5}\n",
		},
		{
			"a column in braces", "tables:\n  note:\n    columns:\n      mod: {name: modified} # why\n",
			[]Line{kind},
			"tables:\n  note:\n    columns:\n      mod: {name: modified, kind: BigInt} # why\n",
		},
		{
			"empty braces", "tables: {note: {}}\n",
			[]Line{kind, at("tables/note/columns/mod/name", "m")},
			"tables: {note: {columns: {mod: {kind: BigInt, name: m}}}}\n",
		},
		{
			"braces over lines", "tables: {\n  note: {name: Note}, # one\n  post: {name: Post} # two\n}\n",
			[]Line{at("tables/tag/name", "Tag")},
			"tables: {tag: {name: Tag}, \n  note: {name: Note}, # one\n  post: {name: Post} # two\n}\n",
		},
		{"a comma at the end", "limits: {rows: 5, }\n", []Line{at("limits/time", "3s")}, "limits: {rows: 5, time: 3s }\n"},
		{
			"an empty section", "tables:\n  note: # soon\n  # more\nwal: true\n",
			[]Line{kind},
			"tables:\n  note: # soon\n    columns:\n      mod:\n        kind: BigInt\n  # more\nwal: true\n",
		},
		{
			"comments of the next section", "tables:\n  a:\n    name: A\n  # about b\n  b:\n    name: B\n  # c: {}\n\n# about wal\nwal: true\n",
			[]Line{at("tables/a/list", "as"), at("tables/d/name", "D")},
			"tables:\n  a:\n    name: A\n    list: as\n  # about b\n  b:\n    name: B\n  # c: {}\n  d:\n    name: D\n\n# about wal\nwal: true\n",
		},
		{
			"a list of the same indentation", "cors:\n  origins:\n  - http://a.example\nwal: true\n",
			[]Line{at("cors/credentials", "true")},
			"cors:\n  origins:\n  - http://a.example\n  credentials: true\nwal: true\n",
		},
		{"names that need quotes", "tables:\n  \"user list\": {exclude: true}\n", []Line{
			at("tables/user list/key", "[id]"), at("tables/a: b #c/name", "X"), at("tables/null/name", "Y"), at("tables/2024/name", "Z"), at(`tables/a"ü\/name`, "Q"),
		}, "tables:\n  \"user list\": {exclude: true, key: [id]}\n  \"a: b #c\":\n    name: X\n  \"null\":\n    name: Y\n  \"2024\":\n    name: Z\n  \"a\\\"ü\\\\\":\n    name: Q\n"},
		{"another value", "db: 'old.db' # the shop\nwal: false\n", []Line{at("db", Text("new one.db")), at("wal", "false")}, "db: new one.db # the shop\nwal: false\n"},
		{"a value that is missing", "generate:\n  source: # none\nwal: false\n", []Line{at("generate/source", Text("a.db"))}, "generate:\n  source: a.db # none\nwal: false\n"},
		{"a section with dots", "limits.rows: 5\n", []Line{at("limits/rows", "6"), at("limits/time", "3s")}, "limits.rows: 6\nlimits:\n  time: 3s\n"},
		{"Windows", "db: x.db\r\ntables:\r\n  a: {}\r\n", []Line{at("tables/b/name", "B")}, "db: x.db\r\ntables:\r\n  a: {}\r\n  b:\r\n    name: B\r\n"},
		{"marks", "---\ndb: x.db\n...\n", []Line{at("wal", "true")}, "---\ndb: x.db\nwal: true\n...\n"},
		{"a mark alone", "---\n", []Line{at("wal", "true")}, "---\nwal: true\n"},
		{"a text over lines", "tables:\n  a:\n    name: \"A\n# b\"\nwal: true\n", []Line{at("tables/a/list", "as")}, "tables:\n  a:\n    name: \"A\n# b\"\n    list: as\nwal: true\n"},
		{"kept blank lines", "tables:\n  a:\n    name: |+\n      A\n\n\nwal: true\n", []Line{at("tables/a/list", "as")}, "tables:\n  a:\n    name: |+\n      A\n\n\n    list: as\nwal: true\n"},
		{"characters", "tables: {é: {name: Ü}, ö: {}} # ä\n", []Line{at("tables/é/list", "es"), at("tables/ö/list", "os")}, "tables: {é: {name: Ü, list: es}, ö: {list: os}} # ä\n"},
		{"together", "tables:\n  a:\n    columns:\n      b:\n        name: B\n", []Line{
			{Path: []string{"tables", "a", "columns", "b", "kind"}, Value: "Int", Together: true},
			{Path: []string{"tables", "a", "columns", "c", "kind"}, Value: "Int", Together: true},
			{Path: []string{"tables", "a", "columns", "c", "nullable"}, Value: "true", Together: true},
		}, "tables:\n  a:\n    columns:\n      b:\n        name: B\n        kind: Int\n      c: {kind: Int, nullable: true}\n"},
		{"nothing", "db: x.db\n", nil, "db: x.db\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Write([]byte(c.before), c.lines)
			if err != nil || string(got) != c.want {
				t.Fatalf("%v, got\n%s\nwant\n%s", err, got, c.want)
			}
			again, err := Write(got, c.lines)
			if err != nil || string(again) != c.want {
				t.Errorf("a second time: %v, got\n%s", err, again)
			}
		})
	}
}

func TestWriteRefuses(t *testing.T) {
	for before, want := range map[string]string{
		"a: [\n":                         "it is not YAML",
		"- a\n":                          "",
		"tables: text\n":                 "tables has no keys",
		"tables:\n  note: [1]\n":         "note has no keys",
		"wal: true\n---\nwal: false\n":   "a second document",
		"tables: &a {}\nx: *a\n":         "",
		"tables:\n  note:\n    name: &x": "",
		"text\n":                         "",
	} {
		got, err := Write([]byte(before), []Line{at("tables/note/name", "X")})
		if err == nil || got != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, got %q", before, err, got)
		}
	}
	for _, value := range []Value{"[", "a: b: c", "x\ny: 5"} {
		if got, err := Write([]byte("db: x\n"), []Line{at("a/b", value)}); err == nil {
			t.Errorf("%q was written: %q", value, got)
		}
	}
	if got, err := Write([]byte("db: {a: b}\n"), []Line{at("db", "x")}); err == nil {
		t.Errorf("a section was replaced: %q", got)
	}
}

// TestWriteKeepsEveryByte writes random lines into random files, in every form in which a section can stand.
func TestWriteKeepsEveryByte(t *testing.T) {
	for seed := range uint64(3000) {
		random := rand.New(rand.NewPCG(seed, 7))
		before := randomFile(random)
		var lines []Line
		for range 1 + random.IntN(5) {
			lines = append(lines, at(fmt.Sprintf("tables/%s/columns/%s/kind", someName(random), someName(random)), Text(someName(random))))
		}
		got, err := Write([]byte(before), lines)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s\n%v", seed, err, before, lines)
		}
		left := []byte(before)
		for _, b := range got {
			if len(left) > 0 && left[0] == b {
				left = left[1:]
			}
		}
		if len(left) > 0 {
			t.Fatalf("seed %d: bytes are gone\n%s\nbecame\n%s", seed, before, got)
		}
	}
}

var someNames = []string{"a", "b", "user list", "null", "x: y", "#z", "'q", `"r`, "ä", "7", "- s", "t.u", "{v", "a\nb"}

func someName(random *rand.Rand) string { return someNames[random.IntN(len(someNames))] }

// randomFile returns a file of settings of tables. It never has a kind, which Write would replace.
func randomFile(random *rand.Rand) string {
	var b strings.Builder
	pick := func(all ...string) string { return all[random.IntN(len(all))] }
	comment := func(indent int) {
		for range random.IntN(3) {
			b.WriteString(pick("\n", strings.Repeat(" ", random.IntN(indent+1))+"# it's a \"comment: {\n", strings.Repeat(" ", indent)+"#\n"))
		}
	}
	var section func(indent, depth int)
	step := 1 + random.IntN(4)
	section = func(indent, depth int) {
		names := random.Perm(len(someNames))[:random.IntN(4)]
		for _, i := range names {
			comment(indent)
			b.WriteString(strings.Repeat(" ", indent) + quoted(someNames[i]) + ":")
			switch {
			case depth > 0 && random.IntN(4) > 0:
				b.WriteString(pick("\n", " # more\n", "\r\n"))
				switch depth {
				case 2:
					b.WriteString(strings.Repeat(" ", indent+step) + "columns:" + pick("\n", " # {\n"))
					section(indent+2*step, 1)
				default:
					b.WriteString(strings.Repeat(" ", indent+step) + "name:" + pick(" X\n", " |\n"+strings.Repeat(" ", indent+2*step)+"# X\n", " \"a\n\n"+strings.Repeat(" ", indent+2*step)+"b\"\n"))
				}
			case depth == 2:
				b.WriteString(pick(" {}\n", " {name: X}\n", " {name: X, columns: {a: {name: Y}, 'b': {}}} # why\n", "\n",
					" {columns: {\n"+strings.Repeat(" ", indent+step)+"a: {}, # x\n"+strings.Repeat(" ", indent+step)+"}}\n"))
			default:
				b.WriteString(pick(" {}\n", " {name: X}\n", " { name: 'X', }\n", "\n"))
			}
		}
		comment(indent)
	}
	b.WriteString(pick("", "# mine\n\n", "---\n", "wal: true\n"))
	comment(0)
	b.WriteString("tables:" + pick("\n", " # all\n"))
	section(step, 2)
	b.WriteString(pick("", "# end", "limits: {rows: 5}\n", "\n\n# next\ndb: x", "cors:\n  origins: [a, b]\n"))
	return b.String()
}
