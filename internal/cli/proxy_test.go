//go:build unix

package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"tiddly/internal/console"
	"tiddly/internal/tests/home"
)

// looks are requests that inspect the server, and the text that shows their success.
var looks = []struct{ name, method, path, body, header, shows string }{
	{"introspection", "POST", "/graphql", `{"query": "{ __schema { queryType { name } } }"}`, "", `"queryType":{"name"`},
	{"introspection by GET", "GET", "/graphql?query={__type(name:%22Dual%22){name}}", "", "", `{"name":"Dual"}`},
	{"names in errors", "POST", "/graphql", `{"query": "{ duals { texd } }"}`, "", "Did you mean"},
	{"the schema", "GET", "/schema.graphqls", "", "", "type Dual"},
	{"the picture", "GET", "/tables", "", "Accept: text/html", "<html"},
	{"the playground", "GET", "/", "", "Accept: text/html", "<html"},
	{"metrics", "GET", "/metrics", "", "", "tiddly_"},
	{"a trace", "POST", "/graphql", `{"query": "{ duals { id } }"}`, "Tiddly-Trace: 1", `"statements"`},
	{"a plan", "POST", "/graphql", `{"query": "{ duals { id } }"}`, "Tiddly-Trace: plan", `"statements"`},
	{"a trace of a write", "POST", "/graphql", `{"query": "mutation { deleteDuals(where: {id: {eq: 0}}) { affectedRows } }"}`, "Tiddly-Trace: 1", "Server-Timing:"},
}

// looksInto sends each of them in the given HTTP version and with the given headers, and reports whether they
// succeeded; either all or none must.
func looksInto(t *testing.T, dial func() (net.Conn, error), version, host string, headers ...string) bool {
	t.Helper()
	seen, all := 0, 0
	for _, look := range looks {
		if look.shows == "<html" && console.Files() == nil {
			continue // a build can be without pages
		}
		all++
		lines := append([]string{
			look.method + " " + look.path + " HTTP/" + version, "Host: " + host, "Connection: close", "Content-Type: application/json",
			"Content-Length: " + strconv.Itoa(len(look.body)),
		}, headers...)
		if look.header != "" {
			lines = append(lines, look.header)
		}
		if exchangeRaw(t, dial, strings.Join(lines, "\r\n")+"\r\n\r\n"+look.body, look.shows) {
			seen++
		}
	}
	if seen != 0 && seen != all {
		t.Errorf("HTTP/%s, %s, %v: %d of %d looks into the server are answered", version, host, headers, seen, all)
	}
	return seen > 0
}

// exchangeRaw sends a request and reports whether its answer shows a text.
func exchangeRaw(t *testing.T, dial func() (net.Conn, error), request, shows string) bool {
	t.Helper()
	c, err := dial()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := io.WriteString(c, request); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(bufio.NewReader(c))
	if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.") {
		t.Fatalf("%v: the answer is %.300q", err, answer)
	}
	return strings.Contains(string(answer), shows)
}

// dialTCP and dialUnix connect to an address.
func dialTCP(t *testing.T, address string) func() (net.Conn, error) {
	return func() (net.Conn, error) { return (&net.Dialer{}).DialContext(t.Context(), "tcp", address) }
}

func dialUnix(t *testing.T, path string) func() (net.Conn, error) {
	return func() (net.Conn, error) { return (&net.Dialer{}).DialContext(t.Context(), "unix", path) }
}

// TestWhoLooksIntoTheServer requires that auto means this machine alone, for all that it governs.
func TestWhoLooksIntoTheServer(t *testing.T) {
	home.Only(t)
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		name string
		args []string
		here bool
	}{
		{"without settings", nil, true},
		{"hosts", []string{"--hosts", "api.example.org"}, false},
		{"public", []string{"--public"}, false},
		{"proxies", []string{"--auth-proxies", "10.0.0.0/8"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := start(t, c.args...)
			defer r.stop(t)
			dial := dialTCP(t, r.address)
			for _, host := range []string{"localhost", r.address, "[::1]", "my.localhost:80"} {
				if got := looksInto(t, dial, "1.1", host); got != c.here {
					t.Errorf("as %s: %v, want %v", host, got, c.here)
				}
			}
			for _, header := range []string{
				"Via: 1.1 proxy", "Forwarded: for=192.0.2.1", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Host: localhost", "X-Real-IP: 127.0.0.1",
				"CF-Connecting-IP: 192.0.2.1", "True-Client-IP: 192.0.2.1", "X-Forwarded-Proto:", "x-client-ip: ::1",
			} {
				if looksInto(t, dial, "1.1", "localhost", header) {
					t.Errorf("with %s strangers look into the server", header)
				}
			}
			if looksInto(t, dial, "1.0", "localhost") {
				t.Error("by HTTP/1.0 strangers look into the server")
			}
			if says := strings.Contains(r.stdout.String(), "Playground"); says != (c.here && console.Files() != nil) {
				t.Errorf("the greeting says\n%s", r.stdout.String())
			}
		})
	}
	r := start(t, "--hosts", "api.example.org", "--introspection", "on", "--console", "on", "--metrics", "on", "--trace", "on")
	defer r.stop(t)
	if !looksInto(t, dialTCP(t, r.address), "1.0", "api.example.org", "Via: 1.1 proxy") {
		t.Error("what is on is not on for everyone")
	}
}

// program returns the path of a proxy. If it is not installed the test is skipped; in CI, which installs it, that
// is a failure.
func proxyProgram(t *testing.T, name string) string {
	t.Helper()
	t.Setenv("PATH", os.Getenv("PATH")+string(os.PathListSeparator)+"/usr/sbin")
	path, err := exec.LookPath(name)
	switch {
	case err == nil:
	case os.Getenv("CI") != "":
		t.Fatalf("%s is not installed", name)
	default:
		t.Skipf("%s is not installed", name)
	}
	return path
}

// proxy runs a proxy until the test ends, and returns a dial function: it listens on a socket in its folder, so no
// port is used.
func proxy(t *testing.T, folder, program string, args ...string) func() (net.Conn, error) {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	c := exec.CommandContext(ctx, program, args...)
	c.Dir = folder
	c.Env = append(os.Environ(), "HOME="+folder, "XDG_CONFIG_HOME="+folder, "XDG_DATA_HOME="+folder)
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = 10 * time.Second
	var log buffer
	c.Stdout, c.Stderr = &log, &log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	t.Cleanup(func() {
		stop()
		<-ended //nolint:errcheck // it was interrupted
	})
	dial := dialUnix(t, filepath.Join(folder, "socket"))
	for until := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if conn, err := dial(); err == nil {
			_ = conn.Close()
			return dial
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("%s ended: %v\n%s", program, err, log.String())
		default:
		}
		if time.Now().After(until) {
			t.Fatalf("%s does not listen:\n%s", program, log.String())
		}
	}
}

// proxyFolder creates a folder whose path is short enough for a socket.
func proxyFolder(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "tiddly") //nolint:usetesting // the path of t.TempDir can be too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	return folder
}

// nginx runs nginx with one configuration file.
func nginx(t *testing.T, site string) func() (net.Conn, error) {
	t.Helper()
	path, folder := proxyProgram(t, "nginx"), proxyFolder(t)
	user := ""
	if os.Geteuid() == 0 {
		user = "user root;\n"
	}
	main := user + "daemon off;\nworker_processes 1;\npid nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n"
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		main += kind + "_temp_path " + kind + ";\n"
	}
	write(t, filepath.Join(folder, "nginx.conf"), main+site+"\n}\n")
	return proxy(t, folder, path, "-p", folder, "-c", "nginx.conf", "-e", "stderr")
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// deployed returns a file of deploy/ with words replaced, each of which must occur.
func deployed(t *testing.T, name string, replaced ...string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(repository, "deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	for i := 0; i+1 < len(replaced); i += 2 {
		if !strings.Contains(text, replaced[i]) {
			t.Fatalf("deploy/%s has no %q", name, replaced[i])
		}
		text = strings.ReplaceAll(text, replaced[i], replaced[i+1])
	}
	return text
}

// repository is the root of the project; tests change their working directory.
var repository = func() string {
	path, err := filepath.Abs("../..")
	if err != nil {
		panic(err)
	}
	return path
}()

// TestBareProxies uses proxies that send the Host of their target and no headers of their own.
func TestBareProxies(t *testing.T) {
	home.Only(t)
	t.Chdir(t.TempDir())
	start(t).stop(t) // creates the database
	r, named := start(t), start(t, "--hosts", "api.example.org")
	defer r.stop(t)
	defer named.stop(t)
	bare := func(address, more string) string {
		return "server { listen unix:socket; location / { proxy_pass http://" + address + ";" + more + " } }"
	}
	if !looksInto(t, dialTCP(t, r.address), "1.1", "localhost") {
		t.Error("without the proxy nothing is shown")
	}
	for name, site := range map[string]string{
		"as old as HTTP/1.0": bare(r.address, "proxy_http_version 1.0;"),
		"with one header":    bare(r.address, "proxy_http_version 1.1; proxy_set_header X-Real-IP $remote_addr;"),
		"with hosts set":     bare(named.address, "proxy_http_version 1.1;"),
	} {
		if looksInto(t, nginx(t, site), "1.1", "api.example.org") {
			t.Errorf("%s: strangers look into the server", name)
		}
	}
	// Before 1.29.7 nginx uses HTTP/1.0 by default.
	if out, err := exec.CommandContext(t.Context(), proxyProgram(t, "nginx"), "-v").CombinedOutput(); err != nil || !oldNginx.Match(out) {
		t.Logf("%s asks by HTTP/1.1 without being told: %v", out, err)
	} else if looksInto(t, nginx(t, bare(r.address, "")), "1.1", "api.example.org") {
		t.Error("by the default of nginx strangers look into the server")
	}
}

var oldNginx = regexp.MustCompile(`nginx/1\.(\d|1\d|2[0-8])\.`)

// deployedProxies run the proxies with the configuration files for operators, before a server at an address.
var deployedProxies = map[string]func(t *testing.T, address string) func() (net.Conn, error){
	"nginx": func(t *testing.T, address string) func() (net.Conn, error) {
		return nginx(t, deployed(t, "nginx.conf", "listen 80;", "listen unix:socket;", "server 127.0.0.1:8080;", "server "+address+";"))
	},
	"caddy": func(t *testing.T, address string) func() (net.Conn, error) {
		path, folder := proxyProgram(t, "caddy"), proxyFolder(t)
		site := deployed(t, "Caddyfile", "api.example.org {", "http://api.example.org {\n\tbind unix/"+filepath.Join(folder, "socket"), "127.0.0.1:8080", address)
		write(t, filepath.Join(folder, "Caddyfile"), "{\n\tadmin off\n\tauto_https off\n}\n"+site)
		return proxy(t, folder, path, "run", "--config", "Caddyfile", "--adapter", "caddyfile")
	},
}

// TestDeployedProxies sends requests of strangers and clients through these proxies.
func TestDeployedProxies(t *testing.T) {
	home.Only(t)
	for name, run := range deployedProxies {
		t.Run(name, func(t *testing.T) {
			proxyProgram(t, name)
			t.Chdir(t.TempDir())
			r := start(t, "--hosts", "api.example.org")
			defer r.stop(t)
			strangers := run(t, r.address)
			if looksInto(t, strangers, "1.1", "api.example.org") || looksInto(t, strangers, "1.1", "api.example.org", "X-Forwarded-For: 127.0.0.1") {
				t.Error("strangers look into the server")
			}
			servedBy(t, r, strangers)
		})
	}
}

// TestDeployedProxiesNameOneClient sends forwarding headers of a client through these proxies: with two headers
// that name different clients, all clients of the proxy would count as one.
func TestDeployedProxiesNameOneClient(t *testing.T) {
	for name, run := range deployedProxies {
		t.Run(name, func(t *testing.T) {
			proxyProgram(t, name)
			got := make(chan http.Header, 1)
			behind := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got <- r.Header }))
			defer behind.Close()
			dial := run(t, behind.Listener.Addr().String())
			client := &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return dial() }}}
			defer client.CloseIdleConnections()
			q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://api.example.org/readyz", http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			q.Header.Set("Forwarded", "for=203.0.113.9;proto=https")
			a, err := client.Do(q)
			if err != nil {
				t.Fatal(err)
			}
			if _ = a.Body.Close(); a.StatusCode != http.StatusOK {
				t.Fatalf("got %d", a.StatusCode)
			}
			if header := <-got; header.Get("Forwarded") != "" {
				t.Errorf("the server is sent %v", header)
			}
		})
	}
}

// servedBy sends ordinary requests through a proxy.
func servedBy(t *testing.T, r *running, dial func() (net.Conn, error)) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return dial() }}}
	defer client.CloseIdleConnections()
	for _, c := range []struct{ method, path, body, want string }{
		{"POST", "/dual", `{"text": "by a proxy"}`, `{"id":1,"status":"success","verb":"POST"}`},
		{"POST", "/graphql", `{"query": "{ duals { text } }"}`, `{"data":{"duals":[{"text":"by a proxy"}]}}`},
		{"FETCH", "/dual", `{"where": {"id": 1}}`, `{"data":[{"id":1,"text":"by a proxy"}],"status":"success"}`},
		{"GET", "/dual?text=by%20a%20proxy", "", `{"data":[{"id":1,"text":"by a proxy"}],"status":"success","verb":"GET"}`},
		{"PUT", "/dual/1", `{"text": "` + strings.Repeat("x", 100_000) + `"}`, `{"id":1,"status":"success","verb":"PUT"}`},
		{"DELETE", "/dual/1", "", `{"id":1,"status":"success","verb":"DELETE"}`},
		{"GET", "/readyz", "", `{"status":"ready"}`},
	} {
		q, err := http.NewRequestWithContext(t.Context(), c.method, "http://api.example.org"+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		q.Header.Set("Content-Type", "application/json")
		a, err := client.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(a.Body)
		if _ = a.Body.Close(); err != nil || a.StatusCode != http.StatusOK || strings.TrimSpace(string(text)) != c.want {
			t.Errorf("%s %s: got %d %s %v, want %s", c.method, c.path, a.StatusCode, text, err, c.want)
		}
		// The proxy has set the request id, and the log has it.
		if id := a.Header.Get("X-Request-Id"); id == "" || (c.path != "/readyz" && !strings.Contains(r.stderr.String(), fmt.Sprintf("%q", id))) {
			t.Errorf("%s %s: the log does not know the request %q", c.method, c.path, id)
		}
	}
}
