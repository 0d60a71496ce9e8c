package engine

import (
	"context"
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/plan"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// maxProbes bounds the rows of an insert whose references are looked up after a failure.
const maxProbes = 100

// brokenKey names the foreign key that a write has broken, for engines that do not report it. After the rollback
// it looks for the keys that the write could have broken: a reference to a missing row, or rows that refer to a
// deleted one. Unless exactly one is found, none is named.
func (s *Snapshot) brokenKey(ctx context.Context, p *Prepared, arguments request.Arguments, f *fault.Fault) *fault.Fault {
	if f.Code != fault.ConstraintForeignKey || f.Table != "" {
		return f
	}
	w := writeOf(p, f)
	if w == nil {
		return f
	}
	probe := keyProbe{snapshot: s, ctx: ctx, slots: p.Plan.Slots, arguments: arguments, write: w}
	broken := probe.broken()
	if len(broken) != 1 {
		return f
	}
	table, columns := broken[0].Table, broken[0].Columns
	out := *f
	out.Hint = "refer to a row that exists, or add it first"
	if broken[0].Backwards {
		table, columns = broken[0].Target, broken[0].TargetColumns
		out.Message = "other rows refer to the row, which would no longer be there"
		out.Hint = "delete those rows first, or let them refer to another one"
	}
	out.Table, out.Columns = table.TypeName, nil
	for _, c := range columns {
		out.Columns = append(out.Columns, c.Name)
	}
	return &out
}

// keyProbe looks for broken foreign keys.
type keyProbe struct {
	snapshot  *Snapshot
	ctx       context.Context //nolint:containedctx // it lives for one call
	slots     []plan.Slot
	arguments request.Arguments
	write     *plan.Write
}

func (k *keyProbe) broken() []*catalog.Relation {
	var all []*catalog.Relation
	for _, r := range k.write.Table.Relations {
		broken := k.dangling
		switch {
		case r.Loose, r.Junction != nil: // the database enforces nothing; the two foreign keys are relations of their own
			continue
		case r.Backwards:
			broken = k.referred
		}
		if broken(r) {
			all = append(all, r)
		}
	}
	return all
}

// dangling reports whether the write sets a reference to a row that does not exist.
func (k *keyProbe) dangling(r *catalog.Relation) bool {
	for _, values := range k.given(r.Columns) {
		where := make([]*plan.Predicate, len(values))
		for i, c := range r.TargetColumns {
			where[i] = equals(c, r.Comparisons.At(i), request.SlotAt(len(k.slots)+i))
		}
		if found, ok := k.ask(r.Target, where, r.TargetColumns, values); ok && !found {
			return true
		}
	}
	return false
}

// given collects the values that the write sets for all of the columns; rows with a null among them refer to
// nothing.
func (k *keyProbe) given(columns []*catalog.Column) [][]any {
	if len(k.write.Inserts) > 0 {
		return k.inserted(columns)
	}
	values := make([]any, len(columns))
	for i, c := range columns {
		at := slices.IndexFunc(k.write.Set, func(a plan.Assignment) bool { return a.Column == c })
		if at < 0 {
			return nil
		}
		if values[i] = k.arguments.At(k.write.Set[at].Slot); values[i] == nil {
			return nil
		}
	}
	return [][]any{values}
}

func (k *keyProbe) inserted(columns []*catalog.Column) [][]any {
	rows, _ := k.arguments.At(k.write.Rows).([]request.InsertRow)
	var all [][]any
	for _, row := range rows[:min(len(rows), maxProbes)] {
		values := make([]any, 0, len(columns))
		for _, c := range columns {
			if at := slices.Index(k.write.Inserts[row.Set], c); at >= 0 && row.Values[at] != nil {
				values = append(values, row.Values[at])
			}
		}
		if len(values) == len(columns) {
			all = append(all, values)
		}
	}
	return all
}

// referred reports whether rows that the write deletes, or whose key it changes, are referenced.
func (k *keyProbe) referred(r *catalog.Relation) bool {
	deletes := k.write.Kind == request.Delete || k.write.Kind == request.DeleteMany
	changes := func(a plan.Assignment) bool { return slices.Contains(r.Columns, a.Column) }
	if !deletes && !slices.ContainsFunc(k.write.Set, changes) && !slices.ContainsFunc(k.write.Inc, changes) {
		return false
	}
	where := []*plan.Predicate{{Kind: plan.Related, Relation: r, Quantifier: request.Some}}
	if k.write.Where != nil {
		where = append(where, k.write.Where)
	}
	found, ok := k.ask(k.write.Table, where, nil, nil)
	return ok && found
}

func equals(c *catalog.Column, by catalog.Comparison, slot request.Slot) *plan.Predicate {
	return &plan.Predicate{Kind: plan.Compare, Column: c, Op: request.Eq, By: by, Slot: slot}
}

// ask reports whether the table has a matching row; values are further arguments, compared with columns. A false
// ok means that the lookup failed.
func (k *keyProbe) ask(t *catalog.Table, where []*plan.Predicate, columns []*catalog.Column, values []any) (found, ok bool) {
	p := &plan.Plan{Slots: slices.Clone(k.slots)}
	for _, c := range columns {
		p.Slots = append(p.Slots, plan.Slot{Use: plan.Value, Column: c})
	}
	limit := request.SlotAt(len(p.Slots))
	p.Slots = append(p.Slots, plan.Slot{Use: plan.Limit, Max: 1})
	predicate := where[0]
	if len(where) > 1 {
		predicate = &plan.Predicate{Kind: plan.And, Children: where}
	}
	p.Fields = []*plan.Field{{Key: "row", Kind: request.List, Node: &plan.Node{
		Key: "row", Table: t, Where: predicate, Limit: limit,
		Select: []plan.Selection{{Key: "type", Kind: plan.Typename, Source: plan.Own, Table: t}},
	}}}
	program, err := sqlgen.Generate(p, k.snapshot.Dialect, sqlgen.Options{Rows: 1})
	if err != nil {
		return false, false
	}
	arguments := append(append(slices.Clone(k.arguments), values...), int64(1))
	o := exec.Options{Rows: 2, Bytes: 1 << 10}
	k.snapshot.hold(&o)
	a := exec.Run(k.ctx, k.snapshot.database, program, arguments, nil, o)
	return a.Rows > 0, len(a.Errors) == 0
}
