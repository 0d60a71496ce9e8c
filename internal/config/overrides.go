package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"tiddly/internal/catalog"
)

// tableWords are the settings of a table, in the order of docs.
var tableWords = words[catalog.TableOverride]{
	{"name", func(r *reader, t *catalog.TableOverride, key []string, n ast.Node) { r.text(&t.Name, key, n) }},
	{"list", func(r *reader, t *catalog.TableOverride, key []string, n ast.Node) { r.text(&t.List, key, n) }},
	{"single", func(r *reader, t *catalog.TableOverride, key []string, n ast.Node) { r.text(&t.Single, key, n) }},
	{"exclude", func(r *reader, t *catalog.TableOverride, key []string, n ast.Node) { r.toggle(&t.Exclude, key, n) }},
	{"show", func(r *reader, t *catalog.TableOverride, key []string, n ast.Node) { r.list(&t.Show, key, n) }},
	{"key", func(r *reader, t *catalog.TableOverride, key []string, n ast.Node) { r.list(&t.Key, key, n) }},
	{"columns", func(r *reader, t *catalog.TableOverride, key []string, n ast.Node) {
		if t.Columns == nil {
			t.Columns = map[string]catalog.ColumnOverride{}
		}
		for _, e := range r.known(key, n) {
			c := t.Columns[e.key]
			readWords(r, columnWords, &c, below(key, e.key), e.value)
			t.Columns[e.key] = c
		}
	}},
	{"relations", func(r *reader, t *catalog.TableOverride, key []string, n ast.Node) { r.relations(t, key, n) }},
}

// relationWords are the settings of a relation that the database does not declare.
var relationWords = words[catalog.RelationOverride]{
	{"columns", func(r *reader, o *catalog.RelationOverride, key []string, n ast.Node) { r.columns(&o.Columns, key, n) }},
	{"target", func(r *reader, o *catalog.RelationOverride, key []string, n ast.Node) { r.text(&o.Target, key, n) }},
	{"targetColumns", func(r *reader, o *catalog.RelationOverride, key []string, n ast.Node) {
		r.columns(&o.TargetColumns, key, n)
	}},
}

// columnWords are the settings of a column.
var columnWords = words[catalog.ColumnOverride]{
	{"name", func(r *reader, c *catalog.ColumnOverride, key []string, n ast.Node) { r.text(&c.Name, key, n) }},
	{"exclude", func(r *reader, c *catalog.ColumnOverride, key []string, n ast.Node) { r.toggle(&c.Exclude, key, n) }},
	{"kind", func(r *reader, c *catalog.ColumnOverride, key []string, n ast.Node) {
		r.choose(&c.Kind, kindNames(), key, n)
	}},
	{"epoch", func(r *reader, c *catalog.ColumnOverride, key []string, n ast.Node) {
		r.choose(&c.Epoch, catalog.Epochs(), key, n)
	}},
	{"mixed", func(r *reader, c *catalog.ColumnOverride, key []string, n ast.Node) {
		r.choose(&c.Mixed, []string{"text", "number"}, key, n)
	}},
	{"words", func(r *reader, c *catalog.ColumnOverride, key []string, n ast.Node) { r.text(&c.Words, key, n) }},
	{"scale", func(r *reader, c *catalog.ColumnOverride, key []string, n ast.Node) {
		scale := 0
		r.number(&scale, key, n)
		c.Scale = &scale
	}},
	{"form", func(r *reader, c *catalog.ColumnOverride, key []string, n ast.Node) { r.text(&c.Form, key, n) }},
	{"empty", func(r *reader, c *catalog.ColumnOverride, key []string, n ast.Node) { c.EmptyNull = r.null(key, n) }},
	{"nullable", func(r *reader, c *catalog.ColumnOverride, key []string, n ast.Node) {
		var on bool
		r.toggle(&on, key, n)
		c.Nullable = &on
	}},
	{"enum", func(r *reader, c *catalog.ColumnOverride, key []string, n ast.Node) {
		c.Enum = r.renames(c.Enum, key, n)
	}},
}

// tables reads the overrides. They may stand in several places: below tables, and in lines of their own.
func (r *reader) tables(o *catalog.Overrides, n ast.Node) {
	if o.Tables == nil {
		o.Tables = map[string]catalog.TableOverride{}
	}
	for _, e := range r.known(nil, n) {
		t := o.Tables[e.key]
		readWords(r, tableWords, &t, []string{e.key}, e.value)
		o.Tables[e.key] = t
	}
}

// tableLine reads a line of its own for a table, such as tables.notes.columns.mod: {kind: BigInt}.
func (r *reader) tableLine(o *catalog.Overrides, e entry, path []string) {
	n := e.value
	for _, key := range slices.Backward(path) {
		text := ast.String(token.New(key, key, e.at))
		n = ast.MappingValue(token.New(":", ":", e.at), text, n)
	}
	r.tables(o, n)
}

// below returns the path of a key below another, sharing no memory with other paths.
func below(key []string, name string) []string { return append(slices.Clip(key), name) }

// known returns entries whose keys are names of the database, and records their places.
func (r *reader) known(key []string, n ast.Node) []entry {
	list := r.entries(n, catalog.SettingsKey(key...))
	for _, e := range list {
		if own := catalog.SettingsKey(below(key, e.key)...); r.places[own] == "" {
			r.places[own] = e.place
		}
	}
	return list
}

// sections are the words below which names of the database stand. They may occur in several lines.
var sections = []string{"columns", "relations", "enum"}

// again reports a setting of a table that was set in another line.
func (r *reader) again(key []string, place string) bool {
	own := catalog.SettingsKey(key...)
	first := r.places[own]
	if first == "" || first == place {
		return false
	}
	r.wrong(place, own+" is set a second time", "remove one of them; the first is at  "+first)
	return true
}

// relations reads the relations of a table: a name renames one, keys declare one.
func (r *reader) relations(t *catalog.TableOverride, key []string, n ast.Node) {
	for _, e := range r.known(key, n) {
		own := below(key, e.key)
		if r.again(own, e.place) {
			continue
		}
		switch e.value.(type) {
		case *ast.MappingNode, *ast.MappingValueNode:
			if t.Related == nil {
				t.Related = map[string]catalog.RelationOverride{}
			}
			t.Related[e.key] = r.relation(own, e)
		default:
			if t.Relations == nil {
				t.Relations = map[string]string{}
			}
			var name string
			r.text(&name, own, e.value)
			t.Relations[e.key] = name
		}
	}
}

// relation reads a relation that the database does not declare.
func (r *reader) relation(key []string, e entry) catalog.RelationOverride {
	var o catalog.RelationOverride
	before := len(r.mistakes)
	readWords(r, relationWords, &o, key, e.value)
	if len(r.mistakes) > before {
		return o
	}
	const form = "write NAME: {columns: [column], target: table}"
	switch at := catalog.SettingsKey(key...); {
	case len(o.Columns) == 0:
		r.wrong(e.place, at+" does not name its columns", form)
	case o.Target == "":
		r.wrong(e.place, at+" does not name its target table", form)
	case len(o.TargetColumns) > 0 && len(o.TargetColumns) != len(o.Columns):
		r.wrong(e.place, fmt.Sprintf("%s has %d columns for %d of the target", at, len(o.Columns), len(o.TargetColumns)),
			"name as many targetColumns as columns, in the same order")
	}
	return o
}

// columns reads a list of different columns.
func (r *reader) columns(into *[]string, key []string, n ast.Node) {
	texts := r.texts(n, catalog.SettingsKey(key...))
	if list, ok := n.(*ast.SequenceNode); ok && len(list.Values) == 0 {
		r.wrong(r.place(n), catalog.SettingsKey(key...)+" names no column", "name one or more columns, or remove the line")
	}
	for _, text := range texts {
		if slices.Contains(*into, text.text) {
			r.wrong(text.place, catalog.SettingsKey(key...)+" names column "+strconv.Quote(text.text)+" twice", "name each column once")
			continue
		}
		*into = append(*into, text.text)
	}
}

// renames reads names of an enum's values.
func (r *reader) renames(own map[string]string, key []string, n ast.Node) map[string]string {
	if own == nil {
		own = map[string]string{}
	}
	for _, e := range r.known(key, n) {
		if r.again(below(key, e.key), e.place) {
			continue
		}
		var name string
		r.text(&name, below(key, e.key), e.value)
		own[e.key] = name
	}
	return own
}

func kindNames() []string {
	var all []string
	for _, k := range catalog.Kinds() {
		all = append(all, k.String())
	}
	return all
}

// placeOf returns the place of a key, or of the nearest one above it.
func placeOf(places map[string]string, key string) string {
	for key != "" {
		if place := places[key]; place != "" {
			return place
		}
		key = key[:max(strings.LastIndexByte(key, '.'), 0)]
	}
	return ""
}
