package exec

import (
	"cmp"
	"errors"

	"tiddly/internal/fault"
)

// ErrMoved is the fault of a program that was made for other tables than the current ones; see Options.Mark.
var ErrMoved = fault.New(fault.SchemaChanged, "the tables were changed while the request ran").
	WithHint("try again in a moment")

// errUnmarked is the error of a reader without a mark of the tables, though its database has marks.
var errUnmarked = errors.New("invariant broken: a marked database has a reader without a mark")

// moved returns the answer of a program that was made for other tables. A caller that ignores Moved sees its error.
func moved() Answer { return Answer{Moved: true, Errors: []*fault.Fault{ErrMoved}} }

// trust ends the unit where the tables are no longer those that were inspected and its program relies on the
// database's counts: the new tables may keep or delete rows other than a statement says. A fixed program is always
// ended then.
func (u *unit) trust(tx Tx) error {
	o := &u.run.options
	if o.Fixed {
		return o.compare(tx)
	}
	if o.Mark == "" || !u.program.Trusts {
		return nil
	}
	if e, ok := tx.(Expecting); ok {
		e.Expect(o.Mark)
		return nil
	}
	if _, ok := tx.(Marked); ok {
		return o.compare(tx)
	}
	return nil
}

// settled returns how a read ended: ErrMoved where a fixed program has met other tables, as then neither the rows read
// nor the failure may be reported. Since a mark never comes back once the tables have changed, a check after the read
// covers all of it, even without a transaction.
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
