package engine

import (
	"errors"
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/plan"
)

// mistyped names the columns that the database may have refused a value for, which it does not say: those of whose values
// it alone knows whether they are of the type. Usually it is one.
func mistyped(f *fault.Fault, columns []*catalog.Column) {
	var types []string
	for _, c := range columns {
		kind := c.Type.Kind
		if !slices.Contains(f.Columns, c.Name) && (c.TypeNoted || kind == catalog.Float || kind == catalog.JSON || kind == catalog.List) {
			f.Columns, types = append(f.Columns, c.Name), append(types, c.Name+": "+c.Declared)
		}
	}
	if len(types) > 0 {
		f.Hint = "use a value of the type that the column has in the database (" + fault.List(types) + ")"
	}
}

// written returns the columns that a write gives values, or compares with some.
func written(w *plan.Write) (columns []*catalog.Column) {
	for _, c := range w.Table.Columns {
		if sets(w, c) {
			columns = append(columns, c)
		}
	}
	return compared(columns, w.Where)
}

// compared adds the columns that a condition compares.
func compared(columns []*catalog.Column, p *plan.Predicate) []*catalog.Column {
	if p == nil {
		return columns
	}
	if p.Column != nil {
		columns = append(columns, p.Column)
	}
	for _, child := range p.Children {
		columns = compared(columns, child)
	}
	return columns
}

// filtered names the columns of the conditions of a field in the fault of a value that the database could not read.
func filtered(p *Prepared, f *fault.Fault) *fault.Fault {
	var v *fault.Violation
	if f.Code != fault.RequestValue || !errors.As(f, &v) {
		return f
	}
	var columns []*catalog.Column
	var below func(nodes []*plan.Node)
	below = func(nodes []*plan.Node) {
		for _, n := range nodes {
			columns = compared(columns, n.Where)
			below(n.Children)
		}
	}
	for _, field := range p.Plan.Fields {
		if field.Node != nil && (len(f.Path) == 0 || field.Key == f.Path[0]) {
			below([]*plan.Node{field.Node})
		}
	}
	out := *f
	mistyped(&out, columns)
	return &out
}
