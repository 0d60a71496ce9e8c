package sqlite

import (
	"os"
	"strconv"
	"strings"

	"tiddly/db/edge"
	"tiddly/internal/fault"
)

// parameters are the query parameters of an address, and what each sets.
var parameters = []struct {
	name, help string
	apply      func(value string, o *Options) bool
}{
	{"mode", "ro, rw or rwc", func(value string, o *Options) bool {
		switch value {
		case "ro":
			o.ReadOnly = true
		case "rwc":
			o.Create = true
		}
		return value == "ro" || value == "rw" || value == "rwc"
	}},
	{"readers", "how many connections may read at the same time, 1 to 1000", func(value string, o *Options) bool {
		n, err := strconv.Atoi(value)
		o.Readers = n
		return err == nil && n >= 1 && n <= 1000
	}},
}

// parseAddress returns the given options with those of an address: PATH or sqlite:PATH, each with parameters.
func parseAddress(address string, o Options) (Options, error) {
	path := withoutScheme(address)
	if _, err := os.Stat(path); err != nil {
		if shown := edge.Redact(path); shown != path {
			// Messages about a file contain its path, and this is the address of a server.
			return o, fault.New(fault.DatabaseUnavailable, "%s is not the path of a file: it has a password", shown).
				WithHint("write the address of a server with its scheme, and a file of such a name as ./NAME")
		}
		// A file name may contain a question mark.
		var query string
		path, query, _ = strings.Cut(path, "?")
		if o, err = parseParameters(query, o); err != nil {
			return o, err
		}
	}
	o.Path = path
	switch path {
	case "":
		return o, fault.New(fault.DatabaseUnavailable, "the address %q does not name a file", address).
			WithHint("write a database as %s", addressForms)
	case ":memory:":
		return o, fault.New(fault.DatabaseUnavailable, "a database in memory cannot be served: each connection would have one of its own").
			WithHint("use the path of a file; one in /dev/shm is as fast")
	}
	return o, nil
}

// withoutScheme removes the scheme, which the table of engines has checked. A single letter before a colon is a
// Windows drive.
func withoutScheme(address string) string {
	scheme, rest, found := strings.Cut(address, ":")
	if !found || !strings.EqualFold(scheme, "sqlite") {
		return address
	}
	return strings.TrimPrefix(rest, "//")
}

func parseParameters(query string, o Options) (Options, error) {
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
			return o, fault.New(fault.DatabaseUnavailable, "the database has no parameter %q", name).
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
