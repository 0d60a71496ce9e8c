package rest

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"tiddly/internal/caller"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// counted are the query parameters that are not columns. A column of such a name can only be compared by FETCH.
var counted = []string{"orderby", "limit", "offset"}

// parameters are the known parts of a query string.
type parameters struct {
	// names are sorted, so that the same parameters have the same plan.
	names  []string
	values url.Values
}

// readParameters reads the query string. Reads accept columns, whose values rows must equal, and the order and row
// counts of FETCH. Other names are ignored, because clients of the original rely on that, but reported in a
// header: they may be a mistake. A write with a column name is refused: it would change more than was asked for.
func (x *exchange) readParameters() (p parameters, err error) {
	if x.r.URL.RawQuery == "" {
		return p, nil
	}
	if p.values, err = url.ParseQuery(x.r.URL.RawQuery); err != nil {
		return p, fault.Wrap(err, fault.RequestMalformed, "the query string of the address cannot be read").
			WithHint("percent-encode the parameters, such as a semicolon as %%3B")
	}
	var ignored []string
	for _, name := range slices.Sorted(maps.Keys(p.values)) {
		if !utf8.ValidString(name) || slices.ContainsFunc(p.values[name], func(v string) bool { return !utf8.ValidString(v) }) {
			return p, fault.New(fault.RequestMalformed, "a parameter of the address is not UTF-8").
				WithHint("percent-encode the bytes of UTF-8, such as %%C3%%A9 for é")
		}
		meant := slices.Contains(counted, name) || x.table.ColumnBySQL(name) != nil
		switch {
		case !meant || x.verb == getOne:
			ignored = append(ignored, name)
		case x.verb == getAll || x.verb == fetch:
			p.names = append(p.names, name)
		default:
			return p, fault.New(fault.RequestValue, "%s does not accept %s in its address", x.verb, short(name)).WithHint("%s", noParameter[x.verb])
		}
	}
	x.tellIgnored(ignored)
	return p, nil
}

// noParameter holds, by verb, the hint for a write with a condition in its parameters.
var noParameter = map[verb]string{
	post: "send the columns in the body", put: "send the columns in the body; the address names the row by its id",
	remove: "the address names the row by its id; other parameters are not read",
}

// maxTold limits how many ignored names are reported.
const maxTold = 10

// tellIgnored reports ignored parameters in a header. The names are the client's text, so they stay escaped.
func (x *exchange) tellIgnored(names []string) {
	if len(names) == 0 {
		return
	}
	told := make([]string, 0, maxTold+1)
	for _, name := range names[:min(len(names), maxTold)] {
		told = append(told, url.QueryEscape(short(name)))
	}
	if len(names) > maxTold {
		told = append(told, "and others")
	}
	list := strings.Join(told, ", ")
	x.w.Header().Add(warningHeader, "unknown parameters were ignored: "+list)
	if x.options.Warn != nil {
		x.options.Warn(x.r.Context(), "unknown parameters were ignored", "table", x.table.SQLName, "parameters", list)
	}
}

// take adds the parameters of a list to what the body asks for.
func (q *query) take(p parameters) error {
	var all []*request.Where
	for _, name := range p.names {
		values := p.values[name]
		if len(values) > 1 {
			return fault.New(fault.RequestValue, "the parameter %s is specified more than once", name).
				WithHint("specify it once; FETCH accepts a list of values")
		}
		if slices.Contains(counted, name) {
			if err := q.takeCounted(name, values[0]); err != nil {
				return err
			}
			continue
		}
		c, err := q.column("where", name)
		if err != nil {
			return err
		}
		conditions, err := q.conditions(c, values[0])
		if err != nil {
			return err
		}
		all = append(all, conditions...)
	}
	if q.where != nil {
		all = append(slices.Clone(q.where.Children), all...)
	}
	if len(all) > 0 {
		q.where = &request.Where{Kind: request.And, Children: all}
	}
	return nil
}

func (q *query) takeCounted(name, value string) (err error) {
	twice := func() error {
		return fault.New(fault.RequestValue, "%s is in both the body and the address", name).WithHint("specify it in one of them")
	}
	switch name {
	case "orderby":
		if q.order != nil {
			return twice()
		}
		return q.readOrder(value)
	case "limit":
		if q.limit != absent {
			return twice()
		}
		q.limit, err = count(name, value)
	default:
		if q.offset != absent {
			return twice()
		}
		q.offset, err = count(name, value)
	}
	return err
}

// tell answers OPTIONS: the methods of the address, and the parameters that a GET of it would ignore.
func (x *exchange) tell(name string, isRow bool) {
	h := x.w.Header()
	h.Set("Allow", allowed(isRow))
	if !isRow {
		h.Set("Accept-Query", "application/json") // the body of a QUERY (RFC 10008)
	}
	if x.table = tableOf(x.view(caller.From(x.r.Context())), name); x.table != nil && !x.stranger() {
		x.verb = getAll
		if isRow {
			x.verb = getOne
		}
		_, _ = x.readParameters() // errors do not concern OPTIONS
	}
	x.w.WriteHeader(http.StatusOK)
}
