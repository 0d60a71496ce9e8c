package schema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
)

// The fields of Query by which a gateway of Apollo Federation uses the schema, and their types.
const (
	ServiceField       = "_service"
	EntitiesField      = "_entities"
	EntityType         = "_Entity"
	RepresentationType = "_Any"
	ServiceType        = "_Service"
)

// linked is what a subgraph imports of the specification, of the first version, so that every gateway has it: %s are the
// names. Composition does not know @oneOf unless it is declared.
const linked = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: [%s])` + "\n" +
	"\ndirective @oneOf on INPUT_OBJECT\n"

// FederationDirectives declares the directives of Federation that owners can write on types and fields of their own.
// They are part of the subgraph alone.
const FederationDirectives = `directive @key(fields: String!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
directive @shareable on FIELD_DEFINITION | OBJECT
directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION
directive @tag(name: String!) repeatable on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION
directive @override(from: String!) on FIELD_DEFINITION
`

// federationDirectives are their names; a subgraph always has the first two.
var federationDirectives = []string{"key", "shareable", "inaccessible", "tag", "override"}

// FederationNames returns their names.
func FederationNames() []string { return slices.Clone(federationDirectives) }

// IsFederations reports whether a directive is one of them.
func IsFederations(name string) bool { return slices.Contains(federationDirectives, name) }

// link returns what imports the directives that a subgraph uses.
func link(extensions string) string {
	names := make([]string, 0, len(federationDirectives))
	for i, name := range federationDirectives {
		if i < 2 || strings.Contains(extensions, "@"+name) {
			names = append(names, strconv.Quote("@"+name))
		}
	}
	return fmt.Sprintf(linked, strings.Join(names, ", "))
}

// resolvable reports whether a @key claims that its rows can be found.
func resolvable(d *ast.Directive) bool {
	argument := d.Arguments.ForName("resolvable")
	return argument == nil || argument.Value == nil || argument.Value.Raw != "false"
}

// withoutFederation removes the directives of Federation from a document.
func withoutFederation(document *ast.SchemaDocument) {
	kept := func(all ast.DirectiveList) ast.DirectiveList {
		return slices.DeleteFunc(slices.Clone(all), func(d *ast.Directive) bool { return IsFederations(d.Name) })
	}
	for _, d := range slices.Concat(document.Definitions, document.Extensions) {
		d.Directives = kept(d.Directives)
		for i, f := range d.Fields {
			plain := *f // the loaded schema keeps the directives
			plain.Directives, plain.Arguments = kept(f.Directives), slices.Clone(f.Arguments)
			for j, a := range f.Arguments {
				argument := *a
				argument.Directives = kept(a.Directives)
				plain.Arguments[j] = &argument
			}
			d.Fields[i] = &plain
		}
		for i, v := range d.EnumValues {
			plain := *v
			plain.Directives = kept(v.Directives)
			d.EnumValues[i] = &plain
		}
	}
}

// forGateway reports whether a field is one of those that only a gateway asks for.
func forGateway(f *ast.FieldDefinition) bool {
	return (f.Name == ServiceField || f.Name == EntitiesField) && !Handwritten(f)
}

// shareable marks what another subgraph may have too.
const shareable = " @shareable"

// federationFields writes the root fields for a gateway.
func (w *writer) federationFields() {
	if !w.federation || w.subgraph {
		return
	}
	if w.nodes {
		w.describe("  ", "The rows with the keys in these representations, in their order, for a gateway; null in place of a row that does not exist.")
		w.raw("  ", EntitiesField, "(\n")
		w.argument("representations", "["+RepresentationType+"!]!", "Objects with __typename and the fields of a key.")
		w.raw("  ): [", EntityType, "]!\n")
	}
	w.field(ServiceField, ServiceType+"!", "The schema as a subgraph of Apollo Federation.")
}

// federationTypes writes the types of these fields.
func (w *writer) federationTypes() {
	if !w.federation || w.subgraph {
		return
	}
	if w.nodes {
		w.raw("\n")
		w.describe("", "A row that a gateway finds by a key.")
		w.raw("union ", EntityType, " =")
		for _, t := range w.catalog.Tables {
			if hasNodeID(t) {
				w.raw("\n  | ", t.TypeName)
			}
		}
		w.raw("\n\n")
		w.describe("", "A representation of a row: an object with __typename and the fields of a key.")
		w.raw("scalar ", RepresentationType, "\n")
	}
	w.open("The schema as a subgraph of Apollo Federation.", "type "+ServiceType)
	w.field("sdl", "String!", "The schema in GraphQL's schema language, with the directives of Federation.")
	w.end()
}

// keysOf returns the directives for the keys of a type, of which the first is the one that a gateway prefers: the one
// called id where there is one.
func (w *writer) keysOf(t *catalog.Table) string {
	if !w.subgraph || !hasNodeID(t) {
		return ""
	}
	global := keyDirective(t.Naming().ID)
	var keys strings.Builder
	for _, k := range t.EntityKeys() {
		keys.WriteString(keyDirective(k.FieldSet()))
	}
	if w.catalog.Naming() == catalog.Relay.Naming() {
		return global + keys.String()
	}
	return keys.String() + global
}

func keyDirective(fields string) string { return ` @key(fields: "` + fields + `")` }

// shared returns the directive for what another subgraph may have too, where the schema is written for a gateway.
func (w *writer) shared() string {
	if w.subgraph {
		return shareable
	}
	return ""
}

// subgraphOf returns the function that writes the schema as a subgraph; extensions are the text of what was written in Go.
func subgraphOf(c *catalog.Catalog, o Options, extensions string) func() string {
	return func() string {
		w := newWriter(c, o)
		w.subgraph, w.link = true, link(extensions)
		w.all(c)
		return w.out.String() + extensions
	}
}
