package sqlite

import (
	"maps"
	"slices"

	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
)

// event is a kind of change of a row.
type event uint8

const (
	inserted event = 1 << iota
	updated
	deleted
)

var eventWords = map[string]event{"INSERT": inserted, "UPDATE": updated, "DELETE": deleted}

// happening is an event on a table.
type happening struct {
	table *table
	event event
}

// actions are the events that foreign keys cause in referring rows when the row they refer to is deleted or its key
// changes.
var actions = map[string]map[event]event{
	"CASCADE":     {deleted: deleted, updated: updated},
	"SET NULL":    {deleted: updated, updated: updated},
	"SET DEFAULT": {deleted: updated, updated: updated},
}

// act records what a foreign key of t does when a row of its target is deleted or its key changes.
func (t *table) act(target *table, onUpdate, onDelete string) {
	if target == nil {
		return
	}
	for on, action := range map[event]string{updated: onUpdate, deleted: onDelete} {
		if then, ok := actions[action][on]; ok {
			if target.actions == nil {
				target.actions = map[event][]happening{}
			}
			target.actions[on] = append(target.actions[on], happening{t, then})
		}
	}
}

// readEffects reads the triggers, and computes the side effects of each table's writes.
func (in *inspector) readEffects() error {
	rows, err := in.ask(`SELECT tbl_name, sql FROM sqlite_schema WHERE type = 'trigger'`, 2)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if t := in.tables[script.Fold(text(row[0]))]; t != nil {
			t.triggers |= triggerEvent(script.Tokens(text(row[1])))
		}
	}
	for _, t := range in.tables {
		t.Effects = t.effects()
	}
	return nil
}

// triggerEvent returns the event of a trigger: the first of these words, none of which can be an unquoted name.
func triggerEvent(all []script.Token) event {
	for _, t := range all {
		for word, e := range eventWords {
			if t.Word(word) {
				return e
			}
		}
	}
	return inserted | updated | deleted
}

// effects returns the side effects that writes of the table may have.
func (t *table) effects() catalog.Effects {
	onUpdate, onDelete := t.consequences(updated), t.consequences(deleted)
	return catalog.Effects{
		Insert: t.disturbed(inserted),
		Update: t.disturbed(updated),
		// What follows the key of another row may be a part of the table's own key.
		UpdateKey: disturbed(onUpdate) || onUpdate[happening{t, updated}],
		// Without a row id, a row whose key changes before its turn is not found any more.
		Delete:  t.disturbed(deleted) || disturbed(onDelete) || t.text.WithoutRowID && onDelete[happening{t, updated}],
		Cascade: onDelete[happening{t, deleted}],
	}
}

// consequences returns what the actions of foreign keys cause after an event, directly or indirectly.
func (t *table) consequences(e event) map[happening]bool {
	found := map[happening]bool{}
	for next := slices.Clone(t.actions[e]); len(next) > 0; {
		h := next[0]
		next = next[1:]
		if !found[h] {
			found[h] = true
			next = append(next, h.table.actions[h.event]...)
		}
	}
	return found
}

func disturbed(all map[happening]bool) bool {
	return slices.ContainsFunc(slices.Collect(maps.Keys(all)), func(h happening) bool { return h.table.disturbed(h.event) })
}

// disturbed reports whether the table itself takes part in an event: by a trigger, or by a conflict clause, which
// skips the row or removes conflicting rows.
func (t *table) disturbed(e event) bool {
	return t.triggers&e != 0 || t.text.Conflicts && e != deleted
}
