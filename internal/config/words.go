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
