package sqlite

import (
	"maps"
	"slices"
	"strings"

	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
)

// spelling maps folded names to the names as the schema has them.
type spelling map[string]map[string]bool

func (s spelling) add(name string) {
	folded := script.Fold(name)
	if s[folded] == nil {
		s[folded] = map[string]bool{}
	}
	s[folded][name] = true
}

// of returns the names of the schema that tokens can mean, sorted.
func (s spelling) of(all []script.Token) []string {
	found := map[string]bool{}
	for _, t := range all {
		maps.Copy(found, s[script.Fold(t.Text)])
	}
	return slices.Sorted(maps.Keys(found))
}

// readReaders reads which names the texts of views and virtual tables contain, and whose values SQLite copies into
// tables of its own. A quoted text can be a name, and the arguments of a module can be anything, so every token
// counts.
func (in *inspector) readReaders() {
	tables, columns := spelling{}, spelling{}
	var every []string
	ours := false
	for _, row := range in.objects {
		name := text(row[0])
		tables.add(name)
		every = append(every, name)
		ours = ours || strings.HasPrefix(script.Fold(name), ownPrefix)
	}
	for _, t := range in.tables {
		for _, c := range t.Columns {
			columns.add(c.Name)
		}
	}
	parts := virtualParts(in.objects)
	for _, row := range in.objects {
		name, sql := text(row[0]), text(row[2])
		switch {
		case parts[script.Fold(name)] != "":
			// A module stores data of another table's rows in its own tables.
			in.source.Readers = append(in.source.Readers, catalog.SourceReader{Name: name, Tables: plainNames(parts[script.Fold(name)])})
		case sampled[script.Fold(name)]:
			in.source.Readers = append(in.source.Readers, catalog.SourceReader{Name: name, Tables: plainNames(every...), Unnamed: true, Own: ours})
		case text(row[1]) == "view" || script.Virtual(sql):
			all := script.Tokens(sql)
			in.source.Readers = append(in.source.Readers, catalog.SourceReader{
				Name: name, Tables: plainNames(tables.of(all)...), Columns: columns.of(all), Unnamed: script.Virtual(sql) || unnamed(all), Own: own(all),
			})
		}
	}
}

// plainNames returns the names of tables and views, which have no schemas here.
func plainNames(all ...string) []catalog.QualifiedName {
	out := make([]catalog.QualifiedName, len(all))
	for i, name := range all {
		out[i].Name = name
	}
	return out
}

// sampled are the tables in which ANALYZE stores keys of indexes unchanged, for all tables.
var sampled = map[string]bool{"sqlite_stat3": true, "sqlite_stat4": true}

// unnamed reports whether a select can read columns that it does not name.
func unnamed(all []script.Token) bool {
	for i, t := range all {
		// count(*) reads no columns.
		counts := i > 0 && i+1 < len(all) && all[i-1].Is("(") && all[i+1].Is(")")
		if t.Word("NATURAL") || t.Is("*") && !counts {
			return true
		}
	}
	return false
}

// ownPrefix is the prefix of the folded names of our own tables.
const ownPrefix = "_tiddly_"

// own reports whether the tokens name a table of ours.
func own(all []script.Token) bool {
	return slices.ContainsFunc(all, func(t script.Token) bool {
		return t.Kind != script.OtherToken && strings.HasPrefix(script.Fold(t.Text), ownPrefix)
	})
}

// readComputed sets for each generated column the columns that its definition names.
func (t *table) readComputed() {
	names := spelling{}
	for i := range t.Columns {
		names.add(t.Columns[i].Name)
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		if !c.Generated {
			continue
		}
		c.From = slices.DeleteFunc(names.of(script.Tokens(t.text.Definitions[script.Fold(c.Name)])), func(name string) bool { return name == c.Name })
	}
}
