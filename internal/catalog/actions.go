package catalog

import "slices"

// Event is a set of changes of a row.
type Event uint8

// The changes of a row.
const (
	Inserted Event = 1 << iota
	Updated
	Deleted
)

// Action is what a foreign key does to the rows that refer to one that is deleted or whose key changes.
type Action uint8

// The actions of foreign keys. The zero value changes nothing: it refuses the write, or leaves the rows as they are.
const (
	NoAction Action = iota
	Cascade
	SetNull
	SetDefault
)

// then returns the event that an action causes after another; 0 for none.
func (a Action) then(e Event) Event {
	switch {
	case a == NoAction:
		return 0
	case a == Cascade && e == Deleted:
		return Deleted
	}
	return Updated
}

// happening is an event on a table.
type happening struct {
	table string
	event Event
}

// Actions collects what takes part in writes beyond their statements, and computes the Effects of each table. Tables have
// any names that are their own, those too that are not served. The zero value is empty.
type Actions struct {
	taking map[string]Event
	caused map[happening][]happening
	parts  map[string][]string
}

// Disturb records events in which the table itself takes part: triggers and rules that skip rows or change others.
func (a *Actions) Disturb(table string, at Event) {
	if a.taking == nil {
		a.taking = map[string]Event{}
	}
	a.taking[table] |= at
}

// Refer records what a foreign key of a table does when a row of its target is deleted or its key changes.
func (a *Actions) Refer(table, target string, onUpdate, onDelete Action) {
	if a.caused == nil {
		a.caused = map[happening][]happening{}
	}
	for on, action := range map[Event]Action{Updated: onUpdate, Deleted: onDelete} {
		if then := action.then(on); then != 0 {
			a.caused[happening{target, on}] = append(a.caused[happening{target, on}], happening{table, then})
		}
	}
}

// Part records that rows of a table lie in another: a partition, or a table that inherits from it.
func (a *Actions) Part(table, part string) {
	if a.parts == nil {
		a.parts = map[string][]string{}
	}
	a.parts[table] = append(a.parts[table], part)
}

// Effects returns the side effects that writes of a table may have.
func (a *Actions) Effects(table string) Effects {
	onUpdate, onDelete := a.consequences(table, Updated), a.consequences(table, Deleted)
	updating := Updated
	if len(a.parts[table]) > 0 {
		updating |= Inserted | Deleted // a row that moves to another part is deleted and inserted
	}
	return Effects{
		Insert: a.takes(table, Inserted),
		Update: a.takes(table, updating),
		// What follows the key of another row may be a part of the table's own key.
		UpdateKey: a.anyTakes(onUpdate) || a.within(onUpdate, table, Updated),
		Delete:    a.takes(table, Deleted) || a.anyTakes(onDelete),
		Cascade:   a.within(onDelete, table, Deleted),
	}
}

// Causes reports whether an event on a table leads to another on the same table, by foreign keys.
func (a *Actions) Causes(table string, on, then Event) bool {
	return a.within(a.consequences(table, on), table, then)
}

// consequences returns what foreign keys cause after an event, directly or indirectly.
func (a *Actions) consequences(table string, e Event) map[happening]bool {
	found := map[happening]bool{}
	for next := a.after(happening{table, e}); len(next) > 0; next = next[1:] {
		if h := next[0]; !found[h] {
			found[h] = true
			next = append(next, a.after(h)...)
		}
	}
	return found
}

// after returns what an event on a table and its parts causes directly.
func (a *Actions) after(h happening) (all []happening) {
	for _, part := range a.whole(h.table) {
		all = append(all, a.caused[happening{part, h.event}]...)
	}
	return all
}

// whole returns a table and its parts, and theirs.
func (a *Actions) whole(table string) []string {
	all := []string{table}
	for i := 0; i < len(all); i++ {
		for _, part := range a.parts[all[i]] {
			if !slices.Contains(all, part) {
				all = append(all, part)
			}
		}
	}
	return all
}

// within reports whether one of the happenings is an event on the table or a part of it.
func (a *Actions) within(all map[happening]bool, table string, e Event) bool {
	return slices.ContainsFunc(a.whole(table), func(part string) bool { return all[happening{part, e}] })
}

func (a *Actions) takes(table string, e Event) bool {
	return slices.ContainsFunc(a.whole(table), func(part string) bool { return a.taking[part]&e != 0 })
}

func (a *Actions) anyTakes(all map[happening]bool) bool {
	for h := range all {
		if a.takes(h.table, h.event) {
			return true
		}
	}
	return false
}
