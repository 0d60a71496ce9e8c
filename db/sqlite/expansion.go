package sqlite

import (
	"cmp"
	"math"
	"slices"
)

// A statement that reads a view makes SQLite write out the view in full, and every view that it reads as often as it
// names it: thirty that each name the one before twice are a thousand million selects, and nothing stops SQLite before
// the memory ends. So how much a view comes to is computed from the texts, before SQLite sees any of it. What is not
// understood counts for more, never for less.

// The most that a view may come to, and all of them together where they are read at the start. A statement of so many
// selects takes SQLite a tenth of a second.
const (
	maxSelects      = 2_000
	maxViewTokens   = 100_000
	maxColumnTokens = 10_000
	maxAllSelects   = 50_000
	// SQLite refuses more columns than maxColumns. No select stands in so many others as maxNesting.
	maxColumns = 2_000
	maxNesting = 100
	// Of so many views, which may all read each other in a row, nothing is computed.
	maxViews = 20_000
)

// expansion is what a view, a subquery or a table comes to. Numbers may be infinite.
type expansion struct {
	selects, tokens float64
	columns         []expandedColumn
}

// expandedColumn is a column of what is read; name is folded. It counts the tokens that are put in its place.
type expandedColumn struct {
	name   string
	tokens float64
}

// fits reports whether SQLite can be given a statement that reads it.
func (x expansion) fits() bool {
	return x.selects <= maxSelects && x.tokens <= maxViewTokens && x.widest() <= maxColumnTokens
}

// widest returns how much the largest column comes to.
func (x expansion) widest() float64 {
	most := 1.0
	for _, c := range x.columns {
		most = max(most, c.tokens)
	}
	return most
}

// unbounded is what nothing can be said of, and what SQLite refuses anyway.
var unbounded = expansion{selects: math.Inf(1), tokens: math.Inf(1)}

// expander computes expansions of the views of a schema.
type expander struct {
	views map[string]*viewText
	// known are the expansions so far; that of a view which is being computed is unbounded, as SQLite refuses a circle.
	known map[string]expansion
	// many tells that there are more views than maxViews.
	many bool
	// all is what every view together comes to: what a function comes to that looks at the schema.
	all expansion
}

// viewText is the statement that made a view.
type viewText struct {
	*selectText
	// body is where the select begins; columns are the names that the statement gives, in folded form.
	body    int
	columns []string
}

// selectText is a statement with the places of its parentheses.
type selectText struct {
	sql  string
	list []token
	// pair leads from a parenthesis to the one that belongs to it; to the end of the list where there is none.
	pair []int
}

func newSelectText(sql string) *selectText {
	s := &selectText{sql: sql, list: tokens(sql)}
	s.pair = make([]int, len(s.list))
	var open []int
	for i, t := range s.list {
		s.pair[i] = len(s.list)
		switch {
		case t.is("("):
			open = append(open, i)
		case t.is(")") && len(open) > 0:
			last := open[len(open)-1]
			open = open[:len(open)-1]
			s.pair[i], s.pair[last] = last, i
		}
	}
	return s
}

// word reports whether a token is one of these keywords.
func (s *selectText) word(i int, keywords ...string) bool {
	if i < 0 || i >= len(s.list) {
		return false
	}
	return slices.ContainsFunc(keywords, s.list[i].word)
}

func (s *selectText) is(i int, mark string) bool {
	return i >= 0 && i < len(s.list) && s.list[i].is(mark)
}

// named returns the folded name that a token can be; SQLite takes a text for one too.
func (s *selectText) named(i int) string {
	if i < 0 || i >= len(s.list) || s.list[i].kind == otherToken {
		return ""
	}
	return fold(s.list[i].text)
}

// begins reports whether a select begins at a token.
func (s *selectText) begins(i int) bool { return s.word(i, "SELECT", "WITH", "VALUES") }

// names returns the names in a list of columns that opens at a parenthesis.
func (s *selectText) names(open int) []string {
	var all []string
	for i := open + 1; i < min(s.pair[open], len(s.list)); i += 2 {
		all = append(all, s.named(i))
	}
	return all
}

// readViewText reads a CREATE VIEW statement.
func readViewText(sql string) *viewText {
	v := &viewText{selectText: newSelectText(sql)}
	for i := range v.list {
		switch {
		case v.is(i, "("):
			v.columns = v.names(i)
		case v.word(i, "AS") && v.begins(i+1):
			v.body = i + 1
			return v
		}
	}
	v.body = len(v.list)
	return v
}

// newExpander returns an expander of views by their names and statements.
func newExpander(views map[string]string) *expander {
	e := &expander{views: make(map[string]*viewText, len(views)), known: map[string]expansion{}, many: len(views) > maxViews}
	if e.many {
		return e
	}
	for name, sql := range views {
		e.views[fold(name)] = readViewText(sql)
	}
	// What looks at the schema is computed as nothing first, and then as all the views.
	var all expansion
	for name := range e.views {
		x := e.view(name)
		all.selects += x.selects
		all.tokens += x.tokens
	}
	e.all = all
	e.known = map[string]expansion{}
	return e
}

// view returns what a view comes to, by its folded name.
func (e *expander) view(name string) expansion {
	if e.many {
		return unbounded
	}
	if x, ok := e.known[name]; ok {
		return x
	}
	v := e.views[name]
	e.known[name] = unbounded
	x := e.read(v.selectText, v.body, len(v.list))
	x.rename(v.columns)
	e.known[name] = x
	return x
}

// read returns what the statement comes to that stands in a text from first up to last.
func (e *expander) read(s *selectText, first, last int) expansion {
	if last-first > maxViewTokens {
		return unbounded
	}
	r := reading{expander: e, selectText: s, inner: map[int]expansion{}}
	return r.statement(first, last)
}

// rename gives the columns other names. Where their number is not known, as of the * of a table, each may be any.
func (x *expansion) rename(names []string) {
	if len(names) == 0 {
		return
	}
	columns := make([]expandedColumn, len(names))
	for i, name := range names {
		columns[i] = expandedColumn{name, x.widest()}
		if len(names) == len(x.columns) {
			columns[i].tokens = x.columns[i].tokens
		}
	}
	x.columns = columns
}

// leaveOutLargeViews keeps from SQLite every view that comes to more than a statement may, and of the others those for
// which all together come to too much, the largest first.
func (in *inspector) leaveOutLargeViews() {
	if len(in.views) == 0 {
		return
	}
	e, sum := newExpander(in.viewTexts), 0.0
	size := func(v *table) expansion { return e.view(fold(v.Name)) }
	bySize := slices.Clone(in.views)
	slices.SortStableFunc(bySize, func(x, y *table) int { return cmp.Compare(size(x).selects, size(y).selects) })
	in.large = map[string]bool{}
	for _, v := range bySize {
		switch x := size(v); {
		case !x.fits():
			in.note("view %q is left out: written out with the views that it reads it is too large; "+
				"it may come to %d selects, and %d words in all or %d in a column", v.Name, maxSelects, maxViewTokens, maxColumnTokens)
			in.large[v.Name] = true
		case sum+x.selects > maxAllSelects:
			in.note("view %q is left out: all views together come to more than %d selects", v.Name, maxAllSelects)
			in.large[v.Name] = true
		default:
			sum += x.selects
		}
	}
	in.views = slices.DeleteFunc(in.views, func(v *table) bool { return in.large[v.Name] })
}
