package corpus_test

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/base64"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"tiddly/db/dbtest/outside"
	"tiddly/internal/catalog"
)

// naive answers documents from rows in memory, in the simplest way. It only uses the catalogue of the product.
type naive struct {
	rows map[*catalog.Table][]*record
	// limit is the default limit of lists.
	limit int
	// reached are the rows behind a relation, by the values of its columns.
	reached map[*catalog.Relation]map[string][]*record
	cuts    []string
	// wheres are the filters of a document, verdicts the cached results for each row: a row is tested repeatedly.
	wheres   map[*asked]map[string]any
	verdicts map[verdict]truth
}

// verdict is the key of a result: the identity of a filter, and a row.
type verdict struct {
	where uintptr
	row   *record
}

// record is a row: its cells in the order of the table's columns, and their forms returned by known.
type record struct {
	cells []any
	known []any
	rowid any
}

func (r *record) cell(c *catalog.Column) any { return r.cells[c.Index] }

// value returns the comparable form of a cell; nil for NULL.
func (r *record) value(c *catalog.Column) any { return r.known[c.Index] }

// newNaive reads every row of every table; know returns the comparable form of a cell.
func newNaive(ctx context.Context, path string, c *catalog.Catalog, limit int, know func(*catalog.Column, any) any) (*naive, error) {
	db, err := outside.Open(path, outside.ReadOnly)
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }()
	n := &naive{
		rows: map[*catalog.Table][]*record{}, limit: limit,
		reached: map[*catalog.Relation]map[string][]*record{},
	}
	for _, t := range c.Tables {
		if n.rows[t], err = readTable(ctx, db, t, know); err != nil {
			return nil, err
		}
	}
	return n, nil
}

func readTable(ctx context.Context, db *sql.DB, t *catalog.Table, know func(*catalog.Column, any) any) ([]*record, error) {
	quote := func(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
	names := make([]string, len(t.Columns), len(t.Columns)+1)
	for i, c := range t.Columns {
		names[i] = "+" + quote(c.SQLName) // an expression has no type, so the driver returns the cell unchanged
	}
	rowid := "NULL"
	if t.RowID != "" {
		rowid = quote(t.RowID)
	}
	rows, err := db.QueryContext(ctx, "SELECT "+strings.Join(append(names, rowid), ", ")+" FROM "+quote(t.SQLName))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []*record
	for rows.Next() {
		r := &record{cells: make([]any, len(t.Columns))}
		into := make([]any, 0, len(t.Columns)+1)
		for i := range r.cells {
			into = append(into, &r.cells[i])
		}
		if err := rows.Scan(append(into, &r.rowid)...); err != nil {
			return nil, err
		}
		for i, c := range t.Columns {
			r.known = append(r.known, nil)
			if r.cells[i] != nil {
				r.known[i] = know(c, r.cells[i])
			}
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// answer returns the whole body.
func (n *naive) answer(d *document) string {
	n.cuts, n.wheres, n.verdicts = nil, map[*asked]map[string]any{}, map[verdict]truth{}
	data := make([]string, 0, len(d.fields))
	for _, f := range d.fields {
		if f.absent() {
			continue
		}
		path := []any{f.key()}
		value := "null"
		if f.kind == askedList {
			value = n.list(f, n.rows[f.table], path)
		} else if f.kind == askedConnection {
			value = n.connection(f, n.rows[f.table], path)
		} else if r := n.byKey(f); r != nil {
			value = n.object(f.table, r, f.fields, path)
		}
		data = append(data, quoted(f.key())+":"+value)
	}
	body := `{"data":{` + strings.Join(data, ",") + "}"
	if len(n.cuts) > 0 {
		body += `,"extensions":{"limits":[` + strings.Join(n.cuts[:min(len(n.cuts), 10)], ",") + "]}"
	}
	return body + "}"
}

// list returns the page of rows that a list selects.
func (n *naive) list(f *asked, candidates []*record, path []any) string {
	rows := n.sorted(f, n.matching(f, candidates))
	rows = distinct(f, rows)
	rows = rows[min(whole(f.argument("offset")), len(rows)):]
	if limit := f.argument("limit"); limit != nil {
		rows = rows[:min(whole(limit), len(rows))]
	} else if len(rows) > n.limit {
		rows = rows[:n.limit]
		n.cuts = append(n.cuts, fmt.Sprintf(`{"path":%s,"rows":%d}`, must(marshal(path)), n.limit))
	}
	objects := make([]string, len(rows))
	for i, r := range rows {
		objects[i] = n.object(f.table, r, f.fields, slices.Concat(path, []any{i}))
	}
	return "[" + strings.Join(objects, ",") + "]"
}

// matching returns the rows that match the filter of a list.
func (n *naive) matching(f *asked, candidates []*record) []*record {
	where := n.where(f)
	if where == nil {
		return candidates
	}
	var rows []*record
	for _, r := range candidates {
		if n.matches(f.table, r, where) == yes {
			rows = append(rows, r)
		}
	}
	return rows
}

// where returns the filter of a list, the same one each time; nil if it has none.
func (n *naive) where(f *asked) map[string]any {
	where, known := n.wheres[f]
	if !known {
		where, _ = f.argument("where").(map[string]any)
		n.wheres[f] = where
	}
	return where
}

func must(text []byte, err error) string {
	if err != nil {
		panic(err)
	}
	return string(text)
}

// byKey returns the row with a key, or nil.
func (n *naive) byKey(f *asked) *record {
	for name, v := range f.argument("by").(map[string]any) {
		key := f.table.Key(name)
		values := map[string]any{key.Columns[0].Name: v}
		if len(key.Columns) > 1 {
			values = v.(map[string]any)
		}
		for _, r := range n.rows[f.table] {
			if n.has(r, key, values) {
				return r
			}
		}
	}
	return nil
}

// has reports whether a row has a key, by the key's comparison.
func (n *naive) has(r *record, key *catalog.Key, values map[string]any) bool {
	for i, c := range key.Columns {
		v, by := values[c.Name], key.Comparisons.At(i)
		cell, text := r.cell(c).(string)
		if by != "" && text && folded(by, cell) != folded(by, fmt.Sprint(v)) || (by == "" || !text) && compareTo(c, r.value(c), "eq", v) != yes {
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

// object returns the object of a row.
func (n *naive) object(t *catalog.Table, r *record, fields []*asked, path []any) string {
	members := make([]string, 0, len(fields))
	for _, f := range fields {
		if f.absent() {
			continue
		}
		below := slices.Concat(path, []any{f.key()})
		value := "null"
		switch f.kind {
		case askedColumn:
			value = shown(f.column, r.cell(f.column))
		case askedTypename:
			value = quoted(t.TypeName)
		case askedNodeID:
			id := []string{quoted(t.TypeName)}
			for _, c := range t.NodeKey().Columns {
				id = append(id, shown(c, r.cell(c)))
			}
			value = quoted(base64.RawURLEncoding.EncodeToString([]byte("[" + strings.Join(id, ",") + "]")))
		case askedToOne:
			if to := n.behind(f.relation, r); len(to) > 0 {
				value = n.object(f.table, to[0], f.fields, below)
			}
		case askedConnection:
			value = n.connection(f, n.behind(f.relation, r), below)
		default:
			value = n.list(f, n.behind(f.relation, r), below)
		}
		members = append(members, quoted(f.key())+":"+value)
	}
	return "{" + strings.Join(members, ",") + "}"
}

// link returns the values that connect rows; empty if a part is NULL, which equals nothing.
func link(r *record, columns []*catalog.Column, by catalog.Comparisons) string {
	out := ""
	for i, c := range columns {
		switch v := r.cell(c).(type) {
		case nil:
			return ""
		case string:
			out += fmt.Sprintf("%q;", folded(by.At(i), v))
		case int64:
			out += strconv.FormatInt(v, 10) + ";"
		default:
			out += fmt.Sprintf("%T %q;", v, v)
		}
	}
	return out
}

// behind returns the rows that a relation leads to from a row.
func (n *naive) behind(relation *catalog.Relation, from *record) []*record {
	key := link(from, relation.Columns, relation.Comparisons)
	if key == "" {
		return nil
	}
	return n.reach(relation)[key]
}

// reach returns the rows of a relation's target by the values of its columns.
func (n *naive) reach(relation *catalog.Relation) map[string][]*record {
	by := n.reached[relation]
	if by == nil {
		by = map[string][]*record{}
		for _, r := range n.rows[relation.Target] {
			far := relation.Comparisons
			if relation.Junction != nil {
				far = relation.Junction.Comparisons
			}
			key := link(r, relation.TargetColumns, far)
			by[key] = append(by[key], r)
		}
		if j := relation.Junction; j != nil {
			targets := by
			by = map[string][]*record{}
			for _, r := range n.rows[j.Table] {
				if far := link(r, j.Far, j.Comparisons); far != "" {
					near := link(r, j.Near, relation.Comparisons)
					by[near] = append(by[near], targets[far]...)
				}
			}
		}
		n.reached[relation] = by
	}
	return by
}

// most returns the maximum number of rows that the relation leads to from one row.
func (n *naive) most(relation *catalog.Relation) int {
	count := 1
	for key, rows := range n.reach(relation) {
		if key != "" {
			count = max(count, len(rows))
		}
	}
	return count
}

// sorting is one term of an order.
type sorting struct {
	way              []*catalog.Relation
	column           *catalog.Column
	counted          *catalog.Relation
	desc, nullsFirst bool
}

// sorted returns the rows in the requested order, and then in that of the key.
func (n *naive) sorted(f *asked, rows []*record) []*record {
	terms := n.terms(f)
	type keyed struct {
		r    *record
		keys []any
	}
	all := make([]keyed, len(rows))
	for i, r := range rows {
		all[i] = keyed{r, n.sortKeys(r, terms)}
	}
	slices.SortStableFunc(all, func(a, b keyed) int { return compareKeys(terms, a.keys, b.keys) })
	out := make([]*record, len(all))
	for i := range all {
		out[i] = all[i].r
	}
	return out
}

func (n *naive) sortKeys(r *record, terms []sorting) []any {
	keys := make([]any, len(terms))
	for j := range terms {
		keys[j] = n.sortKey(r, &terms[j])
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
func (n *naive) terms(f *asked) []sorting {
	var terms []sorting
	desc := false
	orderBy, _ := f.argument("orderBy").([]any)
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
		terms = append(terms, s)
	}
	switch key := f.table.NodeKey(); {
	case key != nil:
		for _, c := range key.Columns {
			terms = append(terms, sorting{column: c, desc: desc})
		}
	case f.table.RowID != "":
		terms = append(terms, sorting{desc: desc})
	default:
		for _, c := range f.table.Columns {
			if c.Type.Kind != catalog.JSON && c.Type.Kind != catalog.Bytes {
				terms = append(terms, sorting{column: c, desc: desc})
			}
		}
	}
	return terms
}

// sortKey returns the value that a row is sorted by; nil is null, also if a relation on the path has no row.
func (n *naive) sortKey(r *record, s *sorting) any {
	if s.column == nil && s.counted == nil {
		return r.rowid
	}
	for _, relation := range s.way {
		to := n.behind(relation, r)
		switch {
		case len(to) == 0 && s.counted != nil:
			return int64(0)
		case len(to) == 0:
			return nil
		}
		r = to[0]
	}
	if s.counted != nil {
		return int64(len(n.behind(s.counted, r)))
	}
	if s.column.Type.Kind == catalog.UUID {
		return r.cell(s.column) // as it is stored, so that an index can be used
	}
	return collated(s.column, r.value(s.column))
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
func distinct(f *asked, rows []*record) []*record {
	names, _ := f.argument("distinctOn").([]any)
	if len(names) == 0 {
		return rows
	}
	var kept []*record
	seen := map[string]bool{}
	for _, r := range rows {
		group := ""
		for _, name := range names {
			for _, c := range f.table.Columns {
				if c.EnumValue == name && r.cell(c) != nil {
					group += fmt.Sprintf("%q", shown(c, r.cell(c)))
				}
			}
			group += ";"
		}
		if !seen[group] {
			seen[group] = true
			kept = append(kept, r)
		}
	}
	return kept
}

// truth has SQL's third value between the two.
type truth int

const (
	no truth = iota
	unknown
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// matches reports whether a row matches a filter.
func (n *naive) matches(t *catalog.Table, r *record, where map[string]any) truth {
	key := verdict{reflect.ValueOf(where).Pointer(), r}
	if had, known := n.verdicts[key]; known {
		return had
	}
	all := yes
	for name, v := range where {
		all = min(all, n.member(t, r, name, v))
	}
	n.verdicts[key] = all
	return all
}

func (n *naive) member(t *catalog.Table, r *record, name string, v any) truth {
	switch name {
	case "and":
		all := yes
		for _, item := range v.([]any) {
			all = min(all, n.matches(t, r, item.(map[string]any)))
		}
		return all
	case "or":
		one := no
		for _, item := range v.([]any) {
			one = max(one, n.matches(t, r, item.(map[string]any)))
		}
		return one
	case "not":
		return yes - n.matches(t, r, v.(map[string]any))
	}
	if c := t.Column(name); c != nil {
		return filtered(c, r.value(c), v.(map[string]any))
	}
	if relation := t.Aggregated(name); relation != nil {
		all := yes
		for _, filter := range v.(map[string]any) { // of count
			all = min(all, filtered(relation.CountColumn(), int64(len(n.behind(relation, r))), filter.(map[string]any)))
		}
		return all
	}
	return n.related(t.Relation(name), r, v.(map[string]any))
}

// related is never unknown: a row that may match does not.
func (n *naive) related(relation *catalog.Relation, r *record, filter map[string]any) truth {
	if relation.Kind == catalog.ToOne {
		filter = map[string]any{"some": filter}
	}
	rows := n.behind(relation, r)
	all := yes
	for quantifier, where := range filter {
		matching := 0
		for _, to := range rows {
			if n.matches(relation.Target, to, where.(map[string]any)) == yes {
				matching++
			}
		}
		switch quantifier {
		case "some":
			all = min(all, truthOf(matching > 0))
		case "none":
			all = min(all, truthOf(matching == 0))
		case "every":
			all = min(all, truthOf(matching == len(rows)))
		}
	}
	return all
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
