package cli

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"tiddly/internal/console"
	"tiddly/internal/tests/home"
)

const insert = `mutation { insertDual(input: {text: \"planted\"}) { affectedRows } }`

// TestAStrangersPageIsHarmless does what a foreign page can make its visitor's browser do to a server on
// localhost.
func TestAStrangersPageIsHarmless(t *testing.T) {
	home.Only(t)
	t.Chdir(t.TempDir())
	r := start(t)
	const evil = "https://evil.example"
	body := `{"query": "` + insert + `"}`
	form := "query=mutation%7BinsertDual(input%3A%7Btext%3A%22planted%22%7D)%7BaffectedRows%7D%7D"
	multipart := "--x\r\nContent-Disposition: form-data; name=\"query\"\r\n\r\n" + strings.ReplaceAll(insert, `\"`, `"`) + "\r\n--x--\r\n"
	cases := []struct {
		name, method, path, body string
		headers                  []string
		status                   int
	}{
		{"form", "POST", "/graphql", form, []string{"Content-Type", "application/x-www-form-urlencoded", "Origin", evil}, 403},
		{"form without an origin", "POST", "/graphql", form, []string{"Content-Type", "application/x-www-form-urlencoded"}, 415},
		{"form with files", "POST", "/graphql", multipart, []string{"Content-Type", "multipart/form-data; boundary=x", "Origin", evil}, 403},
		{"form with files without an origin", "POST", "/graphql", multipart, []string{"Content-Type", "multipart/form-data; boundary=x"}, 415},
		{"JSON as text", "POST", "/graphql", body, []string{"Content-Type", "text/plain", "Origin", evil}, 403},
		{"JSON as text without an origin", "POST", "/graphql", body, []string{"Content-Type", "text/plain"}, 415},
		{"JSON", "POST", "/graphql", body, []string{"Origin", evil, "Sec-Fetch-Site", "cross-site"}, 403},
		{"JSON of a frame", "POST", "/graphql", body, []string{"Origin", "null"}, 403},
		{"image", "GET", "/graphql?" + form, "", []string{"Sec-Fetch-Site", "cross-site"}, 405},
		{"rebinding", "POST", "/graphql", body, []string{"Host", "evil.example", "Origin", "http://evil.example"}, 421},
		{"rebinding of a read", "GET", "/graphql?query={duals{text}}", "", []string{"Host", "evil.example:8080"}, 421},
		{"rebinding of the page", "GET", "/", "", []string{"Host", "127.0.0.1.evil.example", "Accept", "text/html"}, 421},
		{"preflight", "OPTIONS", "/graphql", "", []string{"Origin", evil, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type"}, 204},
		{"read", "GET", "/graphql?query={duals{text}}", "", []string{"Origin", evil}, 200},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			status, header, text := r.send(t, c.method, c.path, c.body, c.headers...)
			if status != c.status {
				t.Errorf("status %d %s, want %d", status, text, c.status)
			}
			for name := range header {
				if strings.HasPrefix(name, "Access-Control-Allow") {
					t.Errorf("%s: %s lets the page read the answer", name, header.Get(name))
				}
			}
		})
	}
	if got := r.query(t, "{ duals { text } }"); got != `{"duals":[]}` {
		t.Errorf("a stranger's page wrote %s", got)
	}
	status, header, _ := r.send(t, "POST", "/graphql", body, "Origin", "http://localhost:3000")
	if status != http.StatusOK || header.Get("Access-Control-Allow-Origin") != "http://localhost:3000" || header.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("a page of this machine gets %d %v", status, header)
	}
	r.stop(t)
}

func TestNamedHostsAndOriginsAreServed(t *testing.T) {
	home.Only(t)
	t.Chdir(t.TempDir())
	r := start(t, "--hosts", "api.example.org", "--cors", "https://app.example.org", "--cors-credentials")
	status, header, text := r.send(t, "POST", "/graphql", `{"query": "{ duals { id } }"}`, "Host", "api.example.org",
		"Origin", "https://app.example.org", "Sec-Fetch-Site", "same-site")
	if status != http.StatusOK || header.Get("Access-Control-Allow-Origin") != "https://app.example.org" || header.Get("Access-Control-Allow-Credentials") != "true" {
		t.Errorf("%d %v %s", status, header, text)
	}
	// Under a name other than one of loopback, a page of the same machine is foreign too.
	if status, _, _ := r.send(t, "POST", "/graphql", `{"query": "{ duals { id } }"}`, "Host", "api.example.org", "Origin", "http://localhost:3000"); status != http.StatusForbidden {
		t.Errorf("status %d", status)
	}
	r.stop(t)
}

// TestPagesSendHeaders sends preflights with and without the setting that restricts headers.
func TestPagesSendHeaders(t *testing.T) {
	t.Chdir(t.TempDir())
	const asked = "apollographql-client-name,baggage,sentry-trace,tiddly-trace,x-api-key"
	for _, c := range []struct {
		args            []string
		origin, headers string
		want            string
	}{
		{[]string{"--cors", "https://app.example.org"}, "https://app.example.org", asked, asked},
		{nil, "http://localhost:5173", asked, asked},
		{[]string{"--cors", "https://app.example.org"}, "https://evil.example", asked, ""},
		{[]string{"--cors", "https://app.example.org", "--cors-headers", "X-API-Key", "--cors-headers", "authorization"}, "https://app.example.org", "authorization,content-type,x-api-key", "authorization,content-type,x-api-key"},
		{[]string{"--cors", "https://app.example.org", "--cors-headers", "X-API-Key,authorization"}, "https://app.example.org", asked, ""},
	} {
		r := start(t, c.args...)
		_, header, _ := r.send(t, "OPTIONS", "/graphql", "", "Origin", c.origin, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", c.headers)
		if got := header.Get("Access-Control-Allow-Headers"); got != c.want {
			t.Errorf("%v, %s: %q, want %q", c.args, c.origin, got, c.want)
		}
		r.stop(t)
	}
	if got := run(t, nil, "--cors-headers", "no name,x-api-key"); got.code != 2 || !strings.Contains(got.stderr, `"no name" is not the name of a header`) {
		t.Errorf("%+v", got)
	}
}

// TestWhoIsToldOfTheSchema requests it from this machine and by a proxy, with each setting.
func TestWhoIsToldOfTheSchema(t *testing.T) {
	t.Chdir(t.TempDir())
	const question = `{"query": "{ __schema { queryType { name } } }"}`
	for _, c := range []struct {
		setting   string
		near, far bool
	}{{"auto", true, false}, {"on", true, true}, {"off", false, false}} {
		r := start(t, "--introspection", c.setting, "--console", c.setting)
		for _, from := range []struct {
			headers []string
			want    bool
		}{{nil, c.near}, {[]string{"X-Forwarded-For", "192.0.2.1"}, c.far}} {
			_, _, text := r.send(t, "POST", "/graphql", question, from.headers...)
			if got := strings.Contains(text, `"queryType"`) && !strings.Contains(text, "errors"); got != from.want {
				t.Errorf("introspection %s, %v: %s", c.setting, from.headers, text)
			}
			for path, headers := range map[string][]string{"/schema.graphqls": nil, "/tables": {"Accept", "text/html"}} {
				// A build can be without pages.
				want := from.want && (path != "/tables" || console.Files() != nil)
				if status, _, _ := r.send(t, "GET", path, "", append(headers, from.headers...)...); (status == http.StatusOK) != want {
					t.Errorf("%s with %s, %v: %d", path, c.setting, from.headers, status)
				}
			}
		}
		r.stop(t)
	}
}

var exposed = regexp.MustCompile(`(?s)PUBLIC: everyone who reaches .* can, .*read   (.*)\n  write  (.*)\n\nPress Ctrl-C`)

func TestPublicSaysWhoCanReadAndWrite(t *testing.T) {
	inFolder(t, checked, "db: shop.db\n")
	if got := run(t, nil, "--listen", "0.0.0.0:0"); got.code != 2 || !strings.Contains(got.stderr, "--public") {
		t.Errorf("without --public: %+v", got)
	}
	for _, c := range []struct {
		args        []string
		read, write string
	}{
		{nil, "audit, author, best, book", "audit, author, book"},
		{[]string{"--read-only"}, "audit, author, best, book", "nothing"},
	} {
		r := startAt(t, "0.0.0.0:0", append(c.args, "--public")...)
		m := exposed.FindStringSubmatch(r.stdout.String())
		if len(m) != 3 || m[1] != c.read || m[2] != c.write {
			t.Errorf("%v: the greeting says\n%s", c.args, r.stdout.String())
		}
		// If the server listens beyond loopback no request counts as local: neither the schema nor the console is
		// served.
		r.address = "127.0.0.1" + r.address[strings.LastIndexByte(r.address, ':'):]
		if _, _, text := r.send(t, "POST", "/graphql", `{"query": "{ __schema { queryType { name } } }"}`); !strings.Contains(text, "errors") {
			t.Errorf("introspection gives %s", text)
		}
		if status, header, _ := r.send(t, "GET", "/graphql?query={books{id}}", "", "Origin", "http://localhost:3000"); status != http.StatusOK || header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("a page of this machine gets %d %v", status, header)
		}
		r.stop(t)
	}
	r := start(t)
	if strings.Contains(r.stdout.String(), "PUBLIC") {
		t.Errorf("a server on loopback says\n%s", r.stdout.String())
	}
	r.stop(t)
}
