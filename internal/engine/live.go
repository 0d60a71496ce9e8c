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
	// loadTime bounds one load of the catalogue.
	loadTime = 30 * time.Second
	// firstPause and longestPause bound how long the server waits before it reloads a database state that could not
	// be served.
	firstPause, longestPause = time.Second, time.Minute
)

// Live holds the current snapshot of a database that may change while it is served. A change replaces the snapshot
// in one swap; requests in flight continue with the old one. It is safe for concurrent use.
type Live struct {
	db      Database
	options Options
	tell    func(Change)
	current atomic.Pointer[Snapshot]

	// turn holds one token; its holder may look and load, and owns the fields below.
	turn chan struct{}
	// looks is the number of looks that were begun. Read is the result of the last one, sound if it got as far as that.
	looks       atomic.Int64
	read, sound bool
	// mark and digest are those of the current snapshot.
	mark   string
	digest [sha256.Size]byte
	// told holds the notes reported so far.
	told map[string]bool
	// failure is the last reported failure, empty if there is none; failed is the mark at which it occurred, again
	// the time of the next attempt, and pause the wait before it.
	failure, failed string
	again           time.Time
	pause           time.Duration
	// met are the columns that requests found contradicted since they were last widened; widened are those that are
	// nullable for it. See widen.go.
	met     contradictions
	widened map[place]bool
	// accounts is the accounts table as it was last accepted; nil if there is none.
	accounts *accountsTable
	// refused is the reason why requests are refused while there are secrets and the last load cannot be served; nil
	// if it can.
	refused atomic.Pointer[fault.Fault]
}

// Change is the result of loading a changed database.
type Change struct {
	// What lists what is newly served, no longer served or renamed, a sentence each.
	What []string
	// Notes are the notes not reported before.
	Notes []catalog.Note
	// Err is the reason why the previous snapshot is still served. It is reported once, until it changes or is
	// resolved.
	Err error
	// Refuses is set if all requests are refused until Err is resolved.
	Refuses bool
	// Well is set if a reported failure is resolved although the tables have not changed.
	Well bool
}

// Open loads a database; Watch keeps it up to date. The notes are for the log, as are the changes later passed to
// tell, which may be nil.
func Open(ctx context.Context, db Database, o Options, tell func(Change)) (*Live, []catalog.Note, error) {
	l := &Live{db: db, options: o, tell: tell, turn: make(chan struct{}, 1), told: map[string]bool{}}
	if tell == nil {
		l.tell = func(Change) {}
	}
	if o.Now == nil {
		l.options.Now = time.Now
	}
	// Read the mark first: the next look then finds any later change.
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

// Current returns the snapshot that is served now.
func (l *Live) Current() *Snapshot { return l.current.Load() }

// Watch looks for changes of the database at the given interval, and when the database tells of one, until ctx ends,
// and a last time then. Errors of the database do not end it.
func (l *Live) Watch(ctx context.Context, interval time.Duration) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	var wake <-chan struct{}
	if w, ok := l.db.(exec.Waking); ok {
		wake = w.Wake()
	}
	for {
		select {
		case <-ctx.Done():
			l.lastLook(ctx, interval)
			return
		case <-ticker.C:
			l.renew(ctx, false)
			l.Widen(ctx)
		case <-wake:
			l.renew(ctx, false)
		}
	}
}

// Reload reloads the database, whether or not it has changed.
func (l *Live) Reload(ctx context.Context) { l.renew(ctx, true) }

// renew reloads the database if it has changed or if forced. It reports whether the load succeeded and its result
// is served.
func (l *Live) renew(ctx context.Context, force bool) (read bool) {
	begun := l.looks.Load()
	select {
	case l.turn <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	defer func() { <-l.turn }()
	if !force && l.sound && l.looks.Load() > begun {
		return l.read // another one has looked while this one waited: many do after a change
	}
	l.looks.Add(1)
	l.sound = false
	defer func() { l.read, l.sound = read, ctx.Err() == nil }()
	mark, err := l.look(ctx)
	if err != nil {
		if ctx.Err() == nil {
			l.fail(mark, err)
		}
		return false
	}
	if !force && (mark == l.mark || mark == l.failed && l.options.Now().Before(l.again)) {
		if mark == l.mark {
			l.recover()
		}
		return false
	}
	// The load benefits all requests, so it does not end with the one that began it.
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

// lastLook reports the changes of the database since the last look, because no later look will.
func (l *Live) lastLook(ctx context.Context, within time.Duration) {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), within)
	defer done()
	l.turn <- struct{}{}
	defer func() { <-l.turn }()
	if mark, err := l.look(ctx); err != nil {
		l.fail(mark, err)
	}
}

// look returns the mark of the database; empty if changes are not detected.
func (l *Live) look(ctx context.Context) (string, error) {
	w, ok := l.db.(exec.Watched)
	if !ok {
		return "", nil
	}
	return w.Changed(ctx)
}

// load reads the database. The snapshot is nil if the result equals what is served, so that the current one stays
// with its caches. Passwords that may have moved to another column are an error unless an operator asked for the
// load.
func (l *Live) load(ctx context.Context, asked bool) (s *Snapshot, notes []catalog.Note, digest [sha256.Size]byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fault.Wrap(fmt.Errorf("panic: %v\n%s", r, debug.Stack()), fault.Internal, "internal error")
		}
	}()
	source, err := l.db.Inspect(ctx, l.overrides(asked))
	if err != nil {
		return nil, nil, digest, err
	}
	l.keepWidened(&source, asked)
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
	if digest, err = digestOf(&source); err != nil {
		return nil, nil, digest, err
	}
	if l.current.Load() != nil && digest == l.digest {
		return nil, source.Notes, digest, nil
	}
	s, notes, err = l.build(source)
	return s, notes, digest, err
}

// digestOf returns the digest of what is served of a source. It includes what views read, because that decides whether
// they are served.
func digestOf(source *catalog.Source) (digest [sha256.Size]byte, err error) {
	tables, err := json.Marshal([]any{source.Tables, source.Readers})
	return sha256.Sum256(tables), err
}

// build returns the snapshot of a source.
func (l *Live) build(source catalog.Source) (*Snapshot, []catalog.Note, error) {
	s, notes, err := load(l.db, source, l.options)
	if err != nil {
		return nil, notes, err
	}
	s.renew = func(ctx context.Context) bool {
		// Another request may have reloaded it meanwhile, and the database may now fit this one.
		return l.renew(ctx, false) || l.current.Load() != s
	}
	s.stays = func(ctx context.Context) bool {
		mark, err := l.look(ctx)
		known := s.mark.Load()
		return err == nil && known != nil && mark == *known
	}
	s.fixed, s.latest = l.options.Users != nil, l.latest
	s.contradicted = func(c *catalog.Column) {
		if l.current.Load() == s { // another one may know the column otherwise
			l.met.add(c)
		}
	}
	return s, notes, nil
}

// swap reports the result of a load and serves it; s is nil if it equals what is served. It reports first, so that
// whoever sees the new tables finds in the log what became of them.
func (l *Live) swap(s *Snapshot, notes []catalog.Note, mark string, digest [sha256.Size]byte) {
	l.mark, l.digest, l.failure, l.failed, l.pause = mark, digest, "", "", 0
	change := Change{Notes: l.untold(notes)}
	if s != nil {
		change.What = differences(l.current.Load().Catalog, s.Catalog)
	}
	if len(change.What)+len(change.Notes) > 0 {
		l.tell(change)
	}
	l.refused.Store(nil)
	if s == nil {
		l.current.Load().marked(mark)
		return
	}
	s.marked(mark)
	l.current.Store(s)
}

// marked sets the mark of the tables that the snapshot was read from, or whose current state equals it.
func (s *Snapshot) marked(mark string) {
	if mark != "" {
		s.mark.Store(&mark)
	}
}

// untold returns the notes that were not reported yet.
func (l *Live) untold(notes []catalog.Note) []catalog.Note {
	fresh := without(notes, func(n catalog.Note) bool { return l.told[n.Message] })
	for _, n := range fresh {
		l.told[n.Message] = true
	}
	return fresh
}

// recover reports that a failure is resolved.
func (l *Live) recover() {
	if l.failure != "" {
		l.tell(Change{Well: true})
	}
	l.failure, l.failed, l.pause = "", "", 0
	l.refused.Store(nil)
}

// fail leaves the current snapshot in place and reports the failure once.
func (l *Live) fail(mark string, err error) {
	l.pause = min(max(2*l.pause, firstPause), longestPause)
	l.failed, l.again = mark, l.options.Now().Add(l.pause)
	if text := err.Error(); text != l.failure {
		l.failure = text
		l.tell(Change{Err: err, Refuses: l.refused.Load() != nil})
	}
}
