package exec

import (
	"cmp"
	"errors"

	"tiddly/internal/fault"
)

// ErrMoved is the fault of a program that was made for other tables than those that are there; see Options.Mark.
var ErrMoved = fault.New(fault.SchemaChanged, "the tables were changed while the request ran").
	WithHint("try again in a moment")

// errUnmarked is a reader that cannot say how the tables are, though its database could.
var errUnmarked = errors.New("invariant broken: a marked database has a reader without a mark")

// moved is the answer of a program that was made for other tables. Whoever does not look at Moved has its error.
func moved() Answer { return Answer{Moved: true, Errors: []*fault.Fault{ErrMoved}} }

// trust ends the unit where the tables are no longer those that were read, and its program takes the database's counts:
// what they have now may keep or take rows beside what a statement says. A fixed program is ended whatever it does.
func (u *unit) trust(tx Tx) error {
	o := &u.run.options
	if _, ok := tx.(Marked); o.Fixed || ok && o.Mark != "" && u.program.Trusts {
		return o.compare(tx)
	}
	return nil
}

// settled returns how a read ended, ErrMoved where a fixed program has met other tables: then neither what was read nor
// why it failed may be told. Since the mark of tables that were changed never comes back, a look after the read covers
// all of it, also where that had no transaction.
func (o *Options) settled(reader Reader, err error) error {
	if !o.Fixed {
		return err
	}
	compared := o.compare(reader)
	if errors.Is(compared, ErrMoved) {
		return compared
	}
	return cmp.Or(err, compared)
}

// compare returns ErrMoved where the tables are not those of the mark.
func (o *Options) compare(reader Reader) error {
	marked, ok := reader.(Marked)
	if !ok {
		return fault.Wrap(errUnmarked, fault.Internal, "internal error")
	}
	mark, err := marked.Mark()
	if err == nil && mark != o.Mark {
		err = ErrMoved
	}
	return err
}
