package goname

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/schema"
)

// ofTables reports whether a type is made from the tables.
func ofTables(d *ast.Definition) bool {
	return d.Position != nil && d.Position.Src != nil && !d.Position.Src.BuiltIn && d.Position.Src.Name == schema.SourceName
}

// ofOwner reports whether a type stands in a file of the owner's.
func ofOwner(d *ast.Definition) bool {
	return d.Position != nil && d.Position.Src != nil && !d.Position.Src.BuiltIn && d.Position.Src.Name != schema.SourceName
}

// place returns the remedy for a name that stands in a file of the owner's.
func place(p *ast.Position) string {
	if p == nil || p.Src == nil {
		return "another name"
	}
	return fmt.Sprintf("another name in %s:%d", p.Src.Name, p.Line)
}

// typeThing describes a type.
func (j *judge) typeThing(d *ast.Definition) thing {
	if ofOwner(d) {
		return thing{"the " + kindOf(d) + " " + d.Name, place(d.Position)}
	}
	if t := j.tables[d.Name]; t != nil {
		part := "name"
		if d.Name == upper(t.ListField)+"Payload" {
			part = "list"
		}
		return thing{fmt.Sprintf("the type %s of table %q", d.Name, t.SQLName), catalog.SettingsKey(t.SQLName, part)}
	}
	if c := j.columnOf(d); c != nil {
		return thing{
			fmt.Sprintf("the enum %s of column %q of table %q", d.Name, c.SQLName, c.Table.SQLName),
			catalog.SettingsKey(c.Table.SQLName, "columns", c.SQLName, "name"),
		}
	}
	return thing{"the type " + d.Name + " of Tiddly", "the names of the others"}
}

// columnOf returns the first column of an enum of the tables; nil for other types.
func (j *judge) columnOf(d *ast.Definition) *catalog.Column {
	for _, t := range j.Catalog.Tables {
		for _, c := range t.Columns {
			if c.Enum != nil && c.Enum.TypeName == d.Name {
				return c
			}
		}
	}
	return nil
}

func kindOf(d *ast.Definition) string {
	switch d.Kind {
	case ast.Object:
		return "type"
	case ast.InputObject:
		return "input"
	default:
		return strings.ToLower(string(d.Kind))
	}
}

func upper(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// fieldThing describes a field.
func (j *judge) fieldThing(d *ast.Definition, f *ast.FieldDefinition) thing {
	if schema.Handwritten(f) {
		return thing{"the field " + d.Name + "." + f.Name, place(f.Position)}
	}
	if d == j.Schema.AST.Query || d == j.Schema.AST.Mutation {
		return j.rootThing(d, f)
	}
	if t := j.tables[d.Name]; t != nil && t.TypeName == d.Name {
		if c := t.Column(f.Name); c != nil {
			return thing{fmt.Sprintf("column %q of table %q", c.SQLName, t.SQLName), catalog.SettingsKey(t.SQLName, "columns", c.SQLName, "name")}
		}
		if r := cmp.Or(t.Relation(f.Name), t.Connection(f.Name)); r != nil {
			return thing{fmt.Sprintf("relation %s of table %q", r.Name, t.SQLName), catalog.SettingsKey(t.SQLName, "relations", j.derived(t, r.Name))}
		}
	}
	return thing{"the field " + d.Name + "." + f.Name + " of Tiddly", "the names of the others"}
}

// derived returns the name of a relation in the keys of the settings.
func (j *judge) derived(t *catalog.Table, name string) string {
	for derived, own := range j.Overrides.Tables[t.SQLName].Relations {
		if own == name {
			return derived
		}
	}
	return name
}

// rootThing describes a field of Query or Mutation.
func (j *judge) rootThing(d *ast.Definition, f *ast.FieldDefinition) thing {
	root := j.Schema.Roots[f.Name]
	part := "list"
	if d == j.Schema.AST.Mutation {
		root = j.Schema.Mutations[f.Name]
		part = "name"
		if root.Kind.Many() {
			part = "list"
		}
	} else if root.Table != nil && f.Name == root.Table.SingleField {
		part = "single"
	}
	if root.Table == nil || root.Me {
		return thing{"the field " + d.Name + "." + f.Name + " of Tiddly", "the names of the others"}
	}
	return thing{fmt.Sprintf("the field %s.%s of table %q", d.Name, f.Name, root.Table.SQLName), catalog.SettingsKey(root.Table.SQLName, part)}
}
