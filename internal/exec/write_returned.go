package exec

import (
	"tiddly/internal/jsontext"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// returned runs a field whose statements return the rows of its payload.
func (u *unit) returned(tx Tx, f *sqlgen.Field, b *bound) error {
	back := u.rowsBack(f)
	done, err := u.change(tx, f.Write, b, back.take)
	if err != nil {
		return err
	}
	if err := u.bounds(f.Write, done.rows); err != nil {
		return err
	}
	for i, l := range back.levels {
		u.run.bytes += len(l.buf)
		if len(l.query.Children) == 0 {
			continue
		}
		u.run.watch.enter(l.query.Key)
		err := u.run.readBelow(tx, l)
		u.run.watch.leave()
		if err != nil {
			return back.located(err, i)
		}
	}
	return u.payload(f, done.rows, back.levels)
}

// sure reports whether the unit has one statement, and the answer can be given whatever the row is that it returns.
func (u *unit) sure() bool {
	if len(u.program.Fields) != 1 || u.run.options.Rows < 1 {
		return false
	}
	f, b := &u.program.Fields[0], &u.bound[0]
	if f.Write == nil || len(f.Write.Sure) == 0 {
		return false
	}
	set, args := 0, b.args
	if f.Write.Rows != request.None {
		if len(b.rows) != 1 {
			return false
		}
		set, args = b.rows[0].set, b.rows[0].args
	}
	texts := 0
	for _, v := range args {
		texts += lengthOf(v)
	}
	s := &f.Write.Sure[set]
	most := len(f.Prefix) + s.Bytes + s.Texts*jsontext.MostEscaped*texts
	return s.Bytes > 0 && most <= u.run.options.Bytes // a write may exceed the room that there is
}

// rowsBack takes the rows that the statements of a field return, for each member of its payload that has rows.
type rowsBack struct {
	field   *sqlgen.Field
	levels  []*level
	writers []writer
}

func (u *unit) rowsBack(f *sqlgen.Field) *rowsBack {
	back := &rowsBack{field: f}
	for i := range f.Write.Payload {
		q := f.Write.Payload[i].Query
		if q == nil {
			continue
		}
		l := u.run.take(q)
		l.grow(1)
		u.run.takeAllKeys(l)
		back.levels = append(back.levels, l)
		back.writers = append(back.writers, newWriter(u.run, l, nil))
	}
	return back
}

// take appends a row to each level. A row beyond those that a write can have makes it fail later.
func (b *rowsBack) take(rows Rows) error {
	quick, _ := rows.(Quick)
	for i, l := range b.levels {
		g := &l.groups[0]
		if g.rows == l.query.Max {
			continue
		}
		w := &b.writers[i]
		w.rows, w.quick = rows, quick
		if err := w.bounded(g); err != nil {
			return b.located(err, i)
		}
	}
	return nil
}

// located returns an error with the path of the member of a level, unless it has one.
func (b *rowsBack) located(err error, level int) error {
	return memberFault(err, b.field.Key, b.levels[level].query.Key)
}
