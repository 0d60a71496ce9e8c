package operation

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/fault"
	"tiddly/internal/request"
	"tiddly/internal/schema"
)

// reading reads one operation, with the variables of one request. Its parts share the work: fields collects
// selected fields, writes and selections read them, filters, orders and inserts read the arguments, and slots
// records where their values come from.
type reading struct {
	*Model
	asked          Asked
	report         *report
	check          *check
	slots          *slots
	fields         *fields
	inGo           *goFields
	introspections introspections
	writes         *writes
}

func newReading(m *Model, a Asked) *reading {
	said := &report{ended: a.Over}
	given := &given{report: said, definition: a.Definition, variables: a.Variables}
	unread := &unread{report: said, leaves: map[string]leaf{}}
	slots := &slots{given: given, unread: unread}
	fields := &fields{given: given, schema: m.schema, limits: m.limits}
	inGo := &goFields{fields: fields, code: m.code, generated: m.generated}
	r := &reading{
		Model: m, asked: a, report: said, slots: slots, fields: fields, inGo: inGo,
		check:          &check{report: said, model: m, unread: unread},
		introspections: introspections{fields: fields, slots: slots},
	}
	r.writes = &writes{
		selections: &selections{fields: fields, slots: slots, filters: &filters{slots: slots}, orders: orders{given}, inGo: inGo},
		inserts:    &inserts{slots: slots, rows: m.rows},
		after:      r.after,
	}
	return r
}

// read reads the root fields, in their order.
func (r *reading) read() *Built {
	out := &Built{Request: &request.Request{}}
	definition := r.asked.Definition
	r.check.variables(definition.VariableDefinitions, r.asked.Variables)
	if len(r.report.faults) > 0 {
		return out
	}
	name, roots := r.schema.Query.Name, r.roots
	if definition.Operation == ast.Mutation {
		name, roots = r.schema.Mutation.Name, r.mutations
	}
	for _, c := range r.fields.collect(name, []ast.SelectionSet{definition.SelectionSet}) {
		r.report.below(c.key, func() { r.rootField(out, c, name, roots) })
	}
	r.inGo.refuse(name, out)
	return out
}

// rootField reads a root field of the operation, of the type with that name.
func (r *reading) rootField(out *Built, c *collected, typeName string, roots map[string]schema.Root) {
	field := &GoField{Field: c.field, Selections: slices.Concat(c.sets...)}
	out.Personal = out.Personal || c.field.Name == schema.MeField
	switch {
	case r.asked.Whole && !ofTables(roots[c.field.Name]):
	case introspects(c.field):
		out.Fields = append(out.Fields, RootField{Key: c.key, Introspection: r.introspections.introspection(c)})
		out.Stitched = true
	case !r.asked.Straight && r.code.Answers(typeName, c.field):
		r.inGo.check(c.field, c.sets)
		out.Fields = append(out.Fields, RootField{Key: c.key, Go: field})
		out.Stitched = true
	default:
		r.inGo.met = c.directed
		f := r.root(c, typeName, roots)
		if f == nil {
			return
		}
		out.Request.Fields = append(out.Request.Fields, f)
		root := RootField{Key: c.key, Read: true}
		if r.inGo.met || r.everything && r.inGo.known(typeName, c) {
			root.Go = field
			out.Stitched = true
		}
		if root.Go != nil || r.asked.Straight {
			withTypes(f)
		}
		out.Fields = append(out.Fields, root)
	}
}

// ofTables reports whether a root field reads or writes tables.
func ofTables(root schema.Root) bool { return root.Table != nil || root.Kind.ByID() }

// root reads a field of the root type with that name; nil if it is not a table's.
func (r *reading) root(c *collected, typeName string, roots map[string]schema.Root) *request.Field {
	f := &request.Field{Key: c.key}
	if c.field.Name == typename {
		f.Kind, f.Constant = request.Constant, typeName
		return f
	}
	root, known := roots[c.field.Name]
	if !known {
		r.report.note(fault.New(fault.Internal, "the field %s has no table", c.field.Name).At(r.report.here()...), c.field.Position)
		return nil
	}
	if root.Kind.Writes() {
		return r.writes.field(root, c)
	}
	f.Kind = root.Kind
	switch root.Kind {
	case request.OneByID, request.ManyByID, request.Entities:
		return r.byID(f, c)
	case request.Constant:
		f.Constant = schema.EmptyText
	case request.Single:
		f.Table, f.Query = root.Table.TypeName, none()
		if in, present := r.fields.argument(c.field, "by"); present {
			f.By = r.slots.key(root.Table, in)
		} else if root.Me {
			f.By = r.slots.account(root.Table)
		}
		f.Query.Select = r.writes.of(root.Table, c.sets)
	case request.Connection:
		f.Table, f.Query = root.Table.TypeName, r.writes.connection(root.Table, c)
	default:
		f.Table = root.Table.TypeName
		f.Query = r.writes.list(root.Table, c)
		f.Query.Given = r.asked.Given
		if r.asked.Counts {
			f.Kind, f.Query.Select = request.Count, nil
		}
	}
	if r.asked.Straight && !r.asked.Exact && f.Query != nil {
		r.inGo.requireWhole(root.Table)
		if f.Query.Page == nil {
			f.Query.Select = withoutSelected(everyColumn(f.Query.Select, root.Table)) // the rows go to Go code
		} else {
			wholeRows(f.Query.Page.Select, root.Table)
		}
	}
	return f
}

// after reads the root fields that are read after a write. Introspection is not among them: it does not depend on
// a write, and is answered elsewhere.
func (r *reading) after(c *collected) []*request.Field {
	var all []*request.Field
	query := r.schema.Query.Name
	for _, inner := range r.fields.collect(query, c.sets) {
		r.inGo.met = r.inGo.met || inner.directed
		r.report.below(inner.key, func() {
			switch {
			case introspects(inner.field):
				r.report.note(fault.New(fault.RequestInvalid, "%s cannot be selected below a mutation", inner.field.Name).
					WithHint("select it in a query").At(r.report.here()...), inner.field.Position)
			case r.asked.Whole && !ofTables(r.roots[inner.field.Name]):
			case !r.asked.Whole && r.code.Answers(query, inner.field):
				r.inGo.met = true // it runs after the write, like all that is written in Go
			default:
				if f := r.root(inner, query, r.roots); f != nil {
					all = append(all, f)
				}
			}
		})
	}
	if r.asked.Straight && !r.asked.Whole {
		return nil // generated code resolves them, after the commit
	}
	return all
}
