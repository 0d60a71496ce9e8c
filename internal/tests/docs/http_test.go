package docs_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"tiddly/internal/sample"
)

// message matches an HTTP request, with the status and the body that the page gives for it.
var message = regexp.MustCompile("(?s)```http\n(.*?)```\n\nis answered with (\\d+):\n\n```json\n(.*?)```")

// TestMessages sends the HTTP requests of every page, unchanged, to a server over the sample.
func TestMessages(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	s := &shell{tools: build(t), dir: t.TempDir()}
	if _, err := sample.Write(t.Context(), filepath.Join(s.dir, "shop.db"), sample.MinRows); err != nil {
		t.Fatal(err)
	}
	s.serve(t, "", " --db shop.db")
	defer s.stop(t)
	sent := 0
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range message.FindAllStringSubmatch(string(text), -1) {
			sent++
			status, body := send(t, s.servers["8080"].address, m[1])
			if fmt.Sprint(status) != m[2] || !reflect.DeepEqual(decode(t, body), decode(t, []byte(m[3]))) {
				t.Errorf("%s: %s\ngives %d %s\nwant  %s %s", filepath.Base(page), m[1], status, body, m[2], m[3])
			}
		}
	}
	if sent < 5 {
		t.Errorf("%d requests were sent; want at least 5", sent)
	}
}

// send writes a request as the page shows it, with the length of its body.
func send(t *testing.T, address, text string) (int, []byte) {
	t.Helper()
	head, body, _ := strings.Cut(strings.TrimSuffix(text, "\n"), "\n\n")
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	head = strings.ReplaceAll(head, "\n", "\r\n")
	if _, err := fmt.Fprintf(c, "%s\r\nContent-Length: %d\r\n\r\n%s", head, len(body), body); err != nil {
		t.Fatal(err)
	}
	a, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	answer, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, answer
}
