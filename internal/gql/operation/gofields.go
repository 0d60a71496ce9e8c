package operation

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/request"
	"tiddly/internal/schema"
)

// HiddenKey is the prefix of the response keys of columns that a field written in Go reads although they are not
// selected. No other response key begins with it.
const HiddenKey = "+"

// AskedKey is the prefix of the response keys of columns by which Go code finds its rows again. No other response key
// begins with it.
const AskedKey = "="

// withoutSelected removes the hidden columns that the client selected too: the code gets those cells.
func withoutSelected(all []request.Selection) []request.Selection {
	selected := map[string]bool{}
	for _, s := range all {
		if s.Kind == request.Column && !strings.HasPrefix(s.Key, HiddenKey) {
			selected[s.Name] = true
		}
	}
	return slices.DeleteFunc(all, func(s request.Selection) bool { return strings.HasPrefix(s.Key, HiddenKey) && selected[s.Name] })
}

// hidden adds the columns that a field written in Go reads to the selection of its row: those that @columns names and
// those of its key, by which the code asks what the row leads to, or every one, because nobody else knows which of them
// the code looks at.
func hidden(all []request.Selection, t *catalog.Table, f *ast.FieldDefinition) []request.Selection {
	if !schema.NamesColumns(f) {
		return everyColumn(all, t)
	}
	all = hide(all, schema.ColumnsOf(f)...)
	for _, c := range t.Finders() {
		all = hide(all, c.Name)
	}
	return all
}

// everyColumn adds all columns of a row, except secret ones, and what a row without a key is found again by.
func everyColumn(all []request.Selection, t *catalog.Table) []request.Selection {
	for _, c := range t.Readable() {
		all = hide(all, c.Name)
	}
	if t.FoundByRowID() {
		all = hide(all, catalog.RowIDName)
	}
	return all
}

func hide(all []request.Selection, names ...string) []request.Selection {
	for _, name := range names {
		key := HiddenKey + name
		if !slices.ContainsFunc(all, func(s request.Selection) bool { return s.Key == key }) {
			all = append(all, request.Selection{Key: key, Kind: request.Column, Name: name})
		}
	}
	return all
}

// goFields handles what is written in Go.
type goFields struct {
	*fields
	code      Code
	generated *ast.Schema
	// met is set if something below the current root field is written in Go.
	met bool
	// knownFragments holds whether code was generated for a fragment with all its contents.
	knownFragments map[*ast.FragmentDefinition]bool
}

// check looks for null variables where null is not allowed, in a field that Go answers and all below it: gqlgen
// would panic, or use null as a value.
func (g *goFields) check(f *ast.Field, sets []ast.SelectionSet) {
	for _, a := range f.Arguments {
		g.value(a.Value)
	}
	spread := map[*ast.FragmentDefinition]bool{}
	for _, set := range sets {
		g.checkSelections(set, spread)
	}
}

func (g *goFields) checkSelections(set ast.SelectionSet, spread map[*ast.FragmentDefinition]bool) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if g.includes(s) {
				g.below(s.Alias, func() { g.check(s, []ast.SelectionSet{s.SelectionSet}) })
			}
		case *ast.InlineFragment:
			if g.included(s.Directives) {
				g.checkSelections(s.SelectionSet, spread)
			}
		case *ast.FragmentSpread:
			if !spread[s.Definition] && g.included(s.Directives) {
				spread[s.Definition] = true
				g.checkSelections(s.Definition.SelectionSet, spread)
			}
		}
	}
}

// refuse reports what Go cannot answer: a mutation in Go beside those of tables, which are one transaction, and a
// field below something for which no code was generated. The name of the root type, which some clients and gateways
// select beside every field, is part of any request.
func (g *goFields) refuse(typeName string, out *Built) {
	var inCode []string
	tables, all := 0, 0
	reads := out.Request.Fields
	for _, f := range out.Fields {
		if f.Read {
			constant := reads[0].Kind == request.Constant
			reads = reads[1:]
			if constant {
				continue
			}
		}
		all++
		switch {
		case f.Go != nil && !f.Read:
			inCode = append(inCode, f.Key)
			if g.code.Edits(typeName, f.Go.Field.Name) {
				tables++
			}
		case f.Read && g.definition.Operation == ast.Mutation:
			tables++
		}
		if f.Go != nil {
			g.checkKnown(typeName, f)
		}
	}
	if g.definition.Operation == ast.Mutation && len(inCode) > 0 && tables > 0 && all > 1 {
		g.note(
			fault.New(fault.RequestInvalid, "%s is written in Go and cannot share a request with mutations of tables", gqlfault.Short(inCode[0])).
				WithHint("send it in a request of its own").At(inCode[0]), nil,
		)
	}
}

func (g *goFields) checkKnown(typeName string, f RootField) {
	field := &collected{key: f.Key, field: f.Go.Field, sets: []ast.SelectionSet{f.Go.Selections}}
	if g.known(typeName, field) {
		return
	}
	g.note(
		fault.New(fault.SchemaChanged, "the Go code below %s was generated for tables other than those served", gqlfault.Short(f.Key)).
			WithHint("run go generate ./... for this database, and build again").At(f.Key), f.Go.Field.Position,
	)
}

// requireWhole reports a fault if rows of a table lack a column of their Go type: the code would read a zero that
// nobody stored.
func (g *goFields) requireWhole(t *catalog.Table) {
	if name, lacks := schema.Lacks(g.generated, t); lacks {
		g.note(
			fault.New(fault.SchemaChanged, "%s has no column %s of the kind that the code was generated for", t.TypeName, name).
				WithHint("run go generate ./... for this database, and build again").At(g.here()...), nil,
		)
	}
}

// known reports whether code was generated for a field and all that is selected below it.
func (g *goFields) known(typeName string, c *collected) bool {
	d := g.generated.Types[typeName]
	if d == nil {
		return false
	}
	f := d.Fields.ForName(c.field.Name)
	if f == nil || f.Type.String() != c.field.Definition.Type.String() {
		return c.field.Name == typename
	}
	return g.knownBelow(f.Type.Name(), c.sets)
}

func (g *goFields) knownBelow(typeName string, sets []ast.SelectionSet) bool {
	for _, set := range sets {
		for _, selection := range set {
			var ok bool
			switch s := selection.(type) {
			case *ast.Field:
				ok = s.Name == typename || g.known(typeName, &collected{field: s, sets: []ast.SelectionSet{s.SelectionSet}})
			case *ast.InlineFragment:
				ok = g.knownBelow(cmp.Or(s.TypeCondition, typeName), []ast.SelectionSet{s.SelectionSet})
			case *ast.FragmentSpread:
				ok = g.knownFragment(s.Definition)
			}
			if !ok {
				return false
			}
		}
	}
	return true
}

// knownFragment checks a fragment once, however often it is spread.
func (g *goFields) knownFragment(f *ast.FragmentDefinition) bool {
	if g.knownFragments[f] {
		return true
	}
	if g.knownFragments == nil {
		g.knownFragments = map[*ast.FragmentDefinition]bool{}
	}
	g.knownFragments[f] = g.knownBelow(f.TypeCondition, []ast.SelectionSet{f.SelectionSet})
	return g.knownFragments[f]
}
