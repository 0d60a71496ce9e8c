package exec

import (
	"cmp"
	"slices"

	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// fieldRoom is the approximate size of a root field without its rows, in bytes.
const fieldRoom = 64

// answer writes the object of the root fields from the levels.
func (r *run) answer(p *sqlgen.Program, dst []byte) Answer {
	r.out = Answer{Statements: r.statements, Rows: r.rows, Warnings: r.warnings, Members: make([]Member, 0, len(p.Fields))}
	s, a := settler{answer: &r.out}, &r.out
	base := len(dst)
	dst = append(slices.Grow(dst, r.bytes+len(p.Fields)*fieldRoom), '{')
	next, null := 0, false
	for i := range p.Fields {
		f := &p.Fields[i]
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, f.Prefix...)
		start := len(dst)
		v := rootValue{field: f}
		switch {
		case f.IDs != request.None:
			v.levels = r.roots[next : next+len(f.Found)]
			v.ids, _ = r.arguments.At(f.IDs).(*request.NodeIDs)
			v.deadIDs = r.deadOf(&s, &v)
		case f.Query != nil:
			v.levels = r.roots[next : next+1]
			v.dead = s.root(v.levels[0], r.noted, f.Key)
			null = null || (v.dead && f.Kind != request.Single)
		}
		next += len(v.levels)
		if dst = r.write(dst, base, &v); r.wanted > 0 {
			return r.failed(errNoRoom.At(f.Key))
		}
		a.Members = append(a.Members, Member{Key: f.Key, Start: start - base, End: len(dst) - base})
		if len(dst)-base > r.options.Bytes {
			failed := Failed(r.options.tooLarge().At(f.Key))
			failed.Statements, failed.Rows = a.Statements, a.Rows
			return failed
		}
	}
	dst = append(dst, '}')
	if null {
		a.Members = nil
		return *a
	}
	a.Data = dst[base:]
	return *a
}

// write appends a root field, which stops once it has written more than it may. There is room for what was read; rows
// shared by many parents take more, and the field is written again where that was found.
func (r *run) write(dst []byte, base int, v *rootValue) []byte {
	start := len(dst)
	for extra := leastStep; ; extra *= 4 {
		most := r.options.Bytes
		if r.options.Room != nil {
			most = min(most, r.held)
		}
		dst = v.append(dst[:start], base+most)
		n := len(dst) - base
		if n <= most || most == r.options.Bytes || !r.hold(min(n+extra, r.options.Bytes)) {
			return dst
		}
	}
}

// rootValue is the value of a root field.
type rootValue struct {
	field *sqlgen.Field
	// levels are those of its rows: one, or one for each table of global ids; none for a constant.
	levels []*level
	dead   bool
	// ids are the global ids or keys of a field that has some, deadIDs the indexes of those whose rows must be null.
	ids     *request.NodeIDs
	deadIDs map[int]bool
}

// append appends the value. It stops once dst is longer than most.
func (v *rootValue) append(dst []byte, most int) []byte {
	switch {
	case v.field.IDs != request.None:
		return v.appendFound(dst, most)
	case v.field.Query != nil:
		return appendRoot(dst, v.levels[0], v.field.Kind, v.dead, most)
	default:
		return append(dst, v.field.Constant...)
	}
}

func appendRoot(dst []byte, root *level, kind request.FieldKind, dead bool, most int) []byte {
	g := &root.groups[0]
	if kind == request.List || kind == request.Connection {
		return root.value(dst, 0, most)
	}
	if dead || g.rows == 0 {
		return append(dst, "null"...)
	}
	return root.append(dst, g, most)
}

// append writes the rows of a group with the holes filled. It stops once dst is longer than most: rows shared by many
// parents are written once for each, so few rows can make a long answer.
func (l *level) append(dst []byte, g *group, most int) []byte {
	pos := g.start
	nulls := l.nulls
	for i := g.holes.start; i < g.holes.end; i++ {
		h := &l.holes[i]
		if len(dst) > most {
			return dst
		}
		if h.at < pos {
			continue // inside an object that became null
		}
		for len(nulls) > 0 && nulls[0].start < pos {
			nulls = nulls[1:]
		}
		if len(nulls) > 0 && nulls[0].start <= h.at && h.at < nulls[0].end {
			dst = append(dst, l.buf[pos:nulls[0].start]...)
			dst = append(dst, "null"...)
			pos = nulls[0].end
			continue
		}
		dst = append(dst, l.buf[pos:h.at]...)
		pos = h.at
		dst = l.children[h.child].value(dst, h.key, most)
	}
	return append(dst, l.buf[pos:g.end]...)
}

// settler walks the levels where there is something to report: it reports bad cells and the paths of cuts, and carries
// nulls up to the next field that can be null.
type settler struct {
	answer *Answer
	path   []any
	// errors and cuts are the numbers found so far, reported or not.
	errors, cuts int
}

// root settles the rows at the path of some keys; it reports whether their field must be null.
func (s *settler) root(l *level, noted bool, keys ...string) bool {
	g := &l.groups[0]
	if !noted && !g.cut {
		return false
	}
	s.path = s.path[:0]
	for _, key := range keys {
		s.path = append(s.path, key)
	}
	if !noted {
		s.cut(l, g)
		return false
	}
	return s.group(l, 0)
}

// found settles the row of a group, at a path; it reports whether it must be null.
func (s *settler) found(l *level, group int, path ...any) bool {
	s.path = append(s.path[:0], path...)
	return s.group(l, group)
}

func (s *settler) cut(l *level, g *group) {
	if !g.cut || l.query.Single {
		return
	}
	if s.cuts++; len(s.answer.Cuts) < MaxErrors {
		s.answer.Cuts = append(s.answer.Cuts, Cut{Path: slices.Clone(s.path), Rows: g.rows})
	}
}

// group settles the rows of one list; it reports whether the list must be null. A group shared by many parents is
// walked again only while there is something to report and room for it.
func (s *settler) group(l *level, i int) bool {
	g := &l.groups[i]
	if g.settled && !s.tells(g) {
		s.omit(g.errors)
		s.cuts += g.cuts
		return g.dead
	}
	errors, cuts := s.errors, s.cuts
	s.cut(l, g)
	for _, m := range l.marks[g.marks.start:g.marks.end] {
		s.report(l, m)
	}
	s.omit(g.unmarked)
	dead := s.holes(l, g)
	for _, list := range l.lists {
		s.path = append(s.path, list.query.Key)
		dead = s.group(list, i) || dead
		s.path = s.path[:len(s.path)-1]
	}
	g.dead = g.dead || dead
	g.settled, g.errors, g.cuts = true, s.errors-errors, s.cuts-cuts
	return g.dead
}

// tells reports whether a group has an error or a cut for which there is room.
func (s *settler) tells(g *group) bool {
	return g.errors > 0 && len(s.answer.Errors) < MaxErrors || g.cuts > 0 && len(s.answer.Cuts) < MaxErrors
}

// omit counts errors that are not reported.
func (s *settler) omit(errors int) {
	s.errors += errors
	s.answer.Omitted += errors
}

// holes settles the nested lists of a group; it reports whether one of them makes its row null.
func (s *settler) holes(l *level, g *group) bool {
	dead := false
	var nulls []span
	for i := g.holes.start; i < g.holes.end; i++ {
		h := &l.holes[i]
		length := len(s.path)
		s.descend(l, h)
		child := l.children[h.child]
		if s.group(child, h.key) {
			if h.object == (span{}) {
				dead = true
			} else {
				nulls = append(nulls, h.object)
			}
		}
		s.path = s.path[:length]
	}
	l.addNulls(nulls)
	return dead
}

// addNulls keeps the parts that become null in order, outer ones before those inside them.
func (l *level) addNulls(nulls []span) {
	if len(nulls) == 0 {
		return
	}
	l.nulls = append(l.nulls, nulls...)
	slices.SortFunc(l.nulls, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	l.nulls = slices.Compact(l.nulls)
}

func (s *settler) report(l *level, m mark) {
	if len(s.answer.Errors) >= MaxErrors {
		s.omit(1)
		return
	}
	s.errors++
	path := slices.Clone(s.path)
	if !l.query.Single {
		path = append(path, m.row)
	}
	s.answer.Errors = append(s.answer.Errors, m.fault.At(append(path, m.path...)...))
}

// descend adds the path from a list to the nested list in the hole.
func (s *settler) descend(l *level, h *hole) {
	if !l.query.Single {
		s.path = append(s.path, h.row)
	}
	s.path, _ = pathTo(s.path, &l.query.Row, h.child)
}

// pathTo appends the response keys that lead from an object to its nested list.
func pathTo(path []any, o *sqlgen.Object, child int) ([]any, bool) {
	for i := range o.Members {
		m := &o.Members[i]
		switch m.Kind {
		case sqlgen.List:
			if m.Child == child {
				return append(path, m.Name), true
			}
		case sqlgen.Nested, sqlgen.Same:
			if deeper, ok := pathTo(append(path, m.Name), m.Object, child); ok {
				return deeper, true
			}
		default:
		}
	}
	return path, false
}
