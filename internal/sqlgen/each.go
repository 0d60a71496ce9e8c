package sqlgen

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/plan"
)

// ofEach reports whether the first rows of each parent can be read, and no others: an index finds the rows of a parent,
// whose key is compared exactly, and a key finds each of the chosen rows again. Without an index all rows of the table
// would be read for each parent.
func (s *statement) ofEach() bool {
	n := s.node
	if s.dialect.Each == dialect.EachByNumber || len(n.Distinct) > 0 || len(n.Link.Relation.Comparisons) > 0 {
		return false
	}
	source, columns := referring(n.Link.Relation)
	t := s.tableOf(source)
	inexact := func(c *catalog.Column) bool {
		return c.Collated || s.dialect.Storages[c.Type.Storage].Keyed.Column != ""
	}
	return !t.View && t.Indexed(columns) && !slices.ContainsFunc(columns, inexact) && s.identityOf(source) != nil
}

// tableOf returns the table that the link columns belong to: the node's, or the junction.
func (s *statement) tableOf(source int) *catalog.Table {
	if source == junction {
		return s.node.Link.Relation.Junction.Table
	}
	return s.node.Table
}

// identityOf returns the SQL names of the columns that identify a row of the table with the link columns, or nil.
func (s *statement) identityOf(source int) []string {
	return rowNames(s.tableOf(source))
}

// rowNames returns the SQL names of the columns that identify a row of the table, or nil.
func rowNames(t *catalog.Table) []string {
	if t.RowID != "" {
		return []string{t.RowID}
	}
	key := t.NodeKey()
	if key == nil || slices.ContainsFunc(key.Columns, func(c *catalog.Column) bool { return !c.NotNull }) {
		return nil
	}
	names := make([]string, len(key.Columns))
	for i, c := range key.Columns {
		names[i] = c.SQLName
	}
	return names
}

// childOfEach returns the query for a page of each parent's rows that reads no others: a subquery for each key finds
// the rows of the page, which are then sorted parent by parent. where is the filter alone.
func (s *statement) childOfEach(where []expression) (selecting, error) {
	order, err := s.order()
	if err != nil {
		return selecting{}, err
	}
	sorted, err := s.orderAgain()
	if err != nil {
		return selecting{}, err
	}
	keys, equal, err := s.parentTable()
	if err != nil {
		return selecting{}, err
	}
	source, _ := referring(s.node.Link.Relation)
	names := s.identityOf(source)
	needed := s.needed(source)
	if needed != nil {
		names = needed
	}
	first := s.page(s.sorted(append(equal, where...), s.namesAt(alias(source), names), order))
	if len(s.ranges) > 0 { // they have further columns
		first = s.from(first.as(ranked)).columns(s.namesAt(ranked, names))
	}
	pages := s.from(keys)
	if needed != nil {
		// The keys of the parents differ for the link columns too, so no row comes twice.
		return s.onto(pages.crossJoin(first.lateral(alias(source))), source).columns(s.direct()).order(append(s.byLink(), sorted...)...), nil
	}
	if s.dialect.Each == dialect.EachLateral {
		pages = pages.crossJoin(first.lateral(found))
	} else {
		pages = pages.crossJoin(s.table(s.tableOf(source), found)).where(s.in(found, names, first))
	}
	// Keys that differ may still be equal for the link columns: a row is found once whatever the number of its keys.
	return s.again(source).where(s.in(alias(source), names, pages.columns(s.namesAt(found, names)))).
		columns(s.direct()).order(append(s.byLink(), sorted...)...), nil
}

// needed returns the SQL names of the columns of the table with the link columns that the statement uses after the rows
// are chosen, where these can be the rows of the subquery themselves. It returns nil where they have to be found again.
func (s *statement) needed(source int) []string {
	if s.dialect.Each != dialect.EachLateral {
		return nil
	}
	var names []string
	add := func(of int, columns ...*catalog.Column) {
		for _, c := range columns {
			if of == source && !slices.Contains(names, c.SQLName) {
				names = append(names, c.SQLName)
			}
		}
	}
	for _, c := range s.cells {
		add(c.source, c.column)
	}
	for _, c := range s.link {
		add(c.source, c.column)
	}
	for i := range s.node.Order {
		t := &s.node.Order[i]
		if t.Column == nil {
			return nil // a number of related rows
		}
		add(t.Source, t.Column)
	}
	for _, j := range s.node.Joins {
		add(j.From, j.Relation.Columns...)
	}
	if source == junction {
		add(source, s.node.Link.Relation.Junction.Far...)
	}
	return names
}

// parentTable returns the parents' keys as a table, and the conditions that a row has the key of one of its rows.
func (s *statement) parentTable() (keys expression, equal []expression, err error) {
	source, columns := referring(s.node.Link.Relation)
	return s.keyTable(s.node.Link.Relation.Columns, cellsOf(source, columns), nil)
}

// keyTable returns keys, which are values of the columns of, as a table, and the conditions that cells have the key of one
// of its rows.
func (s *statement) keyTable(of []*catalog.Column, cells []cell, by catalog.Comparisons) (keys expression, equal []expression, err error) {
	names, parts := make([]string, len(of)), make([]any, len(of))
	for i, c := range of {
		storage, err := s.storage(c)
		if err != nil {
			return nil, nil, err
		}
		part := &storage.Keyed.Part
		if len(of) == 1 && storage.Keyed.Alone.SQL != "" {
			part = &storage.Keyed.Alone
		}
		names[i], parts[i] = keyName(i), s.keyPart(part, i)
		one, other := expression(s.name(chosen, names[i])), expression(s.column(cells[i]))
		if len(by) > 0 && by.At(i) == "" && storage.Keyed.Column != "" {
			other = around(storage.Keyed.Column, s.column(cells[i])) // the keys have the type of this form of the column
		}
		switch {
		case len(by) == 0:
			equal = append(equal, s.equalBy("", one, other))
		case by.At(i) != "" && storage.Keyed.ByKey.SQL != "":
			equal = append(equal, filled(&storage.Keyed.ByKey, filler{column: other, value: func(int) any { return one }}))
		default: // the cells are those of the key
			equal = append(equal, s.equalBy(by.At(i), other, one))
		}
	}
	return s.derivedKeys(values(s.namesAt("", names)), parts), equal, nil
}

// derivedKeys returns keys as a table whose columns have the names.
func (s *statement) derivedKeys(names, parts []any) expression {
	if s.dialect.Each == dialect.EachLateral {
		named := append([]any{s.keyRows(parts), s.name(chosen)}, names...)
		return text("(?) AS ?("+marks(len(names))+")", named...)
	}
	for i := range parts {
		parts[i] = text("? AS ?", parts[i], names[i])
	}
	return text("(?)", s.keyRows(parts)).As(chosen)
}

// again returns the rows of the node's table with their joins, where those of the table with the link columns are found
// first.
func (s *statement) again(source int) selecting {
	return s.onto(s.from(s.table(s.tableOf(source), alias(source))), source)
}

// onto returns q, which has the table with the link columns, with the node's table and its joins.
func (s *statement) onto(q selecting, source int) selecting {
	if source == junction {
		r := s.node.Link.Relation
		q = q.crossJoin(s.table(s.node.Table, alias(plan.Own))).
			where(s.equal(alias(plan.Own), r.TargetColumns, alias(junction), r.Junction.Far, r.Junction.Comparisons)...)
	}
	return s.joined(q)
}

// in returns the condition that columns of a table have the values of a row of q.
func (s *statement) in(at string, names []string, q selecting) expression {
	if len(names) == 1 {
		return text("(? IN ?)", s.name(at, names[0]), q.subquery())
	}
	return text("(("+marks(len(names))+") IN ?)", append(values(s.namesAt(at, names)), q.subquery())...)
}

func (s *statement) namesAt(at string, names []string) []expression {
	out := make([]expression, len(names))
	for i, n := range names {
		if at == "" {
			out[i] = s.name(n)
		} else {
			out[i] = s.name(at, n)
		}
	}
	return out
}
