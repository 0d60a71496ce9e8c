package sqlite

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
)

// readSequences reads the row ids that AUTOINCREMENT has assigned: the next one is greater, though none of them is left.
func (in *inspector) readSequences() error {
	if !slices.ContainsFunc(in.objects, func(row []any) bool { return text(row[0]) == "sqlite_sequence" }) {
		return nil
	}
	rows, err := in.ask("SELECT name FROM main.sqlite_sequence WHERE typeof(seq) = 'integer' AND seq >= 2147483647", 1)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if t := in.tables[script.Fold(text(row[0]))]; t != nil {
			t.widen(t.rowIDColumn(), "row ids beyond 32 bits were assigned")
		}
	}
	return nil
}

// widenReferences makes columns BigInt that refer to such: what they may hold is there. UUIDs are written as those are to
// which they refer.
func (in *inspector) widenReferences() {
	for changed := true; changed; {
		changed = false
		for _, t := range in.tables {
			for _, key := range t.ForeignKeys {
				target := in.tables[script.Fold(key.Target)]
				if target == nil {
					continue
				}
				to := cmp.Or(strings.Join(key.TargetColumns, "\x00"), strings.Join(target.primaryColumns(), "\x00"))
				for i, name := range strings.Split(to, "\x00") {
					found := target.found(name)
					switch {
					case i >= len(key.Columns) || found == nil:
					case found.Pin.Kind == catalog.BigInt.String():
						changed = t.widen(key.Columns[i], fmt.Sprintf("it refers to %s, which is BigInt", target.Name)) || changed
					case found.Pin.Kind == catalog.UUID.String() && found.Pin.Form != "":
						changed = t.form(key.Columns[i], found.Pin.Form, fmt.Sprintf("it refers to %s, which is written so", target.Name)) || changed
					}
				}
			}
		}
	}
}

// widen makes an Int column BigInt, and reports whether it was not.
func (t *table) widen(column, why string) bool {
	found := t.found(column)
	if found == nil {
		return false
	}
	kind := found.Pin.Kind
	if kind == "" {
		kind = declarationOf(found.Declared).kind().String()
	}
	if kind != catalog.Int.String() {
		return false
	}
	found.Pin.Kind, found.Why = catalog.BigInt.String(), why
	return true
}

// form makes a column of UUIDs without a form of its own be written in one, and reports whether it was not.
func (t *table) form(column, form, why string) bool {
	found := t.found(column)
	if found == nil || found.Pin.Form != "" || found.Counts.Text+found.Counts.Blob > 0 || declarationOf(found.Declared).kind() != catalog.UUID {
		return false
	}
	found.Pin.Kind, found.Pin.Form, found.Why = catalog.UUID.String(), form, why
	return true
}

// found returns the evidence of a column; nil if it was not looked at.
func (t *table) found(column string) *catalog.ColumnEvidence {
	if t.evidence == nil {
		return nil
	}
	for i := range t.evidence.Columns {
		if t.evidence.Columns[i].Column == column {
			return &t.evidence.Columns[i]
		}
	}
	return nil
}
