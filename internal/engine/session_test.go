package engine_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// artists reads the ids of all artists, number their number, and named inserts one with a name.
var (
	artists = &request.Request{Fields: []*request.Field{{Key: "rows", Table: "Artist", Query: &request.Query{
		Select: []request.Selection{{Key: "id", Name: "id"}},
	}}}}
	number = &request.Request{Fields: []*request.Field{{Key: "rows", Kind: request.Count, Table: "Artist", Query: &request.Query{
		Where: &request.Where{Kind: request.Compare, Column: "id", Op: request.Gt, Slot: slotAt(0)},
	}}}}
	named = &request.Request{Fields: []*request.Field{{Key: "rows", Kind: request.InsertMany, Table: "Artist", Write: &request.Write{
		Columns: [][]string{{"name"}}, Rows: slotAt(0), Payload: []request.PayloadField{
			{Key: "n", Kind: request.AffectedRows},
			{Key: "query", Kind: request.After, Fields: []*request.Field{{Key: "after", Table: "Artist", Query: &request.Query{
				Select: []request.Selection{{Key: "id", Name: "id"}},
			}}}},
		},
	}}}}
)

// served is serve with options for opening the database.
func served(t *testing.T, o db.Options) *house {
	t.Helper()
	return servedAt(t, dbtest.Path(t, script), o)
}

// servedAt is served for a database that is there.
func servedAt(t *testing.T, address string, o db.Options) *house {
	t.Helper()
	opened := dbtest.OpenWith(t, address, o)
	s, _, err := engine.Load(t.Context(), opened, engine.Options{Limits: engine.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	return &house{t: t, db: opened, s: s}
}

// called returns the argument of named.
func called(names ...string) request.Arguments {
	rows := make([]request.InsertRow, len(names))
	for i, name := range names {
		rows[i].Values = []any{name}
	}
	return request.Arguments{rows}
}

// ran runs a request in a session and returns the data, or the code of the first error.
func (h *house) ran(x *engine.Session, r *request.Request, a request.Arguments) string {
	h.t.Helper()
	p, err := h.s.Prepare(h.t.Context(), r)
	if err != nil {
		h.t.Fatal(err)
	}
	answer := x.Run(h.t.Context(), p, a, nil)
	if len(answer.Errors) > 0 {
		return string(answer.Errors[0].Code)
	}
	return string(answer.Data)
}

func TestCount(t *testing.T) {
	h := serve(t)
	x := h.s.Session(nil)
	defer x.Close()
	for above, want := range map[int64]string{0: `{"rows":3}`, 2: `{"rows":1}`, 9: `{"rows":0}`} {
		if got := h.ran(x, number, request.Arguments{above}); got != want {
			t.Errorf("above %d: got %s, want %s", above, got, want)
		}
	}
}

const threeArtists = `CREATE TABLE artist(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
	INSERT INTO artist(name) VALUES ('Ada'), ('Bela'), ('Cleo');`

// TestSessionIsOneSnapshot writes between two reads.
func TestSessionIsOneSnapshot(t *testing.T) {
	dbtest.OnEachOnce(t, func(t *testing.T, e dbtest.Engine) {
		own := []string{"wal"} // otherwise nobody can write while there is a snapshot
		if e.As != nil {
			own = nil
		}
		testSessionIsOneSnapshot(t, servedAt(t, e.Make(t, threeArtists), db.Options{Own: own}))
	})
}

func testSessionIsOneSnapshot(t *testing.T, h *house) {
	t.Helper()
	x := h.s.Session(nil)
	defer x.Close()
	before := h.ran(x, number, request.Arguments{int64(0)})
	if err := h.db.Do(t.Context(), func(tx exec.Tx) error {
		_, err := tx.Exec("INSERT INTO artist(name) VALUES ('new')", nil)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if got := h.ran(x, artists, nil); before != `{"rows":3}` || strings.Count(got, "id") != 3 {
		t.Errorf("got %s and then %s", before, got)
	}
	// What a session writes by itself is read afterwards.
	if got := h.ran(x, named, called("Dora")); got != `{"rows":{"n":1,"query":{"after":[{"id":1},{"id":2},{"id":3},{"id":4},{"id":5}]}}}` {
		t.Errorf("got %s", got)
	}
	if got := h.ran(x, number, request.Arguments{int64(0)}); got != `{"rows":5}` {
		t.Errorf("after the write: %s", got)
	}
}

// TestSessionEnds requires that code which outlives its answer gets an error, and takes no connection.
func TestSessionEnds(t *testing.T) {
	h := served(t, db.Options{Own: []string{"wal"}})
	x := h.s.Session(nil)
	h.ran(x, artists, nil)
	x.Close()
	for range 100 { // more than there are connections
		if got := h.ran(x, artists, nil); got != string(fault.Internal) {
			t.Fatalf("a read gives %s", got)
		}
	}
	if got := h.ran(x, named, called("Late")); got != string(fault.Internal) {
		t.Errorf("a write gives %s", got)
	}
	if err := x.Transact(t.Context(), func() error { t.Error("it runs"); return nil }); err == nil {
		t.Error("a transaction begins")
	}
	y := h.s.Session(nil)
	defer y.Close()
	if got := h.ran(y, number, request.Arguments{int64(0)}); got != `{"rows":3}` {
		t.Errorf("another session gives %s", got)
	}
}

// TestSessionHasOneLimit reads rows until the answer is full.
func TestSessionHasOneLimit(t *testing.T) {
	h := serve(t)
	h.s.Limits.AnswerRows = 7
	x := h.s.Session(nil)
	defer x.Close()
	var got []string
	for range 3 {
		got = append(got, h.ran(x, artists, nil))
	}
	if got[0] != got[1] || got[2] != string(fault.LimitRows) {
		t.Errorf("got %q", got)
	}
	h.s.Limits.AnswerRows, h.s.Limits.AnswerBytes = 100, 50
	y := h.s.Session(nil)
	defer y.Close()
	if got := []string{h.ran(y, artists, nil), h.ran(y, artists, nil)}; got[0] == string(fault.LimitRows) || got[1] != string(fault.LimitRows) {
		t.Errorf("under a limit of bytes: %q", got)
	}
}

// TestTransact runs functions that end in each way.
func TestTransact(t *testing.T) {
	for _, c := range []struct {
		name string
		f    func(h *house, x *engine.Session) error
		code fault.Code
		kept string
	}{
		{"nothing", func(*house, *engine.Session) error { return nil }, "", ""},
		{"a write and a read", func(h *house, x *engine.Session) error {
			h.ran(x, named, called("Dora"))
			if got := h.ran(x, number, request.Arguments{int64(0)}); got != `{"rows":4}` {
				h.t.Errorf("it does not see what it has written: %s", got)
			}
			h.ran(x, named, called("Eva", "Fay"))
			return nil
		}, "", "Dora Eva Fay"},
		{"an error", func(h *house, x *engine.Session) error {
			h.ran(x, named, called("Dora"))
			return fault.New(fault.RequestValue, "no")
		}, fault.RequestValue, ""},
		{"a failed write whose error is ignored", func(h *house, x *engine.Session) error {
			h.ran(x, named, called("Dora"))
			if got := h.ran(x, named, called("Eva", "Ada")); got != string(fault.ConstraintUnique) {
				h.t.Errorf("got %s", got)
			}
			if got := h.ran(x, number, request.Arguments{int64(0)}); got != string(fault.ConstraintUnique) {
				h.t.Errorf("a read after it gives %s", got)
			}
			return nil
		}, fault.ConstraintUnique, ""},
		{"a failed read", func(h *house, x *engine.Session) error {
			h.ran(x, named, called("Dora"))
			h.s.Limits.AnswerRows = 1
			defer func() { h.s.Limits.AnswerRows = 1000 }()
			if got := h.ran(x, artists, nil); got != string(fault.LimitRows) {
				h.t.Errorf("got %s", got)
			}
			return nil
		}, "", "Dora"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := serve(t)
			x := h.s.Session(nil)
			defer x.Close()
			calls := 0
			err := x.Transact(t.Context(), func() error {
				calls++
				return c.f(h, x)
			})
			if calls != 1 || err == nil && c.code != "" || err != nil && fault.From(err).Code != c.code {
				t.Errorf("%d calls, %v, want %q", calls, err, c.code)
			}
			if got := h.cells("SELECT name FROM artist WHERE id > 3"); got != c.kept {
				t.Errorf("kept is %q, want %q", got, c.kept)
			}
			// The session goes on, and so do others.
			if got := h.ran(x, named, called("Zita")); !strings.HasPrefix(got, `{"rows":{"n":1`) {
				t.Errorf("afterwards: %s", got)
			}
		})
	}
}

// TestTransactPanics requires that nothing is kept, and that the panic goes on.
func TestTransactPanics(t *testing.T) {
	h := serve(t)
	x := h.s.Session(nil)
	defer x.Close()
	func() {
		defer func() {
			if r := recover(); r != "oh" {
				t.Errorf("recovered %v", r)
			}
		}()
		_ = x.Transact(t.Context(), func() error {
			h.ran(x, named, called("Dora"))
			panic("oh")
		})
	}()
	if got := h.cells("SELECT name FROM artist WHERE id > 3"); got != "" {
		t.Errorf("kept is %q", got)
	}
	h.ran(x, named, called("Zita"))
	if got := h.cells("SELECT name FROM artist WHERE id > 3"); got != "Zita" {
		t.Errorf("afterwards kept is %q", got)
	}
}

// TestTransactEndsWithItsTime requires that others can write once the time of a request is over, though its code goes
// on, and that nothing of it is kept.
func TestTransactEndsWithItsTime(t *testing.T) {
	h := serve(t)
	x := h.s.Session(nil)
	defer x.Close()
	ctx, cancel := context.WithCancelCause(t.Context())
	p, err := h.s.Prepare(t.Context(), named)
	if err != nil {
		t.Fatal(err)
	}
	err = x.Transact(ctx, func() error {
		x.Run(ctx, p, called("Dora"), nil)
		cancel(fault.New(fault.LimitTime, "over"))
		y := h.s.Session(nil)
		defer y.Close()
		if got := h.ran(y, named, called("Zita")); !strings.HasPrefix(got, `{"rows":{"n":1`) {
			t.Errorf("another writes meanwhile: %s", got)
		}
		if a := x.Run(t.Context(), p, called("Eva"), nil); len(a.Errors) == 0 || a.Errors[0].Code != fault.LimitTime {
			t.Errorf("it can go on: %v", a.Errors)
		}
		return nil
	})
	if fault.From(err) == nil || fault.From(err).Code != fault.LimitTime {
		t.Errorf("got %v", err)
	}
	if got := h.cells("SELECT name FROM artist WHERE id > 3"); got != "Zita" {
		t.Errorf("kept is %q", got)
	}
}

// TestSessionsConcurrently asks from many goroutines at once.
func TestSessionsConcurrently(t *testing.T) {
	h := serve(t)
	x := h.s.Session(nil)
	defer x.Close()
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			if got := h.ran(x, number, request.Arguments{int64(0)}); got != `{"rows":3}` {
				t.Errorf("got %s", got)
			}
		})
	}
	wait.Wait()
}

// TestTransactReads requires that a database that is served read-only can be read within Transact.
func TestTransactReads(t *testing.T) {
	h := served(t, db.Options{ReadOnly: true})
	x := h.s.Session(nil)
	defer x.Close()
	err := x.Transact(t.Context(), func() error {
		if got := h.ran(x, number, request.Arguments{int64(0)}); got != `{"rows":3}` {
			t.Errorf("got %s", got)
		}
		p, err := h.s.Prepare(t.Context(), named)
		if err != nil {
			t.Fatal(err)
		}
		if a := x.Run(t.Context(), p, called("Dora"), nil); len(a.Errors) == 0 || a.Errors[0].Code != fault.DatabaseReadOnly {
			t.Errorf("a write gives %v", a.Errors)
		}
		return errors.New("done")
	})
	if err == nil || err.Error() != "done" {
		t.Errorf("got %v", err)
	}
}
