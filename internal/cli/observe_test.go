package cli

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// TestNothingOfTheClientIsTold puts a word everywhere a client and a database can put values, and looks for it in
// everything that the server tells those who run it.
func TestNothingOfTheClientIsTold(t *testing.T) {
	t.Chdir(t.TempDir())
	r := start(t, "--log-level", "debug", "--log-slow", "1ns")
	const canary = "kanarie"
	post := func(body map[string]any, headers ...string) string {
		t.Helper()
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		_, _, answer := r.send(t, http.MethodPost, "/graphql?"+canary+"=1", string(text), headers...)
		return answer
	}
	insert := `mutation Add($n: String!) { insertUser(input: {name: $n, email: "` + canary + `-literal"}) { node { id name } } }`
	headers := []string{
		"Authorization", "Bearer " + canary, "Cookie", "session=" + canary, "X-Canary", canary, "User-Agent", canary,
		"X-Request-Id", canary + " {}", "Referer", "http://127.0.0.1/" + canary,
	}
	variables := map[string]any{"n": canary + "-variable"}
	if got := post(map[string]any{"query": insert, "variables": variables}, headers...); !strings.Contains(got, canary+"-variable") {
		t.Fatalf("the row was not written: %s", got)
	}
	// Twice: a key is broken, and the value must not come out of the engine's words.
	post(map[string]any{"query": insert, "variables": variables}, headers...)
	for _, document := range []string{
		`query All { users(where: {name: {startsWith: "` + canary + `"}}) { id name email } } # ` + canary,
		`{ ` + canary + ` }`, `{ users(where: {id: {eq: "` + canary + `"}}) { id } }`, canary + ` "` + canary, `{ ` + canary + `: users { ` + canary + `: id } }`,
		`query ($v: Int) { users(limit: $v) { id } }`,
	} {
		post(map[string]any{"query": document, "variables": map[string]any{"v": canary}, "operationName": nil}, headers...)
		post(map[string]any{"query": document, "operationName": canary}, append(headers, "Tiddly-Trace", "plan")...)
	}
	r.send(t, http.MethodPost, "/graphql", `{"query": "`+canary, headers...)
	r.send(t, http.MethodGet, "/"+canary+"?"+canary, "", headers...)
	r.send(t, http.MethodGet, "/graphql?query={users{id}}&variables={%22a%22:%22"+canary+"%22}", "", headers...)
	r.send(t, http.MethodGet, "/graphql", "", "Host", canary+".example")
	if code := r.stop(t); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, r.stderr.String())
	}
	log := r.stderr.String()
	wants(t, "the log", log, `"msg":"answered"`, `"msg":"a statement was slow"`, `"name":"Add"`, `"operation":"mutation"`, `"name":"All"`,
		`"route":"none"`, `"status":421`, `INSERT INTO`)
	for _, told := range []string{log, r.stdout.String()} {
		for line := range strings.Lines(told) {
			if strings.Contains(strings.ToLower(line), canary) {
				t.Errorf("a value is told: %s", line)
			}
		}
	}
}

func TestFormAndLevelOfTheLog(t *testing.T) {
	t.Chdir(t.TempDir())
	r := start(t, "--log-format", "text")
	r.query(t, "query Names { users { name } }")
	r.stop(t)
	wants(t, "the log", r.stderr.String(), "level=INFO", "msg=answered", "operation=query", "name=Names", "status=200", "request=")
	r = start(t, "--log-level", "error")
	r.query(t, "{ users { name } }")
	r.stop(t)
	if got := r.stderr.String(); got != "" {
		t.Errorf("at error the log has:\n%s", got)
	}
}
