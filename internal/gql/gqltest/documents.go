package gqltest

import (
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql/introspection"

	"tiddly/internal/gql/limits"
)

// Hostile are kinds of documents that can grow: each function returns one of about the size n. Some are short but
// stand for much, others are long.
var Hostile = map[string]func(n int) string{
	"cycle of fragments": func(n int) string {
		return "{ albums { ...F0 artist { ...G } } } fragment G on Artist { id }" + Numbered(n, func(i int) string {
			return fmt.Sprintf(" fragment F%d on Album { artist { ...G albums { ...F%d } } }", i, (i+1)%n)
		})
	},
	"cycles of two": func(n int) string {
		return "{ albums { ...A0 } }" + Numbered(n, func(i int) string {
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
		return operations(n, "") + " fragment F0 on Query { " + strings.Repeat(strings.Repeat("x", limits.MaxNameBytes)+" ", 9) + "}"
	},
	"one long name":    func(n int) string { return "{ " + strings.Repeat("x", 100*n) + " }" },
	"unused fragments": func(n int) string { return "{ albums { id } }" + fan(n, "Album", "id", 2) },
	"unknown fragments": func(n int) string {
		return "{ albums { " + Numbered(n, func(i int) string { return fmt.Sprintf("...F%d ", i) }) + "} }"
	},
	"equal fields":  func(n int) string { return "{ albums { " + strings.Repeat("id ", n) + "} }" },
	"equal objects": func(n int) string { return "{ " + strings.Repeat("albums { id artist { id } } ", n/8+1) + "}" },
	"equal arguments": func(n int) string {
		return "{ " + strings.Repeat("albums(where: {id: {in: [1, 2, 3]}, title: {eq: \"a\"}}) { id } ", n/20+1) + "}"
	},
	"fields that conflict": func(n int) string {
		return "{ albums { " + Numbered(n, func(i int) string { return fmt.Sprintf("a: title b: id a: id c%d: id ", i) }) + "} }"
	},
	"arguments that conflict": func(n int) string {
		return "{ artists { " + Numbered(n, func(i int) string { return fmt.Sprintf("albums(limit: %d) { id } ", i) }) + "} }"
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
		return "{ albums { " + Numbered(n, func(i int) string { return fmt.Sprintf("titel%d ", i) }) + "} }"
	},
	"long names": func(n int) string {
		return "{ " + strings.Repeat(strings.Repeat("x", limits.MaxNameBytes)+" ", n/8+1) + "}"
	},
	"arguments nobody knows": func(n int) string {
		return "{ albums(" + Numbered(n, func(i int) string { return fmt.Sprintf("a%d: 1 ", i) }) + ") { id } }"
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
		return "{ albums(where: {" + Numbered(n, func(i int) string { return fmt.Sprintf("a%d: 1 ", i) }) + "}) { id } }"
	},
	"wrong values": func(n int) string {
		return "{ albums(where: {id: {in: [" + strings.Repeat("\"a\", ", n) + "]}}) { id } }"
	},
	"variables":        func(n int) string { return variables(n/6, n/6) },
	"variables of two": func(n int) string { return variables(2, n/2) },
	"unused variables": func(n int) string { return variables(n/4, 0) },
	"unknown variables": func(n int) string {
		return "{ albums(where: {id: {in: [" + Numbered(n/2, func(i int) string { return fmt.Sprintf("$v%d ", i) }) + "]}}) { id } }"
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

// Numbered returns the concatenated results of write for the numbers below n.
func Numbered(n int, write func(int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(write(i))
	}
	return b.String()
}

// fan returns a chain of fragments, each of which spreads the next several times.
func fan(n int, on, field string, times int) string {
	n = n/(6+2*times) + 1
	return Numbered(n, func(i int) string {
		return fmt.Sprintf(" fragment F%d on %s { %s%s }", i, on, field, strings.Repeat(fmt.Sprintf(" ...F%d", i+1), times))
	}) + fmt.Sprintf(" fragment F%d on %s { %s }", n, on, field)
}

// nestedFan returns a fan whose fragments are below different fields, so that no two can be merged.
func nestedFan(n int) string {
	n = n/20 + 1
	return Numbered(n, func(i int) string {
		return fmt.Sprintf(" fragment F%d on Artist { a: albums { artist { ...F%d } } b: albums { artist { ...F%d } } }", i, i+1, i+1)
	}) + fmt.Sprintf(" fragment F%d on Artist { id }", n)
}

func diamonds(n int) string {
	n = n/28 + 1
	return Numbered(n, func(i int) string {
		return fmt.Sprintf(" fragment A%d on Album { artist { ...F } ...A%d ...B%d } fragment B%d on Album { artist { ...F } ...A%d ...B%d }", i, i+1, i+1, i, i+1, i+1)
	}) + fmt.Sprintf(" fragment A%d on Album { id } fragment B%d on Album { id } fragment F on Artist { id }", n, n)
}

func operations(n int, head string) string {
	return Numbered(n/6+1, func(i int) string { return fmt.Sprintf(" query Q%d%s { ...F0 }", i, head) })
}

func variables(definitions, uses int) string {
	return "query(" + Numbered(definitions+1, func(i int) string { return fmt.Sprintf("$v%d: Int! ", i) }) + ") { albums(where: {id: {in: [" +
		Numbered(uses, func(i int) string { return fmt.Sprintf("$v%d ", i%(definitions+1)) }) + "]}}) { id } }"
}

// Tenfold returns ten times the default limits, except for the depth.
func Tenfold() limits.Limits {
	l := limits.Default()
	l.Body, l.Tokens, l.Aliases, l.Directives, l.RootAliases, l.Fields = 10*l.Body, 10*l.Tokens, 10*l.Aliases, 10*l.Directives, 10*l.RootAliases, 10*l.Fields
	return l
}

// FullIntrospection is what clients send to learn a schema: every option of the
// reference implementation's query is on.
const FullIntrospection = `query IntrospectionQuery {
  __schema {
    description
    queryType { name kind }
    mutationType { name kind }
    subscriptionType { name kind }
    types { ...FullType }
    directives {
      name
      description
      isRepeatable
      locations
      args(includeDeprecated: true) { ...InputValue }
    }
  }
}
fragment FullType on __Type {
  kind
  name
  description
  specifiedByURL
  isOneOf
  fields(includeDeprecated: true) {
    name
    description
    args(includeDeprecated: true) { ...InputValue }
    type { ...TypeRef }
    isDeprecated
    deprecationReason
  }
  inputFields(includeDeprecated: true) { ...InputValue }
  interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...TypeRef }
}
fragment InputValue on __InputValue {
  name
  description
  type { ...TypeRef }
  defaultValue
  isDeprecated
  deprecationReason
}
fragment TypeRef on __Type {
  kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } }
}`

// Introspections request the whole schema in many ways.
var Introspections = map[string]string{
	"of a client": FullIntrospection,
	"of gqlgen":   introspection.Query,
	"short":       `{ s: __schema { __typename types { n: name __typename kind } types { fields { name } enumValues { name } } } }`,
	"odd": `query ($yes: Boolean = true, $no: Boolean!) { __schema { types { kind name fields(includeDeprecated: $yes) { name type { name kind ofType { name } } }
		... on __Type { interfaces { name } ofType { name } } ... @skip(if: $yes) { description } ...More @include(if: $no)
		enumValues(includeDeprecated: false) { name isDeprecated } inputFields(includeDeprecated: false) { name defaultValue } } directives { name locations } } }
		fragment More on __Type { possibleTypes { name } kind }`,
}
