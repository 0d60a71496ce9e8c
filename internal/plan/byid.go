package plan

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// byID plans the rows with global ids: a statement for each of their tables.
func (c *compiler) byID(out *Field, f *request.Field) error {
	out.IDs = f.IDs
	use := Slot{Use: IDs, Argument: c.catalog.Naming().Arguments, Max: c.options.Rows}
	if f.Kind == request.OneByID {
		use.Argument, use.Max = c.catalog.Naming().Argument, 1
	}
	for i := range f.Found {
		t := c.catalog.Table(f.Found[i].Table)
		if t == nil {
			return c.unknownTable(f.Found[i].Table)
		}
		if t.NodeKey() == nil {
			return c.at(noNodeID(t))
		}
		b := c.node(f.Key, t)
		b.node.Single, b.node.IDs = true, f.IDs
		var err error
		if b.node.Select, err = b.selections(Own, t, f.Found[i].Select); err != nil {
			return err
		}
		out.Found, use.Found = append(out.Found, b.node), append(use.Found, t)
	}
	return c.slot(f.IDs, use)
}

func noNodeID(t *catalog.Table) *fault.Fault {
	return fault.New(fault.SchemaUnknown, "%s has no %s", t.TypeName, t.Naming().ID).
		WithHint("only tables with a primary key, or a unique key without nullable columns, have one")
}

// checkIDs rejects more ids than a list may have rows, and ids that are not those that the plan was made for.
func (s *Slot) checkIDs(v any) *fault.Fault {
	ids, ok := v.(*request.NodeIDs)
	if !ok {
		return s.mismatch(v)
	}
	if len(ids.Places) > s.Max {
		return fault.New(fault.LimitRows, "%s must have at most %d ids", s.Argument, s.Max).
			WithHint("request the rows in parts of at most %d ids", s.Max)
	}
	same := slices.EqualFunc(ids.Tables, s.Found, func(keys request.NodeKeys, t *catalog.Table) bool {
		return keys.Table == t.TypeName && !slices.ContainsFunc(keys.Keys, func(key []any) bool { return len(key) != len(t.NodeKey().Columns) })
	})
	if !same {
		return in(fault.New(fault.Internal, "ids came to a plan for rows of other tables"), s.Argument)
	}
	return nil
}

// found prints what is read of the rows with global ids.
func (w *printer) found(depth int, f *Field) {
	kind := "the rows with the ids"
	if f.Kind == request.OneByID {
		kind = "the row with the id"
	}
	w.line(depth, "%s: %s $%s", f.Key, kind, f.IDs)
	for _, n := range f.Found {
		w.node(depth+1, "", n)
	}
}
