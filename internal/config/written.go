package config

import (
	"maps"
	"reflect"

	"tiddly/internal/catalog"
	"tiddly/internal/config/edit"
)

// Written are the settings that fix what a column holds, as a program wrote them into a file of settings. They are gone
// with the column, while what a person wrote is not.
type Written struct {
	Table  string `json:"table"`
	Column string `json:"column"`
	// Declared is the type that the column had by then.
	Declared string `json:"type"`
	// Pins are the settings, by their words.
	Pins map[string]string `json:"settings"`
}

// WrittenFor returns the settings that PinLines writes.
func WrittenFor(found []catalog.Evidence) []Written {
	var all []Written
	for i := range found {
		for j := range found[i].Columns {
			if c := &found[i].Columns[j]; c.Decided() {
				all = append(all, Written{found[i].Table, c.Column, c.Declared, pinned(c.Fixed())})
			}
		}
	}
	return all
}

func pinned(o catalog.ColumnOverride) map[string]string {
	all := map[string]string{}
	for _, p := range o.Pins() {
		all[p.Word] = p.Value
	}
	return all
}

// In returns those of the settings that overrides still have as they were written.
func (w Written) In(o catalog.Overrides) Written {
	is := pinned(o.Tables[w.Table].Columns[w.Column])
	w.Pins = maps.Clone(w.Pins)
	maps.DeleteFunc(w.Pins, func(word, value string) bool { return is[word] != value })
	return w
}

// Without returns overrides without settings that were written, and without tables and columns that had only these.
func Without(o catalog.Overrides, gone []Written) catalog.Overrides {
	o.Tables = maps.Clone(o.Tables)
	for _, w := range gone {
		t := o.Tables[w.Table]
		t.Columns = maps.Clone(t.Columns)
		c := t.Columns[w.Column]
		for word := range w.Pins {
			c = c.Unpinned(word)
		}
		if t.Columns[w.Column] = c; reflect.ValueOf(c).IsZero() {
			delete(t.Columns, w.Column)
		}
		if len(t.Columns) == 0 {
			t.Columns = nil
		}
		if o.Tables[w.Table] = t; reflect.ValueOf(t).IsZero() {
			delete(o.Tables, w.Table)
		}
	}
	return o
}

// Removable reports whether RemoveFromFile can remove the settings.
func Removable(path string, gone []Written) bool {
	_, _, err := removedFrom(path, gone)
	return err == nil
}

// RemoveFromFile removes settings from a file of settings, and reports whether that changed it.
func RemoveFromFile(path string, gone []Written) (changed bool, err error) {
	content, written, err := removedFrom(path, gone)
	if err != nil {
		return false, err
	}
	return overwrite(path, content, written)
}

// removedFrom returns the content of a file, and what it is without the settings.
func removedFrom(path string, gone []Written) (content, written []byte, err error) {
	if content, err = readFile(path); err != nil {
		return nil, nil, err
	}
	var paths [][]string
	for _, w := range gone {
		for word := range w.Pins {
			paths = append(paths, []string{overridesKey, w.Table, "columns", w.Column, word})
		}
	}
	written, err = edit.Remove(content, paths)
	return content, written, err
}
