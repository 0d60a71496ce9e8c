package db

import (
	"os"
	"strconv"
	"strings"

	"tiddly/db/sqlite"
	"tiddly/internal/fault"
)

// Forms says how a database is named, for help texts.
func Forms() string { return "a PATH or sqlite:PATH" }

// parameters are what can stand behind the question mark of an address, and what it does.
var parameters = []struct {
	name, help string
	apply      func(value string, o *sqlite.Options) bool
}{
	{"mode", "ro, rw or rwc", func(value string, o *sqlite.Options) bool {
		switch value {
		case "ro":
			o.ReadOnly = true
		case "rwc":
			o.Create = true
		}
		return value == "ro" || value == "rw" || value == "rwc"
	}},
	{"readers", "how many connections may read at the same time, 1 to 1000", func(value string, o *sqlite.Options) bool {
		n, err := strconv.Atoi(value)
		o.Readers = n
		return err == nil && n >= 1 && n <= 1000
	}},
}

// parseAddress reads an address (PATH, sqlite:PATH, each with parameters) into options, over those that are given.
func parseAddress(address string, o sqlite.Options) (sqlite.Options, error) {
	path, err := withoutScheme(address)
	if err != nil {
		return o, err
	}
	if _, err := os.Stat(path); err != nil {
		// A file whose name has a question mark is one all the same.
		var query string
		path, query, _ = strings.Cut(path, "?")
		if o, err = parseParameters(query, o); err != nil {
			return o, err
		}
	}
	o.Path = path
	switch path {
	case "":
		return o, fault.New(fault.DatabaseUnavailable, "the address %q names no file", address).
			WithHint("name a database by %s", Forms())
	case ":memory:":
		return o, fault.New(fault.DatabaseUnavailable, "a database in memory cannot be served: each connection would have one of its own").
			WithHint("give the path of a file; one in /dev/shm or another folder in memory is as fast")
	}
	return o, nil
}

// withoutScheme cuts the scheme off. One letter before a colon is a drive of Windows.
func withoutScheme(address string) (string, error) {
	scheme, rest, found := strings.Cut(address, ":")
	if !found || len(scheme) < 2 || strings.ContainsAny(scheme, `./\?`) {
		return address, nil
	}
	if !strings.EqualFold(scheme, "sqlite") {
		return "", fault.New(fault.DatabaseUnavailable, "the scheme %q of the database is not known", scheme).
			WithHint("name a database by %s; a file whose name has a colon by ./NAME", Forms())
	}
	return strings.TrimPrefix(rest, "//"), nil
}

func parseParameters(query string, o sqlite.Options) (sqlite.Options, error) {
	for part := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(part, "=")
		if part == "" {
			continue
		}
		known := false
		for _, p := range parameters {
			if p.name != name {
				continue
			}
			known = true
			if !p.apply(value, &o) {
				return o, fault.New(fault.DatabaseUnavailable, "the parameter %s of the database cannot be %q", name, value).
					WithHint("%s is %s", name, p.help)
			}
		}
		if !known {
			return o, fault.New(fault.DatabaseUnavailable, "the parameter %q of the database is not known", name).
				WithHint("the parameters are %s", parameterNames())
		}
	}
	return o, nil
}

func parameterNames() string {
	var names []string
	for _, p := range parameters {
		names = append(names, p.name+" ("+p.help+")")
	}
	return strings.Join(names, " and ")
}
