package plan

import (
	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// refusal returns the fault of a write that the database cannot run on a table, or nil.
func refusal(t *catalog.Table, kind request.FieldKind) *fault.Fault {
	switch kind {
	case request.Insert, request.InsertMany:
		if t.Refused.Insert != "" {
			return unable(t, t.Refused.Insert, "rows of %s cannot be inserted", t.TypeName)
		}
	case request.Delete, request.DeleteMany:
		if t.Refused.Delete != "" {
			return unable(t, t.Refused.Delete, "rows of %s cannot be deleted", t.TypeName)
		}
	}
	return nil
}

// unable returns a fault with the reason why the database cannot run a write. The reason names parts of the schema.
func unable(t *catalog.Table, reason, format string, args ...any) *fault.Fault {
	f := fault.New(fault.RequestInvalid, format, args...).WithNames(fault.Names{Details: reason})
	f.Table = t.TypeName
	return f.WithHint("the same request will fail again; the log of the start lists every write that cannot run")
}
