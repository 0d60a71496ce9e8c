// Package schema turns a catalogue into the GraphQL schema that is served and generated from.
// It is pure and knows no SQL and no HTTP.
package schema

import (
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/request"
)

// Schema is the GraphQL schema of a catalogue.
type Schema struct {
	// SDL is the schema as text; equal catalogues have equal bytes.
	SDL string
	// AST is SDL, parsed and validated.
	AST *ast.Schema
	// Roots are the fields of Query that tables answer, by name; EmptyField where there are no tables.
	Roots map[string]Root
	// Mutations are the fields of Mutation that write tables, by name; empty where nothing can be written.
	Mutations map[string]Root
	// Rows are the tables of the input types that hold the values of a row to write, by the name of the type: of their
	// members, only which are present affects the plan.
	Rows map[string]*catalog.Table
	// Served is SDL with the fields that are written in Go.
	Served string
	// Subgraph writes the schema as a subgraph of Apollo Federation, where it is one; it is nil elsewhere.
	Subgraph func() string
	// Notes describe which of those fields were left out, and why.
	Notes []string

	tables []*catalog.Table
	// federation is set if the schema is a subgraph; owned is then the text of what was written in Go, with the directives
	// of Federation.
	federation bool
	owned      string
}

// Table returns the table whose type has that name, or nil.
func (s *Schema) Table(typeName string) *catalog.Table {
	for _, t := range s.tables {
		if t.TypeName == typeName {
			return t
		}
	}
	return nil
}

// Options are what of a catalogue is served.
type Options struct {
	// ReadOnly leaves out everything that writes.
	ReadOnly bool
	// Users is the table of the accounts, of which MeField returns a row; nil where there are none.
	Users *catalog.Table
	// SemanticNonNull prints @semanticNonNull on the fields that are null only beside an error.
	SemanticNonNull bool
	// Federation adds the fields by which a gateway uses the schema as a subgraph of Apollo Federation.
	Federation bool
	// Extensions are sources written by users: fields that Go answers, and types of their own.
	Extensions []*ast.Source
	// Generated is the schema that the code behind the extensions was generated for; nil while it is being generated.
	Generated *ast.Schema
}

// Root is a field of Query or of Mutation that a table answers.
type Root struct {
	Table *catalog.Table
	Kind  request.FieldKind
	// Me reports whether the key is the caller's: the field has no arguments.
	Me bool
}
