package exec_test

import (
	"context"
	"errors"
	"testing"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// settling is a database whose readers know the mark of its tables, unless it is empty.
type settling struct {
	*tables
	mark    string
	markErr error
	readErr error
}

type settledReader struct {
	exec.Reader
	of *settling
}

func (r *settledReader) Mark() (string, error) { return r.of.mark, r.of.markErr }

func (r *settledReader) Query(sql string, args []any) (exec.Rows, error) {
	if r.of.readErr != nil {
		return nil, r.of.readErr
	}
	return r.Reader.Query(sql, args)
}

func (s *settling) Read(ctx context.Context, snapshot bool, f func(exec.Reader) error) error {
	return s.tables.Read(ctx, snapshot, func(r exec.Reader) error {
		if s.mark == "" {
			return f(r)
		}
		return f(&settledReader{r, s})
	})
}

// TestFixed: a program held to a mark returns nothing of other tables, neither rows nor the cause of a failure.
func TestFixed(t *testing.T) {
	q := &sqlgen.Query{SQL: "p", Key: "p", Limit: request.None, Max: 10}
	program := &sqlgen.Program{Fields: []sqlgen.Field{{Key: "p", Prefix: []byte(`"p":`), Query: q}}, Statements: 1}
	rows := map[string][][]any{"p": {{int64(1)}}}
	busy, wrong := fault.New(fault.DatabaseBusy, "busy"), fault.New(fault.DatabaseValue, "wrong")
	for _, c := range []struct {
		name  string
		db    settling
		fixed bool
		want  string
		moved bool
	}{
		{"the same tables", settling{mark: "1"}, true, `{"p":[{}]}`, false},
		{"other tables", settling{mark: "2"}, true, "null !SCHEMA_CHANGED[]", true},
		{"other tables of nobody's concern", settling{mark: "2"}, false, `{"p":[{}]}`, false},
		{"other tables that cannot be read", settling{mark: "2", readErr: wrong}, true, "null !SCHEMA_CHANGED[]", true},
		{"the same tables, which cannot be read", settling{mark: "1", readErr: wrong}, true, "null !DATABASE_VALUE[p]", false},
		{"no mark to be had", settling{mark: "1", markErr: busy}, true, "null !DATABASE_BUSY[]", false},
		{"neither rows nor a mark", settling{mark: "1", markErr: busy, readErr: wrong}, true, "null !DATABASE_VALUE[p]", false},
		{"a reader without marks", settling{}, true, "null !INTERNAL[]", false},
	} {
		c.db.tables = &tables{rows: rows}
		o := allRows
		o.Mark, o.Fixed = "1", c.fixed
		a := exec.Run(t.Context(), &c.db, program, nil, nil, o)
		if got := text(a); got != c.want || a.Moved != c.moved {
			t.Errorf("%s: moved %v: %s, want %s", c.name, a.Moved, got, c.want)
		}
	}
}

// TestFixedPages: each page is held to the mark, and reading continues over other tables only with the same
// statements.
func TestFixedPages(t *testing.T) {
	query := func(sql string) *sqlgen.Program {
		return &sqlgen.Program{Fields: []sqlgen.Field{{Key: "p", Query: &sqlgen.Query{SQL: sql, Key: "p", Scroll: &sqlgen.Scroll{}}}}}
	}
	many := make([][]any, 1001)
	for i := range many {
		many[i] = []any{int64(i)}
	}
	db := &settling{tables: &tables{rows: map[string][][]any{"p": many, "q": many}}, mark: "2"}
	o := allRows
	o.Mark, o.Fixed = "1", true
	s, err := exec.NewScroll(db, query("q"), nil, -1, o)
	if err != nil {
		t.Fatal(err)
	}
	next := func() error {
		_, err := s.Next(t.Context(), nil, exec.Page{Bytes: 1 << 20})
		return err
	}
	if err := next(); !errors.Is(err, exec.ErrMoved) {
		t.Errorf("the first page of other tables: %v", err)
	}
	if !s.Over(query("p"), "2") || next() != nil {
		t.Error("the first page is not read anew")
	}
	db.mark = "3"
	if err := next(); !errors.Is(err, exec.ErrMoved) {
		t.Errorf("a later page of other tables: %v", err)
	}
	if s.Over(query("q"), "3") || s.Over(&sqlgen.Program{}, "3") {
		t.Error("a list that has begun goes on as another")
	}
	if !s.Over(query("p"), "3") || next() != nil {
		t.Error("a list does not go on by the same statements")
	}
}
