package handwritten

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/gql/handwritten/fetched"
	"tiddly/internal/gql/operation"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// Asker answers what Go code asks.
type Asker interface {
	Ask(ctx context.Context, q *Question) (json.RawMessage, error)
	// Questions returns the questions about the served tables.
	Questions() *Questions
}

type askerKey struct{}

// WithAsker returns a context in which Go code asks a.
func WithAsker(ctx context.Context, a Asker) context.Context {
	return fetched.WithReader(context.WithValue(ctx, askerKey{}, a), a)
}

// Ask returns the answer to a question of Go code as JSON; see Questions.Ask.
func Ask(ctx context.Context, q *Question) (json.RawMessage, error) {
	a, err := askerOf(ctx, q.Table)
	if err != nil {
		return nil, err
	}
	return a.Ask(ctx, q)
}

func askerOf(ctx context.Context, table string) (Asker, error) {
	a, ok := ctx.Value(askerKey{}).(Asker)
	if !ok {
		return nil, fault.New(fault.Internal, "%s is read outside a request", table).
			WithHint("pass on the context that the resolver got; a program of its own gets one from ask.Open")
	}
	return a, nil
}

// Given are rows that Go code has: their number, and their cells as JSON by row and column. A row without a key, which
// is not there, has a nil cell.
type Given struct {
	Rows int
	Cell func(row int, column string) (json.RawMessage, error)
}

// Follow returns for each given row what the relation q.Follow leads to, as JSON; nil for a row that is not there.
// All rows are asked about at once. The kind, arguments and columns of q are those of the given rows' keys.
func Follow(ctx context.Context, q *Question, rows Given) ([]json.RawMessage, error) {
	a, err := askerOf(ctx, q.Table)
	if err != nil {
		return nil, err
	}
	k, err := a.Questions().keysOf(q.Table, rows)
	if err != nil {
		return nil, err
	}
	out := make([]json.RawMessage, rows.Rows)
	for _, c := range k.chunks(a.Questions().Rows()) {
		asked := *q
		asked.Kind, asked.Columns = request.List, k.names()
		asked.Arguments = c
		text, err := a.Ask(ctx, &asked)
		if err != nil {
			return nil, err
		}
		var found []map[string]json.RawMessage
		if err := json.Unmarshal(text, &found); err != nil {
			return nil, fault.Wrap(err, fault.Internal, "internal error")
		}
		for _, members := range found {
			for _, i := range k.find(members) {
				out[i] = members[RelatedKey]
			}
		}
	}
	return out, nil
}

// keys are the keys of given rows, each once.
type keys struct {
	columns []*catalog.Column
	// rows are the rows of each key, by its form; values are the keys in the order of their first rows.
	rows   map[string][]int
	values [][]json.RawMessage
	// of is the key of each row; nil for a row without one.
	of [][]json.RawMessage
}

// keysOf returns the keys of rows of a table.
func (a *Questions) keysOf(table string, rows Given) (*keys, error) {
	t := a.schema.Table(table)
	if t == nil {
		return nil, regenerate("the code was generated for a table %s, which is not served", table)
	}
	finders := t.Finders()
	if finders == nil {
		return nil, fault.New(fault.SchemaUnknown, "%s has no key by which its rows could be found", table).
			WithHint("set the key of a view in tiddly.yml; many and one read rows with the selection below them")
	}
	k := &keys{columns: finders, rows: map[string][]int{}, of: make([][]json.RawMessage, rows.Rows)}
	for i := range rows.Rows {
		cells := make([]json.RawMessage, len(k.columns))
		for j, c := range k.columns {
			var err error
			if cells[j], err = rows.Cell(i, c.Name); err != nil {
				return nil, err
			}
		}
		if slices.ContainsFunc(cells, func(cell json.RawMessage) bool { return cell == nil }) {
			continue
		}
		form, ok := k.form(cells)
		if !ok {
			return nil, fault.New(fault.Internal, "the key of a row of %s is not one that can be stored", table)
		}
		if k.rows[form] == nil {
			k.values = append(k.values, cells)
		}
		k.rows[form] = append(k.rows[form], i)
		k.of[i] = cells
	}
	return k, nil
}

func (k *keys) names() []string {
	all := make([]string, len(k.columns))
	for i, c := range k.columns {
		all[i] = c.Name
	}
	return all
}

// form returns the form in which equal keys are equal texts.
func (k *keys) form(cells []json.RawMessage) (string, bool) {
	var form []byte
	for i, c := range k.columns {
		d := json.NewDecoder(bytes.NewReader(cells[i]))
		d.UseNumber()
		var v any
		if d.Decode(&v) != nil {
			return "", false
		}
		v, err := request.Coerce(c.Type.Kind, c.Enum, v)
		if err != nil {
			return "", false
		}
		form = fmt.Appendf(form, "%q", fmt.Sprint(v))
	}
	return string(form), true
}

// identity returns a key as global ids have it: integers are numbers, whatever their kind is called, and enum values and
// bytes are what is stored.
func (k *keys) identity(cells []json.RawMessage) []json.RawMessage {
	out := slices.Clone(cells)
	for i, c := range k.columns {
		if i >= len(cells) || c.Type.Kind != catalog.BigInt && c.Type.Kind != catalog.Enum && c.Type.Kind != catalog.Bytes {
			continue
		}
		var text string
		if json.Unmarshal(cells[i], &text) != nil {
			continue
		}
		if v, err := request.Coerce(c.Type.Kind, c.Enum, text); err == nil {
			out[i] = request.AppendNodeValue(nil, v)
		}
	}
	return out
}

// find returns the given rows with the key of a row that was read.
func (k *keys) find(members map[string]json.RawMessage) []int {
	cells := make([]json.RawMessage, len(k.columns))
	for i, c := range k.columns {
		cells[i] = members[operation.AskedKey+c.Name]
	}
	form, ok := k.form(cells)
	if !ok {
		return nil
	}
	return k.rows[form]
}

// chunks returns the arguments of lists that find the rows of all keys, of which each finds at most a number.
func (k *keys) chunks(most int) []Arguments {
	if len(k.columns) > 1 {
		most = min(most, plan.MaxConditions/len(k.columns))
	}
	most = max(1, min(most, plan.MaxList))
	var all []Arguments
	for start := 0; start < len(k.values); start += most {
		part := k.values[start:min(start+most, len(k.values))]
		a := k.found(part)
		a["limit"] = len(part)
		all = append(all, a)
	}
	return all
}

// found returns the argument that finds the rows of some keys.
func (k *keys) found(values [][]json.RawMessage) Arguments {
	if len(k.columns) == 1 {
		in := make([]json.RawMessage, len(values))
		for i, cells := range values {
			in[i] = cells[0]
		}
		if name := k.columns[0].Name; name != catalog.RowIDName {
			return Arguments{"where": map[string]any{name: map[string]any{"in": in}}}
		}
		return Arguments{catalog.RowIDName: in}
	}
	or := make([]map[string]any, len(values))
	for i, cells := range values {
		or[i] = map[string]any{}
		for j, c := range k.columns {
			or[i][c.Name] = map[string]any{"eq": cells[j]}
		}
	}
	return Arguments{"where": map[string]any{"or": or}}
}
