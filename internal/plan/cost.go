package plan

import (
	"math"
	"slices"
	"strings"

	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// The number of rows that a list without a limit adds to the cost: it may return more, but mostly does not.
const (
	CountedAtRoot = 100
	CountedNested = 20
)

// Load is what one list, or one row, adds to the cost of a request. Loads are in the order of the plan, so those of
// parents precede those of their children.
type Load struct {
	// Parent is the index of the load of the parents, or Own at the root.
	Parent int
	// Limit is the slot of the maximum number of rows for one parent; where it is None that number is Count.
	Limit request.Slot
	Count int64
	// Most is the upper bound of the value in the slot, where nothing else limits it.
	Most int64
	// Table is set where the slot holds global ids: the rows are those with ids of that type. Key is the name of the key
	// where it holds keys.
	Table, Key string
	// ToOne is the number of rows read with each row, over to-one relations.
	ToOne int64
	// List reports whether it has an argument limit, Page whether it has first and last in its place.
	List, Page bool
	// Field is the response path.
	Field []string
}

// loads returns what the fields can read. A field that reads nothing has no load.
func loads(fields []*Field, o Options) []Load {
	l := loader{options: o}
	l.fields(fields, nil)
	return l.all
}

type loader struct {
	options Options
	all     []Load
}

func (l *loader) fields(fields []*Field, path []string) {
	for _, f := range fields {
		at := under(path, f.Key)
		switch {
		case f.Write != nil:
			l.write(f.Write, at)
		case f.Node != nil && !f.Node.Count:
			l.node(f.Node, Own, at, CountedAtRoot)
		}
		for _, n := range f.Found {
			by := FoundBy{n.Table, n.ByKey}
			l.add(Load{Parent: Own, Limit: n.IDs, Count: 1, Table: n.Table.TypeName, Key: by.name(), Field: at}, n)
		}
	}
}

// write adds the rows that a write reads back, and what is read after the commit.
func (l *loader) write(w *Write, path []string) {
	for i := range w.Payload {
		p := &w.Payload[i]
		at := under(path, p.Key)
		if p.Node != nil {
			load := Load{Parent: Own, Count: 1, Field: at}
			switch {
			case w.Kind == request.InsertMany:
				load.Limit = w.Rows
			case w.Kind.Many():
				load.Limit, load.Count = w.MaxAffected, l.counted(CountedAtRoot)
				load.Most = int64(w.Max)
			}
			l.add(load, p.Node)
		}
		if p.After != nil {
			l.fields(p.After.Fields, at)
		}
	}
}

func (l *loader) node(n *Node, parent int, path []string, counted int) {
	load := Load{Parent: parent, Count: 1, Field: path}
	if !n.Single {
		load.Limit, load.Count, load.List = n.Limit, l.counted(counted), true
	}
	if n.Page != nil {
		if load.Page = true; !n.Page.Reads() {
			load.Limit, load.Count, load.List = request.None, 1, false
		}
	}
	l.add(load, n)
}

// counted returns the number of rows assumed for a list without a limit: never more than it can have.
func (l *loader) counted(rows int) int64 { return int64(min(rows, l.options.Rows)) }

func (l *loader) add(load Load, n *Node) {
	index := len(l.all)
	l.all = append(l.all, load)
	toOne := l.selections(n, n.Select, index, load.Field)
	if n.Page != nil {
		toOne += l.page(n, n.Page.Fields, index, load.Field)
	}
	l.all[index].ToOne = toOne
}

// page returns the same of the fields of a connection.
func (l *loader) page(n *Node, all []PageField, index int, path []string) int64 {
	var toOne int64
	for i := range all {
		at := under(path, all[i].Key)
		toOne += l.selections(n, all[i].Select, index, at) + l.page(n, all[i].Fields, index, at)
	}
	return toOne
}

// selections returns the number of to-one relations of an object, and adds the loads of the lists below it.
func (l *loader) selections(n *Node, all []Selection, index int, path []string) int64 {
	var toOne int64
	for i := range all {
		s := &all[i]
		switch s.Kind {
		case ToOne:
			toOne += 1 + l.selections(n, s.Select, index, under(path, s.Key))
		case ToMany:
			l.node(n.Children[s.Child], index, under(path, s.Key), CountedNested)
		default:
		}
	}
	return toOne
}

// under returns the path of a field below another, in memory of its own.
func under(path []string, key string) []string {
	return append(slices.Clip(path), key)
}

// rows returns the maximum number of rows for one parent.
func (l *Load) rows(a request.Arguments) int64 {
	if l.Limit == request.None || l.Limit.Index() >= len(a) {
		return l.Count
	}
	n := l.Count
	switch v := a.At(l.Limit).(type) {
	case int64:
		n = max(v, 0)
	case []request.InsertRow:
		n = int64(len(v))
	case *request.NodeIDs:
		n = int64(v.Number(l.Table, l.Key))
	}
	if l.Most > 0 {
		n = min(n, l.Most)
	}
	return n
}

// Cost estimates how many rows a request could read: for each list its limit times the rows of its parents, for a
// to-one relation one for each row. It saturates at the greatest int64.
func (p *Plan) Cost(a request.Arguments) int64 {
	total, _, _ := p.cost(a)
	return total
}

// CheckCost rejects a request that could read more than most rows, before anything is read. It runs on every request
// and allocates only for an error.
func (p *Plan) CheckCost(a request.Arguments, most int64) error {
	total, heaviest, parents := p.cost(a)
	if total <= most {
		return nil
	}
	l := &p.Loads[heaviest]
	path := make([]any, len(l.Field))
	for i, key := range l.Field {
		path[i] = key
	}
	f := fault.New(fault.LimitCost, "the request could read %d rows, the limit is %d", total, most).
		WithHint("%s", l.hint())
	if rows := l.rows(a); l.Parent == Own {
		f = f.WithDetails("%s counts %d rows", strings.Join(l.Field, "."), rows)
	} else {
		f = f.WithDetails("%s counts %d rows for each of %d parents", strings.Join(l.Field, "."), rows, parents)
	}
	return f.At(path...)
}

// hint returns advice on how to make the load smaller.
func (l *Load) hint() string {
	name := strings.Join(l.Field, ".")
	switch {
	case !l.List:
		return "select less below " + name + ", or split the request"
	case l.Limit == request.None && l.Page:
		return "set first or last on " + name + ", or a smaller limit on the lists around it"
	case l.Limit == request.None:
		return "set a limit on " + name + ", or a smaller one on the lists around it"
	case l.Page:
		return "set a smaller first or last on " + name + ", or a smaller limit on the lists around it"
	default:
		return "set a smaller limit on " + name + " or on the lists around it"
	}
}

// cost returns the estimate, the load with the most rows, and the number of its parents.
func (p *Plan) cost(a request.Arguments) (total int64, heaviest int, parents int64) {
	var few [16]int64
	counts := few[:0]
	most := int64(-1)
	for i := range p.Loads {
		l := &p.Loads[i]
		around := int64(1)
		if l.Parent != Own {
			around = counts[l.Parent]
		}
		n := times(l.rows(a), around)
		counts = append(counts, n)
		total = plus(total, plus(n, times(n, l.ToOne)))
		if n > most {
			most, heaviest, parents = n, i, around
		}
	}
	return total, heaviest, parents
}

// times and plus saturate at the greatest int64; neither operand is negative.
func times(a, b int64) int64 {
	if b != 0 && a > math.MaxInt64/b {
		return math.MaxInt64
	}
	return a * b
}

func plus(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}
