package sqlgen

import (
	"math"
	"strconv"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// statement is the state of a statement under construction.
type statement struct {
	*generator
	binder
	node  *plan.Node
	cells []cell
	// known maps cells to their positions, so that each is read once.
	known map[cell]int
	// link holds the cells that link rows to their parents or to the written rows; it is empty at the root.
	link []cell
	// aliases counts the tables of subqueries.
	aliases int
	// beside are the predicates that hold together with the one that is written; negated reports whether false and NULL
	// differ there.
	beside  []*plan.Predicate
	negated bool
	// met are conditions that are true, and note the cells that cannot be sorted.
	met []expression
	// noted are the columns whose cells are noted where they cannot be compared.
	noted []*catalog.Column
	// pure makes the statement rely on columns in which no cell strays, which are then assumed; strays reports that it
	// does not, but could.
	pure, strays bool
	assumed      []*catalog.Column
	// keyNumber is the column of the numbers of keys, and values are what is bound for each of these, where the node's rows
	// are found by keys that clients write.
	keyNumber *catalog.Column
	values    KeyValues
	// rowIDs is the column of the row ids of the node's table, once it was needed.
	rowIDs *catalog.Column
	// ranges are conditions of which each row of a page matches one, where it is read range by range.
	ranges []expression
}

// cell is a column of one of the tables of a statement.
type cell struct {
	source int
	column *catalog.Column
}

// writeUnlessKnown writes the SQL of the statement, unless its rows are known or not wanted.
func (s *statement) writeUnlessKnown(q *Query) error {
	if p := s.node.Page; p != nil && !p.Reads() {
		return nil
	}
	if n := s.node; n.Known == none || len(s.cells) != 1 || !s.dialect.Storages[s.cells[0].column.Type.Storage].Keyed.Same {
		if err := s.write(q); err != nil {
			return err
		}
		return s.writePure(q)
	}
	s.statements--
	q.Known, q.Limit, q.Max = s.node.Known, none, math.MaxInt
	return nil
}

// write writes the SQL of the statement in the form that fits the node.
func (s *statement) write(q *Query) error {
	n := s.node
	build := s.list
	terms := s.where
	switch {
	case n.Scroll:
		where, err := s.where()
		if err != nil {
			return err
		}
		return s.scroll(q, where)
	case n.IDs != none:
		build, terms, q.Max = s.byID, s.byIDTerms, 1
	case n.Single:
		// The whole key is given: nothing to sort, and a limit would save nothing.
		build, q.Limit, q.Max = s.single, none, 1
	case len(s.link) > 0 && n.Written != nil:
		build = s.written
	case n.Link != nil && s.cutInGo():
		build, q.CutInGo = s.childCutInGo, true
	case n.Link != nil && s.ofEach():
		build, terms = s.childOfEach, s.filtered
	case n.Link != nil:
		build = s.childWindow
	case len(n.Distinct) > 0:
		build = s.listDistinct
	}
	if !s.dialect.Window && (len(n.Distinct) > 0 || (n.Link != nil && !q.CutInGo)) {
		return fault.New(fault.Internal, "this database has no window functions, which distinctOn and a nested offset need")
	}
	if err := s.checkColumns(); err != nil {
		return err
	}
	where, err := terms()
	if err != nil {
		return err
	}
	if n.Page != nil {
		inside, err := s.inside()
		if err != nil {
			return err
		}
		where = append(where, inside...)
	}
	selected, err := build(where)
	if err != nil {
		return err
	}
	if q.SQL, q.Args, err = s.compile(selected.written()); err != nil {
		return err
	}
	q.Places = s.noted
	return s.checkArgs(q.Args)
}

// checkColumns rejects more columns than a statement can have. Up to two further ones are row numbers in a derived table,
// or up to three for each term of the order of a page.
func (s *statement) checkColumns() error {
	further := 2
	if s.node.Page != nil {
		further = max(further, 3*len(s.node.Order))
	}
	if most := s.dialect.MaxColumns; most > 0 && len(s.cells)+further > most {
		return fault.New(fault.LimitFields, "the rows of one list are read with more than %d columns", most-further).
			WithHint("ask for some of them in another request")
	}
	return nil
}

// checkArgs rejects more values than one statement can bind, and names the longest list.
func (s *statement) checkArgs(args []Arg) error {
	most := s.dialect.MaxParams
	if most <= 0 || len(args) <= most {
		return nil
	}
	counts := map[request.Slot]int{}
	worst := none
	for _, a := range args {
		counts[a.Slot]++
		if a.Slot != none && (worst == none || counts[a.Slot] > counts[worst]) {
			worst = a.Slot
		}
	}
	return s.locate(worst, fault.New(fault.LimitList,
		"the filter needs %d values, more than the %d that one statement can bind", len(args), most).
		WithHint("split long lists into several requests"))
}

// locate adds the argument in slot to the message of a fault and sets its field, where the plan knows them.
func (s *statement) locate(slot request.Slot, f *fault.Fault) *fault.Fault {
	if slot == none || slot.Index() >= len(s.plan.Slots) {
		return f
	}
	if at := s.plan.Slots[slot.Index()]; at.Argument != "" {
		f.Message = at.Argument + ": " + f.Message
	}
	return s.inField(slot, f)
}

// inField sets the field of a fault from a slot, where the plan knows it.
func (s *statement) inField(slot request.Slot, f *fault.Fault) *fault.Fault {
	if slot == none || slot.Index() >= len(s.plan.Slots) {
		return f
	}
	at := s.plan.Slots[slot.Index()]
	path := make([]any, len(at.Field))
	for i, key := range at.Field {
		path[i] = key
	}
	return f.At(path...)
}

// position returns the position of a cell in the row, adding the cell where it is new.
func (s *statement) position(c cell) int {
	i, ok := s.known[c]
	if !ok {
		i = len(s.cells)
		s.known[c] = i
		s.cells = append(s.cells, c)
	}
	return i
}

func (s *statement) positions(cells []cell) []int {
	var found []int
	for _, c := range cells {
		found = append(found, s.position(c))
	}
	return found
}

func cellsOf(source int, columns []*catalog.Column) []cell {
	cells := make([]cell, len(columns))
	for i, c := range columns {
		cells[i] = cell{source, c}
	}
	return cells
}

// The sources besides plan.Own and the joins: the table between the two ends of a relation, the parents' table, and the
// keys of global ids.
const (
	junction = -2
	parent   = -3
	given    = -4
)

// alias returns the name of a source within its statement.
func alias(source int) string {
	switch source {
	case plan.Own:
		return "t"
	case junction:
		return "x"
	case parent:
		return "p"
	case given:
		return chosen
	default:
		return "j" + strconv.Itoa(source)
	}
}

// column returns a cell as written in a condition or an order.
func (s *statement) column(c cell) literal {
	return s.name(alias(c.source), c.column.SQLName)
}
