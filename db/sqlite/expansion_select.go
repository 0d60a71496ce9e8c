package sqlite

import (
	"slices"
	"strings"

	"tiddly/db/sqlite/script"
)

// reading computes the expansion of selects in one text.
type reading struct {
	*expander
	*selectText
	// tables are the common table expressions (WITH) in scope, innermost last.
	tables []*commonTable
	// outer is what this select and the enclosing ones read, whose columns can be referenced.
	outer *scope
	// depth is the number of enclosing selects; inner are the selects in parentheses by their opening index, computed
	// once each.
	depth int
	inner map[int]expansion
}

// scope is what a select reads: the sizes of its columns by name, and the largest.
type scope struct {
	columns map[string]float64
	widest  float64
	around  *scope
}

// within returns the reading of what is inside a select that reads these.
func (r reading) within(read []expansion) reading {
	s := &scope{columns: map[string]float64{}, widest: 1, around: r.outer}
	for _, x := range read {
		s.widest = max(s.widest, x.widest())
		for _, c := range x.columns {
			s.columns[c.name] = max(s.columns[c.name], c.tokens)
		}
	}
	r.outer = s
	return r
}

// parenthesised returns the expansion of the select that opens at a parenthesis.
func (r reading) parenthesised(open, last int) expansion {
	x, ok := r.inner[open]
	if !ok {
		x = r.statement(open+1, min(r.pair[open], last))
		r.inner[open] = x
	}
	return x
}

// commonTable is a common table expression.
type commonTable struct {
	name        string
	columns     []string
	first, last int
	// around returns those in its scope, which include its neighbours.
	around func() []*commonTable
	// known is its expansion; zero while it is being computed, since a reference is then to itself.
	known *expansion
}

// statement returns the expansion of the select from first up to last, with all terms of UNION and the like.
func (r reading) statement(first, last int) expansion {
	if r.depth++; r.depth > maxNesting {
		return unbounded
	}
	first = r.with(first, last)
	var sum expansion
	for start, i := first, first; i <= last; i++ {
		if i < last && r.is(i, "(") {
			i = min(r.pair[i], last-1)
			continue
		}
		if i < last && !r.word(i, "UNION", "INTERSECT", "EXCEPT") {
			continue
		}
		sum.unite(r.term(start, i), start == first)
		start = i + 1
	}
	return sum
}

// unite adds a term. A column is as large as the largest at its position; if the number of columns is unknown, as the
// largest of all.
func (x *expansion) unite(term expansion, first bool) {
	x.selects += term.selects
	x.tokens += term.tokens
	switch {
	case first:
		x.columns = term.columns
	case len(x.columns) == len(term.columns):
		for i := range x.columns {
			x.columns[i].tokens = max(x.columns[i].tokens, term.columns[i].tokens)
		}
	default:
		most := max(x.widest(), term.widest())
		for i := range x.columns {
			x.columns[i].tokens = most
		}
		x.columns = append(x.columns, expandedColumn{"", most})
	}
}

// with parses the common table expressions at the start of a statement, and returns where the statement itself
// begins.
func (r *reading) with(first, last int) int {
	if !r.word(first, "WITH") {
		return first
	}
	i := first + 1
	if r.word(i, "RECURSIVE") && !r.word(i+1, "AS") && !r.is(i+1, "(") {
		i++
	}
	visible := slices.Clip(r.tables)
	around := func() []*commonTable { return visible }
	for i < last {
		t := &commonTable{name: r.named(i), around: around}
		if i++; r.is(i, "(") {
			t.columns = r.names(i)
			i = r.pair[i] + 1
		}
		for i < last && !r.is(i, "(") {
			i++ // AS NOT MATERIALIZED
		}
		if i >= last {
			break
		}
		t.first, t.last = i+1, min(r.pair[i], last)
		visible = append(visible, t)
		if i = r.pair[i] + 1; !r.is(i, ",") {
			break
		}
		i++
	}
	r.tables = visible
	return min(i, last)
}

// common returns the expansion of a common table expression.
func (r reading) common(t *commonTable) expansion {
	if t.known == nil {
		t.known = &expansion{}
		r.tables = t.around()
		x := r.statement(t.first, t.last)
		x.rename(t.columns)
		*t.known = x
	}
	return *t.known
}

// relation returns the expansion of the table, view or common table expression that is read at a token.
func (r reading) relation(i int) expansion {
	name := r.named(i)
	for _, t := range slices.Backward(r.tables) {
		if t.name == name {
			return r.common(t)
		}
	}
	if strings.HasPrefix(name, "pragma_") {
		return r.all
	}
	if _, ok := r.views[name]; ok || r.many {
		return r.view(name)
	}
	return expansion{}
}

// term returns the expansion of one select without UNION.
func (r reading) term(first, last int) expansion {
	x := expansion{selects: 1}
	var read []expansion
	r.walk(first, last, func(i int, from bool) {
		var one expansion
		switch {
		case !r.is(i, "("):
			one = r.relation(i)
		case from:
			one = r.parenthesised(i, last)
		default:
			return // it may name columns of what is read, which is not known yet
		}
		x.selects += one.selects
		x.tokens += one.tokens
		read = append(read, one)
	})
	r = r.within(read)
	r.walk(first, last, func(i int, from bool) {
		if r.is(i, "(") && !from {
			one := r.parenthesised(i, last)
			x.selects += one.selects
			x.tokens += one.tokens
		}
	})
	x.tokens += r.weigh(first, last)
	x.columns = r.results(first, last, read)
	if len(x.columns) > maxColumns {
		return unbounded
	}
	return x
}

// walk calls tell for each table that a select reads and for each select in parentheses; from reports whether that is
// read like a table. Names are passed by their token.
func (r reading) walk(first, last int, tell func(i int, from bool)) {
	from := []bool{false}
	top := func() *bool { return &from[len(from)-1] }
	for i := first; i < last; i++ {
		switch {
		case r.is(i, "(") && r.begins(i+1):
			tell(i, *top())
			i = min(r.pair[i], last)
		case r.is(i, "("):
			from = append(from, *top())
		case r.is(i, ")") && len(from) > 1:
			from = from[:len(from)-1]
		case r.clause(i), r.word(i, "JOIN"):
			*top() = true
		case r.word(i, "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "SELECT", "VALUES"):
			*top() = false
		}
		if r.clause(i) || r.word(i, "JOIN", "IN") || *top() && (r.is(i, ",") || r.is(i, "(")) {
			at := i + 1
			if r.named(at) != "" && r.is(at+1, ".") {
				at += 2 // after the name of the schema
			}
			if at < last && r.named(at) != "" {
				tell(at, true)
			}
		}
	}
}

// clause reports whether FROM begins the clause; IS DISTINCT FROM does not.
func (r reading) clause(i int) bool { return r.word(i, "FROM") && !r.word(i-1, "DISTINCT") }

// weigh returns the number of tokens from first up to last, counting the name of a column as what replaces it.
// Selects in parentheses are left to the caller.
func (r reading) weigh(first, last int) float64 {
	sum := 0.0
	for i := first; i < last; i++ {
		if r.is(i, "(") && r.begins(i+1) {
			i = min(r.pair[i], last)
			continue
		}
		sum += r.weight(i)
	}
	return sum
}

// weight returns the size of what replaces a token. An unknown name may be any column: SQLite makes some up.
func (r reading) weight(i int) float64 {
	name, most, found := r.named(i), 1.0, false
	if name == "" {
		return 1
	}
	for o := r.outer; o != nil; o = o.around {
		if tokens, ok := o.columns[name]; ok {
			most, found = max(most, tokens), true
		}
	}
	if !found && (r.list[i].Kind != script.BareWord || strings.HasPrefix(name, "column")) {
		for o := r.outer; o != nil; o = o.around {
			most = max(most, o.widest)
		}
	}
	return most
}

// results returns the columns of a select's result.
func (r reading) results(first, last int, read []expansion) []expandedColumn {
	if !r.word(first, "SELECT") {
		return []expandedColumn{{"", r.weigh(first, last)}}
	}
	start := first + 1
	if r.word(start, "DISTINCT", "ALL") {
		start++
	}
	var all []expandedColumn
	for i := start; i <= last; i++ {
		if i < last && r.is(i, "(") {
			i = min(r.pair[i], last-1)
			continue
		}
		end := i == last || r.clause(i) || r.word(i, "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT")
		if !end && !r.is(i, ",") {
			continue
		}
		if i > start {
			all = append(all, r.result(start, i, read)...)
		}
		if end {
			break
		}
		start = i + 1
	}
	return all
}

// result returns the columns of one term of a result; * is those of everything that is read.
func (r reading) result(first, last int, read []expansion) []expandedColumn {
	if r.is(last-1, "*") && (last-first == 1 || r.is(last-2, ".")) {
		var all []expandedColumn
		for _, x := range read {
			if all = append(all, x.columns...); len(all) > maxColumns {
				break
			}
		}
		return all
	}
	name, end := r.alias(first, last)
	size := r.weigh(first, end)
	for i := first; i < end; i++ {
		if r.is(i, "(") && r.begins(i+1) {
			size += r.parenthesised(i, last).tokens
			i = min(r.pair[i], last)
		}
	}
	return []expandedColumn{{name, size}}
}

// operators are the keywords after which a name is not an alias.
var operators = []string{
	"NOT", "AND", "OR", "IS", "IN", "LIKE", "GLOB", "REGEXP", "MATCH", "BETWEEN", "ESCAPE", "COLLATE", "CASE", "WHEN", "THEN", "ELSE",
	"DISTINCT", "ALL", "FROM",
}

// alias returns the name of a result, and where its expression ends. Without an alias the name is the expression as
// written.
func (r reading) alias(first, last int) (name string, end int) {
	name = r.named(last - 1)
	switch {
	case name == "":
	case last-first == 1, r.is(last-2, "."):
		return name, last
	case r.word(last-2, "AS"):
		return name, last - 2
	case (r.named(last-2) != "" || r.is(last-2, ")")) && !r.word(last-2, operators...):
		return name, last - 1
	}
	return script.Fold(r.sql[r.list[first].Start:r.list[last-1].End]), last
}
