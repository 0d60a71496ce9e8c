package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// prefix is the prefix of the names of all environment variables.
const prefix = "TIDDLY_"

// foreign are variables with the prefix that are not settings: the tests of the project read them.
var foreign = []string{prefix + "CHINOOK", prefix + "REQUIRE_CHINOOK", prefix + "CASES", prefix + "SEED", prefix + "LONG", prefix + "FUZZ"}

// ofTests begins the names of further variables of the tests.
const ofTests = prefix + "TEST_"

// layer is one source of settings, by key; it is a provider for koanf.
type layer map[string]any

// Read returns the layer with its dotted keys nested.
func (l layer) Read() (map[string]any, error) {
	nested := map[string]any{}
	for key, value := range l {
		at := nested
		parts := strings.Split(key, ".")
		for _, part := range parts[:len(parts)-1] {
			next, ok := at[part].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[part] = next
			}
			at = next
		}
		at[parts[len(parts)-1]] = value
	}
	return nested, nil
}

// ReadBytes is the other half of a provider; a layer has no bytes.
func (layer) ReadBytes() ([]byte, error) {
	return nil, errors.New("a layer of settings is read as a map")
}

// reader collects the mistakes of all layers.
type reader struct {
	mistakes Mistakes
	// sources maps each setting, by key, to the name under which it was given last.
	sources map[string]string
	// path is the file that was read; places maps keys to their places in it.
	path   string
	places map[string]string
}

func (r *reader) wrong(place, message, hint string) {
	r.mistakes = append(r.mistakes, Mistake{Place: place, Message: message, Hint: hint})
}

// set parses one setting into the layer; source is the name under which it was given, in a file at a place.
func (r *reader) set(l layer, o *option, place, source, text string) {
	if o.value.list {
		r.setList(l, o, source, strings.Split(text, ","))
		return
	}
	if value, ok := r.parse(o, place, source, text); ok {
		l[o.key] = value
		r.sources[o.key] = named(place, source)
	}
}

// setList parses a list that was given as a text.
func (r *reader) setList(l layer, o *option, source string, texts []string) {
	items := []string{}
	for _, text := range texts {
		if value, ok := r.parse(o, "", source, strings.TrimSpace(text)); ok {
			items = append(items, fmt.Sprint(value))
		}
	}
	l[o.key] = items
	r.sources[o.key] = source
}

// parse parses one text, or reports what is wrong with it.
func (r *reader) parse(o *option, place, source, text string) (any, bool) {
	value, mistake := o.value.parse(text)
	if mistake != nil {
		r.wrong(place, source+": "+mistake.Message, mistake.Hint)
		return nil, false
	}
	return value, true
}

// named joins a place and the name of a setting.
func named(place, source string) string {
	if place == "" {
		return source
	}
	return place + ": " + source
}

// environment reads the variables with the prefix. An empty variable counts as absent, as in most programs.
func (r *reader) environment(environ []string) layer {
	l := layer{}
	known := map[string]*option{}
	for i := range options {
		known[options[i].variable()] = &options[i]
	}
	for _, entry := range environ {
		name, text, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, prefix) || slices.Contains(foreign, name) || strings.HasPrefix(name, ofTests) {
			continue
		}
		o, ok := known[name]
		if !ok {
			r.mistakes = append(r.mistakes, unknownVariable(name))
			continue
		}
		if text != "" {
			r.set(l, o, "", name, text)
		}
	}
	return l
}

// unknownVariable returns the mistake of what is probably a misspelt setting: if it were ignored, it would be missed
// only when it matters.
func unknownVariable(name string) Mistake {
	known := names((*option).variable)
	m := Mistake{Message: "there is no setting " + name, Hint: "the settings are " + strings.Join(known, ", ")}
	if near := Near(name[len(prefix):], trimmed(known)); near != "" {
		m.Hint = "did you mean " + prefix + near + "?"
	}
	return m
}

func trimmed(names []string) []string {
	short := make([]string, len(names))
	for i, n := range names {
		short[i] = strings.TrimPrefix(n, prefix)
	}
	return short
}

// flags reads the flags that were given.
func (r *reader) flags(set *pflag.FlagSet) layer {
	l := layer{}
	set.Visit(func(f *pflag.Flag) {
		if o := optionByFlag(f.Name); o != nil {
			r.set(l, o, "", "--"+f.Name, f.Value.String())
		}
	})
	return l
}

// contradictions reports settings that are each valid but cannot be combined.
func (r *reader) contradictions(s *Settings) {
	refuse := func(key, other string) {
		r.wrong("", fmt.Sprintf("%s and %s contradict each other", r.name(key), r.name(other)), "remove one of them")
	}
	if s.ReadOnly && s.Create {
		refuse("readOnly", "create")
	}
	if s.ReadOnly && s.WAL {
		refuse("readOnly", "wal")
	}
	if m := wide(s.Listen); m != nil && !s.Wide() {
		r.wrong("", r.name("listen")+": "+m.Message, m.Hint)
	}
	if s.CORS.Credentials && slices.Contains(s.CORS.Origins, "*") {
		r.wrong("", r.name("cors.credentials")+": every page could act on behalf of your users",
			"name the origins instead of *, or remove credentials")
	}
	if s.Documents != Off && s.Manifest == "" {
		r.wrong("", r.name("documents")+": there is no manifest of documents", "set manifest to the file that Apollo's or Relay's tools write")
	}
	r.wrongAccounts(&s.Auth)
	if s.Limits.Rows > s.Limits.AnswerRows {
		r.wrong("", fmt.Sprintf("%s: a list could have %d rows, but a whole answer only %d",
			r.name("limits.rows"), s.Limits.Rows, s.Limits.AnswerRows), "raise limits.answerRows, or lower limits.rows")
	}
}

// name returns the name under which a setting was given; its flag where it is the default.
func (r *reader) name(key string) string {
	if source := r.sources[key]; source != "" {
		return source
	}
	return "--" + optionByKey(key).flag
}
