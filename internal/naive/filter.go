package naive

import (
	"reflect"

	"tiddly/internal/catalog"
)

// verdict is the key of a result: the identity of a filter, and a row.
type verdict struct {
	where uintptr
	row   *Row
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
func (e *Evaluator) matches(t *catalog.Table, r *Row, where map[string]any) truth {
	key := verdict{reflect.ValueOf(where).Pointer(), r}
	if had, known := e.verdicts[key]; known {
		return had
	}
	all := yes
	for name, v := range where {
		all = min(all, e.member(t, r, name, v))
	}
	e.verdicts[key] = all
	return all
}

func (e *Evaluator) member(t *catalog.Table, r *Row, name string, v any) truth {
	switch name {
	case "and":
		all := yes
		for _, item := range v.([]any) {
			all = min(all, e.matches(t, r, item.(map[string]any)))
		}
		return all
	case "or":
		one := no
		for _, item := range v.([]any) {
			one = max(one, e.matches(t, r, item.(map[string]any)))
		}
		return one
	case "not":
		return yes - e.matches(t, r, v.(map[string]any))
	}
	if c := t.Column(name); c != nil {
		return filtered(c, r.Value(c), v.(map[string]any))
	}
	if relation := t.Aggregated(name); relation != nil {
		all := yes
		for _, filter := range v.(map[string]any) { // of count
			all = min(all, filtered(relation.CountColumn(), int64(len(e.behind(relation, r))), filter.(map[string]any)))
		}
		return all
	}
	return e.related(t.Relation(name), r, v.(map[string]any))
}

// related is never unknown: a row that may match does not.
func (e *Evaluator) related(relation *catalog.Relation, r *Row, filter map[string]any) truth {
	if relation.Kind == catalog.ToOne {
		filter = map[string]any{"some": filter}
	}
	rows := e.behind(relation, r)
	all := yes
	for quantifier, where := range filter {
		matching := 0
		for _, to := range rows {
			if e.matches(relation.Target, to, where.(map[string]any)) == yes {
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
