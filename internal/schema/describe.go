package schema

import (
	"strconv"
	"strings"

	"tiddly/internal/catalog"
)

// naming returns "table invoice_lines" or "view top_tracks".
func naming(t *catalog.Table) string {
	if t.View {
		return "view " + quoted(t.SQLName)
	}
	return "table " + quoted(t.SQLName)
}

func columnName(c *catalog.Column) string { return "column " + quoted(c.SQLName) }

func columnNames(columns []*catalog.Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = quoted(c.SQLName)
	}
	return strings.Join(names, ", ")
}

// quoted returns a SQL name, quoted where it is not one plain word.
func quoted(name string) string {
	for _, r := range name {
		if r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return `"` + name + `"`
		}
	}
	if name == "" {
		return `""`
	}
	return name
}

// capital returns s with its first letter in upper case; names of GraphQL are ASCII.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func tableDescription(t *catalog.Table) string {
	if comment := clean(t.Comment); comment != "" {
		return comment
	}
	return "A row of " + naming(t) + "."
}

// columnDescription returns the comment of the column, or a description of its declaration.
func columnDescription(c *catalog.Column) string {
	if comment := clean(c.Comment); comment != "" {
		if c.TypeNoted {
			comment += " (" + c.Declared + ")"
		}
		return comment
	}
	text := capital(columnName(c))
	if c.Declared != "" {
		text += " " + c.Declared
	}
	if c.Generated {
		text += ", computed by the database"
	}
	return text + "."
}

func relationDescription(r *catalog.Relation) string {
	switch {
	case r.Kind == catalog.ToOne && r.Backwards:
		return "The row of " + naming(r.Target) + " whose " + columnNames(r.TargetColumns) + " refers to this row, or null."
	case r.Kind == catalog.ToOne:
		return "The row of " + naming(r.Target) + " that " + columnNames(r.Columns) + " refers to, or null."
	case r.Kind == catalog.ToMany:
		return "The rows of " + naming(r.Target) + " whose " + columnNames(r.TargetColumns) + " refers to this row."
	default:
		return "The rows of " + naming(r.Target) + " that " + naming(r.Junction.Table) + " joins to this row."
	}
}

func keyDescription(k *catalog.Key) string {
	if k.Primary {
		return "The primary key: " + columnNames(k.Columns) + "."
	}
	return "A unique key: " + columnNames(k.Columns) + "."
}

// typeOf returns the type of a column: a scalar, an enum, or a list of one.
func typeOf(c *catalog.Column) string {
	if c.Type.Kind == catalog.List {
		return "[" + namedTypeOf(c) + "]"
	}
	return namedTypeOf(c)
}

// namedTypeOf returns the scalar or enum of a column, or of the items of a list.
func namedTypeOf(c *catalog.Column) string {
	switch {
	case c.Enum != nil:
		return c.Enum.TypeName
	case c.Type.Kind == catalog.List:
		return c.Type.Element.String()
	default:
		return c.Type.Kind.String()
	}
}

// listFilter ends the names of the filters of lists.
const listFilter = "ListFilter"

// filterOf returns the filter of a column.
func filterOf(c *catalog.Column) string {
	if c.Type.Kind == catalog.List {
		return namedTypeOf(c) + listFilter
	}
	return namedTypeOf(c) + "Filter"
}

// free returns name, or name with the first number that makes it unique, and reserves it.
func (w *writer) free(name string) string {
	chosen := name
	for n := 2; w.taken[chosen]; n++ {
		chosen = name + strconv.Itoa(n)
	}
	w.taken[chosen] = true
	return chosen
}
