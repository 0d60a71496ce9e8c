package sqlite

import (
	"encoding/base64"
	"fmt"
	"math"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/cell"
	"tiddly/internal/dialect"
	"tiddly/internal/exec"
	"tiddly/internal/request"
)

// wild are cells as programs write them, as SQL.
var wild = []string{
	"NULL", "0", "1", "-1", "2", "5", "5000000000", "-9223372036854775808", "1704164645", "1704164645006", "1704164645006007", "1704164645006007008",
	"13348638245006007", "133486382450060070", "2460311.627835648", "1704164645.5", "1704164645.1234567", "725857445.25", "1.5", "0.1 * 3", "21.989", "0.9",
	"9e999", "1e300", "''", "'0000-00-00'", "'0000-00-00 00:00:00'", "'2024-01-02'", "'2024-01-02 03:04:05'", "'2024-01-02T03:04:05.006Z'",
	"'2024-01-02 03:04:05.000 +00:00'", "'2024-01-02 03:04:05.1 +0000 UTC'", "'2024-01-02 05:04:05+02:00'", "'12:30'", "'12:30:05.5'", "'t'", "'true'", "'f'", "'FALSE'",
	"'5'", "'007'", "'1e3'", "'text'", "'naïve'", "'0188f3c1-2a3b-7c4d-8e5f-0123456789ab'", "'{\"a\": 1}'", "'[1, 2]'", "CAST('[1234]' AS BLOB)", "jsonb('{\"a\":[1,2]}')",
	"5.0", "CAST(x'ff' AS TEXT)", "x''", "x'00ff'", "x'74657874'", "x'35'", "x'0188f3c12a3b7c4d8e5f0123456789ab'",
}

// TestRandomCells fills columns of every declared type with cells of any form, a few forms at a time. What is read is
// found again by the same value and only it, sorts by what it means, and everything else is counted as bad.
func TestRandomCells(t *testing.T) {
	declared := []string{
		"", "INTEGER", "BIGINT", "TEXT", "REAL", "NUMERIC", "DECIMAL(10,2)", "BOOLEAN", "DATETIME", "TIMESTAMP", "DATE", "TIME", "UUID", "JSON", "BLOB", "POLYGON", "MEMO", "ANY",
	}
	random := random(t)
	for round := range 100 {
		of := declared[random.IntN(len(declared))]
		var cells []string
		forms := 1 + random.IntN(4)
		for range forms {
			cells = append(cells, wild[random.IntN(len(wild))])
		}
		var values []string
		for i := range 1 + random.IntN(12) {
			values = append(values, fmt.Sprintf("(%d, %s)", i, cells[random.IntN(forms)]))
		}
		script := "CREATE TABLE t (id INTEGER PRIMARY KEY, c " + of + "); CREATE INDEX t_c ON t(c); INSERT INTO t VALUES " + strings.Join(values, ", ")
		if round%2 == 1 {
			script = strings.Replace(script, "CREATE INDEX t_c ON t(c);", "", 1)
		}
		if problem := checkCells(t, script); problem != "" {
			t.Errorf("round %d: %s\n%s", round, problem, script)
		}
	}
}

func checkCells(t *testing.T, script string) string {
	t.Helper()
	d := openFile(t, Options{Path: newFile(t, script)})
	defer func() { _ = d.Close() }()
	source, err := d.Inspect(t.Context(), catalog.Overrides{})
	if err != nil {
		return err.Error()
	}
	of := &source.Tables[0].Columns[1].Type
	storage := d.Dialect().Storages[of.Storage]
	bad := 0
	shown := map[int64]string{}
	err = d.Read(t.Context(), true, func(r exec.Reader) error {
		rows, err := r.Query("SELECT id, +c FROM t", nil)
		if err != nil {
			return err
		}
		for rows.Next() {
			id, _ := rows.Int(0)
			if rows.Null(1) {
				shown[id] = "null"
				continue
			}
			text, ok := rows.AppendJSON(nil, 1, of, nil)
			if !ok {
				bad++
				text = []byte("bad")
			}
			shown[id] = string(text)
		}
		return rows.Close()
	})
	if err != nil {
		return err.Error()
	}
	if found := source.Evidence[0].Columns[1].Bad; found != bad && of.Kind != catalog.JSON {
		return fmt.Sprintf("%s (%s): %d cells are bad, %d were counted: %v", of.Kind, of.Storage, bad, found, shown)
	}
	return checkFinds(t, d, of, &storage, shown)
}

// checkFinds compares what equality finds, alone and in a list, with what is shown.
func checkFinds(t *testing.T, d *Database, of *catalog.Type, storage *dialect.Storage, shown map[int64]string) string {
	t.Helper()
	for op, equal := range map[request.Op]bool{request.Eq: true, request.In: true, request.Ne: false, request.NotIn: false} {
		f, ok := storage.Ops[op]
		if !ok {
			continue
		}
		f.SQL = dialect.Numbered(f.SQL, of.Scale)
		for id, text := range shown {
			value, ok := valueOf(of.Kind, text)
			if !ok {
				continue
			}
			condition, args := spell(t, f, "t.c", value)
			found := " " + strings.Join(ask1(t, d, "SELECT id FROM t WHERE "+condition+" ORDER BY id", args...), " ") + " "
			for other, is := range shown {
				if is == "bad" && !equal {
					continue // counted, and in the answer's warnings
				}
				want := is != "null" && (is == text) == equal
				if has := strings.Contains(found, fmt.Sprintf(" %d ", other)); has != want {
					return fmt.Sprintf("%s (%s): row %d is %s, and %s %s finds it: %v (from row %d)", of.Kind, of.Storage, other, is, op, text, has, id)
				}
			}
		}
	}
	return ""
}

// valueOf returns the neutral value of what is shown; false for what is not compared here.
func valueOf(kind catalog.Kind, shown string) (any, bool) {
	inside := strings.Trim(shown, `"`)
	switch {
	case shown == "null" || shown == "bad":
		return nil, false
	case kind == catalog.DateTime, kind == catalog.Date:
		return anyOf(cell.ParseInstant(inside))
	case kind == catalog.Time:
		return anyOf(cell.ParseClock(inside))
	case kind == catalog.Boolean:
		return shown == "true", true
	case kind == catalog.Int, kind == catalog.BigInt:
		n, ok := numeral(inside).(int64)
		return n, ok
	case kind == catalog.Float:
		switch n := numeral(shown).(type) {
		case int64:
			return float64(n), math.Abs(float64(n)) < 1<<53
		default:
			return n, true
		}
	case kind == catalog.Decimal, kind == catalog.UUID:
		return inside, true
	case kind == catalog.Bytes:
		data, err := base64.StdEncoding.DecodeString(inside)
		return data, err == nil
	case kind == catalog.String:
		return inside, !strings.Contains(shown, `\`)
	default:
		return nil, false
	}
}

func anyOf(n int64, ok bool) (any, bool) { return n, ok }
