package schema

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// SourceName is the name under which the SDL is parsed; positions of its definitions carry it, so that what a user
// wrote can be distinguished.
const SourceName = "schema.graphqls"

// EmptyField is the one field of Query where the catalogue has no tables: GraphQL requires a field in every type. It
// returns EmptyText and is a Constant in Schema.Roots.
const EmptyField = "_empty"

// EmptyText is the value of EmptyField.
const EmptyText = "The database has no tables"

// MeField is the field of Query that returns the caller's account.
const MeField = "me"

// header is a comment, so introspection does not show it.
const header = "# Made by Tiddly from the tables of the database: edits are overwritten.\n"

// Build writes the schema of c and loads it. An error is an internal fault: the catalogue has settled every name
// before.
func Build(c *catalog.Catalog, o Options) (*Schema, error) {
	w := newWriter(c, o)
	w.raw(header)
	w.query()
	w.mutation()
	w.node()
	for _, t := range c.Tables {
		w.table(t)
		if w.writable[t] {
			w.writes(t)
		}
	}
	w.pageInfo()
	w.enums()
	w.filters()
	w.orderDirection()
	w.scalars()
	sdl := w.out.String()
	parsed, err := load(nil, &ast.Source{Name: SourceName, Input: sdl})
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "the GraphQL schema of the catalogue is not valid")
	}
	s := &Schema{
		SDL: sdl, Served: sdl, AST: parsed, Roots: roots(c, o), Mutations: map[string]Root{}, Rows: map[string]*catalog.Table{},
		tables: c.Tables,
	}
	for _, t := range c.Tables {
		if w.writable[t] {
			s.addWrites(t)
		}
	}
	if err := s.extend(o); err != nil {
		return nil, err
	}
	s.markWidened()
	return s, nil
}

// notServed is the location of directives on definitions of directives.
const notServed = "DIRECTIVE_DEFINITION"

// load parses a schema and what add puts into its document, without what gqlparser adds to every one but the served GraphQL lacks: the directive @defer,
// and directives on definitions of directives. Clients that know only the specification reject a schema with an
// unknown location.
func load(add func(*ast.SchemaDocument), sources ...*ast.Source) (*ast.Schema, error) {
	document, err := parser.ParseSchemas(append([]*ast.Source{validator.Prelude}, sources...)...)
	if err != nil {
		return nil, err
	}
	if add != nil {
		add(document)
	}
	parsed, err := validator.ValidateSchemaDocument(document)
	if err != nil {
		return nil, err
	}
	delete(parsed.Directives, "defer")
	for _, d := range parsed.Directives {
		d.Locations = slices.DeleteFunc(d.Locations, func(l ast.DirectiveLocation) bool { return l == notServed })
	}
	if locations := parsed.Types["__DirectiveLocation"]; locations != nil {
		locations.EnumValues = slices.DeleteFunc(locations.EnumValues, func(v *ast.EnumValueDefinition) bool { return v.Name == notServed })
	}
	return parsed, nil
}

// addWrites records the fields and the inputs by which a table is written.
func (s *Schema) addWrites(t *catalog.Table) {
	for _, m := range mutations(t) {
		s.Mutations[m.name] = Root{Table: t, Kind: m.kind}
	}
	if len(t.Insertable()) > 0 {
		s.Rows[t.TypeName+"Insert"] = t
	}
	if len(t.Updatable()) > 0 {
		s.Rows[t.TypeName+"Set"] = t
	}
}

func roots(c *catalog.Catalog, o Options) map[string]Root {
	if len(c.Tables) == 0 {
		return map[string]Root{EmptyField: {Kind: request.Constant}}
	}
	all := make(map[string]Root, 2*len(c.Tables))
	for _, t := range c.Tables {
		all[t.ListField] = Root{Table: t, Kind: request.List}
		if t.Pages() {
			all[t.ListField+catalog.ConnectionEnd] = Root{Table: t, Kind: request.Connection}
		}
		if len(t.Keys) > 0 {
			all[t.SingleField] = Root{Table: t, Kind: request.Single}
		}
	}
	if o.Users != nil {
		all[MeField] = Root{Table: o.Users, Kind: request.Single, Me: true}
	}
	return all
}
