package document

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/limits"
)

// validation checks a surveyed document against the rules of GraphQL. Most of them are gqlparser's, whose walk
// enters every operation and every fragment once with the fragments written out: the survey has bounded that.
type validation struct {
	ctx      context.Context //nolint:containedctx // it lives as long as one call
	limits   *limits.Limits
	schema   *ast.Schema
	document *ast.QueryDocument

	errors gqlerror.List
	// said is the number of errors written, including duplicates.
	said  int
	steps int
	// more is set if the check ended before it had counted all errors.
	more bool
	// over is set if the request is over, which is then the only error.
	over bool
}

// between is the number of steps between two checks whether the request is over.
const between = 256

// maxSaid limits the errors that are written: a mistake in a fragment is met for each operation that reaches it.
const maxSaid = 3 * gqlfault.Max

// ours are the rules of gqlparser that are replaced. Those with suggestions compare a name with every name of the
// schema, for every error, whatever their number and the name's length. The merging rule compares all pairs of
// fields, values are converted once for every surrounding value, and cycles of fragments are refused earlier. The last
// two know what would be right, and do not tell it.
var ours = []string{
	rules.FieldsOnCorrectTypeRule.Name, rules.KnownArgumentNamesRule.Name, rules.KnownTypeNamesRule.Name,
	rules.ValuesOfCorrectTypeRule.Name, rules.OverlappingFieldsCanBeMergedRule.Name, rules.NoFragmentCyclesRule.Name,
	rules.ProvidedRequiredArgumentsRule.Name, rules.ScalarLeafsRule.Name,
}

// allRules returns the rules sorted by name, which is the order of errors about one part of the document.
var allRules = sync.OnceValue(func() []core.Rule {
	all := []core.Rule{fieldRule, argumentRule, typeRule, valueRule, requiredRule, leafRule}
	for name, rule := range rules.NewDefaultRules().GetInner() {
		if !slices.Contains(ours, name) {
			all = append(all, hinted(name, rule, ruleHints[name]))
		}
	}
	slices.SortFunc(all, func(a, b core.Rule) int { return cmp.Compare(a.Name, b.Name) })
	return all
})

// validate returns the errors of the document, at most one more than gqlfault.Max.
func (v *validation) validate() gqlerror.List {
	if f := limits.Stopped(v.ctx); f != nil {
		return gqlerror.List{gqlfault.Present(f, nil)}
	}
	observers := &core.Events{}
	v.count(observers)
	for _, rule := range allRules() {
		rule.RuleFunc(observers, v.add)
	}
	core.Walk(v.schema, v.document, observers)
	if v.over {
		return v.errors
	}
	m := merging{validation: v}
	for _, o := range v.document.Operations {
		m.merge([]ast.SelectionSet{o.SelectionSet}, false)
	}
	return v.errors
}

// count counts every part of the document that the walk visits.
func (v *validation) count(observers *core.Events) {
	step := func() {
		if v.steps++; v.steps%between == 0 && !v.over {
			v.look(observers)
		}
	}
	observers.OnField(func(*core.Walker, *ast.Field) { step() })
	observers.OnInlineFragment(func(*core.Walker, *ast.InlineFragment) { step() })
	observers.OnFragmentSpread(func(*core.Walker, *ast.FragmentSpread) { step() })
	observers.OnDirective(func(*core.Walker, *ast.Directive) { step() })
	observers.OnValue(func(*core.Walker, *ast.Value) { step() })
}

// look ends the walk if the request is over. The walk cannot be aborted: so all rules are removed, and the
// document, which is not used any more, is emptied so that the walk finds nothing more to enter.
func (v *validation) look(observers *core.Events) {
	f := limits.Stopped(v.ctx)
	if f == nil {
		return
	}
	v.over, v.errors = true, gqlerror.List{gqlfault.Present(f, nil)}
	*observers = core.Events{}
	for _, o := range v.document.Operations {
		o.VariableDefinitions, o.Directives, o.SelectionSet = nil, nil, nil
	}
	for _, d := range v.document.Fragments {
		d.Directives, d.SelectionSet = nil, nil
	}
}

// full reports whether there is one error more than an answer has.
func (v *validation) full() bool { return len(v.errors) > gqlfault.Max }

// add adds an error, once: a fragment is walked for each operation that reaches it. Errors beyond the limit of an
// answer are not even written.
func (v *validation) add(options ...core.ErrorOption) {
	if v.over || v.full() {
		return
	}
	if v.more = v.said >= maxSaid; v.more {
		return
	}
	v.said++
	written := &gqlerror.Error{}
	for _, option := range options {
		option(written)
	}
	e := gqlfault.Present(invalid(written), nil)
	e.Locations = written.Locations
	same := func(o *gqlerror.Error) bool { return o.Message == e.Message && slices.Equal(o.Locations, e.Locations) }
	if !slices.ContainsFunc(v.errors, same) {
		v.errors = append(v.errors, e)
	}
}

// invalid returns the fault of a rule's error. Its names are kept separately, and the message is tidied with and
// without them.
func invalid(written *gqlerror.Error) *fault.Fault {
	f := fault.New(fault.RequestInvalid, "%s", gqlfault.Tidy(written.Message))
	f.Names, f.Hint = *namesOf(written), faultOf(written).Hint
	f.Names.Guess, _ = strings.CutPrefix(gqlfault.Tidy(written.Message+f.Names.Guess), f.Message)
	return f
}

// fail adds a fault of the server's own rules.
func (v *validation) fail(f *fault.Fault, position *ast.Position) {
	if !v.over && !v.full() {
		v.errors = append(v.errors, gqlfault.Present(f, position))
	}
}
