package sqlite

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
)

// A statement that writes makes SQLite compile every trigger that may run, with the views that those read. A table
// whose triggers are too large can be read as usual, but not written.

// triggersOf are the triggers of one table or view.
type triggersOf struct {
	expansion
	// name is the name of the table.
	name string
	// named are the folded names in the triggers, any of which may be a table that they write.
	named map[string]bool
}

// tooLargeTriggers is the reason why a table cannot be written.
var tooLargeTriggers = fmt.Sprintf("its triggers, and the triggers that they fire, read views with more than %d selects or %d words",
	maxSelects, maxViewTokens)

// readTriggers finds the tables that cannot be written.
func (in *inspector) readTriggers() error {
	rows, err := in.ask("SELECT tbl_name, sql FROM sqlite_schema WHERE type = 'trigger'", 2)
	if err != nil || len(rows) == 0 {
		return err
	}
	e := newExpander(in.viewTexts)
	all := map[string]*triggersOf{}
	for _, row := range rows {
		name := script.Fold(text(row[0]))
		t := cmp.Or(all[name], &triggersOf{name: name, named: map[string]bool{}})
		t.add(e, text(row[1]))
		all[name] = t
	}
	in.unwritable = in.reaching(all, heavy(all))
	return nil
}

// add counts a trigger, statement by statement.
func (t *triggersOf) add(e *expander, sql string) {
	s := newSelectText(sql)
	for start, i := 0, 0; i <= len(s.list); i++ {
		if i < len(s.list) && !s.is(i, ";") {
			if name := s.named(i); name != "" {
				t.named[name] = true
			}
			continue
		}
		// The part before the select of an INSERT can have selects in parentheses.
		body := start
		for body < i && !s.begins(body) {
			body++
			if s.is(body-1, "(") {
				body = min(s.pair[body-1], i)
			}
		}
		for _, part := range [][2]int{{start, body}, {body, i}} {
			one := e.read(s, part[0], part[1])
			t.selects += one.selects
			t.tokens += one.tokens
		}
		start = i + 1
	}
}

// heavy returns the folded names of tables whose triggers are too large, by themselves or with all others.
func heavy(all map[string]*triggersOf) map[string]bool {
	bySize := slices.SortedFunc(maps.Values(all), func(x, y *triggersOf) int {
		return cmp.Or(cmp.Compare(x.selects, y.selects), cmp.Compare(x.tokens, y.tokens), cmp.Compare(x.name, y.name))
	})
	found, sum := map[string]bool{}, 0.0
	for _, t := range bySize {
		if !t.fits() || sum+t.selects > maxAllSelects {
			found[t.name] = true
			continue
		}
		sum += t.selects
	}
	return found
}

// reaching returns the names of the tables whose writes can fire the triggers of the given ones, through triggers and
// foreign keys.
func (in *inspector) reaching(all map[string]*triggersOf, found map[string]bool) map[string]bool {
	sets := map[string][]string{} // by the table written, those whose writes reach it
	for name, t := range all {
		for other := range t.named {
			sets[other] = append(sets[other], name)
		}
	}
	for name, t := range in.tables {
		for i := range t.ForeignKeys {
			sets[name] = append(sets[name], script.Fold(t.ForeignKeys[i].Target))
		}
	}
	next := slices.Collect(maps.Keys(found))
	for len(next) > 0 {
		name := next[len(next)-1]
		next = next[:len(next)-1]
		for _, by := range sets[name] {
			if !found[by] {
				found[by] = true
				next = append(next, by)
			}
		}
	}
	return found
}

// limited is what a schema has that not every statement may use: views that are too large, by name; writes that cannot
// run, by writeOf; and collations that SQLite does not have.
type limited struct {
	views, writes map[string]bool
	collations    foreignCollations
}

// limit stores what was found. Connections opened under other limits are not used again.
func (d *Database) limit(found *limited) {
	last := d.known()
	if !maps.Equal(last.views, found.views) || !maps.Equal(last.writes, found.writes) || !slices.Equal(last.collations, found.collations) {
		d.limited.Store(found)
	}
}

// known returns what was found last.
func (d *Database) known() *limited {
	if last := d.limited.Load(); last != nil {
		return last
	}
	return &limited{}
}

// guard makes the writing connection refuse writes that cannot run.
func (s *session) guard() {
	found := s.conn.limited
	if found == nil || len(found.writes) == 0 {
		return
	}
	events := map[int]catalog.Event{sqlite3.SQLITE_INSERT: catalog.Inserted, sqlite3.SQLITE_UPDATE: catalog.Updated, sqlite3.SQLITE_DELETE: catalog.Deleted}
	s.conn.raw.RegisterAuthorizer(func(action int, table, column, _ string) int {
		if e, writes := events[action]; writes && (found.writes[writeOf(e, table, "")] || e == catalog.Updated && found.writes[writeOf(e, table, column)]) {
			return sqlite3.SQLITE_DENY
		}
		return sqlite3.SQLITE_OK
	})
}
