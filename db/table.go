package db

import (
	"context"
	"slices"
	"strings"

	"tiddly/db/edge"
	"tiddly/internal/fault"
)

// table is a table of engines.
type table []edge.Engine

// scheme returns the part of an address before the colon; empty where the address is the path of a file. A single
// letter is a Windows drive.
func scheme(address string) string {
	before, _, found := strings.Cut(address, ":")
	if !found || len(before) < 2 || strings.ContainsAny(before, `./\?`) {
		return ""
	}
	return before
}

// find returns the engine of an address.
func (t table) find(address string) (*edge.Engine, error) {
	if e := t.engine(address); e != nil {
		return e, nil
	}
	return nil, fault.New(fault.DatabaseUnavailable, "the scheme %q of the database is unknown", edge.Redact(scheme(address))).
		WithHint("write a database as %s, and a file whose name has a colon as ./NAME", t.forms())
}

// engine returns the engine of an address; nil where there is none.
func (t table) engine(address string) *edge.Engine {
	for i := range t {
		if t[i].Knows != nil && t[i].Knows(address) {
			return &t[i]
		}
	}
	name := scheme(address)
	for i := range t {
		if name == "" && t[i].Files || has(&t[i], name) {
			return &t[i]
		}
	}
	return nil
}

// isFile reports whether an address is the path of a file, without a scheme.
func (t table) isFile(address string) bool {
	e := t.engine(address)
	return e != nil && e.Files && scheme(address) == ""
}

// has reports whether an engine has a scheme.
func has(e *edge.Engine, scheme string) bool {
	return slices.ContainsFunc(e.Schemes, func(own string) bool { return strings.EqualFold(own, scheme) })
}

func (t table) open(ctx context.Context, address string, o Options) (*Database, error) {
	e, err := t.find(address)
	if err != nil {
		return nil, err
	}
	for _, name := range o.Own {
		if !slices.Contains(e.Own, name) {
			return nil, fault.New(fault.DatabaseUnavailable, "%s is not an option of the database %s", name, t.redact(address)).
				WithHint("remove it; it is for %s", t.owners(name))
		}
	}
	opened, err := e.Open(ctx, address, o)
	if err != nil {
		return nil, err
	}
	return &Database{opened}, nil
}

// owners returns the forms of address of the engines that have an option.
func (t table) owners(option string) string {
	var all []string
	for i := range t {
		if slices.Contains(t[i].Own, option) {
			all = append(all, t[i].Forms)
		}
	}
	if len(all) == 0 {
		return "no database"
	}
	return strings.Join(all, ", ")
}

func (t table) create(ctx context.Context, address string, fill func(Filler) error) error {
	e, err := t.find(address)
	if err != nil {
		return err
	}
	if e.Create == nil {
		return fault.New(fault.DatabaseUnavailable, "no database can be created at %s", t.redact(address)).
			WithHint("create it with the tools of its server, and open it")
	}
	return e.Create(ctx, address, fill)
}

func (t table) scratch(ctx context.Context, address string) (edge.Scratch, error) {
	e, err := t.find(address)
	if err != nil {
		return nil, err
	}
	if e.Scratch == nil {
		return nil, fault.New(fault.DatabaseUnavailable, "no database for tests can be made at %s", t.redact(address)).
			WithHint("use the address of another engine")
	}
	return e.Scratch(ctx, address)
}

// name returns the name of the engine of an address: its first scheme.
func (t table) name(address string) string {
	if e := t.engine(address); e != nil {
		return e.Schemes[0]
	}
	return ""
}

func (t table) forms() string {
	all := make([]string, len(t))
	for i := range t {
		all[i] = t[i].Forms
	}
	return strings.Join(all, ", ")
}

func (t table) versions() []string {
	all := make([]string, len(t))
	for i := range t {
		all[i] = t[i].Version()
	}
	return all
}

// redact returns an address as its engine redacts it. An address of no engine may be a mistyped one that has a
// password.
func (t table) redact(address string) string {
	name := scheme(address)
	for i := range t {
		if has(&t[i], name) {
			if t[i].Redact == nil {
				return address
			}
			return t[i].Redact(address)
		}
	}
	return edge.Redact(address)
}
