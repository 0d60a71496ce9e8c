package schema

import (
	"slices"

	"tiddly/internal/catalog"
)

// connectionField writes the field that returns the rows of a list field as a connection, where they have one.
func (w *writer) connectionField(list string, t *catalog.Table, description string) {
	if !t.Pages() {
		return
	}
	w.describe("  ", description)
	w.raw("  ", list, catalog.ConnectionEnd, "(\n")
	w.chosen(t)
	w.argument("first", "Int", "Returns the first rows, at most this many.")
	w.argument("after", "String", "Returns only rows after the one with this cursor.")
	w.argument("last", "Int", "Returns the last rows, at most this many; cannot be used with first.")
	w.argument("before", "String", "Returns only rows before the one with this cursor.")
	w.raw("  ): ", t.TypeName, catalog.ConnectionEnd, "!\n")
}

// connection writes the connection of a table and its edge.
func (w *writer) connection(t *catalog.Table) {
	if !t.Pages() {
		return
	}
	w.open("A page of rows of "+naming(t)+".", "type "+t.TypeName+catalog.ConnectionEnd)
	w.field("edges", "["+t.TypeName+"Edge!]!", "The rows with their cursors.")
	w.field("nodes", "["+t.TypeName+"!]!", "The rows.")
	w.field("pageInfo", "PageInfo!", "The page's place among all rows.")
	w.field("totalCount", "Int!", "The number of rows on all pages.")
	w.end()
	w.open("A row of "+naming(t)+" in a page.", "type "+t.TypeName+"Edge")
	w.field("cursor", "String!", "The place of the row in the order, for after and before.")
	w.field("node", t.TypeName+"!", "The row.")
	w.end()
}

// pageInfo writes the type that all connections share, where there are any.
func (w *writer) pageInfo() {
	if !slices.ContainsFunc(w.catalog.Tables, (*catalog.Table).Pages) {
		return
	}
	w.open("A page's place among all rows.", "type PageInfo"+w.shared())
	w.field("hasNextPage", "Boolean!", "Whether there are rows after the page.")
	w.field("hasPreviousPage", "Boolean!", "Whether there are rows before the page.")
	w.field("startCursor", "String", "The cursor of the first row; null if the page is empty.")
	w.field("endCursor", "String", "The cursor of the last row; null if the page is empty.")
	w.end()
}
