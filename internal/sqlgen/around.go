package sqlgen

import (
	"slices"

	"tiddly/internal/request"
)

// around returns the statement about all rows of each parent, of which the page is a part.
func (s *statement) around() (*Around, error) {
	o := &statement{generator: s.generator, node: s.node, known: map[cell]int{}, link: s.link, rowIDs: s.rowIDs}
	out := &Around{Total: -1, Earlier: -1, Later: -1}
	for i := range s.link {
		out.Link = append(out.Link, i)
	}
	wanted, err := o.wanted(out)
	if err != nil {
		return nil, err
	}
	switch {
	case s.node.Link == nil:
		out.Statement, err = o.aroundOne(wanted)
	case s.ofEach():
		out.Statement, err = o.aroundEach(wanted)
	default:
		out.Statement, err = o.aroundGroups(wanted)
	}
	return out, err
}

// wanted returns what is counted, each with the condition for the rows; nil is all rows.
func (s *statement) wanted(out *Around) ([]expression, error) {
	p := s.node.Page
	var all []expression
	next := len(s.link)
	if p.Total {
		out.Total = next
		next++
		all = append(all, nil)
	}
	// What is beyond a cursor in one direction is up to it in the other.
	var after, before request.Slot
	if p.Earlier {
		out.Earlier = next
		next++
		after = p.After
	}
	if p.Later {
		out.Later = next
		before = p.Before
	}
	behind, ahead, err := s.bounds(true, before, after)
	for _, e := range []expression{ahead, behind} {
		if e != nil {
			all = append(all, e)
		}
	}
	return all, err
}

// aroundOne returns the statement for a root list: a row of counts.
func (s *statement) aroundOne(wanted []expression) (Statement, error) {
	where, err := s.filtered()
	if err != nil {
		return Statement{}, err
	}
	return s.finish(s.alone(s.counts(wanted, where)).written())
}

// aroundEach returns the statement in which the rows of each parent are looked up.
func (s *statement) aroundEach(wanted []expression) (Statement, error) {
	where, err := s.filtered()
	if err != nil {
		return Statement{}, err
	}
	keys, equal, err := s.keyTable()
	if err != nil {
		return Statement{}, err
	}
	var columns []expression
	for i := range s.link {
		columns = append(columns, around(s.dialect.Cell, s.name(chosen, keyName(i))))
	}
	return s.finish(s.from(keys).columns(append(columns, s.counts(wanted, append(equal, where...))...)).written())
}

// counts returns subqueries: the number of rows where all are counted, else 1 where there is one.
func (s *statement) counts(wanted, where []expression) []expression {
	out := make([]expression, len(wanted))
	for i, condition := range wanted {
		if condition == nil {
			out[i] = text("?", s.rows(where).columns([]expression{text("count(*)")}).subquery())
			continue
		}
		rows := s.rows(append(slices.Clip(where), condition)).columns(nil)
		out[i] = text("CASE WHEN EXISTS ? THEN 1 ELSE 0 END", rows.subquery())
	}
	return out
}

// aroundGroups returns the statement that reads the rows of all parents once.
func (s *statement) aroundGroups(wanted []expression) (Statement, error) {
	where, err := s.where()
	if err != nil {
		return Statement{}, err
	}
	groups := s.parents()
	columns := make([]expression, 0, len(groups)+len(wanted))
	for _, g := range groups {
		columns = append(columns, around(s.dialect.Cell, text("?", g)))
	}
	for _, condition := range wanted {
		if condition == nil {
			columns = append(columns, text("count(*)"))
		} else {
			columns = append(columns, text("max(CASE WHEN ? THEN 1 ELSE 0 END)", condition))
		}
	}
	return s.finish(s.rows(where).columns(columns).group(groups).written())
}
