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

// builder is the way to goqu: nothing else makes identifiers, statements or text.
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
func (b *builder) name(parts ...string) exp.LiteralExpression {
	quoted := make([]string, len(parts))
	for i, p := range parts {
		quoted[i] = b.quote + strings.ReplaceAll(p, b.quote, b.quote+b.quote) + b.quote
	}
	return goqu.L(strings.Join(quoted, "."))
}

// table returns a table under an alias of ours.
func (b *builder) table(t *catalog.Table, alias string) exp.Expression {
	return b.name(t.Identifiers()...).As(alias)
}

func (b *builder) from(source any) *goqu.SelectDataset { return b.wrapper.From(source) }

// binder numbers the values that a statement binds. goqu is given the number, never a value, and the
// numbers that it gives back tell which placeholder is which.
type binder struct{ args []Arg }

// bind gives the marker of a: its number from 1, since goqu drops LIMIT and OFFSET of 0.
func (b *binder) bind(a Arg) int64 {
	b.args = append(b.args, a)
	return int64(len(b.args))
}

// count gives the marker of a row count in the type that goqu wants it.
func (b *binder) count(a Arg) uint {
	return uint(b.bind(a)) //nolint:gosec // the length of a slice
}

// compile writes the statement, which is a prepared one, and puts the arguments in the order of their placeholders.
func (b *binder) compile(ds exp.SQLExpression) (string, []Arg, error) {
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
func all(terms ...exp.Expression) exp.Expression {
	return chain(func(e ...exp.Expression) exp.Expression { return goqu.And(e...) }, truth(true), terms)
}

func anyOf(terms ...exp.Expression) exp.Expression {
	return chain(func(e ...exp.Expression) exp.Expression { return goqu.Or(e...) }, truth(false), terms)
}

func chain(join func(...exp.Expression) exp.Expression, empty exp.Expression, terms []exp.Expression) exp.Expression {
	switch {
	case len(terms) == 0:
		return empty
	case len(terms) == 1:
		return terms[0]
	case len(terms) <= maxChain:
		return join(terms...)
	}
	size := (len(terms) + maxChain - 1) / maxChain
	groups := make([]exp.Expression, 0, maxChain)
	for len(terms) > 0 {
		n := min(size, len(terms))
		groups = append(groups, chain(join, empty, terms[:n]))
		terms = terms[n:]
	}
	return join(groups...)
}

// truth is a constant condition that every engine understands.
func truth(v bool) exp.Expression {
	if v {
		return goqu.L("(1 = 1)")
	}
	return goqu.L("(1 = 0)")
}

func not(e exp.Expression) exp.Expression { return goqu.L("(NOT ?)", e) }
