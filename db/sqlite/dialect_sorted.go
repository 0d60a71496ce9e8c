package sqlite

import (
	"slices"
	"strings"
	"sync"

	"tiddly/internal/catalog"
	"tiddly/internal/cell"
	"tiddly/internal/dialect"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// storageSorted is the start of the storages of dates as text of one form, which follows. The texts sort as the instants
// do. A cell of another form is not of the kind, whatever it could be read as: it would stand in a wrong place.
const storageSorted = "sorted_"

// sortedOf returns the form of a storage, and reports whether it has one by which its texts sort.
func sortedOf(storage string) (cell.SortedForm, bool) {
	form, ok := strings.CutPrefix(storage, storageSorted)
	if !ok {
		return cell.SortedForm{}, false
	}
	if known, ok := knownSorted.Load(form); ok {
		return known.(cell.SortedForm), true //nolint:forcetypeassert // nothing else is stored in it
	}
	f, ok := cell.Sorted(form)
	if ok {
		knownSorted.Store(form, f)
	}
	return f, ok
}

// knownSorted are the forms of the settings: each cell is read by one.
var knownSorted sync.Map

// comparedInForm returns the comparisons of text of a form by which dates sort.
func comparedInForm(column, form string) ops {
	exact, from, to := sortedMoment{form, bindExactly}, sortedMoment{form, bindNotAfter}, sortedMoment{form, bindNotBefore}
	return ops{
		request.Eq:    fragment(column+" = {value}", exact),
		request.Ne:    fragment(column+" <> {value}", exact),
		request.In:    items(column+" IN ({values})", exact),
		request.NotIn: items(column+" NOT IN ({values})", exact),
		request.Gt:    fragment(column+" > {value}", from),
		request.Gte:   fragment(column+" >= {value}", to),
		request.Lt:    fragment(column+" < {value}", to),
		request.Lte:   fragment(column+" <= {value}", from),
	}
}

// inForm adds to the storage of dates in any form that columns are compared as text in which all have one.
func inForm(s dialect.Storage, form string) dialect.Storage {
	f, _ := cell.Sorted(form)
	s.Pure = dialect.Pure{Unless: unformed(f), Ops: comparedInForm("{column}", form)}
	return s
}

// unformed is the condition that a cell is not of a form.
func unformed(f cell.SortedForm) string {
	return "tiddly_formed({column}, '" + f.Pattern() + "') IS NULL AND {column} IS NOT NULL"
}

// sortedDates returns the storage of dates as text of a form. An index finds and sorts them by the cells themselves.
func sortedDates(form string, f cell.SortedForm) dialect.Storage {
	s := dialect.Storage{Ops: comparedInForm("tiddly_formed({column}, '"+f.Pattern()+"', {place})", form)}
	found := ops{}
	for op, bare := range comparedInForm("{column}", form) {
		if op == request.Ne || op == request.NotIn {
			continue // no index is searched
		}
		both := s.Ops[op]
		both.SQL += " AND " + bare.SQL
		both.Encode = slices.Concat(both.Encode, bare.Encode)
		found[op] = both
	}
	s = searched(s, strayDates, found)
	s.StrayScan = unformed(f)
	s.Write, s.Keyed = sortedMoment{form, bindWritten}, keyed()
	return inForm(s, form)
}

// sortedWay is how an instant becomes a text that is compared with texts of a form, which may not hold it.
type sortedWay uint8

const (
	// bindExactly is its own text, which none of the form equals if that does not hold it.
	bindExactly sortedWay = iota
	// bindNotAfter and bindNotBefore are the nearest texts of the form.
	bindNotAfter
	bindNotBefore
	// bindWritten refuses it.
	bindWritten
)

var sortedWays = [...]string{"Exactly", "NotAfter", "NotBefore", "Written"}

// sortedMoment binds an instant as text of a form by which dates sort.
type sortedMoment struct {
	form string
	way  sortedWay
}

// String implements dialect.Encoding.
func (e sortedMoment) String() string { return sortedWays[e.way] + " " + e.form }

// Apply implements dialect.Encoding.
func (e sortedMoment) Apply(v any) (any, error) {
	micros, ok := v.(int64)
	f, sorted := cell.Sorted(e.form)
	if !ok || !sorted {
		return nil, dialect.Mismatch(e, v)
	}
	switch e.way {
	case bindNotAfter:
		micros = f.Floor(micros)
	case bindNotBefore:
		if micros = f.Ceil(micros); micros >= cell.EndOfInstants {
			return ":", nil // after all digits
		}
	case bindWritten:
		if err := dialect.Readable(micros); err != nil {
			return nil, err
		}
		if !f.Holds(micros) {
			return nil, fault.New(fault.RequestValue, "the column holds dates of the form %s, and this one is finer", e.form).
				WithHint("use a value that the form can hold")
		}
	}
	return string(cell.AppendForm(nil, micros, e.form)), nil
}

// isSorted reports whether settings fix dates as text to one form by which they sort.
func isSorted(kind catalog.Kind, o catalog.ColumnOverride) bool {
	if o.Form == "" || o.Epoch != "" || o.Mixed != "" || o.EmptyNull || kind == catalog.Date && o.Form != cell.DayForm {
		return false
	}
	_, ok := cell.Sorted(o.Form)
	return ok
}

// keptTo returns the type of a column whose dates a CHECK keeps to a form, if dates sort by that.
func keptTo(t catalog.Type, form string) catalog.Type {
	plain := t.Storage == storageInstant || t.Storage == storageDay
	if plain && (t.Form == "" || t.Form == form) && isSorted(t.Kind, catalog.ColumnOverride{Form: form}) {
		t.Storage, t.Form = storageSorted+form, form
	}
	return t
}
