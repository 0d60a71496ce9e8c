package operation

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/request"
	"tiddly/internal/schema"
)

// builder turns one operation, with the variables of one request, into a request of the engine.
type builder struct {
	*Model
	Asked

	sources   []source
	arguments request.Arguments
	leaves    map[string]leaf
	// ways is how many bytes the keys of leaves have.
	ways                int
	fields, rootAliases int
	// objects and conditions are how many the filters have, nested how many objects are open.
	objects, conditions, nested int
	// inRow tells that what is checked is part of a row to write, which is checked again as a whole.
	inRow bool
	// code tells that something below the root field being read is written in Go.
	inGo bool
	// knownFragments are those for which code was generated, with all that is in them.
	knownFragments map[*ast.FragmentDefinition]bool
	// deep tells that the selections are nested too deep, which is said once.
	deep bool
	// path is the response path of the field being read.
	path   []any
	faults []gqlfault.Located
}

// full reports whether there is nothing more to be said: there is one error more than an answer has, or the request is
// over.
func (b *builder) full() bool { return len(b.faults) > gqlfault.Max || b.over() }

// over reports whether the request is over. Whoever asked for the plan says so; here it only ends what is long.
func (b *builder) over() bool { return b.Over != nil && b.Over() }

// fail notes what is wrong with an argument of the field being read.
func (b *builder) fail(argument string, position *ast.Position, f *fault.Fault) {
	if b.full() {
		return
	}
	f.Message = argument + ": " + f.Message
	b.faults = append(b.faults, gqlfault.Locate(f.At(slices.Clone(b.path)...), position))
}

func (b *builder) build() *Built {
	out := &Built{Request: &request.Request{}}
	b.checkVariables()
	if len(b.faults) > 0 {
		return out
	}
	name, roots := b.schema.Query.Name, b.roots
	if b.Definition.Operation == ast.Mutation {
		name, roots = b.schema.Mutation.Name, b.mutations
	}
	for _, c := range b.collect(name, []ast.SelectionSet{b.Definition.SelectionSet}) {
		b.path = append(b.path[:0], c.key)
		field := &GoField{Field: c.field, Selections: slices.Concat(c.sets...)}
		switch {
		case Introspects(c.field.Name):
			out.Fields = append(out.Fields, RootField{Key: c.key, Introspection: b.introspection(c)})
			out.Stitched = true
		case !b.Straight && b.code.Answers(name, c.field):
			b.checkInGo(c.field, c.sets)
			out.Fields = append(out.Fields, RootField{Key: c.key, Go: field})
			out.Stitched = true
		default:
			b.inGo = false
			f := b.root(c, name, roots)
			if f == nil {
				continue
			}
			out.Request.Fields = append(out.Request.Fields, f)
			r := RootField{Key: c.key, Read: true}
			if b.inGo || b.everything && b.known(name, c) {
				r.Go = field
				out.Stitched = true
			}
			out.Fields = append(out.Fields, r)
		}
	}
	b.checkCode(name, out)
	return out
}

// root reads a field of the root type with that name, whose other fields are roots.
func (b *builder) root(c *collected, typeName string, roots map[string]schema.Root) *request.Field {
	f := &request.Field{Key: c.key}
	if c.field.Name == typename {
		f.Kind, f.Constant = request.Constant, typeName
		return f
	}
	root, known := roots[c.field.Name]
	if !known {
		b.faults = append(b.faults, gqlfault.Locate(
			fault.New(fault.Internal, "the field %s has no table", c.field.Name).At(b.here()...), c.field.Position,
		))
		return nil
	}
	if root.Kind.Writes() {
		return b.write(root, c)
	}
	f.Kind = root.Kind
	switch root.Kind {
	case request.Constant:
		f.Constant = schema.EmptyText
	case request.Single:
		if root.Me && b.Account == nil {
			b.selections(root.Table, c.sets) // what is wrong with them is so for everybody
			return &request.Field{Key: c.key, Kind: request.Null}
		}
		f.Table = root.Table.TypeName
		f.Query = &request.Query{Limit: request.None, Offset: request.None}
		if in, present := b.argumentOf(c.field, "by"); present {
			f.By = b.by(root.Table, in)
		} else if root.Me {
			f.By = b.ofAccount(root.Table)
		}
		f.Query.Select = b.selections(root.Table, c.sets)
	default:
		f.Table = root.Table.TypeName
		f.Query = b.query(root.Table, c)
	}
	return f
}

// here is the response path of the field being read, for a fault to keep.
func (b *builder) here() []any { return slices.Clone(b.path) }

// argumentOf gives an argument that is present and not null.
func (b *builder) argumentOf(field *ast.Field, name string) (input, bool) {
	argument := field.Arguments.ForName(name)
	if argument == nil {
		return input{}, false
	}
	in, present := b.resolve(argument.Value)
	return in, present && !in.null()
}

// query reads the arguments and the selection of a list.
func (b *builder) query(t *catalog.Table, c *collected) *request.Query {
	q := &request.Query{Limit: request.None, Offset: request.None}
	if in, present := b.argumentOf(c.field, "where"); present {
		q.Where = b.where(t, in, "where")
	}
	if in, present := b.argumentOf(c.field, "orderBy"); present {
		q.OrderBy = b.orderBy(t, in)
	}
	if in, present := b.argumentOf(c.field, "limit"); present {
		q.Limit = b.slot(in, target{kind: catalog.Int}, "limit")
	}
	if in, present := b.argumentOf(c.field, "offset"); present {
		q.Offset = b.slot(in, target{kind: catalog.Int}, "offset")
	}
	if in, present := b.argumentOf(c.field, "distinctOn"); present {
		q.DistinctOn = b.distinctOn(t, in)
	}
	q.Select = b.selections(t, c.sets)
	return q
}

func (b *builder) selections(t *catalog.Table, sets []ast.SelectionSet) []request.Selection {
	if len(b.path) >= b.limits.Depth {
		if !b.deep {
			b.deep = true
			b.faults = append(b.faults, gqlfault.Locate(b.limits.TooDeep().At(slices.Clone(b.path)...), nil))
		}
		return nil
	}
	all := b.collect(t.TypeName, sets)
	out := make([]request.Selection, 0, len(all))
	for _, c := range all {
		if schema.Handwritten(c.field.Definition) {
			b.inGo = true
			b.path = append(b.path, c.key)
			b.checkInGo(c.field, c.sets)
			b.path = b.path[:len(b.path)-1]
			out = hidden(out, c.field.Definition)
			continue
		}
		b.path = append(b.path, c.key)
		if s, ok := b.selection(t, c); ok {
			out = append(out, s)
		}
		b.path = b.path[:len(b.path)-1]
	}
	return out
}

func (b *builder) selection(t *catalog.Table, c *collected) (request.Selection, bool) {
	s := request.Selection{Key: c.key, Name: c.field.Name}
	switch c.field.Name {
	case typename:
		s.Kind, s.Name = request.Typename, ""
		return s, true
	case nodeID:
		s.Kind, s.Name = request.NodeID, ""
		return s, true
	}
	if column := t.Column(c.field.Name); column != nil {
		s.Kind = request.Column
		return s, true
	}
	r := t.Relation(c.field.Name)
	if r == nil {
		b.faults = append(b.faults, gqlfault.Locate(
			fault.New(fault.Internal, "the field %s of %s has no column", c.field.Name, t.TypeName).At(slices.Clone(b.path)...),
			c.field.Position,
		))
		return s, false
	}
	s.Kind = request.Relation
	if r.Kind == catalog.ToOne {
		s.Query = &request.Query{Limit: request.None, Offset: request.None, Select: b.selections(r.Target, c.sets)}
		return s, true
	}
	s.Query = b.query(r.Target, c)
	return s, true
}

// Names of fields that every object has, or may have.
const (
	typename = "__typename"
	nodeID   = "nodeId"
)
