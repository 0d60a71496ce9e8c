package serve

import "tiddly/internal/fault"

// Limits bound what a request may ask of the edge before any of it is looked up in the database. The
// bounds of rows and cost are the engine's.
type Limits struct {
	// Body is the most bytes of a body, and of the parameters of a GET.
	Body int
	// Tokens, Aliases and Directives count what the document has as it is written.
	Tokens, Aliases, Directives int
	// RootAliases are those of root fields: each stands for a statement of its own.
	RootAliases int
	// Fields is the most fields and fragment spreads as they are written, and the most fields once the fragments
	// are written out. Depth is how deep selections may be nested; so it is.
	Fields, Depth int
	// IntrospectionDepth takes the place of Depth below __schema and __type: the usual tools nest by 10 levels and more.
	IntrospectionDepth int
}

// DefaultLimits are the bounds where nothing else is set.
func DefaultLimits() Limits {
	return Limits{
		Body: 1 << 20, Tokens: 2000, Aliases: 100, Directives: 50, RootAliases: 15, Fields: 300, Depth: 10,
		IntrospectionDepth: 20,
	}
}

func (l *Limits) tooLarge() *fault.Fault {
	return fault.New(fault.LimitBody, "the body is larger than %d bytes", l.Body).WithHint("ask in several requests")
}

func (l *Limits) tooManyTokens() *fault.Fault {
	return fault.New(fault.LimitTokens, "the document has more than %d tokens", l.Tokens).
		WithHint("send long values as variables, or ask in several requests")
}

// maxNameBytes is the longest name of a document: names are repeated in errors, and compared.
const maxNameBytes = 1000

func nameTooLong() *fault.Fault {
	return fault.New(fault.LimitTokens, "a name is longer than %d bytes", maxNameBytes).WithHint("give shorter aliases and names")
}

func (l *Limits) tooManyFields() *fault.Fault {
	return fault.New(fault.LimitFields, "the document selects more than %d fields", l.Fields).
		WithHint("select fewer fields, or ask in several requests")
}

// steps is how many parts of a document may be looked at when it is checked, where every operation and every fragment
// is one with its fragments written out.
func (l *Limits) steps() int { return 10 * l.Tokens }

func (l *Limits) tooMuchToCheck() *fault.Fault {
	return fault.New(fault.LimitFields, "the document takes more than %d steps to check", l.steps()).
		WithHint("nest fragments less, or send each operation by itself")
}

func (l *Limits) tooManyRootAliases() *fault.Fault {
	return fault.New(fault.LimitFields, "more than %d root fields have aliases", l.RootAliases).
		WithHint("ask in several requests, or use in for many values of one column")
}

func (l *Limits) tooManyAliases() *fault.Fault {
	return fault.New(fault.LimitFields, "the document has more than %d aliases", l.Aliases).
		WithHint("ask in several requests, or use in for many values of one column")
}

func (l *Limits) tooManyDirectives() *fault.Fault {
	return fault.New(fault.LimitFields, "the document has more than %d directives", l.Directives).
		WithHint("put @skip and @include on the fragment that holds the fields")
}

func (l *Limits) tooDeep() *fault.Fault {
	return fault.New(fault.LimitDepth, "the selections are nested more than %d levels deep", l.Depth).
		WithHint("start from a table that is nearer to what you look for")
}

func (l *Limits) introspectionTooDeep() *fault.Fault {
	return fault.New(fault.LimitDepth, "the introspection is nested more than %d levels deep", l.IntrospectionDepth).
		WithHint("ask __type for the type by its name")
}
