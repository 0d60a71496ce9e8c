package naive

import (
	"fmt"
	"slices"
	"strings"

	"tiddly/internal/catalog"
)

// Rules are what a table keeps rows from, and adds to them.
type Rules struct {
	// Defaults are the cells of omitted columns.
	Defaults map[*catalog.Column]any
	// Counted is the key column whose omitted values are one more than the greatest; nil without one.
	Counted *catalog.Column
	// Least are the smallest values that CHECK constraints allow, by column.
	Least map[*catalog.Column]int64
	// Longest is the length of the longest text of a column that a CHECK constraint allows, by column.
	Longest map[*catalog.Column]int
	// Joined are the columns whose texts a computed column has behind each other.
	Joined  map[*catalog.Column][]*catalog.Column
	Foreign []Foreign
}

// Compute sets the cells that the database computes.
func (r *Rules) Compute(cells []any) {
	for c, parts := range r.Joined {
		var text strings.Builder
		cells[c.Index] = nil
		for i, part := range parts {
			cell, ok := cells[part.Index].(string)
			if !ok {
				break
			}
			if text.WriteString(cell); i == len(parts)-1 {
				cells[c.Index] = text.String()
			}
		}
	}
}

// Foreign is a foreign key of a table.
type Foreign struct {
	Columns, TargetColumns []*catalog.Column
	Target                 *catalog.Table
	// OnDelete is what happens to the rows when the row that they refer to is deleted; empty is that it is refused.
	OnDelete string
	// Deferred reports whether it only has to hold at the end of the mutation.
	Deferred bool
}

// The actions of foreign keys.
const (
	Cascade = "CASCADE"
	SetNull = "SET NULL"
)

// Govern sets the rules of a table.
func (e *Evaluator) Govern(t *catalog.Table, r *Rules) { e.rules[t] = r }

// fault is an error in an answer.
type fault struct {
	message, code, hint, table string
	columns                    []string
	// of are the columns.
	of []*catalog.Column
}

// text returns the fault as an answer has it.
func (f *fault) text(path []any) string {
	extensions := []string{`"code":` + quoted(f.code)}
	if f.columns != nil {
		extensions = append(extensions, `"columns":`+must(marshal(f.columns)))
	}
	if f.hint != "" {
		extensions = append(extensions, `"hint":`+quoted(f.hint))
	}
	if f.table != "" {
		extensions = append(extensions, `"table":`+quoted(f.table))
	}
	at := ""
	if len(path) > 0 {
		at = `,"path":` + must(marshal(path))
	}
	return fmt.Sprintf(`{"message":%s%s,"extensions":{%s}}`, quoted(f.message), at, strings.Join(extensions, ","))
}

func names(columns []*catalog.Column) []string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = c.Name
	}
	return all
}

// allowed returns the fault of a row that a key or a CHECK constraint of its table forbids; nil where none does.
func (e *Evaluator) allowed(t *catalog.Table, r, old *Row) *fault {
	rules := e.rules[t]
	for _, c := range t.Columns {
		least, low := rules.Least[c]
		longest, long := rules.Longest[c]
		cell := r.Cell(c)
		if low && cell != nil && cell.(int64) < least || long && cell != nil && len([]rune(cell.(string))) > longest {
			return &fault{
				message: "the row violates a CHECK constraint of the table", code: "CONSTRAINT_CHECK",
				hint: "use values that the CHECK constraint allows", table: t.TypeName, columns: []string{c.Name}, of: []*catalog.Column{c},
			}
		}
	}
	for _, k := range t.Keys {
		key := link(r, k.Columns, k.Comparisons)
		if key == "" {
			continue
		}
		for _, other := range e.rows[t] {
			if other != old && link(other, k.Columns, k.Comparisons) == key {
				return &fault{
					message: "another row already has the same key", code: "CONSTRAINT_UNIQUE",
					hint:  "use values that no other row has, or change the row that has them",
					table: t.TypeName, columns: names(k.Columns), of: k.Columns,
				}
			}
		}
	}
	return nil
}

// late returns the fault of rows that refer at the end to a row that does not exist; nil where none does.
func (e *Evaluator) late() *fault {
	for t := range e.rules {
		if failed := e.dangling(t, e.rows[t], true); failed != nil {
			return failed
		}
	}
	return nil
}

// dangling returns the fault of rows that refer to a row that does not exist, by keys that are deferred (late) or not; nil
// where none does.
func (e *Evaluator) dangling(t *catalog.Table, rows []*Row, late bool) *fault {
	for _, k := range e.rules[t].Foreign {
		for _, r := range rows {
			if k.Deferred != late {
				continue
			}
			key := link(r, k.Columns, nil)
			if key == "" || slices.ContainsFunc(e.rows[k.Target], func(to *Row) bool { return link(to, k.TargetColumns, nil) == key }) {
				continue
			}
			return &fault{
				message: "a foreign key would refer to a row that does not exist", code: "CONSTRAINT_FOREIGN_KEY",
				hint: "refer to a row that exists, or add it first", table: t.TypeName, columns: names(k.Columns), of: k.Columns,
			}
		}
	}
	return nil
}

// referred returns the fault of rows that refer to a row that is no longer there, though it was among old; nil where
// none does.
func (e *Evaluator) referred(t *catalog.Table, old []*Row) *fault {
	var broken []*fault
	for from, rules := range e.rules {
		for _, k := range rules.Foreign {
			if k.Target != t || k.Deferred {
				continue
			}
			here, was := keysOf(e.rows[t], k.TargetColumns), keysOf(old, k.TargetColumns)
			if slices.ContainsFunc(e.rows[from], func(r *Row) bool {
				key := link(r, k.Columns, nil)
				return key != "" && was[key] && !here[key]
			}) {
				broken = append(broken, &fault{
					message: "other rows refer to the row, which would no longer be there", code: "CONSTRAINT_FOREIGN_KEY",
					hint: "delete those rows first, or let them refer to another one", table: from.TypeName, columns: names(k.Columns), of: k.Columns,
				})
			}
		}
	}
	switch len(broken) {
	case 0:
		return nil
	case 1:
		return broken[0]
	default:
		return unnamed()
	}
}

// unnamed returns the fault of one of several keys, of which none is named.
func unnamed() *fault {
	return &fault{
		message: "a foreign key would refer to a row that does not exist", code: "CONSTRAINT_FOREIGN_KEY",
		hint: "refer to a row that exists; before deleting a row, delete or change those that refer to it",
	}
}

func keysOf(rows []*Row, columns []*catalog.Column) map[string]bool {
	all := map[string]bool{}
	for _, r := range rows {
		all[link(r, columns, nil)] = true
	}
	return all
}
