package engine

import (
	"context"
	"errors"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
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
		a.Errors[i] = s.named(f)
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
	t := s.Catalog.TableBySQL(v.Table)
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
