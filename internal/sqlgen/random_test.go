package sqlgen

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// The tables are read into memory, where random filters are evaluated by SQL's three-valued logic; the statements must
// find the same rows.

type truth3 int

const (
	no truth3 = iota
	unknown
	yes
)

type world struct {
	shop   *shop
	rows   map[*catalog.Table][]map[string]any
	values []any
	random *rand.Rand
}

func newWorld(t *testing.T, db *sql.DB, seed uint64) *world {
	t.Helper()
	w := &world{shop: newShop(), rows: map[*catalog.Table][]map[string]any{}}
	w.random = rand.New(rand.NewPCG(seed, 1))
	for _, table := range []*catalog.Table{w.shop.artist, w.shop.album, w.shop.track, w.shop.playlist, w.shop.entry} {
		var names []string
		for _, column := range table.Columns {
			names = append(names, column.SQLName)
		}
		q := &Query{SQL: "SELECT " + strings.Join(names, ",") + " FROM " + table.SQLName, Columns: len(names)}
		for _, cells := range (&runner{t: t, db: db}).read(q, nil) {
			row := map[string]any{}
			for i, name := range names {
				row[name] = cells[i]
			}
			w.rows[table] = append(w.rows[table], row)
		}
	}
	return w
}

func (w *world) relations(t *catalog.Table) []*catalog.Relation {
	s := w.shop
	var out []*catalog.Relation
	for _, r := range []*catalog.Relation{
		s.albumArtist, s.artistAlbums, s.albumTracks, s.trackAlbum, s.entryTrack, s.trackEntries, s.playlistTracks, s.trackPlaylists,
	} {
		if r.Table == t {
			out = append(out, r)
		}
	}
	return out
}

func (w *world) predicate(t *catalog.Table, depth int) *plan.Predicate {
	kind := plan.PredicateKind(w.random.IntN(6))
	if depth == 0 && kind != plan.Fixed {
		kind = plan.Compare
	}
	switch kind {
	case plan.Fixed:
		return &plan.Predicate{Kind: plan.Fixed, Value: w.random.IntN(2) == 0}
	case plan.And, plan.Or:
		p := &plan.Predicate{Kind: kind}
		for range w.random.IntN(4) {
			p.Children = append(p.Children, w.predicate(t, depth-1))
		}
		return p
	case plan.Not:
		return negate(w.predicate(t, depth-1))
	case plan.Compare:
		return w.comparison(t)
	default:
		all := w.relations(t)
		r := all[w.random.IntN(len(all))]
		p := &plan.Predicate{Kind: plan.Related, Relation: r, Quantifier: request.Quantifier(w.random.IntN(3))}
		if w.random.IntN(4) > 0 {
			p.Children = []*plan.Predicate{w.predicate(r.Target, depth-1)}
		}
		return p
	}
}

func (w *world) comparison(t *catalog.Table) *plan.Predicate {
	column := t.Columns[w.random.IntN(len(t.Columns))]
	if column.Type.Kind == catalog.JSON {
		column = t.Columns[0]
	}
	ops := []request.Op{
		request.Eq, request.Ne, request.Gt, request.Gte, request.Lt, request.Lte, request.In, request.NotIn, request.IsNull,
	}
	p := compare(column, ops[w.random.IntN(len(ops))], slotAt(len(w.values)))
	value := func() any {
		if v := w.rows[t][w.random.IntN(len(w.rows[t]))][column.SQLName]; v != nil {
			return v
		}
		return "none"
	}
	switch {
	case p.Op == request.IsNull:
		p.Flag = w.random.IntN(2) == 0
	case p.Op.TakesList():
		var list []any
		for range w.random.IntN(4) {
			list = append(list, value())
		}
		p.Count = request.RoundCount(len(list))
		w.values = append(w.values, list)
		return p
	}
	w.values = append(w.values, value())
	return p
}

func (w *world) truth(p *plan.Predicate, row map[string]any) truth3 {
	switch p.Kind {
	case plan.Fixed:
		return either(p.Value)
	case plan.And:
		out := yes
		for _, child := range p.Children {
			out = min(out, w.truth(child, row))
		}
		return out
	case plan.Or:
		out := no
		for _, child := range p.Children {
			out = max(out, w.truth(child, row))
		}
		return out
	case plan.Not:
		return yes - w.truth(p.Children[0], row)
	case plan.Compare:
		return w.compared(p, row[p.Column.SQLName])
	default:
		return w.related(p, row)
	}
}

func (w *world) compared(p *plan.Predicate, cell any) truth3 {
	switch {
	case p.Op == request.IsNull:
		return either((cell == nil) == p.Flag)
	case p.Op.TakesList() && p.Count == 0:
		return either(p.Op == request.NotIn)
	case cell == nil:
		return unknown
	}
	found := func(wanted ...int) truth3 {
		return either(slices.Contains(wanted, order(cell, w.values[p.Slot.Index()])))
	}
	switch p.Op {
	case request.Eq:
		return found(0)
	case request.Ne:
		return found(-1, 1)
	case request.Gt:
		return found(1)
	case request.Gte:
		return found(0, 1)
	case request.Lt:
		return found(-1)
	case request.Lte:
		return found(-1, 0)
	}
	in := false
	for _, v := range w.values[p.Slot.Index()].([]any) {
		in = in || order(cell, v) == 0
	}
	return either(in == (p.Op == request.In))
}

// order compares as the database does: numbers sort before text.
func order(a, b any) int {
	x, xNumber := a.(int64)
	y, yNumber := b.(int64)
	switch {
	case xNumber && yNumber && x != y:
		if x < y {
			return -1
		}
		return 1
	case xNumber && yNumber:
		return 0
	case xNumber:
		return -1
	case yNumber:
		return 1
	default:
		return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
	}
}

func (w *world) related(p *plan.Predicate, row map[string]any) truth3 {
	matching, others := 0, 0
	for _, target := range w.behind(p.Relation, row) {
		if len(p.Children) == 0 || w.truth(p.Children[0], target) == yes {
			matching++
		} else {
			others++
		}
	}
	switch p.Quantifier {
	case request.Some:
		return either(matching > 0)
	case request.NoneOf:
		return either(matching == 0)
	default:
		return either(others == 0)
	}
}

// behind returns the rows that a relation leads to.
func (w *world) behind(r *catalog.Relation, row map[string]any) []map[string]any {
	near, far := row[r.Columns[0].SQLName], r.TargetColumns[0].SQLName
	wanted := []any{near}
	if r.Kind == catalog.Through {
		wanted = nil
		for _, e := range w.rows[r.Junction.Table] {
			if e[r.Junction.Near[0].SQLName] == near {
				wanted = append(wanted, e[r.Junction.Far[0].SQLName])
			}
		}
	}
	var out []map[string]any
	for _, target := range w.rows[r.Target] {
		for _, v := range wanted {
			if v != nil && target[far] == v {
				out = append(out, target)
			}
		}
	}
	return out
}

func either(v bool) truth3 {
	if v {
		return yes
	}
	return no
}

func TestRandomPredicates(t *testing.T) {
	db := open(t, shopSQL)
	some := 0
	for seed := range uint64(1500) {
		w := newWorld(t, db, seed)
		p := w.predicate(w.shop.track, 5)
		var want []string
		for _, row := range w.rows[w.shop.track] {
			if w.truth(p, row) == yes {
				want = append(want, fmt.Sprint(row["id"]))
			}
		}
		if len(want) > 0 && len(want) < len(w.rows[w.shop.track]) {
			some++
		}
		if got := tracks(t, db, w.shop, embedded(), p, w.values...); got != "["+strings.Join(want, ",")+"]" {
			n := node(w.shop.track, pick(w.shop.track, plan.Own, "id")...)
			n.Where = p
			t.Fatalf("seed %d: got %s, want %s\n%s%v", seed, got, want, generate(t, embedded(), n), w.values)
		}
	}
	if some < 300 {
		t.Errorf("only %d filters told rows apart", some)
	}
}
