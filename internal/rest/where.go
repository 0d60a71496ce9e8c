package rest

import (
	"slices"
	"strconv"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// readWhere reads conditions, all of which must hold: a plain value is compared for equality, null means NULL, a
// list means any of its values, and an object holds operators.
func (q *query) readWhere(v any) error {
	o, ok := v.(*object)
	if !ok {
		return fault.New(fault.RequestValue, "where: expected an object, got %s", describe(v)).
			WithHint(`write it like {"name": "admin"}`)
	}
	all := make([]*request.Where, 0, len(o.Members))
	for _, m := range o.Members {
		c, err := q.column("where", m.Name)
		if err != nil {
			return err
		}
		conditions, err := q.conditions(c, m.Value)
		if err != nil {
			return err
		}
		all = append(all, conditions...)
	}
	if len(all) > 0 {
		q.where = &request.Where{Kind: request.And, Children: all}
	}
	return nil
}

func (q *query) conditions(c *catalog.Column, v any) ([]*request.Where, error) {
	switch v := v.(type) {
	case nil:
		return []*request.Where{isNull(c, true)}, nil
	case []any:
		w, err := q.among(c, v)
		return []*request.Where{w}, err
	case *object:
		return q.operators(c, v)
	}
	value, err := request.CoerceLooselyTo(&c.Type, c.Enum, v)
	if err != nil {
		// No row equals a value that the column cannot hold.
		return []*request.Where{anyOf()}, nil //nolint:nilerr // see above
	}
	return []*request.Where{q.compare(c, request.Eq, value)}, nil
}

// among returns the condition that the column has one of the values; null among them means NULL, and values that
// the column cannot hold match no row.
func (q *query) among(c *catalog.Column, list []any) (*request.Where, error) {
	null := false
	values := make([]any, 0, len(list))
	for _, v := range list {
		switch v.(type) {
		case nil:
			null = true
			continue
		case []any, *object:
			if c.Type.Kind != catalog.JSON {
				return nil, fault.New(fault.RequestValue, "where.%s: expected a list of values, got %s in it", c.SQLName, describe(v))
			}
		}
		if value, err := request.CoerceLooselyTo(&c.Type, c.Enum, plain(v)); err == nil {
			values = append(values, value)
		}
	}
	found, err := q.oneOf(c, values)
	if err != nil || !null {
		return found, err
	}
	return anyOf(found, isNull(c, true)), nil
}

// oneOf returns the condition that the column has one of the values. JSON is compared value by value, because it
// has no in operator.
func (q *query) oneOf(c *catalog.Column, values []any) (*request.Where, error) {
	if c.Type.Kind != catalog.JSON {
		return q.in(c, request.In, values), nil
	}
	if len(values) > maxPaths {
		return nil, fault.New(fault.LimitList, "where.%s: at most %d values of JSON", c.SQLName, maxPaths).WithHint("use fewer values")
	}
	all := make([]*request.Where, len(values))
	for i, value := range values {
		all[i] = q.compare(c, request.Eq, value)
	}
	return anyOf(all...), nil
}

// operators reads {"gt": 5, "lt": 9}.
func (q *query) operators(c *catalog.Column, o *object) ([]*request.Where, error) {
	all := make([]*request.Where, 0, len(o.Members))
	for _, m := range o.Members {
		if m.Name == pathOperator && c.Type.Kind == catalog.JSON {
			conditions, err := q.paths(c, m.Value)
			if err != nil {
				return nil, err
			}
			all = append(all, conditions...)
			continue
		}
		op, ok := request.OpNamed(m.Name)
		if allowed := request.Operators(c.Type.Kind); !ok || !slices.Contains(allowed, op) {
			return nil, fault.New(fault.RequestValue, "where.%s: %s is not an operator of %s columns", c.SQLName, short(m.Name), c.Type.Kind).
				WithHint("it accepts %s", join(allowed))
		}
		w, err := q.operator(c, op, m.Value)
		if err != nil {
			return nil, inside(err, "where."+c.SQLName+"."+op.String())
		}
		all = append(all, w)
	}
	return all, nil
}

func (q *query) operator(c *catalog.Column, op request.Op, v any) (*request.Where, error) {
	list, isList := v.([]any)
	switch {
	case op == request.IsNull:
		flag, ok := v.(bool)
		if !ok {
			return nil, fault.New(fault.RequestValue, "expected true or false, got %s", describe(v))
		}
		return isNull(c, flag), nil
	case v == nil:
		return nil, fault.New(fault.RequestValue, "compare with null by isNull").WithHint(`write {"isNull": true}`)
	case op == request.HasKey:
		key, err := request.Coerce(catalog.String, nil, v)
		return q.compare(c, op, key), err
	case op == request.Has:
		item, err := request.CoerceLoosely(c.Type.Element, c.Enum, plain(v))
		return q.compare(c, op, item), err
	case op == request.IsEmpty:
		flag, err := request.Coerce(catalog.Boolean, nil, v)
		return q.compare(c, op, flag), err
	case op.TakesList():
		if !isList {
			list = []any{v}
		}
		values := make([]any, len(list))
		for i, item := range list {
			var err error
			if values[i], err = loosely(c, item); err != nil {
				return nil, err
			}
		}
		return q.in(c, op, values), nil
	}
	value, err := loosely(c, v)
	if err != nil {
		return nil, err
	}
	return q.compare(c, op, value), nil
}

// loosely reads a value for a column; null is nil.
func loosely(c *catalog.Column, v any) (any, error) {
	if v == nil {
		return nil, fault.New(fault.RequestValue, "expected a value, got null")
	}
	return request.CoerceLooselyTo(&c.Type, c.Enum, plain(v))
}

func (q *query) compare(c *catalog.Column, op request.Op, value any) *request.Where {
	return &request.Where{
		Kind: request.Compare, Column: c.Name, Op: op, Slot: q.slot(value), Argument: "where." + c.SQLName,
	}
}

func (q *query) in(c *catalog.Column, op request.Op, values []any) *request.Where {
	w := q.compare(c, op, values)
	w.Count = request.RoundCount(len(values))
	return w
}

func isNull(c *catalog.Column, flag bool) *request.Where {
	return &request.Where{
		Kind: request.Compare, Column: c.Name, Op: request.IsNull, Flag: flag, Argument: "where." + c.SQLName,
	}
}

// anyOf returns the disjunction of the conditions; of none it is false.
func anyOf(all ...*request.Where) *request.Where {
	return &request.Where{Kind: request.Or, Children: all}
}

// appendWhere appends the shape of a filter. Slots need no numbers: their order is that of the conditions.
func appendWhere(b []byte, w *request.Where) []byte {
	if w == nil {
		return b
	}
	b = append(b, byte('A'+w.Kind), byte('a'+w.Op))
	b = strconv.AppendInt(appendName(b, w.Column), int64(w.Count), 10)
	b = strconv.AppendBool(b, w.Flag)
	b = append(b, '(')
	for _, c := range w.Children {
		b = appendWhere(b, c)
	}
	return append(b, ')')
}

func join(ops []request.Op) string {
	names := make([]string, len(ops))
	for i, op := range ops {
		names[i] = op.String()
	}
	return fault.List(names)
}
