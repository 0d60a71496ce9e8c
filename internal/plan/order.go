package plan

import (
	"fmt"
	"slices"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// order plans the order of a list: the explicit terms, then the key, so that pages are stable.
func (b *builder) order(terms []request.Order) error {
	desc := false
	for i := range terms {
		term, err := b.term(i, &terms[i])
		if err != nil {
			return err
		}
		b.addTerm(term)
		// The key takes the direction of the last term as written, even one that repeats an earlier one.
		desc = term.Desc
	}
	t := b.node.Table
	switch key := t.NodeKey(); {
	case key != nil:
		b.addColumns(key.Columns, desc)
		b.node.Total = !slices.ContainsFunc(key.Columns, func(c *catalog.Column) bool { return !c.NotNull })
		if (b.node.Scroll || b.paged) && !b.node.Total && t.RowID != "" {
			// Rows without a key are distinguished by the row id alone.
			b.addTerm(Term{Source: Own, Desc: desc})
			b.node.Total = true
		}
	case t.RowID != "":
		b.addTerm(Term{Source: Own, Desc: desc})
		b.node.Total = true
	default:
		b.addColumns(slices.DeleteFunc(slices.Clone(t.Readable()), unsortable), desc)
	}
	return nil
}

func unsortable(c *catalog.Column) bool { return !c.Type.Kind.Sortable() }

// term resolves one explicit term; its path adds joins.
func (b *builder) term(i int, o *request.Order) (Term, error) {
	way := slices.Concat(o.Path, []string{o.Column})
	if o.Counted != "" {
		way[len(o.Path)] = o.Counted + "Aggregate.count"
	}
	argument := func(to int) string { return fmt.Sprintf("orderBy[%d].%s", i, strings.Join(way[:to+1], ".")) }
	source, t := Own, b.node.Table
	for to, name := range o.Path {
		r := t.Relation(name)
		if r == nil {
			return Term{}, b.unknownRelation(t, name, argument(to))
		}
		if r.Kind != catalog.ToOne {
			f := fault.New(fault.RequestValue, "rows cannot be ordered by %s, which leads to many rows", name)
			f.Table = t.TypeName
			return Term{}, b.at(in(f, argument(to)).
				WithHint("order by columns, or through relations that lead to one row"))
		}
		var err error
		if source, err = b.join(source, r); err != nil {
			return Term{}, err
		}
		t = r.Target
	}
	last := len(o.Path)
	if o.Counted != "" {
		return b.countTerm(source, t, o, argument(last))
	}
	column := t.Column(o.Column)
	if column == nil {
		return Term{}, b.unknownColumn(t, o.Column, argument(last))
	}
	if unsortable(column) {
		f := fault.New(fault.RequestValue, "rows cannot be ordered by %s, a %s column", column.Name, column.Type.Kind)
		return Term{}, b.at(about(f, column, argument(last)).WithNames(fault.Names{Hint: sortableHint(t)}))
	}
	term := columnTerm(source, column, o.Desc)
	term.NullsFirst = o.Nulls == request.NullsFirst
	return term, nil
}

// countTerm returns the term of a number of related rows. It is no place in a list that a cursor could hold: it changes
// with rows of other tables.
func (b *builder) countTerm(source int, t *catalog.Table, o *request.Order, argument string) (Term, error) {
	r := t.Relation(o.Counted)
	if r == nil || r.Kind == catalog.ToOne {
		return Term{}, b.unknownRelation(t, o.Counted, argument)
	}
	if b.paged || b.node.Scroll {
		f := fault.New(fault.RequestValue, "a connection cannot be ordered by a count: %s changes without its row", r.AggregateField())
		f.Table = t.TypeName
		return Term{}, b.at(in(f, argument).WithHint("read the list, which can, with limit and offset; or order the connection by columns"))
	}
	return Term{Source: source, Counted: r, Desc: o.Desc}, nil
}

func sortableHint(t *catalog.Table) string {
	columns := slices.DeleteFunc(slices.Clone(t.Readable()), unsortable)
	if len(columns) == 0 {
		return "no column of " + t.TypeName + " can be sorted"
	}
	return "order by one of " + names(columns, columnName)
}

// columnTerm returns the term of a column. A joined column can be null whatever its constraint: there may be no row to
// join.
func columnTerm(source int, column *catalog.Column, desc bool) Term {
	return Term{Source: source, Column: column, Desc: desc, Nullable: source != Own || !column.NotNull || column.Type.ReadsNull}
}

func (b *builder) addColumns(columns []*catalog.Column, desc bool) {
	for _, column := range columns {
		term := columnTerm(Own, column, desc)
		term.Added = true
		b.addTerm(term)
	}
}

// addTerm adds a term unless an earlier one already orders by it.
func (b *builder) addTerm(term Term) {
	for i := range b.node.Order {
		if had := &b.node.Order[i]; had.Source == term.Source && had.Column == term.Column && had.Counted == term.Counted {
			return
		}
	}
	b.node.Order = append(b.node.Order, term)
}

// distinct plans distinctOn: of the rows that agree in its columns, the first by order is kept.
func (b *builder) distinct(columns []string) error {
	t := b.node.Table
	for i, name := range columns {
		argument := fmt.Sprintf("distinctOn[%d]", i)
		column := t.Column(name)
		if column == nil {
			return b.unknownColumn(t, name, argument)
		}
		if !column.Type.Kind.Distinguished() {
			f := fault.New(fault.RequestValue, "distinctOn does not accept %s: equal values of it can be written in several ways", column.Name)
			return b.at(about(f, column, argument).WithNames(fault.Names{Hint: distinctHint(t)}))
		}
		if !slices.Contains(b.node.Distinct, column) {
			b.node.Distinct = append(b.node.Distinct, column)
		}
	}
	return nil
}

func distinctHint(t *catalog.Table) string {
	columns := slices.DeleteFunc(slices.Clone(t.Readable()), func(c *catalog.Column) bool { return !c.Type.Kind.Distinguished() })
	if len(columns) == 0 {
		return "no column of " + t.TypeName + " can be used"
	}
	return "use " + names(columns, columnName)
}
