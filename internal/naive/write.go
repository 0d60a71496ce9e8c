package naive

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"tiddly/internal/catalog"
)

// write answers a mutation: all of its fields, or none.
func (e *Evaluator) write(_ *reading, fields []*field) string {
	before := e.state
	e.state = state{rows: map[*catalog.Table][]*Row{}, reached: map[*catalog.Relation]map[string][]*Row{}}
	for t, rows := range before.rows {
		e.rows[t] = slices.Clone(rows)
	}
	done := make([]*payload, 0, len(fields))
	for _, f := range fields {
		if f.kind == isTypename {
			done = append(done, &payload{field: f})
			continue
		}
		p, failed := e.field(f)
		if failed != nil {
			e.state = before
			return `{"data":null,"errors":[` + failed.text([]any{f.key}) + `]}`
		}
		done = append(done, p)
	}
	if failed := e.late(); failed != nil {
		e.state = before
		if len(fields) == 1 {
			return `{"data":null,"errors":[` + failed.text([]any{fields[0].key}) + `]}`
		}
		return `{"data":null,"errors":[` + unnamed().text(nil) + `]}` // which of the fields has done it is not known
	}
	members := make([]string, len(done))
	for i, p := range done {
		value := quoted(p.field.typ)
		if p.field.kind != isTypename {
			value = p.text(e)
		}
		members[i] = quoted(p.field.key) + ":" + value
	}
	return `{"data":{` + strings.Join(members, ",") + "}" + e.extensions() + "}"
}

// payload is the result of a field. Its rows are read in the transaction, its query after it.
type payload struct {
	field    *field
	affected int
	read     map[string]string
}

func (p *payload) text(e *Evaluator) string {
	members := make([]string, 0, len(p.field.fields))
	for _, f := range p.field.fields {
		value, ok := p.read[f.key]
		switch {
		case ok:
		case f.kind == isTypename:
			value = quoted(f.typ)
		case f.name == "affectedRows":
			value = strconv.Itoa(p.affected)
		default:
			value = e.root(f.fields, []any{p.field.key, f.key})
		}
		members = append(members, quoted(f.key)+":"+value)
	}
	return "{" + strings.Join(members, ",") + "}"
}

// shows reads the rows of a payload.
func (e *Evaluator) shows(f *field, rows []*Row, gone bool) *payload {
	p := &payload{field: f, affected: len(rows), read: map[string]string{}}
	for _, part := range f.fields {
		path := []any{f.key, part.key}
		value := "null"
		switch part.name {
		case "node":
			if len(rows) > 0 {
				value = e.object(f.table, rows[0], part.fields, path)
			}
		case "nodes":
			part.table = f.table
			value = e.objects(part, rows, path)
		case "deletedNodeId":
			if gone && len(rows) > 0 {
				value = quoted(nodeID(f.table, rows[0]))
			}
		case "deletedNodeIds":
			all := []string{}
			for _, r := range rows {
				if gone {
					all = append(all, quoted(nodeID(f.table, r)))
				}
			}
			value = "[" + strings.Join(all, ",") + "]"
		default:
			continue
		}
		p.read[part.key] = value
	}
	return p
}

// field runs a field of a mutation.
func (e *Evaluator) field(f *field) (*payload, *fault) {
	switch {
	case strings.HasPrefix(f.name, "insert"):
		return e.insert(f)
	case strings.HasPrefix(f.name, "delete"):
		return e.delete(f)
	default:
		return e.update(f)
	}
}

// changed forgets what was computed from the rows.
func (e *Evaluator) changed() {
	e.reached, e.verdicts = map[*catalog.Relation]map[string][]*Row{}, map[verdict]truth{}
}

func (e *Evaluator) insert(f *field) (*payload, *fault) {
	items, several := f.args["input"].([]any)
	if !several {
		items = []any{f.args["input"]}
	}
	var rows []*Row
	for i, item := range items {
		at := "input: "
		if several {
			at = fmt.Sprintf("input[%d]: ", i)
		}
		r, failed := e.inserted(f.table, item.(map[string]any))
		if failed != nil {
			failed.message = at + failed.message
			return nil, failed
		}
		rows = append(rows, r)
	}
	return e.shows(f, rows, false), nil
}

func (e *Evaluator) inserted(t *catalog.Table, values map[string]any) (*Row, *fault) {
	cells, rules := make([]any, len(t.Columns)), e.rules[t]
	for i, c := range t.Columns {
		v, present := values[c.Name]
		switch {
		case present && v != nil:
			cells[i] = Cell(c, v)
		case present:
		case rules.Counted == c:
			cells[i] = e.next(t, c)
		default:
			cells[i] = rules.Defaults[c]
		}
	}
	rules.Compute(cells)
	r := NewRow(t, cells, nil, nil)
	if failed := e.allowed(t, r, nil); failed != nil {
		return nil, failed
	}
	e.rows[t] = append(e.rows[t], r)
	e.changed()
	return r, e.dangling(t, []*Row{r}, false)
}

func (e *Evaluator) next(t *catalog.Table, c *catalog.Column) int64 {
	most := int64(0)
	for _, r := range e.rows[t] {
		most = max(most, r.Cell(c).(int64))
	}
	return most + 1
}

// matched returns the rows that a write means, and its fault if they are too many.
func (e *Evaluator) matched(f *field) ([]*Row, *fault) {
	if _, ok := f.args["by"]; ok {
		if r := e.byKey(f); r != nil {
			return []*Row{r}, nil
		}
		return nil, nil
	}
	rows := e.sorted(f, e.matching(f, e.rows[f.table]))
	if most := f.args["maxAffected"]; most != nil && len(rows) > whole(most) {
		return nil, &fault{
			message: fmt.Sprintf("the write would affect %d rows, more than its maxAffected of %d", len(rows), whole(most)),
			code:    "LIMIT_AFFECTED", hint: "narrow where, or raise maxAffected", table: f.table.TypeName,
		}
	}
	return rows, nil
}

func (e *Evaluator) update(f *field) (*payload, *fault) {
	rows, failed := e.matched(f)
	if failed != nil {
		return nil, failed
	}
	set, _ := f.args["set"].(map[string]any)
	inc, _ := f.args["inc"].(map[string]any)
	now, old := make([]*Row, len(rows)), slices.Clone(e.rows[f.table])
	for i, r := range rows {
		cells := slices.Clone(r.cells)
		for name, v := range set {
			c := f.table.Input(name)
			if cells[c.Index] = nil; v != nil {
				cells[c.Index] = Cell(c, v)
			}
		}
		for name, v := range inc {
			c := f.table.Input(name)
			if cells[c.Index], failed = sum(c, r.cells[c.Index], v); failed != nil {
				return nil, failed
			}
		}
		e.rules[f.table].Compute(cells)
		now[i] = NewRow(f.table, cells, r.rowid, nil)
		e.rows[f.table][slices.Index(e.rows[f.table], r)] = now[i]
	}
	e.changed()
	for _, r := range now {
		if failed := e.allowed(f.table, r, r); failed != nil {
			return nil, failed
		}
	}
	if failed := e.dangling(f.table, now, false); failed != nil {
		return nil, failed
	}
	if failed := e.referred(f.table, old); failed != nil {
		return nil, failed
	}
	return e.shows(f, now, false), nil
}

// sum returns a cell with a number added.
func sum(c *catalog.Column, cell, by any) (any, *fault) {
	if cell == nil {
		return nil, nil
	}
	exceeds := &fault{
		message: "the sum does not fit the column", code: "CONSTRAINT_TYPE", table: c.Table.TypeName, columns: []string{c.Name},
		hint: "add less; the column cannot store the sum with all its digits",
	}
	switch c.Type.Kind {
	case catalog.Float:
		return cell.(float64) + Meant(c, by).(float64), nil
	case catalog.Decimal:
		r := new(big.Rat).Add(Decimal(NumberText(cell)), Decimal(fmt.Sprint(by)))
		return r.FloatString(max(c.Type.Scale, 0)), nil
	case catalog.Int:
		n := cell.(int64) + Meant(c, by).(int64)
		if n < math.MinInt32 || n > math.MaxInt32 {
			return nil, exceeds
		}
		return n, nil
	default:
		n := new(big.Int).Add(big.NewInt(cell.(int64)), big.NewInt(Meant(c, by).(int64)))
		if !n.IsInt64() {
			return nil, exceeds
		}
		return n.Int64(), nil
	}
}

// Cell returns a value of a client as the cell of a column.
func Cell(c *catalog.Column, v any) any {
	switch c.Type.Kind {
	case catalog.Int, catalog.BigInt, catalog.Float, catalog.Boolean, catalog.Enum:
		return Meant(c, v)
	case catalog.Decimal:
		if c.Type.Scale >= 0 {
			return Decimal(fmt.Sprint(v)).FloatString(c.Type.Scale)
		}
		return fmt.Sprint(v)
	case catalog.UUID:
		return strings.ToLower(v.(string))
	case catalog.Bytes:
		raw, err := base64.StdEncoding.DecodeString(v.(string))
		if err != nil {
			panic(err)
		}
		return raw
	case catalog.JSON:
		return must(marshal(v))
	default:
		if n, ok := v.(json.Number); ok {
			return n.String()
		}
		return v.(string)
	}
}
