package rest_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// big has so many rows that their JSON exceeds the buffers of a connection.
const big = `
CREATE TABLE big (id INTEGER PRIMARY KEY, text TEXT);
INSERT INTO big WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT i, printf('%0200d', i) FROM n;
CREATE TABLE dual (id INTEGER PRIMARY KEY, text TEXT);
INSERT INTO dual VALUES (1, 'one');`

const bigRows = 200_000

// open sends a request and returns a reader of its answer, which comes in parts.
func (s *server) open(t *testing.T, method, path, body string) *bufio.Reader {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), method, "http://"+s.address+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	a, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(q)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Body.Close() })
	if a.StatusCode != http.StatusOK || a.ContentLength >= 0 {
		t.Errorf("got %d with a length of %d", a.StatusCode, a.ContentLength)
	}
	return bufio.NewReaderSize(a.Body, 64<<10)
}

// nextID reads a row and returns its id without keeping anything; false at the end of the rows.
func nextID(t *testing.T, r *bufio.Reader) (int, bool) {
	t.Helper()
	if c, err := r.ReadByte(); err != nil || (c != ',' && c != '[') {
		if c != ']' {
			t.Fatalf("between two rows stands %q, %v", c, err)
		}
		return 0, false
	}
	row, err := r.ReadSlice('}')
	if err != nil {
		t.Fatalf("a row ends with %v: %.100s", err, row)
	}
	digits, ok := bytes.CutPrefix(row, []byte(`{"id":`))
	end := bytes.IndexByte(digits, ',')
	if !ok || end < 0 {
		t.Fatalf("a row is %.100s", row)
	}
	id, err := strconv.Atoi(string(digits[:end]))
	if err != nil {
		t.Fatal(err)
	}
	return id, true
}

func skip(t *testing.T, r *bufio.Reader, text string) {
	t.Helper()
	got := make([]byte, len(text))
	if _, err := io.ReadFull(r, got); err != nil || string(got) != text {
		t.Fatalf("got %q, %v, want %q", got, err, text)
	}
}

// TestWholeTable reads a large table in constant memory, in order, while another client is answered.
func TestWholeTable(t *testing.T) {
	s := serve(t, big, "--log-level", "error")
	for _, c := range []struct {
		method, path, body  string
		first, step, number int
		end                 string
	}{
		{"GET", "/big", "", 1, 1, bigRows, `,"status":"success","verb":"GET"}` + "\n"},
		{"FETCH", "/big", `{"where": {"id": {"gt": 0}}, "orderby": "id desc"}`, bigRows, -1, bigRows, `,"status":"success"}` + "\n"},
		{"FETCH", "/big", `"{\"limit\": 150000, \"offset\": 20}"`, 21, 1, 150_000, `,"status":"success"}` + "\n"},
	} {
		stop := s.neighbour(t)
		peak := heapPeak()
		r := s.open(t, c.method, c.path, c.body)
		skip(t, r, `{"data":`)
		rows := 0
		for id, more := nextID(t, r); more; id, more = nextID(t, r) {
			if want := c.first + rows*c.step; id != want {
				t.Fatalf("row %d has the id %d, want %d", rows, id, want)
			}
			rows++
		}
		skip(t, r, c.end)
		if rows != c.number {
			t.Errorf("%d rows came, want %d", rows, c.number)
		}
		if grown := peak(); grown > 32<<20 { // a busy machine collects garbage later
			t.Errorf("the heap has grown by %d bytes", grown)
		} else {
			t.Logf("%s: the heap has grown by %.1f MB", c.method, float64(grown)/1e6)
		}
		stop()
	}
}

// heapPeak returns a function that returns the maximum growth of the heap since.
func heapPeak() func() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, most := int64(m.HeapAlloc), int64(0)
	end, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-end:
				return
			case <-time.After(2 * time.Millisecond):
				runtime.ReadMemStats(&m)
				most = max(most, int64(m.HeapAlloc)-before)
			}
		}
	}()
	return func() int64 {
		close(end)
		<-done
		return most
	}
}

// neighbour reads and writes a row repeatedly until it is stopped; every request must succeed.
func (s *server) neighbour(t *testing.T) (stop func()) {
	t.Helper()
	var end atomic.Bool
	done := make(chan struct{})
	asked, slowest := 0, time.Duration(0)
	go func() {
		defer close(done)
		client := &http.Client{Transport: &http.Transport{}, Timeout: 10 * time.Second}
		for !end.Load() {
			began := time.Now()
			for _, c := range []struct{ method, body, want string }{
				{"GET", "", `{"data":{"id":1,"text":"one"},"status":"success","verb":"GET"}` + "\n"},
				{"PUT", `{"text": "one"}`, `{"id":1,"status":"success","verb":"PUT"}` + "\n"},
			} {
				q, _ := http.NewRequestWithContext(context.WithoutCancel(t.Context()), c.method, "http://"+s.address+"/dual/1", strings.NewReader(c.body))
				a, err := client.Do(q)
				if err != nil {
					t.Error(err)
					return
				}
				text, _ := io.ReadAll(a.Body)
				_ = a.Body.Close()
				if string(text) != c.want {
					t.Errorf("another client is answered %s", text)
				}
			}
			asked++
			slowest = max(slowest, time.Since(began))
			time.Sleep(time.Millisecond)
		}
	}()
	return func() {
		end.Store(true)
		<-done
		t.Logf("another client was answered %d times, at the slowest in %v", asked, slowest)
		if asked == 0 {
			t.Error("another client was never answered")
		}
	}
}

// TestSlowReaders has more clients than may run at once request a large table and read none of it. They hold no
// place and no connection to the database: others read and write, and nothing remains when the clients are gone.
func TestSlowReaders(t *testing.T) {
	s := serve(t, big, "--log-level", "error", "--limit-requests", "1", "--limit-waiting", "40")
	before := runtime.NumGoroutine()
	var all []net.Conn
	for range 20 {
		c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.address)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
		if _, err := fmt.Fprintf(c, "GET /big HTTP/1.1\r\nHost: %s\r\n\r\n", s.address); err != nil {
			t.Fatal(err)
		}
		// The first part has arrived; the rest is not read.
		if _, err := io.ReadFull(c, make([]byte, 1000)); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(200 * time.Millisecond) // by now the buffers of the connections are full
	stop := s.neighbour(t)
	time.Sleep(300 * time.Millisecond)
	stop()
	if a := s.send(t, "GET", "/metrics", ""); !strings.Contains(a.text, "tiddly_readers_in_use 0\n") {
		t.Errorf("readers are held: %s", a.text)
	}
	for _, c := range all {
		_ = c.Close()
	}
	http.DefaultTransport.(*http.Transport).CloseIdleConnections() //nolint:forcetypeassert // it is of that type
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before+10 && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	if now := runtime.NumGoroutine(); now > before+10 {
		t.Errorf("%d goroutines are left of %d", now, before)
	}
}

// TestChangesMeanwhile writes rows while a table is read. Each row that existed throughout comes once, and in
// order.
func TestChangesMeanwhile(t *testing.T) {
	s := serve(t, big, "--log-level", "error")
	r := s.open(t, "GET", "/big", "")
	skip(t, r, `{"data":`)
	last, rows := 0, 0
	for id, more := nextID(t, r); more; id, more = nextID(t, r) {
		if id <= last {
			t.Fatalf("%d comes after %d", id, last)
		}
		if rows++; rows == 1 {
			for _, e := range []struct{ method, path, body string }{
				{"POST", "/big", `{"id": -1, "text": "before"}`}, {"POST", "/big", `{"id": 500000, "text": "behind"}`}, {"DELETE", "/big/199999", ""}, {"DELETE", "/big/2", ""},
			} {
				if a := s.send(t, e.method, e.path, e.body); !strings.Contains(a.text, `"success"`) {
					t.Errorf("%s %s: got %s", e.method, e.path, a.text)
				}
			}
		}
		last = id
	}
	skip(t, r, `,"status":"success","verb":"GET"}`)
	if last != 500_000 || rows < bigRows-1 || rows > bigRows+1 {
		t.Errorf("%d rows came, the last is %d", rows, last)
	}
}

// TestFailureMeanwhile drops the table while it is read: the answer is still an envelope, with the error.
func TestFailureMeanwhile(t *testing.T) {
	s := serve(t, big, "--log-level", "error")
	r := s.open(t, "GET", "/big", "")
	first := make([]byte, 100_000)
	if _, err := io.ReadFull(r, first); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond) // the server waits for the client, and reads no page
	if _, err := s.db.ExecContext(t.Context(), "DROP TABLE big"); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	var e struct {
		Data                []json.RawMessage
		Status, Error, Verb string
	}
	if err := json.Unmarshal(append(first, rest...), &e); err != nil {
		t.Fatalf("%v at the end of …%s", err, rest[max(0, len(rest)-200):])
	}
	if e.Status != "error" || e.Error == "" || e.Verb != "GET" || len(e.Data) == 0 || len(e.Data) >= bigRows || inside.MatchString(e.Error) {
		t.Errorf("got %d rows and %s, %q, %s", len(e.Data), e.Status, e.Error, e.Verb)
	}
	if a := s.send(t, "GET", "/dual/1", ""); !strings.Contains(a.text, "one") {
		t.Errorf("afterwards the server answers %s", a.text)
	}
}

// TestOldHTTP sends the whole table to a client that does not support chunks.
func TestOldHTTP(t *testing.T) {
	s := serve(t, big, "--log-level", "error")
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if _, err := fmt.Fprintf(c, "FETCH /big HTTP/1.0\r\nHost: %s\r\nContent-Length: 16\r\n\r\n%s", s.address, `{"limit": 30000}`); err != nil {
		t.Fatal(err)
	}
	a, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	text, err := io.ReadAll(a.Body)
	if err != nil || !json.Valid(text) || bytes.Count(text, []byte(`"id":`)) != 30_000 {
		t.Errorf("got %v, %d bytes", err, len(text))
	}
}

// TestOrdersOfLongTables reads tables of several pages in orders with many equal rows, and compares them with
// another program's result.
func TestOrdersOfLongTables(t *testing.T) {
	s := serve(t, `
CREATE TABLE many (id INTEGER PRIMARY KEY, few INTEGER, word TEXT);
INSERT INTO many WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 7000)
	SELECT i, CASE WHEN i % 3 THEN i % 7 END, CASE WHEN i % 5 THEN 'w' || (i % 11) END FROM n;
CREATE VIEW seen AS SELECT * FROM many;
CREATE TABLE bare (id INTEGER, few INTEGER, word TEXT);
INSERT INTO bare SELECT * FROM many;`, "--log-level", "error")
	for _, table := range []string{"many", "seen", "bare"} {
		// A view has no key: its rows are told apart by all columns, here by the first.
		for order, by := range map[string]string{
			"": "id", "few": "few, id", "few desc": "few DESC, id DESC", "word desc, few asc": "word DESC, few, id", " few DESC ,word": "few DESC, word, id", "word": "word, id",
		} {
			want := s.column(t, "SELECT json_object('id', id, 'few', few, 'word', word) FROM "+table+" ORDER BY "+by+" LIMIT -1 OFFSET 1500")
			a := s.send(t, "FETCH", "/"+table, `{"where": {}, "offset": 1500, "orderby": "`+order+`"}`)
			var got struct{ Data []json.RawMessage }
			if err := json.Unmarshal([]byte(a.text), &got); err != nil {
				t.Fatalf("%v in %.200s", err, a.text)
			}
			rows := make([]string, len(got.Data))
			for i, row := range got.Data {
				rows[i] = string(row)
			}
			if !reflect.DeepEqual(rows, want) {
				t.Errorf("%s by %q: %d rows, want %d, or in another order", table, order, len(rows), len(want))
			}
		}
	}
}

// TestTheLongestOrder sorts by the maximum number of columns, over more than one page.
func TestTheLongestOrder(t *testing.T) {
	columns, values := make([]string, 64), make([]string, 64)
	for i := range columns {
		columns[i], values[i] = fmt.Sprintf("c%d", i), "NULL"
		if i%3 == 0 {
			values[i] = "i % 2"
		}
	}
	s := serve(t, "CREATE TABLE wide (id INTEGER PRIMARY KEY, "+strings.Join(columns, " INTEGER, ")+` INTEGER);
		INSERT INTO wide WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) SELECT i, `+strings.Join(values, ", ")+" FROM n;", "--log-level", "error")
	began := time.Now()
	a := s.send(t, "FETCH", "/wide", `{"where": {}, "orderby": "`+strings.Join(columns, " desc, ")+`"}`)
	var e struct {
		Data  []struct{ ID, C0 int }
		Error string
	}
	if err := json.Unmarshal([]byte(a.text), &e); err != nil || e.Error != "" {
		t.Fatalf("%v %s", err, e.Error)
	}
	t.Logf("it took %v", time.Since(began))
	for i, row := range e.Data {
		// Rows with c0 = 1 come first; the last column ascends, and so does the key.
		if want := 1 + 2*i; i < 1250 && (row.ID != want || row.C0 != 1) || i >= 1250 && row.ID != 2*(i-1250)+2 {
			t.Fatalf("row %d is %v", i, row)
		}
	}
	if len(e.Data) != 2500 {
		t.Errorf("%d rows came", len(e.Data))
	}
}

// TestOrdersOfMixedCells sorts by columns with cells of every storage class: reading page by page returns the same
// as reading by offset.
func TestOrdersOfMixedCells(t *testing.T) {
	const value = `CASE (i * 7919) % 11 WHEN 0 THEN NULL WHEN 1 THEN i % 50 WHEN 2 THEN i / 4.0 WHEN 3 THEN 'w' || i % 30 WHEN 4 THEN CAST('b' || i % 20 AS BLOB) WHEN 5 THEN 9e999
		WHEN 6 THEN -9e999 WHEN 7 THEN '2024-01-0' || (i % 9 + 1) WHEN 8 THEN '2024-01-0' || (i % 9 + 1) || 'T00:00:00Z' WHEN 9 THEN 9007199254740993 + i % 3 ELSE 'calm' END`
	columns := []string{"n INTEGER", "r REAL", "t TEXT", "d DATETIME", "day DATE", "p NUMERIC(6,2)", "b BOOLEAN", "x", "big BIGINT", "u UUID", "word TEXT COLLATE NOCASE"}
	values := strings.Repeat(", "+value, len(columns))
	s := serve(t, "CREATE TABLE mixed (id INTEGER PRIMARY KEY, "+strings.Join(columns, ", ")+`);
		INSERT INTO mixed WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2400) SELECT i`+values+" FROM n;", "--log-level", "error")
	ids := func(body string) []int {
		a := s.send(t, "FETCH", "/mixed", body)
		var e struct {
			Data  []struct{ ID int }
			Error string
		}
		if err := json.Unmarshal([]byte(a.text), &e); err != nil || e.Error != "" {
			t.Fatalf("%s: %v %s", body, err, e.Error)
		}
		all := make([]int, len(e.Data))
		for i, row := range e.Data {
			all[i] = row.ID
		}
		return all
	}
	for i, c := range columns {
		name, _, _ := strings.Cut(c, " ")
		other, _, _ := strings.Cut(columns[(i+3)%len(columns)], " ")
		for _, order := range []string{name, name + " desc", name + " desc, " + other, name + ", " + other + " desc"} {
			whole := ids(`{"orderby": "` + order + `"}`)
			var parts []int
			for offset := 0; offset < 2400; offset += 800 {
				parts = append(parts, ids(fmt.Sprintf(`{"orderby": %q, "limit": 800, "offset": %d}`, order, offset))...)
			}
			if !reflect.DeepEqual(whole, parts) {
				t.Errorf("by %s: %d rows page by page, %d in parts, or in another order", order, len(whole), len(parts))
			}
		}
	}
}
