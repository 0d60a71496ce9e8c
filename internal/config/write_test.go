package config

import (
	"os"
	"strings"
	"testing"

	"tiddly/internal/config/edit"
)

func TestWriteFile(t *testing.T) {
	write(t, "db: a longer name.db\n")
	if err := os.Chmod("tiddly.yml", 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("tiddly.yml", "link.yml"); err != nil {
		t.Fatal(err)
	}
	lines := []edit.Line{{Path: []string{"db"}, Value: edit.Text("b.db")}}
	for i, path := range []string{"link.yml", "tiddly.yml", "new.yml"} {
		changed, err := WriteFile(path, lines)
		if err != nil || changed == (i == 1) {
			t.Errorf("%s: changed is %v, %v", path, changed, err)
		}
	}
	for _, path := range []string{"tiddly.yml", "new.yml"} {
		if got, err := os.ReadFile(path); err != nil || string(got) != "db: b.db\n" {
			t.Errorf("%s holds %q, %v", path, got, err)
		}
	}
	if info, err := os.Lstat("link.yml"); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
	if info, err := os.Stat("tiddly.yml"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the permissions are %v, %v", info.Mode(), err)
	}
}

func TestWriteFileRefuses(t *testing.T) {
	large := "db: x\n#" + strings.Repeat("x", maxFile-8)
	for content, want := range map[string]string{"- a\n": "tiddly.yml: ", large: "would be larger than"} {
		write(t, content)
		changed, err := WriteFile("tiddly.yml", []edit.Line{{Path: []string{"wal"}, Value: "true"}})
		if changed || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("changed is %v, %v", changed, err)
		}
		if got, err := os.ReadFile("tiddly.yml"); err != nil || string(got) != content {
			t.Errorf("the file was changed: %v", err)
		}
	}
	if _, err := WriteFile(".", nil); err == nil {
		t.Error("a folder was written")
	}
	if err := replaceContent("tiddly.yml", []byte("old"), []byte("new")); err == nil || !strings.Contains(err.Error(), "in the meantime") {
		t.Errorf("what another program wrote is gone: %v", err)
	}
}
