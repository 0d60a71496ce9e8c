package corpus_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/catalog"
	"tiddly/internal/engine"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/request"
	"tiddly/internal/tests/home"
)

// TestNoValueInSQL puts a unique value in every place where a request can have one, as a literal and as a
// variable, and looks for it in the SQL text.
func TestNoValueInSQL(t *testing.T) {
	s := serve(t, dbtest.Path(t, read(t, filepath.Join(root, "schema", "kinds.sql"))))
	random := rand.New(rand.NewPCG(1, 2))
	tried := 0
	for _, table := range s.Catalog.Tables {
		for _, column := range table.Columns {
			for _, op := range request.Operators(column.Type.Kind) {
				for range 3 {
					canary, literal, name := value(random, column, op)
					if canary == "" {
						continue
					}
					tried++
					filter := fmt.Sprintf("{%s: {%s: %%s}}", column.Name, op)
					look(t, s, canary, table, fmt.Sprintf(filter, literal), "", nil)
					look(t, s, canary, table, fmt.Sprintf(filter, "$v"), "($v: "+name+")", map[string]any{"v": decoded(op, literal)})
				}
			}
		}
	}
	if tried < 200 {
		t.Errorf("%d values were tried; want at least 200", tried)
	}
}

func look(t *testing.T, s *engine.Snapshot, canary string, table *catalog.Table, where, declared string, variables map[string]any) {
	t.Helper()
	n := 400_000 + len(canary)
	query := fmt.Sprintf("query Q%s { %s(where: %s, limit: 7%d, offset: 9%d) { __typename } }",
		declared, table.ListField, where, n%100, n)
	prepared, _, err := gql.Explain(t.Context(), s, home.Plain(), query, "", variables)
	if err != nil {
		t.Errorf("%s: %v", query, err)
		return
	}
	for _, text := range []string{canary, fmt.Sprint("7", n%100), fmt.Sprint("9", n)} {
		for _, f := range prepared.Program.Fields {
			if strings.Contains(f.Query.SQL, text) {
				t.Errorf("%s stands in the SQL of %s:\n%s", text, query, f.Query.SQL)
			}
		}
	}
}

// value returns a recognisable value for the comparison, as a GraphQL literal, and the type of a variable for it.
// An empty canary means that the kind has no free values.
func value(random *rand.Rand, c *catalog.Column, op request.Op) (canary, literal, name string) {
	n := 100_000_000 + random.IntN(900_000_000)
	name = c.Type.Kind.String()
	switch c.Type.Kind {
	case catalog.Int:
		canary, literal = fmt.Sprint(n), fmt.Sprint(n)
	case catalog.BigInt, catalog.Float:
		canary = fmt.Sprint(n, n)
		canary = strings.ReplaceAll(canary, " ", "")
		literal = canary
	case catalog.Decimal:
		canary = fmt.Sprint(n)
		literal = `"` + canary + `.5"`
	case catalog.String:
		canary = fmt.Sprint("canary", n)
		literal = `"'` + canary + `\"; --"`
		if op == request.Regex {
			literal = `"^` + canary + `$"`
		}
	case catalog.JSON:
		canary = fmt.Sprint("canary", n)
		literal = `"` + canary + `"`
		if op == request.HasKey {
			name = "String"
		}
	default:
		return "", "", ""
	}
	if op == request.IsNull {
		return "", "", ""
	}
	if op.TakesList() {
		return canary, "[" + literal + "]", "[" + name + "!]"
	}
	return canary, literal, name
}

// decoded returns a literal in the form of a variable: text, a number with its digits, or a list of one.
func decoded(op request.Op, literal string) any {
	if op.TakesList() {
		return []any{decoded(request.Eq, strings.Trim(literal, "[]"))}
	}
	if text, ok := strings.CutPrefix(literal, `"`); ok {
		return strings.ReplaceAll(strings.TrimSuffix(text, `"`), `\"`, `"`)
	}
	return number(literal)
}
