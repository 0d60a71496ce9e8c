package naive

import (
	"maps"
	"slices"

	"tiddly/internal/catalog"
)

func (e *Evaluator) delete(f *field) (*payload, *fault) {
	rows, failed := e.matched(f)
	if failed != nil {
		return nil, failed
	}
	p := e.shows(f, rows, true)
	return p, e.deleted(f.table, rows)
}

// deleted deletes rows, and what foreign keys delete or change with them.
func (e *Evaluator) deleted(t *catalog.Table, rows []*Row) *fault {
	old := e.rows[t]
	e.rows[t] = slices.DeleteFunc(slices.Clone(old), func(r *Row) bool { return slices.Contains(rows, r) })
	e.changed()
	here := func(k Foreign) map[string]bool { return keysOf(e.rows[t], k.TargetColumns) }
	for from, rules := range maps.Clone(e.rules) {
		for _, k := range rules.Foreign {
			if k.Target != t || k.OnDelete == "" {
				continue
			}
			left := here(k)
			var alone []*Row
			for _, r := range e.rows[from] {
				if key := link(r, k.Columns, nil); key != "" && !left[key] {
					alone = append(alone, r)
				}
			}
			if failed := e.follow(from, k, alone); failed != nil {
				return failed
			}
		}
	}
	return e.referred(t, old)
}

// follow does to rows what their foreign key says, whose row was deleted.
func (e *Evaluator) follow(from *catalog.Table, k Foreign, rows []*Row) *fault {
	if k.OnDelete == Cascade {
		if len(rows) == 0 {
			return nil
		}
		return e.deleted(from, rows)
	}
	for _, r := range rows {
		cells := slices.Clone(r.cells)
		for _, c := range k.Columns {
			cells[c.Index] = nil
		}
		e.rules[from].Compute(cells)
		e.rows[from][slices.Index(e.rows[from], r)] = NewRow(from, cells, r.rowid, nil)
	}
	e.changed()
	return nil
}
