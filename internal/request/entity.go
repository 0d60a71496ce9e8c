package request

import (
	"strconv"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// TypenameMember is the member of a representation that has the name of its type.
const TypenameMember = "__typename"

// Identity is what identifies the row of a representation: the key of a table whose columns it has, or nil where it has
// the global id.
type Identity struct {
	Table *catalog.Table
	Key   *catalog.Key
}

// name returns the name of the key, which is empty for the global id.
func (i Identity) name() string {
	if i.Key == nil {
		return ""
	}
	return i.Key.Name
}

// IdentityOf returns what identifies the row of a representation: the first key of its table that it has whole. Other
// members do not count. Table returns the table with a type name, or nil. Its errors are faults.
func IdentityOf(representation map[string]any, table func(typeName string) *catalog.Table) (Identity, error) {
	typeName, ok := representation[TypenameMember].(string)
	if !ok {
		return Identity{}, fault.New(fault.RequestValue, "a representation has no %s", TypenameMember).
			WithHint("write the name of the type, and the fields of one of its keys")
	}
	t := table(typeName)
	if t == nil || t.NodeKey() == nil {
		return Identity{}, fault.New(fault.RequestValue, "%s does not name a type whose rows have a key", TypenameMember).
			WithHint("the types are those that _Entity has; compose the subgraphs again if the tables have changed")
	}
	for _, k := range t.EntityKeys() {
		if holds(representation, k) {
			return Identity{t, k}, nil
		}
	}
	if representation[t.Naming().ID] != nil {
		return Identity{Table: t}, nil
	}
	return Identity{}, noKey(t)
}

// holds reports whether a representation has all columns of a key.
func holds(representation map[string]any, k *catalog.Key) bool {
	for _, c := range k.Columns {
		if representation[c.Name] == nil {
			return false
		}
	}
	return true
}

// noKey returns the fault of a representation that lacks a part of every key, or has null there.
func noKey(t *catalog.Table) *fault.Fault {
	keys := make([]string, 0, len(t.Keys)+1)
	for _, k := range t.EntityKeys() {
		keys = append(keys, k.FieldSet())
	}
	keys = append(keys, t.Naming().ID)
	return fault.New(fault.RequestValue, "a representation of %s has no key", t.TypeName).
		WithDetails("each field of a key must have a value, and not null").
		WithNames(fault.Names{Hint: "send the fields of one of these keys: " + fault.List(quotedNames(keys))})
}

func quotedNames(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = strconv.Quote(n)
	}
	return out
}

// NewEntities decodes representations. Table is as in IdentityOf. The path of a fault is the index of what is wrong.
func NewEntities(representations []any, table func(typeName string) *catalog.Table) (*NodeIDs, error) {
	out := &NodeIDs{Places: make([]NodePlace, len(representations))}
	last := 0 // those of one type mostly come together
	for i, item := range representations {
		of, key, err := entity(item, table)
		if err != nil {
			return nil, atItem(fault.From(err), i, len(representations)).At(i)
		}
		last = out.add(i, last, NodeKeys{Table: of.Table.TypeName, Key: of.name()}, key)
	}
	out.sort()
	return out, nil
}

// entity returns what identifies the row of a representation, and its key.
func entity(item any, table func(typeName string) *catalog.Table) (Identity, []any, error) {
	representation, ok := item.(map[string]any)
	if !ok {
		return Identity{}, nil, notRepresentation(item)
	}
	of, err := IdentityOf(representation, table)
	if err != nil {
		return of, nil, err
	}
	if of.Key == nil {
		key, err := globalKey(representation, of.Table, table)
		return of, key, err
	}
	key := make([]any, len(of.Key.Columns))
	for i, c := range of.Key.Columns {
		if key[i], err = Coerce(c.Type.Kind, c.Enum, representation[c.Name]); err != nil {
			f := fault.From(err)
			f.Message = c.Name + ": " + f.Message
			return of, nil, f
		}
	}
	return of, key, nil
}

func notRepresentation(item any) *fault.Fault {
	return fault.New(fault.RequestValue, "expected a representation, got %s", Describe(item)).
		WithHint("write an object with %s and the fields of a key", TypenameMember)
}

// Representation returns v if it is an object, as every representation is.
func Representation(v any) (any, error) {
	if _, ok := v.(map[string]any); !ok {
		return nil, notRepresentation(v)
	}
	return v, nil
}

// globalKey returns the key in the global id of a representation of a row of t.
func globalKey(representation map[string]any, t *catalog.Table, table func(typeName string) *catalog.Table) ([]any, error) {
	name := t.Naming().ID
	id, ok := representation[name].(string)
	if !ok {
		return nil, fault.New(fault.RequestValue, "%s: expected a global id, got %s", name, Describe(representation[name])).
			WithHint("send an id as it was returned")
	}
	found, key, err := NodeKey(id, table)
	if err != nil {
		return nil, err
	}
	if found != t {
		return nil, notNodeID("it is one of another type than " + TypenameMember)
	}
	return key, nil
}
