package server

import (
	"errors"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"
)

// paceOf returns both ends of a connection whose client is checked often, and the number of dropped clients.
func paceOf(t *testing.T) (server, client net.Conn, dropped *atomic.Int64) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dropped = &atomic.Int64{}
	p := newPaces(l, func() { dropped.Add(1) })
	p.patience, p.look = time.Second, 200*time.Millisecond
	if client, err = (&net.Dialer{}).DialContext(t.Context(), "tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if server, err = p.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _, _ = l.Close(), client.Close(), server.Close() })
	return server, client, dropped
}

// TestWhoTakesNothingIsDropped requires that bytes buffered by the system do not count as taken by the client.
func TestWhoTakesNothingIsDropped(t *testing.T) {
	server, _, dropped := paceOf(t)
	n, err := server.Write(make([]byte, 64<<20))
	if !errors.Is(err, errSlow) || dropped.Load() != 1 {
		t.Errorf("after %d bytes: %v, %d dropped", n, err, dropped.Load())
	}
	if most := 16 << 20; n > most {
		t.Errorf("the system has taken %d bytes for a client that takes none", n)
	}
}

// TestWhoTakesEnoughIsNot takes an answer in steps over many times the patience.
func TestWhoTakesEnoughIsNot(t *testing.T) {
	server, client, dropped := paceOf(t)
	const size = 12 << 20
	got := make(chan int64)
	go func() {
		sum := int64(0)
		for range 6 {
			n, _ := io.CopyN(io.Discard, client, size/6)
			sum += n
			time.Sleep(400 * time.Millisecond)
		}
		got <- sum
	}()
	if n, err := server.Write(make([]byte, size)); n != size || err != nil {
		t.Errorf("%d bytes were written: %v", n, err)
	}
	if n := <-got; n != size || dropped.Load() != 0 {
		t.Errorf("%d bytes came, %d clients were dropped", n, dropped.Load())
	}
}

// TestPace checks clients every five seconds, and compares what they took with how long they may continue.
func TestPace(t *testing.T) {
	const forever = 1000
	for _, c := range []struct {
		name string
		// taken is the number of bytes taken between two looks; jump is added once after the third.
		taken, jump int64
		looks       int
	}{
		{"nothing", 0, 0, 5},
		{"half of what it should", 5 << 9, 0, 10},
		{"all but one in eight", 5 << 10 * 7 / 8, 0, 40},
		{"what it should", 5 << 10, 0, forever},
		{"more", 1 << 20, 0, forever},
		{"much at once", 0, 1 << 20, 3 + 12},
		{"a little at once", 0, 10 << 10, 7},
	} {
		var p pace
		now, taken, looks := time.Now(), int64(1<<20), 0
		for looks < forever && p.enough(now, taken, patience, look) {
			looks++
			now, taken = now.Add(look), taken+c.taken
			if looks == 3 {
				taken += c.jump
			}
		}
		if looks != c.looks {
			t.Errorf("%s: %d looks are passed, want %d", c.name, looks, c.looks)
		}
	}
}
