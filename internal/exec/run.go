package exec

import (
	"cmp"
	"context"
	"errors"
	"sync"

	"tiddly/internal/catalog"
	"tiddly/internal/cursor"
	"tiddly/internal/fault"
	"tiddly/internal/observe"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// Options are the limits and the surroundings of a run.
type Options struct {
	// Rows is the maximum number of rows read, Bytes that of the bytes of Data; beyond, the answer is fault.LimitRows.
	Rows, Bytes int
	// StatedRows and StatedBytes are the limits that errors state, if Rows and Bytes are what other runs of the same
	// request have left of them; otherwise 0.
	StatedRows, StatedBytes int
	// Locate adds to a fault the argument that caused it, as the client wrote it; may be nil.
	Locate func(request.Slot, *fault.Fault) *fault.Fault
	// Mark is that of the tables for which the program was made; empty where it is unknown. If the transaction finds
	// another one, a program that writes and relies on the tables is not run.
	Mark string
	// Fixed compares every program with Mark, even one that only reads: with other tables it returns no data.
	Fixed bool
	// Part reports that other runs use the same transaction, so that this one does not end it.
	Part bool
	// Contradicted is called with a column that is served as one without nulls, where a cell was met that is null or not of
	// the column's kind; may be nil.
	Contradicted func(*catalog.Column)
	// Observer receives the events of the run; may be nil.
	Observer observe.Observer
	// Room is asked before more bytes are read than Held, the number already reserved; nil has room for all.
	Room Room
	Held int
	// Cursors is the key of cursors.
	Cursors *cursor.Key
}

// Failed returns the answer of a request that failed as a whole.
func Failed(err error) Answer { return Answer{Errors: []*fault.Fault{fault.From(err)}} }

// Run reads the data of the program and appends the object of its root fields to dst. All rows are read before the
// first byte is written, so no slow client holds a snapshot; nested lists are joined here, by the keys of their
// parents, with one statement a level. A read that finds no room returns its connection and ends; the room it wanted
// is in the answer.
func Run(ctx context.Context, db Database, p *sqlgen.Program, arguments request.Arguments, dst []byte, o Options) Answer {
	w := waits.Get().(*wait) //nolint:forcetypeassert // what the pool has
	defer w.release()
	w.program, w.arguments, w.options, w.watch = p, arguments, o, newWatcher(o.Observer)
	start := w.watch.now()
	if p.Statements > 0 {
		err := readOrAgain(ctx, db, p.Statements > 1, w.read)
		w.watch.stage(observe.Exec, start)
		start = w.watch.now()
		if w.run == nil {
			return Failed(err)
		}
		if errors.Is(err, ErrMoved) {
			return moved()
		}
		if err != nil {
			return w.run.failed(err)
		}
	} else {
		// There may be fields of which nothing is read, such as the type of a connection.
		w.run = begin(arguments, &w.options, w.watch)
		if err := w.run.read(nil, p); err != nil {
			return w.run.failed(err)
		}
	}
	answer := w.run.answer(p, dst)
	w.watch.stage(observe.Write, start)
	return answer
}

// readOrAgain reads, and once more where the engine says that another attempt may succeed.
func readOrAgain(ctx context.Context, db Database, snapshot bool, f func(Reader) error) error {
	for attempt := 1; ; attempt++ {
		err := db.Read(ctx, snapshot, f)
		if r, ok := db.(Repeating); err == nil || !ok || !r.Again(ctx, attempt, err) {
			return err
		}
	}
}

// wait is a read that may still wait for its connection: until then it has no run, which has buffers.
type wait struct {
	program   *sqlgen.Program
	arguments request.Arguments
	options   Options
	watch     *watcher
	run       *run
	// read is reads, bound once.
	read func(Reader) error
}

var waits = sync.Pool{New: func() any {
	w := &wait{}
	w.read = w.reads
	return w
}}

func (w *wait) reads(reader Reader) error {
	if w.run == nil {
		w.run = begin(w.arguments, &w.options, w.watch)
	} else {
		w.run.restart()
	}
	return w.options.settled(reader, w.run.read(reader, w.program))
}

func (w *wait) release() {
	w.run.release()
	*w = wait{read: w.read}
	waits.Put(w)
}

// run is the state of one request; it is reused with its buffers.
type run struct {
	options   Options
	arguments request.Arguments
	watch     *watcher
	// levels are handed out in order by take; roots are those of the root fields.
	levels []*level
	taken  int
	roots  []*level
	// bound is the scratch for bound values, id the one for node ids.
	bound []any
	id    []byte
	// page is the list that is read page by page, if any.
	page *Scroll
	// noted reports that a level below the root has something to report (a bad cell, a cut), so that paths must be
	// computed.
	noted            bool
	statements, rows int
	// warnings are those of the statements that have run.
	warnings []Warning
	// bytes is the size of the levels read, held the room reserved, wanted the room that was not available.
	bytes, held, wanted int
	// sends reads the levels where several statements can be sent at once; only one does at a time.
	sends together
	// out is the answer while it is assembled.
	out Answer
	// keyed is the size of the keys by which nested lists are joined, where they are long.
	keyed int
}

// begin returns a run from the pool.
func begin(arguments request.Arguments, o *Options, w *watcher) *run {
	r, _ := runs.Get().(*run)
	r.options, r.arguments, r.watch, r.held = *o, arguments, w, o.Held
	return r
}

// failed returns the answer of a read that ended with an error.
func (r *run) failed(err error) Answer {
	return Answer{Errors: []*fault.Fault{fault.From(err)}, Statements: r.statements, Rows: r.rows, Wanted: r.wanted}
}

var runs = sync.Pool{New: func() any { return &run{} }}

// restart resets what was read, but not the request.
func (r *run) restart() {
	for _, l := range r.levels[:r.taken] {
		l.reset()
	}
	r.taken, r.roots, r.noted = 0, r.roots[:0], false
	r.statements, r.rows, r.bytes, r.keyed, r.warnings = 0, 0, 0, 0, nil
}

func (r *run) release() {
	if r == nil {
		return
	}
	r.restart()
	clear(r.bound)
	if cap(r.id) > MaxQuick {
		r.id = nil
	}
	kept := 0
	for _, l := range r.levels {
		if kept += cap(l.buf); kept > maxKept {
			kept -= cap(l.buf)
			l.buf = nil
		}
	}
	r.sends.release()
	*r = run{levels: r.levels, roots: r.roots[:0], bound: r.bound[:0], id: r.id[:0], sends: r.sends}
	runs.Put(r)
}

func (r *run) take(q *sqlgen.Query) *level {
	if r.taken == len(r.levels) {
		r.levels = append(r.levels, &level{})
	}
	l := r.levels[r.taken]
	r.taken++
	l.query = q
	return l
}

// fieldFault sets the path of a fault without one to its root field.
func fieldFault(err error, key string) error { return memberFault(err, key) }

// memberFault sets the path of a fault without one.
func memberFault(err error, path ...any) error {
	if errors.Is(err, ErrMoved) {
		return err // it is not the member's, and is recognized by itself
	}
	f := fault.From(err)
	if f.Path == nil {
		return f.At(path...)
	}
	return f
}

// TooManyRows returns the fault of an answer with more rows than the limit.
func TooManyRows(limit int) *fault.Fault {
	return fault.New(fault.LimitRows, "the answer has more than %d rows", limit).
		WithHint("request fewer rows with limit or where")
}

// TooLarge returns the fault of an answer with more bytes than the limit.
func TooLarge(limit int) *fault.Fault {
	return fault.New(fault.LimitRows, "the answer is larger than %d bytes", limit).
		WithHint("request fewer rows with limit or where, or for fewer columns")
}

func (o *Options) tooLarge() *fault.Fault { return TooLarge(cmp.Or(o.StatedBytes, o.Bytes)) }
