package exec

import (
	"tiddly/internal/dialect"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// followed runs a field whose rows are found by their identity before and after the write.
func (u *unit) followed(tx Tx, f *sqlgen.Field, b *bound) error {
	w := f.Write
	before, err := u.matched(tx, w, b)
	if err != nil {
		return err
	}
	if w.Deletes() {
		return u.deleted(tx, f, b, before)
	}
	now, err := u.change(tx, w, b, nil)
	if err == nil && w.Rows == request.None {
		now, err = u.rekeyed(tx, w, before, now)
	}
	if err != nil {
		return err
	}
	if !w.AnswersRows() {
		there, err := u.left(tx, w, now, nil)
		if err != nil {
			return err
		}
		return u.payload(f, there, nil)
	}
	levels, err := u.levels(tx, f, now.keys)
	if err != nil {
		return err
	}
	return u.payload(f, int64(levels[0].groups[0].rows), levels)
}

// matched reads which rows match an update or a delete, or how many, and rejects it where they are too many.
func (u *unit) matched(tx Tx, w *sqlgen.Write, b *bound) (*touched, error) {
	before := &touched{}
	switch {
	case w.Matched.SQL == "":
		return before, nil
	case w.Counted:
		before.count()
	case w.LeftCounts:
		before.pile(w.Key, w.Left.Args)
	default:
		before.number(w.Key, mostAnswered(w))
	}
	if err := u.statement(tx, &w.Matched, b.matched, before); err != nil {
		return nil, err
	}
	return before, u.bounds(w, before.rows)
}

// rekeyed returns the rows of an update by their current identity. Rows that the statement returned have the one it
// returned, rows that were passed over their old one.
func (u *unit) rekeyed(tx Tx, w *sqlgen.Write, before, done *touched) (*touched, error) {
	switch {
	case w.Identity == 0:
		return before, nil
	case done.rows == before.rows:
		return done, nil
	}
	_, err := u.left(tx, w, before, func(rows Rows) error {
		done.keys.add(rows, done.cells)
		return nil
	})
	return done, err
}

// deleted runs a delete, and returns the rows that are gone.
func (u *unit) deleted(tx Tx, f *sqlgen.Field, b *bound, before *touched) error {
	w := f.Write
	levels, err := u.levels(tx, f, before.keys)
	if err != nil {
		return err
	}
	done, err := u.change(tx, w, b, nil)
	if err != nil {
		return err
	}
	stay := map[int]bool{}
	n, err := u.left(tx, w, before, func(rows Rows) error {
		// One that the delete took, or that is written otherwise, is another row that has got the key.
		taken := done.keys != nil && done.keys.find(rows, done.cells) >= 0
		if rank := before.keys.find(rows, before.cells); rank >= 0 && !taken {
			stay[rank] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !w.LeftCounts {
		n = int64(len(stay))
	}
	for _, l := range levels {
		l.keep(func(rank int) bool { return !stay[rank] })
	}
	return u.payload(f, before.rows-n, levels)
}

// left reads which of the rows still exist, and calls take for each; or counts them, where only the number is needed.
// It returns their number.
func (u *unit) left(tx Tx, w *sqlgen.Write, of *touched, take func(Rows) error) (int64, error) {
	parts, err := of.encoded(w.Left.Args)
	if err != nil {
		return 0, err
	}
	there := &touched{take: take}
	switch {
	case w.LeftCounts:
		there.count()
	case take == nil:
		there.take = func(Rows) error { return nil }
	}
	for _, args := range parts {
		if err := u.statement(tx, &w.Left, args, there); err != nil {
			return 0, err
		}
	}
	return there.rows, nil
}

// touched holds the rows that statements touch or return.
type touched struct {
	rows int64
	// cells are the positions of the identity of a row; keys number the identities of at most most rows, in the order in
	// which they came.
	cells []int
	keys  *keySet
	most  int64
	// take is called for each row instead, also besides. Where none is set, a statement returns no rows.
	take, also func(Rows) error
	// values holds the identities of the last rows, parts those of all earlier ones, as they are bound: there may be any
	// number.
	values dialect.Keys
	parts  [][]any
}

// partRows is the number of identities bound at once.
const partRows = 4096

// number makes t number the identities of at most most rows.
func (t *touched) number(cells int, most int64) {
	t.keys, t.most = &keySet{last: -1, values: make(dialect.Keys, cells)}, most
	t.cells = places(cells)
}

func places(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// pile makes t keep the identities as they are bound for args.
func (t *touched) pile(cells int, args []sqlgen.Arg) { t.take = t.piler(places(cells), args) }

// piler returns a function that keeps cells of a row as they are bound for args.
func (t *touched) piler(all []int, args []sqlgen.Arg) func(Rows) error {
	cells := len(all)
	t.values = make(dialect.Keys, cells)
	return func(rows Rows) error {
		keep(t.values, rows, all)
		if t.values.Len() < partRows {
			return nil
		}
		part, err := keyValues(args, t.values)
		t.parts = append(t.parts, part)
		t.values = t.values.Reset(cells)
		return err
	}
}

// count makes t take the one row of a statement for the number of rows.
func (t *touched) count() {
	t.take = func(rows Rows) error {
		n, _ := rows.Value(0).(int64)
		t.rows += n - 1 // it was counted as one
		return nil
	}
}

// execute runs a statement.
func (t *touched) execute(tx Tx, sql string, args []any) error {
	if t.cells == nil && t.take == nil && t.also == nil {
		n, err := tx.Exec(sql, args)
		t.rows += n
		return err
	}
	rows, err := tx.Query(sql, args)
	if err != nil {
		return err
	}
	for err == nil && rows.Next() {
		err = t.add(rows)
	}
	if err == nil {
		err = rows.Err()
	}
	if closeErr := rows.Close(); err == nil {
		err = closeErr
	}
	return err
}

func (t *touched) add(rows Rows) error {
	t.rows++
	if t.also != nil {
		if err := t.also(rows); err != nil {
			return err
		}
	}
	switch {
	case t.take != nil:
		return t.take(rows)
	case t.keys != nil && t.rows <= t.most:
		t.keys.add(rows, t.cells)
	}
	return nil
}

// encoded returns the identities as they are bound for args, once for each run of the statement.
func (t *touched) encoded(args []sqlgen.Arg) ([][]any, error) {
	values := t.values
	if t.keys != nil {
		values = t.keys.values
	}
	if values.Len() == 0 {
		return t.parts, nil
	}
	last, err := keyValues(args, values)
	return append(t.parts, last), err
}
