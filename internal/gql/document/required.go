package document

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"tiddly/internal/gql/gqlfault"
)

// requiredRule reports required arguments that a field or a directive is called without.
var requiredRule = core.Rule{Name: rules.ProvidedRequiredArgumentsRule.Name, RuleFunc: func(observers *core.Events, add core.AddErrFunc) {
	missing := func(w *core.Walker, given ast.ArgumentList, known ast.ArgumentDefinitionList, on, name string, position *ast.Position) {
		for _, a := range known {
			if !a.Type.NonNull || a.DefaultValue != nil || given.ForName(a.Name) != nil {
				continue
			}
			add(
				core.Message(`%s argument "%s" of type "%s" is required, but it was not provided.`, on, a.Name, a.Type.String()),
				core.At(position),
				withHint(func() string {
					return "write " + name + "(" + a.Name + ": …)" + fieldsOf(w.Schema.Types[a.Type.Name()])
				}),
			)
		}
	}
	observers.OnField(func(w *core.Walker, f *ast.Field) {
		if f.Definition != nil {
			missing(w, f.Arguments, f.Definition.Arguments, `Field "`+f.Name+`"`, f.Name, f.Position)
		}
	})
	observers.OnDirective(func(w *core.Walker, d *ast.Directive) {
		if d.Definition != nil {
			missing(w, d.Arguments, d.Definition.Arguments, `Directive "@`+d.Name+`"`, "@"+d.Name, d.Position)
		}
	})
}}

// fieldsOf returns the fields of an input object as the end of a hint; it is empty for other types.
func fieldsOf(d *ast.Definition) string {
	if d == nil || d.Kind != ast.InputObject {
		return ""
	}
	return "; " + d.Name + " has " + gqlfault.Nearest("", gqlfault.FieldNames(d))
}

// leafRule reports fields that have a selection and must not, or the other way round.
var leafRule = core.Rule{Name: rules.ScalarLeafsRule.Name, RuleFunc: func(observers *core.Events, add core.AddErrFunc) {
	observers.OnField(func(w *core.Walker, f *ast.Field) {
		if f.Definition == nil {
			return
		}
		of := w.Schema.Types[f.Definition.Type.Name()]
		switch {
		case of == nil || of.IsLeafType() == (len(f.SelectionSet) == 0):
		case of.IsLeafType():
			add(
				core.Message(`Field "%s" must not have a selection since type "%s" has no subfields.`, f.Name, of.Name),
				core.At(f.Position),
				fixedHint("write the name alone, without braces"),
			)
		default:
			add(
				core.Message(`Field "%s" of type "%s" must have a selection of subfields.`, f.Name, f.Definition.Type.String()),
				core.Suggestf(`"%s { ... }"`, f.Name),
				core.At(f.Position),
				withHint(func() string { return of.Name + " has " + gqlfault.Nearest("", gqlfault.FieldNames(of)) }),
			)
		}
	})
}}
