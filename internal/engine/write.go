package engine

import (
	"context"
	"errors"
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// write runs a request that changes rows.
func (s *Snapshot) write(
	ctx context.Context, db exec.Database, p *Prepared, arguments request.Arguments, dst []byte, o exec.Options,
) exec.Answer {
	w, ok := db.(exec.Writer)
	if _, writes := s.database.(exec.Writer); !ok || !writes {
		return exec.Failed(readOnlyFault())
	}
	a := s.written(ctx, p, o, func(o exec.Options) exec.Answer {
		a := exec.Write(ctx, db, w, p.Program, arguments, dst, o)
		if !a.Moved || o.Fixed {
			return a
		}
		followed, err := p.followed()
		if err != nil {
			return exec.Failed(err)
		}
		o.Mark = ""
		return exec.Write(ctx, db, w, followed, arguments, dst, o)
	})
	in, _ := db.(*Session)
	for i, f := range a.Errors {
		a.Errors[i] = placed(p, s.named(f))
		if in == nil || in.writes == 0 { // other connections do not see what a transaction has written
			a.Errors[i] = s.brokenKey(ctx, p, arguments, a.Errors[i])
		}
	}
	return a
}

func readOnlyFault() *fault.Fault {
	return fault.New(fault.DatabaseReadOnly, "the database is served read-only").
		WithHint("serve it without the read-only setting")
}

// named replaces database names in a constraint fault by names of the API. A name that is not served is left out:
// the client may not know of it. Names set by exec stay.
func (s *Snapshot) named(f *fault.Fault) *fault.Fault {
	var v *fault.Violation
	if !errors.As(f, &v) || v.Table == "" {
		return f
	}
	t := s.Catalog.TableOf(catalog.QualifiedName{Schema: v.Schema, Name: v.Table})
	if t == nil {
		return f
	}
	out := *f
	out.Table, out.Constraint = t.TypeName, v.Constraint
	out.Columns = nil
	for _, name := range v.Columns {
		if c := t.ColumnBySQL(name); c != nil {
			out.Columns = append(out.Columns, c.Name)
		}
	}
	if len(out.Columns) < len(v.Columns) {
		out.Columns, out.Constraint = nil, "" // part of a key would be misleading
	}
	return &out
}

// placed names the table that a field writes in the fault of a constraint for which the database names none, and the
// column where the constraint is that of a type and one of the written columns has it.
func placed(p *Prepared, f *fault.Fault) *fault.Fault {
	var v *fault.Violation
	if f.Table != "" || !errors.As(f, &v) || v.Domain == "" && !v.Written {
		return f
	}
	w := writeOf(p, f)
	if w == nil {
		return f
	}
	out := *f
	out.Table = w.Table.TypeName
	if v.Written {
		if f.Code == fault.ConstraintType {
			mistyped(&out, written(w))
		}
		return &out
	}
	var of []*catalog.Column
	for _, c := range w.Table.Columns {
		if (c.Declared == v.Domain || c.Declared == v.Domain+"[]") && sets(w, c) {
			of = append(of, c)
		}
	}
	switch len(of) {
	case 0:
		return f // a trigger may have written it elsewhere
	case 1:
		out.Columns, out.Constraint = []string{of[0].Name}, v.Constraint
	}
	return &out
}

// writeOf returns the write of the field that a fault is at; nil where there is none.
func writeOf(p *Prepared, f *fault.Fault) *plan.Write {
	if len(f.Path) == 0 {
		return nil
	}
	i := slices.IndexFunc(p.Plan.Fields, func(field *plan.Field) bool { return field.Key == f.Path[0] })
	if i < 0 {
		return nil
	}
	return p.Plan.Fields[i].Write
}

// sets reports whether a write gives a column a value.
func sets(w *plan.Write, c *catalog.Column) bool {
	assigns := func(a plan.Assignment) bool { return a.Column == c }
	return slices.ContainsFunc(w.Inserts, func(set []*catalog.Column) bool { return slices.Contains(set, c) }) ||
		slices.ContainsFunc(w.Set, assigns) || slices.ContainsFunc(w.Inc, assigns)
}
