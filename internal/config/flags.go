package config

import (
	"slices"

	"github.com/spf13/pflag"
)

// AddFlags declares the flags of the named settings, or of all that concern the server where none is named; forms is the text in help on how a
// database can be named.
func AddFlags(set *pflag.FlagSet, forms string, names ...string) {
	for i := range options {
		o := &options[i]
		if len(names) > 0 && !slices.Contains(names, o.flag) || len(names) == 0 && o.group == generating {
			continue
		}
		f := set.VarPF(&raw{metavar: o.value.metavar, list: o.value.list}, o.flag, "", o.usage(forms))
		if o.value.metavar == "" {
			f.NoOptDefVal = "true"
		}
	}
	for _, name := range names {
		if optionByFlag(name) == nil {
			panic("invariant broken: there is no setting with flag " + name)
		}
	}
}

// Section is a group of flags under its title.
type Section struct {
	Title string
	Flags *pflag.FlagSet
}

// Sections splits flags into the groups of their settings, in the order of docs. Flags that are not settings come
// last, with the title Flags.
func Sections(set *pflag.FlagSet) []Section {
	var sections []Section
	add := func(title string, f *pflag.Flag) {
		if n := len(sections); n == 0 || sections[n-1].Title != title {
			flags := pflag.NewFlagSet(title, pflag.ContinueOnError)
			flags.SortFlags = false
			sections = append(sections, Section{title, flags})
		}
		sections[len(sections)-1].Flags.AddFlag(f)
	}
	for i := range options {
		if f := set.Lookup(options[i].flag); f != nil {
			add(options[i].group.title, f)
		}
	}
	set.VisitAll(func(f *pflag.Flag) {
		if optionByFlag(f.Name) == nil {
			add("Flags", f)
		}
	})
	return sections
}

// raw keeps the text of a flag as given, so that all settings are checked in one place and all mistakes are reported
// together.
type raw struct {
	text, metavar string
	list, given   bool
}

// Repeats reports whether the flag may be given several times.
func (r *raw) Repeats() bool { return r.list }

// Set keeps the text; repeated flags of a list are joined.
func (r *raw) Set(text string) error {
	if r.list && r.given {
		text = r.text + "," + text
	}
	r.given = true
	r.text = text
	return nil
}

// String returns the text.
func (r *raw) String() string { return r.text }

// Type returns the name of the value in help; a switch has the type for which pflag shows none.
func (r *raw) Type() string {
	if r.metavar == "" {
		return "bool"
	}
	return r.metavar
}
