package sqlgen

import (
	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/fault"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// Options are the limits of statements.
type Options struct {
	// Rows is the default limit of a list.
	Rows int
	// Over returns why the statements are no longer needed, or nil while they are; it may be nil.
	Over func() error
}

var none = request.None

// Generate returns the statements of a plan. Its errors are faults: a comparison that the dialect lacks, or more
// values than one statement can bind.
func Generate(p *plan.Plan, d *dialect.Dialect, o Options) (*Program, error) {
	b, err := newBuilder(d)
	if err != nil {
		return nil, err
	}
	g := &generator{builder: b, dialect: d, options: o, plan: p}
	program, err := g.program(p.Fields)
	if err == nil && g.unknown != "" {
		return nil, fault.New(fault.Internal, "no comparison %q is known, by which keys are compared", g.unknown)
	}
	return program, err
}

// program writes the statements of the fields, in their order.
func (g *generator) program(fields []*plan.Field) (*Program, error) {
	p := &Program{Fields: make([]Field, len(fields))}
	for i, f := range fields {
		out := Field{Key: f.Key, Prefix: prefix(f.Key), Kind: f.Kind}
		var err error
		switch {
		case f.Kind == request.Constant:
			out.Constant = jsonString(f.Constant)
		case f.Kind == request.Null:
			out.Constant = jsonNull
		case f.Write != nil:
			out.Write, err = g.write(f.Write)
			p.Writes, p.Trusts = true, p.Trusts || !f.Write.Followed
		case f.Kind.ByID():
			out.IDs = f.IDs
			out.Found, err = g.found(f.Found)
		default:
			out.Query, err = g.query(f.Node)
		}
		if err != nil {
			return nil, err
		}
		p.Fields[i] = out
	}
	p.Statements = g.statements
	return p, nil
}

// generator is the state shared by the statements of a program.
type generator struct {
	*builder
	dialect    *dialect.Dialect
	options    Options
	plan       *plan.Plan
	statements int
	// unknown is the first comparison found that the dialect lacks.
	unknown catalog.Comparison
}

// query returns the statement of a node and those of its children.
func (g *generator) query(n *plan.Node) (*Query, error) {
	if g.options.Over != nil {
		if err := g.options.Over(); err != nil {
			return nil, err
		}
	}
	s := &statement{generator: g, node: n, known: map[cell]int{}}
	if n.Page == nil {
		g.statements++
	}
	if n.Count {
		return s.numberOf()
	}
	s.link = append(append(s.linkCells(n), g.identityCells(n)...), s.keyCells(n)...)
	q := &Query{Key: n.Key, Single: n.Single, Limit: n.Limit, Max: g.options.Rows, Given: n.Given}
	var err error
	if q.Row, err = s.object(n.Table, noCell, n.Select); err != nil {
		return nil, err
	}
	if n.Page != nil {
		if err := s.connection(q); err != nil {
			return nil, err
		}
	}
	parentKeys := s.parentKeys(n)
	switch {
	case n.Written == nil:
		q.Link = s.positions(s.link)
	case n.Written.Kind == request.InsertMany:
		q.Rank = s.positions(s.link)
	case n.Written.Followed && deletes(n.Written.Kind):
		q.Rank = s.positions(cellsOf(plan.Own, g.identity(n.Written)))
	}
	q.Once = s.once(n)
	if err := s.writeUnlessKnown(q); err != nil {
		return nil, err
	}
	q.Keys = s.values
	q.Columns = max(len(s.cells), 1)
	if err := g.below(q, n, parentKeys); err != nil {
		return nil, err
	}
	if q.Page != nil {
		for _, list := range q.Page.Lists {
			list.Children = q.Children
		}
	}
	return q, nil
}

// parentKeys returns the positions of the cells by which each child of a node finds its parents.
func (s *statement) parentKeys(n *plan.Node) [][]int {
	keys := make([][]int, len(n.Children))
	for i, child := range n.Children {
		keys[i] = s.positions(cellsOf(child.Link.Source, child.Link.Relation.Columns))
	}
	return keys
}

// below adds the queries of the children of a node.
func (g *generator) below(q *Query, n *plan.Node, parentKeys [][]int) error {
	for i, child := range n.Children {
		c, err := g.query(child)
		if err != nil {
			return err
		}
		c.ParentKey = parentKeys[i]
		q.Children = append(q.Children, c)
	}
	return nil
}

// counted is the column of a count.
var counted = &catalog.Column{Name: "count", Type: catalog.Type{Kind: catalog.BigInt}, NotNull: true, NonNull: true}

// numberOf returns the statement that counts the rows of a node.
func (s *statement) numberOf() (*Query, error) {
	where, err := s.where()
	if err != nil {
		return nil, err
	}
	done, err := s.finish(s.rows(where).columns([]expression{text("count(*)")}).written())
	if err != nil {
		return nil, err
	}
	if s.strays {
		p := s.purely()
		other, err := p.numberOf()
		if err != nil {
			return nil, err
		}
		done.Pure = p.relied(Statement{SQL: other.SQL, Args: other.Args, Places: other.Places})
	}
	return &Query{
		SQL: done.SQL, Args: done.Args, Places: done.Places, Pure: done.Pure, Columns: 1, Key: s.node.Key, Single: true, Limit: none, Max: 1,
		Row: Object{Table: s.node.Table, Present: noCell, Bare: true, Members: []Member{{Kind: Cell, Name: s.node.Key, Column: counted, Stored: true}}},
	}, nil
}
