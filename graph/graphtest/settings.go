package graphtest

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/spf13/pflag"

	"tiddly/internal/config"
	"tiddly/internal/fault"
)

// settings returns the settings of tiddly.yml beside go.mod; their defaults if there is none.
func settings(t testing.TB) config.Settings {
	t.Helper()
	at, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	dir := at
	for !exists(filepath.Join(dir, "go.mod")) {
		if dir == filepath.Dir(dir) {
			t.Fatalf("no go.mod in %s or above it", at)
		}
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(dir, "tiddly.yml")
	if !exists(path) {
		return config.Settings{}
	}
	s, err := config.Load(pflag.NewFlagSet("graphtest", pflag.ContinueOnError), []string{"TIDDLY_CONFIG=" + path})
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return s
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// reporter returns a function that logs what clients are not told.
func reporter(t testing.TB) func(context.Context, error) {
	return func(_ context.Context, err error) {
		if cause := fault.From(err).Cause(); cause != nil {
			t.Logf("%v: %v", err, cause)
			return
		}
		t.Log(err)
	}
}
