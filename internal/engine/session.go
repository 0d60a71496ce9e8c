package engine

import (
	"context"
	"sync"

	"tiddly/internal/caller"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// Session runs the requests of one caller that make up one answer: they read one snapshot, and share the limits of
// an answer. Its snapshot begins with the first read, and a transaction with the first request of Transact's
// function. A session is safe for concurrent use; its requests run one after the other.
type Session struct {
	snapshot *Snapshot
	who      *caller.Caller

	// turn is held by the request that runs.
	turn sync.Mutex
	// held is the snapshot, or the transaction while there is one.
	held *held
	// writing is set within Transact, failed is the fault of a write in it: nothing can be kept any more.
	writing bool
	failed  *fault.Fault
	// writes counts the requests that wrote in the transaction, and last is the latest, with its arguments.
	writes    int
	last      *Prepared
	arguments request.Arguments
	// closed is set once the answer is complete.
	closed bool
	// rows and bytes are those that the answer has so far.
	rows, bytes int
}

// Session returns a session for a caller. It has to be closed.
func (s *Snapshot) Session(who *caller.Caller) *Session { return &Session{snapshot: s, who: who} }

// Run runs a prepared request, like Snapshot.Run. Outside of Transact, a request that writes has a transaction of
// its own, and what is read afterwards is of a new snapshot.
func (x *Session) Run(ctx context.Context, p *Prepared, arguments request.Arguments, dst []byte) exec.Answer {
	x.turn.Lock()
	defer x.turn.Unlock()
	if x.closed {
		return exec.Failed(closedFault()) // a connection that it took now would never be returned
	}
	if x.failed != nil {
		return exec.Failed(x.failed)
	}
	if p.Program != nil && p.Program.Writes && !x.writing {
		x.drop()
	}
	a := x.snapshot.runIn(ctx, x, x.who, p, arguments, dst)
	x.spend(&a)
	if x.writing && p.Program.Writes {
		x.writes, x.last, x.arguments = x.writes+1, p, arguments
	}
	if x.writing && p.Program.Writes && a.Data == nil && a.Statements > 0 {
		f := *a.Errors[0]
		f.Path = nil // it is that of the request, and concerns the whole transaction from now on
		x.failed = &f
	}
	return a
}

// Spend counts an answer that is a part of the session's, though it was read outside of it.
func (x *Session) Spend(a *exec.Answer) {
	x.turn.Lock()
	defer x.turn.Unlock()
	x.spend(a)
}

func (x *Session) spend(a *exec.Answer) {
	x.rows += a.Rows
	x.bytes += len(a.Data)
}

// Transact runs f, within which the session's requests read and write in one transaction. It is committed when f
// returns nil, and rolled back if f returns an error or panics, or a write in it failed. Neither f nor anything in
// it runs twice. A transaction in which nothing was asked is none.
func (x *Session) Transact(ctx context.Context, f func() error) (err error) {
	x.turn.Lock()
	if x.closed {
		x.turn.Unlock()
		return closedFault()
	}
	x.drop()
	x.writing, x.writes, x.failed = true, 0, nil
	x.turn.Unlock()
	returned := false
	defer func() {
		x.turn.Lock()
		defer x.turn.Unlock()
		if err == nil && x.failed != nil {
			err = x.failed
		}
		if !returned {
			_ = x.release(errAbandoned) // the panic goes on
		} else if ended := x.release(err); err == nil {
			err = x.refused(ctx, ended)
		}
		x.writing, x.writes, x.failed = false, 0, nil
	}()
	err = f()
	returned = true
	return err
}

// refused names the foreign key for which a commit was refused, if one request has written.
func (x *Session) refused(ctx context.Context, err error) error {
	if err == nil || x.writes != 1 || len(x.last.Plan.Fields) != 1 {
		return err
	}
	f := *x.snapshot.brokenKey(ctx, x.last, x.arguments, fault.From(err).At(x.last.Plan.Fields[0].Key))
	f.Path = nil // it is that of the request within, and the field of the transaction has its own
	return &f
}

// errAbandoned rolls back the transaction of a function that has panicked.
var errAbandoned = fault.New(fault.Internal, "internal error")

// Close ends the snapshot, and the session: what code that still runs asks afterwards is an error.
func (x *Session) Close() {
	x.turn.Lock()
	defer x.turn.Unlock()
	x.closed = true
	x.drop()
}

func closedFault() *fault.Fault {
	return fault.New(fault.Internal, "the tables are asked after the request has been answered").
		WithHint("ask before the resolver returns; what runs on afterwards opens the database by ask.Open")
}

// yield ends a snapshot of which nothing was read yet, while its request waits.
func (x *Session) yield() {
	if !x.writing && x.rows == 0 && x.bytes == 0 {
		x.drop()
	}
}

// drop ends a snapshot. Nothing was written, so its end cannot fail in a way that matters.
func (x *Session) drop() { _ = x.release(nil) }

// release ends what is held, with the error that a unit returns. Its result is the error of the end.
func (x *Session) release(err error) error {
	if x.held == nil {
		return nil
	}
	h := x.held
	x.held = nil
	return h.end(err)
}

// limit makes a run a part of the answer, with the limits that this has left.
func (x *Session) limit(o *exec.Options) {
	o.Part = true
	o.StatedRows, o.StatedBytes = o.Rows, o.Bytes
	o.Rows, o.Bytes = max(0, o.Rows-x.rows), max(0, o.Bytes-x.bytes)
}

var (
	_ exec.Database = (*Session)(nil)
	_ exec.Writer   = (*Session)(nil)
)

// Read implements exec.Database: it lends the connection that the session holds. The caller has the turn.
func (x *Session) Read(ctx context.Context, _ bool, f func(exec.Reader) error) error {
	if x.held == nil {
		h, err := x.begin(ctx)
		if err != nil {
			return err
		}
		x.held = h
	}
	return x.held.use(ctx, f)
}

// begin begins a transaction within Transact, else a snapshot. In a database that cannot be written a transaction
// can still read.
func (x *Session) begin(ctx context.Context) (*held, error) {
	if t, ok := x.snapshot.database.(exec.Transactor); ok && x.writing && !x.readOnly() {
		return transaction(ctx, t)
	}
	return snapshot(ctx, x.snapshot.database)
}

func (x *Session) readOnly() bool {
	d, known := x.snapshot.database.(interface{ ReadOnly() bool })
	return known && d.ReadOnly()
}

// Do implements exec.Writer. Within Transact the unit is a part of the transaction.
func (x *Session) Do(ctx context.Context, unit func(exec.Tx) error) error {
	if !x.writing {
		return x.snapshot.database.(exec.Writer).Do(ctx, unit) //nolint:forcetypeassert // write has checked it
	}
	return x.Read(ctx, true, func(r exec.Reader) error {
		tx, ok := r.(exec.Tx)
		if !ok {
			return readOnlyFault()
		}
		return unit(tx)
	})
}
