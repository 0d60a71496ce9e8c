package corpus_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

var (
	unique     = refused{"CONSTRAINT_UNIQUE"}
	foreignKey = refused{"CONSTRAINT_FOREIGN_KEY"}
	check      = refused{"CONSTRAINT_CHECK"}
	affected   = refused{"LIMIT_AFFECTED"}
)

// random returns one write of any kind.
func (w *world) random() write {
	switch w.IntN(9) {
	case 0, 1:
		return w.insertShelves()
	case 2, 3:
		return w.insertItems()
	case 4:
		return w.updateShelf()
	case 5:
		return w.updateShelves()
	case 6:
		return w.updateItems()
	case 7:
		return w.deleteItems()
	default:
		return w.deleteShelf()
	}
}

func (w *world) name() string { return string(rune('a' + w.IntN(26))) }

// number returns a small number or, now and then, null.
func (w *world) number(most int) *int {
	if w.chance(20) {
		return nil
	}
	n := w.IntN(most)
	return &n
}

func literalOf[T any](v *T) string {
	if v == nil {
		return "null"
	}
	return fmt.Sprintf("%#v", *v)
}

// nextID returns the id that SQLite assigns to a row without one.
func nextID[T any](rows map[int]T) int {
	if len(rows) == 0 {
		return 1
	}
	return slices.Max(slices.Collect(maps.Keys(rows))) + 1
}

func (w *world) insertShelves() write {
	type given struct {
		id         int
		name       string
		rank       *int
		rankAbsent bool
	}
	rows := make([]given, 1+w.IntN(3))
	texts := make([]string, len(rows))
	for i := range rows {
		g := given{name: w.name(), rank: w.number(56), rankAbsent: w.chance(30)}
		texts[i] = "{name: " + strconv.Quote(g.name)
		if w.chance(40) || w.keyed {
			g.id = 1 + w.IntN(40)
			texts[i] += fmt.Sprintf(", id: %d", g.id)
		}
		if !g.rankAbsent {
			texts[i] += ", rank: " + literalOf(g.rank)
		}
		texts[i] += "}"
		rows[i] = g
	}
	return write{
		text: "insertShelves(input: [" + strings.Join(texts, ", ") + "]) { nodes { id name rank } affectedRows }",
		apply: func(l library) (any, refused) {
			nodes := []shelf{}
			for _, g := range rows {
				s := shelf{g.id, g.name, g.rank}
				if g.rankAbsent {
					seven := 7
					s.Rank = &seven
				}
				if s.ID == 0 {
					s.ID = nextID(l.shelves)
				}
				if no := l.put(s, 0); no != nil {
					// Which rule is checked first depends on the database.
					return nil, slices.Concat(unique, check)
				}
				nodes = append(nodes, s)
			}
			return map[string]any{"nodes": nodes, "affectedRows": len(nodes)}, nil
		},
	}
}

// put inserts a shelf or replaces the one with the id was, or refuses it.
func (l library) put(s shelf, was int) refused {
	if s.Rank != nil && *s.Rank >= 50 {
		return check
	}
	for id, other := range l.shelves {
		if id != was && (id == s.ID || other.Name == s.Name) {
			return unique
		}
	}
	delete(l.shelves, was)
	l.shelves[s.ID] = s
	return nil
}

func (w *world) insertItems() write {
	row := item{Shelf: 1 + w.IntN(40), N: w.number(10)}
	text := fmt.Sprintf("{shelfId: %d, n: %s", row.Shelf, literalOf(row.N))
	if w.keyed {
		row.ID = 1 + w.IntN(1000)
		text += fmt.Sprintf(", id: %d", row.ID)
	}
	if w.chance(70) {
		label := w.name()
		row.Label = &label
		text += ", label: " + strconv.Quote(label)
	}
	return write{text: "insertItem(input: " + text + "}) { node { id shelfId label n } affectedRows deletedNodeId }", apply: func(l library) (any, refused) {
		made := row
		if made.ID == 0 {
			made.ID = nextID(l.items)
		}
		_, taken := l.items[made.ID]
		if _, there := l.shelves[row.Shelf]; !there {
			return nil, slices.Concat(foreignKey, unique)
		} else if taken {
			return nil, unique
		}
		l.items[made.ID] = made
		return map[string]any{"node": made, "affectedRows": 1, "deletedNodeId": nil}, nil
	}}
}

func (w *world) updateShelf() write {
	id, name, inc := 1+w.IntN(40), w.name(), w.IntN(20)-5
	text := fmt.Sprintf("updateShelf(by: {id: %d}, set: {name: %q}, inc: {rank: %d}) { node { id name rank } affectedRows }", id, name, inc)
	return write{text: text, apply: func(l library) (any, refused) {
		s, there := l.shelves[id]
		if !there {
			return map[string]any{"node": nil, "affectedRows": 0}, nil
		}
		s.Name = name
		if s.Rank != nil {
			sum := *s.Rank + inc
			s.Rank = &sum
		}
		if no := l.put(s, id); no != nil {
			return nil, slices.Concat(unique, check)
		}
		return map[string]any{"node": s, "affectedRows": 1}, nil
	}}
}

// atMost returns the argument maxAffected, or none.
func (w *world) atMost() (text string, most int) {
	if w.chance(60) {
		return "", 1 << 30
	}
	most = w.IntN(4)
	return fmt.Sprintf(", maxAffected: %d", most), most
}

func (w *world) updateShelves() write {
	bound, rank := w.IntN(50), w.number(52)
	most, limit := w.atMost()
	where := fmt.Sprintf("{rank: {lt: %d}}", bound)
	matches := func(s shelf) bool { return s.Rank != nil && *s.Rank < bound }
	bare := w.chance(10)
	switch {
	case bare:
		where = []string{"{}", "{and: []}", "{not: {or: []}}", "{name: {}}"}[w.IntN(4)]
	case w.chance(40):
		where = fmt.Sprintf("{not: {rank: {gte: %d}}, name: {gt: \"f\"}}", bound)
		matches = func(s shelf) bool { return s.Rank != nil && *s.Rank < bound && s.Name > "f" }
	}
	return write{
		text:       "updateShelves(where: " + where + ", set: {rank: " + literalOf(rank) + "}" + most + ") { affectedRows }",
		unfiltered: bare,
		apply: func(l library) (any, refused) {
			n := 0
			for id, s := range l.shelves {
				if matches(s) {
					s.Rank = rank
					l.shelves[id] = s
					n++
				}
			}
			switch {
			case n > 0 && rank != nil && *rank >= 50:
				return nil, slices.Concat(check, affected)
			case n > limit:
				return nil, affected
			}
			return map[string]any{"affectedRows": n}, nil
		},
	}
}

func (w *world) updateItems() write {
	to, label, inc := 1+w.IntN(40), w.name(), w.IntN(5)
	most, limit := w.atMost()
	return write{
		text: fmt.Sprintf("updateItems(where: {or: [{label: {eq: %q}}, {shelf: {name: {eq: %q}}}]}, set: {shelfId: %d}, inc: {n: %d}%s) { affectedRows }",
			label, label, to, inc, most),
		apply: func(l library) (any, refused) {
			n := 0
			for id, i := range maps.Clone(l.items) {
				if (i.Label == nil || *i.Label != label) && l.shelves[i.Shelf].Name != label {
					continue
				}
				n++
				i.Shelf = to
				if i.N != nil {
					sum := *i.N + inc
					i.N = &sum
				}
				l.items[id] = i
			}
			if _, there := l.shelves[to]; !there && n > 0 {
				return nil, slices.Concat(foreignKey, affected)
			}
			if n > limit {
				return nil, affected
			}
			return map[string]any{"affectedRows": n}, nil
		},
	}
}

func (w *world) deleteItems() write {
	bound := w.IntN(8)
	most, limit := w.atMost()
	where, matches := fmt.Sprintf("{n: {gt: %d}}", bound), func(i item) bool { return i.N != nil && *i.N > bound }
	all := w.chance(5)
	if all {
		where, matches = "{}, allRows: true", func(item) bool { return true }
	}
	return write{text: "deleteItems(where: " + where + most + ") { affectedRows }", apply: func(l library) (any, refused) {
		n := 0
		for id, i := range maps.Clone(l.items) {
			if matches(i) {
				delete(l.items, id)
				n++
			}
		}
		if n > limit {
			return nil, affected
		}
		return map[string]any{"affectedRows": n}, nil
	}}
}

func (w *world) deleteShelf() write {
	id := 1 + w.IntN(40)
	return write{text: fmt.Sprintf("deleteShelf(by: {id: %d}) { node { id name rank } affectedRows }", id), apply: func(l library) (any, refused) {
		s, there := l.shelves[id]
		if !there {
			return map[string]any{"node": nil, "affectedRows": 0}, nil
		}
		for _, i := range l.items {
			if i.Shelf == id {
				return nil, foreignKey
			}
		}
		delete(l.shelves, id)
		return map[string]any{"node": s, "affectedRows": 1}, nil
	}}
}
