package jsontext

import "encoding/json"

// Value is a JSON value: one of a Tree, or one that was decoded. The zero value is null.
type Value struct {
	tree *Tree
	at   int32
	// decoded is the value if there is no tree.
	decoded any
}

// Of returns a value of Decode.
func Of(decoded any) Value { return Value{decoded: decoded} }

func (v Value) node() *node { return &v.tree.nodes[v.at] }

// is reports whether a value of a tree has a kind.
func (v Value) is(k kind) bool { return v.tree != nil && v.node().kind == k }

// Null reports whether the value is null.
func (v Value) Null() bool {
	if v.tree == nil {
		return v.decoded == nil
	}
	return v.node().kind == kindNull
}

// Text returns the value of a string, and reports whether it is one.
func (v Value) Text() (string, bool) {
	if v.tree == nil {
		text, ok := v.decoded.(string)
		return text, ok
	}
	if n := v.node(); n.kind == kindString {
		return n.text, true
	}
	return "", false
}

// Number returns a number, and reports whether the value is one.
func (v Value) Number() (json.Number, bool) {
	if v.tree == nil {
		n, ok := v.decoded.(json.Number)
		return n, ok
	}
	if n := v.node(); n.kind == kindNumber {
		return json.Number(n.text), true
	}
	return "", false
}

// Flag returns a Boolean, and reports whether the value is one.
func (v Value) Flag() (flag, ok bool) {
	if v.tree == nil {
		flag, ok = v.decoded.(bool)
		return flag, ok
	}
	k := v.node().kind
	return k == kindTrue, k == kindTrue || k == kindFalse
}

// List returns the number of items of a list, and reports whether the value is one.
func (v Value) List() (items int, ok bool) {
	if v.tree == nil {
		list, ok := v.decoded.([]any)
		return len(list), ok
	}
	if n := v.node(); n.kind == kindList {
		return int(n.count), true
	}
	return 0, false
}

// Item returns an item of a list, or null where it has fewer.
func (v Value) Item(i int) Value {
	if n, ok := v.List(); !ok || i >= n {
		return Value{}
	}
	if v.tree == nil {
		return Of(v.decoded.([]any)[i]) //nolint:forcetypeassert // List has looked
	}
	return Value{tree: v.tree, at: v.tree.item(v.at, int32(i))} //nolint:gosec // it is less than their number
}

// Object returns the number of members of an object, and reports whether the value is one.
func (v Value) Object() (members int, ok bool) {
	if v.tree == nil {
		object, ok := v.decoded.(map[string]any)
		return len(object), ok
	}
	if n := v.node(); n.kind == kindObject {
		return int(n.count), true
	}
	return 0, false
}

// Get returns a member of an object, and reports whether it has it.
func (v Value) Get(name string) (Value, bool) {
	if v.tree == nil {
		object, _ := v.decoded.(map[string]any)
		member, ok := object[name]
		return Of(member), ok
	}
	if !v.is(kindObject) {
		return Value{}, false
	}
	at := v.tree.member(int(v.at), name)
	if at == 0 {
		return Value{}, false
	}
	return Value{tree: v.tree, at: at}, true
}

// Member returns a member of an object, or null where it has none.
func (v Value) Member(name string) Value {
	member, _ := v.Get(name)
	return member
}

// EachName calls f with the names of the members of an object, in no order, until it returns false, which is returned.
func (v Value) EachName(f func(string) bool) bool {
	if v.tree == nil {
		object, _ := v.decoded.(map[string]any)
		for name := range object {
			if !f(name) {
				return false
			}
		}
		return true
	}
	n, _ := v.Object()
	at := v.at + 1
	for range n {
		if !f(v.tree.nodes[at].name) {
			return false
		}
		at = v.tree.nodes[at].next
	}
	return true
}

// Decoded returns the value as Decode does, except that its strings may share the memory of the text.
func (v Value) Decoded() any {
	if v.tree == nil {
		return v.decoded
	}
	switch n := v.node(); n.kind {
	case kindString:
		return n.text
	case kindNumber:
		return json.Number(n.text)
	case kindTrue, kindFalse:
		return n.kind == kindTrue
	case kindList:
		list := make([]any, n.count)
		at := v.at + 1
		for i := range list {
			list[i] = Value{tree: v.tree, at: at}.Decoded()
			at = v.tree.nodes[at].next
		}
		return list
	case kindObject:
		object := make(map[string]any, n.count)
		at := v.at + 1
		for range n.count {
			member := &v.tree.nodes[at]
			object[member.name] = Value{tree: v.tree, at: at}.Decoded()
			at = member.next
		}
		return object
	default:
		return nil
	}
}
