package exec

import (
	"encoding/base64"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/jsontext"
)

// Room limits the bytes that a read may hold, across requests.
type Room interface {
	// Take reports whether there is room for that many more bytes, and reserves it then. It does not wait.
	Take(bytes int) bool
}

const (
	// leastStep is the minimum amount of room to take at once, and stepPart the fraction of what was taken before.
	leastStep = 4 << 10
	stepPart  = 64
)

// errNoRoom ends a read that has outgrown its room; see Answer.Wanted.
var errNoRoom = fault.New(fault.LimitOutgoing, "too many bytes are waiting to be sent, to this client or in all").
	WithHint("read the answers that are pending, request fewer rows, or try again in a second")

// hold reports whether the run may hold that many bytes, and takes room for more than it had.
func (r *run) hold(bytes int) bool {
	more := bytes - r.held
	if more <= 0 || r.options.Room == nil {
		return true
	}
	more = max(more, leastStep, r.held/stepPart)
	if !r.options.Room.Take(more) {
		r.wanted = bytes
		return false
	}
	r.held += more
	return true
}

// MaxQuick is the maximum length of a cell that is appended without a check of the room.
const MaxQuick = 4 << 10

// fits reports whether a cell of a kind may be appended, before it is: one cell can be longer than an answer, and
// longer still as JSON. JSON itself gets no longer, and often shorter, and of most kinds no long cell is valid.
func (w *writer) fits(i int, kind catalog.Kind) bool {
	switch kind {
	case catalog.String, catalog.Bytes, catalog.Decimal, catalog.Enum:
	default:
		return true
	}
	if w.rows.Length(i) <= MaxQuick {
		return true
	}
	size := 0
	switch v := w.rows.Value(i).(type) {
	case string:
		size = jsontext.StringSize(v)
	case []byte:
		size = base64.StdEncoding.EncodedLen(len(v))
	}
	return w.more(size)
}

// fitsKey reports whether a cell may be kept as a part of a key, which is held beside the answer.
func (w *writer) fitsKey(i int) bool {
	size := w.rows.Length(i)
	if size <= MaxQuick {
		return true
	}
	w.run.keyed += size
	return w.more(w.run.keyed)
}

// more reports whether that many bytes may be appended to the level. Where they may not, the row is the last.
func (w *writer) more(bytes int) bool {
	r := w.run
	bytes += r.bytes + len(w.level.buf) + w.beside
	switch {
	case w.stop != nil:
	case bytes-w.uncounted > r.options.Bytes:
		w.stop = r.options.tooLarge()
	case !r.hold(bytes):
		w.stop = errNoRoom
	}
	return w.stop == nil
}

// lengthOf returns what Rows.Length returns for a value.
func lengthOf(value any) int {
	switch v := value.(type) {
	case string:
		return len(v)
	case []byte:
		return len(v)
	default:
		return 0
	}
}
