package rest

import (
	"slices"
	"strconv"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// pathOperator is the operator for conditions on values inside a column.
const pathOperator = "path"

// maxPaths limits the conditions of a filter on a JSON column.
const maxPaths = 64

// paths reads [{"path": "$.a.b", "gt": 5}], or one such object by itself.
func (q *query) paths(c *catalog.Column, v any) ([]*request.Where, error) {
	argument := "where." + c.SQLName + "." + pathOperator
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	if len(list) > maxPaths {
		return nil, fault.New(fault.LimitList, "%s: at most %d conditions", argument, maxPaths).WithHint("use fewer conditions")
	}
	var all []*request.Where
	for i, item := range list {
		o, ok := item.(*object)
		if !ok {
			return nil, fault.New(fault.RequestValue, "%s: expected an object, got %s", argument, describe(item)).
				WithHint(`write it like [{"path": "$.a.b", "eq": 5}]`)
		}
		conditions, err := q.path(c, o)
		if err != nil {
			return nil, inside(err, argument+"["+strconv.Itoa(i)+"]")
		}
		all = append(all, conditions...)
	}
	return all, nil
}

// path reads the conditions on the value at one path.
func (q *query) path(c *catalog.Column, o *object) ([]*request.Where, error) {
	v, _ := o.Get(pathOperator)
	text, ok := v.(string)
	if !ok {
		return nil, fault.New(fault.RequestValue, "expected the text of a path, got %s", describe(v)).WithHint(`write "path": "$.a.b"`)
	}
	segments, err := request.ParseJSONPath(text)
	if err != nil {
		return nil, err
	}
	if len(o.Members) == 1 {
		return nil, nil // a slot that nothing reads would make another shape of the request look like this one
	}
	at := q.slot(segments)
	all := make([]*request.Where, 0, len(o.Members))
	for _, m := range o.Members {
		if m.Name == pathOperator {
			continue
		}
		op, ok := request.OpNamed(m.Name)
		if allowed := request.PathOperators(); !ok || !slices.Contains(allowed, op) {
			return nil, fault.New(fault.RequestValue, "%s is not an operator of a value inside of JSON", short(m.Name)).WithHint("it accepts %s", join(allowed))
		}
		w, err := q.operator(c, op, m.Value)
		if err != nil {
			return nil, inside(err, op.String())
		}
		w.Kind, w.JSONPath = request.CompareJSON, at
		all = append(all, w)
	}
	return all, nil
}

// inside adds the place to an error.
func inside(err error, place string) *fault.Fault {
	f := fault.From(err)
	return fault.New(f.Code, "%s: %s", place, f.Message).WithHint("%s", f.Hint).WithNames(f.Names)
}
