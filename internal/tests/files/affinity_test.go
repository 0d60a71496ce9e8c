package files_test

import (
	"os"
	"path/filepath"
	"testing"
)

// TestStrayCellsUnderNumericAffinity has cells that are none in indexed columns whose declared types have numeric
// affinity, under which SQLite compares with '0' as with the number: each is warned of by a filter that leaves it out.
func TestStrayCellsUnderNumericAffinity(t *testing.T) {
	const id = "00000000-0000-4000-8000-000000000001"
	for _, c := range []struct{ declared, first, stray, kind, value string }{
		{"UUID", "'" + id + "'", "2460312.5", "UUID!", id},
		{"UUID", "'" + id + "'", "''", "UUID!", id},
		{"UUID", "'" + id + "'", "7", "UUID!", id},
		{"UUID", "'" + id + "'", "x''", "UUID!", id},
		{"UUID", "'" + id + "'", "'+x'", "UUID!", id},
		{"DATE", "'2024-01-02'", "' x'", "Date!", "2024-01-02"},
		{"DATETIME", "'2024-01-02 03:04:05'", "'+x'", "DateTime!", "2024-01-02T03:04:05Z"},
	} {
		t.Run(c.declared+" "+c.stray, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "stray.sql")
			script := "CREATE TABLE t (id INTEGER PRIMARY KEY, c " + c.declared + "); CREATE INDEX i ON t (c); INSERT INTO t VALUES (1, " + c.first + ");"
			if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
				t.Fatal(err)
			}
			p := open(t, file)
			if _, err := p.db.ExecContext(t.Context(), "INSERT INTO t VALUES (2, "+c.stray+")"); err != nil {
				t.Fatal(err)
			}
			for _, op := range []string{"eq: $v", "in: [$v]"} {
				a := p.answer("query ($v: "+c.kind+") { rows: ts(where: {c: {"+op+"}}) { id } }", map[string]any{"v": c.value})
				if len(a.ids()) != 1 || a.Extensions["warnings"] == nil {
					t.Errorf("%s finds %v, and warns of %v", op, a.ids(), a.Extensions["warnings"])
				}
			}
		})
	}
}
