package sqlite

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
)

// chain returns views that each read the one before, whose number is %[1]d.
func chain(n int, first, form string) map[string]string {
	views := map[string]string{"v0": "CREATE VIEW v0 AS " + first}
	for i := 1; i <= n; i++ {
		views[fmt.Sprintf("v%d", i)] = fmt.Sprintf("CREATE VIEW v%d AS ", i) + fmt.Sprintf(form, i-1, i)
	}
	return views
}

// TestExpansionCountsReferences checks the number of selects that SQLite expands a view to.
func TestExpansionCountsReferences(t *testing.T) {
	doubled := math.Pow(2, 31) - 1
	for name, c := range map[string]struct {
		views map[string]string
		want  float64
	}{
		"union all":        {chain(30, "SELECT a FROM t", "SELECT a FROM v%[1]d UNION ALL SELECT a FROM v%[1]d"), 3*math.Pow(2, 30) - 2},
		"join":             {chain(30, "SELECT a FROM t", "SELECT x.a FROM v%[1]d x JOIN v%[1]d AS y ON x.a = y.a"), doubled},
		"comma":            {chain(30, "SELECT a FROM t", "SELECT x.a FROM v%[1]d AS x, v%[1]d y WHERE 1"), doubled},
		"parentheses":      {chain(30, "SELECT a FROM t", "SELECT 1 AS a FROM (v%[1]d JOIN (v%[1]d AS y))"), doubled},
		"scalar":           {chain(30, "SELECT a FROM t", "SELECT (SELECT a FROM v%[1]d) + (SELECT a FROM v%[1]d) AS a"), math.Pow(2, 30) + 3*(math.Pow(2, 30)-1)},
		"exists":           {chain(30, "SELECT a FROM t", "SELECT a FROM t WHERE EXISTS (SELECT 1 FROM v%[1]d) OR EXISTS (SELECT 1 FROM v%[1]d)"), math.Pow(2, 30) + 3*(math.Pow(2, 30)-1)},
		"in a view":        {chain(30, "SELECT a FROM t", "SELECT a FROM t WHERE a IN v%[1]d OR a NOT IN main.v%[1]d"), doubled},
		"quoted":           {chain(30, "SELECT a FROM t", "SELECT a FROM \"V%[1]d\", [v%[1]d] UNION SELECT a FROM `v%[1]d`"), 2e14},
		"as text":          {chain(30, "SELECT a FROM t", "SELECT 1 AS a FROM 'v%[1]d' CROSS JOIN main.'v%[1]d'"), doubled},
		"comments":         {chain(30, "SELECT a FROM t", "SELECT 1 AS a FROM/* WHERE */v%[1]d, -- WHERE\n v%[1]d"), doubled},
		"after window":     {chain(30, "SELECT a FROM t", "SELECT 1 AS a FROM t AS window, v%[1]d, v%[1]d"), doubled},
		"distinct from":    {chain(30, "SELECT a FROM t", "SELECT 1 IS DISTINCT FROM 2 AS a FROM v%[1]d AS x LEFT JOIN v%[1]d"), doubled},
		"function":         {chain(30, "SELECT a FROM t", "SELECT 1 AS a FROM json_each('[]'), v%[1]d, v%[1]d"), doubled},
		"named select":     {chain(30, "SELECT a FROM t", "WITH x AS (SELECT a FROM v%[1]d) SELECT 1 AS a FROM x, x"), 1e9},
		"named after name": {chain(30, "SELECT a FROM t", "WITH x(a) AS (SELECT 1), v%[2]d AS NOT MATERIALIZED (SELECT a FROM v%[1]d, v%[1]d) SELECT a FROM v%[2]d"), 1e9},
		"hidden name":      {chain(30, "SELECT a FROM t", "SELECT 1 AS a FROM v%[1]d, v%[1]d, (WITH v%[1]d AS (SELECT 1 AS a) SELECT a FROM v%[1]d)"), 1e9},
		"later":            {map[string]string{"v30": "CREATE VIEW v30 AS SELECT * FROM w, w", "w": "CREATE VIEW w(a) AS SELECT 1"}, 3},
		"circle":           {map[string]string{"v30": "CREATE VIEW v30 AS SELECT * FROM w", "w": "CREATE VIEW w AS SELECT * FROM v30"}, math.Inf(1)},
		"its own name":     {map[string]string{"v30": "CREATE VIEW v30 AS WITH RECURSIVE v30(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM v30 WHERE n < 9) SELECT n FROM v30"}, 3},
		"column of a name": {map[string]string{"v30": "CREATE VIEW v30 AS SELECT w, x.w, w + w AS v FROM w AS x WHERE w = 1 ORDER BY w", "w": "CREATE VIEW w AS SELECT 1 AS w"}, 2},
		"looks at schema":  {map[string]string{"v30": "CREATE VIEW v30 AS SELECT name FROM pragma_table_list", "w": "CREATE VIEW w AS SELECT 1 UNION SELECT 2"}, 4},
	} {
		got := newExpander(c.views).view("v30").selects
		if c.want > 1e8 && got < c.want*0.9 || c.want < 1e8 && got != c.want {
			t.Errorf("%s: %.4g selects, want %.4g", name, got, c.want)
		}
	}
}

// TestExpansionOfManyViews checks that a long chain of views does not crash the process, in any order of computation.
func TestExpansionOfManyViews(t *testing.T) {
	for n, fits := range map[int]bool{1_900: true, maxViews - 1: false, maxViews: false} {
		last := fmt.Sprintf("v%d", n)
		if x := newExpander(chain(n, "SELECT a FROM t", "SELECT a FROM v%[1]d")).view(last); x.fits() != fits {
			t.Errorf("%d views: %g selects", n, x.selects)
		}
	}
}

func TestExpansionOfTermsAndNesting(t *testing.T) {
	for name, c := range map[string]struct {
		view string
		fits bool
	}{
		"450 terms":          {"SELECT 1 AS a" + strings.Repeat(" UNION ALL SELECT a FROM t", 449), true},
		"named in each":      {"WITH a AS (SELECT 1), b AS (SELECT * FROM a, a), c AS (SELECT * FROM b, b), d AS (SELECT * FROM c, c) SELECT * FROM d", true},
		"99 in each other":   {strings.Repeat("SELECT (", 90) + "1" + strings.Repeat(")", 90), true},
		"90,000 brackets":    {"SELECT " + strings.Repeat("(", 90_000) + "1", false},
		"30,000 selects":     {strings.Repeat("SELECT (", 30_000), false},
		"a million tokens":   {"SELECT 1" + strings.Repeat("+1", 500_000), false},
		"20 names doubled":   {doubledNames(20), false},
		"a column of 20,000": {"SELECT 1" + strings.Repeat("+1", 10_000), false},
	} {
		if got := newExpander(map[string]string{"v": "CREATE VIEW v AS " + c.view}).view("v"); got.fits() != c.fits {
			t.Errorf("%s: %g selects, %g tokens, %g in a column", name, got.selects, got.tokens, got.widest())
		}
	}
}

func doubledNames(n int) string {
	all := []string{"x0 AS (SELECT 1 AS a)"}
	for i := 1; i <= n; i++ {
		all = append(all, fmt.Sprintf("x%d AS (SELECT p.a FROM x%d p, x%d q)", i, i-1, i-1))
	}
	return "WITH " + strings.Join(all, ", ") + fmt.Sprintf(" SELECT * FROM x%d", n)
}

// TestExpansionOfColumns checks that a column's expression is counted wherever the column is referenced.
func TestExpansionOfColumns(t *testing.T) {
	for name, views := range map[string]map[string]string{
		"alias":           chain(20, "SELECT a + 1 AS a FROM t", "SELECT a + a AS a FROM v%[1]d"),
		"without AS":      chain(20, "SELECT a + 1 a FROM t", "SELECT x.a + x.a a FROM v%[1]d AS x"),
		"list":            chain(20, "SELECT a + 1 AS a FROM t", "SELECT * FROM (SELECT a + a AS a FROM v%[1]d)"),
		"no alias":        chain(20, "SELECT a + 1 FROM t", `SELECT "a + 1" + "a + 1" FROM v%[1]d`),
		"number":          chain(20, "SELECT 1 AS a, 2 AS a", `SELECT "a:1" + "a:1" AS a, 2 AS a FROM v%[1]d`),
		"named select":    chain(20, "SELECT 1 AS a", "WITH x(a) AS (SELECT a FROM v%[1]d) SELECT a || a AS a FROM x"),
		"where":           chain(20, "SELECT a + 1 AS a FROM t", "SELECT a, a FROM (SELECT a + a AS a FROM v%[1]d) WHERE a > a"),
		"second of union": chain(20, "SELECT 1 AS a", "SELECT 1 AS a UNION ALL SELECT a + a FROM v%[1]d"),
		"distinct from":   chain(20, "SELECT 1 AS a", "SELECT 1 IS DISTINCT FROM 1 AS b, a + a AS a FROM v%[1]d"),
		"outer":           chain(20, "SELECT 1 AS a", "SELECT (SELECT a + a) AS a FROM v%[1]d"),
		"operand":         chain(20, "SELECT 1 AS a", "SELECT (a) AND NOT a AS b, a LIKE a, NOT a a FROM (SELECT a OR a AS a FROM v%[1]d)"),
		"values":          chain(20, "VALUES (1)", "SELECT column1 + column1 AS column1 FROM v%[1]d"),
	} {
		e := newExpander(views)
		if x := e.view("v20"); x.fits() || x.selects > 100 {
			t.Errorf("%s: %g selects, %g tokens, %g in a column", name, x.selects, x.tokens, x.widest())
		}
		if x := e.view("v3"); !x.fits() {
			t.Errorf("%s: three views do not fit: %+v", name, x)
		}
	}
	plain := chain(200, "SELECT a, b, a + b AS c FROM t", "SELECT a AS a, b, c FROM v%[1]d WHERE a > 1")
	if x := newExpander(plain).view("v200"); !x.fits() {
		t.Errorf("columns that are handed on: %g tokens, %g in a column", x.tokens, x.widest())
	}
}

// FuzzExpansion checks that no text makes the computation fail or take long, and that more views never have a smaller
// size.
func FuzzExpansion(f *testing.F) {
	for _, views := range []map[string]string{
		chain(2, "SELECT a FROM t", "SELECT x.a FROM v%[1]d x, v%[1]d"), {"v": "CREATE VIEW v AS " + doubledNames(3)},
	} {
		for _, name := range slices.Sorted(maps.Keys(views)) {
			f.Add(views[name])
		}
	}
	f.Add("CREATE VIEW v(a, b AS SELECT ((( FROM")
	f.Add("CREATE VIEW v AS WITH x AS (")
	f.Add("CREATE VIEW v AS WITH RECURSIVE x(a,) AS (SELECT), y SELECT * FROM (x, (y")
	f.Fuzz(func(t *testing.T, sql string) {
		one := newExpander(map[string]string{"v": sql}).view("v")
		other := newExpander(map[string]string{"v": sql, "t": "CREATE VIEW t AS SELECT 1 AS a UNION SELECT 2"}).view("v")
		if one.selects < 1 || other.selects < one.selects {
			t.Errorf("%q comes to %g selects, with another view to %g", sql, one.selects, other.selects)
		}
	})
}
