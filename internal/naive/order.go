package naive

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"tiddly/internal/catalog"
)

// sorting is one term of an order.
type sorting struct {
	way              []*catalog.Relation
	column           *catalog.Column
	counted          *catalog.Relation
	desc, nullsFirst bool
}

// sorted returns the rows in the requested order, and then in that of the key.
func (e *Evaluator) sorted(f *field, rows []*Row) []*Row {
	order := terms(f)
	type keyed struct {
		r    *Row
		keys []any
	}
	all := make([]keyed, len(rows))
	for i, r := range rows {
		all[i] = keyed{r, e.sortKeys(r, order)}
	}
	slices.SortStableFunc(all, func(a, b keyed) int { return compareKeys(order, a.keys, b.keys) })
	out := make([]*Row, len(all))
	for i := range all {
		out[i] = all[i].r
	}
	return out
}

func (e *Evaluator) sortKeys(r *Row, terms []sorting) []any {
	keys := make([]any, len(terms))
	for j := range terms {
		keys[j] = e.sortKey(r, &terms[j])
	}
	return keys
}

func compareKeys(terms []sorting, a, b []any) int {
	for i := range terms {
		if c := terms[i].compare(a[i], b[i]); c != 0 {
			return c
		}
	}
	return 0
}

// terms returns the order of a list: the requested one, and then that of the key.
func terms(f *field) []sorting {
	var all []sorting
	desc := false
	orderBy, _ := f.args["orderBy"].([]any)
	for _, item := range orderBy {
		s := sorting{}
		t := f.table
		for below, ok := item.(map[string]any); ok; {
			for name, v := range below {
				if s.counted == nil {
					s.counted = t.Aggregated(name)
				}
				if below, ok = v.(map[string]any); ok && s.counted != nil {
					continue
				} else if ok {
					s.way = append(s.way, t.Relation(name))
					t = t.Relation(name).Target
					continue
				}
				s.column = t.Column(name)
				s.desc = strings.HasPrefix(v.(string), "DESC")
				s.nullsFirst = strings.HasSuffix(v.(string), "NULLS_FIRST")
			}
		}
		desc = s.desc
		all = append(all, s)
	}
	switch key := f.table.NodeKey(); {
	case key != nil:
		for _, c := range key.Columns {
			all = append(all, sorting{column: c, desc: desc})
		}
	case f.table.RowID != "":
		all = append(all, sorting{desc: desc})
	default:
		for _, c := range f.table.Columns {
			if c.Type.Kind != catalog.JSON && c.Type.Kind != catalog.Bytes {
				all = append(all, sorting{column: c, desc: desc})
			}
		}
	}
	return all
}

// sortKey returns the value that a row is sorted by; nil is null, also if a relation on the path has no row.
func (e *Evaluator) sortKey(r *Row, s *sorting) any {
	if s.column == nil && s.counted == nil {
		return r.rowid
	}
	for _, relation := range s.way {
		to := e.behind(relation, r)
		switch {
		case len(to) == 0 && s.counted != nil:
			return int64(0)
		case len(to) == 0:
			return nil
		}
		r = to[0]
	}
	if s.counted != nil {
		return int64(len(e.behind(s.counted, r)))
	}
	if s.column.Type.Kind == catalog.UUID {
		return r.Cell(s.column) // as it is stored, so that an index can be used
	}
	return collated(s.column, r.Value(s.column))
}

func (s *sorting) compare(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil || b == nil:
		if (a == nil) == s.nullsFirst {
			return -1
		}
		return 1
	case s.desc:
		return inOrder(b, a)
	default:
		return inOrder(a, b)
	}
}

// distinct keeps the first row of each group.
func distinct(f *field, rows []*Row) []*Row {
	names, _ := f.args["distinctOn"].([]any)
	if len(names) == 0 {
		return rows
	}
	var kept []*Row
	seen := map[string]bool{}
	for _, r := range rows {
		var group strings.Builder
		for _, name := range names {
			for _, c := range f.table.Columns {
				if c.EnumValue == name && r.Cell(c) != nil {
					group.WriteString(strconv.Quote(Shown(c, r.Cell(c))))
				}
			}
			group.WriteByte(';')
		}
		if !seen[group.String()] {
			seen[group.String()] = true
			kept = append(kept, r)
		}
	}
	return kept
}

// inOrder compares two values that known returned for one column.
func inOrder(a, b any) int {
	switch a := a.(type) {
	case int64:
		return cmp.Compare(a, b.(int64))
	case float64:
		return cmp.Compare(a, b.(float64))
	case string:
		return cmp.Compare(a, b.(string))
	default:
		return inOrderOther(a, b)
	}
}

// Sorted returns the rows of a table in the order of an orderBy argument, which may be nil, and then in that of the key.
func (e *Evaluator) Sorted(t *catalog.Table, orderBy any) []*Row {
	return e.sorted(&field{table: t, args: map[string]any{"orderBy": orderBy}}, e.rows[t])
}
