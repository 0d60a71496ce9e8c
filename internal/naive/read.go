package naive

import (
	"encoding/json"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
)

// field is a field of a selection, with its fragments expanded and its arguments read.
type field struct {
	key, name string
	kind      kind
	// table is the table behind the field; nil without a selection of rows.
	table    *catalog.Table
	column   *catalog.Column
	relation *catalog.Relation
	// args are the arguments, without nulls where null is as if absent.
	args   map[string]any
	fields []*field
	// typ is the type of the fields below, where that is not the table's; on is the type that a fragment around the field
	// requires, where a row may be of several.
	typ, on string
	// all are the tables in which node looks for a row.
	all []*catalog.Table
}

type kind int

const (
	isList kind = iota
	isSingle
	isToOne
	isToMany
	isColumn
	isNodeID
	isTypename
	isConnection
	// isPart is a field of a connection, of an edge, of pageInfo or of a payload.
	isPart
	isNode
	isNodes
	isWrite
)

// reading reads the selections of one operation.
type reading struct {
	catalog   *catalog.Catalog
	schema    *ast.Schema
	variables map[string]any
}

// merged are the selected fields of one response key.
type merged struct {
	of  []*ast.Field
	key string
	on  string
}

// collected returns the fields of a selection by their response keys, in order. On is the type that fragments require,
// if it is another than the type of the selection.
func (q *reading) collected(set ast.SelectionSet, typ, on string, into []*merged) []*merged {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if !q.included(s.Directives) {
				continue
			}
			at := -1
			for i, m := range into {
				if m.key == s.Alias && m.on == on {
					at = i
				}
			}
			if at < 0 {
				into = append(into, &merged{key: s.Alias, on: on})
				at = len(into) - 1
			}
			into[at].of = append(into[at].of, s)
		case *ast.InlineFragment:
			if q.included(s.Directives) {
				into = q.collected(s.SelectionSet, typ, condition(s.TypeCondition, typ, on), into)
			}
		case *ast.FragmentSpread:
			if q.included(s.Directives) {
				into = q.collected(s.Definition.SelectionSet, typ, condition(s.Definition.TypeCondition, typ, on), into)
			}
		}
	}
	return into
}

// condition returns the type that a fragment requires; empty where it is that of the selection.
func condition(of, typ, on string) string {
	if of == "" || of == typ || of == "Node" {
		return on
	}
	return of
}

func (q *reading) included(directives ast.DirectiveList) bool {
	for _, d := range directives {
		v, _ := literal(d.Arguments.ForName("if").Value, q.variables).(bool)
		if d.Name == "skip" && v || d.Name == "include" && !v {
			return false
		}
	}
	return true
}

// fields returns the fields of a selection on a type.
func (q *reading) fields(set ast.SelectionSet, typ string) []*field {
	return q.read(q.collected(set, typ, "", nil), typ)
}

func (q *reading) read(all []*merged, typ string) []*field {
	out := make([]*field, 0, len(all))
	for _, m := range all {
		of := typ
		if m.on != "" {
			of = m.on
		}
		f := &field{key: m.key, name: m.of[0].Name, on: m.on, args: q.arguments(m.of[0])}
		below := q.place(f, of)
		var inner []*merged
		for _, one := range m.of {
			inner = q.collected(one.SelectionSet, below, "", inner)
		}
		f.fields = q.read(inner, below)
		out = append(out, f)
	}
	return out
}

// place finds what a field of a type is, and returns the type of the fields below it.
func (q *reading) place(f *field, typ string) string {
	if f.name == "__typename" {
		f.kind, f.typ = isTypename, typ
		return ""
	}
	switch typ {
	case "Node":
		f.kind = isNodeID
		return ""
	case "Query":
		return q.placeRoot(f)
	case "Mutation":
		f.kind, f.typ = isWrite, q.schema.Mutation.Fields.ForName(f.name).Type.Name()
		f.table = q.written(f.typ)
		return f.typ
	}
	if t := q.catalog.Table(typ); t != nil {
		return placeRow(f, t)
	}
	f.kind = isPart
	below := q.schema.Types[typ].Fields.ForName(f.name).Type.Name()
	if f.table = q.catalog.Table(below); f.table == nil && len(q.schema.Types[below].Fields) > 0 {
		f.typ = below
	}
	return below
}

func (q *reading) placeRoot(f *field) string {
	for _, t := range q.catalog.Tables {
		switch f.name {
		case t.ListField:
			f.kind, f.table = isList, t
			return t.TypeName
		case t.SingleField:
			f.kind, f.table = isSingle, t
			return t.TypeName
		case t.ListField + catalog.ConnectionEnd:
			f.kind, f.table, f.typ = isConnection, t, t.TypeName+catalog.ConnectionEnd
			return f.typ
		}
	}
	switch f.name {
	case "node":
		f.kind = isNode
	case "nodes":
		f.kind = isNodes
	default:
		panic("no root field " + f.name)
	}
	f.all = q.catalog.Tables
	return "Node"
}

func placeRow(f *field, t *catalog.Table) string {
	switch {
	case f.name == "nodeId":
		f.kind = isNodeID
		return ""
	case t.Column(f.name) != nil:
		f.kind, f.column = isColumn, t.Column(f.name)
		return ""
	}
	if r := t.Relation(f.name); r != nil {
		f.kind, f.relation, f.table = isToMany, r, r.Target
		if r.Kind == catalog.ToOne {
			f.kind = isToOne
		}
		return r.Target.TypeName
	}
	r := t.Connection(f.name)
	if r == nil {
		panic("no field " + f.name + " of " + t.TypeName)
	}
	f.kind, f.relation, f.table, f.typ = isConnection, r, r.Target, r.Target.TypeName+catalog.ConnectionEnd
	return f.typ
}

// written returns the table of a payload.
func (q *reading) written(payload string) *catalog.Table {
	definition := q.schema.Types[payload]
	for _, name := range []string{"node", "nodes"} {
		if f := definition.Fields.ForName(name); f != nil {
			return q.catalog.Table(f.Type.Name())
		}
	}
	panic("no payload " + payload)
}

// arguments returns the arguments of a field.
func (q *reading) arguments(f *ast.Field) map[string]any {
	all := map[string]any{}
	for _, a := range f.Arguments {
		v, present := value(a.Value, q.variables)
		if !present || v == nil {
			continue
		}
		all[a.Name] = q.coerced(v, f.Definition.Arguments.ForName(a.Name).Type, a.Name == "set" || a.Name == "input")
	}
	return all
}

// coerced returns a value as a list where one is expected, and input objects without the members that are null, unless
// null is a value there.
func (q *reading) coerced(v any, typ *ast.Type, nulls bool) any {
	if v == nil {
		return nil
	}
	if typ.Elem != nil {
		items, ok := v.([]any)
		if !ok {
			items = []any{v}
		}
		out := make([]any, len(items))
		for i, item := range items {
			out[i] = q.coerced(item, typ.Elem, nulls)
		}
		return out
	}
	definition := q.schema.Types[typ.Name()]
	object, ok := v.(map[string]any)
	if !ok || definition.Kind != ast.InputObject {
		return v
	}
	out := map[string]any{}
	for name, member := range object {
		if member != nil || nulls {
			out[name] = q.coerced(member, definition.Fields.ForName(name).Type, nulls)
		}
	}
	return out
}

// value returns the value of a literal, and whether it is present: a variable may be absent.
func value(v *ast.Value, variables map[string]any) (any, bool) {
	if v.Kind == ast.Variable {
		out, ok := variables[v.Raw]
		return out, ok
	}
	return literal(v, variables), true
}

// literal returns the value of a literal: numbers as they are written, members whose variable is absent left out.
func literal(v *ast.Value, variables map[string]any) any {
	switch v.Kind {
	case ast.Variable:
		return variables[v.Raw]
	case ast.IntValue, ast.FloatValue:
		return json.Number(v.Raw)
	case ast.BooleanValue:
		return strings.EqualFold(v.Raw, "true")
	case ast.NullValue:
		return nil
	case ast.ListValue:
		out := make([]any, 0, len(v.Children))
		for _, child := range v.Children {
			out = append(out, literal(child.Value, variables))
		}
		return out
	case ast.ObjectValue:
		out := map[string]any{}
		for _, child := range v.Children {
			if member, present := value(child.Value, variables); present {
				out[child.Name] = member
			}
		}
		return out
	default:
		return v.Raw
	}
}
