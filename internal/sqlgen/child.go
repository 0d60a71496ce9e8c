package sqlgen

// cutInGo reports whether a child needs no row numbers: without a limit of its own every row of each parent is read,
// mostly straight from the index on the link, and the reader stops at the limit.
func (s *statement) cutInGo() bool {
	n := s.node
	return n.Offset == none && len(n.Distinct) == 0 && (n.Limit == none && n.Page == nil || !s.dialect.Window)
}

func (s *statement) childCutInGo(where []expression) (selecting, error) {
	order, err := s.order()
	if err != nil {
		return selecting{}, err
	}
	return s.rows(where).columns(s.direct()).order(append(s.byLink(), order...)...), nil
}

// childWindow returns the query for a page of each parent's rows, by their number within the parent.
func (s *statement) childWindow(where []expression) (selecting, error) {
	carried, key := s.carried()
	numbered, err := s.numbered(where, carried, key)
	if err != nil {
		return selecting{}, err
	}
	var page []expression
	end := FromLimit
	if s.node.Offset != none {
		end = FromWindowEnd
		page = append(page, text("(? > ?)", s.name(ranked, rank), s.bind(s.offset())))
	}
	last := s.limit(end)
	last.Offset = s.node.Offset
	page = append(page, text("(? <= ?)", s.name(ranked, rank), s.bind(last)))
	order := append(s.byLinkOf(ranked), s.name(ranked, rank).Asc())
	q := s.from(numbered.as(ranked)).columns(s.outer(ranked))
	if key != nil {
		q = s.fetched(numbered, ranked, key).columns(s.fetchedCells(ranked))
	}
	return q.where(page...).order(order...), nil
}

// numbered returns the rows, as far as they are carried, with their number within the parent. With distinctOn they are
// numbered twice: the first row of each group must be known before the remaining rows are counted.
func (s *statement) numbered(where, carried []expression, key []literal) (selecting, error) {
	order, err := s.order()
	if err != nil {
		return selecting{}, err
	}
	parents := s.parents()
	rows := s.rows(where)
	if len(s.node.Distinct) == 0 {
		return rows.columns(append(carried, rowNumber(parents, order, rank))), nil
	}
	within, err := s.orderAgain()
	if err != nil {
		return selecting{}, err
	}
	groups, err := s.groups()
	if err != nil {
		return selecting{}, err
	}
	inner := rows.columns(append(carried,
		rowNumber(parents, order, rank), rowNumber(append(parents, groups...), within, nth)))
	again := rowNumber(s.parentsOf(distinct), []ordering{s.name(distinct, rank).Asc()}, rank)
	return s.from(inner.as(distinct)).columns(append(s.passed(distinct, key), again)).where(s.first(distinct)), nil
}

// parents returns the link columns as rows are grouped by them.
func (s *statement) parents() []expression {
	out := make([]expression, len(s.link))
	for i, c := range s.link {
		out[i] = s.exact(c.column, s.column(c))
	}
	return out
}

// parentsOf returns the link columns as read from a derived table.
func (s *statement) parentsOf(from string) []expression {
	out := make([]expression, len(s.link))
	for i, c := range s.link {
		out[i] = s.exact(c.column, s.name(from, cellName(s.position(c))))
	}
	return out
}

// byLink returns the order that keeps the rows of one parent together.
func (s *statement) byLink() []ordering {
	out := make([]ordering, len(s.link))
	for i, c := range s.link {
		out[i] = s.exact(c.column, s.column(c)).Asc()
	}
	return out
}

func (s *statement) byLinkOf(from string) []ordering {
	out := make([]ordering, len(s.link))
	for i, c := range s.link {
		out[i] = s.exact(c.column, s.name(from, cellName(s.position(c)))).Asc()
	}
	return out
}
