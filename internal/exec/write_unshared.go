package exec

import (
	"slices"

	"tiddly/internal/fault"
	"tiddly/internal/sqlgen"
)

// keysWritten returns the keys of the rows that done is told of, where only the settings say that none is given twice;
// else nil. NULL is in no key.
func keysWritten(w *sqlgen.Write, done *touched) *touched {
	if w.Unenforced == nil {
		return nil
	}
	keys := &touched{}
	cells := places(w.Identity + len(w.Unenforced.Columns))[w.Identity:]
	keep := keys.piler(cells, w.Unshared.Args)
	done.also = func(rows Rows) error {
		if slices.ContainsFunc(cells, rows.Null) {
			return nil
		}
		return keep(rows)
	}
	return keys
}

// unshared returns a fault where several rows have one of the keys.
func (u *unit) unshared(tx Tx, w *sqlgen.Write, keys *touched) error {
	if keys == nil {
		return nil
	}
	parts, err := keys.encoded(w.Unshared.Args)
	if err != nil {
		return err
	}
	counts := &touched{take: func(rows Rows) error {
		if n, _ := rows.Int(0); n > 1 {
			return taken(w)
		}
		return nil
	}}
	for _, args := range parts {
		if err := u.statement(tx, &w.Unshared, args, counts); err != nil {
			return err
		}
	}
	return nil
}

// taken returns the fault of a row that would get the key of another.
func taken(w *sqlgen.Write) *fault.Fault {
	f := fault.New(fault.ConstraintUnique, "another row already has the same key").
		WithHint("use values that no other row has, or change the row that has them")
	f.Table = w.Table.TypeName
	for _, c := range w.Unenforced.Columns {
		f.Columns = append(f.Columns, c.Name)
	}
	return f
}
