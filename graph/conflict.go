package graph

import (
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/fault"
)

// conflict is the error of a field that has the key of another one and other arguments. Validation compares lists and
// objects as if all were equal; then one of the fields, and so one of two writes, would be lost without a word.
func (b *builder) conflict(f *ast.Field) {
	if b.full() {
		return
	}
	b.faults = append(b.faults, located{
		fault.New(fault.RequestInvalid, "the fields %s conflict, because they have differing arguments", short(f.Alias)).
			WithHint("give each of them an alias of its own"), f.Position,
	})
}

// sameArguments tells whether two lists of arguments give the same values, in whatever order.
func sameArguments(a, b ast.ArgumentList) bool {
	if len(a) != len(b) {
		return false
	}
	for _, one := range a {
		other := b.ForName(one.Name)
		if other == nil || !sameValue(one.Value, other.Value) {
			return false
		}
	}
	return true
}

// sameValue compares literals; variables are the same where their names are.
func sameValue(a, b *ast.Value) bool {
	if a.Kind != b.Kind || a.Raw != b.Raw || len(a.Children) != len(b.Children) {
		return false
	}
	for i, child := range a.Children {
		other := b.Children[i]
		if a.Kind == ast.ObjectValue && other.Name != child.Name {
			if other = childNamed(b, child.Name); other == nil {
				return false
			}
		}
		if !sameValue(child.Value, other.Value) {
			return false
		}
	}
	return true
}

func childNamed(v *ast.Value, name string) *ast.ChildValue {
	for _, child := range v.Children {
		if child.Name == name {
			return child
		}
	}
	return nil
}
