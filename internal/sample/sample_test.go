package sample_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tiddly/db/dbtest/outside"
	"tiddly/internal/fault"
	"tiddly/internal/sample"
)

// write makes a sample and opens it.
func write(t *testing.T, rows int) (*sql.DB, sample.Summary) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "shop.db")
	summary, err := sample.Write(t.Context(), path, rows)
	if err != nil {
		t.Fatalf("Write: %v (%v)", err, fault.From(err).Cause())
	}
	database, err := outside.Open(path, outside.ReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = database.Close() })
	return database, summary
}

// texts returns the first column of a query.
func texts(t *testing.T, database *sql.DB, query string, args ...any) []string {
	t.Helper()
	rows, err := database.QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var s sql.NullString
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s.String)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func text(t *testing.T, database *sql.DB, query string) string {
	t.Helper()
	return strings.Join(texts(t, database, query), "\n")
}

// dump returns a hash of every cell and its storage class.
func dump(t *testing.T, database *sql.DB) string {
	t.Helper()
	h := sha256.New()
	for _, table := range texts(t, database, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%' ORDER BY name") {
		columns := texts(t, database, "SELECT name FROM pragma_table_xinfo(?) ORDER BY cid", table)
		for i, c := range columns {
			columns[i] = fmt.Sprintf("quote(%q)", c)
		}
		all := texts(t, database, fmt.Sprintf("SELECT %s FROM %q ORDER BY 1", strings.Join(columns, " || ',' || "), table))
		_, _ = fmt.Fprintf(h, "%s %d\n%s\n", table, len(all), strings.Join(all, "\n"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// The data is part of the documentation: this changes only intentionally.
const wantHash = "137b6569ef40753aecad7e00f18a8636ac9848235414aedec2e4f85b6b4e352c"

func TestSameContentEveryTime(t *testing.T) {
	t.Parallel()
	first, _ := write(t, 50)
	second, _ := write(t, 50)
	a, b := dump(t, first), dump(t, second)
	if a != b {
		t.Errorf("two runs differ: %s and %s", a, b)
	}
	if a != wantHash {
		t.Errorf("the content has the hash %s, want %s; if the change is meant, change the test and docs/sample.md", a, wantHash)
	}
}

func TestCountsInProportion(t *testing.T) {
	t.Parallel()
	database, summary := write(t, sample.DefaultRows)
	got, sum := map[string]int{}, 0
	for _, c := range summary.Tables {
		got[c.Table] = c.Rows
		sum += c.Rows
		if n := text(t, database, fmt.Sprintf("SELECT count(*) FROM %q", c.Table)); n != strconv.Itoa(c.Rows) {
			t.Errorf("%s: the summary says %d rows, the table has %s", c.Table, c.Rows, n)
		}
		if c.Rows > sample.DefaultRows || c.Rows == 0 {
			t.Errorf("%s has %d rows", c.Table, c.Rows)
		}
	}
	if sum != summary.Rows {
		t.Errorf("Rows = %d, the tables have %d", summary.Rows, sum)
	}
	for table, want := range map[string]int{"makers": 275, "collections": 350, "products": 3500, "orders": 500, "customers": 250} {
		if got[table] != want {
			t.Errorf("%s has %d rows, want %d", table, got[table], want)
		}
	}
	const uneven = "SELECT count(*) FROM (SELECT 1 FROM products GROUP BY collection_id HAVING count(*) <> 10)"
	if n := text(t, database, uneven); n != "0" {
		t.Errorf("%s collections have not 10 products", n)
	}
	if n := text(t, database, "SELECT count(*) FROM makers WHERE id NOT IN (SELECT maker_id FROM collections)"); n != "0" {
		t.Errorf("%s makers have no collection", n)
	}
}

func TestEverySizeIsSound(t *testing.T) {
	t.Parallel()
	for _, rows := range []int{10, 11, 17, 99, 350, 3500} {
		t.Run(strconv.Itoa(rows), func(t *testing.T) {
			t.Parallel()
			database, _ := write(t, rows)
			for _, c := range []struct{ query, want string }{
				{"PRAGMA foreign_key_check", ""},
				{"PRAGMA integrity_check", "ok"},
				{"PRAGMA journal_mode", "wal"},
				{"SELECT count(*) FROM products", strconv.Itoa(rows)},
				{"SELECT count(*) > 0 FROM sqlite_stat1", "1"},
				{"SELECT count(*) FROM orders JOIN addresses a ON a.id IN (billing_address_id, shipping_address_id) WHERE a.customer_id <> orders.customer_id", "0"},
				{"SELECT count(*) FROM orders WHERE shipped_at < placed_at", "0"},
				{"SELECT count(*) FROM (SELECT 1 FROM order_lines GROUP BY order_id, product_id HAVING count(*) > 1)", "0"},
				{"SELECT count(*) FROM refunds JOIN order_lines USING (order_id, line) WHERE amount > total + 0.001", "0"},
				{"SELECT count(*) FROM products WHERE NOT json_valid(details)", "0"},
				{"SELECT count(*) FROM profiles WHERE NOT json_valid(preferences)", "0"},
				{"SELECT count(*) FROM customers WHERE member_since > (SELECT min(placed_at) FROM orders WHERE customer_id = customers.id)", "0"},
				{"SELECT count(*) FROM products WHERE length(barcode) <> 13 OR date(released) IS NULL", "0"},
				{"SELECT count(*) FROM makers WHERE uuid NOT GLOB '????????-????-4???-[89ab]???-????????????' OR uuid GLOB '*[^0-9a-f-]*'", "0"},
				{"SELECT count(*) FROM customers WHERE email GLOB '*[^a-z0-9.@]*'", "0"},
				{"SELECT count(*) FROM products WHERE round(price * 100) / 100 <> price OR price <= 0", "0"},
			} {
				if got := text(t, database, c.query); got != c.want {
					t.Errorf("%s\n got %s\nwant %s", c.query, got, c.want)
				}
			}
		})
	}
}

func TestEveryKindAndShape(t *testing.T) {
	t.Parallel()
	database, _ := write(t, sample.DefaultRows)
	const columns = ` FROM pragma_table_list l JOIN pragma_table_xinfo(l.name) c WHERE l.schema = 'main' AND l.type = 'table' AND l.name NOT LIKE 'sqlite%'`
	declared := texts(t, database, "SELECT DISTINCT c.type"+columns)
	for _, kind := range []string{
		"INTEGER", "BIGINT", "REAL", "NUMERIC(10,2)", "TEXT", "VARCHAR(80)", "CHAR(2)", "BOOLEAN", "DATETIME", "DATE", "TIME",
		"UUID", "JSON", "BLOB", "ANY", "",
	} {
		if !slices.Contains(declared, kind) {
			t.Errorf("no column is declared %q", kind)
		}
	}
	for what, query := range map[string]string{
		"a nullable column":         "SELECT count(*)" + columns + ` AND NOT c."notnull" AND NOT c.pk`,
		"a default":                 "SELECT count(*)" + columns + " AND c.dflt_value IS NOT NULL",
		"a virtual column":          "SELECT count(*)" + columns + " AND c.hidden = 2",
		"a stored generated column": "SELECT count(*)" + columns + " AND c.hidden = 3",
		"a STRICT table":            "SELECT count(*) FROM pragma_table_list WHERE strict",
		"a WITHOUT ROWID table":     "SELECT count(*) FROM pragma_table_list WHERE wr AND schema = 'main'",
		"a view":                    "SELECT count(*) FROM pragma_table_list WHERE type = 'view' AND schema = 'main'",
		"a table without a key":     "SELECT count(*) FROM sqlite_schema WHERE name = 'visits' AND sql NOT LIKE '%PRIMARY KEY%'",
		"a self reference":          "SELECT count(*) FROM pragma_foreign_key_list('categories') WHERE \"table\" = 'categories'",
		"a composite foreign key":   "SELECT count(*) FROM pragma_foreign_key_list('refunds') WHERE seq = 1",
		"a key to a unique key":     "SELECT count(*) FROM pragma_foreign_key_list('addresses') WHERE \"to\" = 'code'",
		"two keys to one table":     "SELECT count(*) = 2 FROM pragma_foreign_key_list('orders') WHERE \"table\" = 'addresses'",
		"accents":                   "SELECT count(*) FROM products WHERE name GLOB '*[éèàïåöü]*'",
		"an emoji":                  "SELECT count(*) FROM products WHERE note LIKE '%🌙%'",
		"a decimal kept as integer": "SELECT count(*) FROM products WHERE typeof(price) = 'integer'",
		"a decimal kept as real":    "SELECT count(*) FROM products WHERE typeof(price) = 'real'",
		"an integer beyond 2^53":    "SELECT count(*) FROM orders WHERE tracking > 9007199254740992",
		"mixed cells":               "SELECT count(DISTINCT typeof(remark)) = 4 FROM visits",
		"a fraction of a second":    "SELECT count(*) FROM orders WHERE placed_at LIKE '%.%'",
		"a whole second":            "SELECT count(*) FROM orders WHERE placed_at NOT LIKE '%.%'",
		"the view's sums":           "SELECT count(*) FROM maker_sales WHERE revenue > 0",
	} {
		if got := text(t, database, query); got == "0" || got == "" {
			t.Errorf("the sample lacks %s", what)
		}
	}
	for _, value := range []struct{ column, table string }{{"status", "orders"}, {"season", "collections"}, {"phase", "moons"}, {"reason", "refunds"}} {
		query := fmt.Sprintf("SELECT count(DISTINCT %s) FROM %s", value.column, value.table)
		if got := text(t, database, query); got < "4" {
			t.Errorf("%s.%s has %s values", value.table, value.column, got)
		}
	}
}

func TestEveryForeignKeyHasAnIndex(t *testing.T) {
	t.Parallel()
	database, _ := write(t, sample.MinRows)
	const query = `SELECT l.name || '.' || f."from" FROM pragma_table_list l JOIN pragma_foreign_key_list(l.name) f
		WHERE l.schema = 'main' AND f.seq = 0 AND NOT EXISTS (
			SELECT 1 FROM pragma_index_list(l.name) i JOIN pragma_index_info(i.name) c WHERE c.seqno = 0 AND c.name = f."from")`
	if got := texts(t, database, query); len(got) > 0 {
		t.Errorf("foreign keys without an index: %v", got)
	}
}

func TestWriteRefuses(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	there := filepath.Join(folder, "there.db")
	if err := os.WriteFile(there, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx  context.Context
		path string
		rows int
		code fault.Code
	}{
		"a file that exists": {t.Context(), there, 10, fault.DatabaseUnavailable},
		"no folder":          {t.Context(), filepath.Join(folder, "no", "x.db"), 10, fault.DatabaseUnavailable},
		"too few rows":       {t.Context(), filepath.Join(folder, "x.db"), 9, fault.RequestValue},
		"too many rows":      {t.Context(), filepath.Join(folder, "x.db"), sample.MaxRows + 1, fault.RequestValue},
		"no path":            {t.Context(), "", 10, fault.DatabaseUnavailable},
		"a memory database":  {t.Context(), ":memory:", 10, fault.DatabaseUnavailable},
		"an ended context":   {ended, filepath.Join(folder, "x.db"), 10, ""},
	} {
		_, err := sample.Write(c.ctx, c.path, c.rows)
		var f *fault.Fault
		switch {
		case err == nil:
			t.Errorf("%s: no error", name)
		case c.code == "":
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v", name, err)
			}
		case !errors.As(err, &f) || f.Code != c.code || f.Hint == "":
			t.Errorf("%s: %v, want %s with a hint", name, err, c.code)
		}
	}
	if kept, err := os.ReadFile(there); err != nil || string(kept) != "mine" {
		t.Errorf("the file that existed was touched: %q, %v", kept, err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
