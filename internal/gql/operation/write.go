package operation

import (
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/request"
	"tiddly/internal/schema"
)

// write reads the arguments and the payload of a field that changes rows.
func (b *builder) write(root schema.Root, c *collected) *request.Field {
	t := root.Table
	w := &request.Write{Rows: request.None, MaxAffected: request.None}
	f := &request.Field{Key: c.key, Kind: root.Kind, Table: t.TypeName, Write: w}
	if in, present := b.argumentOf(c.field, "input"); present {
		w.Columns, w.Rows = b.inserted(t, in, root.Kind.Many())
	}
	if in, present := b.argumentOf(c.field, "by"); present {
		f.By = b.by(t, in)
	}
	if in, present := b.argumentOf(c.field, "where"); present {
		w.Where = b.where(t, in, "where")
	}
	if in, present := b.argumentOf(c.field, "set"); present {
		b.used(in.origin)
		w.Set = b.assignments(t, in, "set")
	}
	if in, present := b.argumentOf(c.field, "inc"); present {
		w.Inc = b.assignments(t, in, "inc")
	}
	if in, present := b.argumentOf(c.field, "maxAffected"); present {
		w.MaxAffected = b.slot(in, target{kind: catalog.Int}, "maxAffected")
	}
	if in, present := b.argumentOf(c.field, "allRows"); present {
		w.AllRows = in.flag()
	}
	w.Payload = b.payload(t, c.field.Definition.Type.Name(), c.sets)
	return f
}

// assignments reads set or inc: a slot for each column, null or not.
func (b *builder) assignments(t *catalog.Table, in input, argument string) []request.Assignment {
	members := b.members(in)
	all := make([]request.Assignment, 0, len(members))
	for _, m := range members {
		path := join(argument, m.name)
		column := t.Input(m.name)
		if column == nil {
			b.fail(path, m.position, fault.New(fault.SchemaUnknown, "%s has no column %s", t.TypeName, gqlfault.Short(m.name)))
			continue
		}
		to := targetOf(column)
		to.null = true
		all = append(all, request.Assignment{Column: column.Name, Slot: b.slot(m.input, to, path), Argument: path})
	}
	return all
}

// payload reads what is selected of the result of a write.
func (b *builder) payload(t *catalog.Table, typeName string, sets []ast.SelectionSet) []request.PayloadField {
	all := b.collect(typeName, sets)
	out := make([]request.PayloadField, 0, len(all))
	for _, c := range all {
		b.path = append(b.path, c.key)
		f := request.PayloadField{Key: c.key}
		switch c.field.Name {
		case typename:
			f.Kind, f.Constant = request.PayloadTypename, typeName
		case "node", "nodes":
			f.Kind = request.Nodes
			f.Query = &request.Query{Limit: request.None, Offset: request.None, Select: b.selections(t, c.sets)}
		case "deletedNodeId", "deletedNodeIds":
			f.Kind = request.DeletedNodeIDs
		case "query":
			f.Kind, f.Fields = request.After, b.after(c)
		default:
			f.Kind = request.AffectedRows
		}
		out = append(out, f)
		b.path = b.path[:len(b.path)-1]
	}
	return out
}

// after reads the root fields that are asked for once the write is kept. The schema is none of them: what it is does
// not depend on any write, and its answers are made elsewhere.
func (b *builder) after(c *collected) []*request.Field {
	var all []*request.Field
	query := b.schema.Query.Name
	for _, inner := range b.collect(query, c.sets) {
		b.path = append(b.path, inner.key)
		if Introspects(inner.field.Name) {
			b.faults = append(b.faults, gqlfault.Locate(
				fault.New(fault.RequestInvalid, "%s is not answered below a mutation", inner.field.Name).
					WithHint("ask for it in a query").At(b.here()...), inner.field.Position,
			))
		} else if b.code.Answers(query, inner.field) {
			b.inGo = true // it runs when the write is kept, like all that is written in Go
		} else if f := b.root(inner, query, b.roots); f != nil {
			all = append(all, f)
		}
		b.path = b.path[:len(b.path)-1]
	}
	return all
}
