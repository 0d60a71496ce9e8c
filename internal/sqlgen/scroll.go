package sqlgen

import "slices"

// scroll writes the statements of a list that is read page by page. A page starts after the last row of the previous
// one, by its stored values. Where rows cannot be distinguished, pages use an offset.
func (s *statement) scroll(q *Query, where []expression) error {
	order, err := s.order()
	if err != nil {
		return err
	}
	places, err := s.places()
	if err != nil {
		return err
	}
	q.Scroll = &Scroll{}
	if s.node.Total {
		q.Scroll.Sort = s.sortCells(places)
	}
	first := s.rows(where).columns(s.direct()).order(order...).limit(s.count(Arg{Kind: FromPage}))
	skip := s.offset()
	switch {
	case !s.node.Total:
		skip.Kind = FromSkip
		first = first.offset(s.count(skip))
	case s.node.Offset != none:
		first = first.offset(s.count(skip))
	}
	if q.SQL, q.Args, err = s.compile(first.written()); err != nil {
		return err
	}
	defer func() { q.Places = s.noted }() // both statements have the same
	if err := s.checkArgs(q.Args); err != nil || !s.node.Total {
		return err
	}
	last := keyset{s, places, func(i int) Arg { return Arg{Kind: FromSort, Item: i} }}
	next := s.sorted(append(slices.Clip(where), s.seek(last)...), s.direct(), order).limit(s.count(Arg{Kind: FromPage}))
	n := &Statement{}
	if n.SQL, n.Args, err = s.compile(next.written()); err != nil {
		return err
	}
	q.Scroll.Next = n
	return s.checkArgs(n.Args)
}
