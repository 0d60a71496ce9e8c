package exec

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"tiddly/internal/fault"
	"tiddly/internal/observe"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// levels reads the rows of each member of a payload that has some: those that keys name, or those that match where
// there are no keys.
func (u *unit) levels(tx Tx, f *sqlgen.Field, keys *keySet) ([]*level, error) {
	r := u.run
	var all []*level
	for i := range f.Write.Payload {
		p := &f.Write.Payload[i]
		if p.Query == nil {
			continue
		}
		l := r.take(p.Query)
		l.grow(1)
		all = append(all, l)
		if keys != nil && keys.count == 0 {
			continue
		}
		r.watch.enter(p.Key)
		err := r.readDown(tx, l, keys)
		r.watch.leave()
		if err != nil {
			return nil, memberFault(err, f.Key, p.Key)
		}
		if f.Kind == request.InsertMany {
			l.arrange()
		}
	}
	return all, nil
}

// payload appends the object of a field's payload. A cell that cannot be shown is an error here, and ends the unit.
func (u *unit) payload(f *sqlgen.Field, affected int64, levels []*level) error {
	s := settler{answer: &u.answer}
	next := 0
	u.dst = append(u.dst, '{')
	for i := range f.Write.Payload {
		p := &f.Write.Payload[i]
		if i > 0 {
			u.dst = append(u.dst, ',')
		}
		u.dst = append(u.dst, p.Prefix...)
		switch {
		case p.Query != nil:
			l := levels[next]
			next++
			s.root(l, u.run.noted, f.Key, p.Key)
			if len(u.answer.Errors) > 0 {
				return u.answer.Errors[0]
			}
			u.dst = appendRoot(u.dst, l, listOrSingle(f.Kind), false, u.base+u.run.options.Bytes)
		case p.Kind == request.AffectedRows:
			u.dst = strconv.AppendInt(u.dst, affected, 10)
		case p.Kind == request.PayloadTypename:
			u.dst = append(u.dst, p.Constant...)
		case p.Kind == request.After:
			u.gaps = append(u.gaps, gap{at: len(u.dst) - u.base, path: []any{f.Key, p.Key}, program: p.After})
		case f.Kind.Many():
			u.dst = append(u.dst, "[]"...)
		default:
			u.dst = append(u.dst, "null"...)
		}
	}
	u.dst = append(u.dst, '}')
	return nil
}

func listOrSingle(k request.FieldKind) request.FieldKind {
	if k.Many() {
		return request.List
	}
	return request.Single
}

// after reads what follows the commit and puts it into the gaps, each a read of its own. The write is kept whatever
// happens here.
func (u *unit) after(ctx context.Context, db Database) Answer {
	if len(u.gaps) == 0 {
		u.answer.Data = u.dst[u.base:]
		return u.answer
	}
	written := slices.Clone(u.dst[u.base:])
	out, from := u.dst[:u.base], 0
	members := slices.Clone(u.answer.Members)
	for _, g := range u.gaps {
		out = append(out, written[from:g.at]...)
		from = g.at
		value := u.read(ctx, db, g, u.run.options.Bytes-len(written)-(len(out)-u.base-g.at))
		out = append(out, value...)
		for i, m := range u.answer.Members {
			if m.Start > g.at {
				members[i].Start += len(value)
			}
			if m.End > g.at {
				members[i].End += len(value)
			}
		}
	}
	u.answer.Members = members
	u.answer.Data = append(out, written[from:]...)[u.base:]
	return u.answer
}

// read returns the value of a gap: an object, or null where it could not be read.
func (u *unit) read(ctx context.Context, db Database, g gap, bytes int) []byte {
	o := u.run.options
	o.Bytes = bytes
	if o.Observer != nil {
		o.Observer = &nested{Observer: o.Observer, path: g.path}
	}
	if locate := o.Locate; locate != nil {
		o.Locate = func(s request.Slot, f *fault.Fault) *fault.Fault {
			f = locate(s, f)
			if len(f.Path) >= len(g.path) {
				f = f.At(f.Path[len(g.path):]...) // the plan knows the whole path
			}
			return f
		}
	}
	a := Run(ctx, db, g.program, u.run.arguments, nil, o)
	u.answer.Statements += a.Statements
	u.answer.Rows += a.Rows
	u.answer.Omitted += a.Omitted
	u.answer.Warnings = Warned(u.answer.Warnings, a.Warnings...)
	for _, f := range a.Errors {
		if len(u.answer.Errors) >= MaxErrors {
			u.answer.Omitted++
		} else {
			u.answer.Errors = append(u.answer.Errors, f.At(slices.Concat(g.path, f.Path)...))
		}
	}
	for _, c := range a.Cuts {
		if len(u.answer.Cuts) < MaxErrors {
			u.answer.Cuts = append(u.answer.Cuts, Cut{Path: slices.Concat(g.path, c.Path), Rows: c.Rows})
		}
	}
	if a.Data == nil {
		return []byte("null")
	}
	return a.Data
}

// nested reports statements to an observer below a path.
type nested struct {
	observe.Observer
	path []any
}

// Statement implements observe.Observer.
func (n *nested) Statement(s observe.Statement) {
	field := make([]string, 0, len(n.path)+len(s.Field))
	for _, key := range n.path {
		name, _ := key.(string)
		field = append(field, name)
	}
	s.Field = append(field, s.Field...)
	n.Observer.Statement(s)
}

// placed is a row of a level with a place among the rows of the input. Its parts begin where those of the previous row
// end.
type placed struct {
	rank              int
	end, holes, marks int
}

// arrange puts the rows of the single group of a level into the order of their ranks.
func (l *level) arrange() {
	byRank := func(a, b int) int { return cmp.Compare(l.ranks[a].rank, l.ranks[b].rank) }
	order := make([]int, len(l.ranks))
	for i := range order {
		order[i] = i
	}
	if slices.IsSortedFunc(order, byRank) {
		return
	}
	slices.SortFunc(order, byRank)
	l.pick(order)
}

// keep removes the rows of the single group of a level whose ranks are not wanted.
func (l *level) keep(wanted func(rank int) bool) {
	order := make([]int, 0, len(l.ranks))
	for i, row := range l.ranks {
		if wanted(row.rank) {
			order = append(order, i)
		}
	}
	if len(order) < len(l.ranks) {
		l.pick(order)
	}
}

// pick replaces the single group of a level by these of its rows, by their places, in this order.
func (l *level) pick(order []int) {
	buf := make([]byte, 0, len(l.buf))
	holes := make([]hole, 0, len(l.holes))
	marks := make([]mark, 0, len(l.marks))
	for i, from := range order {
		row, before, start := l.ranks[from], placed{}, 0
		if from > 0 {
			before = l.ranks[from-1]
			start = before.end + 1 // after the comma
		}
		if i > 0 {
			buf = append(buf, ',')
		}
		moved := len(buf) - start
		buf = append(buf, l.buf[start:row.end]...)
		for _, h := range l.holes[before.holes:row.holes] {
			h.at, h.row = h.at+moved, i
			if h.object != (span{}) {
				h.object = span{h.object.start + moved, h.object.end + moved}
			}
			holes = append(holes, h)
		}
		for _, m := range l.marks[before.marks:row.marks] {
			m.row = i
			marks = append(marks, m)
		}
	}
	l.buf, l.holes, l.marks = buf, holes, marks
	g := &l.groups[0]
	g.rows, g.end, g.holes, g.marks = len(order), len(buf), span{0, len(holes)}, span{0, len(marks)}
}
