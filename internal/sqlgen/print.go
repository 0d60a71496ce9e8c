package sqlgen

import (
	"fmt"
	"strconv"
	"strings"

	"tiddly/internal/dialect"
)

// String returns every statement with its arguments, each clause on its own line.
func (p *Program) String() string {
	var b strings.Builder
	p.print(&b, "")
	return b.String()
}

func (p *Program) print(b *strings.Builder, path string) {
	for i := range p.Fields {
		f := &p.Fields[i]
		switch {
		case f.Write != nil:
			f.Write.print(b, path+f.Key)
		case f.Query != nil:
			f.Query.print(b, path+f.Key)
		case f.IDs != none:
			for _, q := range f.Found {
				q.print(b, path+f.Key+": "+q.Row.Table.TypeName)
			}
		default:
			fmt.Fprintf(b, "-- %s: %s\n", path+f.Key, f.Constant)
		}
	}
}

// print appends the statements in the order in which they run.
func (w *Write) print(b *strings.Builder, path string) {
	if w.Matched.SQL != "" {
		printStatement(b, path+": rows that match", &w.Matched)
	}
	if !w.Deletes() {
		w.printChange(b, path)
	}
	for i := range w.Payload {
		if q := w.Payload[i].Query; q != nil {
			q.print(b, path+"."+w.Payload[i].Key)
		}
	}
	if w.Deletes() {
		w.printChange(b, path)
	}
	for i := range w.Payload {
		if after := w.Payload[i].After; after != nil {
			fmt.Fprintf(b, "-- %s.%s: after the commit\n", path, w.Payload[i].Key)
			after.print(b, path+"."+w.Payload[i].Key+".")
		}
	}
}

func (w *Write) printChange(b *strings.Builder, path string) {
	if w.Rows == none {
		printStatement(b, path, &w.Change)
	}
	for i := range w.Inserts {
		printStatement(b, fmt.Sprintf("%s: each row of set %d", path, i), &w.Inserts[i])
	}
	if w.Unshared.SQL != "" {
		printStatement(b, path+": rows with each of the keys", &w.Unshared)
	}
	if w.Left.SQL != "" {
		printStatement(b, path+": rows that are left", &w.Left)
	}
}

func printStatement(b *strings.Builder, title string, s *Statement) {
	fmt.Fprintf(b, "-- %s\n%s\n", title, layout(s.SQL))
	if len(s.Args) > 0 {
		fmt.Fprintf(b, "-- bound: %s\n", strings.Join(argNames(s.Args), ", "))
	}
}

func (q *Query) print(b *strings.Builder, path string) {
	switch {
	case q.Known != none:
		fmt.Fprintf(b, "-- %s: known by $%s\n", path, q.Known)
	case q.SQL != "":
		printStatement(b, path, &Statement{SQL: q.SQL, Args: q.Args})
	}
	if q.Page != nil && q.Page.Around != nil {
		printStatement(b, path+", around the page", &q.Page.Around.Statement)
	}
	if q.Scroll != nil && q.Scroll.Next != nil {
		printStatement(b, path+", pages after the first", q.Scroll.Next)
	}
	for _, c := range q.Children {
		c.print(b, path+"."+c.Key)
	}
}

// argNames returns descriptions of arguments; the items of one list that are bound alike share one entry.
func argNames(args []Arg) []string {
	var names []string
	for i := 0; i < len(args); i++ {
		first := args[i]
		last := first
		for i+1 < len(args) && first.Kind == FromItem {
			next := last
			next.Item++
			if args[i+1] != next {
				break
			}
			last = next
			i++
		}
		name := first.String()
		if last.Item > first.Item {
			name = fmt.Sprintf("items %d-%d of slot %s", first.Item, last.Item, first.Slot) + encoded(first.Encode)
		}
		names = append(names, name)
	}
	return names
}

// String returns a description of where the value comes from.
func (a Arg) String() string {
	switch a.Kind {
	case FromItem:
		return fmt.Sprintf("item %d of slot %s", a.Item, a.Slot) + encoded(a.Encode)
	case FromKeys:
		return "keys"
	case FromKeyColumn:
		return fmt.Sprintf("column %d of the keys", a.Item)
	case FromRow:
		return fmt.Sprintf("value %d of the row", a.Item) + encoded(a.Encode)
	case FromLimit:
		return a.limitName()
	case FromOffset:
		return "offset slot " + a.Slot.String()
	case FromPage:
		return "rows of the page"
	case FromSkip:
		return "rows skipped"
	case FromSort:
		return fmt.Sprintf("sort value %d of the last row", a.Item)
	case FromCursor:
		return fmt.Sprintf("value %d of the cursor in slot %s", a.Item, a.Slot)
	case FromWindowEnd:
		return "offset slot " + a.Offset.String() + " + " + a.limitName()
	default:
		return "slot " + a.Slot.String() + encoded(a.Encode)
	}
}

func (a Arg) limitName() string {
	name := "limit slot " + a.Slot.String()
	if a.Slot == none {
		name = "limit " + strconv.Itoa(a.Default)
	}
	if a.Extra > 0 {
		name += " + " + strconv.Itoa(a.Extra)
	}
	return name
}

func encoded(e dialect.Encoding) string {
	if e == nil {
		return ""
	}
	return " as " + e.String()
}

var clauses = []string{
	" UNION ALL ", " FROM ", " LEFT JOIN ", " INNER JOIN ", " WHERE ", " ORDER BY ", " LIMIT ", " SET ", " VALUES ", " DEFAULT VALUES", " RETURNING ",
}

// layout puts each clause of a statement and of its derived tables on its own line.
func layout(sql string) string {
	var l layouter
	for part, quoted := range dialect.Segments(sql) {
		if quoted {
			l.out.WriteString(part)
		} else {
			l.open(part)
		}
	}
	return l.out.String()
}

type layouter struct {
	out strings.Builder
	// derived holds, for each open parenthesis, whether it began a derived table.
	derived []bool
	inline  int
}

func (l *layouter) open(part string) {
	for i := 0; i < len(part); {
		rest := part[i:]
		switch rest[0] {
		case '(':
			l.enter(strings.HasSuffix(l.out.String(), "FROM ") && strings.HasPrefix(rest, "(SELECT "))
		case ')':
			l.leave()
		default:
			if c := l.clause(rest); c != "" {
				l.newline()
				l.out.WriteString(c[1:])
				i += len(c)
				continue
			}
			l.out.WriteByte(rest[0])
		}
		i++
	}
}

func (l *layouter) clause(rest string) string {
	if l.inline > 0 || rest[0] != ' ' {
		return ""
	}
	for _, c := range clauses {
		if strings.HasPrefix(rest, c) {
			return c
		}
	}
	return ""
}

func (l *layouter) newline() {
	l.out.WriteByte('\n')
	l.out.WriteString(strings.Repeat("  ", len(l.derived)-l.inline))
}

func (l *layouter) enter(derived bool) {
	l.out.WriteByte('(')
	l.derived = append(l.derived, derived)
	if derived {
		l.newline()
	} else {
		l.inline++
	}
}

func (l *layouter) leave() {
	if n := len(l.derived); n > 0 {
		derived := l.derived[n-1]
		l.derived = l.derived[:n-1]
		if derived {
			l.newline()
		} else {
			l.inline--
		}
	}
	l.out.WriteByte(')')
}
