package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// remedies matches the settings in a hint.
var remedies = regexp.MustCompile(`tables\.(\w+)\.columns\.(\w+)\.(\w+): (\w+)`)

// TestHintsOfCellsWork reads cells that do not fit their columns' kinds, applies the settings of each hint, and
// reads them again.
func TestHintsOfCellsWork(t *testing.T) {
	for _, c := range []struct{ declared, cell, hint, read string }{
		{"INTEGER NOT NULL", "1700000000123", "kind: BigInt", `"1700000000123"`},
		{"INTEGER", "'five'", "kind: String", `"five"`},
		{"INTEGER", "x'01ff'", "kind: Bytes", `"Af8="`},
		{"INT", "1.5", "kind: Float", "1.5"},
		{"BIGINT", "'x'", "kind: String", `"x"`},
		{"REAL", "'x'", "kind: String", `"x"`},
		{"REAL", "9e999", "kind: String", `"Inf"`},
		{"DECIMAL(10,2)", "'much'", "kind: String", `"much"`},
		{"BOOLEAN", "2", "kind: Int", "2"},
		{"BOOLEAN", "'t'", "mixed: number", "true"},
		{"BOOLEAN", "-1", "mixed: number", "true"},
		{"BOOLEAN", "5000000000", "kind: BigInt", `"5000000000"`},
		{"DATETIME", "1704164645", "epoch: s", `"2024-01-02T03:04:05Z"`},
		{"DATETIME", "1704164645006", "epoch: ms", `"2024-01-02T03:04:05.006Z"`},
		{"DATETIME", "1704164645006007", "epoch: us", `"2024-01-02T03:04:05.006007Z"`},
		{"DATETIME", "13348638245006007", "epoch: us1601", `"2024-01-02T03:04:05.006007Z"`},
		{"DATETIME", "2460311.5", "epoch: julian", `"2024-01-02T00:00:00Z"`},
		{"DATETIME", "5000000000000000000", "kind: BigInt", `"5000000000000000000"`},
		{"DATETIME", "1.5e300", "kind: Float", "1.5e+300"},
		{"DATETIME", "'yesterday'", "kind: String", `"yesterday"`},
		{"DATETIME", "'03:04:05'", "kind: Time", `"03:04:05"`},
		{"DATE", "'2024-01-02 03:04:05'", "kind: DateTime", `"2024-01-02T03:04:05Z"`},
		{"DATE", "1704153600", "kind: Date", `"2024-01-02"`},
		{"DATE", "1704164645", "kind: DateTime", `"2024-01-02T03:04:05Z"`},
		{"TIME", "'2024-01-02 03:04'", "kind: DateTime", `"2024-01-02T03:04:00Z"`},
		{"TIME", "45", "kind: Int", "45"},
		{"UUID", "'no'", "kind: String", `"no"`},
		{"UUID", "x'0102'", "kind: Bytes", `"AQI="`},
		{"JSON", "'{'", "kind: String", `"{"`},
		{"JSON", "x'ff'", "kind: Bytes", `"/w=="`},
		{"BLOB", "5", "kind: Int", "5"},
		{"TEXT", "x'61'", "mixed: text", `"a"`},
		{"TEXT", "x'ff'", "kind: Bytes", `"/w=="`},
		{"TEXT", "CAST(x'ff' AS TEXT)", "kind: Bytes", `"/w=="`},
	} {
		t.Run(c.declared+" "+c.cell, func(t *testing.T) {
			inFolder(t, fmt.Sprintf(unseen, c.declared, c.cell), "db: shop.db\n")
			hint, _ := cellOf(t)
			found := remedies.FindAllStringSubmatch(hint, -1)
			if !strings.Contains(hint, c.hint) {
				t.Fatalf("the hint is %q, want %s in it", hint, c.hint)
			}
			yml := "db: shop.db\ntables:\n  t:\n    columns:\n      c:\n        name: c\n"
			for _, m := range found {
				yml += "        " + m[3] + ": " + m[4] + "\n"
			}
			if err := os.WriteFile("tiddly.yml", []byte(yml), 0o600); err != nil {
				t.Fatal(err)
			}
			if hint, cell := cellOf(t); hint != "" || cell != c.read {
				t.Errorf("with\n%s the cell is %s, hint %q; want %s", yml, cell, hint, c.read)
			}
		})
	}
}

// unseen is a table in which nobody who looks at the first and the last rows sees a cell: 300 rows of the cell's kind,
// or of NULL, surround it.
const unseen = `CREATE TABLE t (id INTEGER PRIMARY KEY, c %[1]s); INSERT INTO t VALUES (151, %[2]s);
	WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
	INSERT INTO t SELECT i, CASE WHEN '%[1]s' LIKE '%%NOT NULL' THEN 1 END FROM n WHERE i <> 151;`

// cellOf serves the folder and returns its only cell, or the hint of its error.
func cellOf(t *testing.T) (hint, cell string) {
	t.Helper()
	r := start(t)
	defer r.stop(t)
	var answer struct {
		Data   struct{ Ts []struct{ C json.RawMessage } }
		Errors []struct {
			Extensions struct{ Code, Hint string }
		}
	}
	if _, text := r.ask(t, "{ ts(where: {id: {eq: 151}}) { c } }"); json.Unmarshal([]byte(text), &answer) != nil {
		t.Fatalf("the answer is no JSON: %s", text)
	}
	if len(answer.Errors) > 0 {
		return answer.Errors[0].Extensions.Hint, ""
	}
	if len(answer.Data.Ts) != 1 {
		t.Fatalf("%d rows", len(answer.Data.Ts))
	}
	return "", string(answer.Data.Ts[0].C)
}
