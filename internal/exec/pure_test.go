package exec_test

import (
	"context"
	"fmt"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/exec"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// knowing is a database that knows of columns that they hold only cells of their kind, or did a moment ago.
type knowing struct {
	tables
	knew, knows bool
}

func (k *knowing) Read(_ context.Context, _ bool, f func(exec.Reader) error) error { return f(k) }

func (k *knowing) Pure(string, []*catalog.Column) bool { return k.knew }

func (k *knowing) QueryPure(sql string, args []any, _ []*catalog.Column) (exec.Rows, bool, error) {
	if !k.knows {
		return nil, false, nil
	}
	rows, err := k.Query(sql, args)
	return rows, true, err
}

// TestPureStatementsTakeThePlaceOfOthers requires that a statement that relies on what a database knows runs exactly
// where it still knows it.
func TestPureStatementsTakeThePlaceOfOthers(t *testing.T) {
	p := program(request.List, query("looks", object(cell("n", 0, name))))
	p.Fields[0].Query.Pure = &sqlgen.Pure{Statement: sqlgen.Statement{SQL: "pure"}, Columns: []*catalog.Column{name}}
	for _, c := range []struct {
		knew, knows bool
		want        string
	}{{false, false, "[looks]"}, {true, false, "[looks]"}, {true, true, "[pure]"}} {
		db := &knowing{tables{rows: map[string][][]any{"looks": {{"a"}}, "pure": {{"a"}}}}, c.knew, c.knows}
		if a := exec.Run(t.Context(), db, p, request.Arguments{}, nil, exec.Options{Rows: 10, Bytes: 1000}); string(a.Data) != `{"a":[{"n":"a"}]}` {
			t.Errorf("%s %v", a.Data, a.Errors)
		}
		if got := fmt.Sprint(db.order); got != c.want {
			t.Errorf("knew: %t, knows: %t: ran %s, want %s", c.knew, c.knows, got, c.want)
		}
	}
}
