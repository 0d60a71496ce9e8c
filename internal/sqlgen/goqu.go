package sqlgen

import (
	"slices"
	"strconv"
	"strings"

	"github.com/doug-martin/goqu/v9"
	"github.com/doug-martin/goqu/v9/exp"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/fault"
)

// spelling is what goqu needs to know of a dialect; sqlgen writes everything else itself.
type spelling struct {
	quote                   rune
	numbered, defaultValues bool
}

// spellings are the dialects registered with goqu. Its own dialects are not used: they lack features that the engines
// have since gained, and goqu falls back to its default for an unknown name.
var spellings = map[spelling]string{}

func init() {
	for i := range 8 {
		s := spelling{'"', i&1 != 0, i&2 != 0}
		if i&4 != 0 {
			s.quote = '`'
		}
		o := goqu.DefaultDialectOptions()
		o.WrapCompoundsInParens = false
		o.QuoteRune = s.quote
		if s.numbered {
			o.PlaceHolderFragment = []byte("$")
			o.IncludePlaceholderNum = true
		}
		if !s.defaultValues {
			o.DefaultValuesFragment = []byte(" () VALUES ()")
		}
		spellings[s] = "tiddly " + strconv.Itoa(i)
		goqu.RegisterDialect(spellings[s], o)
	}
}

// The pieces of a statement. Only this file creates them, with goqu; other files combine them.
type (
	expression = exp.Expression
	// literal is SQL text that contains expressions; it can be sorted by and aliased.
	literal  = exp.LiteralExpression
	ordering = exp.OrderedExpression
	// written is a statement that can be compiled.
	written = exp.SQLExpression
)

// text returns SQL in which each ? is replaced by the next of parts: an expression, or the marker of an argument.
func text(sql string, parts ...any) literal { return goqu.L(sql, parts...) }

// builder builds identifiers and statements in the dialect of an engine.
type builder struct {
	wrapper goqu.DialectWrapper
	quote   string
	// exactly and apart are Exact and Apart of the dialect.
	exactly, apart string
}

func newBuilder(d *dialect.Dialect) (*builder, error) {
	name, ok := spellings[spelling{d.Quote, d.NumberedPlaceholders, d.DefaultValues}]
	if !ok {
		return nil, fault.New(fault.Internal, "no SQL can be written with identifiers quoted by %s", strconv.QuoteRune(d.Quote))
	}
	return &builder{wrapper: goqu.Dialect(name), quote: string(d.Quote), exactly: d.Exact, apart: d.Apart}, nil
}

// name returns a quoted identifier, with or without a qualifier. It is a literal rather than one of goqu's
// identifiers, which do not double quotes, split at dots, reject an empty name and read * as all columns.
func (b *builder) name(parts ...string) literal {
	quoted := make([]string, len(parts))
	for i, p := range parts {
		quoted[i] = b.quote + strings.ReplaceAll(p, b.quote, b.quote+b.quote) + b.quote
	}
	return text(strings.Join(quoted, "."))
}

// table returns a table under an alias, for reading.
func (b *builder) table(t *catalog.Table, alias string) expression {
	if b.isDerived(t) {
		return b.derived(t).As(alias)
	}
	return b.name(t.Identifiers()...).As(alias)
}

// isDerived reports whether a derived table takes the place of a table where its rows are read.
func (b *builder) isDerived(t *catalog.Table) bool {
	return t.Scanned || slices.ContainsFunc(t.Columns, recollated)
}

func recollated(c *catalog.Column) bool { return c.Recollated }

// derived returns a table whose columns have no collation that the database lacks, so that nothing around it compares
// by one or searches an index under one.
func (b *builder) derived(t *catalog.Table) literal {
	var columns []any
	for _, c := range t.Columns {
		column := b.name(c.SQLName)
		if c.Recollated {
			column = text("? AS ?", around(b.exactly, column), column)
		}
		columns = append(columns, column)
	}
	if t.RowID != "" {
		columns = append(columns, b.name(t.RowID))
	}
	sql := "(SELECT ?" + strings.Repeat(", ?", len(columns)-1) + " FROM ?"
	if t.Scanned {
		sql += b.apart
	}
	return text(sql+")", append(columns, b.name(t.Identifiers()...))...)
}

// selecting is a SELECT under construction. It is a value: adding to it leaves the original unchanged.
type selecting struct{ ds *goqu.SelectDataset }

func (b *builder) from(source expression) selecting { return selecting{b.wrapper.From(source)} }

func (q selecting) join(table expression, on []expression) selecting {
	return selecting{q.ds.InnerJoin(table, goqu.On(on...))}
}

func (q selecting) leftJoin(table expression, on []expression) selecting {
	return selecting{q.ds.LeftJoin(table, goqu.On(on...))}
}

func (q selecting) crossJoin(table expression) selecting { return selecting{q.ds.CrossJoin(table)} }

// where adds the condition that all terms are true; without terms it adds nothing.
func (q selecting) where(terms ...expression) selecting {
	if len(terms) == 0 {
		return q
	}
	return selecting{q.ds.Where(all(terms...))}
}

// columns sets the selected columns. Without any, goqu would select all of them, so 1 is selected instead.
func (q selecting) columns(list []expression) selecting {
	if len(list) == 0 {
		list = []expression{text("1")}
	}
	return selecting{q.ds.Select(values(list)...)}
}

// also adds columns to those selected.
func (q selecting) also(list []expression) selecting {
	return selecting{q.ds.SelectAppend(values(list)...)}
}

// unionAll adds the rows of another SELECT. What sorts and limits the result is added afterwards.
func (q selecting) unionAll(other selecting) selecting { return selecting{q.ds.UnionAll(other.ds)} }

func (q selecting) order(terms ...ordering) selecting { return selecting{q.ds.Order(terms...)} }

// limit sets a bound limit; at is the marker of an argument, as for offset.
func (q selecting) limit(at uint) selecting { return selecting{q.ds.Limit(at)} }

func (q selecting) offset(at uint) selecting { return selecting{q.ds.Offset(at)} }

// group groups the rows, of which each group is one.
func (q selecting) group(by []expression) selecting { return selecting{q.ds.GroupBy(values(by)...)} }

// having keeps the groups for which a condition is true.
func (q selecting) having(such expression) selecting { return selecting{q.ds.Having(such)} }

// alone returns the SELECT of a single row that is of no table.
func (b *builder) alone(columns []expression) selecting {
	return selecting{b.wrapper.Select(values(columns)...)}
}

// as returns the SELECT as a derived table.
func (q selecting) as(alias string) expression { return q.ds.As(alias) }

// lateral returns the SELECT as a derived table that may refer to the tables before it.
func (q selecting) lateral(alias string) expression { return goqu.Lateral(q.ds).As(alias) }

// subquery returns the SELECT for use in an expression.
func (q selecting) subquery() expression { return q.ds }

func (q selecting) written() written { return q.ds.Prepared(true) }

// sortColumns returns what rows are sorted by as columns, which resorted refers to.
func sortColumns(order []ordering) []expression {
	out := make([]expression, len(order))
	for i, o := range order {
		out[i] = text("?", o.SortExpression()).As(sortName(i))
	}
	return out
}

// resorted returns the same order by another expression.
func resorted(o ordering, by literal) ordering {
	direction := exp.DescSortDir
	if o.IsAsc() {
		direction = exp.AscDir
	}
	return exp.NewOrderedExpression(by, direction, o.NullSortType())
}

// rowNumber returns the numbers of rows from 1, within each partition where there are partitions.
func rowNumber(partition []expression, order []ordering, as string) expression {
	w := goqu.W().OrderBy(values(order)...)
	if len(partition) > 0 {
		w = w.PartitionBy(values(partition)...)
	}
	return goqu.ROW_NUMBER().Over(w).As(as)
}

// insertInto returns the INSERT of a row of bound values, or of defaults where there are none.
func (b *builder) insertInto(table expression, columns []expression, row []int64, returning []expression) written {
	ds := b.wrapper.Insert(table)
	if len(columns) > 0 {
		ds = ds.Cols(values(columns)...).Vals(values(row))
	}
	return ds.Returning(values(returning)...).Prepared(true)
}

// assignment sets a column of an update.
type assignment struct {
	column literal
	// value is an expression, or the marker of an argument.
	value any
}

// updateTable returns the UPDATE of the rows that match where; nil matches all. goqu reorders several assignments and
// reads dots in their names, so it gets a single one, whose value continues with the others.
func (b *builder) updateTable(table expression, set []assignment, where expression, returning []expression) written {
	sql, parts := "?"+strings.Repeat(", ? = ?", len(set)-1), []any{set[0].value}
	for _, a := range set[1:] {
		parts = append(parts, a.column, a.value)
	}
	ds := b.wrapper.Update(table).Set(exp.NewIdentifierExpression("", "", set[0].column).Set(text(sql, parts...)))
	if where != nil {
		ds = ds.Where(where)
	}
	return ds.Returning(values(returning)...).Prepared(true)
}

// deleteFrom returns the DELETE of the rows of an aliased table that match where; nil matches all.
func (b *builder) deleteFrom(table, alias literal, where expression, returning []expression) written {
	ds := b.wrapper.Delete(exp.NewIdentifierExpression("", "", text("? AS ?", table, alias)))
	if where != nil {
		ds = ds.Where(where)
	}
	return ds.Returning(values(returning)...).Prepared(true)
}

// values converts a list to the type that goqu accepts.
func values[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

// binder numbers the values that a statement binds. goqu is passed the number, never a value, and the numbers that it
// returns identify the placeholders.
type binder struct{ args []Arg }

// bind returns the marker of a: its number, from 1, since goqu drops a LIMIT or OFFSET of 0.
func (b *binder) bind(a Arg) int64 {
	b.args = append(b.args, a)
	return int64(len(b.args))
}

// count returns the marker of a row count in the type that goqu requires.
func (b *binder) count(a Arg) uint {
	return uint(b.bind(a)) //nolint:gosec // the length of a slice
}

// compile returns the text of the prepared statement and its arguments in the order of their placeholders.
func (b *binder) compile(ds written) (string, []Arg, error) {
	if !ds.IsPrepared() {
		return "", nil, fault.New(fault.Internal, "a statement is written with its values")
	}
	sql, markers, err := ds.ToSQL()
	if err != nil {
		return "", nil, fault.Wrap(err, fault.Internal, "a statement could not be written")
	}
	args := make([]Arg, len(markers))
	for i, m := range markers {
		n, ok := m.(int64)
		if !ok || n < 1 || n > int64(len(b.args)) {
			return "", nil, fault.New(fault.Internal, "a statement binds something that is not an argument")
		}
		args[i] = b.args[n-1]
	}
	return sql, args, nil
}

// maxChain is the maximum number of terms in one chain of AND or OR. Engines parse a chain as a tree as deep as the
// chain is long, and limit that depth.
const maxChain = 32

// all returns the conjunction of terms, any their disjunction. Without terms they are true and false.
func all(terms ...expression) expression {
	return chain(func(e ...expression) expression { return goqu.And(e...) }, truth(true), terms)
}

func anyOf(terms ...expression) expression {
	return chain(func(e ...expression) expression { return goqu.Or(e...) }, truth(false), terms)
}

func chain(join func(...expression) expression, empty expression, terms []expression) expression {
	switch {
	case len(terms) == 0:
		return empty
	case len(terms) == 1:
		return terms[0]
	case len(terms) <= maxChain:
		return join(terms...)
	}
	size := (len(terms) + maxChain - 1) / maxChain
	groups := make([]expression, 0, maxChain)
	for len(terms) > 0 {
		n := min(size, len(terms))
		groups = append(groups, chain(join, empty, terms[:n]))
		terms = terms[n:]
	}
	return join(groups...)
}

// truth returns a constant condition that every engine understands.
func truth(v bool) expression {
	if v {
		return text("(1 = 1)")
	}
	return text("(1 = 0)")
}

func not(e expression) expression { return text("(NOT ?)", e) }
