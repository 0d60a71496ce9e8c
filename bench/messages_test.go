//go:build linux

package bench

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// recorder stands between a handler and the server, and records what the handler sends.
type recorder struct {
	mu sync.Mutex
	// sent are the bytes of the client as they came, server is the connection that they went to.
	sent   [][]byte
	server net.Conn
	// copied is closed when nothing more of the server is passed on.
	copied chan struct{}
}

// record returns a recorder, and the address of a database through it.
func record(t *testing.T, address string) (*recorder, string) {
	t.Helper()
	through, err := url.Parse(address)
	if err != nil {
		t.Fatal("the address is not a URL")
	}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	r, host := &recorder{}, through.Host
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			if server, err := new(net.Dialer).DialContext(t.Context(), "tcp", host); err == nil {
				t.Cleanup(func() { _, _ = client.Close(), server.Close() })
				go r.pass(client, server)
			}
		}
	}()
	through.Host = listener.Addr().String()
	return r, through.String()
}

// pass passes on what a client and the server say.
func (r *recorder) pass(client, server net.Conn) {
	copied := make(chan struct{})
	go func() {
		defer close(copied)
		_, _ = io.Copy(client, server)
	}()
	buf := make([]byte, 64<<10)
	for {
		n, err := client.Read(buf)
		if err != nil {
			return // what was recorded may be sent again
		}
		r.mu.Lock()
		r.sent, r.server, r.copied = append(r.sent, slices.Clone(buf[:n])), server, copied
		r.mu.Unlock()
		_, _ = server.Write(buf[:n])
	}
}

// replayed is the recorded messages of a request.
type replayed struct {
	name    string
	batches [][]byte
	server  net.Conn
	answers *bufio.Reader
	cpu     []float64 // microseconds of the server per request
}

// last records a warm request, and takes the connection over that it used.
func (r *recorder) last(t *testing.T, c contender, requestBody []byte) *replayed {
	t.Helper()
	for range 20 { // the server has settled for a plan by then
		answer(t, c, requestBody)
	}
	r.mu.Lock()
	r.sent = nil
	r.mu.Unlock()
	answer(t, c, requestBody)
	r.mu.Lock()
	defer r.mu.Unlock()
	_ = r.server.SetReadDeadline(time.Unix(1, 0))
	<-r.copied
	_ = r.server.SetReadDeadline(time.Time{})
	return &replayed{name: c.name, batches: r.sent, server: r.server, answers: bufio.NewReaderSize(r.server, 64<<10)}
}

// run sends the messages again, each batch when the one before was answered.
func (r *replayed) run(t *testing.T) {
	t.Helper()
	for _, batch := range r.batches {
		if _, err := r.server.Write(batch); err != nil {
			t.Fatal(err)
		}
		// Sync, and a query of the simple protocol, end with an answer that the server is ready. What ends with Flush is
		// answered once each of its statements is complete.
		end, owed := byte('Z'), kinds(batch, 'S')+kinds(batch, 'Q')
		if owed == 0 {
			end, owed = 'C', kinds(batch, 'E')
		}
		for owed > 0 {
			header, err := r.answers.Peek(5)
			if err != nil {
				t.Fatal(err)
			}
			if header[0] == 'E' {
				t.Fatal("the server refuses what was recorded")
			}
			if header[0] == end {
				owed--
			}
			_, _ = r.answers.Discard(1 + int(binary.BigEndian.Uint32(header[1:])))
		}
	}
}

// kinds counts the messages of a kind.
func kinds(messages []byte, kind byte) (count int) {
	for len(messages) >= 5 {
		if messages[0] == kind {
			count++
		}
		messages = messages[1+binary.BigEndian.Uint32(messages[1:]):]
	}
	return count
}

// TestPostgresMessages measures what the server does for the messages of our handler and of those written by hand, which
// one client sends again in turns. Unlike in TestPostgres no other work is between two of them: the server does more for
// the same messages when it went to sleep before.
func TestPostgresMessages(t *testing.T) {
	address := postgresDatabase(t)
	look, err := pgx.Connect(t.Context(), address("look"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = look.Close(t.Context()) }()
	for _, c := range postgresRequests {
		requestBody := c.request.body(t, c.request.variables)
		handlers := map[string]func(address string) http.Handler{
			nameOurs:  func(address string) http.Handler { return newOurs(t, address) },
			nameFloor: func(address string) http.Handler { return newPGFloor(t, address).handler(c.floor) },
		}
		names := []string{nameOurs, nameFloor}
		if name, floor := promising(c.request, c.floor); floor != nil {
			names = append(names, name)
			handlers[name] = func(address string) http.Handler { return newPGFloor(t, address).handler(floor) }
		}
		var all []*replayed
		for _, name := range names {
			r, through := record(t, address(c.request.name+", "+name))
			all = append(all, r.last(t, contender{name, handlers[name](through)}, requestBody))
		}
		for round := range *rounds + 1 {
			for i := range all {
				one := all[(round+i)%len(all)]
				before := serverCPU(t, look, c.request.name+", "+one.name)
				for range leastCalls {
					one.run(t)
				}
				if used := serverCPU(t, look, c.request.name+", "+one.name) - before; round > 0 {
					one.cpu = append(one.cpu, micros(used)/leastCalls)
				}
			}
		}
		for _, floor := range all[1:] {
			t.Logf("%s: the server's CPU for the messages of ours %s µs, of the %s %s µs: %s",
				c.request.name, of(all[0].cpu), floor.name, of(floor.cpu), of(pairs(all[0].cpu, floor.cpu)))
		}
	}
}
