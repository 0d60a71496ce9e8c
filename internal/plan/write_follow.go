package plan

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// Followed returns the same plan for tables where other effects of a write are unknown: every write that returns rows
// finds them before and after, if they have an identity.
func (p *Plan) Followed() *Plan {
	out := *p
	out.Fields = slices.Clone(p.Fields)
	for i, f := range out.Fields {
		if f.Write == nil {
			continue
		}
		field, write := *f, *f.Write
		field.Write = &write
		write.Payload = slices.Clone(write.Payload)
		for n := range write.Payload {
			if m := &write.Payload[n]; m.Node != nil {
				node := *m.Node
				node.Written, m.Node = &write, &node
			}
		}
		if write.follow(catalog.Effects{Insert: true, Update: true, UpdateKey: true, Delete: true, Cascade: true}) != nil {
			write.Followed = false
		}
		out.Fields[i] = &field
	}
	return &out
}

// follow decides how the rows of a write are determined: mostly the database counts them. Where more may happen than
// the statement says, the matching rows are read before it, and found by their identity after it. Where nothing but a
// cascade deletes rows, all that matched are gone, and it is enough to count them before.
func (w *Write) follow(e catalog.Effects) *fault.Fault {
	disturbed, cascade := e.Insert, false
	switch w.Kind {
	case request.Update, request.UpdateMany:
		disturbed = e.Update || e.UpdateKey && w.assigns(inKey)
	case request.Delete, request.DeleteMany:
		disturbed, cascade = e.Delete, e.Cascade
	default:
	}
	asked := slices.ContainsFunc(w.Payload, func(p Payload) bool { return p.Node != nil || p.Kind == request.AffectedRows })
	limited := w.MaxAffected != request.None
	w.Followed = disturbed && asked
	w.Counted = !w.Followed && (disturbed && limited || cascade && (asked || limited))
	if !w.Followed {
		return nil
	}
	f := w.identify()
	if f != nil && !w.answersRows() {
		w.Followed, f = false, nil // rows have no identity, so only the database's count is left
	}
	w.Rekeyed = w.Followed && w.assigns(func(c *catalog.Column) bool { return slices.Contains(w.Identity, c) })
	return f
}

// answersRows reports whether the payload has rows, or their ids.
func (w *Write) answersRows() bool {
	return slices.ContainsFunc(w.Payload, func(p Payload) bool { return p.Node != nil })
}

// assigns reports whether the write sets a column for which such is true.
func (w *Write) assigns(such func(*catalog.Column) bool) bool {
	of := func(a Assignment) bool { return such(a.Column) }
	return slices.ContainsFunc(w.Set, of) || slices.ContainsFunc(w.Inc, of)
}

func inKey(c *catalog.Column) bool {
	return slices.ContainsFunc(c.Table.Keys, func(k *catalog.Key) bool { return slices.Contains(k.Columns, c) })
}

// identify chooses the identity by which written rows are found again. The row id also finds rows whose key may be
// NULL.
func (w *Write) identify() *fault.Fault {
	key := w.Table.NodeKey()
	nullable := func(c *catalog.Column) bool { return !c.NotNull }
	switch {
	case w.Table.RowID != "" && (key == nil || slices.ContainsFunc(key.Columns, nullable)):
		w.ByRowID = true
	case key != nil:
		w.Identity = key.Columns
	default:
		f := fault.New(fault.RequestInvalid, "the rows of %s cannot be read after a write: they have no key", w.Table.TypeName).
			WithHint("select affectedRows alone, or declare a key of the table in the settings")
		f.Table = w.Table.TypeName
		return f
	}
	return nil
}
