package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"

	"tiddly/graph"
	"tiddly/internal/catalog"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/plan"
	"tiddly/internal/request"
	"tiddly/internal/schema"
)

// shop is a catalogue with every shape that the edge meets: kinds, an enum, keys of one and two
// columns, relations both ways and through a junction.
func shop(t testing.TB) *catalog.Catalog {
	t.Helper()
	column := func(name string, kind catalog.Kind) catalog.SourceColumn {
		scale := -1
		if kind == catalog.Decimal {
			scale = 2
		}
		return catalog.SourceColumn{Name: name, Type: catalog.Type{Kind: kind, Scale: scale}, NotNull: true, Checked: true}
	}
	genre := column("genre", catalog.Enum)
	genre.EnumValues = []string{"rock", "pop"}
	meta := column("meta", catalog.JSON)
	meta.NotNull = false
	c, _, err := catalog.Build(catalog.Source{Tables: append([]catalog.SourceTable{
		{
			Name:       "artists",
			Columns:    []catalog.SourceColumn{column("id", catalog.Int), column("name", catalog.String)},
			PrimaryKey: catalog.SourceKey{Columns: []string{"id"}}, UniqueKeys: []catalog.SourceKey{{Columns: []string{"name"}}},
		}, {
			Name: "albums",
			Columns: []catalog.SourceColumn{
				column("id", catalog.Int), column("title", catalog.String), column("artist_id", catalog.Int),
				column("price", catalog.Decimal), column("released", catalog.Date), column("live", catalog.Boolean), genre, meta,
			},
			PrimaryKey:  catalog.SourceKey{Columns: []string{"id"}},
			ForeignKeys: []catalog.SourceForeignKey{{Columns: []string{"artist_id"}, Target: "artists"}},
		}, {
			Name:       "labels",
			Columns:    []catalog.SourceColumn{column("country", catalog.String), column("code", catalog.BigInt)},
			PrimaryKey: catalog.SourceKey{Columns: []string{"country", "code"}},
		},
	}, written()...)}, catalog.Overrides{}, catalog.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// written are tables for what only writes can tell apart: defaults, computed columns, views, no key, many columns.
func written() []catalog.SourceTable {
	column := func(name string, kind catalog.Kind, notNull, hasDefault bool) catalog.SourceColumn {
		return catalog.SourceColumn{Name: name, Type: catalog.Type{Kind: kind, Scale: -1}, NotNull: notNull, HasDefault: hasDefault, Checked: true}
	}
	computed := column("length", catalog.Int, false, false)
	computed.Generated = true
	var wide []catalog.SourceColumn
	for i := range 7 {
		wide = append(wide, column("c"+strconv.Itoa(i), catalog.Int, true, true))
	}
	return []catalog.SourceTable{
		{Name: "tags", Columns: []catalog.SourceColumn{
			column("label", catalog.String, true, false), column("note", catalog.String, false, false),
		}, PrimaryKey: catalog.SourceKey{Columns: []string{"label"}}},
		{Name: "notes", Columns: []catalog.SourceColumn{
			column("id", catalog.Int, true, true), column("kind", catalog.String, true, true),
			column("text", catalog.String, false, false), computed,
		}, RowID: "rowid"},
		{Name: "hits", View: true, Columns: []catalog.SourceColumn{column("name", catalog.String, false, false)}},
		{Name: "wides", Columns: wide, RowID: "rowid"},
	}
}

// fake is an engine that plans but has no database: it answers with what it is told.
type fake struct {
	catalog *catalog.Catalog

	mu        sync.Mutex
	prepares  int
	requests  []*request.Request
	arguments []request.Arguments
	run       func(context.Context, request.Arguments, []byte) exec.Answer
}

func (f *fake) Prepare(_ context.Context, r *request.Request) (*engine.Prepared, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.prepares++
	f.requests = append(f.requests, r)
	p, err := plan.Compile(f.catalog, r, plan.Options{Rows: 1000})
	if err != nil {
		return nil, err
	}
	return &engine.Prepared{Plan: p}, nil
}

func (f *fake) Run(ctx context.Context, p *engine.Prepared, a request.Arguments, dst []byte) exec.Answer {
	f.mu.Lock()
	f.arguments = append(f.arguments, a)
	f.mu.Unlock()
	if err := p.Plan.CheckArguments(a); err != nil {
		return exec.Failed(err)
	}
	if f.run != nil {
		return f.run(ctx, a, dst)
	}
	answer := exec.Answer{}
	base := len(dst)
	dst = append(dst, '{')
	for i, field := range p.Plan.Fields {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, `"`+field.Key+`":`...)
		start := len(dst) - base
		dst = append(dst, `"`+field.Constant+`"`...)
		answer.Members = append(answer.Members, exec.Member{Key: field.Key, Start: start, End: len(dst) - base})
	}
	dst = append(dst, '}')
	answer.Data = dst[base:]
	return answer
}

// newFake makes an executable schema over the shop and a fake engine.
func newFake(t testing.TB, o Options) (*served, *fake) {
	t.Helper()
	c := shop(t)
	s, err := schema.Build(c, schema.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := &fake{catalog: c}
	return newServed(s, c, f, graph.Project(), o), f
}

// asked is the request and the arguments of a document, or its faults, as text.
func asked(t testing.TB, document, variables string) string {
	t.Helper()
	s, f := newFake(t, Options{})
	parsed, err := s.options.Limits.parse(t.Context(), s.schema, document)
	if err != nil {
		return "invalid: " + err.Error()
	}
	e := newEntry(parsed)
	_, arguments, faults := s.prepare(t.Context(), e, e.operations[0], jsonObject(t, variables), nil)
	if len(faults) > 0 {
		return printFaults(faults)
	}
	if len(f.requests) == 0 {
		return "nothing"
	}
	return printRequest(f.requests[0], arguments)
}

func printFaults(faults []located) string {
	lines := make([]string, len(faults))
	for i, f := range faults {
		lines[i] = f.fault.Error()
		if f.fault.Path != nil {
			lines[i] += fmt.Sprintf(" at %v", f.fault.Path)
		}
		if _, _, hint := f.fault.Texts(); hint != "" {
			lines[i] += " (" + hint + ")"
		}
	}
	return strings.Join(lines, "\n")
}

func jsonObject(t testing.TB, text string) map[string]any {
	t.Helper()
	if text == "" {
		return nil
	}
	v, f := decode(text, "variables")
	object, ok := v.(map[string]any)
	if f != nil || !ok {
		t.Fatalf("%s is no object: %v", text, f)
	}
	return object
}

// printRequest writes a request the way GraphQL would, with arguments as $0, $1 and their values at the end.
func printRequest(r *request.Request, arguments request.Arguments) string {
	var b strings.Builder
	printFields(&b, r.Fields)
	for i, a := range arguments {
		fmt.Fprintf(&b, "$%d = %s\n", i, value(a))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func printFields(b *strings.Builder, fields []*request.Field) {
	for _, f := range fields {
		switch f.Kind {
		case request.Constant:
			fmt.Fprintf(b, "%s: %q\n", f.Key, f.Constant)
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

func value(a any) string {
	switch a := a.(type) {
	case request.JSONText:
		return "json " + string(a)
	case []request.InsertRow:
		rows := make([]string, len(a))
		for i := range a {
			rows[i] = fmt.Sprintf("%d%s", a[i].Set, value(a[i].Values))
		}
		return "rows " + strings.Join(rows, " ")
	case []any:
		items := make([]string, len(a))
		for i := range a {
			items[i] = value(a[i])
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
		if o.Desc {
			b.WriteString(" desc")
		}
		if o.Nulls == request.NullsFirst {
			b.WriteString(" nulls first")
		}
	}
	if q.Limit != request.None {
		fmt.Fprintf(b, " limit $%d", q.Limit)
	}
	if q.Offset != request.None {
		fmt.Fprintf(b, " offset $%d", q.Offset)
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
	case request.Compare, request.CompareJSON:
		fmt.Fprintf(b, "%s.%s", w.Column, w.Op)
		if w.Kind == request.CompareJSON {
			fmt.Fprintf(b, "@$%d", w.JSONPath)
		}
		switch {
		case w.Op == request.IsNull:
			b.WriteString("=" + strconv.FormatBool(w.Flag))
		case w.Op.TakesList():
			fmt.Fprintf(b, "(%d $%d)", w.Count, w.Slot)
		default:
			fmt.Fprintf(b, "($%d)", w.Slot)
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

// faultNamed is a fault for fakes.
func faultNamed(code fault.Code) *fault.Fault {
	return fault.Wrap(errors.New("driver says no"), code, "a message")
}

// sorted gives the keys of a JSON object.
func sorted(t testing.TB, body []byte) []string {
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
