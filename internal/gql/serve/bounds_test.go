package serve

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"tiddly/internal/fault"
)

// hostile are kinds of documents that grow: each writes one of about the size n. What is short and stands for much is
// among them, and what is long by itself.
var hostile = map[string]func(n int) string{
	"cycle of fragments": func(n int) string {
		return "{ albums { ...F0 artist { ...G } } } fragment G on Artist { id }" + numbered(n, func(i int) string {
			return fmt.Sprintf(" fragment F%d on Album { artist { ...G albums { ...F%d } } }", i, (i+1)%n)
		})
	},
	"cycles of two": func(n int) string {
		return "{ albums { ...A0 } }" + numbered(n, func(i int) string {
			return fmt.Sprintf(" fragment A%d on Album { artist { ...F albums { ...B%d } } } fragment B%d on Album { ...A%d }", i, i, i, i)
		}) + " fragment F on Artist { id }"
	},
	"fan of fragments":      func(n int) string { return "{ albums { ...F0 } }" + fan(n, "Album", "id", 10) },
	"fan of the schema":     func(n int) string { return "{ __schema { ...F0 } }" + fan(n, "__Schema", "description", 10) },
	"fan of a type":         func(n int) string { return `{ __type(name: "Album") { ...F0 } }` + fan(n, "__Type", "name", 10) },
	"fan below fields":      func(n int) string { return "{ artists { ...F0 } }" + nestedFan(n) },
	"diamonds":              func(n int) string { return "{ albums { artist { ...F } ...A0 ...B0 } }" + diamonds(n) },
	"chain of fragments":    func(n int) string { return "{ albums { ...F0 } }" + fan(n, "Album", "id", 1) },
	"operations on a chain": func(n int) string { return operations(n/2, "") + fan(n/2, "Query", "__typename", 1) },
	"operations on one":     func(n int) string { return operations(n, "") + " fragment F0 on Query { albums { id title } }" },
	"mistakes of many": func(n int) string {
		return operations(n, "") + " fragment F0 on Query { " + strings.Repeat(strings.Repeat("x", maxNameBytes)+" ", 9) + "}"
	},
	"one long name":    func(n int) string { return "{ " + strings.Repeat("x", 100*n) + " }" },
	"unused fragments": func(n int) string { return "{ albums { id } }" + fan(n, "Album", "id", 2) },
	"unknown fragments": func(n int) string {
		return "{ albums { " + numbered(n, func(i int) string { return fmt.Sprintf("...F%d ", i) }) + "} }"
	},
	"equal fields":  func(n int) string { return "{ albums { " + strings.Repeat("id ", n) + "} }" },
	"equal objects": func(n int) string { return "{ " + strings.Repeat("albums { id artist { id } } ", n/8+1) + "}" },
	"equal arguments": func(n int) string {
		return "{ " + strings.Repeat("albums(where: {id: {in: [1, 2, 3]}, title: {eq: \"a\"}}) { id } ", n/20+1) + "}"
	},
	"fields that conflict": func(n int) string {
		return "{ albums { " + numbered(n, func(i int) string { return fmt.Sprintf("a: title b: id a: id c%d: id ", i) }) + "} }"
	},
	"arguments that conflict": func(n int) string {
		return "{ artists { " + numbered(n, func(i int) string { return fmt.Sprintf("albums(limit: %d) { id } ", i) }) + "} }"
	},
	"inline fragments nested": func(n int) string {
		return "{ albums " + strings.Repeat("{ ... ", n) + "{ id }" + strings.Repeat(" }", n) + "}"
	},
	"inline fragments": func(n int) string {
		return "{ albums { " + strings.Repeat("... on Album { id } ... { title } ", n/10+1) + "} }"
	},
	"interfaces": func(n int) string {
		return "{ albums { " + strings.Repeat("... on Node { nodeId } ... on Album { nodeId } ... on Node { ... on Album { artist { nodeId } } } ", n/20+1) + "} }"
	},
	"directives":         func(n int) string { return "{ albums { id " + strings.Repeat("@skip(if: false) ", n/7+1) + "} }" },
	"unknown directives": func(n int) string { return "{ albums { id " + strings.Repeat("@defer ", n) + "} }" },
	"fields nobody knows": func(n int) string {
		return "{ albums { " + numbered(n, func(i int) string { return fmt.Sprintf("titel%d ", i) }) + "} }"
	},
	"long names": func(n int) string { return "{ " + strings.Repeat(strings.Repeat("x", maxNameBytes)+" ", n/8+1) + "}" },
	"arguments nobody knows": func(n int) string {
		return "{ albums(" + numbered(n, func(i int) string { return fmt.Sprintf("a%d: 1 ", i) }) + ") { id } }"
	},
	"values nested": func(n int) string {
		return "{ albums(where: " + strings.Repeat("{not: ", n) + "{}" + strings.Repeat("}", n) + ") { id } }"
	},
	"lists nested": func(n int) string {
		return "{ albums(where: {id: {in: " + strings.Repeat("[", n) + strings.Repeat("]", n) + "}}) { id } }"
	},
	"values side by side": func(n int) string {
		return "{ albums(where: {or: [" + strings.Repeat("{id: {eq: 1}}, ", n/8+1) + "]}) { id } }"
	},
	"members nobody knows": func(n int) string {
		return "{ albums(where: {" + numbered(n, func(i int) string { return fmt.Sprintf("a%d: 1 ", i) }) + "}) { id } }"
	},
	"wrong values": func(n int) string {
		return "{ albums(where: {id: {in: [" + strings.Repeat("\"a\", ", n) + "]}}) { id } }"
	},
	"variables":        func(n int) string { return variables(n/6, n/6) },
	"variables of two": func(n int) string { return variables(2, n/2) },
	"unused variables": func(n int) string { return variables(n/4, 0) },
	"unknown variables": func(n int) string {
		return "{ albums(where: {id: {in: [" + numbered(n/2, func(i int) string { return fmt.Sprintf("$v%d ", i) }) + "]}}) { id } }"
	},
	"introspection": func(n int) string {
		return "{ __schema { " + strings.Repeat("types { fields { type { name } } } ", n/8+1) + "} }"
	},
	"mutations": func(n int) string {
		return "mutation { " + strings.Repeat(`insertTag(input: {label: "a"}) { affectedRows } `, n/12+1) + "}"
	},
	"strings": func(n int) string {
		return `{ albums(where: {title: {in: [` + strings.Repeat(`"\ufffd\u{1F600}a" """b""" `, n) + `]}}) { id } }`
	},
	"comments": func(n int) string { return "{ albums { id " + strings.Repeat("#\x01\n", n) + "} }" },
}

func numbered(n int, write func(int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(write(i))
	}
	return b.String()
}

// fan is a chain of fragments, each of which spreads the next several times.
func fan(n int, on, field string, times int) string {
	n = n/(6+2*times) + 1
	return numbered(n, func(i int) string {
		return fmt.Sprintf(" fragment F%d on %s { %s%s }", i, on, field, strings.Repeat(fmt.Sprintf(" ...F%d", i+1), times))
	}) + fmt.Sprintf(" fragment F%d on %s { %s }", n, on, field)
}

// nestedFan is one whose fragments stand below different fields, so that no two of them are one.
func nestedFan(n int) string {
	n = n/20 + 1
	return numbered(n, func(i int) string {
		return fmt.Sprintf(" fragment F%d on Artist { a: albums { artist { ...F%d } } b: albums { artist { ...F%d } } }", i, i+1, i+1)
	}) + fmt.Sprintf(" fragment F%d on Artist { id }", n)
}

func diamonds(n int) string {
	n = n/28 + 1
	return numbered(n, func(i int) string {
		return fmt.Sprintf(" fragment A%d on Album { artist { ...F } ...A%d ...B%d } fragment B%d on Album { artist { ...F } ...A%d ...B%d }", i, i+1, i+1, i, i+1, i+1)
	}) + fmt.Sprintf(" fragment A%d on Album { id } fragment B%d on Album { id } fragment F on Artist { id }", n, n)
}

func operations(n int, head string) string {
	return numbered(n/6+1, func(i int) string { return fmt.Sprintf(" query Q%d%s { ...F0 }", i, head) })
}

func variables(definitions, uses int) string {
	return "query(" + numbered(definitions+1, func(i int) string { return fmt.Sprintf("$v%d: Int! ", i) }) + ") { albums(where: {id: {in: [" +
		numbered(uses, func(i int) string { return fmt.Sprintf("$v%d ", i%(definitions+1)) }) + "]}}) { id } }"
}

// tenfold are the default limits, but for ten times as much.
func tenfold() Limits {
	l := DefaultLimits()
	l.Body, l.Tokens, l.Aliases, l.Directives, l.RootAliases, l.Fields = 10*l.Body, 10*l.Tokens, 10*l.Aliases, 10*l.Directives, 10*l.RootAliases, 10*l.Fields
	return l
}

// sizes are those of documents up to more than the most tokens: few, or in the long form many.
func sizes(l *Limits) []int {
	grow := 3.0
	if os.Getenv("TIDDLY_LONG") != "" {
		grow = 1.25
	}
	var all []int
	for size := 1.0; size <= 2*float64(l.Tokens); size = size*grow + 1 {
		all = append(all, int(size))
	}
	return append(all, l.Fields/6, l.Fields/3, l.Fields*4/5, l.Tokens/8, l.Tokens/3, l.Tokens*4/5)
}

// cost is what reading and planning of a document took.
type cost struct{ steps, bytes int }

// within reports whether reading and planning cost no more than the limits of tokens and the text allow.
func (c cost) within(l *Limits, text string) bool {
	return c.steps <= 3*l.steps() && c.bytes <= 2000*l.Tokens+20*len(text)
}

// costOf reads a document, plans it where it can be read, and counts.
func costOf(tb testing.TB, s *served, text string) (cost, string) {
	tb.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	steps, said := planOf(tb, s, text)
	runtime.ReadMemStats(&after)
	return cost{steps, int(after.TotalAlloc - before.TotalAlloc)}, said
}

// planOf reads a document and plans its first operation, and tells the code of the error, if there is one.
func planOf(tb testing.TB, s *served, text string) (steps int, said string) {
	tb.Helper()
	r := reading{limits: &s.options.Limits, schema: s.schema}
	document, errs := r.read(tb.Context(), text)
	if len(errs) > 0 {
		return r.steps, fmt.Sprint(errs[0].Extensions["code"])
	}
	e := newEntry(document)
	if _, _, faults := s.prepare(tb.Context(), e, e.operations[0], nil, nil); len(faults) > 0 {
		said = string(faults[0].fault.Code)
	}
	return r.steps, said
}

// TestDocumentsAreCheckedWithinBounds reads documents of every kind and size up to the most tokens, at the limits and
// at ten times those. Neither steps nor bytes grow faster than the limit of tokens, and the text.
func TestDocumentsAreCheckedWithinBounds(t *testing.T) {
	for factor, limits := range map[int]Limits{1: DefaultLimits(), 10: tenfold()} {
		s, _ := newFake(t, Options{Limits: limits})
		_, _ = costOf(t, s, "{ albums { id } }") // what is made once is made
		for name, write := range hostile {
			var most cost
			saids := map[string]bool{}
			for _, size := range sizes(&limits) {
				text := write(size)
				c, said := costOf(t, s, text)
				most = cost{max(most.steps, c.steps), max(most.bytes, c.bytes)}
				saids[said] = true
				if !c.within(&limits, text) {
					t.Errorf("%s of %d: %d steps and %d bytes (%s)", name, size, c.steps, c.bytes, said)
				}
			}
			t.Logf("%d × %-26s %8d steps %8d kB %v", factor, name, most.steps, most.bytes>>10, saids)
		}
	}
}

// TestNobodyWaitsForADocument gives documents that take the most steps to a reader whose request is over.
func TestNobodyWaitsForADocument(t *testing.T) {
	gone, leave := context.WithCancel(t.Context())
	leave()
	s, _ := newFake(t, Options{})
	r := reading{limits: &s.options.Limits, schema: s.schema}
	if _, errs := r.read(gone, "{ albums { id } }"); len(errs) != 1 || errs[0].Extensions["code"] != string(fault.RequestLeft) {
		t.Errorf("reading goes on: %v", errs)
	}
	document, err := s.options.Limits.parse(t.Context(), s.schema, "{ albums { id } }")
	if err != nil {
		t.Fatal(err)
	}
	e := newEntry(document)
	if _, _, faults := s.prepare(gone, e, e.operations[0], nil, nil); len(faults) != 1 || faults[0].fault.Code != fault.RequestLeft {
		t.Errorf("planning goes on: %s", printFaults(faults))
	}
	if _, _, faults := s.prepare(t.Context(), e, e.operations[0], nil, nil); len(faults) != 0 {
		t.Errorf("what was given up is kept: %s", printFaults(faults))
	}
}

// BenchmarkHostileDocuments reads and plans the dearest document of every kind, and parses it alone beside.
func BenchmarkHostileDocuments(b *testing.B) {
	for factor, limits := range map[string]Limits{"limits": DefaultLimits(), "tenfold": tenfold()} {
		s, _ := newFake(b, Options{Limits: limits})
		for name, write := range hostile {
			var text string
			most := -1
			for _, size := range sizes(&limits) {
				if c, _ := costOf(b, s, write(size)); c.bytes > most {
					text, most = write(size), c.bytes
				}
			}
			title := factor + "/" + strings.ReplaceAll(name, " ", "_")
			b.Run(title+"/parsed", func(b *testing.B) {
				for b.Loop() {
					_, _ = parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, limits.Tokens) // it may be wrong
				}
			})
			b.Run(title+"/planned", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					planOf(b, s, text)
				}
			})
		}
	}
}

// TestHostileDocumentsOverTheWire sends documents of every kind by POST and by GET, also to a server whose generated
// code answers whatever it can: both get the same answer, and those that are refused get a short one.
func TestHostileDocumentsOverTheWire(t *testing.T) {
	for _, o := range []Options{{}, {Generated: true}, {Limits: tenfold()}} {
		s, _ := newFake(t, o)
		h := newServer(s, NewCache(), o)
		limits := o.filled().Limits
		for name, write := range hostile {
			for _, size := range []int{limits.Fields / 6, limits.Tokens / 8, limits.Tokens * 4 / 5} {
				text := write(size)
				posted := sent(t, h, text)
				r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql?query="+url.QueryEscape(text), nil)
				got := httptest.NewRecorder()
				h.ServeHTTP(got, r)
				if name == "mutations" && posted.Code == http.StatusOK {
					continue // GET takes none
				}
				refused := posted.Code >= http.StatusBadRequest
				if posted.Code >= http.StatusInternalServerError || refused && posted.Body.Len() > 16<<10 {
					t.Errorf("%s of %d: %d with %d bytes: %.400s", name, size, posted.Code, posted.Body.Len(), posted.Body)
				}
				if posted.Body.String() != got.Body.String() && got.Code != http.StatusRequestEntityTooLarge && got.Code != http.StatusMethodNotAllowed {
					t.Errorf("%s of %d: POST %.400s\nGET %.400s", name, size, posted.Body, got.Body)
				}
			}
		}
	}
}
