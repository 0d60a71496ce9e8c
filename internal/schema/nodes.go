package schema

import (
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
)

// hasNodeID reports whether the rows of a table have global ids.
func hasNodeID(t *catalog.Table) bool { return t.NodeKey() != nil }

// ReturnsNodes reports whether a field of the tables' schema returns rows of any tables.
func ReturnsNodes(f *ast.FieldDefinition) bool { return f.Type.Name() == NodeType && !Handwritten(f) }

// nodeFields writes the root fields that return rows by their global ids, where there are any. A gateway has none: two
// subgraphs must not share them, since each finds its own rows only. It finds rows by the key that the global id is.
func (w *writer) nodeFields() {
	if !w.nodes || w.subgraph {
		return
	}
	w.describe("  ", "The row with this global id, or null if there is none.")
	w.raw("  ", NodeField, "(\n")
	w.argument(w.catalog.Naming().Argument, "ID!", "The global id, as a row has it.")
	w.raw("  ): ", NodeType, "\n")
	w.describe("  ", "The rows with these global ids, in their order; null in place of a row that does not exist.")
	w.raw("  ", NodesField, "(\n")
	w.argument(w.catalog.Naming().Arguments, "[ID!]!", "The global ids, as rows have them.")
	w.raw("  ): [", NodeType, "]!\n")
}

// node writes the interface of rows with a global id, where there are any.
func (w *writer) node() {
	if !w.nodes {
		return
	}
	w.open("A row with a global id.", "interface "+NodeType)
	w.nodeID()
	w.end()
}

func (w *writer) nodeID() {
	w.field(w.catalog.Naming().ID, "ID!", "The global id of the row: base64url of the JSON array of its type name and the values of its key.")
}
