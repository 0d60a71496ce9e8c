package sqlgen

import (
	"strconv"
	"strings"

	"github.com/doug-martin/goqu/v9"
	"github.com/doug-martin/goqu/v9/exp"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/fault"
)

// spelling is what goqu must know of a dialect; everything else is put together here.
type spelling struct {
	quote                   rune
	numbered, defaultValues bool
}

// spellings are the dialects registered with goqu. Its own are not used: they lack features that their
// engines have by now, and goqu takes its default for a name it does not know.
var spellings = map[spelling]string{}

func init() {
	for i := range 8 {
		s := spelling{'"', i&1 != 0, i&2 != 0}
		if i&4 != 0 {
			s.quote = '`'
		}
		o := goqu.DefaultDialectOptions()
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

// The pieces of a statement. Only this file makes them, by goqu; others put them together.
type (
	expression = exp.Expression
	// literal is SQL text with expressions in it; it can be sorted by, and have an alias.
	literal  = exp.LiteralExpression
	ordering = exp.OrderedExpression
	// written is a statement that can be compiled.
	written = exp.SQLExpression
)

// text returns SQL in which each ? takes the next of parts: an expression, or the marker of an argument.
func text(sql string, parts ...any) literal { return goqu.L(sql, parts...) }

// builder makes identifiers and statements in the dialect of an engine.
type builder struct {
	wrapper goqu.DialectWrapper
	quote   string
}

func newBuilder(d *dialect.Dialect) (*builder, error) {
	name, ok := spellings[spelling{d.Quote, d.NumberedPlaceholders, d.DefaultValues}]
	if !ok {
		return nil, fault.New(fault.Internal, "no SQL can be written with identifiers quoted by %s", strconv.QuoteRune(d.Quote))
	}
	return &builder{wrapper: goqu.Dialect(name), quote: string(d.Quote)}, nil
}

// name is a quoted identifier, with a qualifier or without. It is a literal and not one of goqu's
// identifiers, which do not double quotes, split at dots, refuse an empty name and take * for all columns.
func (b *builder) name(parts ...string) literal {
	quoted := make([]string, len(parts))
	for i, p := range parts {
		quoted[i] = b.quote + strings.ReplaceAll(p, b.quote, b.quote+b.quote) + b.quote
	}
	return text(strings.Join(quoted, "."))
}

// table returns a table under an alias of ours.
func (b *builder) table(t *catalog.Table, alias string) expression {
	return b.name(t.Identifiers()...).As(alias)
}

// selecting is a SELECT while it is put together. It is a value: what is added to it is not in the one before.
type selecting struct{ ds *goqu.SelectDataset }

func (b *builder) from(source expression) selecting { return selecting{b.wrapper.From(source)} }

func (q selecting) join(table expression, on []expression) selecting {
	return selecting{q.ds.InnerJoin(table, goqu.On(on...))}
}

func (q selecting) leftJoin(table expression, on []expression) selecting {
	return selecting{q.ds.LeftJoin(table, goqu.On(on...))}
}

func (q selecting) crossJoin(table expression) selecting { return selecting{q.ds.CrossJoin(table)} }

// where adds a condition that all terms are true; none adds nothing.
func (q selecting) where(terms ...expression) selecting {
	if len(terms) == 0 {
		return q
	}
	return selecting{q.ds.Where(all(terms...))}
}

// columns sets what is selected. Without a column goqu would select all of them, so 1 is selected then.
func (q selecting) columns(list []expression) selecting {
	if len(list) == 0 {
		list = []expression{text("1")}
	}
	return selecting{q.ds.Select(values(list)...)}
}

func (q selecting) order(terms ...ordering) selecting { return selecting{q.ds.Order(terms...)} }

// limit and offset are bound: at is the marker of an argument.
func (q selecting) limit(at uint) selecting { return selecting{q.ds.Limit(at)} }

func (q selecting) offset(at uint) selecting { return selecting{q.ds.Offset(at)} }

// as returns the SELECT as a derived table.
func (q selecting) as(alias string) expression { return q.ds.As(alias) }

// subquery returns the SELECT as it stands in an expression.
func (q selecting) subquery() expression { return q.ds }

func (q selecting) written() written { return q.ds.Prepared(true) }

// rowNumber counts rows from 1, in each part of their own or all of them.
func rowNumber(partition []expression, order []ordering, as string) expression {
	w := goqu.W().OrderBy(values(order)...)
	if len(partition) > 0 {
		w = w.PartitionBy(values(partition)...)
	}
	return goqu.ROW_NUMBER().Over(w).As(as)
}

// insertInto inserts a row of bound values, or of defaults where there are none.
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

// updateTable changes the rows that match where; nil matches all. goqu orders several assignments itself and reads dots
// in their names, so it is given one, whose value goes on with the others.
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

// deleteFrom deletes the rows of a table under an alias that match where; nil matches all.
func (b *builder) deleteFrom(table, alias literal, where expression, returning []expression) written {
	ds := b.wrapper.Delete(exp.NewIdentifierExpression("", "", text("? AS ?", table, alias)))
	if where != nil {
		ds = ds.Where(where)
	}
	return ds.Returning(values(returning)...).Prepared(true)
}

// values returns a list in the type in which goqu takes it.
func values[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

// binder numbers the values that a statement binds. goqu is given the number, never a value, and the
// numbers that it gives back tell which placeholder is which.
type binder struct{ args []Arg }

// bind returns the marker of a: its number from 1, since goqu drops LIMIT and OFFSET of 0.
func (b *binder) bind(a Arg) int64 {
	b.args = append(b.args, a)
	return int64(len(b.args))
}

// count returns the marker of a row count in the type that goqu wants it.
func (b *binder) count(a Arg) uint {
	return uint(b.bind(a)) //nolint:gosec // the length of a slice
}

// compile writes the statement, which is a prepared one, and puts the arguments in the order of their placeholders.
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

// maxChain is how many terms stand in one chain of AND or OR. Engines read a chain as a tree that is
// as deep as the chain is long, and bound that depth.
const maxChain = 32

// all is true where every term is, any where one is. Without terms they are true and false.
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

// truth is a constant condition that every engine understands.
func truth(v bool) expression {
	if v {
		return text("(1 = 1)")
	}
	return text("(1 = 0)")
}

func not(e expression) expression { return text("(NOT ?)", e) }
