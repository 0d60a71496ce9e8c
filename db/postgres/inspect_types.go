package postgres

import (
	"slices"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// typeInfo is a type of the database.
type typeInfo struct {
	schema, name string
	// class is its typtype.
	class string
	// base and declared are the type of a domain, with its modifier; element and elementType that of an array's items.
	base, declared, element, elementType string
	notNull, hasDefault                  bool
	labels                               []string
	// listed are the values that a CHECK of the domain allows.
	listed []string
}

func (in *inspector) readTypes() error {
	rows, err := in.ask(queryTypes, 11, in.schemas)
	if err != nil {
		return err
	}
	for _, row := range rows {
		t := &typeInfo{
			schema: row[1], name: row[2], class: row[3], base: row[4], declared: row[5], notNull: truth(row[6]), hasDefault: truth(row[7]),
			element: row[8], elementType: row[10],
		}
		if row[9] != "" {
			t.labels = strings.Split(row[9], "\x1f")
		}
		in.types[row[0]] = t
	}
	return nil
}

// readChecks reads the lists of values that columns and domains are restricted to.
func (in *inspector) readChecks() error {
	rows, err := in.ask(queryChecks, 4, in.schemas)
	if err != nil {
		return err
	}
	for _, row := range rows {
		listed := listedIn(row[3])
		if listed == nil {
			continue
		}
		if t := in.tables[row[0]]; t != nil {
			if c := t.column(row[2]); c != nil {
				c.listed = listed
			}
		} else if d := in.types[row[1]]; d != nil && d.listed == nil {
			d.listed = listed
		}
	}
	return nil
}

// giveTypes sets the type of each column, by its declaration and the settings.
func (in *inspector) giveTypes() error {
	var refused []catalog.Note
	for _, t := range in.all {
		override := in.override(t)
		t.columns = slices.DeleteFunc(t.columns, func(c *column) bool { return in.unserved(t, c) })
		for _, c := range t.columns {
			o := override.Columns[c.Name]
			if err := in.giveType(c, o); err != nil {
				f := fault.From(err)
				refused = append(refused, catalog.Note{
					Message:  "column " + c.Name + " of table " + in.known(t) + ": " + f.Message,
					Override: catalog.SettingsKey(in.known(t), "columns", c.Name, o.Setting()), Hint: f.Hint,
				})
			}
		}
	}
	if len(refused) > 0 {
		return &catalog.NameError{Notes: refused}
	}
	return nil
}

// unserved reports whether a column holds what no client could use: an index of words for full text search.
func (in *inspector) unserved(t *table, c *column) bool {
	if c.formatted != "tsvector" {
		return false
	}
	in.note("column %q of table %q is left out: a tsvector is an index of a text, and not the text", c.Name, in.known(t))
	return true
}

// giveType sets the type of a column. A domain is its base type.
func (in *inspector) giveType(c *column, o catalog.ColumnOverride) error {
	d, of := in.declared(c.formatted, c.typeID, func(domain *typeInfo) {
		c.NotNull = c.NotNull || domain.notNull
		c.HasDefault = c.HasDefault || domain.hasDefault && !c.Generated
	})
	d.Inexact = c.inexact
	if c.listed != nil {
		d.Listed = c.listed
	}
	kind, err := TypeOf(d, o)
	if err != nil {
		return err
	}
	if kind.Storage == storageRow || kind.Storage == storageArray && d.Element != nil && d.Element.Row {
		// The type of what would be written into it is not known where it is.
		c.NotInserted, c.Refused = true, "a row of a composite type can only be read"
	}
	c.TypeNoted = kind.Kind == catalog.String && kind.Storage != storageText && !textual(kind.Storage)
	c.Type, c.Collated = kind, kind.Storage == storageCollated || kind.Storage == storageCitext
	if d.Element != nil {
		d.Element.Inexact = c.inexact
	}
	switch {
	case kind.Kind == catalog.Enum:
		c.listValues(&d, of)
	case kind.Kind == catalog.List && kind.Element == catalog.Enum:
		element, of := in.declared(of.elementType, of.element, nil)
		c.listValues(&element, of)
	}
	return nil
}

// listValues sets the values of an enum.
func (c *column) listValues(d *Declared, of *typeInfo) {
	if c.EnumValues = d.Listed; len(d.Labels) > 0 {
		c.EnumValues, c.EnumName, c.EnumSchema = d.Labels, of.name, of.schema
	}
}

// declared returns what a type is, with domains resolved, and the type of the database that it is in the end, which is
// nil where it is not known. Each domain on the way is passed to through, which may be nil.
func (in *inspector) declared(formatted, id string, through func(*typeInfo)) (Declared, *typeInfo) {
	d := Declared{Type: formatted}
	of := in.types[id]
	for of != nil && of.class == "d" {
		if through != nil {
			through(of)
		}
		if d.Listed == nil {
			d.Listed = of.listed
		}
		d.Type, id = of.declared, of.base
		of = in.types[id]
	}
	if of == nil {
		return d, nil
	}
	d.Labels, d.Row = of.labels, of.class == "c"
	if in.types[of.element] != nil {
		element, _ := in.declared(of.elementType, of.element, nil)
		if in.types[of.element].class != "d" && declarationOf(d.Type).name == declarationOf(of.elementType).name {
			element.Type = strings.TrimSuffix(d.Type, "[]") // with its modifier
		}
		d.Element = &element
	}
	return d, of
}
