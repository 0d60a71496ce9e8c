// Package schema turns a catalogue into the GraphQL schema that is served and generated from.
// It is pure and knows no SQL and no HTTP.
package schema

import (
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/request"
)

// Schema is what a catalogue is served as.
type Schema struct {
	// SDL is the schema as text; the same catalogue gives the same bytes.
	SDL string
	// AST is SDL, parsed and validated.
	AST *ast.Schema
	// Roots are the fields of Query that tables answer, by name; EmptyField where there are no tables.
	Roots map[string]Root
}

// Root is a field of Query that a table answers.
type Root struct {
	Table *catalog.Table
	Kind  request.FieldKind
}
