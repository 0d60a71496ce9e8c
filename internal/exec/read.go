package exec

import (
	"cmp"

	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

func (r *run) read(reader Reader, p *sqlgen.Program) error {
	if together, ok := r.together(reader); ok {
		return together.read(p)
	}
	for i := range p.Fields {
		f := &p.Fields[i]
		r.watch.enter(f.Key)
		err := r.readField(reader, f)
		r.watch.leave()
		if err != nil {
			return fieldFault(err, f.Key)
		}
	}
	return nil
}

// readField reads the rows of a root field.
func (r *run) readField(reader Reader, f *sqlgen.Field) error {
	return r.rootsOf(f, func(root *level, keys *keySet) error { return r.readLevel(reader, root, keys) })
}

// rootsOf calls read with each level at the root of a field whose rows have to be read.
func (r *run) rootsOf(f *sqlgen.Field, read func(root *level, keys *keySet) error) error {
	switch {
	case f.IDs != request.None:
		return r.foundOf(f, read)
	case f.Query == nil:
		return nil
	}
	root := r.take(f.Query)
	r.roots = append(r.roots, root)
	root.grow(1)
	return read(root, nil)
}

// readLevel runs the level's statement and then those of its children.
func (r *run) readLevel(reader Reader, l *level, keys *keySet) error {
	if err := r.readOwn(reader, l, keys); err != nil {
		return err
	}
	return r.readChildren(reader, l)
}

// readChildren reads the levels below one that was read.
func (r *run) readChildren(reader Reader, l *level) error {
	return r.below(l, func(child *level, keys *keySet) error { return r.readLevel(reader, child, keys) })
}

// below calls read with each level below one that was read, and the keys of its parents, if there are any.
func (r *run) below(l *level, read func(child *level, keys *keySet) error) error {
	defer l.share()
	for i, q := range l.query.Children {
		child := r.take(q)
		l.children = append(l.children, child)
		if l.keys[i].count == 0 {
			continue
		}
		child.grow(l.keys[i].count)
		r.watch.enter(q.Key)
		err := read(child, l.keys[i])
		r.watch.leave()
		if err != nil {
			return err
		}
	}
	return nil
}

// readOwn reads the level's rows and what is around them.
func (r *run) readOwn(reader Reader, l *level, keys *keySet) error {
	r.takeAllKeys(l)
	if l.query.Known != request.None {
		have, _ := r.arguments.At(l.query.Known).([]any)
		return r.readRows(&known{keys: have}, l, keys)
	}
	if l.query.Page != nil {
		if err := r.readAround(reader, l, keys); err != nil {
			return err
		}
		r.openLists(l)
	}
	return r.statement(reader, l, keys)
}

// statement runs the level's statement, if it has one, and reads its rows.
func (r *run) statement(reader Reader, l *level, keys *keySet) error {
	if l.query.SQL == "" {
		return nil
	}
	start, before := r.watch.now(), r.rows
	s, err := r.start(reader, l.query.Statement(), keys)
	if err != nil {
		return err
	}
	defer func() { r.watch.statement(reader, start, s.SQL, s.Args, s.bound, r.rows-before) }()
	r.statements++
	rows := once(s.rows, l.query.Once)
	if l.query.Page != nil {
		err = r.readPages(rows, l, keys)
	} else {
		err = r.readRows(rows, l, keys)
	}
	if closeErr := rows.Close(); err == nil {
		err = closeErr
	}
	r.unread(reader, s.Places)
	return err
}

// takeAllKeys prepares the sets of keys for the children of l.
func (r *run) takeAllKeys(l *level) {
	for range l.query.Children {
		l.keys = append(l.keys, r.takeKeys(l))
	}
}

// takeKeys prepares the set of keys for the next child of l.
func (r *run) takeKeys(l *level) *keySet {
	q := l.query.Children[len(l.keys)]
	if len(l.spare) == 0 {
		l.spare = append(l.spare, &keySet{})
	}
	k := l.spare[len(l.spare)-1]
	l.spare = l.spare[:len(l.spare)-1]
	k.start(q)
	return k
}

func (r *run) readRows(rows Rows, l *level, keys *keySet) error {
	limit := r.limit(l.query)
	w := newWriter(r, l, rows)
	linked, ranked := len(l.query.Link) > 0, len(l.query.Rank) > 0
	current, rank := 0, 0
	for rows.Next() {
		if linked {
			if current = l.group(rows, keys); current < 0 {
				continue
			}
		}
		if ranked {
			if rank = keys.find(rows, l.query.Rank); rank < 0 {
				continue
			}
		}
		g := &l.groups[current]
		if g.rows == limit {
			g.cut = l.query.Limit == request.None
			r.noted = r.noted || (g.cut && keys != nil)
			continue
		}
		if err := w.bounded(g); err != nil {
			return err
		}
		if ranked {
			l.ranks = append(l.ranks, placed{rank: rank, end: g.end, holes: g.holes.end, marks: g.marks.end})
		}
	}
	r.bytes += len(l.buf)
	return rows.Err()
}

// bounded appends the current row to the group, or returns why the answer has no room for it.
func (w *writer) bounded(g *group) error {
	r := w.run
	if !w.level.query.Given {
		r.rows++
	}
	if r.rows > r.options.Rows {
		return TooManyRows(cmp.Or(r.options.StatedRows, r.options.Rows))
	}
	w.row(g)
	w.more(0)
	return w.stop
}

// group returns the number of the group that a row belongs to; -1 where there is none.
func (l *level) group(rows Rows, keys *keySet) int {
	if l.query.Keys == nil {
		return keys.find(rows, l.query.Link)
	}
	n, ok := rows.Int(l.query.Link[0])
	if !ok || n < 0 || n >= int64(keys.count) {
		return -1
	}
	return int(n)
}

// limit returns the maximum number of rows of one list of the query.
func (r *run) limit(q *sqlgen.Query) int {
	if q.Limit == request.None {
		return q.Max
	}
	n, _ := r.arguments.At(q.Limit).(int64)
	return int(n)
}
