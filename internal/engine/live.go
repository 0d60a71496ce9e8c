package engine

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"tiddly/internal/catalog"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

const (
	// loadTime bounds one reading of the catalogue.
	loadTime = 30 * time.Second
	// firstPause and longestPause are how long a state of the database that cannot be served is left alone before
	// it is read again.
	firstPause, longestPause = time.Second, time.Minute
)

// Live keeps the snapshot of a database that may change while it is served. A change takes the snapshot's place
// in one swap; who has the old one goes on with it. It is safe for concurrent use.
type Live struct {
	db      Database
	options Options
	tell    func(Change)
	current atomic.Pointer[Snapshot]

	// turn holds one token, of whoever looks or reads: what follows is theirs.
	turn chan struct{}
	// mark and digest are those of what is served.
	mark   string
	digest [sha256.Size]byte
	// told are the notes so far.
	told map[string]bool
	// failure is what was last told to have failed, empty where all is well; failed is the mark at which it did,
	// again when it is tried once more, and pause how long after.
	failure, failed string
	again           time.Time
	pause           time.Duration
	// accounts is the table of the accounts as it was last accepted; nil where there is none.
	accounts *accountsTable
	// refused is why requests are refused while there are secrets and what was read cannot be served; nil where it can.
	refused atomic.Pointer[fault.Fault]
}

// Change is what a reading of the changed database gave.
type Change struct {
	// What says what is served that was not, what no longer is and what has another name, a sentence each.
	What []string
	// Notes are those that were not told before.
	Notes []catalog.Note
	// Err is why what is served stayed as it was. It is told once, until it is another or all is well.
	Err error
	// Refuses reports that no request is answered until then.
	Refuses bool
	// Well reports that what was told to have failed does not any more, though nothing of the tables has changed.
	Well bool
}

// Open loads a database and keeps what is served up to date; see Watch. The notes are for the log, and so is
// what tell, which may be nil, gets later.
func Open(ctx context.Context, db Database, o Options, tell func(Change)) (*Live, []catalog.Note, error) {
	l := &Live{db: db, options: o, tell: tell, turn: make(chan struct{}, 1), told: map[string]bool{}}
	if tell == nil {
		l.tell = func(Change) {}
	}
	// The mark comes first: a change after it is found by the next look.
	mark, err := l.look(ctx)
	if err != nil {
		return nil, nil, err
	}
	s, notes, digest, err := l.load(ctx, true)
	if err != nil {
		return nil, notes, err
	}
	l.mark, l.digest = mark, digest
	s.marked(mark)
	l.untold(notes)
	l.current.Store(s)
	return l, notes, nil
}

// Current gives what is served now.
func (l *Live) Current() *Snapshot { return l.current.Load() }

// Watch looks for changes of the database at that interval, until ctx ends, and once more then. It does not end before
// that where the database fails.
func (l *Live) Watch(ctx context.Context, interval time.Duration) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			l.lastLook(ctx, interval)
			return
		case <-ticker.C:
			l.renew(ctx, false)
		}
	}
}

// Reload reads the database anew, whether or not it has changed.
func (l *Live) Reload(ctx context.Context) { l.renew(ctx, true) }

// renew reads the database anew where it has changed, or always where that is forced. It tells whether it was read,
// and is served as it is now.
func (l *Live) renew(ctx context.Context, force bool) (read bool) {
	select {
	case l.turn <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	defer func() { <-l.turn }()
	mark, err := l.look(ctx)
	if err != nil {
		if ctx.Err() == nil {
			l.fail(mark, err)
		}
		return false
	}
	if !force && (mark == l.mark || mark == l.failed && time.Now().Before(l.again)) {
		if mark == l.mark {
			l.recover()
		}
		return false
	}
	// What one request began is of use to all: it does not end with that one.
	loading, done := context.WithTimeout(context.WithoutCancel(ctx), loadTime)
	defer done()
	s, notes, digest, err := l.load(loading, force)
	if err != nil {
		if l.options.Users != nil {
			l.refused.Store(refusal())
		}
		l.fail(mark, err)
		return false
	}
	l.swap(s, notes, mark, digest)
	return true
}

// lastLook tells what has become of the database since the last look, for nobody will later.
func (l *Live) lastLook(ctx context.Context, within time.Duration) {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), within)
	defer done()
	l.turn <- struct{}{}
	defer func() { <-l.turn }()
	if mark, err := l.look(ctx); err != nil {
		l.fail(mark, err)
	}
}

// look gives the mark of the database, or an empty one where nothing tells of changes.
func (l *Live) look(ctx context.Context) (string, error) {
	w, ok := l.db.(exec.Watched)
	if !ok {
		return "", nil
	}
	return w.Changed(ctx)
}

// load reads the database. The snapshot is nil where what was read equals what is served: then that stays, with all
// that was kept for it. Unless an operator has asked for it, passwords that may have strayed are an error.
func (l *Live) load(ctx context.Context, asked bool) (s *Snapshot, notes []catalog.Note, digest [sha256.Size]byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fault.Wrap(fmt.Errorf("panic: %v\n%s", r, debug.Stack()), fault.Internal, "internal error")
		}
	}()
	source, err := l.db.Inspect(ctx, l.options.Overrides)
	if err != nil {
		return nil, nil, digest, err
	}
	if u := l.options.Users; u != nil {
		if err := l.accounts.strayed(&source, u); err != nil && !asked {
			return nil, nil, digest, err
		}
		defer func() {
			if err == nil {
				l.accounts = accountsOf(&source, u)
			}
		}()
	}
	// What views read decides whether they are served.
	tables, err := json.Marshal([]any{source.Tables, source.Readers})
	if err != nil {
		return nil, nil, digest, err
	}
	digest = sha256.Sum256(tables)
	if l.current.Load() != nil && digest == l.digest {
		return nil, source.Notes, digest, nil
	}
	if s, notes, err = load(l.db, source, l.options); err != nil {
		return nil, notes, digest, err
	}
	s.renew = func(ctx context.Context) bool {
		// Where another request had it read meanwhile, the database may be as this one needs it.
		return l.renew(ctx, false) || l.current.Load() != s
	}
	s.fixed, s.latest = l.options.Users != nil, l.latest
	return s, notes, digest, nil
}

// swap serves what was read; s is nil where that is what is served.
func (l *Live) swap(s *Snapshot, notes []catalog.Note, mark string, digest [sha256.Size]byte) {
	l.mark, l.digest, l.failure, l.failed, l.pause = mark, digest, "", "", 0
	var change Change
	l.refused.Store(nil)
	if s != nil {
		s.marked(mark)
		change.What = differences(l.current.Swap(s).Catalog, s.Catalog)
	} else {
		l.current.Load().marked(mark)
	}
	change.Notes = l.untold(notes)
	if len(change.What)+len(change.Notes) > 0 {
		l.tell(change)
	}
}

// marked notes the mark of the tables of which the snapshot was read, or has the same as they are now.
func (s *Snapshot) marked(mark string) {
	if mark != "" {
		s.mark.Store(&mark)
	}
}

// untold gives the notes that were not told yet.
func (l *Live) untold(notes []catalog.Note) []catalog.Note {
	fresh := without(notes, func(n catalog.Note) bool { return l.told[n.Message] })
	for _, n := range fresh {
		l.told[n.Message] = true
	}
	return fresh
}

// recover tells that what failed does not any more.
func (l *Live) recover() {
	if l.failure != "" {
		l.tell(Change{Well: true})
	}
	l.failure, l.failed, l.pause = "", "", 0
	l.refused.Store(nil)
}

// fail leaves what is served as it is, and tells why, once.
func (l *Live) fail(mark string, err error) {
	l.pause = min(max(2*l.pause, firstPause), longestPause)
	l.failed, l.again = mark, time.Now().Add(l.pause)
	if text := err.Error(); text != l.failure {
		l.failure = text
		l.tell(Change{Err: err, Refuses: l.refused.Load() != nil})
	}
}
