package gqltest

import (
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"testing"

	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/jsontext"
	"tiddly/internal/request"
)

// PrintFaults returns faults as text, a line for each.
func PrintFaults(faults []gqlfault.Located) string {
	lines := make([]string, len(faults))
	for i, f := range faults {
		lines[i] = f.Fault.Error()
		if f.Fault.Path != nil {
			lines[i] += fmt.Sprintf(" at %v", f.Fault.Path)
		}
		if _, _, hint := f.Fault.Texts(); hint != "" {
			lines[i] += " (" + hint + ")"
		}
	}
	return strings.Join(lines, "\n")
}

// JSONObject decodes a text as an object; nil for an empty one.
func JSONObject(t testing.TB, text string) map[string]any {
	t.Helper()
	if text == "" {
		return nil
	}
	v, err := jsontext.Decode(text, 1024)
	object, ok := v.(map[string]any)
	if err != nil || !ok {
		t.Fatalf("%s is no object: %v", text, err)
	}
	return object
}

// PrintRequest returns a request in a form like GraphQL's, with arguments as $0, $1 and their values at the end.
func PrintRequest(r *request.Request, arguments request.Arguments) string {
	var b strings.Builder
	printFields(&b, r.Fields)
	for i, a := range arguments {
		fmt.Fprintf(&b, "$%d = %s\n", i, Value(a))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func printFields(b *strings.Builder, fields []*request.Field) {
	for _, f := range fields {
		switch f.Kind {
		case request.Constant:
			fmt.Fprintf(b, "%s: %q\n", f.Key, f.Constant)
			continue
		case request.OneByID, request.ManyByID, request.Entities:
			fmt.Fprintf(b, "%s: ids $%s", f.Key, f.IDs)
			for _, of := range f.Found {
				b.WriteString(" " + of.Table)
				if of.Key != "" {
					b.WriteString(" by " + of.Key)
				}
				printQuery(b, &request.Query{Select: of.Select})
			}
			b.WriteByte('\n')
			continue
		case request.Single:
			fmt.Fprintf(b, "%s: one %s(%s: %v)", f.Key, f.Table, f.By.Key, f.By.Slots)
		default:
			fmt.Fprintf(b, "%s: %s", f.Key, f.Table)
		}
		if f.Write != nil {
			printWrite(b, f)
		} else {
			printQuery(b, f.Query)
		}
		b.WriteByte('\n')
	}
}

// Value returns an argument as text.
func Value(a any) string {
	switch a := a.(type) {
	case request.JSONText:
		return "json " + string(a)
	case []request.InsertRow:
		rows := make([]string, len(a))
		for i := range a {
			rows[i] = fmt.Sprintf("%d%s", a[i].Set, Value(a[i].Values))
		}
		return "rows " + strings.Join(rows, " ")
	case *request.NodeIDs:
		ids := make([]string, len(a.Places))
		for i, p := range a.Places {
			ids[i] = a.Tables[p.Table].Table + Value(a.Tables[p.Table].Keys[p.Key])
		}
		return strings.Join(ids, " ")
	case []any:
		items := make([]string, len(a))
		for i := range a {
			items[i] = Value(a[i])
		}
		return "[" + strings.Join(items, " ") + "]"
	default:
		return fmt.Sprintf("%#v", a)
	}
}

func printQuery(b *strings.Builder, q *request.Query) {
	if q.Where != nil {
		b.WriteString(" where ")
		printWhere(b, q.Where)
	}
	for i, o := range q.OrderBy {
		b.WriteString([]string{" order ", ", "}[min(i, 1)])
		b.WriteString(strings.Join(append(append([]string{}, o.Path...), o.Column), "."))
		if o.Counted != "" {
			b.WriteString("number of " + o.Counted)
		}
		if o.Desc {
			b.WriteString(" desc")
		}
		if o.Nulls == request.NullsFirst {
			b.WriteString(" nulls first")
		}
	}
	if q.Limit != request.None {
		fmt.Fprintf(b, " limit $%s", q.Limit)
	}
	if q.Offset != request.None {
		fmt.Fprintf(b, " offset $%s", q.Offset)
	}
	if q.DistinctOn != nil {
		fmt.Fprintf(b, " distinct %v", q.DistinctOn)
	}
	b.WriteString(" {")
	for _, s := range q.Select {
		b.WriteString(" " + s.Key)
		switch {
		case s.Kind == request.Typename:
			b.WriteString(":typename")
		case s.Kind == request.NodeID:
			b.WriteString(":nodeid")
		case s.Key != s.Name:
			b.WriteString(":" + s.Name)
		}
		if s.Kind == request.Relation {
			printQuery(b, s.Query)
		}
	}
	b.WriteString(" }")
}

func printWhere(b *strings.Builder, w *request.Where) {
	switch w.Kind {
	case request.Compare, request.CompareJSON, request.Counted:
		if w.Kind == request.Counted {
			b.WriteString("number of " + w.Relation)
		}
		fmt.Fprintf(b, "%s.%s", w.Column, w.Op)
		if w.Kind == request.CompareJSON {
			fmt.Fprintf(b, "@$%s", w.JSONPath)
		}
		switch {
		case w.Op == request.IsNull:
			b.WriteString("=" + strconv.FormatBool(w.Flag))
		case w.Op.TakesList():
			fmt.Fprintf(b, "(%d $%s)", w.Count, w.Slot)
		default:
			fmt.Fprintf(b, "($%s)", w.Slot)
		}
		return
	case request.Related:
		b.WriteString([]string{"some ", "none ", "every "}[w.Quantifier] + w.Relation)
	default:
		b.WriteString([]string{"and", "or", "not"}[w.Kind])
	}
	b.WriteByte('(')
	for i, c := range w.Children {
		if i > 0 {
			b.WriteString(", ")
		}
		printWhere(b, c)
	}
	b.WriteByte(')')
}

// Keys returns the keys of a JSON object, in order.
func Keys(t testing.TB, body []byte) []string {
	t.Helper()
	var object map[string]json.RawMessage
	if err := json.Unmarshal(body, &object); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	keys := make([]string, 0, len(object))
	for k := range object {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

var writeNames = map[request.FieldKind]string{
	request.Insert: "insert", request.InsertMany: "insert many", request.Update: "update", request.UpdateMany: "update many",
	request.Delete: "delete", request.DeleteMany: "delete many",
}

// printWrite writes the changes of a field and the payload.
func printWrite(b *strings.Builder, f *request.Field) {
	w := f.Write
	b.WriteString(" " + writeNames[f.Kind])
	if w.Columns != nil {
		fmt.Fprintf(b, " %v $%s", w.Columns, w.Rows)
	}
	if f.By != nil {
		fmt.Fprintf(b, " by %s %v", f.By.Key, f.By.Slots)
	}
	for _, a := range w.Set {
		fmt.Fprintf(b, " %s %s=$%s", a.Argument, a.Column, a.Slot)
	}
	for _, a := range w.Inc {
		fmt.Fprintf(b, " %s %s+$%s", a.Argument, a.Column, a.Slot)
	}
	if w.Where != nil {
		b.WriteString(" where ")
		printWhere(b, w.Where)
	}
	if w.MaxAffected != request.None {
		fmt.Fprintf(b, " max $%s", w.MaxAffected)
	}
	if w.AllRows {
		b.WriteString(" all")
	}
	b.WriteString(" ->")
	for _, p := range w.Payload {
		b.WriteString(" " + p.Key)
		switch p.Kind {
		case request.Nodes:
			b.WriteString(":rows")
			printQuery(b, p.Query)
		case request.DeletedNodeIDs:
			b.WriteString(":ids")
		case request.PayloadTypename:
			b.WriteString(":" + p.Constant)
		case request.After:
			b.WriteString(":after(")
			var inner strings.Builder
			printFields(&inner, p.Fields)
			b.WriteString(strings.ReplaceAll(strings.TrimSuffix(inner.String(), "\n"), "\n", "; ") + ")")
		}
	}
}
