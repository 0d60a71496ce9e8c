package schema

import (
	"errors"
	"strings"

	"tiddly/internal/catalog"
)

// table returns a table with its API names derived from one word.
func table(sqlName, typeName string, columns ...*catalog.Column) *catalog.Table {
	lower := strings.ToLower(typeName[:1]) + typeName[1:]
	t := &catalog.Table{SQLName: sqlName, TypeName: typeName, ListField: lower + "s", SingleField: lower, MutationName: typeName}
	for i, c := range columns {
		c.Table, c.Index = t, i
		t.Columns = append(t.Columns, c)
	}
	return t
}

// column returns a nullable column; camel makes its field name.
func column(sqlName, declared string, kind catalog.Kind) *catalog.Column {
	return &catalog.Column{
		SQLName: sqlName, Name: camel(sqlName), EnumValue: strings.ToUpper(sqlName), Declared: declared, Type: catalog.Type{Kind: kind},
	}
}

// required returns a column that is never null.
func required(sqlName, declared string, kind catalog.Kind) *catalog.Column {
	c := column(sqlName, declared, kind)
	c.NotNull, c.NonNull = true, true
	return c
}

func camel(sqlName string) string {
	words := strings.Split(sqlName, "_")
	for i := 1; i < len(words); i++ {
		words[i] = capital(words[i])
	}
	return strings.Join(words, "")
}

// key adds a key over the columns with those positions; the first one is primary.
func key(t *catalog.Table, positions ...int) {
	k := &catalog.Key{Primary: len(t.Keys) == 0}
	names := make([]string, 0, len(positions))
	for _, i := range positions {
		k.Columns = append(k.Columns, t.Columns[i])
		names = append(names, t.Columns[i].Name)
	}
	k.Name = names[0]
	for _, name := range names[1:] {
		k.Name += "And" + capital(name)
	}
	t.Keys = append(t.Keys, k)
}

// relate adds both directions of a foreign key of one column that leads to the first column of target.
func relate(from *catalog.Table, position int, forward string, target *catalog.Table, backward string) {
	child, parent := from.Columns[position:position+1], target.Columns[:1]
	from.Relations = append(from.Relations, &catalog.Relation{
		Name: forward, Kind: catalog.ToOne, Table: from, Target: target, Columns: child, TargetColumns: parent,
	})
	target.Relations = append(target.Relations, &catalog.Relation{
		Name: backward, Kind: catalog.ToMany, Backwards: true, Table: target, Target: from, Columns: parent, TargetColumns: child,
	})
}

// through adds a relation over a junction whose first column leads to near and second to far.
func through(near *catalog.Table, name string, junction, far *catalog.Table, nearAt, farAt int) {
	near.Relations = append(near.Relations, &catalog.Relation{
		Name: name, Kind: catalog.Through, Table: near, Target: far, Columns: near.Columns[:1], TargetColumns: far.Columns[:1],
		Junction: &catalog.Junction{
			Table: junction, Near: junction.Columns[nearAt : nearAt+1], Far: junction.Columns[farAt : farAt+1],
		},
	})
}

// shop returns a catalogue with every kind of column, key, relation and table.
func shop() *catalog.Catalog {
	status := &catalog.EnumType{TypeName: "InvoiceStatus", Values: []catalog.EnumValue{
		{Name: "OPEN", Stored: "open"}, {Name: "ON_HOLD", Stored: "on hold"},
	}}
	state := column("status", "TEXT", catalog.Enum)
	state.Enum = status
	total := required("total", "DECIMAL(10,2)", catalog.Decimal)
	total.Comment = "The sum, \"net\".\nWithout taxes."
	computed := column("total_label", "TEXT", catalog.String)
	computed.Generated = true
	customer := table("customer", "Customer",
		required("id", "INTEGER", catalog.Int), required("email", "TEXT", catalog.String), column("referred_by", "INTEGER", catalog.Int))
	invoice := table("invoice", "Invoice",
		required("id", "INTEGER", catalog.Int), column("customer_id", "INTEGER", catalog.Int), state, total,
		column("paid", "BOOLEAN", catalog.Boolean), column("created_at", "DATETIME", catalog.DateTime), column("due", "DATE", catalog.Date),
		column("at", "TIME", catalog.Time), column("token", "UUID", catalog.UUID), column("data", "JSON", catalog.JSON),
		column("scan", "BLOB", catalog.Bytes), column("weight", "REAL", catalog.Float), column("number", "BIGINT", catalog.BigInt), computed)
	invoice.Comment = "What a customer owes."
	tag := table("tag", "Tag", required("label", "TEXT", catalog.String))
	junction := table("invoice_tag", "InvoiceTag",
		required("invoice_id", "INTEGER", catalog.Int), required("tag_label", "TEXT", catalog.String))
	view := table("top customers", "TopCustomer", column("name", "", catalog.String))
	view.View = true
	raw := table("raw", "Raw", column("data", "BLOB", catalog.Bytes))
	event := table("event", "Event", column("payload", "JSON", catalog.JSON))
	key(customer, 0)
	key(customer, 1)
	key(invoice, 0)
	key(tag, 0)
	key(junction, 0, 1)
	relate(customer, 2, "referredByRef", customer, "customers")
	relate(invoice, 1, "customer", customer, "invoices")
	relate(junction, 0, "invoice", invoice, "invoiceTags")
	relate(junction, 1, "tag", tag, "invoiceTags")
	through(invoice, "tags", junction, tag, 0, 1)
	through(tag, "invoices", junction, invoice, 1, 0)
	return &catalog.Catalog{
		Tables: []*catalog.Table{customer, event, invoice, junction, raw, tag, view}, Enums: []*catalog.EnumType{status},
	}
}

// causeOf returns the cause of an error, which its text does not show.
func causeOf(err error) error { return errors.Unwrap(err) }
