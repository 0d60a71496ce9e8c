package exec

import (
	"bytes"
	"context"
	"errors"
	"time"

	"tiddly/internal/fault"
	"tiddly/internal/observe"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// The size of pages. The first is small so that it is answered soon, the following ones grow. A list that no index
// sorts is sorted anew for each page: where reading is slow, fewer and larger pages help.
const (
	firstPage  = 1000
	mostPage   = 16_000
	firstBytes = 64 << 10
	// fullPage is the number of bytes that ends a page, however few its rows, where there is room for as many.
	fullPage = 1 << 20
	// slowPage is the time to read a page beyond which pages grow up to largest times the limits above.
	slowPage = 100 * time.Millisecond
	largest  = 4
)

// pageSize is the limits of a page.
type pageSize struct{ rows, bytes int64 }

// after returns the limits of the page that follows one which took that long to read.
func (s pageSize) after(took time.Duration) pageSize {
	if took > slowPage {
		return pageSize{min(2*s.rows, largest*mostPage), min(2*s.bytes, largest*fullPage)}
	}
	return pageSize{max(s.rows, min(2*s.rows, mostPage)), max(s.bytes, min(2*s.bytes, fullPage))}
}

// Scroll reads a list page by page. Each page is a read of its own, so that nothing is held while a page is sent: a
// row that is written meanwhile is in the answer or not, by its place in the order.
type Scroll struct {
	db        Database
	query     *sqlgen.Query
	key       string
	arguments request.Arguments
	options   Options
	// left is the number of rows that may still come, negative without a limit; read is the number that came.
	left, read int64
	size       pageSize
	// last holds the sort values of the last row.
	last []any
	done bool
	// begun reports whether a page was read.
	begun bool
	// wanted is the number of bytes for which the last page found no room.
	wanted int
	// warnings are those of all pages so far.
	warnings []Warning
}

// Page is the limits of a page.
type Page struct {
	// Bytes is the number of bytes that ends it, however few its rows.
	Bytes int
	// Room is asked before more bytes are read than Held, the number already reserved; nil has room for all.
	Room Room
	Held int
}

// NewScroll returns a Scroll for a list of at most most rows; negative is all of them. Of the options, Rows has no
// effect, and Bytes limits each row.
func NewScroll(db Database, p *sqlgen.Program, arguments request.Arguments, most int64, o Options) (*Scroll, error) {
	if len(p.Fields) != 1 || p.Fields[0].Query == nil || p.Fields[0].Query.Scroll == nil {
		return nil, fault.New(fault.Internal, "this program is not read page by page")
	}
	f := &p.Fields[0]
	return &Scroll{db: db, query: f.Query, key: f.Key, arguments: arguments, options: o, left: most, size: pageSize{firstPage, firstBytes}, done: most == 0}, nil
}

// Over switches the following pages to a program for tables of another mark, and reports whether that is possible: the
// first page may be of any, those after it continue behind a row and need the same statements.
func (s *Scroll) Over(p *sqlgen.Program, mark string) bool {
	if len(p.Fields) != 1 || p.Fields[0].Query == nil || p.Fields[0].Query.Scroll == nil {
		return false
	}
	q := p.Fields[0].Query
	if s.begun && !sameScroll(s.query, q) {
		return false
	}
	s.query, s.options.Mark = q, mark
	return true
}

// sameScroll reports whether two queries are read by the same statements.
func sameScroll(a, b *sqlgen.Query) bool {
	next := func(q *sqlgen.Query) string {
		if q.Scroll.Next == nil {
			return ""
		}
		return q.Scroll.Next.SQL
	}
	return a.SQL == b.SQL && next(a) == next(b)
}

// Done reports whether there are no more pages.
func (s *Scroll) Done() bool { return s.done }

// Want returns the maximum size of the next page in bytes, if there were room for it.
func (s *Scroll) Want() int { return int(s.size.bytes) }

// Warnings returns the warnings of the pages that were read.
func (s *Scroll) Warnings() []Warning { return s.warnings }

// Wanted returns the number of bytes for which a failed page found no room; 0 where it failed for another reason.
func (s *Scroll) Wanted() int { return s.wanted }

// Next reads a page and appends its rows to dst, objects with commas between them; a page can be empty. A page that
// failed can be retried.
func (s *Scroll) Next(ctx context.Context, dst []byte, bounds Page) ([]byte, error) {
	if s.done {
		return dst, nil
	}
	o := s.options
	o.Room, o.Held = bounds.Room, bounds.Held
	watch := newWatcher(s.options.Observer)
	start := time.Now()
	page := pageRead{scroll: s, bytes: bounds.Bytes}
	watch.enter(s.key)
	err := s.db.Read(ctx, false, func(reader Reader) error {
		page.run = begin(s.arguments, &o, watch)
		return o.settled(reader, page.read(reader))
	})
	watch.leave()
	watch.stage(observe.Exec, start)
	defer page.run.release()
	s.wanted = 0
	if err != nil {
		if page.run != nil {
			s.wanted = page.run.wanted
		}
		if errors.Is(err, ErrMoved) {
			s.wanted = 0 // the failed read does not count
			return dst, ErrMoved
		}
		return dst, fieldFault(err, s.key)
	}
	s.begun = true
	s.warnings = Warned(s.warnings, page.run.warnings...)
	s.read += page.rows
	s.size = s.size.after(time.Since(start))
	if s.left > 0 {
		s.left -= page.rows
	}
	s.done = page.ended || s.left == 0
	if !s.done {
		s.last = page.last
	}
	return append(dst, page.level.buf...), nil
}

// pageRead is the reading of one page.
type pageRead struct {
	scroll *Scroll
	run    *run
	level  *level
	// bytes ends the page.
	bytes int
	rows  int64
	// last holds the sort values of the last row, ended reports that no row follows.
	last  []any
	ended bool
}

func (p *pageRead) read(reader Reader) error {
	s, r := p.scroll, p.run
	r.page = s
	statement := s.query.Statement()
	if s.query.Scroll.Next != nil && s.last != nil {
		statement = *s.query.Scroll.Next
		statement.Places = s.query.Places
	}
	p.level = r.take(s.query)
	p.level.groups = append(p.level.groups, group{})
	start := r.watch.now()
	running, err := r.start(reader, statement, nil)
	if err != nil {
		return err
	}
	err = p.take(running.rows)
	if closeErr := running.rows.Close(); err == nil {
		err = closeErr
	}
	r.unread(reader, running.Places)
	r.watch.statement(reader, start, running.SQL, running.Args, running.bound, int(p.rows))
	return err
}

// take reads the rows of a page until it is full.
func (p *pageRead) take(rows Rows) error {
	l := p.level
	w := newWriter(p.run, l, rows)
	most := p.scroll.pageRows()
	for rows.Next() {
		before := len(l.buf)
		w.uncounted = before
		w.row(&l.groups[0])
		if !w.more(0) {
			return w.stop
		}
		if len(l.marks) > 0 {
			return l.marks[0].fault
		}
		p.rows++
		// Rows are similar in size: where there is no room for another one, the page is full.
		if size := len(l.buf) - before; p.rows == most || len(l.buf) >= p.bytes || !p.run.hold(len(l.buf)+size) {
			p.run.wanted = 0
			p.keep(rows)
			return nil
		}
	}
	p.ended = true
	return rows.Err()
}

// pageRows returns the maximum number of rows of the next page.
func (s *Scroll) pageRows() int64 {
	if s.left > 0 {
		return min(s.size.rows, s.left)
	}
	return s.size.rows
}

// keep records where the page ends. Cells are valid until the next row, so bytes are copied.
func (p *pageRead) keep(rows Rows) {
	p.last = make([]any, len(p.scroll.query.Scroll.Sort))
	for i, at := range p.scroll.query.Scroll.Sort {
		if rows.Null(at) {
			continue
		}
		v := rows.Value(at)
		if b, ok := v.([]byte); ok {
			v = bytes.Clone(b)
		}
		p.last[i] = v
	}
}
