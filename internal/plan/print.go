package plan

import (
	"fmt"
	"strconv"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/request"
)

// String returns the plan as an indented tree, one fact a line: for each statement what it reads, joins, selects,
// filters and orders, in the words of SQL; at the end what each argument must be. Columns have their SQL names, types
// and relations their API names. Equal plans have equal text.
func (p *Plan) String() string {
	w := printer{slots: p.Slots}
	w.fields(0, p.Fields)
	w.arguments()
	return w.text.String()
}

func (w *printer) fields(depth int, all []*Field) {
	for _, f := range all {
		switch {
		case f.Kind == request.Constant:
			w.line(depth, "%s: constant %s", f.Key, strconv.Quote(f.Constant))
		case f.Kind == request.Null:
			w.line(depth, "%s: null", f.Key)
		case f.Write != nil:
			w.write(f.Key, f.Write)
		case f.Node != nil:
			w.node(depth, "", f.Node)
		case f.Kind.ByID():
			w.found(depth, f)
		}
	}
}

// printer writes a plan.
type printer struct {
	text  strings.Builder
	slots []Slot
}

func (w *printer) line(depth int, format string, args ...any) {
	for range depth {
		w.text.WriteString("  ")
	}
	fmt.Fprintf(&w.text, format, args...)
	w.text.WriteByte('\n')
}

func (w *printer) node(depth int, prefix string, n *Node) {
	kind := "list"
	switch {
	case n.Page != nil:
		kind = "connection of"
	case n.Count:
		kind = "count"
	case n.IDs != request.None:
		kind = "rows of"
	case n.Single:
		kind = "single"
	case n.Scroll && n.Total:
		kind = "list, page by page after the last row,"
	case n.Scroll:
		kind = "list, page by page by number,"
	}
	w.line(depth, "%s%s: %s %s (%s)", prefix, n.Key, kind, n.Table.TypeName, name(n.Table.SQLName))
	depth++
	if n.Link != nil {
		w.link(depth, n.Link)
	}
	if n.ByKey != nil {
		w.line(depth, "by key %s", n.ByKey.Name)
	}
	switch {
	case n.Known != request.None:
		w.line(depth, "given by their keys $%s", n.Known)
	case n.Given:
		w.line(depth, "given")
	}
	if n.Written != nil {
		w.written(depth, n.Written)
	}
	for i, j := range n.Joins {
		r := j.Relation
		w.line(depth, "left join j%d: %s -> %s (%s) on %s", i, source(j.From)+r.Name, r.Target.TypeName,
			name(r.Target.SQLName), equal(source(j.From), r.Columns, source(i), r.TargetColumns))
	}
	switch {
	case n.Count:
	case n.Page != nil:
		w.connection(depth, n.Page)
	case n.Stored:
		w.line(depth, "select, as stored")
	default:
		w.line(depth, "select")
	}
	w.selections(depth+1, n.Select)
	w.where(depth, n.Where)
	if len(n.Distinct) > 0 {
		w.line(depth, "distinct on %s", names(n.Distinct, sqlName))
	}
	if len(n.Order) > 0 {
		w.line(depth, "order by")
	}
	for i := range n.Order {
		w.line(depth+1, "%s", term(&n.Order[i], n.Table))
	}
	w.page(depth, n)
	for i, child := range n.Children {
		w.node(depth, fmt.Sprintf("child %d ", i), child)
	}
}

func (w *printer) link(depth int, l *Link) {
	r := l.Relation
	parent := "parent." + source(l.Source)
	if j := r.Junction; j != nil {
		table := name(j.Table.SQLName)
		w.line(depth, "through %s on %s and %s", table, equal(parent, r.Columns, table+".", j.Near),
			equal(table+".", j.Far, "", r.TargetColumns))
		return
	}
	w.line(depth, "on %s", equal(parent, r.Columns, "", r.TargetColumns))
}

func (w *printer) selections(depth int, all []Selection) {
	for i := range all {
		switch s := &all[i]; s.Kind {
		case Column:
			w.line(depth, "%s: %s", s.Key, source(s.Source)+name(s.Column.SQLName))
		case NodeID:
			w.line(depth, "%s: %snode id of %s", s.Key, source(s.Source), s.Table.TypeName)
		case Typename:
			w.line(depth, "%s: type name %s", s.Key, s.Table.TypeName)
		case ToOne:
			w.line(depth, "%s: row of j%d", s.Key, s.Join)
			w.selections(depth+1, s.Select)
		case ToMany:
			w.line(depth, "%s: rows of child %d", s.Key, s.Child)
		case Null:
			w.line(depth, "%s: null", s.Key)
		}
	}
}

// where writes each part of a conjunction on its own line.
func (w *printer) where(depth int, p *Predicate) {
	switch {
	case p == nil:
	case p.Kind == And:
		w.line(depth, "where")
		for i, child := range p.Children {
			and := ""
			if i > 0 {
				and = "and "
			}
			w.line(depth+1, "%s%s", and, part(child))
		}
	default:
		w.line(depth, "where")
		w.line(depth+1, "%s", predicate(p))
	}
}

func (w *printer) page(depth int, n *Node) {
	switch {
	case n.Single, n.Count, n.Written != nil:
	case n.Limit == request.None:
		w.line(depth, "limit default")
	default:
		w.line(depth, "limit $%s", n.Limit)
	}
	if !n.Single && n.Offset != request.None {
		w.line(depth, "offset $%s", n.Offset)
	}
}

func (w *printer) arguments() {
	if len(w.slots) > 0 {
		w.line(0, "arguments")
	}
	for i := range w.slots {
		s := &w.slots[i]
		if s.Use == Value && s.Column == nil {
			w.line(1, "$%d: not read", i)
			continue
		}
		text := fmt.Sprintf("$%d: %s, %s of %s", i, s.is(), s.Argument, strings.Join(s.Field, "."))
		switch {
		case s.Source.Kind == request.FromAccount:
			text += ", from the account of the caller"
		case s.Use == Limit:
			text += fmt.Sprintf(", at most %d", s.Max)
		case s.Use == Values:
			text += fmt.Sprintf(", up to %d items", s.Count)
		}
		w.line(1, "%s", text)
	}
}

func term(t *Term, table *catalog.Table) string {
	column := name(table.RowID)
	switch {
	case t.Counted != nil:
		column = "number of " + t.Counted.Name
	case t.Column != nil:
		column = name(t.Column.SQLName)
	}
	text := source(t.Source) + column
	if t.Desc {
		text += " desc"
	}
	switch {
	case !t.Nullable:
	case t.NullsFirst:
		text += " nulls first"
	default:
		text += " nulls last"
	}
	return text
}

// source returns the prefix of a column of the node's own table or of a join.
func source(s int) string {
	if s == Own {
		return ""
	}
	return "j" + strconv.Itoa(s) + "."
}

// equal returns the condition that two lists of columns are equal pair by pair.
func equal(left string, a []*catalog.Column, right string, b []*catalog.Column) string {
	pairs := make([]string, len(a))
	for i := range a {
		pairs[i] = left + name(a[i].SQLName) + " = " + right + name(b[i].SQLName)
	}
	return strings.Join(pairs, " and ")
}

func sqlName(c *catalog.Column) string { return name(c.SQLName) }

// name returns a SQL name, quoted where it is more than letters, digits and underscores.
func name(s string) string {
	for i, r := range s {
		if r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (i == 0 || r < '0' || r > '9') {
			return strconv.Quote(s)
		}
	}
	if s == "" {
		return `""`
	}
	return s
}
