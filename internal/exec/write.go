package exec

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/observe"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// Write runs a program that changes rows: all its fields in order in one unit of the writer, and then the reads after
// the commit. Either everything is kept and the answer has its data, or nothing is, and the data is null: so whatever
// would make the answer an error (a cell that cannot be shown, too many rows or bytes) is found before the commit. An
// error after the commit nulls only what was read there.
func Write(ctx context.Context, db Database, w Writer, p *sqlgen.Program, arguments request.Arguments, dst []byte, o Options) Answer {
	r := begin(arguments, &o, newWatcher(o.Observer))
	defer r.release()
	u := &unit{run: r, program: p, base: len(dst), dst: dst}
	if err := u.bindAll(); err != nil {
		return Failed(err)
	}
	start := r.watch.now()
	err := w.Do(ctx, u.do)
	r.watch.stage(observe.Exec, start)
	if errors.Is(err, ErrMoved) {
		return moved()
	}
	if err != nil {
		return u.failed(err)
	}
	u.answer.Statements, u.answer.Rows, u.answer.Warnings = r.statements, r.rows, r.warnings
	return u.after(ctx, db)
}

// unit is what a writer runs. It can run several times, each from the start.
type unit struct {
	run     *run
	program *sqlgen.Program
	// bound holds the values of the statements, computed before the first run.
	bound []bound
	// base is the length of dst before the answer.
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
	u.isolate(tx)
	if err := u.trust(tx); err != nil {
		return err
	}
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
			return u.run.options.tooLarge().At(f.Key)
		}
	}
	u.dst = append(u.dst, '}')
	return nil
}

// isolate keeps others from what the unit relies on. Where it must see no other row with the same key, which the database
// does not watch over, nobody else may write the table until it has ended.
func (u *unit) isolate(tx Tx) {
	if a, ok := tx.(Alone); ok {
		if tables := unenforced(u.program); len(tables) > 0 {
			a.Alone(tables)
			return
		}
	}
	if s, ok := tx.(Steady); ok && slices.ContainsFunc(u.program.Fields, readsBefore) {
		s.Steady()
		return
	}
	if b, ok := tx.(Brief); ok && !u.run.options.Part && !slices.ContainsFunc(u.program.Fields, runsCode) {
		b.Brief(u.sure())
	}
}

// runsCode reports whether a field may make the database run triggers or rules, which keep a statement from returning
// what it has written.
func runsCode(f sqlgen.Field) bool { return f.Write != nil && !f.Write.Returned }

// unenforced returns the tables of whose rows a program may give several the same key.
func unenforced(p *sqlgen.Program) (tables []*catalog.Table) {
	for i := range p.Fields {
		if w := p.Fields[i].Write; w != nil && w.Unenforced != nil && !slices.Contains(tables, w.Table) {
			tables = append(tables, w.Table)
		}
	}
	return tables
}

// readsBefore reports whether rows are read or counted before a field changes them: both statements must see the same.
func readsBefore(f sqlgen.Field) bool {
	w := f.Write
	return w != nil && (w.Matched.SQL != "" || w.Deletes() && w.AnswersRows())
}

func (u *unit) reset() {
	u.run.restart()
	u.dst = u.dst[:u.base]
	u.answer, u.gaps = Answer{}, u.gaps[:0]
}

// field runs one field.
func (u *unit) field(tx Tx, f *sqlgen.Field, b *bound) error {
	switch {
	case f.Write == nil:
		u.dst = append(u.dst, f.Constant...)
		return nil
	case f.Write.Followed:
		return u.followed(tx, f, b)
	default:
		return u.counted(tx, f, b)
	}
}

// counted runs a field whose rows the database counts, by its statement or before it. Rows to be deleted are read
// before, others after the write.
func (u *unit) counted(tx Tx, f *sqlgen.Field, b *bound) error {
	w := f.Write
	if w.Returned {
		return u.returned(tx, f, b)
	}
	var matched int64
	if w.Counted {
		before, err := u.matched(tx, w, b)
		if err != nil {
			return err
		}
		matched = before.rows
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
	done, err := u.change(tx, w, b, nil)
	if err != nil {
		return err
	}
	if w.Counted {
		done.rows = matched
	}
	if err := u.bounds(w, done.rows); err != nil {
		return err
	}
	if !w.Deletes() {
		if levels, err = u.levels(tx, f, done.keys); err != nil {
			return err
		}
	}
	return u.payload(f, done.rows, levels)
}

// change runs the statements of a field that change rows, and calls take for each row that they return, if it is set.
func (u *unit) change(tx Tx, w *sqlgen.Write, b *bound, take func(Rows) error) (*touched, error) {
	done := &touched{take: take}
	if w.Identity > 0 {
		done.number(w.Identity, mostAnswered(w))
	}
	keys := keysWritten(w, done)
	if w.Rows == request.None {
		if err := u.statement(tx, &w.Change, b.args, done); err != nil {
			return nil, sumFault(err, w)
		}
		return done, u.unshared(tx, w, keys)
	}
	for i := range b.rows {
		row := &b.rows[i]
		if err := u.statement(tx, &w.Inserts[row.set], row.args, done); err != nil {
			return nil, inItem(err, itemName(w, i))
		}
	}
	return done, u.unshared(tx, w, keys)
}

// statement runs one statement, and records the rows that it has touched or returned.
func (u *unit) statement(tx Tx, s *sqlgen.Statement, args []any, done *touched) error {
	start, before := u.run.watch.now(), done.rows
	u.run.statements++
	err := done.execute(tx, s.SQL, args)
	u.run.unread(tx, s.Places)
	u.run.watch.statement(tx, start, s.SQL, s.Args, args, int(done.rows-before))
	return err
}

// bounds rejects a write of more rows than it may touch.
func (u *unit) bounds(w *sqlgen.Write, rows int64) error {
	if w.MaxAffected != request.None {
		if most, _ := u.run.arguments.At(w.MaxAffected).(int64); rows > most {
			f := fault.New(fault.LimitAffected, "the write would affect %d rows, more than its maxAffected of %d", rows, most).
				WithHint("narrow where, or raise maxAffected")
			f.Table = w.Table.TypeName
			return f
		}
	}
	if !w.Kind.Many() && rows > 1 {
		if w.Table.NamedKey() != nil {
			return sharedKey([]*catalog.Table{w.Table})
		}
		f := fault.New(fault.DatabaseValue, "%d rows have the key, written in different forms", rows).
			WithHint("fix the rows, so that the key has one form")
		f.Table = w.Table.TypeName
		return f
	}
	if w.Kind.Many() && rows > int64(w.Max) && w.AnswersRows() {
		return tooMany(w)
	}
	return nil
}

// mostAnswered returns the maximum number of rows of a write that are distinguished.
func mostAnswered(w *sqlgen.Write) int64 {
	if w.AnswersRows() {
		return int64(w.Max)
	}
	return math.MaxInt64
}

func cutAtRoot(l *level) bool { return !l.query.Single && l.groups[0].cut }

func tooMany(w *sqlgen.Write) *fault.Fault {
	f := fault.New(fault.LimitRows, "the write changes more than %d rows, the limit of an answer", w.Max).
		WithHint("select affectedRows alone, or write fewer rows at a time")
	f.Table = w.Table.TypeName
	return f
}

// sumFault names the columns of a sum that does not fit, which no database reports.
func sumFault(err error, w *sqlgen.Write) error {
	f := fault.From(err)
	var v *fault.Violation
	if f.Code != fault.ConstraintType || len(w.Added) == 0 || errors.As(err, &v) && v.Table != "" {
		return err
	}
	named := *f
	named.Table = w.Table.TypeName
	if v != nil && v.OutOfRange {
		named.Message, named.Hint = "the sum does not fit the column", "add less; the column cannot store the sum with all its digits"
	}
	for _, c := range w.Added {
		named.Columns = append(named.Columns, c.Name)
	}
	return &named
}

// failed returns the answer of a unit that was rolled back.
func (u *unit) failed(err error) Answer {
	a := Answer{Errors: u.answer.Errors, Omitted: u.answer.Omitted, Statements: u.run.statements, Rows: u.run.rows}
	f := fault.From(err)
	if len(a.Errors) == 0 || a.Errors[0] != f {
		a.Errors, a.Omitted = []*fault.Fault{f}, 0
	}
	// A constraint that only the commit checks has no field; where there is a single field, it is that one.
	if f.Path == nil && len(u.program.Fields) == 1 && strings.HasPrefix(string(f.Code), string(fault.Constraint)) {
		a.Errors[0] = f.At(u.program.Fields[0].Key)
	}
	return a
}
