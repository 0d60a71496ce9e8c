package sqlgen

import (
	"slices"
	"strconv"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
)

// filling returns the parts that replace a mark of a fragment: expressions, and numbers of arguments.
type filling func(dialect.Mark) []any

// spell returns the text of a fragment with its marks replaced.
func spell(sql string, fill filling) literal {
	var out strings.Builder
	var args []any
	for mark, piece := range dialect.Pieces(sql) {
		if mark != dialect.Text && mark != dialect.Quoted {
			for i, arg := range fill(mark) {
				if i > 0 {
					out.WriteString(", ")
				}
				out.WriteByte('?')
				args = append(args, arg)
			}
			continue
		}
		// goqu would take a question mark for a part, so each is passed as a part of its own.
		out.WriteString(piece)
		for range strings.Count(piece, "?") {
			args = append(args, text("?"))
		}
	}
	return text(out.String(), args...)
}

// around returns a column with text put around it; empty text changes nothing.
func around(text string, column literal) literal {
	if text == "" {
		return column
	}
	return spell(text, func(dialect.Mark) []any { return []any{column} })
}

// fragment returns a fragment about a column. Value binds the value at a place of the fragment.
func fragment(f *dialect.Fragment, column expression, value func(i int) int64) literal {
	return filled(f, filler{column: column, value: func(i int) any { return value(i) }})
}

// filler is what replaces the marks of a fragment about a column; those that it cannot have are nil.
type filler struct {
	column expression
	// value returns the marker of the value at a place of the fragment, or a column that has it, list those of all values
	// of a list.
	value func(i int) any
	list  func() []any
	// place is the number at which cells of the column are noted, stray a subquery that notes one.
	place func() literal
	stray func() expression
}

// filled returns a fragment with its marks replaced.
func filled(f *dialect.Fragment, by filler) literal {
	values := 0
	return spell("("+f.SQL+")", func(m dialect.Mark) []any {
		switch m {
		case dialect.MarkColumn:
			return []any{by.column}
		case dialect.MarkPlace:
			return []any{by.place()}
		case dialect.MarkStray:
			return []any{by.stray()}
		case dialect.MarkValues:
			return by.list()
		default:
			values++
			return []any{by.value(values - 1)}
		}
	})
}

// place returns a function that returns the number by which the statement's reader learns which cells of the column
// could not be compared.
func (s *statement) place(c *catalog.Column) func() literal {
	return func() literal {
		i := slices.Index(s.noted, c)
		if i < 0 {
			i = len(s.noted)
			s.noted = append(s.noted, c)
		}
		return text(strconv.Itoa(i))
	}
}

// keysIn returns the condition that the columns of the cells have one of the parents' keys, which are cells of the
// columns in of.
func (s *statement) keysIn(cells []cell, columns []literal, of []*catalog.Column) (expression, error) {
	forms := make([]dialect.Keyed, len(cells))
	for i, c := range of {
		storage, err := s.storage(c)
		if err != nil {
			return nil, err
		}
		forms[i] = storage.Keyed
	}
	if len(cells) == 1 {
		return fragment(&forms[0].In, columns[0], func(i int) int64 {
			return s.bindKeys(FromKeys, 0, forms[0].In.EncodeAt(i))
		}), nil
	}
	row, parts := make([]any, len(cells)), make([]any, len(cells))
	for i := range forms {
		row[i], parts[i] = around(forms[i].Column, columns[i]), s.keyPart(&forms[i].Part, i)
	}
	return text("(("+marks(len(row))+") IN (?))", append(row, s.keyRows(parts))...), nil
}

// keyRows returns the subquery for the parents' keys, which has the columns in parts.
func (s *statement) keyRows(parts []any) literal {
	in := &s.dialect.KeysInRow
	bound := 0
	return spell(in.SQL, func(m dialect.Mark) []any {
		if m == dialect.MarkParts {
			return parts
		}
		bound++
		return []any{s.bindKeys(FromKeys, 0, in.EncodeAt(bound-1))}
	})
}

// marks returns a list of placeholders of text.
func marks(n int) string { return strings.TrimPrefix(strings.Repeat(", ?", n), ", ") }

// keyPart returns the column at place n in the subquery of a row of keys.
func (s *statement) keyPart(f *dialect.Fragment, n int) expression {
	bound := 0
	return spell(dialect.Numbered(f.SQL, n), func(dialect.Mark) []any {
		bound++
		return []any{s.bindKeys(FromKeyColumn, n, f.EncodeAt(bound-1))}
	})
}

// bindKeys binds the parents' keys, or one column of them.
func (s *statement) bindKeys(kind ArgKind, column int, encode dialect.Encoding) int64 {
	a := Arg{Kind: kind}
	a.Item, a.Encode = column, encode
	return s.bind(a)
}

// narrow returns a condition that an index can serve where the link condition has no index; nil where there is none.
func (s *statement) narrow(r *catalog.Relation) []expression {
	if len(r.Columns) > 1 {
		return nil // an index over several columns serves only the first of them alone
	}
	f := s.comparison(r.Comparisons.At(0)).Narrow
	if f.SQL == "" {
		return nil
	}
	return []expression{fragment(&f, s.column(cellsOf(referring(r))[0]), func(i int) int64 {
		return s.bindKeys(FromKeys, 0, f.EncodeAt(i))
	})}
}
