package plan

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// names returns the names to list in an error.
func names[T any](all []T, name func(T) string) string {
	list := make([]string, len(all))
	for i, x := range all {
		list[i] = name(x)
	}
	return fault.List(list)
}

func columnName(c *catalog.Column) string     { return c.Name }
func relationName(r *catalog.Relation) string { return r.Name }

func (c *compiler) unknownTable(name string) error {
	f := fault.New(fault.SchemaUnknown, "there is no table %q", name)
	if len(c.catalog.Tables) > 0 {
		f.Names.Details = "the tables are " + names(c.catalog.Tables, func(t *catalog.Table) string { return t.TypeName })
	}
	if t := c.catalog.TableBySQL(name); t != nil {
		f.Names.Hint = "the table " + name + " is called " + t.TypeName + " here"
	}
	return c.at(f)
}

func (c *compiler) unknownKey(t *catalog.Table, name string) error {
	f := fault.New(fault.SchemaUnknown, "%s has no key %q", t.TypeName, name)
	f.Table = t.TypeName
	if len(t.Keys) == 0 {
		f.Names.Hint = "it has no primary key and no unique key; use the list " + t.ListField + " with where"
		return c.at(f)
	}
	f.Names.Details = "its keys are " + names(t.Keys, func(k *catalog.Key) string { return k.Name })
	return c.at(f)
}

// unknownField returns the fault of a selected column or relation that does not exist.
func (c *compiler) unknownField(t *catalog.Table, name string) error {
	all := make([]string, 0, len(t.Columns)+len(t.Relations))
	for _, column := range t.Readable() {
		all = append(all, column.Name)
	}
	for _, r := range t.Relations {
		all = append(all, r.Name)
	}
	f := fault.New(fault.SchemaUnknown, "%s has no column or relation %q", t.TypeName, name).
		WithNames(fault.Names{Details: "it has " + fault.List(all)})
	return c.at(spelled(f, t, t.Readable(), name))
}

// unknownColumn returns the fault of a column that an argument names but the table lacks.
func (c *compiler) unknownColumn(t *catalog.Table, name, argument string) error {
	return c.at(in(noColumn(t, t.Readable(), name), argument))
}

// unknownInput returns the fault of a written column that does not exist.
func (c *compiler) unknownInput(t *catalog.Table, name, argument string) error {
	return c.at(in(noColumn(t, t.Columns, name), argument))
}

func noColumn(t *catalog.Table, columns []*catalog.Column, name string) *fault.Fault {
	f := fault.New(fault.SchemaUnknown, "%s has no column %q", t.TypeName, name).
		WithNames(fault.Names{Details: "the columns are " + names(columns, columnName)})
	return spelled(f, t, columns, name)
}

// unknownRelation returns the fault of a relation that an argument names but the table lacks.
func (c *compiler) unknownRelation(t *catalog.Table, name, argument string) error {
	f := fault.New(fault.SchemaUnknown, "%s has no relation %q", t.TypeName, name)
	f.Table = t.TypeName
	if len(t.Relations) == 0 {
		return c.at(in(f.WithDetails("the table has no relations"), argument))
	}
	f.Names.Details = "the relations are " + names(t.Relations, relationName)
	return c.at(in(f, argument))
}

// spelled adds the most common correction: the SQL name of one of the columns was used in place of its API name.
func spelled(f *fault.Fault, t *catalog.Table, columns []*catalog.Column, name string) *fault.Fault {
	f.Table = t.TypeName
	if column := t.ColumnBySQL(name); slices.Contains(columns, column) {
		f.Names.Hint = "the column " + name + " is called " + column.Name + " here"
	}
	return f
}
