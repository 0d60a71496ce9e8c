package server

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"tiddly/internal/fault"
)

// unread lists ways to refuse a request before its body was read.
var unread = map[string]struct {
	request string
	status  int
}{
	"a refusal of what answers": {"POST /graphql HTTP/1.1\r\nHost: localhost\r\n", 413},
	"no address":                {"POST /nothing HTTP/1.1\r\nHost: localhost\r\n", 404},
	"another method":            {"DELETE /graphql HTTP/1.1\r\nHost: localhost\r\n", 405},
	"another host":              {"POST /graphql HTTP/1.1\r\nHost: example.org\r\n", 421},
	"another origin":            {"POST /graphql HTTP/1.1\r\nHost: localhost\r\nOrigin: http://example.org\r\n", 403},
	"one that waits":            {"POST /graphql HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n", 413},
}

func refusing() Options {
	o := options(io.Discard)
	o.GraphQL = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, fault.New(fault.LimitBody, "the body is too large"))
	})
	return o
}

// TestRefusalsAreRead sends a large body completely before it reads. It still gets the refusal, and at once if it
// reads earlier.
func TestRefusalsAreRead(t *testing.T) {
	url, stop := serving(t, New(refusing()))
	defer func() { _ = stop() }()
	address := strings.TrimPrefix(url, "http://")
	body := strings.Repeat("x", 10<<20)
	for name, c := range unread {
		for _, head := range []string{
			c.request + fmt.Sprintf("Content-Length: %d\r\n\r\n", len(body)),
			c.request + "Transfer-Encoding: chunked\r\n\r\n" + fmt.Sprintf("%x\r\n", len(body)),
		} {
			n, err := net.Dial("tcp", address) //nolint:noctx // it has a deadline
			if err != nil {
				t.Fatal(err)
			}
			_ = n.SetDeadline(time.Now().Add(20 * time.Second))
			if _, err := io.WriteString(n, head+body); err != nil {
				t.Errorf("%s: the body cannot be sent: %v", name, err)
			}
			a, err := http.ReadResponse(bufio.NewReader(n), nil)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if _, err := io.ReadAll(a.Body); err != nil || a.StatusCode != c.status {
				t.Errorf("%s: got %d, %v, want %d", name, a.StatusCode, err, c.status)
			}
			_ = a.Body.Close()
			_ = n.Close()
		}
	}
	// A client that sends none of the body gets the whole answer and the end of the connection.
	n, err := net.Dial("tcp", address) //nolint:noctx // it has a deadline
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = n.Close() }()
	_ = n.SetDeadline(time.Now().Add(lingerTime / 2))
	if _, err := io.WriteString(n, unread["no address"].request+"Content-Length: 10000000\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(n); err != nil || !strings.Contains(string(text), " 404 ") {
		t.Errorf("got %q, %v", text, err)
	}
}

// TestRefusalsAreReadByClients sends a large body with a client in another language, which reads nothing before it
// has sent everything.
func TestRefusalsAreReadByClients(t *testing.T) {
	const python = "/usr/bin/python3"
	if _, err := os.Stat(python); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("there is no Python")
		}
		t.Skip("there is no Python")
	}
	const script = `
import http.client, sys
c = http.client.HTTPConnection(sys.argv[1], timeout=20)
c.request("POST", "/graphql", b"x" * 10000000)
print(c.getresponse().status)`
	url, stop := serving(t, New(refusing()))
	defer func() { _ = stop() }()
	for range 3 {
		out, err := exec.CommandContext(t.Context(), python, "-c", script, strings.TrimPrefix(url, "http://")).CombinedOutput()
		if err != nil || strings.TrimSpace(string(out)) != "413" {
			t.Errorf("got %s, %v", out, err)
		}
	}
}
