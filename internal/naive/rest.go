package naive

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tiddly/internal/catalog"
)

// REST answers a request of the REST edge that the edge alone does not refuse: the status, and the body.
func (e *Evaluator) REST(method, address, body string) (status int, answer string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the naive evaluator does not know this: %v", r)
		}
	}()
	u, err := url.Parse(address)
	if err != nil {
		return 0, "", err
	}
	name, id, single := strings.Cut(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
	if name, err = url.PathUnescape(name); err != nil {
		return 0, "", err
	}
	var given map[string]any
	if body != "" {
		d := json.NewDecoder(strings.NewReader(body))
		d.UseNumber()
		if err := d.Decode(&given); err != nil {
			return 0, "", err
		}
	}
	t := e.catalog.TableBySQL(name)
	if t == nil {
		return 0, "", fmt.Errorf("no table %q", name)
	}
	e.verdicts = map[verdict]truth{}
	switch {
	case method == "FETCH":
		return 200, `{"data":` + e.fetched(t, given["where"], given["orderby"], given["limit"], given["offset"]) + `,"status":"success"}`, nil
	case method == "GET" && !single:
		return 200, `{"data":` + e.fetchedBy(t, u.Query()) + `,"status":"success","verb":"GET"}`, nil
	case method == "POST":
		return 200, e.post(t, given), nil
	}
	r := e.addressed(t, id)
	if r == nil {
		return 200, `{"error":"No data found.","status":"error","verb":"` + method + `"}`, nil
	}
	switch method {
	case "GET":
		return 200, `{"data":` + storedRow(t, r) + `,"status":"success","verb":"GET"}`, nil
	case "PUT":
		return 200, e.put(t, r, given), nil
	default:
		return 200, e.drop(t, r), nil
	}
}

// storedRow returns a row with its SQL names, and its cells as they are stored.
func storedRow(t *catalog.Table, r *Row) string {
	members := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		cell := r.Cell(c)
		value := Shown(c, cell)
		switch {
		case cell == nil:
		case c.Type.Kind == catalog.BigInt:
			value = strconv.FormatInt(cell.(int64), 10)
		case c.Type.Kind == catalog.Enum:
			value = quoted(cell.(string))
		}
		members[i] = quoted(c.SQLName) + ":" + value
	}
	return "{" + strings.Join(members, ",") + "}"
}

// fetchedBy returns the rows for the parameters of an address.
func (e *Evaluator) fetchedBy(t *catalog.Table, q url.Values) string {
	where, other := map[string]any{}, map[string]any{}
	for name, values := range q {
		if t.ColumnBySQL(name) != nil {
			where[name] = values[0]
		} else {
			other[name] = values[0]
		}
	}
	return e.fetched(t, where, other["orderby"], other["limit"], other["offset"])
}

// fetched returns the rows of a FETCH: NULL sorts first, and last in a descending order.
func (e *Evaluator) fetched(t *catalog.Table, where, orderBy, limit, offset any) string {
	filter := map[string]any{}
	given, _ := where.(map[string]any)
	for name, v := range given {
		c := t.ColumnBySQL(name)
		filter[c.Name] = restCondition(c, v)
	}
	f := &field{table: t, args: map[string]any{"where": filter}}
	text, _ := orderBy.(string)
	var terms []any
	for term := range strings.SplitSeq(text, ",") {
		if words := strings.Fields(term); len(words) > 0 {
			direction := "ASC_NULLS_FIRST"
			if len(words) > 1 && strings.EqualFold(words[1], "desc") {
				direction = "DESC_NULLS_LAST"
			}
			terms = append(terms, map[string]any{t.ColumnBySQL(words[0]).Name: direction})
		}
	}
	f.args["orderBy"] = terms
	rows := e.sorted(f, e.matching(f, e.rows[t]))
	rows = rows[min(whole(offset), len(rows)):]
	if limit != nil {
		rows = rows[:min(whole(limit), len(rows))]
	}
	all := make([]string, len(rows))
	for i, r := range rows {
		all[i] = storedRow(t, r)
	}
	return "[" + strings.Join(all, ",") + "]"
}

// restCondition returns what a value of where means, as a filter of GraphQL.
func restCondition(c *catalog.Column, v any) map[string]any {
	switch v := v.(type) {
	case nil:
		return map[string]any{"isNull": true}
	case []any:
		items := make([]any, len(v))
		for i, item := range v {
			items[i] = loose(c, item)
		}
		return map[string]any{"in": items}
	case map[string]any:
		if _, path := v["path"]; path || c.Type.Kind != catalog.JSON {
			return v
		}
	}
	return map[string]any{"eq": loose(c, v)}
}

// loose returns a value of REST as one of GraphQL.
func loose(c *catalog.Column, v any) any {
	text := fmt.Sprint(v)
	switch c.Type.Kind {
	case catalog.Boolean:
		return text == "true" || text == "1"
	case catalog.Enum:
		named, _ := c.Enum.Stored(text)
		return named.Name
	case catalog.String, catalog.Date, catalog.DateTime, catalog.Time, catalog.UUID, catalog.Bytes:
		return text
	default:
		return v
	}
}

// addressed returns the row with an id of an address, or nil.
func (e *Evaluator) addressed(t *catalog.Table, id string) *Row {
	at := slices.IndexFunc(e.rows[t], func(r *Row) bool {
		parts := strings.Split(id, ",")
		key := t.PrimaryKey()
		if len(parts) != len(key.Columns) {
			return false
		}
		for i, c := range key.Columns {
			text, err := url.PathUnescape(parts[i])
			if err != nil || idPart(c, r) != text {
				return false
			}
		}
		return true
	})
	if at < 0 {
		return nil
	}
	return e.rows[t][at]
}

// idPart returns the text of a column in an id.
func idPart(c *catalog.Column, r *Row) string {
	if n, ok := r.Cell(c).(int64); ok {
		return strconv.FormatInt(n, 10)
	}
	return r.Cell(c).(string)
}

// id returns the id of a row as answers have it.
func id(t *catalog.Table, r *Row) string {
	key := t.PrimaryKey()
	if len(key.Columns) == 1 {
		if n, ok := r.Cell(key.Columns[0]).(int64); ok {
			return strconv.FormatInt(n, 10)
		}
		return quoted(r.Cell(key.Columns[0]).(string))
	}
	parts := make([]string, len(key.Columns))
	for i, c := range key.Columns {
		parts[i] = strings.NewReplacer("%", "%25", ",", "%2C").Replace(idPart(c, r))
	}
	return quoted(strings.Join(parts, ","))
}

func written(t *catalog.Table, given map[string]any) map[string]any {
	values := map[string]any{}
	for name, v := range given {
		c := t.ColumnBySQL(name)
		if values[c.Name] = v; v != nil {
			values[c.Name] = loose(c, v)
		}
	}
	return values
}

// done returns the answer of a write: what it has failed with, or the id of its row.
func done(t *catalog.Table, r *Row, verb string, failed *fault) string {
	if failed != nil {
		text := failed.message
		if len(failed.of) > 0 {
			columns := make([]string, len(failed.of))
			for i, c := range failed.of {
				columns[i] = c.SQLName
			}
			text += " (" + strings.Join(columns, ", ") + ")"
		}
		return `{"error":` + quoted(text+"; "+failed.hint) + `,"status":"error","verb":"` + verb + `"}`
	}
	return `{"id":` + id(t, r) + `,"status":"success","verb":"` + verb + `"}`
}

// trial runs a write, and takes it back if it fails.
func (e *Evaluator) trial(run func() *fault) *fault {
	before := e.state
	e.state = state{rows: map[*catalog.Table][]*Row{}, reached: map[*catalog.Relation]map[string][]*Row{}}
	for t, rows := range before.rows {
		e.rows[t] = slices.Clone(rows)
	}
	failed := run()
	if failed != nil {
		e.state = before
	}
	return failed
}

func (e *Evaluator) post(t *catalog.Table, given map[string]any) string {
	var r *Row
	values := written(t, given)
	for _, c := range t.PrimaryKey().Columns {
		if v, ok := values[c.Name]; ok && v == nil {
			delete(values, c.Name)
		}
	}
	failed := e.trial(func() (failed *fault) {
		r, failed = e.inserted(t, values)
		return failed
	})
	return done(t, r, "POST", failed)
}

func (e *Evaluator) put(t *catalog.Table, r *Row, given map[string]any) string {
	key := map[string]any{}
	columns := t.PrimaryKey().Columns
	for _, c := range columns {
		key[c.Name] = r.Cell(c)
	}
	by := map[string]any{t.PrimaryKey().Name: key}
	if len(columns) == 1 {
		by[t.PrimaryKey().Name] = key[columns[0].Name]
	}
	at := slices.Index(e.rows[t], r)
	failed := e.trial(func() *fault {
		_, failed := e.update(&field{table: t, args: map[string]any{"by": by, "set": written(t, given)}})
		return failed
	})
	return done(t, e.rows[t][at], "PUT", failed)
}

func (e *Evaluator) drop(t *catalog.Table, r *Row) string {
	failed := e.trial(func() *fault { return e.deleted(t, []*Row{r}) })
	return done(t, r, "DELETE", failed)
}
