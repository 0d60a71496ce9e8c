package plan

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// writer plans one writing field.
type writer struct {
	*compiler
	field *request.Field
	table *catalog.Table
	write *Write
}

// writes plans a field that changes rows.
func (c *compiler) writes(f *request.Field, t *catalog.Table) (*Write, error) {
	if f.Write == nil {
		return nil, c.broken("a field that writes %s does not say what", t.TypeName)
	}
	if t.ReadOnly() {
		refused := fault.New(fault.RequestInvalid, "%s is a view: its rows cannot be written", t.TypeName)
		refused.Table = t.TypeName
		return nil, c.at(refused.WithHint("write the tables that it shows"))
	}
	if refused := refusal(t, f.Kind); refused != nil {
		return nil, c.at(refused)
	}
	w := &writer{compiler: c, field: f, table: t, write: &Write{
		Kind: f.Kind, Table: t, Max: c.options.Rows,
	}}
	steps := []func() error{w.rows, w.payload}
	switch f.Kind {
	case request.Update, request.UpdateMany:
		steps = []func() error{w.assignments, w.chosen, w.payload}
	case request.Delete, request.DeleteMany:
		steps = []func() error{w.chosen, w.payload}
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	w.write.Unshared = w.write.mayShare()
	if f := w.write.follow(t.Effects); f != nil {
		return nil, c.at(f)
	}
	return w.write, nil
}

// rows plans the rows to insert.
func (w *writer) rows() error {
	if len(w.field.Write.Columns) == 0 {
		return w.broken("an insert has no set of columns")
	}
	for _, names := range w.field.Write.Columns {
		set := make([]*catalog.Column, 0, len(names))
		for _, name := range names {
			column, err := w.writable(name, "input")
			if err != nil {
				return err
			}
			if column.NotInserted {
				f := unable(w.table, "the database does not let this server set it", "%s cannot be inserted", column.Name)
				return w.at(about(f, column, "input"))
			}
			if slices.Contains(set, column) {
				return w.broken("the column %q stands twice in a row", name)
			}
			set = append(set, column)
		}
		if err := w.identified(set); err != nil {
			return err
		}
		w.write.Inserts = append(w.write.Inserts, set)
	}
	w.write.Rows = w.field.Write.Rows
	return w.slot(w.write.Rows, Slot{Use: Rows, Sets: w.write.Inserts, Many: w.field.Kind.Many(), Argument: "input"})
}

// identified rejects rows without a value in the node key: the database would take NULL for one.
func (w *writer) identified(set []*catalog.Column) error {
	for _, c := range w.table.Columns {
		if c.Identifies && !c.HasDefault && !c.Generated && !slices.Contains(set, c) {
			f := notNull(c, "input."+c.Name)
			return w.at(f.WithHint("specify a value: %s is the key of %s", c.Name, w.table.TypeName))
		}
	}
	return nil
}

// writable returns a column that a client may write.
func (w *writer) writable(name, argument string) (*catalog.Column, error) {
	column := w.table.Input(name)
	if column == nil {
		return nil, w.unknownInput(w.table, name, argument)
	}
	if column.Generated {
		f := fault.New(fault.RequestValue, "%s is generated: it cannot be written", column.Name)
		return nil, w.at(about(f, column, argument).WithHint("omit it; the database computes it"))
	}
	return column, nil
}

// assignments plans set and inc.
func (w *writer) assignments() error {
	var err error
	if w.write.Set, err = w.assign(w.field.Write.Set, Assigned); err != nil {
		return err
	}
	if w.write.Inc, err = w.assign(w.field.Write.Inc, Added); err != nil {
		return err
	}
	if len(w.write.Set)+len(w.write.Inc) == 0 {
		f := fault.New(fault.RequestValue, "set: there is nothing to change").
			WithHint("specify at least one column in set or inc")
		f.Table = w.table.TypeName
		return w.at(f)
	}
	for _, inc := range w.write.Inc {
		if slices.ContainsFunc(w.write.Set, func(set Assignment) bool { return set.Column == inc.Column }) {
			f := fault.New(fault.RequestValue, "%s is in both set and inc", inc.Column.Name)
			return w.at(about(f, inc.Column, "inc."+inc.Column.Name).WithHint("specify it in one of them"))
		}
	}
	return nil
}

func (w *writer) assign(wanted []request.Assignment, use SlotUse) ([]Assignment, error) {
	out := make([]Assignment, 0, len(wanted))
	for _, a := range wanted {
		column, err := w.writable(a.Column, a.Argument)
		if err != nil {
			return nil, err
		}
		if column.Refused != "" {
			f := unable(w.table, column.Refused, "%s cannot be updated", column.Name)
			return nil, w.at(about(f, column, a.Argument))
		}
		if slices.ContainsFunc(out, func(had Assignment) bool { return had.Column == column }) {
			return nil, w.broken("%s stands twice", a.Argument)
		}
		if use == Added && !addable(column.Type.Kind) {
			f := fault.New(fault.RequestValue, "nothing can be added to %s, a %s column", column.Name, column.Type.Kind)
			return nil, w.at(about(f, column, a.Argument).WithHint("specify its new value in set"))
		}
		if err := w.slot(a.Slot, Slot{Use: use, Column: column, Argument: a.Argument}); err != nil {
			return nil, err
		}
		out = append(out, Assignment{Column: column, Slot: a.Slot})
	}
	return out, nil
}

func addable(k catalog.Kind) bool {
	return k == catalog.Int || k == catalog.BigInt || k == catalog.Float || k == catalog.Decimal
}

// chosen plans which rows are changed: the one with a key, or those that match. A filter whose structure alone makes
// it true for every row is mostly a forgotten variable, so it needs allRows.
func (w *writer) chosen() error {
	var err error
	if !w.field.Kind.Many() {
		w.write.Where, err = w.by(w.table, w.field.By)
		return err
	}
	where, err := w.where(w.table, w.field.Write.Where)
	if err != nil {
		return err
	}
	switch {
	case where.Kind != Fixed || !where.Value:
		w.write.Where = where
	case !w.field.Write.AllRows:
		f := fault.New(fault.RequestValue, "where: it matches every row of %s", w.table.TypeName).
			WithHint("compare a column with a value, or add allRows: true if every row is meant")
		f.Table = w.table.TypeName
		return w.at(f)
	}
	if most := w.field.Write.MaxAffected; most != request.None {
		w.write.MaxAffected = most
		return w.slot(most, Slot{Use: Affected, Argument: "maxAffected"})
	}
	return nil
}

// payload plans the selected parts of the result.
func (w *writer) payload() error {
	seen := make(map[string]bool, len(w.field.Write.Payload))
	for i := range w.field.Write.Payload {
		wanted := &w.field.Write.Payload[i]
		if err := w.enter(wanted.Key, seen); err != nil {
			return err
		}
		member, err := w.member(wanted)
		if err != nil {
			return err
		}
		w.leave()
		w.write.Payload = append(w.write.Payload, member)
	}
	return nil
}

func (w *writer) member(wanted *request.PayloadField) (Payload, error) {
	out := Payload{Key: wanted.Key, Kind: wanted.Kind, Constant: wanted.Constant}
	var err error
	switch wanted.Kind {
	case request.AffectedRows, request.PayloadTypename:
	case request.Nodes:
		if wanted.Query == nil {
			return out, w.broken("the rows of a payload have no query")
		}
		if err = w.selectAlone(wanted.Query); err == nil {
			out.Node, err = w.node(wanted.Key, wanted.Query)
		}
	case request.DeletedNodeIDs:
		// Where nothing is deleted there are no such ids: the answer is null, or an empty list.
		if w.write.Kind == request.Delete || w.write.Kind == request.DeleteMany {
			out.Node, err = w.node(wanted.Key, &request.Query{Select: []request.Selection{{Key: "nodeId", Kind: request.NodeID}}})
		}
	case request.After:
		out.After, err = w.after(wanted.Fields)
	default:
		err = w.broken("there is no kind %d of payload field", wanted.Kind)
	}
	return out, err
}

// node plans the reading of the rows: for a delete before it, by its own filter, otherwise after the write, by their
// identity.
func (w *writer) node(key string, q *request.Query) (*Node, error) {
	b := w.compiler.node(key, w.table)
	b.node.Written, b.node.Single, b.node.Stored = w.write, !w.write.Kind.Many(), q.Stored
	switch w.write.Kind {
	case request.Delete, request.DeleteMany:
		b.node.Where = w.write.Where
	default:
		if f := w.write.identify(); f != nil {
			return nil, w.at(f)
		}
	}
	if w.write.Kind == request.UpdateMany || w.write.Kind == request.DeleteMany {
		if err := b.order(nil); err != nil {
			return nil, err
		}
	}
	var err error
	b.node.Select, err = b.selections(Own, w.table, q.Select)
	return b.node, err
}

// after plans the root fields that are read after the commit. Their arguments are those of the request.
func (w *writer) after(wanted []*request.Field) (*Plan, error) {
	p := &Plan{}
	seen := make(map[string]bool, len(wanted))
	for _, f := range wanted {
		if f == nil || f.Kind.Writes() {
			return nil, w.broken("query reads, and nothing else")
		}
		if err := w.enter(f.Key, seen); err != nil {
			return nil, err
		}
		field, err := w.compiler.field(f)
		if err != nil {
			return nil, err
		}
		w.leave()
		p.Fields = append(p.Fields, field)
	}
	return p, nil
}
