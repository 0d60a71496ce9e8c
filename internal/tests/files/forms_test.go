package files_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiddly/internal/catalog"
)

// TestWritesKeepForms writes into columns of dates, times, Booleans and UUIDs as programs fill them: cells are written
// back as they were, and new ones look like them, by GraphQL and by REST.
func TestWritesKeepForms(t *testing.T) {
	for _, c := range []struct{ declared, cell, value, written string }{
		{"DATETIME", "'2024-01-02 03:04:05'", `"2025-06-07T08:09:10Z"`, "2025-06-07 08:09:10"},
		{"DATETIME", "'2024-01-02T03:04:05Z'", `"2025-06-07T08:09:10Z"`, "2025-06-07T08:09:10Z"},
		{"DATETIME", "'2024-01-02T03:04:05.678Z'", `"2025-06-07T08:09:10Z"`, "2025-06-07T08:09:10.000Z"},
		{"DATETIME", "'2024-01-02T03:04:05.678Z'", `"2025-06-07T08:09:10.1234Z"`, "2025-06-07T08:09:10.123400Z"},
		{"DATETIME", "'2024-01-02T03:04:05+00:00'", `"2025-06-07T10:09:10+02:00"`, "2025-06-07T08:09:10+00:00"},
		{"DATETIME", "'2024-01-02 03:04:05.000 +00:00'", `"2025-06-07T08:09:10Z"`, "2025-06-07 08:09:10.000 +00:00"},
		{"DATETIME", "'2024-01-02 03:04:05.123456'", `"2025-06-07T08:09:10Z"`, "2025-06-07 08:09:10.000000"},
		{"DATETIME", "'2024-01-02 03:04:05.12 +0000 UTC'", `"2025-06-07T08:09:10.5Z"`, "2025-06-07 08:09:10.5 +0000 UTC"},
		{"DATETIME", "'2024-01-02'", `"2025-06-07T00:00:00Z"`, "2025-06-07"},
		{"DATETIME", "1704164645006", `"2025-06-07T00:00:00Z"`, "1749254400000"},
		{"DATE", "'2024-01-02'", `"2025-06-07"`, "2025-06-07"},
		{"DATE", "'2024-01-02 00:00:00.000'", `"2025-06-07"`, "2025-06-07 00:00:00.000"},
		{"TIME", "'03:04'", `"08:09:00"`, "08:09"},
		{"TIME", "'03:04:05.000'", `"08:09:10"`, "08:09:10.000"},
		{"BOOLEAN", "'t'", "false", "f"},
		{"BOOLEAN", "'True'", "false", "False"},
		{"BOOLEAN", "'Y'", "false", "N"},
		{"BOOLEAN", "1", "false", "0"},
		{"UUID", "'0188F3C1-2A3B-7C4D-8E5F-0123456789AB'", `"0188f3c1-2a3b-7c4d-8e5f-0123456789ac"`, "0188F3C1-2A3B-7C4D-8E5F-0123456789AC"},
		{"UUID", "'0188f3c1-2a3b-7c4d-8e5f-0123456789ab'", `"0188F3C1-2A3B-7C4D-8E5F-0123456789AC"`, "0188f3c1-2a3b-7c4d-8e5f-0123456789ac"},
		{"UUID", "x'0188f3c12a3b7c4d8e5f0123456789ab'", `"0188f3c1-2a3b-7c4d-8e5f-0123456789ac"`, "\x01\x88\xf3\xc1*;|M\x8e_\x01#Eg\x89\xac"},
	} {
		for _, index := range []string{"", "CREATE INDEX i ON t(v);"} {
			file := filepath.Join(t.TempDir(), "forms.sql")
			script := "CREATE TABLE t (id INTEGER PRIMARY KEY, v " + c.declared + ");" + index + "INSERT INTO t VALUES (1, " + c.cell + "), (2, " + c.cell + ");"
			if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
				t.Fatal(err)
			}
			p := open(t, file)
			p.checkForm(p.catalog.TableBySQL("t").ColumnBySQL("v"), c.value, c.written)
		}
	}
}

func (p *program) checkForm(c *catalog.Column, value, written string) {
	p.t.Helper()
	raw := func(id int) string {
		return fmt.Sprint(p.cells(fmt.Sprintf("SELECT CAST(v AS TEXT) FROM t WHERE id = %d", id))[0][0])
	}
	was := raw(1)
	row, _ := p.ask("{ t(by: {id: 1}) { v } }", nil)["t"].(map[string]any)
	p.ask("mutation ($v: "+kindOf(c)+") { updateT(by: {id: 1}, set: {v: $v}) { affectedRows } }", map[string]any{"v": row["v"]})
	if got := raw(1); got != was {
		p.t.Errorf("%s: %q written back is %q", c.Declared, was, got)
	}
	p.ask("mutation { insertT(input: {id: 3, v: "+value+"}) { affectedRows } }", nil)
	p.ask("mutation { updateT(by: {id: 2}, set: {v: "+value+"}) { affectedRows } }", nil)
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(p.t.Context(), http.MethodPost, "/t", strings.NewReader(`{"id": 4, "v": `+value+`}`))
	r.Header.Set("Content-Type", "application/json")
	p.rest.ServeHTTP(w, r)
	for id := 2; id <= 4; id++ {
		if got := raw(id); got != written {
			p.t.Errorf("%s beside %q: %s is written %q in row %d, want %q (%s)", c.Declared, was, value, got, id, written, w.Body)
		}
	}
	found := p.list("{ rows: ts(where: {v: {eq: "+value+"}}, orderBy: [{id: ASC}]) { id } }", nil)
	if len(found) != 3 {
		p.t.Errorf("%s beside %q: %s is found in %v", c.Declared, was, value, found)
	}
	if c.Type.Kind != catalog.Boolean && c.Type.Kind != catalog.UUID {
		if sorted := p.list("{ rows: ts(orderBy: [{v: ASC}]) { id } }", nil); len(sorted) != 4 || fmt.Sprint(sorted[0]["id"]) != "1" {
			p.t.Errorf("%s beside %q: sorted %v", c.Declared, was, sorted)
		}
	}
}
