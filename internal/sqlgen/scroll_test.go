package sqlgen

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// scrolls are lists that are read page by page.
var scrolls = []struct {
	name   string
	node   func(*shop) *plan.Node
	values []any
}{
	{name: "scroll_key", node: func(s *shop) *plan.Node { return scrolled(s.track) }},
	{
		name: "scroll_where", values: []any{[]any{int64(1), int64(3), int64(4), int64(9)}},
		node: func(s *shop) *plan.Node {
			n := scrolled(s.track)
			n.Order[0].Desc = true
			n.Where = &plan.Predicate{Kind: plan.Compare, Column: c(s.track, "id"), Op: request.In, Slot: slotAt(0), Count: 4}
			return n
		},
	},
	{name: "scroll_term", node: func(s *shop) *plan.Node { return scrolled(s.track, plan.Term{Column: c(s.track, "ms"), Desc: true}) }},
	{
		// This is the order of legacy clients: NULL first, in both directions.
		name: "scroll_nullable",
		node: func(s *shop) *plan.Node {
			return scrolled(s.track,
				plan.Term{Column: c(s.track, "album_id"), Nullable: true, NullsFirst: true},
				plan.Term{Column: c(s.track, "composer"), Desc: true, Nullable: true})
		},
	},
	{
		name: "scroll_nullable_other",
		node: func(s *shop) *plan.Node {
			return scrolled(s.track,
				plan.Term{Column: c(s.track, "composer"), Nullable: true},
				plan.Term{Column: c(s.track, "album_id"), Desc: true, Nullable: true, NullsFirst: true})
		},
	},
	{name: "scroll_composite_key", node: func(s *shop) *plan.Node {
		return scrolled(s.folder, plan.Term{Column: c(s.folder, "size"), Desc: true})
	}},
	{
		// Two values can sort as equal: then the column itself decides.
		name: "scroll_worked_out",
		node: func(s *shop) *plan.Node {
			c(s.folder, "disk").Type.Storage = "upper"
			return scrolled(s.folder)
		},
	},
	{
		// The key distinguishes values that its column treats as equal.
		name: "scroll_finer_key",
		node: func(s *shop) *plan.Node {
			s.folder.Keys[0].Comparisons = catalog.Comparisons{"", "bytes"}
			c(s.folder, "path").Collated = true
			return scrolled(s.folder)
		},
	},
	{
		name: "scroll_row_id",
		node: func(s *shop) *plan.Node {
			s.track.Keys = nil
			n := scrolled(s.track, plan.Term{Column: c(s.track, "composer"), Nullable: true, NullsFirst: true}, plan.Term{})
			n.Select = pick(s.track, plan.Own, "name")
			return n
		},
	},
	{
		name: "scroll_by_number",
		node: func(s *shop) *plan.Node {
			n := scrolled(s.track)
			n.Total = false
			return n
		},
	},
	{
		name: "scroll_offset", values: []any{int64(4)},
		node: func(s *shop) *plan.Node {
			n := scrolled(s.track, plan.Term{Column: c(s.track, "ms")})
			n.Offset = slotAt(0)
			return n
		},
	},
	{
		name: "scroll_by_number_offset", values: []any{int64(4)},
		node: func(s *shop) *plan.Node {
			n := scrolled(s.track)
			n.Total, n.Offset = false, slotAt(0)
			return n
		},
	},
}

// scrolled returns a list of every row, sorted by some terms before the key.
func scrolled(t *catalog.Table, terms ...plan.Term) *plan.Node {
	names := make([]string, len(t.Columns))
	for i, column := range t.Columns {
		names[i] = column.SQLName
	}
	n := node(t, pick(t, plan.Own, names...)...)
	for i := range terms {
		terms[i].Source = plan.Own
	}
	n.Order, n.Scroll, n.Total = append(terms, n.Order...), true, true
	return n
}

// TestScrolls compares the statements with the golden files, and the rows of pages of every size with those of a
// single page.
func TestScrolls(t *testing.T) {
	for _, test := range scrolls {
		t.Run(test.name, func(t *testing.T) {
			p := generate(t, embedded(), test.node(newShop()))
			typedValues := embedded()
			typedValues.TypedValues = true
			typed := generate(t, typedValues, test.node(newShop()))
			r := &runner{t: t, db: open(t, shopSQL), values: test.values}
			want := r.scroll(p.Fields[0].Query, 100)
			if len(want) < 3 {
				t.Fatalf("there are %d rows", len(want))
			}
			for size := 1; size < len(want)+2; size++ {
				for _, p := range []*Program{p, typed} {
					if got := r.scroll(p.Fields[0].Query, size); !reflect.DeepEqual(got, want) {
						t.Errorf("in pages of %d the rows are\n%v\nwant\n%v\n%s", size, got, want, p)
					}
				}
			}
			if text := typed.String(); strings.Contains(text, "? IS NULL") || strings.Contains(text, "? IS NOT NULL") {
				t.Errorf("a value has nothing beside it that tells its type:\n%s", text)
			}
			// A single page has the order of the list.
			list := test.node(newShop())
			list.Scroll, list.Total = false, false
			var rows []json.RawMessage
			if err := json.Unmarshal([]byte(answer(t, r.db, generate(t, embedded(), list), test.values...)), &rows); err != nil {
				t.Fatal(err)
			}
			for i, row := range rows {
				if i >= len(want) || string(row) != want[i] {
					t.Fatalf("row %d of the list is %s, pages give %v", i, row, want)
				}
			}
			golden(t, test.name+".sql", p.String())
			golden(t, test.name+".plain.sql", generate(t, plain(), test.node(newShop())).String())
		})
	}
}

// scroll reads a list in pages of size rows.
func (r *runner) scroll(q *Query, size int) (all []string) {
	r.t.Helper()
	var last []any
	for {
		statement := Statement{SQL: q.SQL, Args: q.Args}
		if q.Scroll.Next != nil && last != nil {
			statement = *q.Scroll.Next
		}
		args := make([]any, 0, len(statement.Args))
		for _, a := range statement.Args {
			switch a.Kind {
			case FromPage:
				args = append(args, int64(size))
			case FromSkip:
				skip := int64(len(all))
				if a.Slot != none {
					skip += r.values.At(a.Slot).(int64)
				}
				args = append(args, skip)
			case FromSort:
				args = append(args, last[q.Scroll.Sort[a.Item]])
			default:
				args = append(args, bound([]Arg{a}, r.values, nil)...)
			}
		}
		page := *q
		page.SQL, page.Args = statement.SQL, nil
		rows := r.cells(&page, args)
		for _, row := range rows {
			all = append(all, object(q, &q.Row, row, nil))
			last = row
		}
		if len(rows) < size {
			return all
		}
	}
}
