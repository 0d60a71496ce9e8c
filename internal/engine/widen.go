package engine

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"tiddly/internal/catalog"
)

// A cell that its column's kind cannot hold is an error at its place, and where the field is non-null it takes the row
// with it. It also shows that the field should be nullable. Such columns are collected and widened together, in the
// background: each time costs a new schema, and the plans that are kept with the old one. Nothing else of the schema
// changes, so that every document of a client stays valid.

// place is a column by its names in the database.
type place struct{ table, column string }

// contradictions are the columns that requests found contradicted. It is safe for concurrent use.
type contradictions struct {
	mu   sync.Mutex
	met  map[place]bool
	pace pace
}

func (m *contradictions) add(c *catalog.Column) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.met == nil {
		m.met = map[place]bool{}
	}
	m.met[place{c.Table.SQLName, c.SQLName}] = true
}

// take returns the columns that were added since the last time, in their order; none before the pause is over.
func (m *contradictions) take(now time.Time) []place {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.met) == 0 || now.Before(m.pace.next) {
		return nil
	}
	all := make([]place, 0, len(m.met))
	for p := range m.met {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.table, b.table), cmp.Compare(a.column, b.column))
	})
	m.met = nil
	return all
}

// widened begins a pause.
func (m *contradictions) widened(now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pace.went(now)
}

// pace spaces out what is repeated: each pause is twice the one before, from firstPause to longestPause, and begins
// anew after a rest of longestPause.
type pace struct {
	next  time.Time
	pause time.Duration
}

func (p *pace) went(now time.Time) {
	if now.Sub(p.next) >= longestPause {
		p.pause = 0
	}
	p.pause = min(max(2*p.pause, firstPause), longestPause)
	p.next = now.Add(p.pause)
}

// Widen makes the columns nullable whose cells were found to contradict it, unless it is too early. Watch calls it.
func (l *Live) Widen(ctx context.Context) {
	met := l.met.take(l.options.Now())
	if len(met) == 0 {
		return
	}
	select {
	case l.turn <- struct{}{}:
	case <-ctx.Done():
		return
	}
	defer func() { <-l.turn }()
	now, before := l.current.Load(), maps.Clone(l.widened)
	var notes []catalog.Note
	for _, p := range met {
		notes = append(notes, l.widen(now, p)...)
	}
	next := now
	if len(l.widened) > len(before) {
		s, err := l.buildWidened(now.origin.source)
		if err != nil {
			l.widened = before
			notes = []catalog.Note{{Message: "columns with cells that are not of their kind could not be made nullable: " + err.Error()}}
		} else {
			next = s
		}
		l.met.widened(l.options.Now())
	}
	if notes = l.untold(notes); len(notes) > 0 {
		l.tell(Change{Notes: notes})
	}
	l.current.Store(next)
}

// widen notes that a column is nullable from now on, and returns what is logged about it.
func (l *Live) widen(now *Snapshot, p place) []catalog.Note {
	t := now.Catalog.TableBySQL(p.table)
	if t == nil {
		return nil
	}
	c := t.ColumnBySQL(p.column)
	if c == nil || !c.NonNull {
		return nil
	}
	if l.options.Overrides.Tables[p.table].Columns[p.column].Nullable != nil {
		return nil // the settings decide
	}
	about := fmt.Sprintf("column %q of table %q has cells that are not of its kind", p.column, p.table)
	if by := now.requires(c); by != "" {
		return []catalog.Note{{Message: about + ", but " + by + " requires that it is non-null"}}
	}
	if l.widened == nil {
		l.widened = map[place]bool{}
	}
	l.widened[p] = true
	nullable := true
	return []catalog.Note{{
		Message:  fmt.Sprintf("%s: %s.%s is nullable from now on", about, t.TypeName, c.Name),
		Override: catalog.PinLine(p.table, p.column, catalog.ColumnOverride{Nullable: &nullable}),
	}}
}

func (l *Live) isWidened(table, column string) bool { return l.widened[place{table, column}] }

// requires returns the interface of the owner's by which the field of a column must be non-null; empty if there is
// none.
func (s *Snapshot) requires(c *catalog.Column) string {
	object := s.Schema.AST.Types[c.Table.TypeName]
	if object == nil {
		return ""
	}
	for _, name := range object.Interfaces {
		if of := s.Schema.AST.Types[name]; of != nil {
			if f := of.Fields.ForName(c.Name); f != nil && f.Type.NonNull {
				return "interface " + name
			}
		}
	}
	return ""
}

// buildWidened returns the snapshot of a source that differs from what is served in what is nullable.
func (l *Live) buildWidened(source catalog.Source) (*Snapshot, error) {
	source.Widen(l.isWidened)
	digest, err := digestOf(&source)
	if err != nil {
		return nil, err
	}
	s, _, err := l.build(source)
	if err != nil {
		return nil, err
	}
	s.marked(l.mark)
	l.digest = digest
	return s, nil
}

// keepWidened makes the columns of a source nullable that were while it was read, except after a load that an operator
// asked for, and of tables with another definition: both were looked at anew.
func (l *Live) keepWidened(source *catalog.Source, asked bool) {
	if asked {
		l.widened = nil
		return
	}
	if len(l.widened) == 0 {
		return
	}
	before := l.current.Load().origin.source
	maps.DeleteFunc(l.widened, func(p place, _ bool) bool { return !source.SameDefinition(&before, p.table) })
	source.Widen(l.isWidened)
}

// overrides returns the settings for an inspection. Unless an operator asked for it, tables whose definition is the same
// are not looked at again.
func (l *Live) overrides(asked bool) catalog.Overrides {
	o := l.options.Overrides
	if asked {
		return o
	}
	known := map[string]catalog.Evidence{}
	for _, e := range l.current.Load().origin.source.Evidence {
		known[e.Table] = e
	}
	o.Look.Known = known
	return o
}
