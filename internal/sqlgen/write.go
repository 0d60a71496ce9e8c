package sqlgen

import (
	"cmp"
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/fault"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// Write describes how a root field changes rows, and what it returns of them.
type Write struct {
	Kind  request.FieldKind
	Table *catalog.Table
	// Inserts are the statements of an insert, one for each set of columns; each runs once for a row of that set. Rows is
	// the slot of the rows, Sets are their columns.
	Inserts []Statement
	Rows    request.Slot
	Sets    [][]*catalog.Column
	// Change is the statement of an update or a delete.
	Change Statement
	// Returned reports whether the statements return the rows of Payload themselves, whose queries have no text then.
	Returned bool
	// Sure is set where Returned is: for each of Inserts, or for Change.
	Sure []Sure
	// Identity is the number of cells that the statements return for each row they touch, by which the queries of Payload
	// find them; 0 where they return none.
	Identity int
	// Followed reports whether the matching rows are read before the change, by Matched, and the remaining ones after it,
	// by Left: the Key cells of each, or their number where LeftCounts is set. Left has no text where the payload itself
	// provides that. Counted reports whether Matched returns only a count and a delete leaves none of the rows.
	Followed, Counted, LeftCounts bool
	Matched, Left                 Statement
	Key                           int
	// Unshared counts the rows by each of the keys that the statements have returned, behind the Identity, where the key
	// Unenforced is one that only the settings declare, and the write may give it to several rows.
	Unshared   Statement
	Unenforced *catalog.Key
	// Added are the columns that inc changes.
	Added []*catalog.Column
	// MaxAffected is the slot of the maximum number of rows that may be touched, or None; Max is the maximum number read.
	MaxAffected request.Slot
	Max         int
	Payload     []Payload
}

// Statement is a statement that writes.
type Statement struct {
	SQL  string
	Args []Arg
	// Places are as in Query.
	Places []*catalog.Column
	// Pure may take its place; nil where that gains nothing.
	Pure *Pure
}

// Payload is one member of a payload.
type Payload struct {
	// Key is the response key, Prefix the same as JSON with its colon.
	Key    string
	Prefix []byte
	Kind   request.PayloadKind
	// Query reads the rows of Nodes, or those of DeletedNodeIDs; nil where nothing is deleted.
	Query *Query
	// Constant is JSON text, for PayloadTypename.
	Constant []byte
	// After is read after the commit.
	After *Program
}

// deletes reports whether a write deletes rows; they are read before it.
func deletes(k request.FieldKind) bool { return k == request.Delete || k == request.DeleteMany }

// Deletes reports whether the rows of the payload are read before the write.
func (w *Write) Deletes() bool { return deletes(w.Kind) }

// write returns the statements of a field that changes rows.
func (g *generator) write(p *plan.Write) (*Write, error) {
	w := &Write{
		Kind: p.Kind, Table: p.Table, Rows: p.Rows, Sets: p.Inserts, MaxAffected: p.MaxAffected, Max: p.Max,
	}
	queries, back, err := g.rowsBack(p)
	if err != nil {
		return nil, err
	}
	shown := back
	if w.Returned = queries != nil; !w.Returned {
		back = g.returning(p)
		w.Identity = len(back)
	}
	if err := g.unshared(w, p); err != nil {
		return nil, err
	}
	if w.Unenforced != nil {
		back = append(slices.Clip(back), w.Unenforced.Columns...)
	}
	if len(back) > 0 && !g.dialect.Returning {
		return nil, fault.New(fault.Internal, "this database gives no rows back from a write")
	}
	for _, a := range p.Inc {
		w.Added = append(w.Added, a.Column)
	}
	g.statements++
	switch {
	case deletes(p.Kind):
		w.Change, err = g.delete(p, back)
	case p.Kind == request.Update, p.Kind == request.UpdateMany:
		w.Change, err = g.update(p, back)
	default:
		w.Inserts, err = g.inserts(p, back)
	}
	if err != nil {
		return nil, err
	}
	for i := range p.Payload {
		member, err := g.payload(&p.Payload[i], queries[p.Payload[i].Node])
		if err != nil {
			return nil, err
		}
		w.Payload = append(w.Payload, member)
	}
	g.sure(w, p, shown)
	return w, g.follow(w, p)
}

// identity returns the columns by which written rows are found again; a row id is represented as a column.
func (g *generator) identity(p *plan.Write) []*catalog.Column {
	if p.ByRowID {
		return []*catalog.Column{{
			Table: p.Table, SQLName: p.Table.RowID, NotNull: true, Type: catalog.Type{Storage: g.dialect.RowID},
		}}
	}
	return p.Identity
}

// returning returns the columns that the statement returns of the rows: none where they were found before it and keep
// their identity. A deleted row returns its row id, which another row may have taken since.
func (g *generator) returning(p *plan.Write) []*catalog.Column {
	switch {
	case deletes(p.Kind) && p.Followed && p.ByRowID:
		return g.identity(p)
	case deletes(p.Kind), p.Followed && p.Rows == none && !p.Rekeyed:
		return nil
	default:
		return g.identity(p)
	}
}

// payload returns a member of a payload. Its query is given where the statement that writes returns its rows.
func (g *generator) payload(p *plan.Payload, returned *Query) (Payload, error) {
	out := Payload{Key: p.Key, Prefix: prefix(p.Key), Kind: p.Kind, Query: returned}
	var err error
	switch {
	case p.Kind == request.PayloadTypename:
		out.Constant = jsonString(p.Constant)
	case p.Node != nil:
		if returned == nil {
			out.Query, err = g.query(p.Node)
		}
		if err == nil {
			out.Query.Row.Bare = p.Kind == request.DeletedNodeIDs
		}
	case p.After != nil:
		// It is a program of its own, so its statements are counted separately.
		after := &generator{builder: g.builder, dialect: g.dialect, options: g.options, plan: g.plan}
		out.After, err = after.program(p.After.Fields)
		g.unknown = cmp.Or(g.unknown, after.unknown)
	}
	return out, err
}

// target returns a writing statement under construction.
func (g *generator) target(t *catalog.Table) *statement {
	return &statement{generator: g, node: &plan.Node{Table: t}, known: map[cell]int{}}
}

// inserts returns one statement for each set of columns. Columns that are not named get their defaults.
func (g *generator) inserts(p *plan.Write, back []*catalog.Column) ([]Statement, error) {
	out := make([]Statement, len(p.Inserts))
	for i, set := range p.Inserts {
		s := g.target(p.Table)
		columns, row := make([]expression, len(set)), make([]int64, len(set))
		for n, c := range set {
			storage, err := s.storage(c)
			if err != nil {
				return nil, err
			}
			columns[n] = g.name(c.SQLName)
			row[n] = s.bind(Arg{Kind: FromRow, Slot: p.Rows, Item: n, Encode: storage.Written(&c.Type)})
		}
		var err error
		if out[i], err = s.finish(g.insertInto(g.name(p.Table.Identifiers()...), columns, row, g.returned(back))); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// returned returns the identity's cells for RETURNING. They are not qualified: engines differ on the name of the table
// there.
func (g *generator) returned(back []*catalog.Column) []expression {
	out := make([]expression, len(back))
	for i, c := range back {
		out[i] = g.read(c, g.name(c.SQLName))
	}
	return out
}

func (s *statement) finish(w written) (Statement, error) {
	var out Statement
	var err error
	if out.SQL, out.Args, err = s.compile(w); err != nil {
		return out, err
	}
	out.Places = s.noted
	return out, s.checkArgs(out.Args)
}

// update returns the statement of an update.
func (g *generator) update(p *plan.Write, back []*catalog.Column) (Statement, error) {
	s := g.target(p.Table)
	var set []assignment
	for _, a := range p.Set {
		storage, err := s.storage(a.Column)
		if err != nil {
			return Statement{}, err
		}
		set = append(set, assignment{g.name(a.Column.SQLName), s.bindSlot(a.Slot, storage.Written(&a.Column.Type))})
	}
	for _, a := range p.Inc {
		sum, err := s.sum(a)
		if err != nil {
			return Statement{}, err
		}
		set = append(set, assignment{g.name(a.Column.SQLName), sum})
	}
	where, err := s.matching(p)
	if err != nil {
		return Statement{}, err
	}
	return s.finish(g.updateTable(g.name(p.Table.Identifiers()...).As(alias(plan.Own)), set, where, g.returned(back)))
}

// matching returns the condition of an update or a delete, or nil where there is none.
func (s *statement) matching(p *plan.Write) (expression, error) {
	if p.Where == nil {
		return nil, nil
	}
	names := rowNames(p.Table)
	if !slices.ContainsFunc(p.Table.Columns, recollated) || names == nil {
		return s.filter(p.Where)
	}
	// A write cannot have a derived table in its place, without the collation that the database lacks.
	at := s.fresh()
	condition, err := s.filterAt(p.Where, at)
	if err != nil {
		return nil, err
	}
	return s.in(alias(plan.Own), names, s.from(s.table(p.Table, at)).columns(s.namesAt(at, names)).where(condition)), nil
}

// sum returns the expression of inc.
func (s *statement) sum(a plan.Assignment) (expression, error) {
	storage, err := s.storage(a.Column)
	if err != nil {
		return nil, err
	}
	if storage.Add.SQL == "" {
		return nil, s.locate(a.Slot, fault.New(fault.RequestInvalid, "nothing can be added to column %s", a.Column.Name).
			WithHint("specify its new value in set"))
	}
	add := storage.Add
	add.SQL = dialect.Numbered(add.SQL, a.Column.Type.Scale)
	return fragment(&add, s.column(cell{plan.Own, a.Column}),
		func(i int) int64 { return s.bindSlot(a.Slot, add.EncodeAt(i)) }), nil
}

// delete returns the statement of a delete.
func (g *generator) delete(p *plan.Write, back []*catalog.Column) (Statement, error) {
	s := g.target(p.Table)
	where, err := s.matching(p)
	if err != nil {
		return Statement{}, err
	}
	return s.finish(g.deleteFrom(g.name(p.Table.Identifiers()...), g.name(alias(plan.Own)), where, g.returned(back)))
}

// written returns the query for the rows that a write has touched: as many as there are keys, so without a limit.
func (s *statement) written(where []expression) (selecting, error) {
	order, err := s.order()
	if err != nil {
		return selecting{}, err
	}
	return s.rows(where).columns(s.direct()).order(order...), nil
}
