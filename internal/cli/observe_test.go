package cli

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"tiddly/internal/tests/home"
)

// TestNothingOfTheClientIsTold puts a word everywhere that a client or a database can put values, and looks for it
// in everything that the server shows its operators.
func TestNothingOfTheClientIsTold(t *testing.T) {
	home.Only(t)
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
	insert := `mutation Add($n: String!) { insertUser(input: {id: 1, name: $n, email: "` + canary + `-literal"}) { node { id name } } }`
	headers := []string{
		"Authorization", "Bearer " + canary, "Cookie", "session=" + canary, "X-Canary", canary, "User-Agent", canary,
		"X-Request-Id", canary + " {}", "Referer", "http://127.0.0.1/" + canary,
	}
	variables := map[string]any{"n": canary + "-variable"}
	if got := post(map[string]any{"query": insert, "variables": variables}, headers...); !strings.Contains(got, canary+"-variable") {
		t.Fatalf("the row was not written: %s", got)
	}
	// Twice: the second breaks a key, and the value must not appear through the engine's message.
	if got := post(map[string]any{"query": insert, "variables": variables}, headers...); !strings.Contains(got, "CONSTRAINT_UNIQUE") {
		t.Errorf("the key was not broken: %s", got)
	}
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
	r.send(t, http.MethodGet, "/"+canary+"/"+canary+"/"+canary, "", headers...)
	r.send(t, http.MethodGet, "/user/"+canary, "", headers...)
	r.send(t, "FETCH", "/user", `{"where": {"name": "`+canary+`"}, "orderby": "`+canary+`"}`, headers...)
	r.send(t, "FETCH", "/user", `{"where": {"name": "`+canary+`"}}`, headers...)
	r.send(t, http.MethodPost, "/user", `{"name": "`+canary+`", "email": "`+canary+`-variable"}`, headers...)
	r.send(t, http.MethodPost, "/user", `{"name": "`+canary, headers...)
	r.send(t, http.MethodGet, "/graphql?query={users{id}}&variables={%22a%22:%22"+canary+"%22}", "", headers...)
	r.send(t, http.MethodGet, "/graphql", "", "Host", canary+".example")
	_, _, measured := r.send(t, http.MethodGet, "/metrics", "")
	wants(t, "the metrics", measured, `tiddly_request_seconds_count{method="POST",operation="mutation",route="/graphql",status="200"} 2`,
		`route="none",status="404"`, `tiddly_commit_writes_count 2`, `route="/{table}",status="200"`, "tiddly_plan_cache_misses_total 5", "tiddly_readers_in_use 0", "tiddly_schemas_total 1")
	if code := r.stop(t); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, r.stderr.String())
	}
	log := r.stderr.String()
	wants(t, "the log", log, `"msg":"answered"`, `"msg":"a statement was slow"`, `"name":"Add"`, `"operation":"mutation"`, `"name":"All"`,
		`"route":"none"`, `"route":"/{table}/{id}"`, `"status":421`, `INSERT INTO`)
	for _, told := range []string{log, r.stdout.String(), measured} {
		for line := range strings.Lines(told) {
			if strings.Contains(strings.ToLower(line), canary) {
				t.Errorf("a value is told: %s", line)
			}
		}
	}
}

func TestFormAndLevelOfTheLog(t *testing.T) {
	home.Only(t)
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

func TestWhoReadsTheMetrics(t *testing.T) {
	t.Chdir(t.TempDir())
	cases := []struct {
		setting string
		headers []string
		want    int
	}{
		{"auto", nil, http.StatusOK},
		{"auto", []string{"X-Forwarded-For", "192.0.2.1"}, http.StatusNotFound},
		{"on", []string{"X-Forwarded-For", "192.0.2.1"}, http.StatusOK},
		{"off", nil, http.StatusNotFound},
		{"127.0.0.1:0", nil, http.StatusNotFound},
	}
	for _, c := range cases {
		r := start(t, "--metrics", c.setting)
		if status, _, text := r.send(t, http.MethodGet, "/metrics", "", c.headers...); status != c.want {
			t.Errorf("metrics %s with %v: %d %s", c.setting, c.headers, status, text)
		}
		r.stop(t)
	}
}

func TestMetricsAtAnAddressOfTheirOwn(t *testing.T) {
	home.Only(t)
	t.Chdir(t.TempDir())
	r := start(t, "--metrics", "127.0.0.1:0")
	r.query(t, "{ users { id } }")
	m := regexp.MustCompile(`"msg":"metrics have an address of their own","address":"([^"]+)"`).FindStringSubmatch(r.stderr.String())
	if m == nil {
		t.Fatalf("the log does not name the address:\n%s", r.stderr.String())
	}
	aside := &running{address: m[1]}
	status, header, text := aside.send(t, http.MethodGet, "/metrics", "")
	if status != http.StatusOK || !strings.HasPrefix(header.Get("Content-Type"), "text/plain") {
		t.Errorf("status %d, headers %v", status, header)
	}
	wants(t, "the metrics", text, `tiddly_request_seconds_count{method="POST",operation="query",route="/graphql",status="200"} 1`)
	if status, _, _ := aside.send(t, http.MethodPost, "/graphql", `{"query": "{ users { id } }"}`); status != http.StatusNotFound {
		t.Errorf("GraphQL is served at the address of the metrics: %d", status)
	}
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d:\n%s", code, r.stderr.String())
	}
	other := run(t, nil, "--metrics", "sometimes")
	if other.code != 2 {
		t.Errorf("exit code %d for a setting that is none", other.code)
	}
	wants(t, "the mistake", other.stderr, "auto, on, off", "127.0.0.1:9090")
}

func TestWrongCollectors(t *testing.T) {
	t.Chdir(t.TempDir())
	got := run(t, nil, "--otel", "secret@collector")
	if got.code != 2 || strings.Contains(got.stderr, "secret") {
		t.Errorf("exit code %d:\n%s", got.code, got.stderr)
	}
	wants(t, "the mistake", got.stderr, "--otel", "http://127.0.0.1:4318")
}
