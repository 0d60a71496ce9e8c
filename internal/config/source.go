package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// prefix stands before the names of all our variables.
const prefix = "TIDDLY_"

// foreign are variables with our prefix that are no settings: the tests of the project read them.
var foreign = []string{prefix + "CHINOOK", prefix + "REQUIRE_CHINOOK", prefix + "CASES", prefix + "SEED"}

// layer is one source of settings, by key; it is a provider for koanf.
type layer map[string]any

// Read gives the layer with its dotted keys nested.
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
type reader struct{ mistakes Mistakes }

// set parses one setting into the layer; source is the name under which it was given.
func (r *reader) set(l layer, o *option, source, text string) {
	value, mistake := o.parse(text)
	if mistake != nil {
		r.mistakes = append(r.mistakes, Mistake{Message: source + ": " + mistake.Message, Hint: mistake.Hint})
		return
	}
	l[o.key] = value
}

// environment reads the variables with our prefix. An empty variable counts as absent, as in most programs.
func (r *reader) environment(environ []string) layer {
	l := layer{}
	known := map[string]*option{}
	for i := range options {
		known[options[i].variable()] = &options[i]
	}
	for _, entry := range environ {
		name, text, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, prefix) || slices.Contains(foreign, name) {
			continue
		}
		o, ok := known[name]
		if !ok {
			r.mistakes = append(r.mistakes, unknownVariable(name))
			continue
		}
		if text != "" {
			r.set(l, o, name, text)
		}
	}
	return l
}

// unknownVariable refuses what is probably a misspelt setting: ignored, it would be
// missed only when it matters.
func unknownVariable(name string) Mistake {
	var names []string
	for i := range options {
		names = append(names, options[i].variable())
	}
	m := Mistake{Message: "there is no setting " + name, Hint: "the settings are " + strings.Join(names, ", ")}
	if near := Near(name[len(prefix):], trimmed(names)); near != "" {
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
			r.set(l, o, "--"+f.Name, f.Value.String())
		}
	})
	return l
}

// contradictions reports settings that are each right and cannot be together.
func (r *reader) contradictions(s Settings) {
	for _, other := range []struct {
		name string
		on   bool
	}{{"create", s.Create}, {"wal", s.WAL}} {
		if s.ReadOnly && other.on {
			r.mistakes = append(r.mistakes, Mistake{
				Message: fmt.Sprintf("--read-only and --%s contradict each other", other.name),
				Hint:    "leave one of them away",
			})
		}
	}
}

// AddFlags declares the flags of the named settings; forms says in help how a database can be named.
func AddFlags(set *pflag.FlagSet, forms string, names ...string) {
	for _, name := range names {
		o := optionByFlag(name)
		if o == nil {
			panic("invariant broken: there is no setting with flag " + name)
		}
		usage := o.help
		if strings.Contains(usage, "%s") {
			usage = fmt.Sprintf(usage, forms)
		}
		usage += fmt.Sprintf(" (default %s, %s)", o.shown, o.variable())
		f := set.VarPF(&raw{metavar: o.metavar}, o.flag, "", usage)
		if o.metavar == "" {
			f.NoOptDefVal = "true"
		}
	}
}

// raw keeps the text of a flag as it was given, so that all settings are checked in one place
// and all mistakes are reported together.
type raw struct{ text, metavar string }

// Set keeps the text.
func (r *raw) Set(text string) error {
	r.text = text
	return nil
}

// String gives the text.
func (r *raw) String() string { return r.text }

// Type names the value in help; a switch has the type that makes pflag show none.
func (r *raw) Type() string {
	if r.metavar == "" {
		return "bool"
	}
	return r.metavar
}
