package postgres

import (
	"strings"

	"tiddly/internal/catalog"
)

const everyEvent = catalog.Inserted | catalog.Updated | catalog.Deleted

// eventLetters are the letters of events, as queryTriggers gives them.
var eventLetters = map[string]catalog.Event{"i": catalog.Inserted, "u": catalog.Updated, "d": catalog.Deleted}

// actions are the letters of foreign keys' actions in pg_constraint.
var actions = map[string]catalog.Action{"c": catalog.Cascade, "n": catalog.SetNull, "d": catalog.SetDefault}

// readInheritance reads which tables consist of others too.
func (in *inspector) readInheritance() error {
	rows, err := in.ask(queryInheritance, 4)
	if err != nil {
		return err
	}
	for _, row := range rows {
		in.actions.Part(row[0], row[1])
		if truth(row[3]) {
			in.actions.Disturb(row[1], everyEvent)
		}
		if t := in.tables[row[0]]; t != nil && !truth(row[2]) {
			t.heirs = true
		}
	}
	return nil
}

// readTriggers reads the events at which triggers and rules of tables run.
func (in *inspector) readTriggers() error {
	rows, err := in.ask(queryTriggers, 2)
	if err != nil {
		return err
	}
	for _, row := range rows {
		for letter, e := range eventLetters {
			if strings.Contains(row[1], letter) {
				in.actions.Disturb(row[0], e)
			}
		}
	}
	return nil
}
