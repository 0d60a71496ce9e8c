package plan

import "tiddly/internal/catalog"

// Tables yields the tables whose rows a plan that reads depends on, some more than once. Those of a plan that writes are
// not all among them.
func (p *Plan) Tables(yield func(*catalog.Table) bool) {
	t := tables{yield: yield}
	for _, f := range p.Fields {
		t.node(f.Node)
		for _, n := range f.Found {
			t.node(n)
		}
	}
}

// tables yields the tables of the parts of a plan until it is done.
type tables struct {
	yield func(*catalog.Table) bool
	done  bool
}

func (t *tables) table(table *catalog.Table) { t.done = t.done || !t.yield(table) }

func (t *tables) relation(r *catalog.Relation) {
	if r.Junction != nil {
		t.table(r.Junction.Table)
	}
	t.table(r.Target)
}

func (t *tables) node(n *Node) {
	if n == nil {
		return
	}
	t.table(n.Table)
	if n.Link != nil {
		t.relation(n.Link.Relation)
	}
	for _, j := range n.Joins {
		t.relation(j.Relation)
	}
	for i := range n.Order {
		if n.Order[i].Counted != nil {
			t.relation(n.Order[i].Counted)
		}
	}
	t.predicate(n.Where)
	for _, child := range n.Children {
		t.node(child)
	}
}

func (t *tables) predicate(p *Predicate) {
	if p == nil {
		return
	}
	if p.Relation != nil {
		t.relation(p.Relation)
	}
	for _, child := range p.Children {
		t.predicate(child)
	}
}
