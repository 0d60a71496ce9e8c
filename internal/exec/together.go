package exec

import (
	"slices"

	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// together reads the levels of a run by their depth: the statements of all levels of one depth are sent together, so
// that a request has as many round trips as it has levels. It is the Reader of these levels, and returns the rows of
// statements that were sent.
type together struct {
	Pipelined

	run *run
	// ending is what is told of the last statements; nil where others may follow those of the levels.
	ending Ending
	// now are the levels of the depth that is being read, below those of the next.
	now, below []pending
	// bound are the values of the statements that were sent, where there is an observer.
	bound [][]any
}

// pending is a level that is to be read, for the rows with the keys.
type pending struct {
	level *level
	keys  *keySet
	// root is the key of the field of the program, field the response path; both only where they are used.
	root  string
	field []string
}

// located returns an error with the path of the root field, if that is known here.
func (p *pending) located(err error) error {
	if p.root == "" {
		return err
	}
	return fieldFault(err, p.root)
}

// together returns what reads levels together. It reports false where the reader cannot, and where each statement has to
// be explained after it has run.
func (r *run) together(reader Reader) (*together, bool) {
	p, ok := reader.(Pipelined)
	if !ok || r.watch != nil && r.watch.observer.Explains() {
		return nil, false
	}
	t := &r.sends
	*t = together{Pipelined: p, run: r, now: t.now[:0], below: t.below[:0]}
	return t, true
}

// release forgets what was read, and keeps the room for what is read next.
func (t *together) release() {
	clear(t.now[:cap(t.now)])
	clear(t.below[:cap(t.below)])
	*t = together{now: t.now[:0], below: t.below[:0]}
}

// readDown reads a level and those below it.
func (r *run) readDown(reader Reader, l *level, keys *keySet) error {
	t, ok := r.together(reader)
	if !ok {
		return r.readLevel(reader, l, keys)
	}
	t.add("", l, keys)
	return t.descend()
}

// readBelow reads the levels below one whose rows are known.
func (r *run) readBelow(reader Reader, l *level) error {
	t, ok := r.together(reader)
	if !ok {
		return r.readChildren(reader, l)
	}
	t.addChildren(&pending{level: l})
	return t.descend()
}

// read reads the rows of all fields of a program.
func (t *together) read(p *sqlgen.Program) error {
	if e, ok := t.Pipelined.(Ending); ok && !t.run.options.Part {
		e.Start()
		if !t.run.options.Fixed { // then the mark of the tables is read at the end
			t.ending = e
		}
	}
	for i := range p.Fields {
		f := &p.Fields[i]
		t.run.watch.enter(f.Key)
		err := t.run.rootsOf(f, func(root *level, keys *keySet) error {
			t.add(f.Key, root, keys)
			return nil
		})
		t.run.watch.leave()
		if err != nil {
			return fieldFault(err, f.Key)
		}
	}
	return t.descend()
}

// add adds a level to those of the next depth.
func (t *together) add(root string, l *level, keys *keySet) {
	next := pending{level: l, keys: keys, root: root}
	if t.run.watch != nil {
		next.field = slices.Clone(t.run.watch.field)
	}
	t.below = append(t.below, next)
}

// descend reads the levels depth by depth.
func (t *together) descend() error {
	for len(t.below) > 0 {
		t.now, t.below = t.below, t.now[:0]
		if err := t.send(); err != nil {
			return err
		}
		for i := range t.now {
			if err := t.receive(&t.now[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// send queues the statements of a depth.
func (t *together) send() error {
	for i := range t.now {
		p := &t.now[i]
		q := p.level.query
		if q.Page != nil && q.Page.Around != nil {
			if err := t.queue(q.Page.Around.SQL, q.Page.Around.Args, p); err != nil {
				return err
			}
		}
		if q.SQL == "" || q.Known != request.None {
			continue
		}
		if err := t.queue(q.SQL, q.Args, p); err != nil {
			return err
		}
	}
	if t.ending != nil && !slices.ContainsFunc(t.now, hasBelow) {
		t.ending.End()
	}
	return nil
}

// hasBelow reports whether there may be levels below one.
func hasBelow(p pending) bool { return len(p.level.query.Children) > 0 }

func (t *together) queue(sql string, args []sqlgen.Arg, p *pending) error {
	bound, err := t.run.bind(args, p.keys)
	if err == nil {
		err = t.Queue(sql, bound)
	}
	if err != nil {
		return p.located(err)
	}
	if t.run.watch != nil {
		t.bound = append(t.bound, slices.Clone(bound))
	}
	return nil
}

// rows returns the rows of the next statement, and its values where there is an observer.
func (t *together) rows() (Rows, []any, error) {
	var bound []any
	if len(t.bound) > 0 {
		bound, t.bound = t.bound[0], t.bound[1:]
	}
	rows, err := t.Queued()
	if err != nil {
		return nil, nil, err
	}
	return rows, bound, nil
}

// receive reads the rows of a level, and adds those below it.
func (t *together) receive(p *pending) error {
	r, l := t.run, p.level
	if r.watch != nil {
		outer := r.watch.field
		r.watch.field = p.field
		defer func() { r.watch.field = outer }()
	}
	if err := r.readOwn(t, l, p.keys); err != nil {
		return p.located(err)
	}
	t.addChildren(p)
	return nil
}

// addChildren adds the levels below one that was read.
func (t *together) addChildren(p *pending) {
	_ = t.run.below(p.level, func(child *level, keys *keySet) error { // none is read yet
		t.add(p.root, child, keys)
		return nil
	})
}
