package edit

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestRemove(t *testing.T) {
	cases := []struct{ name, before, paths, want string }{
		{"a line", "tables:\n  note:\n    columns:\n      a: {name: A}\n      mod: {kind: BigInt}\n", "tables/note/columns/mod/kind", "tables:\n  note:\n    columns:\n      a: {name: A}\n"},
		{"all of it", "tables:\n  note:\n    columns:\n      mod: {kind: BigInt, nullable: true}\n", "tables/note/columns/mod/kind tables/note/columns/mod/nullable", ""},
		{"a section", "wal: true\ntables:\n  note:\n    columns:\n      mod:\n        kind: BigInt\nread-only: true\n", "tables/note/columns/mod/kind", "wal: true\nread-only: true\n"},
		{"one of braces", "tables:\n  note: {columns: {id: {name: key}, mod: {kind: BigInt}}} # why\n", "tables/note/columns/mod/kind", "tables:\n  note: {columns: {id: {name: key}}} # why\n"},
		{"the first of braces", "tables: {note: {list: notes}, tag: {name: Tag}}\n", "tables/note/list", "tables: {tag: {name: Tag}}\n"},
		{"those in the middle", "limits: {a: 1, b: 2, c: 3, d: 4, }\n", "limits/b limits/c", "limits: {a: 1, d: 4, }\n"},
		{"those at the end", "limits: {a: 1, b: 2, c: 3, }\n", "limits/b limits/c", "limits: {a: 1, }\n"},
		{
			"comments", "# all\ntables: # of mine\n  # one\n  note: # two\n    # three\n    name: Note # four\n    # five\nwal: true\n", "tables/note/name",
			"# all\n# of mine\n  # one\n  # two\n    # three\n    # four\n    # five\nwal: true\n",
		},
		{"dots", "tables.note.columns.mod: {kind: BigInt} # why\ntables.tag.name: Tag\n", "tables/note/columns/mod/kind", "# why\ntables.tag.name: Tag\n"},
		{"other dots", "tables.note.columns.mod: {kind: BigInt, name: m}\n", "tables/note/columns/mod/kind", "tables.note.columns.mod: {name: m}\n"},
		{"a part", "tables:\n  note:\n    columns:\n      mod: {kind: BigInt, name: modified}\n", "tables/note/columns/mod/kind", "tables:\n  note:\n    columns:\n      mod: {name: modified}\n"},
		{"names in quotes", "tables:\n  \"a: b\": {'n ü': {kind: Int}, c: {}}\n", "tables/a: b/n ü/kind", "tables:\n  \"a: b\": {c: {}}\n"},
		{"Windows", "db: x.db\r\ntables:\r\n  a:\r\n    name: A\r\nwal: true\r\n", "tables/a/name", "db: x.db\r\nwal: true\r\n"},
		{"no end of the last line", "db: x.db\ntables:\n  a: {name: A}", "tables/a/name", "db: x.db\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Remove([]byte(c.before), pathsOf(c.paths))
			if err != nil || string(got) != c.want {
				t.Fatalf("%v, got\n%s\nwant\n%s", err, got, c.want)
			}
			if again, err := Remove(got, pathsOf(c.paths)); err == nil {
				t.Errorf("a second time: got\n%s", again)
			}
		})
	}
}

// pathsOf returns paths with slashes, or with blanks between them where names have none.
func pathsOf(text string) [][]string {
	if strings.Contains(text, ": ") {
		return [][]string{strings.Split(text, "/")}
	}
	var paths [][]string
	for p := range strings.FieldsSeq(text) {
		paths = append(paths, strings.Split(p, "/"))
	}
	return paths
}

func TestRemoveRefuses(t *testing.T) {
	for before, want := range map[string]string{
		"":                                       "no setting tables.a.name",
		"tables: {a: {}}\n":                      "no setting tables.a.name",
		"tables:\n  a:\n":                        "no setting tables.a.name",
		"tables: x\n":                            "no setting tables.a.name",
		"tables.\"a\".name: x\n":                 "no setting tables.a.name",
		"a: [\n":                                 "it is not YAML",
		"wal: true\n---\nwal: false\n":           "a second document",
		"tables:\n  a:\n    name: &x A\nb: *x\n": "not on one line",
		"tables:\n  a:\n    name: |\n      A\n":  "not on one line",
		"tables:\n  a: {name: A,\n    list: as}\n": "span lines",
		"tables:\n  a: {\n    name: A}\n":          "span lines",
	} {
		got, err := Remove([]byte(before), pathsOf("tables/a/name"))
		if err == nil || got != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, got %q", before, err, got)
		}
	}
}

// TestRemoveTakesWhatWasWritten writes random lines into random files and removes them: what is left was there before,
// in its order, with every comment.
func TestRemoveTakesWhatWasWritten(t *testing.T) {
	refused := 0
	for seed := range uint64(3000) {
		random := rand.New(rand.NewPCG(seed, 7))
		before := randomFile(random)
		var lines []Line
		var paths [][]string
		for range 1 + random.IntN(5) {
			lines = append(lines, at(fmt.Sprintf("tables/%s/columns/%s/kind", someName(random), someName(random)), Text(someName(random))))
			if path := lines[len(lines)-1].Path; !slices.ContainsFunc(paths, func(p []string) bool { return slices.Equal(p, path) }) {
				paths = append(paths, path)
			}
		}
		written, err := Write([]byte(before), lines)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Remove(written, paths)
		if err != nil {
			if refused++; !strings.Contains(before, "{\n") {
				t.Fatalf("seed %d: %v\n%s", seed, err, written)
			}
			continue
		}
		if left := without([]byte(before), got); len(left) > 0 {
			t.Fatalf("seed %d: %q was not there before\n%s\nbecame\n%s", seed, left, before, got)
		}
		if strings.Count(before, "#") != strings.Count(string(got), "#") && !strings.Contains(before, "#z") {
			t.Fatalf("seed %d: a comment is gone\n%s\nbecame\n%s", seed, before, got)
		}
	}
	if refused > 300 {
		t.Errorf("%d of 3000 files were refused", refused)
	}
}

// without returns what is left of bytes after those that others have in the same order; in text of one file nothing is.
func without(all, some []byte) []byte {
	for _, b := range all {
		if len(some) > 0 && some[0] == b {
			some = some[1:]
		}
	}
	return some
}
