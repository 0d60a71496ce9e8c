package files_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// TestStrayCells writes cells of other classes into a table that is served already: no comparison finds them, each
// warns of them, and what is searched by an index still is.
func TestStrayCells(t *testing.T) {
	const script = `CREATE TABLE own (id INTEGER PRIMARY KEY);
INSERT INTO own VALUES (1);
CREATE TABLE t (id INTEGER PRIMARY KEY, own_id REFERENCES own, i INTEGER, b BIGINT, f REAL, d DECIMAL(10,2), e DATETIME, y BOOLEAN, s TEXT, x BLOB, u UUID, w DATETIME, z TIME);
INSERT INTO t VALUES (1, 1, 5, 5, 5, 5, 1704164645, 1, 'a', x'01', '00000000-0000-4000-8000-000000000005', '2024-01-02 03:04:05', '03:04:05');
INSERT INTO t VALUES (2, 1, 6, 6, 6, 6, 1704164646, 0, 'b', x'02', '00000000-0000-4000-8000-000000000006', '2025-01-02 03:04:05', '03:04:06');
CREATE VIEW v AS SELECT id, i FROM t;`
	const indexes = `CREATE INDEX i1 ON t(i); CREATE INDEX i2 ON t(b); CREATE INDEX i3 ON t(f); CREATE INDEX i4 ON t(d); CREATE INDEX i5 ON t(e);
CREATE INDEX i6 ON t(y); CREATE INDEX i7 ON t(s); CREATE INDEX i8 ON t(x); CREATE INDEX i9 ON t(u); CREATE INDEX i10 ON t(w); CREATE INDEX i11 ON t(z);`
	const stray = `INSERT INTO t VALUES (3, 1, 'n', 'n', 'n', 'n', 'n', 'n', x'00', 7, 'n', 'n', 'n'); INSERT INTO t VALUES (4, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`
	ids := func(list ...int) []any {
		var all []any
		for _, id := range list {
			all = append(all, fmt.Sprint(id))
		}
		return all
	}
	values := map[string]string{
		"i": "5", "b": `"5"`, "f": "5", "d": `"5"`, "e": `"2024-01-02T03:04:05Z"`, "y": "true", "s": `"a"`, "x": `"AQ=="`,
		"u": `"00000000-0000-4000-8000-000000000005"`, "w": `"2024-01-02T03:04:05Z"`, "z": `"03:04:05"`,
	}
	filters := map[string][]any{
		"{%[1]s: {eq: %[2]s}}": ids(1), "{%[1]s: {in: [%[2]s]}}": ids(1), "{%[1]s: {ne: %[2]s}}": ids(2), "{%[1]s: {notIn: [%[2]s]}}": ids(2),
		"{not: {%[1]s: {eq: %[2]s}}}": ids(2), "{not: {%[1]s: {in: [%[2]s]}}}": ids(2), "{%[1]s: {isNull: true}}": ids(4), "{%[1]s: {isNull: false}}": ids(1, 2, 3),
		"{own: {ts: {some: {%[1]s: {eq: %[2]s}}}}}": ids(1, 2, 3, 4), "{own: {ts: {every: {%[1]s: {ne: %[2]s}}}}}": nil,
	}
	ranges := map[string][]any{
		"{%[1]s: {gt: %[2]s}}": ids(2), "{%[1]s: {gte: %[2]s}}": ids(1, 2), "{%[1]s: {lt: %[2]s}}": nil, "{%[1]s: {lte: %[2]s}}": ids(1), "{not: {%[1]s: {lt: %[2]s}}}": ids(1, 2),
	}
	partial := regexp.MustCompile(`t\((\w+)\);`).ReplaceAllString(indexes, "t($1) WHERE $1 IS NOT NULL;")
	for _, with := range []string{"", indexes, partial} {
		file := filepath.Join(t.TempDir(), "stray.sql")
		if err := os.WriteFile(file, []byte(script+with), 0o600); err != nil {
			t.Fatal(err)
		}
		p := open(t, file)
		if _, err := p.db.ExecContext(t.Context(), stray); err != nil {
			t.Fatal(err)
		}
		for column, value := range values {
			for filter, want := range filters {
				p.checkStray(fmt.Sprintf(filter, column, value), want)
			}
			for filter, want := range ranges {
				if column != "y" && column != "x" {
					p.checkStray(fmt.Sprintf(filter, column, value), want)
				}
			}
			p.checkStrayOrders(column)
		}
	}
}

// checkStray requires that a filter finds the rows, and warns unless it compares nothing.
func (p *program) checkStray(where string, want []any) {
	p.t.Helper()
	a := p.answer("{ rows: ts(where: "+where+") { id } }", nil)
	got := a.ids()
	for i := range got {
		got[i] = fmt.Sprint(got[i])
	}
	if warned := a.Extensions["warnings"] != nil; !reflect.DeepEqual(got, want) || warned == strings.Contains(where, "isNull") {
		p.t.Errorf("%s finds %v, want %v, and warns: %t %v", where, got, want, warned, a.Errors)
	}
}

// checkStrayOrders requires that an order has every row, and warns.
func (p *program) checkStrayOrders(column string) {
	p.t.Helper()
	if column == "x" {
		return
	}
	for order, rows := range map[string]int{
		"orderBy: [{" + column + ": ASC}]": 4, "orderBy: [{" + column + ": DESC}]": 4, "orderBy: [{" + column + ": ASC}], distinctOn: [" + strings.ToUpper(column) + "]": 3,
	} {
		a := p.answer("{ rows: ts("+order+") { id } }", nil)
		if len(a.rows()) < rows || a.Extensions["warnings"] == nil {
			p.t.Errorf("%s: %v %v %v", order, a.ids(), a.Extensions, a.Errors)
		}
	}
}

// TestStrayCellsElsewhere compares stray cells by a view and by REST.
func TestStrayCellsElsewhere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "stray.sql")
	const script = `CREATE TABLE t (id INTEGER PRIMARY KEY, i INTEGER); CREATE INDEX i1 ON t(i); CREATE VIEW v AS SELECT id, i FROM t; INSERT INTO t VALUES (1, 5)`
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	p := open(t, file)
	if _, err := p.db.ExecContext(t.Context(), "INSERT INTO t VALUES (2, 'n')"); err != nil {
		t.Fatal(err)
	}
	if view := p.catalog.TableBySQL("v"); !view.ColumnBySQL("i").Sought || !view.ColumnBySQL("id").Sought {
		t.Error("an index serves the view no more")
	}
	if a := p.answer("{ rows: vs(where: {i: {lt: 6}}) { id } }", nil); len(a.rows()) != 1 || a.Extensions["warnings"] == nil {
		t.Errorf("the view: %v %v", a.ids(), a.Extensions)
	}
	w := httptest.NewRecorder()
	p.rest.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/t?i=5", nil))
	if got := w.Header().Get("Tiddly-Warning"); got == "" {
		t.Errorf("REST does not warn: %d %s", w.Code, w.Body)
	}
}
