package operation

import (
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// leaf is a scalar of a variable, a list of scalars, or rows to write.
type leaf struct {
	origin *origin
	list   bool
	to     target
	rows   *rowSource
}

// Bounds of the values of variables. The way to each value is kept, which is as long as the value lies deep; maxWays is
// the most bytes of all of them.
const (
	maxNesting = 1000
	maxLeaves  = plan.MaxList
	maxWays    = 4 << 20
)

func tooNested() *fault.Fault {
	return fault.New(fault.LimitDepth, "the variables are nested more than %d levels deep", maxNesting).
		WithHint("put conditions side by side: the members of one object must all hold")
}

func tooManyLeaves() *fault.Fault {
	return fault.New(fault.LimitList, "the variables have more than %d values outside of lists and rows", maxLeaves).
		WithHint("use in for many values of one column")
}

func tooLongWays() *fault.Fault {
	return fault.New(fault.LimitList, "the variables have too many values that are nested deep").
		WithDetails("the ways to them, such as where.and[0].not.id.eq, have more than %d bytes", maxWays).
		WithHint("use in for many values of one column, and nest fewer objects")
}

// checkVariables holds the variables against their declared types, wholly and strictly. Every scalar that it
// meets is kept in b.leaves: those that no argument uses are checked again on every request.
func (b *builder) checkVariables() {
	for _, d := range b.Definition.VariableDefinitions {
		value, given := b.Variables[d.Variable]
		from := &origin{name: d.Variable}
		switch {
		case given:
			b.checkValue(d.Type, value, from, d.Position)
		case d.DefaultValue == nil && d.Type.NonNull:
			b.failVariable(from, d.Position, fault.New(fault.RequestValue, "a value is required").
				WithHint("give a value of the type %s", d.Type))
		}
	}
}

func (b *builder) failVariable(from *origin, position *ast.Position, f *fault.Fault) {
	f.Message = "variable " + from.String() + ": " + f.Message
	b.faults = append(b.faults, gqlfault.Locate(f, position))
}

func (b *builder) checkValue(typ *ast.Type, value any, from *origin, position *ast.Position) {
	if b.full() || len(b.leaves) > maxLeaves || b.ways > maxWays {
		return
	}
	if from.depth > maxNesting {
		b.faults = append(b.faults, gqlfault.Locate(tooNested(), position))
		return
	}
	if value == nil {
		if typ.NonNull {
			b.failVariable(from, position, fault.New(fault.RequestValue, "null is not a value of the type %s", typ))
		}
		return
	}
	if typ.Elem != nil {
		b.checkList(typ, value, from, position)
		return
	}
	definition := b.schema.Types[typ.NamedType]
	switch {
	case definition == nil:
	case b.rows[definition.Name] != nil:
		b.checkRows(b.rows[definition.Name], definition, []any{value}, from, false, position)
	case definition.Kind == ast.InputObject:
		b.checkObject(definition, value, from, position)
	case definition.Kind == ast.Enum:
		b.checkEnum(definition, value, from, position)
	default:
		b.checkScalar(leaf{origin: from, to: b.scalar(definition)}, definition, value, position)
	}
}

func (b *builder) checkList(typ *ast.Type, value any, from *origin, position *ast.Position) {
	definition := b.schema.Types[typ.Elem.NamedType]
	if definition != nil && b.rows[definition.Name] != nil {
		b.checkRows(b.rows[definition.Name], definition, itemsOf(value), from, true, position)
		return
	}
	scalars := definition != nil && plainScalar(definition)
	if scalars {
		b.keepLeaf(leaf{origin: from, list: true, to: b.scalar(definition)}, position)
	}
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	for i, item := range list {
		if b.full() {
			return
		}
		at := from.item(i)
		if scalars && item != nil {
			if _, err := b.scalar(definition).coerce(item); err != nil {
				b.failVariable(at, position, fault.From(err))
			}
			continue
		}
		b.checkValue(typ.Elem, item, at, position)
	}
}

// scalar gives what values of a scalar type are coerced to: scalars are named like kinds.
func (b *builder) scalar(definition *ast.Definition) target {
	kind, known := catalog.KindNamed(definition.Name)
	if !known {
		kind = catalog.String
	}
	return target{kind: kind}
}

func (b *builder) checkScalar(l leaf, definition *ast.Definition, value any, position *ast.Position) {
	if _, err := l.to.coerce(value); err != nil {
		b.failVariable(l.origin, position, fault.From(err))
		return
	}
	if plainScalar(definition) && !b.inRow {
		b.keepLeaf(l, position)
	}
}

// keepLeaf keeps a value under the way to it; what is beyond the bounds is said once.
func (b *builder) keepLeaf(l leaf, position *ast.Position) {
	way, before := l.origin.String(), b.ways
	b.leaves[way] = l
	b.ways += len(way)
	switch {
	case b.ways > maxWays && before <= maxWays:
		b.faults = append(b.faults, gqlfault.Locate(tooLongWays(), position))
	case len(b.leaves) == maxLeaves+1:
		b.faults = append(b.faults, gqlfault.Locate(tooManyLeaves(), position))
	}
}

func (b *builder) checkEnum(definition *ast.Definition, value any, from *origin, position *ast.Position) {
	name, ok := value.(string)
	if ok && definition.EnumValues.ForName(name) != nil {
		return
	}
	known := make([]string, len(definition.EnumValues))
	for i, v := range definition.EnumValues {
		known[i] = v.Name
	}
	b.failVariable(from, position, fault.New(fault.RequestValue, "expected a value of the enum %s, got %s",
		definition.Name, request.Describe(value)).WithNames(fault.Names{Hint: definition.Name + " has " + gqlfault.Nearest(name, known)}))
}

func (b *builder) checkObject(definition *ast.Definition, value any, from *origin, position *ast.Position) {
	object, ok := value.(map[string]any)
	if !ok {
		b.failVariable(from, position, fault.New(fault.RequestValue, "expected an object of the type %s, got %s",
			definition.Name, request.Describe(value)))
		return
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		field := definition.Fields.ForName(name)
		if field == nil {
			b.unknownMember(definition, name, from, position)
			continue
		}
		b.checkValue(field.Type, object[name], from.member(name), position)
	}
	for _, field := range definition.Fields {
		if !field.Type.NonNull || field.DefaultValue != nil {
			continue
		}
		if _, given := object[field.Name]; !given {
			b.failVariable(from, position, fault.New(fault.RequestValue, "%s is required", field.Name))
		}
	}
	if definition.Directives.ForName("oneOf") != nil {
		b.checkOneOf(definition, object, from, position)
	}
}

func (b *builder) unknownMember(definition *ast.Definition, name string, from *origin, position *ast.Position) {
	f := fault.New(fault.RequestValue, "%s has no field %s", definition.Name, gqlfault.Short(name))
	b.failVariable(from, position, f.WithNames(fault.Names{Hint: definition.Name + " has " + gqlfault.Nearest(name, gqlfault.FieldNames(definition))}))
}

// checkOneOf asks for exactly one field that is not null.
func (b *builder) checkOneOf(definition *ast.Definition, object map[string]any, from *origin, position *ast.Position) {
	if len(object) == 1 {
		for name, value := range object {
			if value == nil {
				b.failVariable(from, position, oneOf(definition.Name).WithDetails("%s is null", gqlfault.Short(name)))
			}
		}
		return
	}
	f := oneOf(definition.Name)
	if len(object) > 1 {
		f = f.WithDetails("it has %s", fault.List(slices.Sorted(maps.Keys(object))))
	}
	b.failVariable(from, position, f)
}

// oneOf is the error of an input object that needs exactly one field.
func oneOf(typeName string) *fault.Fault {
	return fault.New(fault.RequestValue, "%s takes exactly one field that is not null", typeName)
}

// used notes that an argument reads the value, so that it needs no check of its own.
func (b *builder) used(from *origin) {
	if from != nil {
		delete(b.leaves, from.String())
	}
}

// checks are the sources of the scalars that no argument reads: a variable has to fit its
// type even where @skip leaves its field out.
func (b *builder) checks() []source {
	var all []source
	for _, name := range slices.Sorted(maps.Keys(b.leaves)) {
		l := b.leaves[name]
		variable, way := l.origin.steps()
		all = append(all, source{variable: variable, way: way, list: l.list, to: l.to, rows: l.rows})
	}
	return all
}
