package sqlite

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
)

// SQLite has one code for everything that it cannot compile; only its message names what is missing. The message
// decides nothing here: it is what the log and the client are told.

// lack is what a statement needs and the server does not have.
type lack struct {
	// name is its name; empty where the message has another form.
	name string
	// text describes it after the object that needs it: "calls the function f, which …".
	text string
}

// lacks are the forms of SQLite's messages.
var lacks = []struct{ start, text string }{
	{"no such function: ", "calls the function %s, which this server does not have"},
	{"unknown function: ", "calls the function %s, which this server does not have"},
	{"wrong number of arguments to function ", "calls the function %s with another number of arguments than this server's"},
	{"no such collation sequence: ", "compares by the collation %s, which this server does not have"},
	{"no such module: ", "uses the module %s, which this build does not have"},
	{"no such table: ", "names the table %s, which does not exist"},
	{"no such column: ", "names the column %s, which does not exist"},
	{"foreign key mismatch - ", "does not refer to a key (%s)"},
}

func lackOf(err error) lack {
	message := err.Error()
	if said, e, ok := saidBy(err); ok {
		if message = said; e.Code == sqlite3.ErrNomem {
			return lack{"", "is too large for SQLite"}
		}
	}
	for _, l := range lacks {
		if name, ok := strings.CutPrefix(message, l.start); ok {
			name = strings.TrimSuffix(strings.TrimPrefix(name, "main."), "()")
			return lack{name, strings.ReplaceAll(l.text, "%s", name)}
		}
	}
	return lack{"", "cannot be run by SQLite: " + message}
}

// reason describes why a write of a table cannot run: by the trigger, the foreign key, the index or the part of the
// table that needs what is missing.
func (in *inspector) reason(t *table, e catalog.Event, failure error) (string, error) {
	l := lackOf(failure)
	if err := in.readParts(); err != nil {
		return "", err
	}
	for _, find := range []func(*table, catalog.Event, string) string{in.trigger, in.foreignKey, in.index, in.definition, in.farther} {
		for _, name := range in.lacks(l) {
			if place := find(t, e, name); place != "" {
				return place + " " + l.text, nil
			}
		}
	}
	return "it " + l.text, nil
}

// lacks records what is missing, and returns the names under which a text may need it: a module by its tables.
func (in *inspector) lacks(l lack) []string {
	if l.name == "" {
		return nil
	}
	in.lacking[script.Fold(l.name)] = true
	names := []string{l.name}
	for _, row := range in.objects {
		if sql := text(row[2]); script.Virtual(sql) && mentions(sql, l.name) {
			names = append(names, text(row[0]))
		}
	}
	return names
}

// part is a trigger or an index of the schema.
type part struct{ kind, name, table, sql string }

// readParts reads the triggers and the indexes, once.
func (in *inspector) readParts() error {
	if in.parts != nil {
		return nil
	}
	rows, err := in.ask("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type IN ('trigger', 'index') AND sql IS NOT NULL ORDER BY type, name", 4)
	if err != nil {
		return err
	}
	in.parts = make([]part, 0, len(rows))
	for _, row := range rows {
		in.parts = append(in.parts, part{text(row[0]), text(row[1]), script.Fold(text(row[2])), text(row[3])})
	}
	return nil
}

// mentions reports whether a text has a token of that name.
func mentions(sql, name string) bool {
	folded := script.Fold(name)
	if name == "" || !strings.Contains(script.Fold(sql), folded) {
		return false
	}
	for _, t := range script.Tokens(sql) {
		if t.Kind != script.OtherToken && script.Fold(t.Text) == folded {
			return true
		}
	}
	return false
}

// trigger finds a trigger of the table at the event.
func (in *inspector) trigger(t *table, e catalog.Event, name string) string {
	for _, p := range in.parts {
		if p.kind == "trigger" && p.table == script.Fold(t.Name) && triggerEvent(script.Tokens(p.sql))&e != 0 && mentions(p.sql, name) {
			return "trigger " + quoted(p.name)
		}
	}
	return ""
}

// foreignKey finds a foreign key that cannot be checked: of the table, or one that refers to it.
func (in *inspector) foreignKey(t *table, _ catalog.Event, name string) string {
	for i := range t.ForeignKeys {
		key := &t.ForeignKeys[i]
		target := in.tables[script.Fold(key.Target)]
		if target == nil && script.Fold(key.Target) == script.Fold(name) || target != nil && target != t && name != "" && script.Fold(target.foreignIndex) == script.Fold(name) {
			return "the foreign key to " + quoted(key.Target)
		}
	}
	mismatch := strings.Split(name, `"`)
	if len(mismatch) == 5 && mismatch[2] == " referencing " {
		return "the foreign key from " + quoted(mismatch[1]) + " to " + quoted(mismatch[3])
	}
	return ""
}

// index finds an index of the table.
func (in *inspector) index(t *table, _ catalog.Event, name string) string {
	for _, p := range in.parts {
		if p.kind == "index" && p.table == script.Fold(t.Name) && mentions(p.sql, name) {
			return "index " + quoted(p.name)
		}
	}
	return ""
}

// definition finds a part of the table's own definition.
func (in *inspector) definition(t *table, _ catalog.Event, name string) string {
	for _, p := range script.BodyParts(script.Tokens(t.definition)) {
		what := ""
		for _, token := range p {
			for _, word := range []string{"CHECK", "DEFAULT", "GENERATED", "AS", "COLLATE"} {
				if token.Word(word) {
					what = strings.ReplaceAll(word, "GENERATED", "AS")
				}
			}
			if name == "" || token.Kind == script.OtherToken || script.Fold(token.Text) != script.Fold(name) || what == "" {
				continue
			}
			switch {
			case script.StartsConstraint(p) && what == "COLLATE":
				return "a key"
			case script.StartsConstraint(p):
				return "a " + what
			case what == "COLLATE":
				return "column " + quoted(p[0].Text)
			case what == "AS":
				return "the generated column " + quoted(p[0].Text)
			}
			return "the " + what + " of column " + quoted(p[0].Text)
		}
	}
	return ""
}

// farther finds what a trigger or a foreign key sets off in other tables.
func (in *inspector) farther(_ *table, _ catalog.Event, name string) string {
	for _, p := range in.parts {
		if other := in.tables[p.table]; mentions(p.sql, name) && other != nil {
			return p.kind + " " + quoted(p.name) + " of table " + quoted(other.Name)
		}
	}
	for _, other := range in.sorted() {
		if place := cmp.Or(in.definition(other, 0, name), in.foreignKey(other, 0, name)); place != "" {
			return place + " of table " + quoted(other.Name)
		}
	}
	return ""
}

// sorted returns the tables by their folded names.
func (in *inspector) sorted() []*table {
	all := make([]*table, 0, len(in.tables))
	for _, name := range slices.Sorted(maps.Keys(in.tables)) {
		all = append(all, in.tables[name])
	}
	return all
}

func quoted(name string) string { return `"` + name + `"` }
