package config

import (
	"fmt"
	"slices"
	"strings"
)

// group is a part of the settings that help and docs/settings.md show together.
type group struct{ title, about string }

// option is one setting. To add one: an entry in options, at its place in help and docs, and a field of Settings with
// the key as its tag; `go test ./internal/config -update` regenerates docs/settings.md. The commands that serve accept
// every setting as a flag, but those of the generator.
type option struct {
	group *group
	// key is the path into Settings and into the file, flag the name on the command line.
	key, flag string
	standard  any
	// shown is the default as it would be written; empty where there is none, or where it is an empty list.
	shown string
	// help is a line for the help text; %s stands for the forms in which a database can be named.
	help string
	// about is the rest of the text in docs/settings.md, example a value for its example of a file.
	about, example string
	// together is the example of settings that cannot be set alone: all lines of the file.
	together string
	value    value
	// outside reports whether the setting names the file, and so cannot be in it.
	outside bool
}

// variable returns the name of the option in the environment.
func (o *option) variable() string {
	return prefix + strings.ToUpper(strings.ReplaceAll(o.flag, "-", "_"))
}

// usage returns the line of the flag in help.
func (o *option) usage(forms string) string {
	text := o.help
	if strings.Contains(text, "%s") {
		text = fmt.Sprintf(text, forms)
	}
	if o.shown == "" {
		return fmt.Sprintf("%s (%s)", text, o.variable())
	}
	return fmt.Sprintf("%s (default %s, %s)", text, o.shown, o.variable())
}

func optionByFlag(flag string) *option {
	return find(func(o *option) bool { return o.flag == flag })
}

func optionByKey(key string) *option {
	return find(func(o *option) bool { return o.key == key && !o.outside })
}

func find(fits func(*option) bool) *option {
	for i := range options {
		if fits(&options[i]) {
			return &options[i]
		}
	}
	return nil
}

// names returns a property of every option, sorted.
func names(of func(*option) string) []string {
	list := make([]string, len(options))
	for i := range options {
		list[i] = of(&options[i])
	}
	slices.Sort(list)
	return list
}
