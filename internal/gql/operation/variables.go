package operation

import (
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/jsontext"
	"tiddly/internal/plan"
	"tiddly/internal/request"
	"tiddly/internal/schema"
)

// check checks variables against their types. Every scalar is recorded: those that no argument reads are checked
// again on every request.
type check struct {
	*report
	model  *Model
	unread *unread
	// inRow is set within a row to write, which is checked again as a whole.
	inRow bool
}

// variables checks the variables of an operation against their declared types, completely and strictly.
func (c *check) variables(definitions ast.VariableDefinitionList, variables map[string]any) {
	for _, d := range definitions {
		value, given := variables[d.Variable]
		from := &origin{name: d.Variable}
		switch {
		case given:
			c.value(d.Type, value, from, d.Position)
		case d.DefaultValue == nil && d.Type.NonNull:
			c.failVariable(from, d.Position, fault.New(fault.RequestValue, "a value is required").
				WithHint("specify a value of type %s", d.Type))
		}
	}
}

func (c *check) value(typ *ast.Type, value any, from *origin, position *ast.Position) {
	if c.full() || c.unread.enough() {
		return
	}
	if from.depth > maxNesting {
		c.note(tooNested(), position)
		return
	}
	if value == nil {
		if typ.NonNull {
			c.failVariable(from, position, fault.New(fault.RequestValue, "null is not a value of type %s", typ).
				WithHint("specify a value"))
		}
		return
	}
	if typ.Elem != nil {
		c.list(typ, value, from, position)
		return
	}
	definition := c.model.schema.Types[typ.NamedType]
	switch {
	case definition == nil:
	case c.model.rows[definition.Name] != nil:
		c.rows(c.model.rows[definition.Name], definition, []any{value}, from, false, position)
	case definition.Kind == ast.InputObject:
		c.object(definition, value, from, position)
	case definition.Kind == ast.Enum:
		c.enum(definition, value, from, position)
	default:
		c.scalar(leaf{origin: from, to: targetOfScalar(definition)}, definition, value, position)
	}
}

func (c *check) list(typ *ast.Type, value any, from *origin, position *ast.Position) {
	definition := c.model.schema.Types[typ.Elem.NamedType]
	if definition != nil && c.model.rows[definition.Name] != nil {
		c.rows(c.model.rows[definition.Name], definition, listOf(value), from, true, position)
		return
	}
	scalars := definition != nil && plainScalar(definition)
	if scalars {
		c.unread.keep(leaf{origin: from, list: true, to: targetOfScalar(definition)}, position)
	}
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	for i, item := range list {
		if c.full() {
			return
		}
		at := from.item(i)
		if scalars && item != nil {
			if _, err := targetOfScalar(definition).coerce(item); err != nil {
				c.failVariable(at, position, fault.From(err))
			}
			continue
		}
		c.value(typ.Elem, item, at, position)
	}
}

// targetOfScalar returns the target of a scalar type: scalars are named like kinds.
func targetOfScalar(definition *ast.Definition) target {
	switch definition.Name {
	case idType:
		return target{kind: catalog.String, id: true}
	case schema.RepresentationType:
		return target{representation: true}
	}
	kind, known := catalog.KindNamed(definition.Name)
	if !known {
		kind = catalog.String
	}
	return target{kind: kind}
}

func (c *check) scalar(l leaf, definition *ast.Definition, value any, position *ast.Position) {
	if _, err := l.to.coerce(value); err != nil {
		c.failVariable(l.origin, position, fault.From(err))
		return
	}
	if plainScalar(definition) && !c.inRow {
		c.unread.keep(l, position)
	}
}

func (c *check) enum(definition *ast.Definition, value any, from *origin, position *ast.Position) {
	name, ok := value.(string)
	if ok && definition.EnumValues.ForName(name) != nil {
		return
	}
	known := make([]string, len(definition.EnumValues))
	for i, v := range definition.EnumValues {
		known[i] = v.Name
	}
	c.failVariable(from, position, fault.New(fault.RequestValue, "expected a value of the enum %s, got %s",
		definition.Name, request.Describe(value)).WithNames(fault.Names{Hint: definition.Name + " has " + gqlfault.Nearest(name, known)}))
}

func (c *check) object(definition *ast.Definition, value any, from *origin, position *ast.Position) {
	object, ok := value.(map[string]any)
	if !ok {
		c.failVariable(from, position, fault.New(fault.RequestValue, "expected an object of type %s, got %s",
			definition.Name, request.Describe(value)).WithNames(fault.Names{Hint: fieldsOf(definition, "")}))
		return
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		field := definition.Fields.ForName(name)
		if field == nil {
			c.unknownMember(definition, name, from, position)
			continue
		}
		c.value(field.Type, object[name], from.member(name), position)
	}
	for _, field := range definition.Fields {
		if !field.Type.NonNull || field.DefaultValue != nil {
			continue
		}
		if _, given := object[field.Name]; !given {
			c.failVariable(from, position, fault.New(fault.RequestValue, "%s is required", field.Name).
				WithHint("specify a value of type %s", field.Type))
		}
	}
	if definition.Directives.ForName("oneOf") != nil {
		c.oneOf(definition, object, from, position)
	}
}

func (c *check) unknownMember(definition *ast.Definition, name string, from *origin, position *ast.Position) {
	f := fault.New(fault.RequestValue, "%s has no field %s", definition.Name, gqlfault.Short(name))
	c.failVariable(from, position, f.WithNames(fault.Names{Hint: fieldsOf(definition, name)}))
}

// fieldsOf returns a hint with the fields of an input type, those like name first.
func fieldsOf(definition *ast.Definition, name string) string {
	return definition.Name + " has " + gqlfault.Nearest(name, gqlfault.FieldNames(definition))
}

// oneOf requires exactly one field that is not null.
func (c *check) oneOf(definition *ast.Definition, object map[string]any, from *origin, position *ast.Position) {
	oneOf := oneOfFault(definition.Name).WithNames(fault.Names{Hint: fieldsOf(definition, "")})
	if len(object) == 1 {
		for name, value := range object {
			if value == nil {
				c.failVariable(from, position, oneOf.WithDetails("%s is null", gqlfault.Short(name)))
			}
		}
		return
	}
	if len(object) > 1 {
		oneOf = oneOf.WithDetails("it has %s", fault.List(slices.Sorted(maps.Keys(object))))
	}
	c.failVariable(from, position, oneOf)
}

// oneOfFault returns the fault of an input object that needs exactly one field.
func oneOfFault(typeName string) *fault.Fault {
	return fault.New(fault.RequestValue, "%s must have exactly one field that is not null", typeName)
}

// rows checks rows of a variable against their type. Their values are checked again on every request, all
// together: a shape does not depend on them.
func (c *check) rows(r *rowInput, definition *ast.Definition, items []any, from *origin, list bool, position *ast.Position) {
	if len(items) > plan.MaxList {
		c.failVariable(from, position, tooManyRows())
		return
	}
	before := len(c.faults)
	c.inRow = true
	for i, item := range items {
		at := from
		if list {
			at = from.item(i)
		}
		if item == nil {
			c.failVariable(at, position, fault.New(fault.RequestValue, "null is not a value of type %s!", definition.Name).
				WithHint("specify a row, or remove the item"))
		} else if !c.full() {
			c.object(definition, item, at, position)
		}
	}
	c.inRow = false
	if len(c.faults) > before {
		return
	}
	s, f := newRowSource(r, jsontext.Of(items))
	if f != nil {
		c.failVariable(from, position, f)
		return
	}
	c.unread.leaves[from.String()] = leaf{origin: from, rows: s}
}
