package exec

import (
	"encoding/binary"
	"slices"

	"tiddly/internal/cell"
	"tiddly/internal/cursor"
	"tiddly/internal/dialect"
	"tiddly/internal/fault"
	"tiddly/internal/sqlgen"
)

// level holds the rows of one statement as bytes: objects separated by commas, those of one parent side by side, with
// a hole wherever a nested list belongs.
type level struct {
	query *sqlgen.Query
	buf   []byte
	// groups holds the rows of each parent, by the parent's key; the root has one.
	groups []group
	// holes are in the order of buf.
	holes []hole
	marks []mark
	// ranks holds the places of the rows, where the query has ranks.
	ranks []placed
	// nulls holds the parts of buf that a bad cell further down made null, in order.
	nulls    []span
	keys     []*keySet
	spare    []*keySet
	children []*level
	// pages describes the page of each group, where the rows are read as a connection: then buf holds the values of
	// their cursors, and lists the rows.
	pages []page
	lists []*level
	// within reports that this level is a list of a connection, whose keys and children it has.
	within bool
	signer *cursor.Signer
	// found has, for each key of global ids, the number of its group; -1 for a key that no row can have. Identities are
	// these keys.
	found      []int
	identities keySet
}

// group is a run of rows with one parent.
type group struct {
	start, end   int
	holes, marks span
	rows         int
	// unmarked is the number of bad cells without a mark.
	unmarked int
	// cut reports that rows were left out at the default limit, dead that the list must be null.
	cut, dead bool
	// settled reports whether the settler has visited the group, errors and cuts how many it found in the group and
	// below.
	settled      bool
	errors, cuts int
}

type span struct{ start, end int }

// hole is where a nested list belongs.
type hole struct {
	at int
	// child and key identify the rows that belong there; row is the index of the row in its group.
	child, key, row int
	// object is the joined object around the hole, which can become null; empty where that is the row itself.
	object span
}

// mark is a bad cell: the index of its row in the group and the path from there.
type mark struct {
	row   int
	path  []any
	fault *fault.Fault
}

// maxMarks is the maximum number of bad cells kept for one statement: more than an answer reports.
const maxMarks = 10 * MaxErrors

// maxKept is the maximum size of the buffers that a run keeps for the next request, in bytes.
const maxKept = 1 << 20

// maxMany is the maximum capacity kept for everything but bytes: keys, groups of rows, holes between them.
const maxMany = 10_000

// forget drops buffers that have grown beyond what is kept.
func (l *level) forget() {
	if cap(l.found) > maxMany {
		l.found = nil
	}
	if cap(l.groups) > maxMany || cap(l.holes) > maxMany || cap(l.ranks) > maxMany {
		l.groups, l.holes, l.ranks, l.nulls, l.pages = nil, nil, nil, nil, nil
	}
	for _, k := range l.spare {
		k.forget()
	}
	l.identities.forget()
}

func (l *level) reset() {
	if l.within {
		l.keys, l.children = nil, nil
	}
	for _, k := range l.keys {
		k.reset()
		l.spare = append(l.spare, k)
	}
	clear(l.marks)
	clear(l.keys)
	clear(l.children)
	clear(l.lists)
	buf := l.buf[:0]
	if cap(buf) > maxKept {
		buf = nil
	}
	l.identities.reset()
	l.forget()
	*l = level{
		identities: l.identities,

		buf: buf, groups: l.groups[:0], holes: l.holes[:0], marks: l.marks[:0], nulls: l.nulls[:0],
		ranks: l.ranks[:0], keys: l.keys[:0], spare: l.spare, children: l.children[:0],
		pages: l.pages[:0], lists: l.lists[:0], found: l.found[:0],
	}
}

// keySet numbers the distinct keys of the parents' rows, which are then bound as one value.
type keySet struct {
	// values are the keys to bind.
	values dialect.Keys
	count  int
	// most is the greatest count so far: a map never shrinks.
	most int
	// ints serves the common case, a single integer; texts everything else.
	ints    map[int64]int
	texts   map[string]int
	scratch []byte
	// lastInt is the key of the previous row, and last its number, or -1: rows with one parent come together.
	lastInt int64
	last    int
}

// forget drops what has grown beyond what is kept.
func (k *keySet) forget() {
	if k.most > maxMany || cap(k.scratch) > MaxQuick {
		*k = keySet{}
	}
}

func (k *keySet) start(q *sqlgen.Query) {
	k.last = -1
	k.values = k.values.Reset(len(q.ParentKey))
}

func (k *keySet) reset() {
	k.most = max(k.most, k.count)
	if k.count > 0 {
		clear(k.ints)
		clear(k.texts)
	}
	*k = keySet{most: k.most, values: k.values.Reset(0), ints: k.ints, texts: k.texts, scratch: k.scratch[:0]}
}

// add returns the number of the key in the parent's row. It reports false where a part of it is NULL, which matches no
// child.
func (k *keySet) add(rows Rows, cells []int) (int, bool) {
	if slices.ContainsFunc(cells, rows.Null) {
		return 0, false
	}
	v, isInt := k.form(rows, cells)
	if n, known := k.number(v, isInt); known {
		return n, true
	}
	n := k.count
	k.count++
	if isInt {
		if k.ints == nil {
			k.ints = map[int64]int{}
		}
		k.ints[v] = n
	} else {
		if k.texts == nil {
			k.texts = map[string]int{}
		}
		form := string(k.scratch)
		k.texts[form] = n
		if text, is := cell.TextOfKey(form); is && len(cells) == 1 {
			k.values[0].AppendText(text) // one copy serves both
			return n, true
		}
	}
	keep(k.values, rows, cells)
	return n, true
}

// keep adds the cells of a row to keys.
func keep(keys dialect.Keys, rows Rows, cells []int) {
	for i, c := range cells {
		if n, ok := rows.Int(c); ok {
			keys[i].AppendInt(n)
		} else {
			keys[i].Append(rows.Value(c))
		}
	}
}

// find returns the number of the parent that a child's row belongs to; -1 where there is none.
func (k *keySet) find(rows Rows, cells []int) int {
	v, isInt := k.form(rows, cells)
	if isInt && k.last >= 0 && v == k.lastInt {
		return k.last
	}
	n, known := k.number(v, isInt)
	if !known {
		return -1
	}
	if isInt {
		k.last, k.lastInt = n, v
	}
	return n
}

// form returns the key where it is one integer, however it is stored. Otherwise it reports false, and the form of the
// key is in scratch.
func (k *keySet) form(rows Rows, cells []int) (int64, bool) {
	if len(cells) == 1 {
		if n, ok := rows.Int(cells[0]); ok {
			return n, true
		}
		k.scratch = rows.AppendKey(k.scratch[:0], cells[0])
		return cell.IntOfKey(k.scratch)
	}
	k.scratch = k.scratch[:0]
	for _, c := range cells {
		k.scratch = rows.AppendKey(k.scratch, c)
		// The length so far keeps ("a", "bc") and ("ab", "c") apart.
		k.scratch = binary.AppendUvarint(k.scratch, uint64(len(k.scratch)))
	}
	return 0, false
}

// number returns the number of the key that is v, or otherwise has its form in scratch, and reports whether it is
// known.
func (k *keySet) number(v int64, isInt bool) (n int, known bool) {
	if isInt {
		n, known = k.ints[v]
	} else {
		n, known = k.texts[string(k.scratch)]
	}
	return n, known
}
