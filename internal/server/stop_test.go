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

// TestStopFinishesWhatHasCome has the server stop while a body is not whole, and while a request whose body is runs:
// both are answered.
func TestStopFinishesWhatHasCome(t *testing.T) {
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
	s := New(o)
	url, stop := serving(t, s)
	runs := posting(t, url, "0123456789")
	<-entered
	<-entered
	half := posting(t, url, "01234")
	<-entered
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	for !s.stopping.Load() {
		runtime.Gosched()
	}
	if _, err := io.WriteString(half, "56789"); err != nil {
		t.Fatal(err)
	}
	<-entered
	close(leave)
	wantAnswer(t, half, http.StatusOK, "whole")
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

// TestGateIsShared has an address take as many places as it may and as many of those to wait: another has a place at
// once, and may wait.
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
