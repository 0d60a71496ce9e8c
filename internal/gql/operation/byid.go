package operation

import (
	"encoding/binary"
	"encoding/json"
	"slices"
	"strconv"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// idType is the name of GraphQL's ID.
const idType = "ID"

// TypenameKey is the response key of the type of a row, where Go code gets rows of any tables; see HiddenKey.
const TypenameKey = HiddenKey + typename

// byID reads a root field that finds rows by their global ids. What is selected of a row depends on its table, so the
// request has a selection for each table that the ids are of.
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
		f.Found = append(f.Found, request.Found{Table: t.TypeName, Select: all})
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
	from := source{to: target{kind: catalog.String, id: true}, table: table}
	if in.literal == nil {
		s.unread.used(in.origin)
		from.variable, from.way = in.origin.steps()
		from.list = f.Kind == request.ManyByID
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
	ids, err := from.value(nil)
	if err != nil {
		s.fail(argument, in.position, fault.From(err))
		return false
	}
	*from = source{constant: ids}
	return true
}

// coerceID returns the text of an ID, which may be given as an integer.
func coerceID(v any) (any, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case json.Number:
		if _, err := strconv.ParseInt(string(v), 10, 64); err == nil {
			return string(v), nil
		}
	}
	return nil, fault.New(fault.RequestValue, "expected an ID, got %s", request.Describe(v))
}

// nodeIDs returns the argument for decoded JSON: a text, or a list of them.
func (s *source) nodeIDs(v any) (any, error) {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	ids := make([]string, len(list))
	for i := range list {
		ids[i], _ = list[i].(string)
	}
	return request.NewNodeIDs(ids, s.table)
}

// appendTypes appends the types that global ids are of, which decide what is read. Other texts count as none: what
// they are is found where they are read.
func (m *Model) appendTypes(shape []byte, value any) []byte {
	items, ok := value.([]any)
	if !ok {
		items = []any{value}
	}
	var names []string
	for _, item := range items {
		text, _ := item.(string)
		if name := request.NodeType(text); name != "" && m.table(name) != nil && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	shape = binary.AppendUvarint(shape, uint64(len(names)))
	for _, name := range names {
		shape = append(binary.AppendUvarint(shape, uint64(len(name))), name...)
	}
	return shape
}
