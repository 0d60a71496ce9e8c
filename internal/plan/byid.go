package plan

import (
	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// byID plans the rows with global ids or keys: a statement for each of their tables and keys.
func (c *compiler) byID(out *Field, f *request.Field) error {
	out.IDs = f.IDs
	use := Slot{Use: IDs, Argument: c.catalog.Naming().Arguments, Max: c.options.Rows}
	switch f.Kind {
	case request.OneByID:
		use.Argument, use.Max = c.catalog.Naming().Argument, 1
	case request.Entities:
		use.Argument = representations
	default:
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
		if name := f.Found[i].Key; name != "" {
			if b.node.ByKey = t.Key(name); b.node.ByKey == nil {
				return c.unknownKey(t, name)
			}
		}
		var err error
		if b.node.Select, err = b.selections(Own, t, f.Found[i].Select); err != nil {
			return err
		}
		out.Found, use.Found = append(out.Found, b.node), append(use.Found, FoundBy{t, b.node.ByKey})
	}
	return c.slot(f.IDs, use)
}

func noNodeID(t *catalog.Table) *fault.Fault {
	return fault.New(fault.SchemaUnknown, "%s has no %s", t.TypeName, t.Naming().ID).
		WithHint("only tables with a primary key, or a unique key without nullable columns, have one")
}

// representations is the argument of a field that finds rows by their keys.
const representations = "representations"

// FoundBy is how rows are found by an argument: those of a table, by a key, or by the global id where it is nil.
type FoundBy struct {
	Table *catalog.Table
	Key   *catalog.Key
}

// columns returns the columns of the key.
func (f *FoundBy) columns() []*catalog.Column {
	if f.Key != nil {
		return f.Key.Columns
	}
	return f.Table.NodeKey().Columns
}

// name returns the name of the key; empty for the global id.
func (f *FoundBy) name() string {
	if f.Key != nil {
		return f.Key.Name
	}
	return ""
}

// checkIDs rejects more ids than a list may have rows, and ids that are not those that the plan was made for.
func (s *Slot) checkIDs(v any) *fault.Fault {
	ids, ok := v.(*request.NodeIDs)
	if !ok {
		return s.mismatch(v)
	}
	if len(ids.Places) > s.Max {
		what := "ids"
		if s.Argument == representations {
			what = "items"
		}
		return fault.New(fault.LimitRows, "%s must have at most %d %s", s.Argument, s.Max, what).
			WithHint("request the rows in parts of at most %d %s", s.Max, what)
	}
	if len(ids.Tables) != len(s.Found) {
		return s.otherTables()
	}
	for i := range ids.Tables {
		keys, by := &ids.Tables[i], &s.Found[i]
		if keys.Table != by.Table.TypeName || keys.Key != by.name() {
			return s.otherTables()
		}
		columns := by.columns()
		for _, key := range keys.Keys {
			if len(key) != len(columns) {
				return s.otherTables()
			}
			if f := s.checkKey(by, key); f != nil {
				return f
			}
		}
	}
	return nil
}

func (s *Slot) otherTables() *fault.Fault {
	return in(fault.New(fault.Internal, "ids came to a plan for rows of other tables"), s.Argument)
}

// checkKey checks the values of a key. Those in a global id are as they are stored, whatever that is.
func (s *Slot) checkKey(by *FoundBy, key []any) *fault.Fault {
	if by.Key == nil {
		return nil
	}
	for i, c := range by.Key.Columns {
		value := Slot{Use: Value, Column: c, Argument: s.Argument}
		if f := value.checkValue(key[i]); f != nil {
			return f
		}
	}
	return nil
}

// found prints what is read of the rows with global ids or keys.
func (w *printer) found(depth int, f *Field) {
	kind := "the rows with the ids"
	switch f.Kind {
	case request.OneByID:
		kind = "the row with the id"
	case request.Entities:
		kind = "the rows with the keys"
	default:
	}
	w.line(depth, "%s: %s $%s", f.Key, kind, f.IDs)
	for _, n := range f.Found {
		w.node(depth+1, "", n)
	}
}
