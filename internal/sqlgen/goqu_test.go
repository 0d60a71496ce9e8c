package sqlgen

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/doug-martin/goqu/v9"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// hostile are names that SQL or goqu could misread.
var hostile = []string{
	`a"b`, "a`b", `"; DROP TABLE x; --`, "a.b", "a.b.c.d", "with space", "select", "order", "*", "?", "a?b@c",
	"rn", "c0", "t", "😀 名", "'", "''", `\`, "a\nb", "--", "/*", "$1", "%s", "%d",
}

func TestHostileNames(t *testing.T) {
	quoted := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
	for _, name := range hostile {
		t.Run(name, func(t *testing.T) {
			child := "child of " + name
			key, value, up := number(name), words(name+"!"), maybe(number(name+"^"))
			parentTable := table(name, "Thing", key, value)
			childTable := table(child, "Part", number("id"), up)
			parentTable.Keys = []*catalog.Key{{Primary: true, Columns: []*catalog.Column{key}}}
			keyed(childTable, "id")
			parts := &catalog.Relation{
				Name: "parts", Kind: catalog.ToMany, Backwards: true, Table: parentTable, Target: childTable,
				Columns: []*catalog.Column{key}, TargetColumns: []*catalog.Column{up},
			}
			whole := &catalog.Relation{
				Name: "whole", Kind: catalog.ToOne, Table: childTable, Target: parentTable,
				Columns: []*catalog.Column{up}, TargetColumns: []*catalog.Column{key},
			}
			db := open(t, fmt.Sprintf(`CREATE TABLE %[1]s(%[1]s INTEGER NOT NULL, %[2]s TEXT);
				CREATE TABLE %[3]s(id INTEGER PRIMARY KEY, %[4]s INT);
				INSERT INTO %[1]s VALUES (1,'x'),(2,'y'); INSERT INTO %[3]s VALUES (7,1),(8,1),(9,2);`,
				quoted(name), quoted(name+"!"), quoted(child), quoted(name+"^")))
			nested := linked(node(childTable, one("whole", 0, plan.Selection{
				Key: "v", Kind: plan.Column, Source: 0, Table: parentTable, Column: value,
			})), parts, plan.Own)
			nested.Joins, nested.Limit, nested.Distinct = []plan.Join{{From: plan.Own, Relation: whole}}, slotAt(1), []*catalog.Column{up}
			n := node(parentTable, append(pick(parentTable, plan.Own, name, name+"!"), many("parts", 0))...)
			n.Select[0].Key, n.Select[1].Key = "k", "v"
			n.Where = and(compare(value, request.Ne, slotAt(0)), &plan.Predicate{
				Kind: plan.Related, Relation: parts, Quantifier: request.Some, Children: []*plan.Predicate{compare(up, request.Gt, slotAt(2))},
			})
			n.Children = []*plan.Node{nested}
			want := `[{"k":1,"v":"x","parts":[{"whole":{"v":"x"}}]},{"k":2,"v":"y","parts":[{"whole":{"v":"y"}}]}]`
			p := generate(t, embedded(), n)
			if got := answer(t, db, p, "z", int64(5), int64(0)); got != want {
				t.Errorf("got  %s\nwant %s\n%s", got, want, p)
			}
			backtick := generate(t, plain(), n).Fields[0].Query.SQL
			if q := "`" + strings.ReplaceAll(name, "`", "``") + "`"; !strings.Contains(backtick, "FROM "+q+" AS `t`") {
				t.Errorf("%s is not in %s", q, backtick)
			}
		})
	}
}

func TestEmptyNames(t *testing.T) {
	thing := table("", "Thing", number("id"), words(""))
	keyed(thing, "id")
	db := open(t, `CREATE TABLE ""(id INTEGER PRIMARY KEY, "" TEXT); INSERT INTO "" VALUES (1,'x')`)
	if got := answer(t, db, generate(t, embedded(), node(thing, pick(thing, plan.Own, "")...))); got != `[{"":"x"}]` {
		t.Error(got)
	}
}

// goqu falls back to its default dialect for an unknown name.
func TestDialectsAreRegistered(t *testing.T) {
	for s, name := range spellings {
		if got := goqu.GetDialect(name).Dialect(); got != name {
			t.Errorf("%v is %q, want %q", s, got, name)
		}
	}
	if goqu.GetDialect("no such dialect").Dialect() != "default" {
		t.Error("goqu refuses unknown dialects now: newBuilder need not look them up")
	}
}

func TestNumberedPlaceholders(t *testing.T) {
	s := newShop()
	s.track.Indexes = nil
	child := linked(node(s.track, pick(s.track, plan.Own, "id")...), s.albumTracks, plan.Own)
	child.Limit, child.Offset, child.Where = slotAt(4), slotAt(5), and(compare(c(s.track, "ms"), request.Gt, slotAt(6)), compare(c(s.track, "name"), request.StartsWith, slotAt(7)))
	n := node(s.album, many("tracks", 0))
	n.Children = []*plan.Node{child}
	q := generate(t, plain(), n).Fields[0].Query.Children[0]
	var found []string
	for _, m := range regexp.MustCompile(`\$(\d+)`).FindAllStringSubmatch(q.SQL, -1) {
		found = append(found, m[1])
	}
	if got := strings.Join(found, " "); got != "1 2 3 4 5 6" || len(q.Args) != 6 {
		t.Errorf("placeholders %s, %d arguments\n%s", got, len(q.Args), q.SQL)
	}
	want := []string{"keys", "slot 6", "slot 7", "slot 7 as PrefixEnd", "offset slot 5", "offset slot 5 + limit slot 4"}
	for i, a := range q.Args {
		if a.String() != want[i] {
			t.Errorf("argument %d is %s, want %s", i, a, want[i])
		}
	}
}

// Engines limit the depth of an expression; a chain counts as deep as it is long.
func TestLongChains(t *testing.T) {
	s := newShop()
	db := open(t, shopSQL)
	for _, n := range []int{1, 2, 31, 32, 33, 100, 1000, 2000} {
		var terms []*plan.Predicate
		for range n {
			terms = append(terms, compare(c(s.track, "ms"), request.Eq, slotAt(0)))
		}
		for _, p := range []*plan.Predicate{or(terms...), and(terms...), and(or(terms...), negate(and(or(terms...), or(terms...))))} {
			want := "[7]"
			if len(p.Children) == 2 && p.Children[1].Kind == plan.Not {
				want = "[]"
			}
			if got := tracks(t, db, s, embedded(), p, int64(70)); got != want {
				t.Errorf("%d terms: got %s, want %s", n, got, want)
			}
			n = min(n, 1000) // an engine may take time quadratic in the length of an AND
			terms = terms[:n]
		}
	}
}

func TestOneWayToGoqu(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	calls := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		calls += strings.Count(string(text), "ToSQL(")
		if strings.Contains(string(text), "doug-martin/goqu") != (name == "goqu.go") {
			t.Errorf("%s imports goqu, or goqu.go does not: one file makes the pieces of statements", name)
		}
		for _, banned := range []string{"goqu.I(", "goqu.C(", "goqu.T(", "goqu.S(", "goqu.V(", ".Eq(", ".In(", "goqu.Ex"} {
			if strings.Contains(string(text), banned) {
				t.Errorf("%s uses %s, which goqu does not escape or does not bind", name, banned)
			}
		}
	}
	if calls != 1 {
		t.Errorf("ToSQL is called in %d places", calls)
	}
}

// No value can get in: the text is the same for every value, and goqu is passed only the numbers of arguments to bind.
func TestNoValueInText(t *testing.T) {
	for _, d := range []*dialect.Dialect{embedded(), plain()} {
		for _, test := range shapes {
			var walk func(q *Query)
			walk = func(q *Query) {
				placeholders := 0
				for part, quoted := range dialect.Segments(q.SQL) {
					if quoted {
						continue
					}
					placeholders += strings.Count(part, "?") + strings.Count(part, "$")
					// Outside names, all numbers come from sqlgen: constants and numbers of placeholders.
					for _, number := range regexp.MustCompile(`[^$\d](\d+)`).FindAllStringSubmatch(part, -1) {
						if number[1] != "1" && number[1] != "0" {
							t.Errorf("%s: the number %s stands in %s", test.name, number[1], q.SQL)
						}
					}
				}
				if placeholders != len(q.Args) {
					t.Errorf("%s: %d placeholders for %d arguments\n%s", test.name, placeholders, len(q.Args), q.SQL)
				}
				for _, child := range q.Children {
					walk(child)
				}
			}
			walk(generate(t, d, test.node(newShop())).Fields[0].Query)
		}
	}
}

func TestForeignMarkerIsRefused(t *testing.T) {
	b, err := newBuilder(embedded())
	if err != nil {
		t.Fatal(err)
	}
	for _, alien := range []any{"text", int64(1), int64(0), true} {
		q := b.from(b.table(table("x", "X"), "t")).columns(nil).where(text("1 = ?", alien))
		if _, _, err := (&binder{}).compile(q.written()); err == nil {
			t.Errorf("%v was bound", alien)
		}
	}
}

func TestTruthIsPortable(t *testing.T) {
	s := newShop()
	n := node(s.track, pick(s.track, plan.Own, "id")...)
	n.Where = or(&plan.Predicate{Kind: plan.Fixed, Value: true}, &plan.Predicate{Kind: plan.Fixed})
	text := generate(t, plain(), n).Fields[0].Query.SQL
	if !strings.Contains(text, "WHERE ((1 = 1) OR (1 = 0))") {
		t.Error(text)
	}
}
