package operation

import (
	"encoding/binary"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/jsontext"
	"tiddly/internal/request"
)

// idType is the name of GraphQL's ID.
const idType = "ID"

// TypenameKey is the response key of the type of a row, where Go code gets rows of any tables; see HiddenKey.
const TypenameKey = HiddenKey + typename

// byID reads a root field that finds rows by their global ids or keys. What is selected of a row depends on its table,
// so the request has a selection for each table and key that the ids are of.
func (r *reading) byID(f *request.Field, c *collected) *request.Field {
	argument := c.field.Definition.Arguments[0].Name
	in, present := r.fields.argument(c.field, argument)
	if !present {
		return f // a null, which was reported
	}
	ids := r.slots.ids(f, in, argument, r.table)
	if ids == nil {
		return f
	}
	for i := range ids.Tables {
		t := r.table(ids.Tables[i].Table)
		all := r.writes.of(t, c.sets)
		if r.asked.Straight && !r.asked.Exact {
			r.inGo.requireWhole(t)
			all = withoutSelected(everyColumn(all, t)) // the rows go to Go code
		}
		f.Found = append(f.Found, request.Found{Table: t.TypeName, Key: ids.Tables[i].Key, Select: all})
	}
	return f
}

// withTypes adds their types to rows of any tables that generated code gets.
func withTypes(f *request.Field) {
	for i := range f.Found {
		f.Found[i].Select = append(f.Found[i].Select, request.Selection{Key: TypenameKey, Kind: request.Typename})
	}
	if f.Write != nil {
		for i := range f.Write.Payload {
			for _, after := range f.Write.Payload[i].Fields {
				withTypes(after)
			}
		}
	}
}

// ids makes the argument of global ids, and returns them; nil where one is not an id.
func (s *slots) ids(f *request.Field, in input, argument string, table func(string) *catalog.Table) *request.NodeIDs {
	from := source{to: target{kind: catalog.String, id: true}, decode: func(v any) (any, error) { return nodeIDs(v, table) }}
	if f.Kind == request.Entities {
		from = source{to: target{representation: true}, decode: func(v any) (any, error) { return entities(v, table) }}
	}
	if in.literal == nil {
		s.unread.used(in.origin)
		from.variable, from.way = in.origin.steps()
		from.list = f.Kind != request.OneByID
	} else if !s.idLiterals(&from, in, argument) {
		return nil
	}
	f.IDs = s.add(from, in, argument)
	ids, _ := s.arguments.At(f.IDs).(*request.NodeIDs)
	return ids
}

// idLiterals makes the source of ids that the document has, some of which may be variables; it reports false where one is
// no value of ID.
func (s *slots) idLiterals(from *source, in input, argument string) bool {
	items, before := s.items(in), len(s.faults)
	if from.to.representation && !s.namesTypes(items, argument) {
		return false
	}
	from.items = make([]source, len(items))
	fixed := true
	for i, item := range items {
		from.items[i] = s.source(item, from.to, argument)
		fixed = fixed && from.items[i].fixed()
	}
	if len(s.faults) > before {
		return false
	}
	if !fixed {
		return true
	}
	ids, err := from.value(jsontext.Value{})
	if err != nil {
		s.fail(argument, in.position, fault.From(err))
		return false
	}
	*from = source{constant: ids}
	return true
}

// namesTypes reports whether the representations in a document name their types there: a variable for the name would
// decide what is read.
func (s *slots) namesTypes(items []input, argument string) bool {
	for i, item := range items {
		if item.literal == nil || item.literal.Kind != ast.ObjectValue {
			continue
		}
		if name := item.literal.Children.ForName(request.TypenameMember); name != nil && name.Kind == ast.Variable {
			f := fault.New(fault.RequestValue, "%s cannot be a variable in a representation that is written in the document", request.TypenameMember).
				WithHint("write the name of the type, or use a variable for the whole representation")
			f.Path = []any{i}
			s.fail(argument, name.Position, f)
			return false
		}
	}
	return true
}

// coerceID returns the text of an ID, which may be given as an integer.
func coerceID(v any) (any, error) {
	switch text := v.(type) {
	case string:
		return v, nil
	case int64:
		return strconv.FormatInt(text, 10), nil
	case json.Number:
		if _, err := strconv.ParseInt(string(text), 10, 64); err == nil {
			return string(text), nil
		}
	}
	return nil, fault.New(fault.RequestValue, "expected an ID, got %s", request.Describe(v))
}

// nodeIDs returns the argument for decoded JSON: a text, or a list of them.
func nodeIDs(v any, table func(string) *catalog.Table) (any, error) {
	list := listOf(v)
	ids := make([]string, len(list))
	for i := range list {
		ids[i], _ = list[i].(string)
	}
	return request.NewNodeIDs(ids, table)
}

// entities returns the argument for decoded JSON: a representation, or a list of them.
func entities(v any, table func(string) *catalog.Table) (any, error) {
	return request.NewEntities(listOf(v), table)
}

// listOf returns a list; a single value stands for a list of one.
func listOf(v any) []any {
	if list, ok := v.([]any); ok {
		return list
	}
	return []any{v}
}

// appendTypes appends the types that global ids are of, which decide what is read. Other texts count as none: what
// they are is found where they are read.
func (m *Model) appendTypes(shape []byte, value jsontext.Value) []byte {
	var names []string
	last := ""
	for i := range itemsOf(value) {
		text, _ := itemOf(value, i).Text()
		name := request.NodeType(text, last)
		if name == last {
			continue
		}
		if last = name; m.table(name) != nil && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return appendNames(shape, names)
}

// appendIdentities appends the types and keys that representations have, which decide what is read. What has none is
// found where it is read.
func (m *Model) appendIdentities(shape []byte, value jsontext.Value) []byte {
	var names []string
	var last request.Identity
	for i := range itemsOf(value) {
		representation, _ := itemOf(value, i).Decoded().(map[string]any)
		of, err := request.IdentityOf(representation, m.table)
		if err != nil || of == last {
			continue
		}
		last = of
		name := of.Table.TypeName
		if of.Key != nil {
			name += "." + of.Key.Name
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return appendNames(shape, names)
}

func appendNames(shape []byte, names []string) []byte {
	slices.Sort(names)
	shape = binary.AppendUvarint(shape, uint64(len(names)))
	for _, name := range names {
		shape = append(binary.AppendUvarint(shape, uint64(len(name))), name...)
	}
	return shape
}
