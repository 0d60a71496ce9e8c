package sqlite

import (
	"context"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"tiddly/internal/exec"
	"tiddly/internal/turns"
)

// hold takes a reader for an address until release is called; it returns once it has the reader.
func hold(t *testing.T, d *Database, address string) (release func()) {
	t.Helper()
	held, free, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		err := d.Read(turns.With(context.WithoutCancel(t.Context()), address), false, func(exec.Reader) error {
			close(held)
			<-free
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}()
	<-held
	return func() {
		close(free)
		<-ended
	}
}

// TestReadersAreShared lets an address hold as many readers as it may, while many of its requests wait: another
// address is served at once, or next if no reader is free for it.
func TestReadersAreShared(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t(a)`), Readers: 4})
	release := []func(){hold(t, d, "a"), hold(t, d, "a"), hold(t, d, "a")}
	var mu sync.Mutex
	var order []string
	read := func(address string, all *sync.WaitGroup) {
		before := d.readers.Waiting()
		all.Go(func() {
			err := d.Read(turns.With(t.Context(), address), false, func(exec.Reader) error {
				mu.Lock()
				defer mu.Unlock()
				order = append(order, address)
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
		for d.readers.Waiting() == before {
			runtime.Gosched()
		}
	}
	var all sync.WaitGroup
	for range 100 {
		read("a", &all)
	}
	if u := d.Usage(); u.ReadersInUse != 3 || u.Waiting != 100 {
		t.Errorf("%+v: the address holds more than three of four", u)
	}
	other := hold(t, d, "b") // at once
	last := d.readers.Waiting()
	read("b", &all)
	if d.readers.Waiting() != last+1 {
		t.Error("it does not wait")
	}
	release[0]()
	for d.readers.Waiting() > 0 {
		runtime.Gosched()
	}
	all.Wait()
	for i, address := range order {
		if address == "b" && i > 2 {
			t.Errorf("%d requests of another address went before", i)
		}
	}
	for _, free := range append(release[1:], other) {
		free()
	}
	if u := d.Usage(); u.ReadersInUse != 0 {
		t.Errorf("%+v", u)
	}
}

// TestWritesTakeTurns lets many writes of an address wait, and one of another: that one is written second.
func TestWritesTakeTurns(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t(a)`)})
	inside, free := make(chan struct{}), make(chan struct{})
	var order []string
	var all sync.WaitGroup
	unit := func(address string, before func()) {
		all.Go(func() {
			err := d.Do(turns.With(t.Context(), address), func(exec.Tx) error {
				before()
				order = append(order, address) // one is writing
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	unit("first", func() { close(inside); <-free })
	<-inside
	for i := range 101 {
		address := "a"
		if i == 100 {
			address = "b"
		}
		unit(address, func() {})
		for d.writer.queued() != i+1 {
			runtime.Gosched()
		}
	}
	close(free)
	all.Wait()
	if len(order) != 102 || order[2] != "b" {
		t.Errorf("the order is %v", order[:min(len(order), 5)])
	}
}

// BenchmarkAcquire measures lending a reader, to one and to two goroutines per processor.
func BenchmarkAcquire(b *testing.B) {
	d, err := Open(b.Context(), Options{Path: b.TempDir() + "/bench.db", Create: true})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	for n := range 2 {
		b.Run(strconv.Itoa(n+1), func(b *testing.B) {
			b.ReportAllocs()
			b.SetParallelism(n + 1)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := d.Read(b.Context(), false, func(exec.Reader) error { return nil }); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
