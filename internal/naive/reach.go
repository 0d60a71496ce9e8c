package naive

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tiddly/internal/catalog"
)

// nodeID returns the global id of a row.
func nodeID(t *catalog.Table, r *Row) string {
	id := []string{quoted(t.TypeName)}
	for _, c := range t.NodeKey().Columns {
		if c.Type.Kind == catalog.BigInt {
			id = append(id, strconv.FormatInt(r.Cell(c).(int64), 10))
			continue
		}
		id = append(id, Shown(c, r.Cell(c)))
	}
	return base64.RawURLEncoding.EncodeToString([]byte("[" + strings.Join(id, ",") + "]"))
}

// node returns the object of the row with a global id, or null.
func (e *Evaluator) node(f *field, id any, path []any) string {
	for _, t := range f.all {
		if t.NodeKey() == nil {
			continue
		}
		for _, r := range e.rows[t] {
			if nodeID(t, r) == id {
				return e.object(t, r, f.fields, path)
			}
		}
	}
	return "null"
}

func (e *Evaluator) nodes(f *field, path []any) string {
	ids := f.args["nodeIds"].([]any)
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = e.node(f, id, slices.Concat(path, []any{i}))
	}
	return "[" + strings.Join(all, ",") + "]"
}

// byKey returns the row with a key, or nil.
func (e *Evaluator) byKey(f *field) *Row {
	for name, v := range f.args["by"].(map[string]any) {
		return e.found(f.table, f.table.Key(name), v)
	}
	return nil
}

// found returns the row whose key is v, or nil.
func (e *Evaluator) found(t *catalog.Table, key *catalog.Key, v any) *Row {
	values := map[string]any{key.Columns[0].Name: v}
	if len(key.Columns) > 1 {
		values = v.(map[string]any)
	}
	for _, r := range e.rows[t] {
		if e.has(r, key, values) {
			return r
		}
	}
	return nil
}

// has reports whether a row has a key, by the key's comparison.
func (e *Evaluator) has(r *Row, key *catalog.Key, values map[string]any) bool {
	for i, c := range key.Columns {
		v, by := values[c.Name], key.Comparisons.At(i)
		cell, text := r.Cell(c).(string)
		if by != "" && text && folded(by, cell) != folded(by, fmt.Sprint(v)) || (by == "" || !text) && compareTo(c, r.Value(c), "eq", v) != yes {
			return false
		}
	}
	return true
}

// folded returns a form that is equal for texts that a key treats as equal.
func folded(by catalog.Comparison, text string) string {
	if strings.Contains(string(by), "nocase") {
		text = strings.Map(func(r rune) rune {
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
			return r
		}, text)
	}
	if strings.Contains(string(by), "rtrim") {
		text = strings.TrimRight(text, " ")
	}
	return text
}

// link returns the values that connect rows; empty if a part is NULL, which equals nothing.
func link(r *Row, columns []*catalog.Column, by catalog.Comparisons) string {
	var out strings.Builder
	for i, c := range columns {
		switch v := r.Cell(c).(type) {
		case nil:
			return ""
		case string:
			out.WriteString(strconv.Quote(folded(by.At(i), v)))
		case int64:
			out.WriteString(strconv.FormatInt(v, 10))
		default:
			fmt.Fprintf(&out, "%T %q", v, v)
		}
		out.WriteByte(';')
	}
	return out.String()
}

// behind returns the rows that a relation leads to from a row.
func (e *Evaluator) behind(relation *catalog.Relation, from *Row) []*Row {
	key := link(from, relation.Columns, relation.Comparisons)
	if key == "" {
		return nil
	}
	return e.reach(relation)[key]
}

// reach returns the rows of a relation's target by the values of its columns.
func (e *Evaluator) reach(relation *catalog.Relation) map[string][]*Row {
	by := e.reached[relation]
	if by == nil {
		by = map[string][]*Row{}
		for _, r := range e.rows[relation.Target] {
			far := relation.Comparisons
			if relation.Junction != nil {
				far = relation.Junction.Comparisons
			}
			key := link(r, relation.TargetColumns, far)
			by[key] = append(by[key], r)
		}
		if j := relation.Junction; j != nil {
			targets := by
			by = map[string][]*Row{}
			for _, r := range e.rows[j.Table] {
				if far := link(r, j.Far, j.Comparisons); far != "" {
					near := link(r, j.Near, relation.Comparisons)
					by[near] = append(by[near], targets[far]...)
				}
			}
		}
		e.reached[relation] = by
	}
	return by
}

// Most returns the maximum number of rows that the relation leads to from one row.
func (e *Evaluator) Most(relation *catalog.Relation) int {
	count := 1
	for key, rows := range e.reach(relation) {
		if key != "" {
			count = max(count, len(rows))
		}
	}
	return count
}
