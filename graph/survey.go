package graph

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/fault"
)

// survey counts what a document asks for once its fragments are written out, in time linear in what is written: each
// fragment is counted once, however often it is spread. Nothing may write fragments out before this: a few lines can
// stand for more fields than there is memory.
type survey struct {
	limits *Limits
	parts  map[string]*part
	// steps is how many parts of the document were looked at.
	steps int
}

// part is a fragment, or an operation.
type part struct {
	name    string
	own     weight
	spreads []*ast.FragmentSpread
	// total is own with the fragments written out; it is there once done is set. Open tells that it is being counted.
	total      weight
	open, done bool
}

// weight is what a part has: fields, variables where they are used, and the size, which counts selections, arguments,
// directives and values alike.
type weight struct{ fields, uses, size int }

// heaviest is where counting stops: it is more than any limit, and no sum of two is too large for an int.
const heaviest = 1 << 30

func (w *weight) add(o weight) {
	w.fields = min(w.fields+o.fields, heaviest)
	w.uses = min(w.uses+o.uses, heaviest)
	w.size = min(w.size+o.size, heaviest)
}

// survey returns why the document is refused: a cycle of fragments, or too much.
func (s *survey) survey(document *ast.QueryDocument) *located {
	s.parts = make(map[string]*part, len(document.Fragments))
	fragments := make([]*part, len(document.Fragments))
	for i, f := range document.Fragments {
		fragments[i] = s.part(f.Name, f.SelectionSet, f.Directives)
		if s.parts[f.Name] == nil {
			s.parts[f.Name] = fragments[i]
		}
	}
	work := 0
	for _, p := range fragments {
		if f := s.count(p); f != nil {
			return f
		}
		work = min(work+p.total.size, heaviest)
	}
	for _, o := range document.Operations {
		p := s.part("", o.SelectionSet, o.Directives)
		if f := s.count(p); f != nil {
			return f
		}
		if p.total.fields > s.limits.Fields {
			return &located{s.limits.tooManyFields().WithDetails("once its fragments are written out"), o.Position}
		}
		work = min(work+p.total.size+s.lookups(len(o.VariableDefinitions), p.total.uses), heaviest)
	}
	if work > s.limits.steps() {
		return &located{s.limits.tooMuchToCheck(), nil}
	}
	return nil
}

// lookups is the work of finding the definitions of variables, which validation looks for one after the other.
func (s *survey) lookups(definitions, uses int) int {
	const aStep = 16 // so many names are compared in the time that one step takes
	return int(min(int64(definitions)*int64(uses)/aStep, heaviest))
}

// part measures what is written in one definition.
func (s *survey) part(name string, set ast.SelectionSet, directives ast.DirectiveList) *part {
	p := &part{name: name}
	s.directives(p, directives)
	s.selections(p, set)
	s.steps += p.own.size
	return p
}

// selections measures selections. It goes as deep as the parser went, whose depth the tokens bound.
func (s *survey) selections(p *part, set ast.SelectionSet) {
	for _, selection := range set {
		p.own.size++
		switch selection := selection.(type) {
		case *ast.Field:
			p.own.fields++
			s.arguments(p, selection.Arguments)
			s.directives(p, selection.Directives)
			s.selections(p, selection.SelectionSet)
		case *ast.InlineFragment:
			s.directives(p, selection.Directives)
			s.selections(p, selection.SelectionSet)
		case *ast.FragmentSpread:
			p.spreads = append(p.spreads, selection)
			s.directives(p, selection.Directives)
		}
	}
}

func (s *survey) directives(p *part, all ast.DirectiveList) {
	for _, d := range all {
		p.own.size++
		s.arguments(p, d.Arguments)
	}
}

func (s *survey) arguments(p *part, all ast.ArgumentList) {
	for _, a := range all {
		p.own.size++
		s.value(p, a.Value)
	}
}

func (s *survey) value(p *part, v *ast.Value) {
	p.own.size++
	if v.Kind == ast.Variable {
		p.own.uses++
	}
	for _, child := range v.Children {
		s.value(p, child.Value)
	}
}

// frame is a part that is being counted, and the number of its next spread.
type frame struct {
	part *part
	next int
}

// count sets the total of a part. It goes from fragment to fragment by a stack of its own, as those of a document may form
// a chain of any length.
func (s *survey) count(p *part) *located {
	if p.done {
		return nil
	}
	p.open = true
	stack := []frame{{part: p}}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.next == len(top.part.spreads) {
			s.close(top.part)
			stack = stack[:len(stack)-1]
			continue
		}
		spread := top.part.spreads[top.next]
		top.next++
		s.steps++
		inner := s.parts[spread.Name]
		switch {
		case inner == nil || inner.done: // one that is not defined is an error of its own
		case inner.open:
			return cycle(stack, spread)
		default:
			inner.open = true
			stack = append(stack, frame{part: inner})
		}
	}
	return nil
}

// close sums a part whose fragments are all counted.
func (s *survey) close(p *part) {
	p.total = p.own
	for _, spread := range p.spreads {
		s.steps++
		if inner := s.parts[spread.Name]; inner != nil {
			p.total.add(inner.total)
		}
	}
	p.open, p.done = false, true
}

// cycle is the error of a spread that leads back to a fragment in which it stands.
func cycle(stack []frame, spread *ast.FragmentSpread) *located {
	const most = 5
	var via []string
	for i := len(stack) - 1; stack[i].part.name != spread.Name; i-- {
		via = append(via, `"`+short(stack[i].part.name)+`"`)
	}
	message := `Cannot spread fragment "` + short(spread.Name) + `" within itself`
	if len(via) > 0 {
		names := make([]string, 0, most)
		for i := len(via) - 1; i >= 0 && len(names) < most; i-- {
			names = append(names, via[i])
		}
		message += " via " + strings.Join(names, ", ")
		if len(via) > most {
			message += ", …"
		}
	}
	return &located{fault.New(fault.RequestInvalid, "%s", message), spread.Position}
}
