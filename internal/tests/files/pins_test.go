package files_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiddly/db/dbtest"
	"tiddly/internal/catalog"
	"tiddly/internal/config"
	"tiddly/internal/engine"
	"tiddly/internal/gql/serve"
	"tiddly/internal/tests/home"
)

// TestPinsServeTheSame serves tables of random cells without settings, and with those that fix what was found. Rows that
// come later, of any cells, are answered, found and sorted alike by both.
func TestPinsServeTheSame(t *testing.T) {
	from, n := *seed, 40
	if from == 0 {
		from = int(time.Now().UnixMilli() % 1_000_000)
	}
	if os.Getenv("TIDDLY_LONG") != "" {
		n = 1500
	}
	t.Logf("go test ./internal/tests/files -run TestPinsServeTheSame -seed %d", from)
	for i := range n {
		r := rand.New(rand.NewPCG(uint64(from), uint64(i)))
		script := strings.ReplaceAll(randomTable(r), " NOT NULL", "")
		// Texts that stand for no date read as null where settings have other forms than one, and are errors where none were found.
		later := strings.NewReplacer(", ''", ", NULL", "'0000-00-00'", "NULL", "'0000-00-00 00:00:00'", "NULL").Replace(randomRows(r, strings.Count(script, "INSERT")))
		file := filepath.Join(t.TempDir(), "pins.sql")
		if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
			t.Fatal(err)
		}
		if !t.Run(fmt.Sprint(i), func(t *testing.T) {
			p := open(t, file)
			pinned := p.pinned()
			if _, err := p.db.ExecContext(t.Context(), later); err != nil {
				t.Fatal(err)
			}
			p.checkSame(pinned)
		}) {
			t.Fatalf("table %d of seed %d:\n%s%s", i, from, script, later)
		}
	}
}

// pinned returns the program, served with the settings that fix what was found.
func (p *program) pinned() *program {
	p.t.Helper()
	var seq, name, path string
	if err := p.db.QueryRowContext(p.t.Context(), "PRAGMA database_list").Scan(&seq, &name, &path); err != nil {
		p.t.Fatal(err)
	}
	db := dbtest.Open(p.t, path)
	source, err := db.Inspect(p.t.Context(), catalog.Overrides{})
	if err != nil {
		p.t.Fatal(err)
	}
	options := engine.Options{Limits: engine.DefaultLimits(), Overrides: config.Pinned(catalog.Overrides{}, source.Evidence)}
	snapshot, _, err := engine.Load(p.t.Context(), db, options)
	if err != nil {
		p.t.Fatal(err)
	}
	return &program{t: p.t, db: p.db, catalog: snapshot.Catalog, graph: serve.NewHandler(snapshot.View, home.Project(), serve.Options{})}
}

// checkSame compares the answers of two servers of one file.
func (p *program) checkSame(other *program) {
	p.t.Helper()
	same := func(c *catalog.Column, query string, variables map[string]any) *answer {
		a, b := p.answer(query, variables), other.answer(query, variables)
		one, _ := json.Marshal(a)
		two, _ := json.Marshal(b)
		if !bytes.Equal(one, two) {
			p.t.Errorf("%s, %s: %s\nby itself %s\npinned    %s", c.Declared, kindOf(c), query, one, two)
		}
		return a
	}
	t := p.catalog.TableBySQL("t")
	for _, c := range t.Readable() {
		if got := kindOf(other.catalog.TableBySQL("t").ColumnBySQL(c.SQLName)); got != kindOf(c) {
			p.t.Errorf("%s is %s, and %s with the settings", c.Declared, kindOf(c), got)
			continue
		}
		a := same(c, "{ rows: "+t.ListField+" { id v: "+c.Name+" } }", nil)
		if comparison(c) != nil {
			same(c, "{ rows: "+t.ListField+"(orderBy: [{"+c.Name+": ASC}]) { id } }", nil)
		}
		for _, row := range a.rows() {
			if row["v"] != nil {
				same(c, "query ($v: "+kindOf(c)+") { rows: "+t.ListField+"(where: {"+c.Name+": {eq: $v}}, orderBy: [{id: ASC}]) { id } }", map[string]any{"v": row["v"]})
			}
		}
	}
}
