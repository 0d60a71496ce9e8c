//go:build !noconsole

package cli

import (
	"net/http"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/tests/home"
)

const browser = "text/html,application/xhtml+xml,*/*;q=0.8"

// TestPagesAreServed asks as a browser does, and as a program does.
func TestPagesAreServed(t *testing.T) {
	home.Only(t)
	t.Chdir(t.TempDir())
	r := start(t)
	wants(t, "the greeting", r.stdout.String(), "Playground  http://", "/tables\n")
	for _, path := range []string{"/", "/tables", "/schema.graphqls"} {
		status, header, text := r.send(t, http.MethodGet, path, "", "Accept", browser)
		if status != http.StatusOK || header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s: %d, %v", path, status, header)
		}
		wants(t, path, text, "<!doctype html>", "/assets/")
	}
	if _, _, text := r.send(t, http.MethodGet, "/", ""); text != "It Works!" {
		t.Errorf("a program is told %q", text)
	}
	_, header, text := r.send(t, http.MethodGet, "/schema.graphqls", "")
	wants(t, "the schema", text, "type Query {", "type User ")
	if got := header.Get("Tiddly-Database"); got != "tiddly.db" {
		t.Errorf("the database is called %q", got)
	}
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// TestNothingToShowInThePlayground starts over a table without rows: the greeting names the playground's mutation.
func TestNothingToShowInThePlayground(t *testing.T) {
	r := start(t, "--db", dbtest.Path(t, "CREATE TABLE maker (id INTEGER PRIMARY KEY, name TEXT);"))
	wants(t, "the greeting", r.stdout.String(),
		"Every table is empty. Insert rows with the mutation in the second tab of the playground.", "tiddly sample shop.db")
	r.stop(t)
}

func TestPagesCanBeSwitchedOff(t *testing.T) {
	t.Chdir(t.TempDir())
	r := start(t, "--console", "off")
	if strings.Contains(r.stdout.String(), "Playground") {
		t.Errorf("the greeting names pages that are not served:\n%s", r.stdout.String())
	}
	if _, _, text := r.send(t, http.MethodGet, "/", "", "Accept", browser); text != "It Works!" {
		t.Errorf("/ is %q", text)
	}
	if status, _, _ := r.send(t, http.MethodGet, "/tables", "", "Accept", browser); status != http.StatusNotFound {
		t.Errorf("/tables: %d", status)
	}
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
