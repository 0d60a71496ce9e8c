package rest_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"tiddly/db/dbtest"
	"tiddly/db/dbtest/outside"
	"tiddly/internal/cli"
)

// server is the whole program, in this process, over a database of the test.
type server struct {
	address string
	out     *output
	// db is another program's connection to the database, for checks and changes behind the server's back.
	db *sql.DB
}

// output collects the program's output.
type output struct {
	mu    sync.Mutex
	text  strings.Builder
	shows *regexp.Regexp
	found chan string
}

// Write looks for the address in the output.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text.Write(p)
	if o.found == nil {
		return len(p), nil
	}
	if m := o.shows.FindStringSubmatch(o.text.String()); m != nil {
		o.found <- m[1]
		o.found = nil
	}
	return len(p), nil
}

// String returns the output so far.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// serve starts the program over a database created by a script, and stops it with the test.
func serve(tb testing.TB, script string, args ...string) *server {
	tb.Helper()
	return serveFile(tb, dbtest.Path(tb, script), args...)
}

// serveFile is serve over an existing file.
func serveFile(tb testing.TB, path string, args ...string) *server {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(tb.Context()))
	found := make(chan string, 1)
	s := &server{out: &output{shows: regexp.MustCompile(`(?s)http://([^/\s]+)/graphql.*to stop\.\n`), found: found}}
	ended := make(chan int, 1)
	go func() {
		ended <- cli.Main(ctx, append([]string{"serve", "--db", path, "--listen", "127.0.0.1:0"}, args...), nil, s.out, s.out)
	}()
	tb.Cleanup(func() {
		cancel()
		select {
		case code := <-ended:
			if code != 0 {
				tb.Errorf("the program ended with %d:\n%s", code, s.out)
			}
		case <-time.After(40 * time.Second):
			tb.Error("the program does not stop")
		}
	})
	select {
	case s.address = <-found:
	case code := <-ended:
		ended <- code
		tb.Fatalf("the program ended with %d before it served:\n%s", code, s.out)
	case <-time.After(20 * time.Second):
		tb.Fatalf("the program shows no address:\n%s", s.out)
	}
	var err error
	if s.db, err = outside.Open(path, outside.Patient); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = s.db.Close() })
	return s
}

// answer is the answer to a request.
type answer struct {
	status int
	header http.Header
	text   string
}

// send sends a request; headers are alternating names and values.
func (s *server) send(tb testing.TB, method, path, body string, headers ...string) answer {
	tb.Helper()
	q, err := http.NewRequestWithContext(tb.Context(), method, "http://"+s.address+path, strings.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return answer{a.StatusCode, a.Header, string(text)}
}

// dump returns every row of every table except Tiddly's own, as read by another program.
func (s *server) dump(tb testing.TB) string {
	tb.Helper()
	var b strings.Builder
	for _, name := range s.column(tb, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT GLOB '_tiddly_*' ORDER BY name`) {
		quoted := `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
		var list []string
		for _, c := range s.column(tb, "SELECT name FROM pragma_table_info(?)", name) {
			list = append(list, `quote("`+strings.ReplaceAll(c, `"`, `""`)+`")`)
		}
		fmt.Fprintf(&b, "%s:\n", name)
		for _, row := range s.column(tb, "SELECT "+strings.Join(list, " || ',' || ")+" FROM "+quoted+" ORDER BY 1") {
			b.WriteString(row + "\n")
		}
	}
	return b.String()
}

// watch returns a function that reports whether nothing was written since its last call, not even unchanged
// values.
func (s *server) watch(tb testing.TB) (unchanged func() bool) {
	tb.Helper()
	c, err := s.db.Conn(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = c.Close() })
	version := func() (v int64) {
		if err := c.QueryRowContext(tb.Context(), "PRAGMA data_version").Scan(&v); err != nil {
			tb.Fatal(err)
		}
		return v
	}
	last := version()
	return func() bool {
		now := version()
		same := now == last
		last = now
		return same
	}
}

// column returns the texts of a query of one column.
func (s *server) column(tb testing.TB, query string, args ...any) (all []string) {
	tb.Helper()
	rows, err := s.db.QueryContext(tb.Context(), query, args...)
	if err != nil {
		tb.Fatalf("%v: %s", err, query)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			tb.Fatal(err)
		}
		all = append(all, text)
	}
	if err := rows.Err(); err != nil {
		tb.Fatal(err)
	}
	return all
}

// decode reads JSON with every digit of its numbers.
func decode(tb testing.TB, text string) (v any) {
	tb.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		tb.Fatalf("%v in %.300q", err, text)
	}
	return v
}
