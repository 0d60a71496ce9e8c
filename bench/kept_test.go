//go:build unix

package bench

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync/atomic"
	"testing"

	"tiddly/db"
	"tiddly/internal/engine"
	"tiddly/internal/kept"
)

var keptFile = flag.String("kept", "", "measure answers that are kept in turns, and write the table to this file")

// TestKept measures what it costs and saves to keep answers: the same request again and again, requests none of which comes
// twice, and one before each of which somebody has written. It requires the same answer of all. Where no file is named it
// takes one round, and reports nothing.
func TestKept(t *testing.T) {
	out, turns := io.Discard, 1
	if *keptFile != "" {
		file, err := os.Create(*keptFile)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := file.Close(); err != nil {
				t.Error(err)
			}
		}()
		out, turns = file, *rounds
	}
	_, _ = fmt.Fprintln(out, "| request | kept | CPU µs | CPU × without | allocations |")
	_, _ = fmt.Fprintln(out, "| --- | --- | --- | --- | --- |")
	database := openSample(t, samplePath(t))
	var writes atomic.Uint64
	off, on := newOursKeeping(t, database, nil), newOursKeeping(t, database, database.Date())
	same := newOursKeeping(t, database, nil) // what two servers differ by that do the same
	written := newOursKeeping(t, database, func() (uint64, bool) { return writes.Add(1), true })
	for _, r := range []*request{&list, &nest, &key} {
		body := r.body(t, r.variables)
		compareKept(t, out, turns, r.name, body, []contender{
			{"nothing is", off}, {"nothing is, by another server", same}, {"given again", on}, {"somebody writes before each", written},
		})
	}
	for _, r := range []*request{&listEach, &keyEach} {
		body := r.body(t, r.variables)
		compareKept(t, out, turns, r.name, body, []contender{{"nothing is", each(off)}, {"nothing is, by another server", each(same)}, {"never asked again", each(on)}})
	}
}

// eachOf is a text in the body that each request has another number in place of.
const eachOf = "777777"

var (
	listEach = request{name: "list", query: `query List($other: Int!) {
  products(where: {price: {gt: "20.00"}, id: {ne: $other}}, orderBy: [{price: ASC}], limit: 100) { id name price weight stock released }
}`, status: http.StatusOK, ids: 100, variables: map[string]any{"other": 777777}}
	keyEach = request{name: "key", query: `query Key($other: Int!) {
  products(where: {id: {eq: 1234, ne: $other}}) { id name price weight stock released }
}`, status: http.StatusOK, ids: 1, variables: map[string]any{"other": 777777}}
)

// each returns a handler of requests that differ.
func each(handler http.Handler) http.Handler {
	n := 100_000
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(err)
		}
		n++
		body = bytes.Replace(body, []byte(eachOf), fmt.Append(nil, 100_000+n%900_000), 1)
		r.Body = io.NopCloser(bytes.NewReader(body))
		handler.ServeHTTP(w, r)
	})
}

// newOursKeeping is newOurs with answers that are kept while now returns the same number; with nil none are.
func newOursKeeping(tb testing.TB, database *db.Database, now func() (uint64, bool)) http.Handler {
	tb.Helper()
	snapshot, _, err := engine.Load(tb.Context(), database, engine.Options{Limits: engine.DefaultLimits(), Kept: kept.New(kept.DefaultBytes, now)})
	if err != nil {
		tb.Fatal(err)
	}
	return handlerOf(database, snapshot)
}

func compareKept(t *testing.T, out io.Writer, turns int, name string, body []byte, contenders []contender) {
	t.Helper()
	all := make([]*measured, len(contenders))
	for i, c := range contenders {
		all[i] = &measured{contender: c, caller: newCaller(t, c.handler, body)}
	}
	for _, one := range all {
		one.allocations = testing.AllocsPerRun(100, one.caller.call)
	}
	takeEqualTurns(t, all, turns)
	_, want := all[0].caller.answer()
	for _, one := range all[1:] {
		if _, got := one.caller.answer(); len(got) == 0 || !bytes.Equal(got, want) {
			t.Errorf("%s, %s: the answer is %.100s, want %.100s", name, one.name, got, want)
		}
	}
	for _, one := range all {
		ratio := ""
		if one != all[0] {
			ratio = of(pairs(one.cpu, all[0].cpu)).String()
		}
		_, _ = fmt.Fprintf(out, "| %s | %s | %s | %s | %.0f |\n", name, one.name, of(one.cpu), ratio, one.allocations)
	}
}

// takeEqualTurns is takeTurns with as many calls in each turn.
func takeEqualTurns(t *testing.T, all []*measured, turns int) {
	t.Helper()
	callEqually(all, 1)
	for round := range turns {
		for i := range all {
			all[(round+i)%len(all)].take(t)
		}
	}
}
