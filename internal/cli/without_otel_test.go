//go:build !otel

package cli

import (
	"os"
	"testing"
)

func TestSpansNeedTheirBuild(t *testing.T) {
	t.Chdir(t.TempDir())
	got := run(t, nil, "--otel", "http://127.0.0.1:4318", "--listen", "127.0.0.1:0")
	if got.code != 1 {
		t.Errorf("exit code %d", got.code)
	}
	wants(t, "the error", got.stderr, "without OpenTelemetry", "-tags otel")
	if _, err := os.Stat("tiddly.db"); err == nil {
		t.Error("a database was made by a program that does not serve")
	}
}
