package folder

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tiddly/internal/fault"
	"tiddly/internal/kit"
)

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func text(t *testing.T, dir, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func update(t *testing.T, dir string, files ...kit.File) []Change {
	t.Helper()
	changes, err := Update(dir, "apollo", files, false)
	if err != nil {
		t.Fatal(err)
	}
	return changes
}

func TestUpdateWritesWhatChanged(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	first := update(t, dir, kit.File{Name: "a.ts", Text: "a\n"}, kit.File{Name: "b/c.ts", Text: "c\n"})
	if !slices.Equal(first, []Change{{"a.ts", Written}, {"b/c.ts", Written}}) {
		t.Errorf("the first update is %v", first)
	}
	if again := update(t, dir, kit.File{Name: "a.ts", Text: "a\n"}, kit.File{Name: "b/c.ts", Text: "c\n"}); len(again) > 0 {
		t.Errorf("the same again is %v", again)
	}
	put(t, dir, "a.ts", "a\r\n") // as git leaves it on Windows
	put(t, dir, "mine.ts", "mine")
	next := update(t, dir, kit.File{Name: "a.ts", Text: "A\n"}, kit.File{Name: "d.ts", Text: "d\n"})
	if !slices.Equal(next, []Change{{"a.ts", Written}, {"d.ts", Written}, {"b/c.ts", Removed}}) {
		t.Errorf("the next update is %v", next)
	}
	if text(t, dir, "a.ts") != "A\n" || text(t, dir, "mine.ts") != "mine" {
		t.Error("a file is not as it should be")
	}
	if _, err := os.Stat(filepath.Join(dir, "b", "c.ts")); !os.IsNotExist(err) {
		t.Errorf("a file that is no longer made is there: %v", err)
	}
}

// TestUpdateTouchesNothingOfOthers refuses a file that was edited, one that is to go and was edited, and one that it did
// not write; and then writes nothing at all.
func TestUpdateTouchesNothingOfOthers(t *testing.T) {
	cases := map[string]struct {
		edit func(dir string)
		want string
	}{
		"edited":           {func(dir string) { put(t, dir, "a.ts", "a\nmine\n") }, "a.ts was edited"},
		"edited and to go": {func(dir string) { put(t, dir, "b.ts", "mine") }, "b.ts was edited"},
		"not written":      {func(dir string) { put(t, dir, "d.ts", "mine") }, "d.ts in"},
		"no record":        {func(dir string) { put(t, dir, Record, "{}") }, "is not a record"},
		"a way out": {func(dir string) {
			put(t, dir, Record, `{"about": "`+about+`", "kit": "apollo", "files": {"../x": "1"}}`)
		}, "outside"},
		"another kit": {func(dir string) { put(t, dir, Record, `{"about": "`+about+`", "kit": "relay"}`) }, "holds the kit relay"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			update(t, dir, kit.File{Name: "a.ts", Text: "a\n"}, kit.File{Name: "b.ts", Text: "b\n"}, kit.File{Name: "c.ts", Text: "c\n"})
			c.edit(dir)
			before := map[string]string{"a.ts": text(t, dir, "a.ts"), "b.ts": text(t, dir, "b.ts"), Record: text(t, dir, Record)}
			changes, err := Update(dir, "apollo", []kit.File{{Name: "a.ts", Text: "new\n"}, {Name: "c.ts", Text: "new\n"}, {Name: "d.ts", Text: "d\n"}}, false)
			if err == nil || len(changes) > 0 && strings.Contains(c.want, "record") {
				t.Fatalf("it was written: %v", changes)
			}
			f := fault.From(err)
			if !strings.Contains(f.Message, c.want) || f.Hint == "" {
				t.Errorf("the error is %q, hint %q", f.Message, f.Hint)
			}
			for n, was := range before {
				if text(t, dir, n) != was {
					t.Errorf("%s was changed", n)
				}
			}
			if text(t, dir, "c.ts") != "c\n" {
				t.Error("another file was written")
			}
		})
	}
}

// TestUpdateWithoutRecord takes files that are already as they would be written for its own.
func TestUpdateWithoutRecord(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.ts", "a\n")
	update(t, dir, kit.File{Name: "a.ts", Text: "a\n"})
	if changes := update(t, dir, kit.File{Name: "a.ts", Text: "b\n"}); len(changes) != 1 {
		t.Errorf("the changes are %v", changes)
	}
}

func TestDryUpdateWritesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "folder")
	changes, err := Update(dir, "apollo", []kit.File{{Name: "a.ts", Text: "a"}}, true)
	if err != nil || len(changes) != 1 {
		t.Errorf("%v, %v", changes, err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Error("the folder was made")
	}
}
