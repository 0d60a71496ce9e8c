package owning

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiddly/internal/tests/home"
)

// left are folders that are not copied.
var left = []string{".git", "clients", "web", "docs/images", "bench", "examples/node_modules", "examples/.work"}

// copyOf returns a copy of the repository, like a clone. Tests with copies of their own run side by side.
func copyOf(t *testing.T) string {
	t.Helper()
	t.Parallel()
	home.Only(t) // a copy of a project with an owner has the owner's code
	if testing.Short() {
		t.Skip("generates and builds a copy of the repository")
	}
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				return nil // a file that another test has created and removed
			}
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		for _, l := range left {
			if filepath.ToSlash(name) != l {
				continue
			}
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil // .git is a file in a work tree
		}
		if d.IsDir() {
			if strings.HasPrefix(d.Name(), "project-") {
				return fs.SkipDir // another test's
			}
			return os.MkdirAll(filepath.Join(out, name), 0o750)
		}
		if !d.Type().IsRegular() || strings.HasPrefix(d.Name(), "tiddly.db") {
			return nil
		}
		text, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(out, name), text, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// goTool runs the go command in a copy. Paths are trimmed, so that copies share the build cache.
func goTool(t *testing.T, dir string, args ...string) {
	t.Helper()
	if out, err := tryGo(t, dir, args...); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// long reports whether the tests run in their long form.
func long() bool { return os.Getenv("TIDDLY_LONG") != "" }

// waiting returns the bound of a command.
func waiting() time.Duration {
	if long() {
		return time.Hour
	}
	return 20 * time.Minute
}

func tryGo(t *testing.T, dir string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), waiting())
	defer cancel()
	c := exec.CommandContext(ctx, "go", args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "GOFLAGS=-trimpath", home.Required+"=") // the copy has an owner
	out, err := c.CombinedOutput()
	return string(out), err
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
