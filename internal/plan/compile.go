package plan

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// maxSlots limits what the slot number of a broken request can make Compile allocate.
const maxSlots = 100_000

// Compile resolves a request against the catalogue. The plan depends on the request alone, never on values of
// arguments. Errors are faults at the response path of the field concerned.
func Compile(c *catalog.Catalog, r *request.Request, o Options) (*Plan, error) {
	if c == nil || r == nil {
		return nil, fault.New(fault.Internal, "there is nothing to plan")
	}
	p := &compiler{catalog: c, options: o, sources: r.Sources}
	fields := make([]*Field, 0, len(r.Fields))
	seen := make(map[string]bool, len(r.Fields))
	for _, f := range r.Fields {
		if f == nil {
			return nil, p.broken("a root field is missing")
		}
		if err := p.enter(f.Key, seen); err != nil {
			return nil, err
		}
		field, err := p.field(f)
		if err != nil {
			return nil, err
		}
		p.leave()
		fields = append(fields, field)
	}
	if err := p.oneWay(fields); err != nil {
		return nil, err
	}
	if len(fields) > 1 && slices.ContainsFunc(fields, func(f *Field) bool { return f.Node != nil && f.Node.Scroll }) {
		return nil, p.broken("a list that is read page by page stands beside others")
	}
	return &Plan{Fields: fields, Slots: p.slots, Loads: loads(fields, o)}, nil
}

// oneWay rejects a request that both reads and writes at the root: a read has no place in the order of writes.
func (c *compiler) oneWay(fields []*Field) error {
	reads, writes := false, false
	for _, f := range fields {
		reads, writes = reads || f.Node != nil || f.Kind.ByID(), writes || f.Write != nil
	}
	if reads && writes {
		return c.broken("its root fields both read and write")
	}
	return nil
}

// compiler is the state of one Compile.
type compiler struct {
	catalog *catalog.Catalog
	options Options
	// path holds the response keys down to the current field.
	path  []string
	slots []Slot
	// sources are those of the request.
	sources map[request.Slot]request.Source
	// conditions is the number of comparisons in the filters so far.
	conditions int
}

// enter steps into the field with a response key, which must be new among its neighbours.
func (c *compiler) enter(key string, seen map[string]bool) error {
	if c.options.Over != nil {
		if err := c.options.Over(); err != nil {
			return err
		}
	}
	c.path = append(c.path, key)
	if seen[key] {
		return c.broken("the response key %q stands twice", key)
	}
	seen[key] = true
	return nil
}

func (c *compiler) leave() { c.path = c.path[:len(c.path)-1] }

// at sets the path of a fault to the current field.
func (c *compiler) at(f *fault.Fault) *fault.Fault {
	path := make([]any, len(c.path))
	for i, key := range c.path {
		path[i] = key
	}
	return f.At(path...)
}

// broken returns the fault of a request that no edge should have made.
func (c *compiler) broken(format string, args ...any) *fault.Fault {
	return c.at(fault.New(fault.Internal, "inconsistent request: "+format, args...))
}

func (c *compiler) field(f *request.Field) (*Field, error) {
	out := &Field{Key: f.Key, Kind: f.Kind}
	if f.Kind == request.Constant {
		out.Constant = f.Constant
		return out, nil
	}
	if f.Kind == request.Null {
		return out, nil
	}
	if f.Kind.ByID() {
		err := c.byID(out, f)
		return out, err
	}
	t := c.catalog.Table(f.Table)
	if t == nil {
		return nil, c.unknownTable(f.Table)
	}
	if f.Kind.Writes() {
		var err error
		out.Write, err = c.writes(f, t)
		return out, err
	}
	if f.Query == nil {
		return nil, c.broken("a field over %s has no query", f.Table)
	}
	var err error
	switch f.Kind {
	case request.List, request.Connection:
		if (f.Kind == request.Connection) != (f.Query.Page != nil) {
			return nil, c.broken("a list and a connection are mixed up")
		}
		out.Node, err = c.list(f.Key, t, f.Query)
	case request.Single:
		out.Node, err = c.single(f, t)
	case request.Count:
		out.Node, err = c.count(f, t)
	default:
		err = c.broken("there is no kind %d of root field", f.Kind)
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// list plans the rows of a table: a root list, or the rows behind a to-many relation.
func (c *compiler) list(key string, t *catalog.Table, q *request.Query) (*Node, error) {
	b := c.node(key, t)
	b.node.Stored, b.node.Scroll, b.node.Given, b.paged = q.Stored, q.Scroll, q.Given, q.Page != nil
	if err := b.limits(q); err != nil {
		return nil, err
	}
	where, err := c.where(t, q.Where)
	if err != nil {
		return nil, err
	}
	if where.Kind != Fixed || !where.Value {
		b.node.Where = where
	}
	if err := b.order(q.OrderBy); err != nil {
		return nil, err
	}
	if err := b.distinct(q.DistinctOn); err != nil {
		return nil, err
	}
	if q.Page != nil {
		return b.node, b.page(q)
	}
	b.node.Select, err = b.selections(Own, t, q.Select)
	if err != nil {
		return nil, err
	}
	if q.Given {
		b.node.Known = b.node.known()
	}
	return b.node, nil
}

// known returns the slot of the keys of given rows, if nothing but a key of one column is needed of them: it is selected,
// or links to what they lead to. Otherwise it returns None.
func (n *Node) known() request.Slot {
	if n.Where == nil || n.Where.Kind != Compare || n.Where.Op != request.In {
		return request.None
	}
	key := n.Where.Column
	for _, s := range n.Select {
		link := s.Kind == ToMany && n.Children[s.Child].Link.Source == Own && slices.Equal(n.Children[s.Child].Link.Relation.Columns, []*catalog.Column{key})
		if !link && (s.Kind != Column || s.Source != Own || s.Column != key) {
			return request.None
		}
	}
	return n.Where.Slot
}

// count plans the number of rows that match.
func (c *compiler) count(f *request.Field, t *catalog.Table) (*Node, error) {
	q := f.Query
	if len(q.OrderBy) > 0 || len(q.DistinctOn) > 0 || len(q.Select) > 0 || q.Limit != request.None || q.Offset != request.None {
		return nil, c.broken("a count has arguments of a list")
	}
	n := c.node(f.Key, t).node
	n.Count = true
	where, err := c.where(t, q.Where)
	if err != nil {
		return nil, err
	}
	if where.Kind != Fixed || !where.Value {
		n.Where = where
	}
	return n, nil
}

// single plans the row with a key. It has no order and no limit: at most one row has the key.
func (c *compiler) single(f *request.Field, t *catalog.Table) (*Node, error) {
	if err := c.selectAlone(f.Query); err != nil {
		return nil, err
	}
	b := c.node(f.Key, t)
	b.node.Single, b.node.Stored = true, f.Query.Stored
	var err error
	if b.node.Where, err = c.by(t, f.By); err != nil {
		return nil, err
	}
	if b.node.Select, err = b.selections(Own, t, f.Query.Select); err != nil {
		return nil, err
	}
	return b.node, nil
}

// by returns the predicate of a key: an equality for each of its columns.
func (c *compiler) by(t *catalog.Table, by *request.By) (*Predicate, error) {
	if by == nil {
		return nil, c.broken("a single field over %s has no key", t.TypeName)
	}
	key := t.Key(by.Key)
	if key == nil {
		return nil, c.unknownKey(t, by.Key)
	}
	if len(by.Slots) != len(key.Columns) {
		return nil, c.broken("the key %q has %d columns but %d slots", by.Key, len(key.Columns), len(by.Slots))
	}
	all := make([]*Predicate, len(key.Columns))
	for i, column := range key.Columns {
		argument := "by." + key.Name
		if len(key.Columns) > 1 {
			argument += "." + column.Name
		}
		if err := c.slot(by.Slots[i], Slot{Use: Value, Column: column, Argument: argument}); err != nil {
			return nil, err
		}
		all[i] = &Predicate{
			Kind: Compare, Column: column, Op: request.Eq, By: key.Comparisons.At(i), Keyed: true, Slot: by.Slots[i],
		}
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return &Predicate{Kind: And, Children: all}, nil
}

// selectAlone rejects arguments where a query leads to at most one row. Limit and offset are ignored: a query made
// without them may hold their zero value.
func (c *compiler) selectAlone(q *request.Query) error {
	if q.Where != nil || len(q.OrderBy) > 0 || len(q.DistinctOn) > 0 {
		return c.broken("a field that gives one row has arguments of a list")
	}
	return nil
}

// slot records the use of an argument. One argument may serve in several places only if its use is the same in all.
func (c *compiler) slot(s request.Slot, is Slot) error {
	if s == request.None || s.Index() >= maxSlots {
		return c.broken("%s has no argument", is.Argument)
	}
	for s.Index() >= len(c.slots) {
		c.slots = append(c.slots, Slot{})
	}
	was := &c.slots[s.Index()]
	is.Source = c.sources[s]
	if is.Source.Kind != request.FromArguments && is.Use != Value {
		return c.broken("%s cannot come from the caller", is.Argument)
	}
	if was.Field == nil {
		is.Field = append([]string{}, c.path...)
		*was = is
		return nil
	}
	if is.Use == Rows || is.Use == IDs || was.Use != is.Use || was.Column != is.Column || was.Count != is.Count || was.Max != is.Max || was.Regex != is.Regex || was.Order != is.Order {
		return c.broken("argument %s stands for both %s and %s", s, was.Argument, is.Argument)
	}
	return nil
}

func (b *builder) limits(q *request.Query) error {
	if q.Scroll && (q.Limit != request.None || len(q.DistinctOn) > 0 || len(b.path) > 1) {
		return b.broken("only a whole list at the root is read page by page")
	}
	if q.Page != nil {
		return b.pageLimit(q)
	}
	b.node.Limit, b.node.Offset = q.Limit, q.Offset
	if q.Limit != request.None {
		if err := b.slot(q.Limit, Slot{Use: Limit, Argument: "limit", Max: b.options.Rows}); err != nil {
			return err
		}
	}
	if q.Offset != request.None {
		return b.slot(q.Offset, Slot{Use: Offset, Argument: "offset"})
	}
	return nil
}
