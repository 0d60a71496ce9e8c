//go:build unix

package postgres

import (
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tiddly/db/edge"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// proxy stands between the connections of a test and a server. It counts the messages of the clients, and cuts
// connections.
type proxy struct {
	listener net.Listener
	socket   string

	mu     sync.Mutex
	counts map[byte]int
	// left is the number of bytes that pass before all connections are cut, by the direction; less than 0 is no bound.
	left map[bool]int
	open map[net.Conn]bool
	down bool
	// held is closed when the server has been told to cancel a statement. What else is sent there waits for that.
	held chan struct{}
}

// cancelRequest is a CancelRequest, with the process and its secret.
const cancelRequest = "\x00\x00\x00\x10\x04\xd2\x16\x2eprocsecr"

// The directions.
const (
	toServer = true
	toClient = false
)

// through starts a proxy to the server, and opens the database through it.
func (s *server) through(t *testing.T, query string) (*proxy, *Database) {
	t.Helper()
	p := s.proxy(t)
	d, err := Open(t.Context(), p.address(query), edge.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return p, d
}

func (s *server) proxy(t *testing.T) *proxy {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{
		listener: listener, socket: filepath.Join(s.folder, ".s.PGSQL.5432"), counts: map[byte]int{},
		left: map[bool]int{toServer: -1, toClient: -1}, open: map[net.Conn]bool{},
	}
	t.Cleanup(func() {
		_ = listener.Close()
		p.cut()
	})
	go p.accept()
	return p
}

func (p *proxy) address(query string) string {
	return fmt.Sprintf("postgres://tiddly@%s/driver?sslmode=disable%s", p.listener.Addr(), query)
}

func (p *proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := new(net.Dialer).DialContext(context.Background(), "unix", p.socket)
		p.mu.Lock()
		if err != nil || p.down {
			_ = client.Close()
			if err == nil {
				_ = server.Close()
			}
		} else {
			p.open[client], p.open[server] = true, true
			go p.pass(server, client, toServer)
			go p.pass(client, server, toClient)
		}
		p.mu.Unlock()
	}
}

// pass copies one direction of a connection.
func (p *proxy) pass(to, from net.Conn, direction bool) {
	defer func() { _ = to.Close() }()
	var counted counter
	defer func() { p.told(counted.cancels) }()
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		p.mu.Lock()
		if direction == toServer {
			counted.add(buf[:n], p.counts)
		}
		held := p.held
		last := p.left[direction] >= 0 && n >= p.left[direction]
		if last {
			n = p.left[direction]
		}
		if p.left[direction] >= 0 {
			p.left[direction] -= n
		}
		p.mu.Unlock()
		if held != nil && direction == toServer && !counted.cancels {
			<-held
		}
		_, failed := to.Write(buf[:n])
		if last {
			p.cut()
		}
		if err != nil || failed != nil || last {
			return
		}
	}
}

// hold lets nothing more through to the server until it has been told to cancel a statement.
func (p *proxy) hold() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.held = make(chan struct{})
}

// told is called at the end of a connection, with whether it was one that cancels: such a one ends when the server has
// passed it on.
func (p *proxy) told(cancels bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if cancels && p.held != nil {
		close(p.held)
		p.held = nil
	}
}

// cut ends all connections.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		_ = c.Close()
	}
	clear(p.open)
	p.left[toServer], p.left[toClient] = -1, -1
}

// cutAfter makes the connections end after that many bytes of a direction.
func (p *proxy) cutAfter(bytes int, direction bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left[direction] = bytes
}

// counted returns the number of messages of a kind since the last call of forget.
func (p *proxy) counted(kind byte) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counts[kind]
}

func (p *proxy) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.counts)
}

// setDown lets no new connection through, and cuts the others.
func (p *proxy) setDown(down bool) {
	p.mu.Lock()
	p.down = down
	p.mu.Unlock()
	if down {
		p.cut()
	}
}

// counter counts the messages of a client in a stream of bytes.
type counter struct {
	// cancels reports whether the first is a CancelRequest.
	begun, cancels bool
	rest           []byte
}

func (c *counter) add(b []byte, counts map[byte]int) {
	c.rest = append(c.rest, b...)
	for {
		head := 5
		if !c.begun {
			head = 4 // the first message has no kind
		}
		if len(c.rest) < head {
			return
		}
		size := int(binary.BigEndian.Uint32(c.rest[head-4:])) + head - 4
		if len(c.rest) < size {
			return
		}
		if c.begun {
			counts[c.rest[0]]++
		} else {
			c.cancels = size == len(cancelRequest) && string(c.rest[:size][4:8]) == cancelRequest[4:8]
		}
		c.begun, c.rest = true, c.rest[size:]
	}
}

// testRoundTrips counts the messages of reads and writes.
func testRoundTrips(t *testing.T, s *server) {
	implicit := false
	p, d := s.through(t, "&"+parameterConnections+"=1")
	queued := func(r exec.Reader, last bool, statements ...string) error {
		queue := r.(exec.Pipelined) //nolint:forcetypeassert // what this engine lends
		for _, sql := range statements {
			if err := queue.Queue(sql, nil); err != nil {
				return err
			}
		}
		if last {
			r.(exec.Ending).End() //nolint:forcetypeassert // as above
		}
		for range statements {
			rows, err := queue.Queued()
			if err != nil {
				return err
			}
			if err := rows.Close(); err != nil {
				return err
			}
		}
		return nil
	}
	start := func(read func() error) func() error { // the next read is implicit
		return func() error {
			implicit = true
			defer func() { implicit = false }()
			return read()
		}
	}
	level := func(r exec.Reader, statements ...string) error { return queued(r, false, statements...) }
	one := func() error {
		return d.Read(t.Context(), false, func(r exec.Reader) error { return level(r, "SELECT 1") })
	}
	two := func() error {
		return d.Read(t.Context(), true, started(implicit, func(r exec.Reader) error {
			if err := level(r, "SELECT 1", "SELECT 2"); err != nil {
				return err
			}
			return level(r, "SELECT 3", "SELECT 4", "SELECT 5")
		}))
	}
	ended := func(levels ...[]string) func() error {
		return func() error {
			return d.Read(t.Context(), len(levels) > 1 || len(levels[0]) > 1, started(implicit, func(r exec.Reader) error {
				for i, statements := range levels {
					if err := queued(r, i == len(levels)-1, statements...); err != nil {
						return err
					}
				}
				return nil
			}))
		}
	}
	write := func() error {
		return d.Do(t.Context(), func(tx exec.Tx) error {
			_, err := tx.Exec("UPDATE public.maker SET name = name", nil)
			return err
		})
	}
	for _, c := range []struct {
		name                         string
		run                          func() error
		statements, batches, flushes int
	}{
		{"a read of one statement", one, 1, 1, 0},
		// BEGIN and COMMIT are statements too, and COMMIT is not waited for.
		{"a read of two levels", two, 5 + 2, 2 + 1, 0},
		{"a read of two levels that is told its end", ended([]string{"SELECT 1", "SELECT 2"}, []string{"SELECT 3", "SELECT 4"}), 4 + 2, 2, 0},
		{"a read of one level that is told its end", ended([]string{"SELECT 1", "SELECT 2"}), 2 + 2, 1, 0},
		{"a read of one statement that is told its end", ended([]string{"SELECT 1"}), 1, 1, 0},
		// What a flush ends is waited for, and the lonely Sync behind the last one is not.
		{"an implicit read of two levels", start(two), 5, 0 + 1, 2},
		{"an implicit read of two levels that is told its end", start(ended([]string{"SELECT 1", "SELECT 2"}, []string{"SELECT 3", "SELECT 4"})), 4, 1, 1},
		{"an implicit read of one level that is told its end", start(ended([]string{"SELECT 1", "SELECT 2"})), 2, 1, 0},
		{"a write", write, 1 + 2, 1 + 1, 0},
	} {
		for round := range 3 {
			p.forget()
			if err := c.run(); err != nil {
				t.Fatal(err)
			}
			// What is not waited for has arrived when the next answer comes.
			if _, err := d.Changed(t.Context()); err != nil {
				t.Fatal(err)
			}
			if round == 0 {
				continue // the statements are prepared
			}
			p.waitFor(t, 'S', c.batches+1)
			if runs, batches, prepared := p.counted('E')-1, p.counted('S')-1, p.counted('P'); runs != c.statements || batches != c.batches || prepared != 0 {
				t.Errorf("%s: %d statements in %d batches, %d prepared, want %d in %d", c.name, runs, batches, prepared, c.statements, c.batches)
			}
			if got := p.counted('H'); got != c.flushes {
				t.Errorf("%s: %d flushes, want %d", c.name, got, c.flushes)
			}
		}
	}
}

// waitFor waits until that many messages of a kind have passed.
func (p *proxy) waitFor(t *testing.T, kind byte, count int) {
	t.Helper()
	for p.counted(kind) < count {
		if t.Context().Err() != nil {
			t.Fatal("the messages do not come")
		}
	}
}

// testCutWrites cuts the connection at each byte of a write, in both directions: what was confirmed is there, what was
// refused is not, and what is uncertain is said to be.
func testCutWrites(t *testing.T, s *server) {
	s.psql("driver", "CREATE TABLE cut (id int PRIMARY KEY)")
	for name, way := range waysToWrite {
		s.psql("driver", "DELETE FROM cut")
		testCutWritesOf(t, s, name, way)
	}
}

// waysToWrite are the ways in which a transaction of one statement may be begun and ended.
//
//nolint:forcetypeassert // it is asserted where they are declared
var waysToWrite = map[string]func(exec.Tx){
	"as usual": func(exec.Tx) {},
	"brief":    func(tx exec.Tx) { tx.(exec.Brief).Brief(false) },
	"sure":     func(tx exec.Tx) { tx.(exec.Brief).Brief(true) },
}

func testCutWritesOf(t *testing.T, s *server, name string, way func(exec.Tx)) {
	t.Helper()
	p, d := s.through(t, "&"+parameterConnections+"=1")
	id, outcomes := 0, map[string]int{}
	insert := func() error {
		runs := 0
		err := d.Do(t.Context(), func(tx exec.Tx) error {
			runs++
			way(tx)
			_, err := tx.Exec("INSERT INTO public.cut VALUES ($1::int4)", []any{int64(id)})
			return err
		})
		if runs > 1 {
			t.Errorf("the unit was run %d times", runs)
		}
		return err
	}
	kept := map[int]bool{}
	for _, direction := range []bool{toServer, toClient} {
		for at, done := 0, false; !done; at++ {
			id++
			err := insert()                                                            // on a new connection, whose statements get prepared
			if f := fault.From(err); f != nil && f.Code == fault.DatabaseUnavailable { // the cut behind the last byte, seen late
				kept[id] = false
				id++
				err = insert()
			}
			if err != nil {
				t.Fatalf("after a cut: %v", err)
			}
			kept[id] = true
			id++
			p.cutAfter(at, direction)
			err = insert()
			p.cutAfter(-1, direction)
			switch code := fault.From(err); {
			case err == nil:
				kept[id], done = true, direction == toServer || outcomes["kept"] > 10
				outcomes["kept"]++
			case code.Code == fault.DatabaseUnavailable:
				kept[id] = false
				outcomes["refused"]++
			case code.Code == fault.DatabaseUncertain:
				outcomes["uncertain"]++
			default:
				t.Errorf("cut at byte %d: %v (%v)", at, err, code.Cause())
			}
		}
	}
	present := map[string]bool{}
	for line := range strings.Lines(s.psql("driver", "SELECT id FROM cut")) {
		present[strings.TrimSpace(line)] = true
	}
	for id, want := range kept {
		if present[fmt.Sprint(id)] != want {
			t.Errorf("row %d is there: %v, want %v", id, !want, want)
		}
	}
	refused := 50
	if name == "sure" {
		refused = 0 // what was sent may have been kept
	}
	if outcomes["refused"] < refused || outcomes["uncertain"] < 10 || outcomes["kept"] == 0 {
		t.Errorf("%s: outcomes: %v", name, outcomes)
	}
}

// testCutReads cuts the connection at each byte of a read, in both directions: the rows come whole or not at all.
func testCutReads(t *testing.T, s *server) {
	p, d := s.through(t, "&"+parameterConnections+"=1")
	const sql = "SELECT x::text FROM generate_series(1, 5) AS x"
	cuts := 0
	for _, direction := range []bool{toServer, toClient} {
		for at, whole := 0, 0; whole < 2; at++ { // both ways in turn
			read := started(at%2 == 1, func(r exec.Reader) error {
				got, err := firsts(r, sql)
				if err == nil && strings.Join(got, " ") != "1 2 3 4 5" {
					t.Errorf("cut at byte %d: got %v", at, got)
				}
				return err
			})
			err := d.Read(t.Context(), true, read)
			if f := fault.From(err); f != nil && f.Code == fault.DatabaseUnavailable { // the cut behind the last byte, seen late
				err = d.Read(t.Context(), true, read)
			}
			if err != nil {
				t.Fatalf("after a cut: %v", err)
			}
			p.cutAfter(at, direction)
			err = d.Read(t.Context(), true, read)
			p.cutAfter(-1, direction)
			if err == nil {
				whole++
				continue
			}
			whole = 0
			cuts++
			wantCode(t, err, fault.DatabaseUnavailable)
		}
	}
	if cuts < 100 {
		t.Errorf("the connection was cut %d times", cuts)
	}
}

// testDown lets no connection through for a while.
func testDown(t *testing.T, s *server) {
	p, d := s.through(t, "")
	read(t, d, "SELECT 1")
	for range 3 {
		p.setDown(true)
		err := d.Read(t.Context(), false, func(r exec.Reader) error {
			_, err := firsts(r, "SELECT 1")
			return err
		})
		wantCode(t, err, fault.DatabaseUnavailable)
		_, err = d.Changed(t.Context())
		wantCode(t, err, fault.DatabaseUnavailable)
		p.setDown(false)
		if got := read(t, d, "SELECT 5"); got != "5" {
			t.Errorf("got %s", got)
		}
		if _, err = d.Changed(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if u := d.Usage(); u.ReadersInUse != 0 {
		t.Errorf("%d connections are lent", u.ReadersInUse)
	}
}
