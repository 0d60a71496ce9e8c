package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"tiddly/internal/catalog"
	"tiddly/internal/config/edit"
)

// words are the keys of a section of the overrides, each with the function that reads its value.
type words[T any] []word[T]

type word[T any] struct {
	name string
	// read sets the value in the override; key is its path.
	read func(r *reader, into *T, key []string, n ast.Node)
}

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

// readWords reads the settings of a table or a column.
func readWords[T any](r *reader, known words[T], into *T, key []string, n ast.Node) {
	for _, e := range r.entries(n, catalog.SettingsKey(key...)) {
		own := below(key, e.key)
		if !slices.Contains(sections, e.key) && r.again(own, e.place) {
			continue
		}
		if at := catalog.SettingsKey(own...); r.places[at] == "" {
			r.places[at] = e.place
		}
		found := false
		for _, w := range known {
			if found = w.name == e.key; found {
				w.read(r, into, own, e.value)
				break
			}
		}
		if !found {
			var all []string
			for _, w := range known {
				all = append(all, w.name)
			}
			r.wrong(e.place, "there is no setting "+catalog.SettingsKey(own...), didYouMean(e.key, all))
		}
	}
}

func didYouMean(word string, known []string) string {
	if near := Near(word, known); near != "" {
		return "did you mean " + near + "?"
	}
	return "use one of " + strings.Join(known, ", ")
}

func (r *reader) text(into *string, key []string, n ast.Node) {
	text, ok := r.scalar(n, catalog.SettingsKey(key...))
	if ok && text == "" {
		r.wrong(r.place(n), catalog.SettingsKey(key...)+" is empty", "use a text, or remove the line")
	}
	*into = text
}

func (r *reader) list(into *[]string, key []string, n ast.Node) {
	for _, text := range r.texts(n, catalog.SettingsKey(key...)) {
		*into = append(*into, text.text)
	}
}

func (r *reader) toggle(into *bool, key []string, n ast.Node) {
	text, ok := r.scalar(n, catalog.SettingsKey(key...))
	if !ok {
		return
	}
	on, mistake := toggle.parse(text)
	if mistake != nil {
		r.wrong(r.place(n), catalog.SettingsKey(key...)+": "+mistake.Message, mistake.Hint)
		return
	}
	*into, _ = on.(bool)
}

func (r *reader) number(into *int, key []string, n ast.Node) {
	text, ok := r.scalar(n, catalog.SettingsKey(key...))
	if !ok {
		return
	}
	number, err := strconv.Atoi(text)
	if err != nil {
		r.wrong(r.place(n), catalog.SettingsKey(key...)+": "+strconv.Quote(text)+" is not a whole number", "use a number such as 2")
	}
	*into = number
}

// null reads the one value that a setting can have, null.
func (r *reader) null(key []string, n ast.Node) bool {
	if _, ok := n.(*ast.NullNode); ok && n.GetToken().Type != token.ImplicitNullType {
		return true
	}
	text, ok := edit.Scalar(n)
	if ok && text == "null" {
		return true
	}
	r.wrong(r.place(n), catalog.SettingsKey(key...)+" has a value that is not null", "write empty: null, or remove the line")
	return false
}

func (r *reader) choose(into *string, choices, key []string, n ast.Node) {
	text, ok := r.scalar(n, catalog.SettingsKey(key...))
	if !ok {
		return
	}
	if slices.Contains(choices, text) {
		*into = text
		return
	}
	r.wrong(r.place(n), fmt.Sprintf("%s: %s is not one of the choices", catalog.SettingsKey(key...), strconv.Quote(text)), didYouMean(text, choices))
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
