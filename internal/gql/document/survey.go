package document

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/limits"
)

// survey counts what a document selects with its fragments written out, without writing any out: a few lines can
// stand for more fields than fit into memory. Each fragment is counted once, and then only added where it is
// spread; as in an answer, it counts once in a selection, however often it is spread there.
type survey struct {
	limits *limits.Limits
	parts  map[string]*part
	// visit numbers the walks from fragment to fragment.
	visit int
	// steps is the number of parts of the document examined.
	steps int
}

// part is a fragment or an operation.
type part struct {
	name string
	set  ast.SelectionSet
	// size counts selections, arguments, directives and values; uses counts the variables among them.
	size, uses int
	// spreads are all spreads in it, level those that are not below one of its fields.
	spreads, level []*ast.FragmentSpread
	// fields is the number of fields that its own stand for, with all below them. It is valid once done is set; open
	// is set while it is being counted.
	fields     int
	open, done bool
	// visited is the last walk that reached the part.
	visited int
}

// heaviest is where counting stops: it exceeds every limit, and the sum of two fits into an int.
const heaviest = 1 << 30

// survey returns the reason why the document is refused: a cycle of fragments, or an exceeded limit.
func (s *survey) survey(document *ast.QueryDocument) *gqlfault.Located {
	s.parts = make(map[string]*part, len(document.Fragments))
	all := make([]*part, 0, len(document.Fragments)+len(document.Operations))
	for _, f := range document.Fragments {
		p := s.part(f.Name, f.SelectionSet, f.Directives)
		if s.parts[f.Name] == nil {
			s.parts[f.Name] = p
		}
		all = append(all, p)
	}
	for _, o := range document.Operations {
		all = append(all, s.part("", o.SelectionSet, o.Directives))
	}
	for _, p := range all {
		if f := s.count(p); f != nil {
			return f
		}
	}
	for i, o := range document.Operations {
		if s.below(all[len(document.Fragments)+i].set) > s.limits.Fields {
			return locate(s.limits.TooManyFields().WithDetails("with its fragments expanded"), o.Position)
		}
	}
	if s.tooLong(document, all) {
		return locate(s.limits.TooMuchToCheck(), nil)
	}
	return nil
}

// tooLong reports whether the rules would take too many steps: they enter every operation and every fragment by
// itself, each with all fragments that it reaches, and search the definitions of variables linearly.
func (s *survey) tooLong(document *ast.QueryDocument, all []*part) bool {
	const lookups = 16 // this many names are compared in the time of one step
	work := s.steps
	for i, p := range all {
		uses := 0
		s.visit++
		s.reach(p, func(p *part) []*ast.FragmentSpread {
			work += p.size
			uses += p.uses
			return p.spreads
		}, &work)
		if i >= len(document.Fragments) {
			definitions := len(document.Operations[i-len(document.Fragments)].VariableDefinitions)
			work = int(min(int64(work)+int64(definitions)*int64(uses)/lookups, heaviest))
		}
		if work > s.limits.Steps() {
			return true
		}
	}
	return false
}

// reach calls visit for a part and for everything reachable by the spreads that it returns, each once, until there
// is too much work.
func (s *survey) reach(from *part, visit func(*part) []*ast.FragmentSpread, work *int) {
	from.visited = s.visit
	for stack := []*part{from}; len(stack) > 0 && *work <= s.limits.Steps(); {
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, spread := range visit(p) {
			*work++
			if inner := s.parts[spread.Name]; inner != nil && inner.visited != s.visit {
				inner.visited = s.visit
				stack = append(stack, inner)
			}
		}
	}
}

// part measures the content of one definition.
func (s *survey) part(name string, set ast.SelectionSet, directives ast.DirectiveList) *part {
	p := &part{name: name, set: set}
	p.directives(directives)
	p.selections(set)
	s.steps += p.size
	return p
}

// selections measures selections. Its depth is that of the parser, which the token limit bounds.
func (p *part) selections(set ast.SelectionSet) {
	for _, selection := range set {
		p.size++
		switch selection := selection.(type) {
		case *ast.Field:
			p.arguments(selection.Arguments)
			p.directives(selection.Directives)
			p.selections(selection.SelectionSet)
		case *ast.InlineFragment:
			p.directives(selection.Directives)
			p.selections(selection.SelectionSet)
		case *ast.FragmentSpread:
			p.spreads = append(p.spreads, selection)
			p.directives(selection.Directives)
		}
	}
}

func (p *part) directives(all ast.DirectiveList) {
	for _, d := range all {
		p.size++
		p.arguments(d.Arguments)
	}
}

func (p *part) arguments(all ast.ArgumentList) {
	for _, a := range all {
		p.size++
		p.value(a.Value)
	}
}

func (p *part) value(v *ast.Value) {
	p.size++
	if v.Kind == ast.Variable {
		p.uses++
	}
	for _, child := range v.Children {
		p.value(child.Value)
	}
}

// frame is a part being counted, and the index of its next spread.
type frame struct {
	part *part
	next int
}

// count counts the fields of a part, after those of the fragments that it reaches. It uses an explicit stack,
// because a document's fragments may form a chain of any length.
func (s *survey) count(p *part) *gqlfault.Located {
	if p.done {
		return nil
	}
	p.open = true
	stack := []frame{{part: p}}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.next == len(top.part.spreads) {
			p := top.part
			p.fields, p.level = s.level(p.set, nil)
			p.open, p.done = false, true
			stack = stack[:len(stack)-1]
			continue
		}
		spread := top.part.spreads[top.next]
		top.next++
		inner := s.parts[spread.Name]
		switch {
		case inner == nil || inner.done: // an undefined one is an error of its own
		case inner.open:
			return cycle(stack, spread)
		default:
			inner.open = true
			stack = append(stack, frame{part: inner})
		}
	}
	return nil
}

// level counts the fields in a selection, with all that is below them, and appends its spreads.
func (s *survey) level(set ast.SelectionSet, spreads []*ast.FragmentSpread) (int, []*ast.FragmentSpread) {
	fields := 0
	for _, selection := range set {
		s.steps++
		inner := 0
		switch selection := selection.(type) {
		case *ast.Field:
			inner = 1 + s.below(selection.SelectionSet)
		case *ast.InlineFragment:
			inner, spreads = s.level(selection.SelectionSet, spreads)
		case *ast.FragmentSpread:
			spreads = append(spreads, selection)
		}
		fields = min(fields+inner, heaviest)
	}
	return fields, spreads
}

// below counts the fields of a selection with its fragments written out, each once. All reachable fragments must
// have been counted.
func (s *survey) below(set ast.SelectionSet) int {
	fields, spreads := s.level(set, nil)
	if len(spreads) == 0 {
		return fields
	}
	s.visit++
	s.reach(&part{level: spreads}, func(p *part) []*ast.FragmentSpread {
		fields = min(fields+p.fields, heaviest)
		return p.level
	}, &s.steps)
	return fields
}

// cycle returns the error of a spread that leads back to a fragment that contains it.
func cycle(stack []frame, spread *ast.FragmentSpread) *gqlfault.Located {
	const most = 5
	i := len(stack) - 1
	for stack[i].part.name != spread.Name {
		i--
	}
	message := `Cannot spread fragment "` + gqlfault.Short(spread.Name) + `" within itself`
	via := make([]string, 0, most)
	for _, f := range stack[i+1:] {
		if len(via) == most {
			via = append(via, "…")
			break
		}
		via = append(via, `"`+gqlfault.Short(f.part.name)+`"`)
	}
	if len(via) > 0 {
		message += " via " + strings.Join(via, ", ")
	}
	return locate(fault.New(fault.RequestInvalid, "%s", message), spread.Position)
}
