package sqlgen

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"tiddly/internal/request"
)

// runner runs a program in the simplest way that its Query allows, to check that statements, positions and shapes fit
// together.
type runner struct {
	t      *testing.T
	db     *sql.DB
	values request.Arguments
}

func answer(t *testing.T, db *sql.DB, p *Program, values ...any) string {
	t.Helper()
	r := &runner{t: t, db: db, values: values}
	q := p.Fields[0].Query
	return "[" + strings.Join(r.level(q, nil)[""], ",") + "]"
}

// level returns the objects of each parent, by its key.
func (r *runner) level(q *Query, keys [][]any) map[string][]string {
	r.t.Helper()
	rows := r.read(q, keys)
	children := make([]map[string][]string, len(q.Children))
	for i, c := range q.Children {
		var parents [][]any
		for _, row := range rows {
			if k := cellsAt(row, c.ParentKey); k != nil {
				parents = append(parents, k)
			}
		}
		children[i] = r.level(c, parents)
	}
	out := map[string][]string{}
	last, seen := "", map[string]bool{}
	for _, row := range rows {
		k := ""
		if len(q.Link) > 0 {
			k = fmt.Sprint(cellsAt(row, q.Link))
		}
		if k != last && seen[k] {
			r.t.Errorf("rows of parent %s do not stand together", k)
		}
		last, seen[k] = k, true
		out[k] = append(out[k], object(q, &q.Row, row, children))
	}
	return out
}

func (r *runner) read(q *Query, keys [][]any) [][]any {
	r.t.Helper()
	return r.cells(q, bound(q.Args, r.values, keys))
}

// cells runs the statement of a query with those arguments.
func (r *runner) cells(q *Query, args []any) [][]any {
	r.t.Helper()
	rows, err := r.db.QueryContext(r.t.Context(), q.SQL, args...)
	if err != nil {
		r.t.Fatalf("%v\n%.2000s", err, q.SQL)
	}
	defer func() { _ = rows.Close() }()
	names, _ := rows.Columns()
	if len(names) != q.Columns && q.Scroll == nil {
		r.t.Errorf("a row has %d cells, Columns says %d", len(names), q.Columns)
	}
	var out [][]any
	for rows.Next() {
		cells := make([]any, len(names))
		into := make([]any, len(names))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			r.t.Fatal(err)
		}
		out = append(out, cells)
	}
	if err := rows.Err(); err != nil {
		r.t.Fatalf("%v\n%.2000s", err, q.SQL)
	}
	return out
}

// cellsAt returns the cells at those positions, or nil where one is NULL.
func cellsAt(row []any, at []int) []any {
	var out []any
	for _, i := range at {
		if row[i] == nil {
			return nil
		}
		out = append(out, row[i])
	}
	return out
}

func object(q *Query, o *Object, row []any, children []map[string][]string) string {
	if o.Present >= 0 && row[o.Present] == nil {
		return "null"
	}
	var parts []string
	for _, m := range o.Members {
		value := ""
		switch m.Kind {
		case Cell:
			value = jsonOf(row[m.Index])
		case NodeID:
			value = jsonOf(append([]any{o.Table.TypeName}, cellsAt(row, m.Cells)...))
		case Text:
			value = string(m.Constant)
		case Nested:
			value = object(q, m.Object, row, children)
		case List:
			rows := children[m.Child][fmt.Sprint(cellsAt(row, q.Children[m.Child].ParentKey))]
			value = "[" + strings.Join(rows, ",") + "]"
		}
		parts = append(parts, string(m.Prefix)+value)
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func jsonOf(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}
