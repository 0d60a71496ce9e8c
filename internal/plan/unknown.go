package plan

import (
	"fmt"
	"slices"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// maxNames is how many names an error lists.
const maxNames = 20

// names joins a list of names, cut where it is long.
func names[T any](all []T, name func(T) string) string {
	list := make([]string, 0, min(len(all), maxNames))
	for _, x := range all[:min(len(all), maxNames)] {
		list = append(list, name(x))
	}
	text := strings.Join(list, ", ")
	if more := len(all) - maxNames; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

func columnName(c *catalog.Column) string     { return c.Name }
func relationName(r *catalog.Relation) string { return r.Name }

func (c *compiler) unknownTable(name string) error {
	f := fault.New(fault.SchemaUnknown, "there is no table %q", name)
	if len(c.catalog.Tables) > 0 {
		f = f.WithDetails("the tables are %s", names(c.catalog.Tables, func(t *catalog.Table) string { return t.TypeName }))
	}
	if t := c.catalog.TableBySQL(name); t != nil {
		f = f.WithHint("the table %s is called %s here", name, t.TypeName)
	}
	return c.at(f)
}

func (c *compiler) unknownKey(t *catalog.Table, name string) error {
	f := fault.New(fault.SchemaUnknown, "%s has no key %q", t.TypeName, name)
	f.Table = t.TypeName
	if len(t.Keys) == 0 {
		return c.at(f.WithHint("it has no primary key and no unique key; use the list %s with where", t.ListField))
	}
	return c.at(f.WithDetails("its keys are %s", names(t.Keys, func(k *catalog.Key) string { return k.Name })))
}

// unknownField is a column or relation that is selected but not there.
func (c *compiler) unknownField(t *catalog.Table, name string) error {
	all := make([]string, 0, len(t.Columns)+len(t.Relations))
	for _, column := range t.Readable() {
		all = append(all, column.Name)
	}
	for _, r := range t.Relations {
		all = append(all, r.Name)
	}
	f := fault.New(fault.SchemaUnknown, "%s has no column or relation %q", t.TypeName, name).
		WithDetails("it has %s", names(all, func(s string) string { return s }))
	return c.at(spelled(f, t, t.Readable(), name))
}

// unknownColumn is a column that an argument names but the table lacks.
func (c *compiler) unknownColumn(t *catalog.Table, name, argument string) error {
	return c.at(in(noColumn(t, t.Readable(), name), argument))
}

// unknownInput is a column that is written but not there.
func (c *compiler) unknownInput(t *catalog.Table, name, argument string) error {
	return c.at(in(noColumn(t, t.Columns, name), argument))
}

func noColumn(t *catalog.Table, columns []*catalog.Column, name string) *fault.Fault {
	f := fault.New(fault.SchemaUnknown, "%s has no column %q", t.TypeName, name).
		WithDetails("the columns are %s", names(columns, columnName))
	return spelled(f, t, columns, name)
}

// unknownRelation is a relation that an argument names but the table lacks.
func (c *compiler) unknownRelation(t *catalog.Table, name, argument string) error {
	f := fault.New(fault.SchemaUnknown, "%s has no relation %q", t.TypeName, name)
	f.Table = t.TypeName
	if len(t.Relations) == 0 {
		return c.at(in(f.WithDetails("the table has no relations"), argument))
	}
	return c.at(in(f.WithDetails("the relations are %s", names(t.Relations, relationName)), argument))
}

// spelled adds the commonest mend: the SQL name, of one of the columns, where the API name belongs.
func spelled(f *fault.Fault, t *catalog.Table, columns []*catalog.Column, name string) *fault.Fault {
	f.Table = t.TypeName
	if column := t.ColumnBySQL(name); slices.Contains(columns, column) {
		f = f.WithHint("the column %s is called %s here", name, column.Name)
	}
	return f
}
