package postgres

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/request"
)

// storageList begins the names of the storages of lists, before that of their items.
const storageList = "list of "

// listOf returns the type of an array: a list, where its items have a kind that a list can have, else JSON.
func listOf(item catalog.Type) catalog.Type {
	switch item.Kind {
	case catalog.JSON, catalog.List:
		return catalog.Type{Kind: catalog.JSON, Scale: -1, Storage: storageArray}
	default:
		return catalog.Type{Kind: catalog.List, Element: item.Kind, Scale: item.Scale, Storage: storageList + item.Storage}
	}
}

// lists returns the storages of lists, by those of their items.
func lists(items map[string]dialect.Storage) map[string]dialect.Storage {
	all := map[string]dialect.Storage{}
	for name, item := range items {
		switch name {
		case storageJSON, storageJSONB, storageArray, storageRow:
		default:
			all[storageList+name] = listStorage(name, item)
		}
	}
	return all
}

// listStorage returns the storage of an array. Its comparisons are those that an index over the array serves, except where
// items that differ would be equal.
func listStorage(name string, item dialect.Storage) dialect.Storage {
	column, value := "{column}", "{value}"
	switch {
	case slices.Contains(ambiguous, name):
		column, value = "{column}::text[]", "{value}::"+name+"[]::text[]"
	case name == storageCollated:
		column = "({column} " + byCodePoint + ")"
	case name == storageOther, name == storageCitext, name == storageChar:
		column, value = "{column}::text[]", "{value}::text[]"
	}
	equal := item.Ops[request.Eq]
	bound := listEncoding{equal.EncodeAt(0)}
	s := dialect.Storage{
		Write: listEncoding{item.Write},
		Ops: ops{
			request.Has:      fragment(column+" @> "+value, bound),
			request.Contains: fragment(column+" @> "+value, bound),
			request.Overlaps: fragment(column+" && "+value, bound),
			request.IsEmpty:  fragment("(cardinality({column}) = 0) = {value}::bool"),
		},
	}
	if item.Cell != "" {
		s.Cell = "{column}::text[]"
	}
	return s
}

// listEncoding binds a list, or one item of it, as the text of an array, whose items item encodes.
type listEncoding struct{ item dialect.Encoding }

// String implements dialect.Encoding.
func (e listEncoding) String() string {
	if e.item == nil {
		return "List"
	}
	return "List of " + e.item.String()
}

// Apply implements dialect.Encoding.
func (e listEncoding) Apply(v any) (any, error) {
	items, ok := v.(request.Items)
	if !ok {
		items = request.Items{v}
	}
	b := []byte{'{'}
	for i, item := range items {
		if i > 0 {
			b = append(b, ',')
		}
		bound, err := dialect.Bind(e.item, item)
		if err != nil {
			return nil, err
		}
		if b, err = bindArray.appendKey(b, bound); err != nil {
			return nil, err
		}
	}
	return string(append(b, '}')), nil
}
