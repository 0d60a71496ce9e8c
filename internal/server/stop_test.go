package server

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"tiddly/internal/ending"
	"tiddly/internal/fault"
	"tiddly/internal/turns"
)

// posting sends the head of a POST that announces ten bytes, and some of these.
func posting(t *testing.T, url, body string) net.Conn {
	t.Helper()
	address := strings.TrimPrefix(url, "http://")
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if _, err := fmt.Fprintf(c, "POST /graphql HTTP/1.1\r\nHost: %s\r\nContent-Length: 10\r\n\r\n%s", address, body); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestStopEndsBodies stops the server during the upload of a body, and during the run of a request whose body is
// complete: the first is refused at once, the second completes.
func TestStopEndsBodies(t *testing.T) {
	entered, leave := make(chan struct{}, 2), make(chan struct{})
	o := options(io.Discard)
	o.GraphQL = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		entered <- struct{}{}
		if _, err := io.ReadAll(r.Body); err != nil {
			refuse(w, fault.From(err))
			return
		}
		entered <- struct{}{}
		<-leave
		if r.Context().Err() != nil {
			w.WriteHeader(http.StatusTeapot)
		}
		_, _ = io.WriteString(w, "whole")
	})
	url, stop := serving(t, New(o))
	runs := posting(t, url, "0123456789")
	<-entered
	<-entered
	half := posting(t, url, "01234")
	<-entered
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	wantAnswer(t, half, http.StatusServiceUnavailable, string(fault.InternalStopping))
	close(leave)
	wantAnswer(t, runs, http.StatusOK, "whole")
	if err := <-ended; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

func wantAnswer(t *testing.T, c net.Conn, status int, want string) {
	t.Helper()
	r, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	text, err := io.ReadAll(r.Body)
	if r.StatusCode != status || !strings.Contains(string(text), want) || err != nil {
		t.Errorf("got %d %s %v, want %d %s", r.StatusCode, text, err, status, want)
	}
}

// TestStopEndsTheWaitForAPlace requires that waiting requests are refused, except those that have begun.
func TestStopEndsTheWaitForAPlace(t *testing.T) {
	g := NewGate(1, 10, time.Minute)
	leave, err := g.Enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	signal, stop := context.WithCancel(t.Context())
	ctx := ending.WithStop(t.Context(), signal)
	fresh, begun := make(chan error, 1), make(chan error, 1)
	go func() {
		_, err := g.Enter(ctx)
		fresh <- err
	}()
	go func() {
		again, err := g.Enter(ending.Begun(ctx))
		if err == nil {
			again()
		}
		begun <- err
	}()
	for g.Waiting() != 2 {
		runtime.Gosched()
	}
	stop()
	if err := <-fresh; fault.From(err).Code != fault.InternalStopping {
		t.Errorf("who has not begun gets %v", err)
	}
	leave()
	if err := <-begun; err != nil {
		t.Errorf("who has begun gets %v", err)
	}
	if g.AtWork() != 0 || g.Waiting() != 0 {
		t.Errorf("%d are at work, %d wait", g.AtWork(), g.Waiting())
	}
}

// TestGateIsShared lets one address take as many places to run and to wait as it may: another address gets a place
// at once, and may wait.
func TestGateIsShared(t *testing.T) {
	g := NewGate(4, 4, time.Minute)
	a, b := turns.With(t.Context(), "a"), turns.With(t.Context(), "b")
	var leave []func()
	enter := func(ctx context.Context) {
		free, err := g.Enter(ctx)
		if err != nil {
			t.Fatal(err)
		}
		leave = append(leave, free)
	}
	for range 3 {
		enter(a)
	}
	waiting, end := context.WithCancel(a)
	ended := make(chan error, 3)
	for range 3 {
		go func() {
			_, err := g.Enter(waiting)
			ended <- err
		}()
	}
	for g.Waiting() != 3 {
		runtime.Gosched()
	}
	_, err := g.Enter(a)
	wantBusy(t, err)
	enter(b)
	in := make(chan func(), 1)
	go func() {
		free, err := g.Enter(b)
		if err != nil {
			t.Error(err)
		}
		in <- free
	}()
	for g.Waiting() != 4 {
		runtime.Gosched()
	}
	leave[3]()
	free := <-in // the others would exceed the limit of their address
	free()
	end()
	for range 3 {
		if err := <-ended; fault.From(err).Code != fault.RequestLeft {
			t.Errorf("who left gets %v", err)
		}
	}
	for _, free := range leave[:3] {
		free()
	}
	if g.AtWork() != 0 || g.Waiting() != 0 {
		t.Errorf("%d are at work, %d wait", g.AtWork(), g.Waiting())
	}
}
