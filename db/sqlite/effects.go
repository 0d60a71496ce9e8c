package sqlite

import (
	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
)

var eventWords = map[string]catalog.Event{"INSERT": catalog.Inserted, "UPDATE": catalog.Updated, "DELETE": catalog.Deleted}

// actions are the words of foreign keys' actions.
var actions = map[string]catalog.Action{
	"CASCADE": catalog.Cascade, "SET NULL": catalog.SetNull, "SET DEFAULT": catalog.SetDefault,
}

// readEffects reads the triggers, and computes the side effects of each table's writes.
func (in *inspector) readEffects() error {
	rows, err := in.ask(`SELECT tbl_name, sql FROM sqlite_schema WHERE type = 'trigger'`, 2)
	if err != nil {
		return err
	}
	for _, row := range rows {
		in.actions.Disturb(script.Fold(text(row[0])), triggerEvent(script.Tokens(text(row[1]))))
	}
	for name, t := range in.tables {
		// A conflict clause skips the row, or removes those it conflicts with.
		if t.text.Conflicts {
			in.actions.Disturb(name, catalog.Inserted|catalog.Updated)
		}
	}
	for name, t := range in.tables {
		t.Effects = in.actions.Effects(name)
		t.Effects.Computes = t.virtual
		// Without a row id, a row whose key changes before its turn is not found any more.
		if t.text.WithoutRowID && in.actions.Causes(name, catalog.Deleted, catalog.Updated) {
			t.Effects.Delete = true
		}
	}
	return nil
}

// triggerEvent returns the event of a trigger: the first of these words, none of which can be an unquoted name.
func triggerEvent(all []script.Token) catalog.Event {
	for _, t := range all {
		for word, e := range eventWords {
			if t.Word(word) {
				return e
			}
		}
	}
	return catalog.Inserted | catalog.Updated | catalog.Deleted
}
