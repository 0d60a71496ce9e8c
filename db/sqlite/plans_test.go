package sqlite

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/exec"
	"tiddly/internal/request"
)

var updatePlans = flag.Bool("update", false, "write testdata/plans.txt")

// planned are values of a kind, by which its columns are compared.
var planned = map[catalog.Kind]any{
	catalog.String: "a", catalog.Int: int64(1), catalog.BigInt: int64(1), catalog.Float: 1.5, catalog.Decimal: "1.5", catalog.Boolean: true,
	catalog.DateTime: int64(1704164645000000), catalog.Date: int64(1704153600000000), catalog.Time: int64(1000000),
	catalog.UUID: "0188f3c1-2a3b-7c4d-8e5f-0123456789ab", catalog.Bytes: []byte("a"),
}

// TestPlansOfStorages records how SQLite searches and sorts an indexed column of each storage that evidence can choose,
// beside those that are what they declare.
func TestPlansOfStorages(t *testing.T) {
	storages := dialectFor(true).Storages
	var out strings.Builder
	for _, c := range []struct {
		declared string
		kind     catalog.Kind
		pin      catalog.ColumnOverride
	}{
		{"INTEGER", catalog.Int, catalog.ColumnOverride{}},
		{"INTEGER", catalog.BigInt, catalog.ColumnOverride{}},
		{"TEXT", catalog.String, catalog.ColumnOverride{}},
		{"TEXT", catalog.String, catalog.ColumnOverride{Mixed: "text"}},
		{"BLOB", catalog.Bytes, catalog.ColumnOverride{Mixed: "text"}},
		{"BOOLEAN", catalog.Boolean, catalog.ColumnOverride{}},
		{"BOOLEAN", catalog.Boolean, catalog.ColumnOverride{Mixed: "number"}},
		{"DECIMAL(10,2)", catalog.Decimal, catalog.ColumnOverride{}},
		{"DECIMAL(10,2)", catalog.Decimal, catalog.ColumnOverride{Mixed: "number"}},
		{"DATETIME", catalog.DateTime, catalog.ColumnOverride{}},
		{"DATETIME", catalog.DateTime, catalog.ColumnOverride{EmptyNull: true}},
		{"DATETIME", catalog.DateTime, catalog.ColumnOverride{Epoch: "ms"}},
		{"DATETIME", catalog.DateTime, catalog.ColumnOverride{Epoch: "us1601"}},
		{"DATETIME", catalog.DateTime, catalog.ColumnOverride{Epoch: "ns"}},
		{"DATETIME", catalog.DateTime, catalog.ColumnOverride{Epoch: "julian"}},
		{"DATETIME", catalog.DateTime, catalog.ColumnOverride{Epoch: "ms", Mixed: "text"}},
		{"DATETIME", catalog.DateTime, catalog.ColumnOverride{Form: "YYYY-MM-DD HH:MM:SS.ffffff?"}},
		{"TEXT", catalog.DateTime, catalog.ColumnOverride{Form: "YYYY-MM-DDTHH:MM:SS.fffZ"}},
		{"DATE", catalog.Date, catalog.ColumnOverride{Form: "YYYY-MM-DD"}},
		{"DATE", catalog.Date, catalog.ColumnOverride{Epoch: "s", Mixed: "text"}},
		{"TIME", catalog.Time, catalog.ColumnOverride{EmptyNull: true}},
	} {
		of := typeOf(c.kind, declarationOf(c.declared), c.pin)
		fmt.Fprintf(&out, "%s %s (%s)\n", c.declared, c.kind, of.Storage)
		d := openFile(t, Options{Path: newFile(t, "CREATE TABLE t (id INTEGER PRIMARY KEY, c "+c.declared+"); CREATE INDEX t_c ON t(c)")})
		storage, ok := storageNamed(of.Storage)
		if !ok {
			storage = storages[of.Storage]
		}
		for _, op := range []request.Op{
			request.Eq, request.Ne, request.In, request.NotIn, request.Gt, request.Gte, request.Lt, request.Lte, request.IsNull,
		} {
			f, ok := soughtIn(storage, op, "NULL")
			if !ok {
				continue
			}
			f.SQL = dialect.Numbered(f.SQL, of.Scale)
			value := planned[c.kind]
			if op.TakesList() {
				value = []any{value, value}
			}
			condition, args := spell(t, f, "t.c", value)
			plan(t, d, &out, op.String(), "SELECT id FROM t WHERE "+condition, args)
		}
		if storage.Stray != "" {
			stray, _ := spell(t, dialect.Fragment{SQL: storage.Stray}, "t.c", nil)
			plan(t, d, &out, "stray", "SELECT id FROM t WHERE "+stray, nil)
		}
		order := "t.c"
		if storage.Order != "" {
			order, _ = spell(t, dialect.Fragment{SQL: storage.Order}, "t.c", nil)
		}
		plan(t, d, &out, "order", "SELECT id FROM t ORDER BY "+order, nil)
	}
	const golden = "testdata/plans.txt"
	if *updatePlans {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != out.String() {
		t.Errorf("%s has other plans (%v); with -update it has\n%s", golden, err, out.String())
	}
}

func plan(t *testing.T, d *Database, out *strings.Builder, name, sql string, args []any) {
	t.Helper()
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		steps, err := r.(exec.Explainer).Explain(sql, args)
		fmt.Fprintf(out, "  %-6s %s\n", name, strings.Join(steps, " · "))
		return err
	})
	if err != nil {
		t.Errorf("%s: %v", sql, err)
	}
}
