package sqlite

/*
#include "native.h"
*/
import "C"

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"

	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
	"tiddly/internal/exec"
	"tiddly/internal/turns"
)

// Outside of STRICT tables a statement that compares a column also looks for cells that are not of its kind. Where one
// was run often, its columns are examined in the background, and while nobody has written to the file since, another
// statement takes its place that does not look.

const (
	// dearSteps is the number of steps of SQLite's program from which on looking for stray cells costs a statement more
	// than finding out that it need not.
	dearSteps = 10_000
	// examinedSteps bounds the examination of a column; a reader that took longer would hold up a writer.
	examinedSteps = 30_000_000
	// leastRuns is the number of runs that make a column worth examining, mostRuns that where every write undid it;
	// gainfulRuns are those after which an examination has paid.
	leastRuns, mostRuns, gainfulRuns = 2, 1024, 16
	// maxWanted is the number of columns that are counted.
	maxWanted = 10_000
)

// examined are the columns that were examined at one state of the file: those in which no cell strays, and others.
type examined struct {
	state state
	pure  map[*catalog.Column]bool
	uses  atomic.Int64
}

func (e *examined) allPure(columns []*catalog.Column) bool {
	if e == nil {
		return false
	}
	for _, c := range columns {
		if !e.pure[c] {
			return false
		}
	}
	return true
}

// proofs examines columns.
type proofs struct {
	d       *Database
	current atomic.Pointer[examined]
	// stop ends what is examined.
	ctx  context.Context //nolint:containedctx // it is that of the goroutine
	stop context.CancelFunc
	work sync.WaitGroup

	mu sync.Mutex
	// runs is the number of runs that make a column worth examining now, wanted the runs so far.
	runs    int
	wanted  map[*catalog.Column]int
	queue   []*catalog.Column
	working bool
}

func newProofs(d *Database) *proofs {
	p := &proofs{d: d, runs: leastRuns, wanted: map[*catalog.Column]int{}}
	p.ctx, p.stop = context.WithCancel(turns.With(context.Background(), "examination of columns"))
	return p
}

func (p *proofs) close() {
	p.stop()
	p.work.Wait()
}

// want counts a run that would have needed the columns, and has them examined where that is worth it.
func (p *proofs) want(columns []*catalog.Column) {
	now := p.current.Load()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.wanted) > maxWanted {
		clear(p.wanted)
	}
	for _, c := range columns {
		needed := p.runs
		if now != nil {
			pure, known := now.pure[c]
			if pure {
				continue
			}
			if known {
				needed *= gainfulRuns // the cells that stray may be gone
			}
		}
		if p.wanted[c]++; p.wanted[c] >= needed {
			delete(p.wanted, c)
			p.queue = append(p.queue, c)
		}
	}
	if len(p.queue) > 0 && !p.working && p.ctx.Err() == nil {
		p.working = true
		p.work.Go(p.examineQueue)
	}
}

func (p *proofs) examineQueue() {
	for columns := p.next(); columns != nil; columns = p.next() {
		p.examine(columns)
	}
}

func (p *proofs) next() []*catalog.Column {
	p.mu.Lock()
	defer p.mu.Unlock()
	columns := p.queue
	p.queue = nil
	p.working = columns != nil
	return columns
}

// examine reads the columns, and keeps what it found if the file was in one state from begin to end.
func (p *proofs) examine(columns []*catalog.Column) {
	before, ok := p.d.lookout.state()
	if !ok {
		return
	}
	found := map[*catalog.Column]bool{}
	for _, c := range columns {
		found[c] = p.pure(c)
	}
	after, ok := p.d.lookout.state()
	switch {
	case p.ctx.Err() != nil:
	case ok && before == after:
		p.add(before, found)
	default:
		p.paid(false)
	}
}

func (p *proofs) add(s state, found map[*catalog.Column]bool) {
	for {
		now := p.current.Load()
		next := &examined{state: s, pure: found}
		if now != nil && now.state == s {
			for c, pure := range now.pure {
				if _, again := found[c]; !again {
					found[c] = pure
				}
			}
			next.uses.Store(now.uses.Load())
		}
		if p.current.CompareAndSwap(now, next) {
			return
		}
	}
}

// drop forgets what was examined at a state that is over.
func (p *proofs) drop(e *examined) {
	if p.current.CompareAndSwap(e, nil) {
		p.paid(e.uses.Load() >= gainfulRuns)
	}
}

// paid adapts the number of runs that make a column worth examining: where the file changes all the time, nothing is.
func (p *proofs) paid(well bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if well {
		p.runs = max(p.runs/4, leastRuns)
	} else {
		p.runs = min(p.runs*2, mostRuns)
	}
}

// pure reports whether a column was seen to hold only cells of its kind. Views are not examined, since what they show may
// depend on more than the file.
func (p *proofs) pure(c *catalog.Column) bool {
	t, unless := c.Table, p.d.Dialect().Storages[c.Type.Storage].Pure.Unless
	if t.View || t.Scanned || c.Generated || c.Recollated || unless == "" {
		return false
	}
	condition := strings.ReplaceAll(unless, "{column}", "t."+script.QuoteName(c.SQLName))
	none := false
	err := p.d.Read(p.ctx, false, func(r exec.Reader) error {
		conn := r.(*connection) //nolint:forcetypeassert // what Read lends
		C.tiddly_bound(conn.native.work, examinedSteps)
		defer C.tiddly_bound(conn.native.work, 0)
		rows, err := conn.Query("SELECT 1 FROM main."+script.QuoteName(t.SQLName)+" AS t WHERE "+condition+" LIMIT 1", nil)
		if err != nil {
			return err
		}
		none = !rows.Next()
		return rows.Err()
	})
	return none && err == nil
}
