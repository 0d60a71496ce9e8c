package dialect

import (
	"fmt"
	"slices"

	"tiddly/internal/fault"
)

// check returns a fault where the fragment has a mark that is not allowed there, or another number of values than
// encodings.
func (f *Fragment) check(where string, allowed ...Mark) error {
	values := 0
	for mark, text := range Pieces(Numbered(f.SQL, 0)) {
		switch {
		case mark == Quoted:
		case mark == Text:
			for at := range len(text) {
				if end := markEnd(text[at:]); end > 0 {
					return fault.New(fault.Internal, "%s: there is no mark %s", where, text[at:at+end])
				}
			}
		case !slices.Contains(allowed, mark):
			return fault.New(fault.Internal, "%s: %s has no meaning here", where, text)
		case mark == MarkValue, mark == MarkKeys:
			values++
		}
	}
	if len(f.Encode) > values {
		return fault.New(fault.Internal, "%s: %d encodings for %d values", where, len(f.Encode), values)
	}
	return nil
}

// Check returns a fault where a fragment has an unknown mark, or one without a meaning at its place.
func (d *Dialect) Check() error {
	text := func(sql string) *Fragment { return &Fragment{SQL: sql} }
	var failed error
	note := func(err error) {
		if failed == nil {
			failed = err
		}
	}
	note(text(d.Cell).check("Cell", MarkColumn))
	note(text(d.Unread).check("Unread", MarkColumn, MarkPlace))
	note(text(d.Strayed).check("Strayed", MarkColumn, MarkPlace))
	note(text(d.Exact).check("Exact", MarkColumn))
	note(d.KeysInRow.check("KeysInRow", MarkKeys, MarkParts))
	note(d.Numbers.check("Numbers", MarkKeys))
	for name, c := range d.Comparisons {
		where := fmt.Sprintf("comparison %q: ", name)
		note(text(c.Equal).check(where+"Equal", MarkKey, MarkRef))
		note(text(c.Key).check(where+"Key", MarkColumn))
		note(text(c.Ref).check(where+"Ref", MarkColumn))
		note(c.Narrow.check(where+"Narrow", MarkColumn, MarkKeys))
	}
	for name, s := range d.Storages {
		where := fmt.Sprintf("storage %q: ", name)
		note(text(s.Cell).check(where+"Cell", MarkColumn))
		note(text(s.Order).check(where+"Order", MarkColumn, MarkPlace))
		note(s.Keyed.In.check(where+"Keyed.In", MarkColumn, MarkKeys))
		note(text(s.Keyed.Column).check(where+"Keyed.Column", MarkColumn))
		note(s.Keyed.ByKey.check(where+"Keyed.ByKey", MarkColumn, MarkValue))
		note(s.Keyed.Part.check(where+"Keyed.Part", MarkKeys))
		note(s.Keyed.Alone.check(where+"Keyed.Alone", MarkKeys))
		note(s.Add.check(where+"Add", MarkColumn, MarkValue))
		for op, f := range s.Ops {
			note(f.check(where+op.String(), MarkColumn, MarkValue, MarkValues, MarkPlace))
		}
		note(text(s.Stray).check(where+"Stray", MarkColumn))
		note(text(s.StrayScan).check(where+"StrayScan", MarkColumn))
		for op, f := range s.Sought {
			note(f.check(where+"Sought "+op.String(), MarkColumn, MarkValue, MarkValues, MarkPlace, MarkStray))
		}
		for op, f := range s.Kept {
			note(f.check(where+"Kept "+op.String(), MarkColumn, MarkValue, MarkValues))
		}
		note(text(s.Pure.Unless).check(where+"Pure.Unless", MarkColumn))
		note(text(s.Pure.Order).check(where+"Pure.Order", MarkColumn))
		for op, f := range s.Pure.Ops {
			note(f.check(where+"Pure "+op.String(), MarkColumn, MarkValue, MarkValues))
		}
		for by, f := range s.ByKey {
			note(f.check(where+"ByKey "+string(by), MarkColumn, MarkValue, MarkPlace))
		}
		for op, f := range s.Path {
			note(f.check(where+"Path "+op.String(), MarkColumn, MarkValue, MarkPlace))
		}
	}
	return failed
}
