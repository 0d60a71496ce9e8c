package operation

import (
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/request"
	"tiddly/internal/schema"
)

// writes reads the fields that change rows.
type writes struct {
	*selections
	inserts *inserts
	// after reads the fields that are read after a write.
	after func(c *collected) []*request.Field
}

// field reads the arguments and the payload of a field that changes rows.
func (w *writes) field(root schema.Root, c *collected) *request.Field {
	t := root.Table
	out := &request.Write{}
	f := &request.Field{Key: c.key, Kind: root.Kind, Table: t.TypeName, Write: out}
	if in, present := w.argument(c.field, "input"); present {
		out.Columns, out.Rows = w.inserts.inserted(t, in, root.Kind.Many())
	}
	if in, present := w.argument(c.field, "by"); present {
		f.By = w.slots.key(t, in)
	}
	if in, present := w.argument(c.field, "where"); present {
		out.Where = w.filters.where(t, in, "where")
	}
	if in, present := w.argument(c.field, "set"); present {
		w.slots.unread.used(in.origin)
		out.Set = w.assignments(t, in, "set")
	}
	if in, present := w.argument(c.field, "inc"); present {
		out.Inc = w.assignments(t, in, "inc")
	}
	if in, present := w.argument(c.field, "maxAffected"); present {
		out.MaxAffected = w.slots.slot(in, target{kind: catalog.Int}, "maxAffected")
	}
	if in, present := w.argument(c.field, "allRows"); present {
		out.AllRows = in.flag()
	}
	out.Payload = w.payload(t, c.field.Definition.Type.Name(), c.sets)
	return f
}

// assignments reads set or inc: a slot for each column, null or not.
func (w *writes) assignments(t *catalog.Table, in input, argument string) []request.Assignment {
	members := w.members(in)
	all := make([]request.Assignment, 0, len(members))
	for _, m := range members {
		path := join(argument, m.name)
		column := t.Input(m.name)
		if column == nil {
			w.fail(path, m.position, fault.New(fault.SchemaUnknown, "%s has no column %s", t.TypeName, gqlfault.Short(m.name)))
			continue
		}
		to := targetOf(column)
		to.null = true
		all = append(all, request.Assignment{Column: column.Name, Slot: w.slots.slot(m.input, to, path), Argument: path})
	}
	return all
}

// payload reads the selection of the result of a write.
func (w *writes) payload(t *catalog.Table, typeName string, sets []ast.SelectionSet) []request.PayloadField {
	all := w.collect(typeName, sets)
	out := make([]request.PayloadField, 0, len(all))
	for _, c := range all {
		f := request.PayloadField{Key: c.key}
		w.inGo.met = w.inGo.met || c.directed
		w.below(c.key, func() {
			switch c.field.Name {
			case typename:
				f.Kind, f.Constant = request.PayloadTypename, typeName
			case "node", "nodes":
				f.Kind, f.Query = request.Nodes, none()
				f.Query.Select = w.of(t, c.sets)
			case t.Naming().DeletedID, t.Naming().DeletedIDs:
				f.Kind = request.DeletedNodeIDs
			case "query":
				f.Kind, f.Fields = request.After, w.after(c)
			default:
				f.Kind = request.AffectedRows
			}
		})
		out = append(out, f)
	}
	return out
}
