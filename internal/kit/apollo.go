package kit

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// parsed are the scalars that Apollo's cache parses, with the type that they become and the file that defines them.
// The others are exact as the server sends them.
var parsed = []struct{ name, becomes, definition string }{
	{"BigInt", "bigint", "apollo/scalar_bigint.ts"},
	{"DateTime", "Date", "apollo/scalar_datetime.ts"},
}

func isParsed(scalar string) bool {
	return slices.ContainsFunc(parsed, func(p struct{ name, becomes, definition string }) bool { return p.name == scalar })
}

// apolloFiles returns the kit of Apollo Client: its cache, a client, and typed documents.
func apolloFiles(m *model, o Options) []File {
	files := fixed("apollo/client.ts", "apollo/cache.ts", "apollo/documents.ts", "apollo/pages.ts", "shared/errors.ts")
	return append(files,
		File{"policies.ts", m.apolloPolicies()},
		File{"scalars.ts", m.apolloScalars()},
		File{"codegen.mjs", m.codegenConfig("apollo", o, apolloScalar)},
		File{"persisted-documents.mjs", filled("apollo/persisted-documents.mjs", "sources", o.Sources)},
	)
}

func (m *model) apolloPolicies() string {
	policies := m.typePolicies()
	var pages []string
	for _, name := range []string{"connection", "list", "single"} {
		if strings.Contains(policies, ": "+name+"(") {
			pages = append(pages, name)
		}
	}
	imports := ""
	if len(pages) > 0 {
		imports = "import { " + strings.Join(pages, ", ") + " } from './pages.js';\n"
	}
	return filled("apollo/policies.ts",
		"imports", imports, "policies", policies, "possible", m.possible(), "inputs", m.inputObjects(), "lists", m.lists())
}

// typePolicies returns the members of typePolicies.
func (m *model) typePolicies() string {
	var b strings.Builder
	for _, t := range m.objects {
		keyed := keyFields(m.identityOf(t))
		fields := m.fieldPolicies(t)
		if keyed == "" && fields == "" {
			continue
		}
		fmt.Fprintf(&b, "  %s: {\n%s", t.Name, keyed)
		if fields != "" {
			fmt.Fprintf(&b, "    fields: {\n%s    },\n", fields)
		}
		b.WriteString("  },\n")
	}
	return b.String()
}

func keyFields(i identity) string {
	switch {
	case i.none:
		return "    // Nothing tells these apart: they are kept where they were read.\n    keyFields: false,\n"
	case i.fields != nil:
		return "    keyFields: " + quotedList(i.fields) + ",\n"
	}
	return ""
}

// fieldPolicies returns the policies of the fields of a type: lists, connections, and scalars that are parsed.
func (m *model) fieldPolicies(t *ast.Definition) string {
	var b strings.Builder
	for _, f := range t.Fields {
		switch {
		case strings.HasPrefix(f.Name, "__"):
		case isList(f):
			fmt.Fprintf(&b, "      %s: list(%s),\n", f.Name, quotedList(keyArguments(f)))
		case m.isConnection(f):
			fmt.Fprintf(&b, "      %s: connection(%s),\n", f.Name, quotedList(keyArguments(f)))
		case t == m.schema.Query && m.byIdentity(f) != nil:
			columns := m.byIdentity(f)
			fmt.Fprintf(&b, "      %s: single('%s', '%s', %s),\n", f.Name, f.Type.Name(), m.keys[f.Type.Name()].Fields[0].Name, quotedList(columns))
		case isParsed(f.Type.Name()):
			fmt.Fprintf(&b, "      %s: { scalar: '%s'%s },\n", f.Name, listed(f.Type), fixedType(f.Name))
		}
	}
	return b.String()
}

// ofEveryObject are the names that every object of JavaScript has. Under them TypeScript does not look at the type that is
// expected.
var ofEveryObject = []string{
	"constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
}

// fixedType returns what keeps the type of a text that is the value of a member with that name.
func fixedType(member string) string {
	if slices.Contains(ofEveryObject, member) {
		return " as const"
	}
	return ""
}

func (m *model) possible() string {
	var b strings.Builder
	types := m.possibleTypes()
	for _, name := range slices.Sorted(maps.Keys(types)) {
		fmt.Fprintf(&b, "  %s: [\n", name)
		for _, p := range types[name] {
			fmt.Fprintf(&b, "    '%s',\n", p)
		}
		b.WriteString("  ],\n")
	}
	return b.String()
}

// inputObjects returns the members of inputObjects: the inputs that lead to a parsed scalar, with the fields that do.
func (m *model) inputObjects() string {
	leads := m.leadingInputs()
	var b strings.Builder
	for _, t := range m.inputs {
		if !leads[t.Name] {
			continue
		}
		fmt.Fprintf(&b, "  %s: {\n    fields: {\n", t.Name)
		for _, f := range t.Fields {
			if leads[f.Type.Name()] || isParsed(f.Type.Name()) {
				fmt.Fprintf(&b, "      %s: '%s',\n", f.Name, listed(f.Type))
			}
		}
		b.WriteString("    },\n  },\n")
	}
	return b.String()
}

// leadingInputs returns the inputs below which a parsed scalar stands: those that have one, then those that have such an
// input, until there are no more.
func (m *model) leadingInputs() map[string]bool {
	leads := map[string]bool{}
	for found := true; found; {
		found = false
		for _, t := range m.inputs {
			if !leads[t.Name] && slices.ContainsFunc(t.Fields, func(f *ast.FieldDefinition) bool {
				return isParsed(f.Type.Name()) || leads[f.Type.Name()]
			}) {
				leads[t.Name], found = true, true
			}
		}
	}
	return leads
}

// lists returns the fields that return rows of each type, by that type and the type that has them.
func (m *model) lists() string {
	fields := map[string]map[string][]string{}
	for _, owner := range m.objects {
		for _, f := range owner.Fields {
			row := m.rowOf(owner, f)
			if row == "" {
				continue
			}
			if fields[row] == nil {
				fields[row] = map[string][]string{}
			}
			fields[row][owner.Name] = append(fields[row][owner.Name], f.Name)
		}
	}
	var b strings.Builder
	for _, row := range slices.Sorted(maps.Keys(fields)) {
		fmt.Fprintf(&b, "  %s: {\n", row)
		for _, owner := range slices.Sorted(maps.Keys(fields[row])) {
			fmt.Fprintf(&b, "    %s: %s,\n", owner, quotedList(fields[row][owner]))
		}
		b.WriteString("  },\n")
	}
	return b.String()
}

const aggregateEnd = "Aggregate"

// rowOf returns the type of the rows that a field of a type lists, pages or counts; empty where it does not.
func (m *model) rowOf(owner *ast.Definition, f *ast.FieldDefinition) string {
	switch {
	case m.isConnection(f):
		if nodes := m.schema.Types[f.Type.Name()].Fields.ForName("nodes"); nodes != nil {
			return nodes.Type.Name()
		}
	case strings.HasSuffix(f.Name, aggregateEnd) && f.Arguments.ForName("where") != nil:
		if beside := owner.Fields.ForName(strings.TrimSuffix(f.Name, aggregateEnd)); beside != nil {
			return beside.Type.Name()
		}
	case isList(f):
		return f.Type.Name()
	}
	return ""
}

func (m *model) apolloScalars() string {
	var declared, defined strings.Builder
	functions := ""
	for _, s := range m.scalars {
		fmt.Fprintf(&declared, "      %s: { serialized: %s; parsed: %s };\n", s, sent(s), apolloOutput(s))
		for _, p := range parsed {
			if p.name == s {
				defined.WriteString(text(p.definition))
			}
		}
		if s == "DateTime" {
			functions = text("apollo/scalar_instants.ts")
		}
	}
	imports := "import '@apollo/client';\n"
	if defined.Len() > 0 {
		imports = "import { Scalar } from '@apollo/client';\n"
	}
	return filled("apollo/scalars.ts", "imports", imports, "declared", declared.String(), "defined", defined.String(), "functions", functions)
}

// apolloOutput returns the type of a scalar that was read.
func apolloOutput(scalar string) string {
	for _, p := range parsed {
		if p.name == scalar {
			return p.becomes
		}
	}
	return sent(scalar)
}

// apolloScalar returns the types of a scalar in variables and in results.
func apolloScalar(scalar string) (input, output string) {
	switch scalar {
	case "BigInt":
		return "bigint | string | number", "bigint"
	case "DateTime":
		return "Date | string", "Date"
	}
	return plainScalar(scalar)
}

func quotedList(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = "'" + n + "'"
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
