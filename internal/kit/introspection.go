package kit

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/parser"

	"tiddly/internal/fault"
)

// Introspection is the document that asks for a schema; Older asks servers that do not know @oneOf.
var (
	Introspection = introspection
	Older         = strings.Replace(introspection, " isOneOf", "", 1)
)

const introspection = `query KitSchema { __schema {
  queryType { name } mutationType { name } subscriptionType { name }
  directives { name description isRepeatable locations args(includeDeprecated: true) { ...Value } }
  types {
    kind name description specifiedByURL isOneOf
    fields(includeDeprecated: true) { name description isDeprecated deprecationReason args(includeDeprecated: true) { ...Value } type { ...Type } }
    inputFields(includeDeprecated: true) { ...Value }
    interfaces { name } possibleTypes { name }
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  }
} }
fragment Value on __InputValue { name description defaultValue isDeprecated deprecationReason type { ...Type } }
fragment Type on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } }
`

// The answer to Introspection.
type (
	introspected struct {
		QueryType, MutationType, SubscriptionType *namedType
		Directives                                []directive
		Types                                     []namedType
	}
	namedType struct {
		Kind, Name, Description, SpecifiedByURL string
		IsOneOf                                 bool
		Fields, InputFields                     []field
		Interfaces, PossibleTypes               []namedType
		EnumValues                              []field
		OfType                                  *namedType
	}
	field struct {
		Name, Description, DeprecationReason string
		IsDeprecated                         bool
		DefaultValue                         *string
		Args                                 []field
		Type                                 *namedType
	}
	directive struct {
		Name, Description string
		IsRepeatable      bool
		Locations         []ast.DirectiveLocation
		Args              []field
	}
)

// specified are the directives of the specification, which every reader of a schema knows.
var specified = []string{"include", "skip", "deprecated", "specifiedBy", "oneOf", "defer"}

// builtIn are the scalars of the specification.
var builtIn = []string{"String", "Int", "Float", "Boolean", "ID"}

// FromIntrospection returns the schema that a server described: data is what its answer to Introspection has as data.
func FromIntrospection(data []byte) (*ast.Schema, error) {
	var answer struct {
		Schema *introspected `json:"__schema"`
	}
	if err := json.Unmarshal(data, &answer); err != nil {
		return nil, fault.Wrap(err, fault.RequestMalformed, "the answer of the server is no description of a schema")
	}
	if answer.Schema == nil || answer.Schema.QueryType == nil {
		return nil, fault.New(fault.RequestMalformed, "the answer of the server has no schema").
			WithHint("allow introspection with introspection: on, or read the database itself with --db")
	}
	doc, err := answer.Schema.document()
	if err != nil {
		return nil, err
	}
	var sdl strings.Builder
	formatter.NewFormatter(&sdl).FormatSchemaDocument(doc)
	return Parse(sdl.String())
}

func (s *introspected) document() (*ast.SchemaDocument, error) {
	doc := &ast.SchemaDocument{Schema: ast.SchemaDefinitionList{s.roots()}}
	for i := range s.Directives {
		d := &s.Directives[i]
		if slices.Contains(specified, d.Name) {
			continue
		}
		arguments, err := argumentsOf(d.Args)
		if err != nil {
			return nil, err
		}
		doc.Directives = append(doc.Directives, &ast.DirectiveDefinition{
			Name: d.Name, Description: d.Description, Arguments: arguments, Locations: d.Locations, IsRepeatable: d.IsRepeatable,
			Position: &ast.Position{Src: &ast.Source{}},
		})
	}
	for i := range s.Types {
		t := &s.Types[i]
		if strings.HasPrefix(t.Name, "__") || slices.Contains(builtIn, t.Name) {
			continue
		}
		definition, err := t.definition()
		if err != nil {
			return nil, err
		}
		doc.Definitions = append(doc.Definitions, definition)
	}
	return doc, nil
}

func (s *introspected) roots() *ast.SchemaDefinition {
	roots := &ast.SchemaDefinition{}
	add := func(o ast.Operation, t *namedType) {
		if t != nil {
			roots.OperationTypes = append(roots.OperationTypes, &ast.OperationTypeDefinition{Operation: o, Type: t.Name})
		}
	}
	add(ast.Query, s.QueryType)
	add(ast.Mutation, s.MutationType)
	add(ast.Subscription, s.SubscriptionType)
	return roots
}

func (t *namedType) definition() (*ast.Definition, error) {
	d := &ast.Definition{Kind: ast.DefinitionKind(t.Kind), Name: t.Name, Description: t.Description}
	for _, i := range t.Interfaces {
		d.Interfaces = append(d.Interfaces, i.Name)
	}
	if d.Kind == ast.Union {
		for _, p := range t.PossibleTypes {
			d.Types = append(d.Types, p.Name)
		}
	}
	if t.SpecifiedByURL != "" {
		d.Directives = append(d.Directives, applied("specifiedBy", "url", t.SpecifiedByURL))
	}
	if t.IsOneOf {
		d.Directives = append(d.Directives, &ast.Directive{Name: "oneOf"})
	}
	for i := range t.EnumValues {
		v := &t.EnumValues[i]
		d.EnumValues = append(d.EnumValues, &ast.EnumValueDefinition{Name: v.Name, Description: v.Description, Directives: v.directives()})
	}
	fields := t.Fields
	if d.Kind == ast.InputObject {
		fields = t.InputFields
	}
	for i := range fields {
		f, err := fields[i].definition()
		if err != nil {
			return nil, err
		}
		d.Fields = append(d.Fields, f)
	}
	return d, nil
}

func (f *field) definition() (*ast.FieldDefinition, error) {
	arguments, err := argumentsOf(f.Args)
	if err != nil {
		return nil, err
	}
	value, err := f.value()
	if err != nil {
		return nil, err
	}
	return &ast.FieldDefinition{
		Name: f.Name, Description: f.Description, Arguments: arguments, DefaultValue: value, Type: f.Type.reference(), Directives: f.directives(),
	}, nil
}

func argumentsOf(fields []field) (ast.ArgumentDefinitionList, error) {
	var list ast.ArgumentDefinitionList
	for i := range fields {
		f := &fields[i]
		value, err := f.value()
		if err != nil {
			return nil, err
		}
		list = append(list, &ast.ArgumentDefinition{
			Name: f.Name, Description: f.Description, DefaultValue: value, Type: f.Type.reference(), Directives: f.directives(),
		})
	}
	return list, nil
}

// value returns the default value, which is written as GraphQL.
func (f *field) value() (*ast.Value, error) {
	if f.DefaultValue == nil {
		return nil, nil //nolint:nilnil // there is none
	}
	doc, err := parser.ParseQuery(&ast.Source{Input: "{ f(v: " + *f.DefaultValue + ") }"})
	if err != nil {
		return nil, fault.Wrap(err, fault.RequestMalformed, "the default value of %s cannot be read", f.Name)
	}
	only, ok := doc.Operations[0].SelectionSet[0].(*ast.Field)
	if !ok || len(only.Arguments) != 1 {
		return nil, fault.New(fault.RequestMalformed, "the default value of %s cannot be read", f.Name)
	}
	return only.Arguments[0].Value, nil
}

func (f *field) directives() ast.DirectiveList {
	if !f.IsDeprecated {
		return nil
	}
	return ast.DirectiveList{applied("deprecated", "reason", f.DeprecationReason)}
}

// reference returns the type that a field names, with its lists.
func (t *namedType) reference() *ast.Type {
	switch {
	case t == nil:
		return ast.NamedType("String", nil)
	case t.Kind == "NON_NULL":
		of := *t.OfType.reference()
		of.NonNull = true
		return &of
	case t.Kind == "LIST":
		return ast.ListType(t.OfType.reference(), nil)
	}
	return ast.NamedType(t.Name, nil)
}

func applied(name, argument, value string) *ast.Directive {
	return &ast.Directive{Name: name, Arguments: ast.ArgumentList{{Name: argument, Value: &ast.Value{Kind: ast.StringValue, Raw: value}}}}
}
