package schema

import (
	"slices"
	"strings"

	"tiddly/internal/catalog"
)

// query writes the root fields.
func (w *writer) query() {
	w.open("Reads of the tables.", "type Query")
	for _, t := range w.catalog.Tables {
		w.list(t.ListField, t, "Rows of "+naming(t)+".")
		w.connectionField(t.ListField, t, "Rows of "+naming(t)+", page by page.")
		if len(t.Keys) > 0 {
			w.describe("  ", "The row of "+naming(t)+" with this key, or null if there is none.")
			w.raw("  ", t.SingleField, "(\n")
			w.argument("by", t.TypeName+"Key!", "The key: exactly one of its fields.")
			w.raw("  ): ", t.TypeName, "\n")
		}
	}
	w.nodeFields()
	if w.users != nil {
		w.field(MeField, w.users.TypeName,
			"The caller's row of "+naming(w.users)+"; null if the caller is anonymous, or a program without an account.")
	}
	if len(w.catalog.Tables) == 0 {
		w.field(EmptyField, "String!"+w.shared(), EmptyText+"; this field only keeps the schema valid.")
	}
	w.federationFields()
	w.end()
}

// list writes a field that returns rows of t, at the root or behind a to-many relation.
func (w *writer) list(name string, t *catalog.Table, description string) {
	w.describe("  ", description)
	w.raw("  ", name, "(\n")
	w.chosen(t)
	w.argument("limit", "Int", "Returns at most this many rows; the default is the server's row limit.")
	w.argument("offset", "Int", "Skips this many rows.")
	if hasDistinct(t) {
		w.argument("distinctOn", "["+t.TypeName+"Column!]",
			"Returns the first row, by orderBy, of each group of rows that are equal in these columns.")
	}
	w.raw("  ): [", t.TypeName, "!]!\n")
}

// chosen writes the arguments that choose and sort rows.
func (w *writer) chosen(t *catalog.Table) {
	w.argument("where", t.TypeName+"Where", "Returns only the rows that match.")
	if w.orderable[t] {
		sorts := "Sorts by these terms in order."
		if t.NodeKey() != nil {
			sorts = "Sorts by these terms in order, then by the key."
		}
		w.argument("orderBy", "["+t.TypeName+"OrderBy!]", sorts)
	}
}

// table writes the types that belong to one table.
func (w *writer) table(t *catalog.Table) {
	w.object(t)
	w.connection(t)
	w.where(t)
	if w.many[t] {
		w.relationFilter(t)
		w.relationAggregates(t)
	}
	if w.orderable[t] {
		w.orderBy(t)
	}
	if hasDistinct(t) {
		w.columnEnum(t)
	}
	if len(t.Keys) > 0 {
		w.key(t)
	}
}

func (w *writer) object(t *catalog.Table) {
	head := "type " + t.TypeName
	if t.NodeKey() != nil {
		head += " implements Node"
	}
	w.open(tableDescription(t), head+w.keysOf(t))
	if t.NodeKey() != nil {
		w.nodeID()
	}
	for _, column := range t.Readable() {
		typ := typeOf(column)
		switch {
		case column.NonNull:
			typ += "!"
		case column.SemanticNonNull && w.semantic:
			typ += " @" + SemanticDirective
			w.semantics = true
		}
		w.field(column.Name, typ, columnDescription(column))
	}
	for _, r := range t.Relations {
		if r.Kind == catalog.ToOne {
			w.field(r.Name, r.Target.TypeName, relationDescription(r))
			continue
		}
		w.list(r.Name, r.Target, relationDescription(r))
		w.connectionField(r.Name, r.Target, strings.TrimSuffix(relationDescription(r), ".")+", page by page.")
	}
	w.end()
}

func (w *writer) where(t *catalog.Table) {
	name := t.TypeName + "Where"
	w.open("Conditions on rows of "+naming(t)+", all of which must hold; without any, every row matches.", "input "+name)
	w.field("and", "["+name+"!]", "All of these conditions hold; true if the list is empty.")
	w.field("or", "["+name+"!]", "At least one of these conditions holds; false if the list is empty.")
	w.field("not", name, "This condition does not hold.")
	for _, column := range t.Readable() {
		w.field(column.Name, filterOf(column), "Compares "+columnName(column)+".")
	}
	for _, r := range t.Relations {
		if r.Kind == catalog.ToOne {
			w.field(r.Name, r.Target.TypeName+"Where", "The related row of "+naming(r.Target)+" exists and matches.")
			continue
		}
		w.field(r.Name, r.Target.TypeName+"RelationFilter", "Conditions on the related rows of "+naming(r.Target)+".")
		w.field(r.AggregateField(), r.Target.TypeName+"RelationAggregateFilter", "Conditions on all related rows of "+naming(r.Target)+" together.")
	}
	w.end()
}

func (w *writer) relationFilter(t *catalog.Table) {
	where := t.TypeName + "Where"
	w.open("Conditions on the related rows of "+naming(t)+", all of which must hold.", "input "+t.TypeName+"RelationFilter")
	w.field("some", where, "At least one related row matches.")
	w.field("none", where, "No related row matches.")
	w.field("every", where, "Every related row matches; true if there is none.")
	w.end()
}

// relationAggregates writes what filters and orders compute over the rows of t that a relation leads to.
func (w *writer) relationAggregates(t *catalog.Table) {
	w.open("Conditions on all related rows of "+naming(t)+" together, all of which must hold.", "input "+t.TypeName+"RelationAggregateFilter")
	w.field("count", "IntFilter", "Compares their number.")
	w.end()
	w.open("A sort term over all related rows of "+naming(t)+" together: exactly one of these fields.", "input "+t.TypeName+"RelationAggregateOrderBy @oneOf")
	w.field("count", "OrderDirection", "By their number.")
	w.end()
}

func (w *writer) orderBy(t *catalog.Table) {
	w.open("A sort term for rows of "+naming(t)+": exactly one of these fields.", "input "+t.TypeName+"OrderBy @oneOf")
	for _, column := range t.Readable() {
		if column.Type.Kind.Sortable() {
			w.field(column.Name, "OrderDirection", "By "+columnName(column)+".")
		}
	}
	for _, r := range t.Relations {
		switch {
		case r.Kind != catalog.ToOne:
			w.field(r.AggregateField(), r.Target.TypeName+"RelationAggregateOrderBy", "By all related rows of "+naming(r.Target)+" together; not in a connection.")
		case w.orderable[r.Target]:
			w.field(r.Name, r.Target.TypeName+"OrderBy", "By the related row of "+naming(r.Target)+".")
		}
	}
	w.end()
}

func (w *writer) columnEnum(t *catalog.Table) {
	w.open("The columns of "+naming(t)+" that distinctOn accepts.", "enum "+t.TypeName+"Column")
	for _, column := range t.Readable() {
		if groupable(column) {
			w.value(column.EnumValue, capital(columnName(column))+".")
		}
	}
	w.end()
}

// groupable reports whether rows can be grouped by a column.
func groupable(c *catalog.Column) bool { return c.Type.Kind.Distinguished() }

func hasDistinct(t *catalog.Table) bool { return slices.ContainsFunc(t.Readable(), groupable) }

// key writes the `by` input: a scalar for a key of one column, an object for others.
func (w *writer) key(t *catalog.Table) {
	composite := map[*catalog.Key]string{}
	w.open("A key of "+naming(t)+": exactly one of these fields.", "input "+t.TypeName+"Key @oneOf")
	for _, k := range t.Keys {
		if len(k.Columns) == 1 {
			w.field(k.Name, typeOf(k.Columns[0]), keyDescription(k))
			continue
		}
		composite[k] = w.free(t.TypeName + capital(k.Name) + "Key")
		w.field(k.Name, composite[k], keyDescription(k))
	}
	w.end()
	for _, k := range t.Keys {
		name, ok := composite[k]
		if !ok {
			continue
		}
		w.open("The columns of a key of "+naming(t)+".", "input "+name)
		for _, column := range k.Columns {
			w.field(column.Name, typeOf(column)+"!", capital(columnName(column))+".")
		}
		w.end()
	}
}
