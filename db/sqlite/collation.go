package sqlite

// #include "native.h"
import "C"

import (
	"slices"
	"strconv"
	"strings"

	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// foreignCollations are the names of collations that the schema uses and SQLite does not have, folded and sorted.
type foreignCollations []string

// has reports whether a collation is one of them.
func (f foreignCollations) has(collation string) bool {
	_, found := slices.BinarySearch(f, script.Fold(collation))
	return found
}

// foreignIn returns the collations that texts of a schema name. Any other word behind COLLATE does no harm.
func foreignIn(texts []string) foreignCollations {
	var found foreignCollations
	for _, sql := range texts {
		all := script.Tokens(sql)
		for i, t := range all[:max(0, len(all)-1)] {
			name := all[i+1]
			if t.Word("COLLATE") && name.Kind != script.OtherToken && !script.Exact(name.Text) && known(name.Text) == "" {
				found = append(found, script.Fold(name.Text))
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// readCollations returns the collations that the schema needs and SQLite does not have.
func readCollations(a ask) (foreignCollations, error) {
	rows, err := a("SELECT sql FROM sqlite_schema WHERE sql LIKE '%collate%'", 1)
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(rows))
	for i, row := range rows {
		texts[i] = text(row[0])
	}
	return foreignIn(texts), nil
}

// standIn adds stand-ins for collations to the connection, or removes them.
func (c *connection) standIn(all foreignCollations, present bool) error {
	flag := C.int(0)
	if present {
		flag = 1
	}
	for _, name := range all {
		if strings.IndexByte(name, 0) >= 0 {
			continue
		}
		if err := resultOf(C.tiddly_stand_in(c.native.work, firstOf[C.char](name+"\x00"), flag)); err != nil {
			return err
		}
	}
	return nil
}

// withoutStandIns runs f while the connection has no stand-ins: what needs a collation cannot be compiled then. SQLite
// does not search an index any more for which it lacked a collation once, until it reads the schema again.
func (c *connection) withoutStandIns(f func() error) (err error) {
	all := c.collations()
	if len(all) == 0 {
		return f()
	}
	_ = c.rows.Close()
	if err := c.standIn(all, false); err != nil {
		return faultOf(err)
	}
	defer func() {
		again := c.standIn(all, true)
		if again == nil {
			again = c.run("PRAGMA writable_schema = RESET")
		}
		if err == nil {
			err = faultOf(again)
		}
	}()
	return f()
}

// collations returns the collations for which the connection has stand-ins.
func (c *connection) collations() foreignCollations {
	if c.limited == nil {
		return nil
	}
	return c.limited.collations
}

// consulted returns a fault if a statement has asked a stand-in since the last call.
func (c *connection) consulted() error {
	work := c.native.work
	if work.consulted == 0 {
		return nil
	}
	work.consulted = 0
	return fault.New(fault.DatabaseError, "the request needs a collation that this server does not have").
		WithHint("only the program that created the database has it; compare or sort by other columns")
}

// separateForeign takes the collations that SQLite does not have out of the text of the table.
func (t *table) separateForeign(foreign foreignCollations) {
	for column, collation := range t.text.Collations {
		if !foreign.has(collation) {
			continue
		}
		if t.foreign == nil {
			t.foreign = map[string]string{}
		}
		t.foreign[column] = collation
		delete(t.text.Collations, column)
	}
}

// guarded returns the writes that the writing connection must not run (see writeOf): those of tables whose triggers are
// too large, and those that need an index under a collation that SQLite does not have.
func (in *inspector) guarded() map[string]bool {
	all := map[string]bool{}
	for name := range in.unwritable {
		for _, e := range []catalog.Event{catalog.Inserted, catalog.Updated, catalog.Deleted} {
			all[writeOf(e, name, "")] = true
		}
	}
	for name, t := range in.tables {
		if t.foreignIndex == "" {
			continue
		}
		if t.Refused.Insert != "" {
			all[writeOf(catalog.Inserted, name, "")] = true
		}
		if t.Refused.Delete != "" {
			all[writeOf(catalog.Deleted, name, "")] = true
		}
		for i := range t.Columns {
			if c := &t.Columns[i]; c.Refused != "" {
				all[writeOf(catalog.Updated, name, c.Name)] = true
			}
		}
	}
	return all
}

// writeOf names a write of a table, of one column where it is an update of one.
func writeOf(e catalog.Event, table, column string) string {
	return strconv.Itoa(int(e)) + "\x00" + script.Fold(table) + "\x00" + script.Fold(column)
}
