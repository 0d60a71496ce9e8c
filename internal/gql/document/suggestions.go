package document

import (
	"cmp"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
)

// The rules about unknown names list known ones. The schema is the caller's view, so only visible names are
// listed. Names are compared only for errors that are reported, and only with plausible candidates.

// suggestion returns the end of a message about an unknown name: the similar known ones.
func suggestion(prefix, name string, known []string) string {
	if len(name) > gqlfault.MaxName {
		return ""
	}
	near := gqlfault.Alike(name, known)
	if len(near) == 0 {
		return ""
	}
	return " " + prefix + " " + core.QuotedOrList(near...) + "?"
}

// suggesting adds a suggestion to a message, which is only computed if the error is reported.
func suggesting(text func() string) core.ErrorOption {
	return func(e *gqlerror.Error) { namesOf(e).Guess = text() }
}

// withHint adds a hint to an error, which is only computed if the error is reported.
func withHint(hint func() string) core.ErrorOption {
	return func(e *gqlerror.Error) { namesOf(e).Hint = hint() }
}

// namesOf returns the names of an error under construction; see validation.add.
func namesOf(e *gqlerror.Error) *fault.Names { return &faultOf(e).Names }

// faultOf returns the fault of an error under construction, of which only the names and the hint are used.
func faultOf(e *gqlerror.Error) *fault.Fault {
	f, ok := e.Err.(*fault.Fault) //nolint:errorlint // it stands there itself
	if !ok {
		f = &fault.Fault{}
		e.Err = f
	}
	return f
}

// fieldRule reports fields that their type does not have.
var fieldRule = core.Rule{Name: rules.FieldsOnCorrectTypeRule.Name, RuleFunc: func(observers *core.Events, add core.AddErrFunc) {
	observers.OnField(func(w *core.Walker, f *ast.Field) {
		on := f.ObjectDefinition
		// What is selected of a value without fields is the fault of the selection as a whole: see leafRule.
		if on == nil || f.Definition != nil || on.IsLeafType() {
			return
		}
		add(
			core.Message(`Cannot query field "%s" on type "%s".`, f.Name, on.Name),
			suggesting(func() string {
				if types := typesWith(w.Schema, on, f.Name); len(types) > 0 {
					return " Did you mean to use an inline fragment on " + core.QuotedOrList(types...) + "?"
				}
				return suggestion("Did you mean", f.Name, allFields(on))
			}),
			core.At(f.Position),
			withHint(func() string { return on.Name + " has " + gqlfault.Nearest(f.Name, gqlfault.FieldNames(on)) }),
		)
	})
}}

// typesWith returns the types of an interface or a union that have a field: first the interfaces that most of them
// share, then the objects.
func typesWith(schema *ast.Schema, on *ast.Definition, field string) []string {
	if !on.IsAbstractType() {
		return nil
	}
	shared := map[string]int{}
	var names []string
	for _, possible := range schema.GetPossibleTypes(on) {
		if possible.Fields.ForName(field) == nil {
			continue
		}
		names = append(names, possible.Name)
		for _, name := range possible.Interfaces {
			if d := schema.Types[name]; d != nil && d.Fields.ForName(field) != nil {
				if shared[name] == 0 {
					names = append(names, name)
				}
				shared[name]++
			}
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(shared[b], shared[a]), cmp.Compare(a, b))
	})
	return names
}

// argumentRule reports arguments that their field or directive does not have.
var argumentRule = core.Rule{Name: rules.KnownArgumentNamesRule.Name, RuleFunc: func(observers *core.Events, add core.AddErrFunc) {
	unknown := func(given ast.ArgumentList, known ast.ArgumentDefinitionList, on string, position *ast.Position, hint func(string, []string) string) {
		for _, a := range given {
			if known.ForName(a.Name) != nil {
				continue
			}
			add(
				core.Message(`Unknown argument "%s" on %s.`, a.Name, on),
				suggesting(func() string { return suggestion("Did you mean", a.Name, argumentNames(known)) }),
				core.At(position),
				withHint(func() string { return hint(a.Name, argumentNames(known)) }),
			)
		}
	}
	observers.OnField(func(_ *core.Walker, f *ast.Field) {
		if f.Definition == nil || f.ObjectDefinition == nil {
			return
		}
		on := `field "` + f.ObjectDefinition.Name + "." + f.Name + `"`
		unknown(f.Arguments, f.Definition.Arguments, on, f.Position, func(name string, known []string) string {
			if len(known) == 0 {
				return f.Name + " takes no arguments"
			}
			return f.Name + " takes " + gqlfault.Nearest(name, known)
		})
	})
	observers.OnDirective(func(_ *core.Walker, d *ast.Directive) {
		if d.Definition != nil {
			unknown(d.Arguments, d.Definition.Arguments, `directive "@`+d.Name+`"`, d.Position, func(string, []string) string { return "" })
		}
	})
}}

func argumentNames(known ast.ArgumentDefinitionList) []string {
	names := make([]string, len(known))
	for i, a := range known {
		names[i] = a.Name
	}
	return names
}

// typeRule reports types that the schema does not have.
var typeRule = core.Rule{Name: rules.KnownTypeNamesRule.Name, RuleFunc: func(observers *core.Events, add core.AddErrFunc) {
	unknown := func(w *core.Walker, name string, position *ast.Position, more func() string) {
		if w.Schema.Types[name] == nil {
			add(core.Message(`Unknown type "%s".`, name), suggesting(more), core.At(position), withHint(func() string { return "/schema.graphqls has the types" }))
		}
	}
	none := func() string { return "" }
	observers.OnVariable(func(w *core.Walker, v *ast.VariableDefinition) {
		unknown(w, v.Type.Name(), v.Position, func() string { return suggestion("Did you mean", v.Type.Name(), sortedTypes(w.Schema)) })
	})
	observers.OnInlineFragment(func(w *core.Walker, f *ast.InlineFragment) {
		if f.TypeCondition != "" {
			unknown(w, f.TypeCondition, f.Position, none)
		}
	})
	observers.OnFragment(func(w *core.Walker, f *ast.FragmentDefinition) {
		unknown(w, f.TypeCondition, f.Position, func() string {
			return suggestion("Did you mean", f.TypeCondition, sortedTypes(w.Schema))
		})
	})
}}

func sortedTypes(schema *ast.Schema) []string {
	names := make([]string, 0, len(schema.Types))
	for name := range schema.Types {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// allFields returns the fields of an object, an interface or an input, including those of introspection.
func allFields(definition *ast.Definition) []string {
	names := make([]string, len(definition.Fields))
	for i, f := range definition.Fields {
		names[i] = f.Name
	}
	return names
}
