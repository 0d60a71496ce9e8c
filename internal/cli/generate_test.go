package cli

import (
	"os"
	"path/filepath"
	"testing"
)

func TestGenerateSaysWhatIsMissing(t *testing.T) {
	t.Chdir(t.TempDir())
	got := run(t, nil, "generate")
	if got.code != 1 {
		t.Errorf("exit code %d", got.code)
	}
	wants(t, "the error", got.stderr, "not in a project", "hint: clone the repository")
	if err := os.MkdirAll(filepath.FromSlash(generator), 0o750); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", "")
	wants(t, "the error without Go", run(t, nil, "generate").stderr, "needs Go", "hint: install Go")
}
