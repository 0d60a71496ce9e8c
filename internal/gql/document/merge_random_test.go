package document

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"tiddly/internal/gql/limits"
)

// kennel is a schema with the difficult cases of merging: interfaces, a union, objects with equal fields of
// different types.
const kennel = `
type Query { pet(i: Int, l: [Int], o: In): Pet  pets: [Pet!]!  any: [Any]  dog: Dog!  cat: Cat  named(i: Int): Named }
input In { x: Int y: Int in: In }
interface Named { name: String }
interface Pet implements Named { name: String  owner(i: Int): Person  same: Pet }
type Dog implements Pet & Named { name: String  owner(i: Int): Person  same: Dog  volume: Int  tags: [String]  toy: Toy }
type Cat implements Pet & Named { name: String  owner(i: Int): Person!  same: Cat  volume: Int!  tags: [String!]  toy: String }
type Person implements Named { name: String  pets(l: [Int]): [Pet!]  best: Any }
type Toy { name: String! }
union Any = Dog | Cat | Person`

// testSeed returns TIDDLY_SEED, or a random seed.
func testSeed(t testing.TB) uint64 {
	t.Helper()
	seed, err := strconv.ParseUint(os.Getenv("TIDDLY_SEED"), 10, 64)
	if err != nil {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("TIDDLY_SEED=%d", seed)
	return seed
}

// gardener writes random documents.
type gardener struct {
	*rand.Rand
	schema *ast.Schema
	// on are the types of the fragments, each of which only spreads later ones.
	on []*ast.Definition
}

func pick[T any](g *gardener, all []T) T { return all[g.IntN(len(all))] }

func (g *gardener) document() string {
	var composite []*ast.Definition
	for _, name := range sortedTypes(g.schema) {
		if d := g.schema.Types[name]; d.IsCompositeType() && !strings.HasPrefix(name, "__") {
			composite = append(composite, d)
		}
	}
	g.on = nil
	for range g.IntN(4) {
		g.on = append(g.on, pick(g, composite))
	}
	var b strings.Builder
	b.WriteString(g.selection(g.schema.Query, 0, 3))
	for i, d := range g.on {
		fmt.Fprintf(&b, " fragment F%d on %s %s", i, d.Name, g.selection(d, i+1, 2))
	}
	return b.String()
}

// selection writes a selection on a type, which spreads fragments from a number on.
func (g *gardener) selection(on *ast.Definition, from, deep int) string {
	var b strings.Builder
	b.WriteString("{ ")
	for range 1 + g.IntN(4) {
		switch n := g.IntN(10); {
		case n < 2 && from < len(g.on):
			fmt.Fprintf(&b, "...F%d ", from+g.IntN(len(g.on)-from))
		case n < 5 && deep > 0:
			inner := on
			if possible := g.schema.GetPossibleTypes(on); len(possible) > 0 && g.IntN(3) > 0 {
				inner = pick(g, possible)
				b.WriteString("... on " + inner.Name + " ")
			} else {
				b.WriteString("... ")
			}
			b.WriteString(g.selection(inner, from, deep-1) + " ")
		default:
			b.WriteString(g.field(on, from, deep) + " ")
		}
	}
	b.WriteString("}")
	return b.String()
}

func (g *gardener) field(on *ast.Definition, from, deep int) string {
	fields := slices.DeleteFunc(slices.Clone(on.Fields), func(f *ast.FieldDefinition) bool {
		return strings.HasPrefix(f.Name, "__") || deep == 0 && g.schema.Types[f.Type.Name()].IsCompositeType()
	})
	if len(fields) == 0 {
		return "__typename"
	}
	f := pick(g, fields)
	text := f.Name
	if g.IntN(3) == 0 {
		text = pick(g, []string{"a", "b", "name", "same"}) + ": " + text
	}
	if len(f.Arguments) > 0 && g.IntN(2) == 0 {
		a := pick(g, f.Arguments)
		text += "(" + a.Name + ": " + pick(g, map[string][]string{
			"Int":   {"1", "2", "null"},
			"[Int]": {"[1]", "[2]", "[1, 2]", "[2, 1]", "1"},
			"In":    {"{x: 1}", "{x: 1, y: 2}", "{y: 2, x: 1}", "{in: {x: 1}}", "{in: {y: 1}}"},
		}[a.Type.String()]) + ")"
	}
	if inner := g.schema.Types[f.Type.Name()]; inner.IsCompositeType() {
		text += " " + g.selection(inner, from, deep-1)
	}
	return text
}

// TestMergingIsThatOfTheSpecification compares the result with that of gqlparser's rule, which compares every pair
// of fields.
func TestMergingIsThatOfTheSpecification(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: kennel})
	g := &gardener{Rand: rand.New(rand.NewPCG(testSeed(t), 1)), schema: schema}
	n := 2_000
	if os.Getenv("TIDDLY_LONG") != "" {
		n = 50_000
	}
	l := limits.Default()
	l.Tokens, l.Fields, l.Aliases = 100_000, 10_000, 10_000
	l.Depth = 100
	conflicts, fine := 0, 0
	for range n {
		text := g.document()
		document, err := parser.ParseQuery(&ast.Source{Input: text})
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		theirs := validator.ValidateWithRules(schema, document, rules.NewRules(rules.OverlappingFieldsCanBeMergedRule))
		all := validator.ValidateWithRules(schema, document, nil)
		r := reading{limits: &l, schema: schema}
		_, ours := r.read(t.Context(), text)
		if len(ours) > 0 != (len(all) > 0) {
			t.Fatalf("ours %v, theirs %v:\n%s", ours, all, text)
		}
		switch {
		case len(theirs) > 0:
			conflicts++
		case len(all) == 0:
			fine++
		}
		v := validation{ctx: t.Context(), limits: &l, schema: schema, document: document}
		m := merging{validation: &v}
		for _, o := range document.Operations {
			m.merge([]ast.SelectionSet{o.SelectionSet}, false)
		}
		unused := slices.ContainsFunc(all, func(e *gqlerror.Error) bool { return strings.Contains(e.Message, "is never used") })
		if len(v.errors) > 0 != (len(theirs) > 0) && !unused {
			t.Fatalf("ours %v, theirs %v:\n%s", v.errors, theirs, text)
		}
	}
	t.Logf("%d conflict, %d are valid", conflicts, fine)
	if conflicts < n/50 || fine < n/50 {
		t.Errorf("the documents are too much of one kind")
	}
}
