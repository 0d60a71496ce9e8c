package sqlite

import (
	"cmp"
	"math"
	"slices"

	"tiddly/db/sqlite/script"
)

// A statement that reads a view makes SQLite expand the view completely, and every view that it reads once for each
// reference: thirty that each name the one before twice are a thousand million selects, and nothing stops SQLite
// before it runs out of memory. So the size of a view is computed from the texts, before SQLite sees any of it. What
// is not understood is overestimated, never underestimated.

// The limits of one view, and of all together where they are read at the start. SQLite compiles a statement of that
// many selects quickly.
const (
	maxSelects      = 2_000
	maxViewTokens   = 100_000
	maxColumnTokens = 10_000
	maxAllSelects   = 50_000
	// SQLite refuses more columns than maxColumns. Selects nested deeper than maxNesting count as unbounded.
	maxColumns = 2_000
	maxNesting = 100
	// With more views, which may all read each other in a chain, nothing is computed.
	maxViews = 20_000
)

// expansion is the expanded size of a view, a subquery or a table. Numbers may be infinite.
type expansion struct {
	selects, tokens float64
	columns         []expandedColumn
}

// expandedColumn is a column of what is read, with its folded name and the number of tokens that replace a reference
// to it.
type expandedColumn struct {
	name   string
	tokens float64
}

// fits reports whether SQLite can be given a statement that reads it.
func (x expansion) fits() bool {
	return x.selects <= maxSelects && x.tokens <= maxViewTokens && x.widest() <= maxColumnTokens
}

// widest returns the size of the largest column.
func (x expansion) widest() float64 {
	most := 1.0
	for _, c := range x.columns {
		most = max(most, c.tokens)
	}
	return most
}

// unbounded is the size of what cannot be computed, and of what SQLite refuses anyway.
var unbounded = expansion{selects: math.Inf(1), tokens: math.Inf(1)}

// expander computes expansions of the views of a schema.
type expander struct {
	views map[string]*viewText
	// known are the expansions computed so far; that of a view being computed is unbounded, as SQLite refuses cycles.
	known map[string]expansion
	// many reports whether there are more views than maxViews.
	many bool
	// all is the size of all views together: that of a function that reads the schema.
	all expansion
}

// viewText is the statement that created a view.
type viewText struct {
	*selectText
	// body is the index of the select; columns are the folded names that the statement gives the columns.
	body    int
	columns []string
}

// selectText is a statement with its matching parentheses.
type selectText struct {
	sql  string
	list []script.Token
	// pair maps a parenthesis to the matching one; to the end of the list if there is none.
	pair []int
}

func newSelectText(sql string) *selectText {
	s := &selectText{sql: sql, list: script.Tokens(sql)}
	s.pair = make([]int, len(s.list))
	var open []int
	for i, t := range s.list {
		s.pair[i] = len(s.list)
		switch {
		case t.Is("("):
			open = append(open, i)
		case t.Is(")") && len(open) > 0:
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
	return slices.ContainsFunc(keywords, s.list[i].Word)
}

func (s *selectText) is(i int, mark string) bool {
	return i >= 0 && i < len(s.list) && s.list[i].Is(mark)
}

// named returns the folded name that a token can be; SQLite accepts a text for one too.
func (s *selectText) named(i int) string {
	if i < 0 || i >= len(s.list) || s.list[i].Kind == script.OtherToken {
		return ""
	}
	return script.Fold(s.list[i].Text)
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

// readViewText parses a CREATE VIEW statement.
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
		e.views[script.Fold(name)] = readViewText(sql)
	}
	// What reads the schema has size zero first, and then the size of all views.
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

// view returns the expansion of a view, by its folded name.
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

// read returns the expansion of the statement from first up to last.
func (e *expander) read(s *selectText, first, last int) expansion {
	if last-first > maxViewTokens {
		return unbounded
	}
	r := reading{expander: e, selectText: s, inner: map[int]expansion{}}
	return r.statement(first, last)
}

// rename renames the columns. If the number of columns is unknown, as for the * of a table, each may be the largest.
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

// leaveOutLargeViews leaves out every view that exceeds the limits of a statement, and the largest of the others if
// all together exceed theirs.
func (in *inspector) leaveOutLargeViews() {
	if len(in.views) == 0 {
		return
	}
	e, sum := newExpander(in.viewTexts), 0.0
	size := func(v *table) expansion { return e.view(script.Fold(v.Name)) }
	bySize := slices.Clone(in.views)
	slices.SortStableFunc(bySize, func(x, y *table) int { return cmp.Compare(size(x).selects, size(y).selects) })
	in.large = map[string]bool{}
	for _, v := range bySize {
		switch x := size(v); {
		case !x.fits():
			in.note("view %q is left out: expanded with the views that it reads, it is too large; "+
				"the limit is %d selects, and %d words in all or %d in a column", v.Name, maxSelects, maxViewTokens, maxColumnTokens)
			in.large[v.Name] = true
		case sum+x.selects > maxAllSelects:
			in.note("view %q is left out: all views together have more than %d selects", v.Name, maxAllSelects)
			in.large[v.Name] = true
		default:
			sum += x.selects
		}
	}
	in.views = slices.DeleteFunc(in.views, func(v *table) bool { return in.large[v.Name] })
}
