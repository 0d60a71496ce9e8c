package auth_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tiddly/internal/server"
)

// TestJunkWaitsInTheLineOfAllRequests sends keys, tokens and cookies to a server without a free place: nothing is
// read for them, and the answer does not depend on their validity. Requests without credentials are not delayed.
func TestJunkWaitsInTheLineOfAllRequests(t *testing.T) {
	onEach(t, testJunkWaitsInTheLineOfAllRequests)
}

func testJunkWaitsInTheLineOfAllRequests(t *testing.T) {
	t.Helper()
	gate := server.NewGate(1, 0, time.Second)
	h := serve(t, func(h *house) { h.admit = gate.Enter })
	session := h.signIn("ada@x", "plain ada")
	leave, err := gate.Enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string][]string{
		"a session":   session,
		"junk cookie": {"Cookie", "tiddly=junk"},
		"key":         {"Authorization", "Bearer tiddly_" + strings.Repeat("a", 12) + "_" + strings.Repeat("a", 52)},
		"junk":        {"Authorization", "Bearer junk"},
	}
	for name, headers := range shown {
		for _, path := range []string{"/graphql?query={me{name}}", "/schema.graphqls", "/note"} {
			got := h.send("GET", path, "", headers...)
			if got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") != "1" || !strings.Contains(got.text, "LIMIT_REQUESTS") {
				t.Errorf("%s at %s of a busy server: %d %s", name, path, got.status, got.text)
			}
		}
	}
	if got := h.send("GET", "/graphql?query={me{name}}", ""); got.status != http.StatusOK {
		t.Errorf("a stranger: %d %s", got.status, got.text)
	}
	leave()
	for name, want := range map[string]int{"a session": 200, "junk cookie": 200, "key": 401, "junk": 401} {
		if got := h.send("GET", "/graphql?query={me{name}}", "", shown[name]...); got.status != want {
			t.Errorf("%s of a server with room: %d %s", name, got.status, got.text)
		}
	}
	if gate.AtWork() != 0 {
		t.Errorf("%d places are still held", gate.AtWork())
	}
}
