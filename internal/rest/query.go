package rest

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

var none = request.None

// query is the query of a FETCH, or of a GET of a table.
type query struct {
	builder
	where *request.Where
	order []request.Order
	// limit and offset are numbers of rows, or absent.
	limit, offset int64
	// offsetSlot is the slot of the offset, after all other arguments. The limit is not an argument: reading stops
	// there.
	offsetSlot request.Slot
}

// absent is the value of a missing limit or offset.
const absent = -1

func newQuery(t *catalog.Table) *query {
	return &query{builder: builder{table: t}, limit: absent, offset: absent}
}

// builder collects the arguments of a request.
type builder struct {
	table     *catalog.Table
	arguments request.Arguments
}

func (b *builder) slot(v any) request.Slot {
	b.arguments = append(b.arguments, v)
	return request.SlotAt(len(b.arguments) - 1)
}

// column returns the column with an SQL name that a client may compare and sort by.
func (b *builder) column(argument, name string) (*catalog.Column, error) {
	if c := b.table.ColumnBySQL(name); c != nil && !c.Secret {
		return c, nil
	}
	return nil, noColumn(b.table, b.table.Readable(), argument, name)
}

// members are the members of a FETCH body.
var members = []string{"where", "orderby", "limit", "offset"}

// rows answers with rows of the table, selected by the body of a FETCH and the parameters.
func (x *exchange) rows(p parameters) error {
	q := newQuery(x.table)
	if x.verb == fetch {
		o, err := x.object()
		if err != nil {
			return err
		}
		if err := q.read(o); err != nil {
			return err
		}
	}
	if err := q.take(p); err != nil {
		return err
	}
	return x.list(q)
}

func (q *query) read(o *object) error {
	if o == nil {
		return nil
	}
	if err := misspelt(o); err != nil {
		return err
	}
	for _, m := range o.Members {
		if m.Value == nil {
			continue
		}
		var err error
		switch m.Name {
		case "where":
			err = q.readWhere(m.Value)
		case "orderby":
			err = q.readOrder(m.Value)
		case "limit":
			q.limit, err = count("limit", m.Value)
		case "offset":
			q.offset, err = count("offset", m.Value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// misspelt refuses a body without where that has other members instead: the original also answered an error, and a
// misspelt filter must not return every row. Next to a where, unknown members are ignored.
func misspelt(o *object) error {
	if _, ok := o.Get("where"); ok {
		return nil
	}
	for _, m := range o.Members {
		if !slices.Contains(members, m.Name) {
			return fault.New(fault.RequestValue, "FETCH does not accept %s", short(m.Name)).
				WithHint("it accepts %s", strings.Join(members, ", "))
		}
	}
	return nil
}

// count reads a number of rows.
func count(argument string, v any) (int64, error) {
	text := ""
	switch v := v.(type) {
	case json.Number:
		text = v.String()
	case string:
		text = strings.TrimSpace(v)
	}
	n, err := request.Coerce(catalog.BigInt, nil, json.Number(text))
	if err != nil {
		return 0, fault.New(fault.RequestValue, "%s: expected a whole number, got %s", argument, describe(v)).
			WithHint("specify 0 or more, or omit %s", argument)
	}
	rows, _ := n.(int64)
	if rows < 0 {
		return 0, fault.New(fault.RequestValue, "%s must not be negative", argument).WithHint("specify 0 or more, or omit %s", argument)
	}
	return rows, nil
}

// maxTerms limits how many columns an order may name.
const maxTerms = 64

// readOrder reads column names separated by commas, each optionally followed by asc or desc.
func (q *query) readOrder(v any) error {
	text, ok := v.(string)
	if !ok {
		return fault.New(fault.RequestValue, "orderby: expected a text, got %s", describe(v)).
			WithHint(`write it like "name desc, email"`)
	}
	if strings.TrimSpace(text) == "" {
		return nil
	}
	terms := strings.Split(text, ",")
	if len(terms) > maxTerms {
		return fault.New(fault.LimitList, "orderby: at most %d columns", maxTerms).WithHint("name fewer columns")
	}
	for _, term := range terms {
		o, err := q.term(strings.TrimSpace(term))
		if err != nil {
			return err
		}
		q.order = append(q.order, o)
	}
	return nil
}

// term reads one column of an order. Nulls sort as in SQLite, which the original was written for: first when
// ascending, last when descending.
func (q *query) term(text string) (request.Order, error) {
	name, desc := text, false
	if at := strings.LastIndexAny(text, " \t\r\n"); at >= 0 {
		switch strings.ToLower(text[at+1:]) {
		case "asc":
			name = strings.TrimSpace(text[:at])
		case "desc":
			name, desc = strings.TrimSpace(text[:at]), true
		}
	}
	if name == "" {
		return request.Order{}, fault.New(fault.RequestValue, "orderby: a column is missing between two commas").
			WithHint(`write it like "name desc, email"`)
	}
	c, err := q.column("orderby", name)
	if err != nil {
		return request.Order{}, err
	}
	if !c.Type.Kind.Sortable() {
		return request.Order{}, fault.New(fault.RequestValue, "orderby: rows cannot be ordered by %s, a %s column", c.SQLName, c.Type.Kind)
	}
	o := request.Order{Column: c.Name, Desc: desc, Nulls: request.NullsFirst}
	if desc {
		o.Nulls = request.NullsLast
	}
	return o, nil
}

// dataKey is the response key of reads: with it the engine's object is the beginning of the envelope.
const dataKey = "data"

func (q *query) request() *request.Request {
	return &request.Request{Fields: []*request.Field{{Key: dataKey, Kind: request.List, Table: q.table.TypeName, Query: &request.Query{
		Where: q.where, OrderBy: q.order, Offset: q.offsetSlot, Select: columns(q.table.Columns), Stored: true, Scroll: true,
	}}}}
}

// columns selects columns under their SQL names.
func columns(all []*catalog.Column) []request.Selection {
	selected := make([]request.Selection, len(all))
	for i, c := range all {
		selected[i] = request.Selection{Key: c.SQLName, Name: c.Name}
	}
	return selected
}

// shape returns everything of a query but its values.
func (q *query) shape() []byte {
	b := make([]byte, 0, 128)
	b = appendName(append(b, 'f'), q.table.SQLName)
	b = strconv.AppendBool(b, q.offset != absent)
	for _, o := range q.order {
		b = append(appendName(b, o.Column), 'o')
		b = strconv.AppendBool(b, o.Desc)
	}
	return appendWhere(append(b, 'w'), q.where)
}

// appendName appends a name so that different lists of names have different encodings.
func appendName(b []byte, name string) []byte {
	return append(append(strconv.AppendInt(b, int64(len(name)), 10), ':'), name...)
}
