package files_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestCleanCellsAreNotWarnedOf asks for rows by conditions in every surrounding that they can have, where every cell is
// of its column's kind: nobody is warned.
func TestCleanCellsAreNotWarnedOf(t *testing.T) {
	const script = `CREATE TABLE own (id INTEGER PRIMARY KEY, i INTEGER);
INSERT INTO own VALUES (1, 5);
CREATE TABLE t (id INTEGER PRIMARY KEY, own_id REFERENCES own, i INTEGER, f REAL, d DECIMAL(10,2), e DATETIME, y BOOLEAN, yn BOOLEAN, s TEXT, x BLOB, u UUID, w DATETIME, z TIME);
INSERT INTO t VALUES (1, 1, 5, 5, 5, 1704164645, 1, 'yes', 'a', x'01', '00000000-0000-4000-8000-000000000005', '2024-01-02 03:04:05', '03:04:05');
INSERT INTO t VALUES (2, 1, 6, 6, 6, 1704164646, 0, 'no', 'b', x'02', '00000000-0000-4000-8000-000000000006', '2025-01-02 03:04:05', '03:04:06');
INSERT INTO t VALUES (3, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
`
	const indexes = `CREATE INDEX i1 ON t(i); CREATE INDEX i3 ON t(f); CREATE INDEX i4 ON t(d); CREATE INDEX i5 ON t(e);
CREATE INDEX i6 ON t(y); CREATE INDEX i12 ON t(yn); CREATE INDEX i7 ON t(s); CREATE INDEX i8 ON t(x); CREATE INDEX i9 ON t(u); CREATE INDEX i10 ON t(w); CREATE INDEX i11 ON t(z);`
	values := map[string]string{
		"i": "5", "f": "5", "d": `"5"`, "e": `"2024-01-02T03:04:05Z"`, "y": "true", "yn": "true", "s": `"a"`, "x": `"AQ=="`,
		"u": `"00000000-0000-4000-8000-000000000005"`, "w": `"2024-01-02T03:04:05Z"`, "z": `"03:04:05"`,
	}
	surroundings := []string{
		"where: {%s}", "where: {not: {%s}}", "where: {not: {not: {%s}}}", "where: {or: [{%s}, {id: {eq: 1}}]}", "where: {not: {or: [{%s}, {id: {eq: 1}}]}}",
		"where: {own: {ts: {every: {%s}}}}", "where: {own: {ts: {some: {%s}}}}", "where: {own: {ts: {none: {%s}}}}", "where: {not: {own: {ts: {every: {not: {%s}}}}}}",
	}
	partial := regexp.MustCompile(`t\((\w+)\);`).ReplaceAllString(indexes, "t($1) WHERE $1 IS NOT NULL;")
	for _, with := range []string{"", indexes, partial} {
		file := filepath.Join(t.TempDir(), "clean.sql")
		if err := os.WriteFile(file, []byte(script+with), 0o600); err != nil {
			t.Fatal(err)
		}
		p := open(t, file)
		for column, value := range values {
			ops := []string{"eq: " + value, "ne: " + value, "in: [" + value + "]", "notIn: [" + value + "]"}
			if column != "y" && column != "yn" && column != "x" {
				ops = append(ops, "gt: "+value, "gte: "+value, "lt: "+value, "lte: "+value)
			}
			for _, op := range ops {
				for _, around := range surroundings {
					where := fmt.Sprintf(around, column+": {"+op+"}")
					if a := p.answer("{ rows: ts("+where+") { id } }", nil); a.Extensions["warnings"] != nil || len(a.Errors) > 0 {
						t.Errorf("%q: %s: %v %v", with, where, a.Extensions, a.Errors)
					}
				}
			}
		}
	}
}
