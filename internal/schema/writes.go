package schema

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/request"
)

// mutation is a field of Mutation.
type mutation struct {
	name string
	kind request.FieldKind
}

// mutations returns the fields that write a table: none for a view, none by key where there is no key, none that set
// values where every column is computed, and none that the database cannot run. The catalogue has reserved all these
// names.
func mutations(t *catalog.Table) []mutation {
	one, many := t.MutationName, capital(t.ListField)
	byKey, inserts, updates, deletes := len(t.Keys) > 0, len(t.Insertable()) > 0, len(t.Updatable()) > 0, t.Deletable()
	var all []mutation
	add := func(there bool, name string, kind request.FieldKind) {
		if there {
			all = append(all, mutation{name, kind})
		}
	}
	add(inserts, "insert"+one, request.Insert)
	add(inserts, "insert"+many, request.InsertMany)
	add(updates && byKey, "update"+one, request.Update)
	add(updates, "update"+many, request.UpdateMany)
	add(deletes && byKey, "delete"+one, request.Delete)
	add(deletes, "delete"+many, request.DeleteMany)
	return all
}

// countable returns the columns that something can be added to.
func countable(t *catalog.Table) []*catalog.Column {
	return slices.DeleteFunc(t.Updatable(), func(c *catalog.Column) bool {
		switch c.Type.Kind {
		case catalog.Int, catalog.BigInt, catalog.Float, catalog.Decimal:
			return false
		default:
			return true
		}
	})
}

// mustGive reports whether an insert must set the column: the database has no value of its own for it.
func mustGive(c *catalog.Column) bool { return c.Required() && !c.HasDefault && !c.Generated }

// payloadOf returns the name of the payload of one row or of several.
func payloadOf(t *catalog.Table, many bool) string {
	if many {
		return capital(t.ListField) + "Payload"
	}
	return t.TypeName + "Payload"
}

// mutation writes the fields that change rows, where anything can be written.
func (w *writer) mutation() {
	if !slices.ContainsFunc(w.catalog.Tables, func(t *catalog.Table) bool { return w.writable[t] }) {
		return
	}
	w.open("Writes to the tables. All fields of a request run in order in one transaction: either all of them take effect, or none.",
		"type Mutation")
	for _, t := range w.catalog.Tables {
		if !w.writable[t] {
			continue
		}
		for _, m := range mutations(t) {
			w.change(m, t)
		}
	}
	w.end()
}

// change writes one field of Mutation.
func (w *writer) change(m mutation, t *catalog.Table) {
	w.describe("  ", changeDescription(m.kind, t))
	w.raw("  ", m.name, "(\n")
	switch m.kind {
	case request.Insert:
		w.argument("input", t.TypeName+"Insert!", "The values of the row.")
	case request.InsertMany:
		w.argument("input", "["+t.TypeName+"Insert!]!", "The values of each row.")
	case request.Update, request.Delete:
		w.argument("by", t.TypeName+"Key!", "The key: exactly one of its fields.")
	default:
		w.argument("where", t.TypeName+"Where!",
			"Selects the rows to write. A condition that matches every row by its form alone, such as {}, requires allRows.")
	}
	if m.kind == request.Update || m.kind == request.UpdateMany {
		w.argument("set", t.TypeName+"Set", "New values of columns; omitted columns keep their values.")
		if len(countable(t)) > 0 {
			w.argument("inc", t.TypeName+"Inc", "Numbers to add to columns.")
		}
	}
	if m.kind == request.UpdateMany || m.kind == request.DeleteMany {
		w.argument("maxAffected", "Int", "Fails, without changing anything, if more rows match than this.")
		w.argument("allRows", "Boolean", "Allows where to match every row.")
	}
	w.raw("  ): ", payloadOf(t, m.kind.Many()), "!\n")
}

func changeDescription(kind request.FieldKind, t *catalog.Table) string {
	switch kind {
	case request.Insert:
		return "Inserts a row into " + naming(t) + "."
	case request.InsertMany:
		return "Inserts rows into " + naming(t) + ", in the order of the input."
	case request.Update:
		return "Updates the row of " + naming(t) + " with this key, if there is one."
	case request.UpdateMany:
		return "Updates the rows of " + naming(t) + " that match."
	case request.Delete:
		return "Deletes the row of " + naming(t) + " with this key, if there is one."
	default:
		return "Deletes the rows of " + naming(t) + " that match."
	}
}

// writes writes the inputs and payloads of a table.
func (w *writer) writes(t *catalog.Table) {
	if len(t.Insertable()) > 0 {
		w.insert(t)
	}
	if len(t.Updatable()) > 0 {
		w.set(t)
	}
	if len(countable(t)) > 0 {
		w.inc(t)
	}
	w.payload(t)
	w.payloads(t)
}

func (w *writer) insert(t *catalog.Table) {
	w.open("The values of a new row of "+naming(t)+".", "input "+t.TypeName+"Insert")
	for _, c := range t.Insertable() {
		typ, text := typeOf(c), "The value of "+columnName(c)
		switch {
		case mustGive(c):
			typ += "!"
		case c.HasDefault:
			text += "; if omitted, the default of the database"
		default:
			text += "; if omitted, null"
		}
		w.field(c.Name, typ, text+hashed(c)+".")
	}
	w.end()
}

func (w *writer) set(t *catalog.Table) {
	w.open("New values of a row of "+naming(t)+"; omitted columns keep their values.", "input "+t.TypeName+"Set")
	for _, c := range t.Updatable() {
		text := "The new value of " + columnName(c)
		if c.Required() {
			text += ", not null"
		}
		w.field(c.Name, typeOf(c), text+hashed(c)+".")
	}
	w.end()
}

// hashed describes, for a secret column, what becomes of its values.
func hashed(c *catalog.Column) string {
	if c.Secret {
		return "; it is stored as a hash and cannot be read"
	}
	return ""
}

func (w *writer) inc(t *catalog.Table) {
	w.open("Numbers to add to columns of "+naming(t)+".", "input "+t.TypeName+"Inc")
	for _, c := range countable(t) {
		w.field(c.Name, typeOf(c), "The number to add to "+columnName(c)+"; null stays null.")
	}
	w.end()
}

func (w *writer) payload(t *catalog.Table) {
	w.open("The result of writing one row of "+naming(t)+".", "type "+payloadOf(t, false))
	w.field("node", t.TypeName, "The row after the write, or before it was deleted; null if there is none.")
	if t.NodeKey() != nil {
		w.field(t.Naming().DeletedID, "ID", "The global id of the row that was deleted.")
	}
	w.field("affectedRows", "Int!", "The number of rows that were written or deleted: 1 or 0.")
	w.after()
	w.end()
}

func (w *writer) payloads(t *catalog.Table) {
	w.open("The result of writing rows of "+naming(t)+".", "type "+payloadOf(t, true))
	w.field("nodes", "["+t.TypeName+"!]!",
		"The rows after the write, or before they were deleted; more than the server's row limit is an error.")
	if t.NodeKey() != nil {
		w.field(t.Naming().DeletedIDs, "[ID!]!",
			"The global ids of the rows that were deleted; more than the server's row limit is an error.")
	}
	w.field("affectedRows", "Int!", "The number of rows that were written or deleted.")
	w.after()
	w.end()
}

// after writes the field that is read after the commit. A gateway has none: it would read from this subgraph what is
// selected of all.
func (w *writer) after() {
	if w.subgraph {
		return
	}
	w.field("query", "Query", "Reads that run after the commit; an error in them does not undo the write.")
}
