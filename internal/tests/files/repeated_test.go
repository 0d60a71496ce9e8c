package files_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestStrayCellsOfRepeatedRequests repeats filters and orders over many rows while another program writes cells of other
// classes and takes them away again. That none was there a moment ago never hides one that is there now.
func TestStrayCellsOfRepeatedRequests(t *testing.T) {
	const script = `CREATE TABLE t (id INTEGER PRIMARY KEY, i INTEGER, f REAL, d DECIMAL(10,2), e DATETIME, y BOOLEAN, s TEXT, u UUID);
WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < 3000)
INSERT INTO t SELECT k, k, k, k, 1704164645000 + k * 1000, k = 1, printf('%05d', k), printf('00000000-0000-4000-8000-%012d', k) FROM n;`
	file := filepath.Join(t.TempDir(), "repeated.sql")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	p := open(t, file)
	questions := map[string][]string{
		"i": {"where: {i: {lt: 2}}", "where: {i: {eq: 1}}", "orderBy: [{i: ASC}], limit: 1"},
		"f": {"where: {f: {lte: 1}}", "where: {f: {in: [1, -1]}}"},
		"d": {"where: {d: {lt: \"2\"}}", "where: {not: {d: {gt: \"1\"}}}"},
		"e": {"where: {e: {lte: \"2024-01-02T03:04:06Z\"}}", "orderBy: [{e: ASC}], limit: 1"},
		"y": {"where: {y: {eq: true}}"},
		"s": {"where: {s: {lt: \"00002\"}}", "where: {s: {eq: \"00001\"}}", "orderBy: [{s: ASC}], limit: 1"},
		"u": {"where: {u: {eq: \"00000000-0000-4000-8000-000000000001\"}}"},
	}
	for round := range 3 {
		for column, all := range questions {
			for _, question := range all {
				check := func(stray bool) {
					t.Helper()
					a := p.answer("{ rows: ts("+question+") { id } count: tsConnection("+connected(question)+") { totalCount } }", nil)
					if warned := a.Extensions["warnings"] != nil; fmt.Sprint(a.ids()) != "[1]" || warned != stray {
						t.Errorf("round %d, %s: %v, warns: %t, want %t %v", round, question, a.ids(), warned, stray, a.Errors)
					}
				}
				for range 12 {
					check(false)
				}
				p.change(fmt.Sprintf("INSERT INTO t (id, %s) VALUES (9999, %s)", column, map[bool]string{true: "x'00'", false: "'stray'"}[column == "s"]))
				for range 2 {
					check(true)
				}
				p.change("DELETE FROM t WHERE id = 9999")
			}
		}
	}
}

// TestDatesThatStopHavingOneForm repeats orders and filters over dates that all have one form, so that an index may come
// to sort them, while another program writes dates in other forms: they stand where their instants do.
func TestDatesThatStopHavingOneForm(t *testing.T) {
	const script = `CREATE TABLE t (id INTEGER PRIMARY KEY, w DATETIME, day DATE);
WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < 3000)
INSERT INTO t SELECT k, datetime(1700000000 + k * 60, 'unixepoch'), date(1700000000 + k * 86400, 'unixepoch') FROM n; CREATE INDEX t_w ON t (w);`
	file := filepath.Join(t.TempDir(), "form.sql")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	p := open(t, file)
	expect := func(arguments, want string, warned bool) {
		t.Helper()
		a := p.answer("{ rows: ts("+arguments+") { id } }", nil)
		if got := fmt.Sprint(a.ids()); got != want || a.Extensions["warnings"] != nil != warned {
			t.Errorf("%s: %s, want %s: %v %v", arguments, got, want, a.Extensions, a.Errors)
		}
	}
	const first, from, day = "orderBy: [{w: ASC}], limit: 3", `where: {w: {lt: "2023-11-14T22:15:20.5Z"}}`, `where: {day: {lte: "2023-11-16"}}`
	for range 4 {
		for range 12 {
			expect(first, "[1 2 3]", false)
			expect(from, "[1 2]", false)
			expect(day, "[1 2]", false)
		}
		// As text the first stands after all others of its day, though it is of the day before; the second is between two.
		p.change("INSERT INTO t VALUES (4001, '2023-11-15T00:14:00+02:00', '2023-11-01 00:00:00'), (4002, '2023-11-14 22:15:20.25', NULL)")
		expect(first, "[4001 1 2]", false)
		expect(from, "[1 2 4001 4002]", false)
		expect(day, "[1 2 4001]", false)
		p.change("DELETE FROM t WHERE id > 4000; INSERT INTO t VALUES (4003, 'soon', 'soon')")
		expect(first, "[1 2 3]", true)
		expect(from, "[1 2]", true)
		expect(day, "[1 2]", true)
		p.change("DELETE FROM t WHERE id > 4000")
	}
}

// connected returns the arguments of a connection over the rows of a list.
func connected(arguments string) string {
	if arguments[0] == 'o' {
		return "first: 1"
	}
	return arguments + ", first: 1"
}

func (p *program) change(statement string) {
	p.t.Helper()
	if _, err := p.db.ExecContext(p.t.Context(), statement); err != nil {
		p.t.Fatal(err)
	}
}
