package request

import (
	"strconv"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// Items is a value of the kind List: the neutral forms of its items, nil for null.
type Items []any

// CoerceTo is Coerce for a type, which may be that of a list: a single value there is a list of one.
func CoerceTo(t *catalog.Type, enum *catalog.EnumType, v any) (any, error) {
	return coerceTo(t, enum, v, Coerce)
}

// CoerceLooselyTo is CoerceLoosely for a type, as CoerceTo is Coerce.
func CoerceLooselyTo(t *catalog.Type, enum *catalog.EnumType, v any) (any, error) {
	return coerceTo(t, enum, v, CoerceLoosely)
}

// maxItems is the maximum length of a list that is a value.
const maxItems = 10_000

func coerceTo(
	t *catalog.Type, enum *catalog.EnumType, v any, coerce func(catalog.Kind, *catalog.EnumType, any) (any, error),
) (any, error) {
	if t.Kind != catalog.List {
		return coerce(t.Kind, enum, v)
	}
	items, ok := v.([]any)
	if !ok {
		items = []any{v}
	}
	if len(items) > maxItems {
		return nil, fault.New(fault.LimitList, "a list may have at most %d items", maxItems).WithHint("use a shorter list")
	}
	list := make(Items, len(items))
	for i, item := range items {
		if item == nil {
			continue
		}
		var err error
		if list[i], err = coerce(t.Element, enum, item); err != nil {
			f := fault.From(err)
			f.Message = "item " + strconv.Itoa(i+1) + ": " + f.Message
			return nil, f
		}
	}
	return list, nil
}
