package sqlgen

import (
	"iter"
	"strconv"
	"strings"

	"github.com/doug-martin/goqu/v9"
	"github.com/doug-martin/goqu/v9/exp"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
)

// segments splits SQL into its quoted parts (strings and identifiers, with their quotes) and what
// stands between them. A doubled quote ends one quoted part and begins the next, which comes to the same.
func segments(sql string) iter.Seq2[string, bool] {
	return func(yield func(string, bool) bool) {
		for sql != "" {
			start := strings.IndexAny(sql, "'\"`")
			if start != 0 {
				if start < 0 {
					start = len(sql)
				}
				if !yield(sql[:start], false) {
					return
				}
				sql = sql[start:]
				continue
			}
			end := strings.IndexByte(sql[1:], sql[0]) + 2
			if end < 2 {
				end = len(sql)
			}
			if !yield(sql[:end], true) {
				return
			}
			sql = sql[end:]
		}
	}
}

// template turns the text of a fragment into a literal of goqu, in which every ? takes the next of args.
type template struct {
	columns []exp.Expression
	// value and list give the markers of "?" and of "?...".
	value func() int64
	list  func() []int64

	text strings.Builder
	args []any
}

func (t *template) literal(sql string) exp.LiteralExpression {
	for part, quoted := range segments(sql) {
		if quoted {
			t.verbatim(part)
		} else {
			t.open(part)
		}
	}
	if len(t.args) == 0 {
		return goqu.L(t.text.String())
	}
	return goqu.L(t.text.String(), t.args...)
}

// verbatim copies a quoted part. goqu would take a question mark in it for a placeholder, so each is
// handed over as a literal of its own.
func (t *template) verbatim(part string) {
	t.text.WriteString(part)
	for range strings.Count(part, "?") {
		t.args = append(t.args, goqu.L("?"))
	}
}

func (t *template) open(part string) {
	for i := 0; i < len(part); i++ {
		switch {
		case part[i] == '@':
			column, width := t.column(part[i+1:])
			t.add(column)
			i += width
		case strings.HasPrefix(part[i:], "?..."):
			for n, marker := range t.list() {
				if n > 0 {
					t.text.WriteString(", ")
				}
				t.add(marker)
			}
			i += len("...")
		case part[i] == '?':
			t.add(t.value())
		default:
			t.text.WriteByte(part[i])
		}
	}
}

func (t *template) add(arg any) {
	t.text.WriteByte('?')
	t.args = append(t.args, arg)
}

// column gives the column that a number after @ means, the first without one, and the width of the number.
func (t *template) column(after string) (exp.Expression, int) {
	width := len(after) - len(strings.TrimLeft(after, "0123456789"))
	n, err := strconv.Atoi(after[:width])
	if err != nil || n < 1 || n > len(t.columns) {
		return t.columns[0], 0
	}
	return t.columns[n-1], width
}

// around puts text in which "@" is the column around a column; empty text changes nothing.
func around(text string, column exp.LiteralExpression) exp.LiteralExpression {
	if text == "" {
		return column
	}
	t := template{columns: []exp.Expression{column}}
	return t.literal(text)
}

// keysIn is the condition that the columns equal one of the parents' keys.
func (s *statement) keysIn(columns []exp.Expression) exp.Expression {
	f := s.dialect.KeysIn
	text := f.SQL
	if len(columns) > 1 {
		f = s.dialect.KeysInRow
		text = rowText(f.SQL, s.dialect.KeysInRowColumn, len(columns))
	}
	t := template{columns: columns, value: s.bindKeys}
	return t.literal("(" + text + ")")
}

// bindKeys binds the parents' keys.
func (s *statement) bindKeys() int64 {
	a := noSlots(FromKeys)
	a.Encode = dialect.Keys
	return s.bind(a)
}

// narrow is a condition that an index can serve where the one that ties rows to their parents has none.
func (s *statement) narrow(r *catalog.Relation) []exp.Expression {
	if len(r.Columns) > 1 {
		return nil // an index over several columns serves none of them alone but the first
	}
	f := s.comparison(r.Comparisons.At(0)).Narrow
	if f.SQL == "" {
		return nil
	}
	t := template{columns: []exp.Expression{s.column(cellsOf(referring(r))[0])}, value: s.bindKeys}
	return []exp.Expression{t.literal("(" + f.SQL + ")")}
}

// rowText makes the text for n link columns: one piece a column, each with its number behind "@".
func rowText(row, column string, n int) string {
	pieces, columns := make([]string, n), make([]string, n)
	for i := range pieces {
		columns[i] = "@" + strconv.Itoa(i+1)
		pieces[i] = strings.ReplaceAll(outsideQuotes(column, "@", columns[i]), "%d", strconv.Itoa(i))
	}
	glue := " AND "
	if listed := outsideQuotes(row, "@...", strings.Join(columns, ", ")); listed != row {
		row, glue = listed, ", "
	}
	return strings.Replace(row, "%s", strings.Join(pieces, glue), 1)
}

func outsideQuotes(text, old, by string) string {
	var out strings.Builder
	for part, quoted := range segments(text) {
		if !quoted {
			part = strings.ReplaceAll(part, old, by)
		}
		out.WriteString(part)
	}
	return out.String()
}

// noSlots is an argument that names no slot of the request.
func noSlots(kind ArgKind) Arg { return Arg{Kind: kind, Slot: none, Offset: none} }

func encodingAt(list []dialect.Encoding, i int) dialect.Encoding {
	if i < len(list) {
		return list[i]
	}
	return dialect.AsIs
}
