package sqlgen

import (
	"slices"
)

// around returns the statement about all rows of each parent, of which the page is a part.
func (s *statement) around() (*Around, error) {
	o := &statement{generator: s.generator, node: s.node, known: map[cell]int{}, link: s.link, rowIDs: s.rowIDs}
	out, err := o.countedAround()
	if err != nil || !o.avoidable() {
		return out, err
	}
	p := o.purely()
	pure, err := p.countedAround()
	if err == nil {
		out.Pure = p.relied(pure.Statement)
	}
	return out, err
}

// countedAround returns what around returns, in one form.
func (s *statement) countedAround() (*Around, error) {
	out := &Around{Total: -1, Earlier: -1, Later: -1}
	for i := range s.link {
		out.Link = append(out.Link, i)
	}
	wanted, err := s.wanted(out)
	if err != nil {
		return nil, err
	}
	switch {
	case s.node.Link == nil:
		out.Statement, err = s.aroundOne(wanted)
	case s.ofEach():
		out.Statement, err = s.aroundEach(wanted)
	default:
		out.Statement, err = s.aroundGroups(wanted)
	}
	return out, err
}

// wanted returns what is counted: the rows for which one of several conditions holds, or all where there is none.
func (s *statement) wanted(out *Around) ([][]expression, error) {
	p := s.node.Page
	var all [][]expression
	next := len(s.link)
	if p.Total {
		out.Total = next
		next++
		all = append(all, nil)
	}
	// What is beyond a cursor in one direction is up to it in the other.
	if p.Earlier {
		out.Earlier = next
		next++
		k, err := s.side(p.After, false)
		if err != nil {
			return nil, err
		}
		all = append(all, k.parts(true))
	}
	if p.Later {
		out.Later = next
		k, err := s.side(p.Before, true)
		if err != nil {
			return nil, err
		}
		all = append(all, k.parts(true))
	}
	return all, nil
}

// aroundOne returns the statement for a root list: a row of counts.
func (s *statement) aroundOne(wanted [][]expression) (Statement, error) {
	where, err := s.filtered()
	if err != nil {
		return Statement{}, err
	}
	return s.finish(s.alone(s.counts(wanted, where)).written())
}

// aroundEach returns the statement in which the rows of each parent are looked up.
func (s *statement) aroundEach(wanted [][]expression) (Statement, error) {
	where, err := s.filtered()
	if err != nil {
		return Statement{}, err
	}
	keys, equal, err := s.parentTable()
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
func (s *statement) counts(wanted [][]expression, where []expression) []expression {
	out := make([]expression, len(wanted))
	for i, conditions := range wanted {
		if conditions == nil {
			out[i] = text("?", s.rows(where).columns([]expression{text("count(*)")}).subquery())
			continue
		}
		var exist []expression
		for _, condition := range conditions {
			rows := s.rows(append(slices.Clip(where), condition)).columns(nil)
			exist = append(exist, text("EXISTS ?", rows.subquery()))
		}
		out[i] = text("CASE WHEN ? THEN 1 ELSE 0 END", anyOf(exist...))
	}
	return out
}

// aroundGroups returns the statement that reads the rows of all parents once.
func (s *statement) aroundGroups(wanted [][]expression) (Statement, error) {
	where, err := s.where()
	if err != nil {
		return Statement{}, err
	}
	groups := s.parents()
	columns := make([]expression, 0, len(groups)+len(wanted))
	for i, g := range groups {
		columns = append(columns, s.read(s.link[i].column, text("?", g)))
	}
	for _, conditions := range wanted {
		if conditions == nil {
			columns = append(columns, text("count(*)"))
		} else {
			columns = append(columns, text("max(CASE WHEN ? THEN 1 ELSE 0 END)", anyOf(conditions...)))
		}
	}
	return s.finish(s.rows(where).columns(columns).group(groups).written())
}
