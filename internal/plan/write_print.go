package plan

import (
	"fmt"
	"strconv"
	"strings"

	"tiddly/internal/request"
)

var writeWords = map[request.FieldKind]string{
	request.Insert: "insert", request.InsertMany: "insert many", request.Update: "update",
	request.UpdateMany: "update many", request.Delete: "delete", request.DeleteMany: "delete many",
}

// write writes what is changed, which rows, and what is read of them.
func (w *printer) write(key string, wr *Write) {
	w.line(0, "%s: %s %s (%s)", key, writeWords[wr.Kind], wr.Table.TypeName, name(wr.Table.SQLName))
	if wr.Rows != request.None {
		w.line(1, "rows $%s", wr.Rows)
	}
	for i, set := range wr.Inserts {
		columns := names(set, sqlName)
		if columns == "" {
			columns = "defaults alone"
		}
		w.line(2, "set %d: %s", i, columns)
	}
	for _, a := range wr.Set {
		w.line(1, "set %s = $%s", sqlName(a.Column), a.Slot)
	}
	for _, a := range wr.Inc {
		w.line(1, "add $%s to %s", a.Slot, sqlName(a.Column))
	}
	w.where(1, wr.Where)
	if wr.Rows == request.None && wr.Where == nil {
		w.line(1, "all rows")
	}
	if wr.MaxAffected != request.None {
		w.line(1, "at most $%s rows", wr.MaxAffected)
	}
	found := "found again by "
	switch {
	case wr.Followed && wr.Rows == request.None:
		found = "found before and after by "
	case wr.Counted:
		w.line(1, "counted before")
	}
	switch {
	case wr.ByRowID:
		w.line(1, found+"%s", name(wr.Table.RowID))
	case len(wr.Identity) > 0:
		w.line(1, found+"%s", names(wr.Identity, sqlName))
	}
	w.line(1, "payload")
	for i := range wr.Payload {
		w.payload(&wr.Payload[i], wr.Kind)
	}
}

func (w *printer) payload(p *Payload, kind request.FieldKind) {
	switch p.Kind {
	case request.AffectedRows:
		w.line(2, "%s: affected rows", p.Key)
	case request.PayloadTypename:
		w.line(2, "%s: constant %s", p.Key, strconv.Quote(p.Constant))
	case request.After:
		w.line(2, "%s: after the commit", p.Key)
		w.fields(3, p.After.Fields)
	default:
		switch {
		case p.Node != nil:
			w.node(2, "", p.Node)
		case kind.Many():
			w.line(2, "%s: empty", p.Key)
		default:
			w.line(2, "%s: null", p.Key)
		}
	}
}

// written writes which rows a node of a payload reads.
func (w *printer) written(depth int, wr *Write) {
	switch wr.Kind {
	case request.Delete, request.DeleteMany:
		w.line(depth, "before they are deleted, at most %d", wr.Max)
	case request.InsertMany:
		w.line(depth, "as written, in the order of the input, at most %d", wr.Max)
	default:
		w.line(depth, "as written, at most %d", wr.Max)
	}
}

// rowsIs returns a description of the rows of an insert.
func (s *Slot) rowsIs() string {
	counts := make([]string, len(s.Sets))
	for i, set := range s.Sets {
		counts[i] = strconv.Itoa(len(set))
	}
	return fmt.Sprintf("rows of %s columns", strings.Join(counts, " or "))
}
