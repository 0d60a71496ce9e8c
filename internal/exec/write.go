package exec

import (
	"context"
	"errors"
	"slices"
	"strings"

	"tiddly/internal/fault"
	"tiddly/internal/observe"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// Write runs a program that changes rows: all its fields in order in one unit of the writer, and then what is to be
// read after the commit. Either everything is kept and the answer has its data, or nothing is, and the data is null: so also
// what would make the answer an error (a cell that cannot be shown, too many rows or bytes) is found before the
// commit. An error after the commit nulls what was read there alone.
func Write(ctx context.Context, db Database, w Writer, p *sqlgen.Program, arguments request.Arguments, dst []byte, o Options) Answer {
	r := begin(arguments, o, newWatcher(o.Observer))
	defer r.release()
	u := &unit{run: r, program: p, base: len(dst), dst: dst}
	if err := u.bindAll(); err != nil {
		return Failed(err)
	}
	start := r.watch.now()
	err := w.Do(ctx, u.do)
	r.watch.stage(observe.Exec, start)
	if err != nil {
		return u.failed(err)
	}
	u.answer.Statements, u.answer.Rows = r.statements, r.rows
	return u.after(ctx, db)
}

// unit is what a writer runs. It can be run several times; each time begins anew.
type unit struct {
	run     *run
	program *sqlgen.Program
	// bound are the values of the statements, worked out before the first run.
	bound []bound
	// base is the length of dst that is not ours.
	base   int
	dst    []byte
	answer Answer
	// gaps are the members that are read after the commit.
	gaps []gap
}

// gap is a place in the answer for what is read after the commit.
type gap struct {
	at      int
	path    []any
	program *sqlgen.Program
}

// do runs the fields in their order.
func (u *unit) do(tx Tx) error {
	u.reset()
	p := u.program
	u.dst = append(u.dst, '{')
	for i := range p.Fields {
		f := &p.Fields[i]
		if i > 0 {
			u.dst = append(u.dst, ',')
		}
		u.dst = append(u.dst, f.Prefix...)
		start := len(u.dst) - u.base
		u.run.watch.enter(f.Key)
		err := u.field(tx, f, &u.bound[i])
		u.run.watch.leave()
		if err != nil {
			return fieldFault(err, f.Key)
		}
		u.answer.Members = append(u.answer.Members, Member{Key: f.Key, Start: start, End: len(u.dst) - u.base})
		if len(u.dst)-u.base > u.run.options.Bytes {
			return tooLarge(u.run.options.Bytes).At(f.Key)
		}
	}
	u.dst = append(u.dst, '}')
	return nil
}

func (u *unit) reset() {
	u.run.restart()
	u.dst = u.dst[:u.base]
	u.answer, u.gaps = Answer{}, u.gaps[:0]
}

// field runs one field. Rows that are to be deleted are read before, others after the write.
func (u *unit) field(tx Tx, f *sqlgen.Field, b *bound) error {
	w := f.Write
	if w == nil {
		u.dst = append(u.dst, f.Constant...)
		return nil
	}
	var levels []*level
	var err error
	if w.Deletes() {
		if levels, err = u.levels(tx, f, nil); err != nil {
			return err
		}
		if w.MaxAffected == request.None && slices.ContainsFunc(levels, cutAtRoot) {
			return tooMany(w)
		}
	}
	done, err := u.change(tx, w, b)
	if err == nil {
		err = u.bounds(w, done, levels)
	}
	if err != nil {
		return err
	}
	if !w.Deletes() {
		if levels, err = u.levels(tx, f, done.keys); err != nil {
			return err
		}
	}
	return u.payload(f, done.rows, levels)
}

// change is what the statements of a field have done.
type change struct {
	rows int64
	// keys are the identities of the rows, in the order in which they came; nil where none are asked for.
	keys *keySet
	// cells are where the identity stands in the rows that a statement gives back.
	cells []int
}

// change runs the statements of a field.
func (u *unit) change(tx Tx, w *sqlgen.Write, b *bound) (*change, error) {
	done := &change{}
	if w.Identity > 0 {
		done.keys = &keySet{last: -1, values: make([][]any, w.Identity)}
		for i := range w.Identity {
			done.cells = append(done.cells, i)
		}
	}
	if w.Rows == request.None {
		if err := u.statement(tx, &w.Change, b.args, w.Max, done); err != nil {
			return nil, sumFault(err, w)
		}
		return done, nil
	}
	for i := range b.rows {
		row := &b.rows[i]
		if err := u.statement(tx, &w.Inserts[row.set], row.args, w.Max, done); err != nil {
			return nil, inItem(err, itemName(w, i))
		}
	}
	return done, nil
}

// statement runs one statement, and notes what it has touched; of more rows than most it needs no keys.
func (u *unit) statement(tx Tx, s *sqlgen.Statement, args []any, most int, done *change) error {
	start, before := u.run.watch.now(), done.rows
	u.run.statements++
	err := u.execute(tx, s.SQL, args, most, done)
	u.run.watch.statement(tx, start, s.SQL, s.Args, args, int(done.rows-before))
	return err
}

func (u *unit) execute(tx Tx, sql string, args []any, most int, done *change) error {
	if done.keys == nil {
		n, err := tx.Exec(sql, args)
		done.rows += n
		return err
	}
	rows, err := tx.Query(sql, args)
	if err != nil {
		return err
	}
	for rows.Next() {
		if done.rows++; done.rows <= int64(most) {
			done.keys.add(rows, done.cells)
		}
	}
	err = rows.Err()
	if closeErr := rows.Close(); err == nil {
		err = closeErr
	}
	return err
}

// bounds refuses a write that has touched more rows than it may.
func (u *unit) bounds(w *sqlgen.Write, done *change, levels []*level) error {
	if w.MaxAffected != request.None {
		if most, _ := u.run.arguments[w.MaxAffected].(int64); done.rows > most {
			f := fault.New(fault.LimitAffected, "the write would affect %d rows, more than its maxAffected of %d", done.rows, most).
				WithHint("narrow where, or raise maxAffected")
			f.Table = w.Table.TypeName
			return f
		}
	}
	if !w.Kind.Many() && done.rows > 1 {
		f := fault.New(fault.DatabaseValue, "%d rows have the key, written in different forms", done.rows).
			WithHint("mend the rows, so that the key has one form; or write them by where")
		f.Table = w.Table.TypeName
		return f
	}
	if done.keys != nil && w.Kind.Many() && done.rows > int64(w.Max) || slices.ContainsFunc(levels, cutAtRoot) {
		return tooMany(w)
	}
	return nil
}

func cutAtRoot(l *level) bool { return !l.query.Single && l.groups[0].cut }

func tooMany(w *sqlgen.Write) *fault.Fault {
	f := fault.New(fault.LimitRows, "the write touches more than %d rows, the most that can be answered", w.Max).
		WithHint("select affectedRows alone, or write fewer rows at a time")
	f.Table = w.Table.TypeName
	return f
}

// sumFault names the columns of a sum that does not fit, which no database tells.
func sumFault(err error, w *sqlgen.Write) error {
	f := fault.From(err)
	var v *fault.Violation
	if f.Code != fault.ConstraintType || len(w.Added) == 0 || errors.As(err, &v) && v.Table != "" {
		return err
	}
	named := *f
	named.Table = w.Table.TypeName
	for _, c := range w.Added {
		named.Columns = append(named.Columns, c.Name)
	}
	return &named
}

// failed is the answer of a unit that was not kept.
func (u *unit) failed(err error) Answer {
	a := Answer{Errors: u.answer.Errors, Statements: u.run.statements, Rows: u.run.rows}
	f := fault.From(err)
	if len(a.Errors) == 0 || a.Errors[0] != f {
		a.Errors = []*fault.Fault{f}
	}
	// A constraint that is looked at by the commit alone has no field; where there is one field only, it is that.
	if f.Path == nil && len(u.program.Fields) == 1 && strings.HasPrefix(string(f.Code), string(fault.Constraint)) {
		a.Errors[0] = f.At(u.program.Fields[0].Key)
	}
	return a
}
