package graph

import (
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// newRules gives gqlparser's rules, with those about names that do not exist made to say what does. The
// schema is the view of whoever asks, so nothing is named that they may not see.
func newRules() *rules.Rules {
	all := rules.NewRules(
		hinted(rules.FieldsOnCorrectTypeRule, fieldHint),
		hinted(rules.KnownArgumentNamesRule, argumentHint),
		hintedValues(rules.ValuesOfCorrectTypeRule),
	)
	// A rule that is there already is not added again; the order of the rest stays.
	defaults := rules.NewDefaultRules().GetInner()
	for _, name := range sortedRules(defaults) {
		all.AddRule(name, defaults[name])
	}
	return all
}

// hinted makes a rule over fields add a hint to its errors. Observers see each field in the order
// of their registration, so the field last seen is the one that the rule is at.
func hinted(rule core.Rule, hint func(*ast.Field) string) core.Rule {
	return core.Rule{Name: rule.Name, RuleFunc: func(observers *core.Events, addError core.AddErrFunc) {
		var current *ast.Field
		observers.OnField(func(_ *core.Walker, f *ast.Field) { current = f })
		observers.OnDirective(func(_ *core.Walker, _ *ast.Directive) { current = nil })
		rule.RuleFunc(observers, func(options ...core.ErrorOption) {
			if current != nil {
				options = append(options, withHint(hint(current)))
			}
			addError(options...)
		})
	}}
}

// hintedValues does the same for the rule over values.
func hintedValues(rule core.Rule) core.Rule {
	return core.Rule{Name: rule.Name, RuleFunc: func(observers *core.Events, addError core.AddErrFunc) {
		var current *ast.Value
		observers.OnValue(func(_ *core.Walker, v *ast.Value) { current = v })
		rule.RuleFunc(observers, func(options ...core.ErrorOption) {
			if current != nil {
				options = append(options, valueHint(current))
			}
			addError(options...)
		})
	}}
}

func withHint(hint string) core.ErrorOption {
	return func(e *gqlerror.Error) {
		if hint == "" {
			return
		}
		if e.Extensions == nil {
			e.Extensions = map[string]any{}
		}
		e.Extensions["hint"] = hint
	}
}

func fieldHint(f *ast.Field) string {
	if f.ObjectDefinition == nil {
		return ""
	}
	return f.ObjectDefinition.Name + " has " + nearest(f.Name, fieldNames(f.ObjectDefinition))
}

func argumentHint(f *ast.Field) string {
	if f.Definition == nil {
		return ""
	}
	known := make([]string, len(f.Definition.Arguments))
	for i, a := range f.Definition.Arguments {
		known[i] = a.Name
	}
	if len(known) == 0 {
		return f.Name + " takes no arguments"
	}
	name := ""
	for _, a := range f.Arguments {
		if f.Definition.Arguments.ForName(a.Name) == nil {
			name = a.Name
		}
	}
	return f.Name + " takes " + nearest(name, known)
}

// valueHint tells what an input object or an enum has. An error about an object that stands elsewhere than
// the object is one about a field of it.
func valueHint(v *ast.Value) core.ErrorOption {
	return func(e *gqlerror.Error) {
		d := v.Definition
		switch {
		case d == nil:
		case d.Kind == ast.Enum:
			known := make([]string, len(d.EnumValues))
			for i, value := range d.EnumValues {
				known[i] = value.Name
			}
			withHint(d.Name + " has " + nearest(v.Raw, known))(e)
		case d.Kind == ast.InputObject && v.Kind == ast.ObjectValue:
			withHint(d.Name + " has " + nearest(unknownChild(v, e), fieldNames(d)))(e)
		}
	}
}

// unknownChild gives the name of the object's field that the error is about, if it is about one.
func unknownChild(v *ast.Value, e *gqlerror.Error) string {
	for _, child := range v.Children {
		if v.Definition.Fields.ForName(child.Name) != nil || child.Position == nil {
			continue
		}
		for _, l := range e.Locations {
			if l.Line == child.Position.Line && l.Column == child.Position.Column {
				return child.Name
			}
		}
	}
	return ""
}

func sortedRules(all map[string]core.RuleFunc) []string { return slices.Sorted(maps.Keys(all)) }
