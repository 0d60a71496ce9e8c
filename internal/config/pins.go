package config

import (
	"maps"

	"tiddly/internal/catalog"
	"tiddly/internal/config/edit"
)

// StandardFile is the file of settings that is read where no other is named.
const StandardFile = standardFile

// PinLines returns the lines of a file of settings that fix what was found in the cells where that decided.
func PinLines(found []catalog.Evidence) []edit.Line {
	var lines []edit.Line
	for i := range found {
		for j := range found[i].Columns {
			c := &found[i].Columns[j]
			if !c.Decided() {
				continue
			}
			for _, p := range c.Fixed().Pins() {
				lines = append(lines, edit.Line{
					Path:  []string{overridesKey, found[i].Table, "columns", c.Column, p.Word},
					Value: edit.Value(p.Value), Together: true,
				})
			}
		}
	}
	return lines
}

// Pinned returns overrides with what was found in the cells fixed, as they will be read from a file with those lines.
func Pinned(o catalog.Overrides, found []catalog.Evidence) catalog.Overrides {
	tables := map[string]catalog.TableOverride{}
	maps.Copy(tables, o.Tables)
	for i := range found {
		t := tables[found[i].Table]
		columns := map[string]catalog.ColumnOverride{}
		maps.Copy(columns, t.Columns)
		for j := range found[i].Columns {
			if c := &found[i].Columns[j]; c.Decided() {
				own, pin := columns[c.Column], c.Fixed()
				own.Kind, own.Epoch, own.Mixed, own.EmptyNull, own.Nullable = pin.Kind, pin.Epoch, pin.Mixed, pin.EmptyNull, pin.Nullable
				own.Words, own.Form = pin.Words, pin.Form
				columns[c.Column] = own
			}
		}
		t.Columns = columns
		tables[found[i].Table] = t
	}
	o.Tables = tables
	return o
}
