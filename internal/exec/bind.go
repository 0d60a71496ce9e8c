package exec

import (
	"tiddly/internal/cursor"
	"tiddly/internal/dialect"
	"tiddly/internal/fault"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// bind returns the values of one statement. They are valid until the next call.
func (r *run) bind(args []sqlgen.Arg, keys *keySet) ([]any, error) {
	r.bound = r.bound[:0]
	for i := range args {
		v, err := r.value(&args[i], keys)
		if err != nil {
			f := fault.From(err)
			if r.options.Locate != nil && args[i].Slot != request.None {
				f = r.options.Locate(args[i].Slot, f)
			}
			return nil, f
		}
		r.bound = append(r.bound, v)
	}
	return r.bound, nil
}

func (r *run) value(a *sqlgen.Arg, keys *keySet) (any, error) {
	switch a.Kind {
	case sqlgen.FromItem:
		list, _ := r.arguments.At(a.Slot).([]any)
		if len(list) == 0 {
			return nil, fault.New(fault.Internal, "an empty list reached a statement")
		}
		return dialect.Bind(a.Encode, list[min(a.Item, len(list)-1)])
	case sqlgen.FromKeys, sqlgen.FromKeyColumn:
		return keyValue(a, keys.values)
	case sqlgen.FromLimit:
		return r.count(a.Slot, a.Default) + int64(a.Extra), nil
	case sqlgen.FromOffset:
		return r.count(a.Slot, 0), nil
	case sqlgen.FromPage:
		return r.page.pageRows(), nil
	case sqlgen.FromSkip:
		return r.count(a.Slot, 0) + r.page.read, nil
	case sqlgen.FromSort:
		return r.page.last[a.Item], nil
	case sqlgen.FromCursor:
		values, _ := r.arguments.At(a.Slot).(cursor.Values)
		if a.Item >= len(values) {
			return nil, fault.New(fault.Internal, "a cursor was not opened")
		}
		return values[a.Item], nil
	case sqlgen.FromWindowEnd:
		return r.count(a.Offset, 0) + r.count(a.Slot, a.Default) + int64(a.Extra), nil
	default:
		return dialect.Bind(a.Encode, r.arguments.At(a.Slot))
	}
}

// keyValue returns what is bound for keys, or for one column of them.
func keyValue(a *sqlgen.Arg, keys dialect.Keys) (any, error) {
	if a.Kind == sqlgen.FromKeyColumn {
		keys = keys[a.Item : a.Item+1]
	}
	return dialect.Bind(a.Encode, keys)
}

// keyValues returns what is bound for the arguments of a statement that takes keys alone.
func keyValues(args []sqlgen.Arg, keys dialect.Keys) ([]any, error) {
	bound := make([]any, len(args))
	var err error
	for i := range args {
		if bound[i], err = keyValue(&args[i], keys); err != nil {
			return nil, err
		}
	}
	return bound, nil
}

// count returns the row count in a slot, or the default where it is absent.
func (r *run) count(s request.Slot, otherwise int) int64 {
	if s == request.None {
		return int64(otherwise)
	}
	n, _ := r.arguments.At(s).(int64)
	return n
}
