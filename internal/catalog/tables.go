package catalog

import "fmt"

// nameTables sets the type name and root fields of every table. Tables with the user's own names come first, then
// every table that gets its natural names, in the order of SQL names, unchanged spellings before changed ones. Only
// the name that is taken gives way: of a table dates the type, since Date is reserved, and not the fields. Such names
// get numbers, last of all, so that a number never takes a natural name away.
func (b *builder) nameTables() {
	var derived []*Table
	var late []lateTable
	for _, t := range b.catalog.Tables {
		if o := b.overrides.Tables[t.SQLName]; o.Name+o.List+o.Single != "" {
			b.nameByOverride(t, o)
		} else {
			derived = append(derived, t)
		}
	}
	others := b.otherTypes(derived)
	for _, t := range inTurn(derived, b.turnOfTable) {
		names := tableNames(b.spoken(t), TableOverride{}, 1)
		if open := b.giveFree(t, names, others); open != none {
			late = append(late, lateTable{t, open})
			continue
		}
		if respelt(b.spoken(t)) {
			b.renamed(SettingsKey(t.SQLName, "name"), "table %q is served as %s (%s, %s): %s", t.SQLName, t.TypeName, t.ListField, t.SingleField, spelling)
		}
	}
	for _, l := range late {
		b.numberTable(l.table, TableOverride{}, l.open)
	}
}

// lateTable is a table of which some names are still open.
type lateTable struct {
	table *Table
	open  nameSet
}

// otherTypes returns the owners of the types that go with tables: UserWhere is one of the table users, and a table
// user_where gives way.
func (b *builder) otherTypes(tables []*Table) map[string]*Table {
	owners := map[string]*Table{}
	for _, t := range tables {
		name := tableNames(b.spoken(t), TableOverride{}, 1).typeName
		for _, end := range typeEnds {
			if end != "" && owners[name+end] == nil {
				owners[name+end] = t
			}
		}
	}
	return owners
}

// giveFree assigns a table those of its names that are free, and returns the others.
func (b *builder) giveFree(t *Table, names tableNaming, others map[string]*Table) (open nameSet) {
	for _, part := range nameParts {
		_, _, clash := b.claims.taken(names.claims(part))
		if owner := others[names.typeName]; part == theType && owner != nil && owner != t {
			clash = true
		}
		if clash {
			open |= part
			continue
		}
		b.giveTable(t, names, part)
	}
	return open
}

// spoken returns the name from which the table's API names are derived.
func (b *builder) spoken(t *Table) string { return b.source.spoken(b.sources[t].name()) }

// turnOfTable returns the turn of a table. A name joined from two comes after one that is spelt so.
func (b *builder) turnOfTable(t *Table) int {
	turn := turnOf(b.spoken(t))
	if t.Schema != b.source.Schema {
		turn = max(turn, trimmed)
	}
	return turn
}

// tableNaming holds the names of a table; see Table for their meanings.
type tableNaming struct{ typeName, list, single, mutation string }

// nameSet is a set of the names of a table.
type nameSet uint8

const (
	theType nameSet = 1 << iota
	theList
	// theSingle is the field for one row, with the mutations of one row.
	theSingle

	none     nameSet = 0
	allNames         = theType | theList | theSingle
)

var nameParts = []nameSet{theType, theList, theSingle}

// claims returns the names that a part of the names requires.
func (n tableNaming) claims(part nameSet) []claim {
	var all []claim
	if part&theType != 0 {
		all = append(all, typeClaims(n.typeName)...)
	}
	if part&theList != 0 {
		all = append(all, listClaims(n.list)...)
	}
	if part&theSingle != 0 {
		all = append(all, singleClaims(n.single, n.mutation)...)
	}
	return all
}

// tableNames derives the names of the n-th table that wants them, around those that the user set.
func tableNames(name string, o TableOverride, n int) tableNaming {
	list := words(name)
	if len(list) == 0 {
		list = []string{"table"}
	}
	list = lastWord(list, singular)
	if o.Name != "" {
		list = words(o.Name)
	}
	one, many := camel(list), camel(lastWord(list, plural))
	if many == one {
		many += "List"
	}
	typeName := numbered(pascal(list), n)
	names := tableNaming{typeName, numbered(many, n), numbered(one, n), typeName}
	if o.Name != "" {
		names.typeName, names.mutation = o.Name, capital(o.Name)
	}
	if o.List != "" {
		names.list = o.List
	}
	if o.Single != "" {
		names.single = o.Single
	}
	return names
}

// giveTable assigns a table some of its names.
func (b *builder) giveTable(t *Table, names tableNaming, part nameSet) {
	b.claims.add(fmt.Sprintf("table %q", t.SQLName), names.claims(part))
	if part&theType != 0 {
		t.TypeName = names.typeName
	}
	if part&theList != 0 {
		t.ListField = names.list
	}
	if part&theSingle != 0 {
		t.SingleField, t.MutationName = names.single, names.mutation
	}
}

// numberTable assigns the open names of a table the first number with which all of them are free, and records it.
func (b *builder) numberTable(t *Table, o TableOverride, open nameSet) {
	name, owner, clash := b.claims.taken(tableNames(b.spoken(t), o, 1).claims(open))
	if !clash { // it stood back for a table that has another name now
		b.giveTable(t, tableNames(b.spoken(t), o, 1), open)
		return
	}
	for n := 2; ; n++ {
		names := tableNames(b.spoken(t), o, n)
		if _, _, clash := b.claims.taken(names.claims(open)); clash {
			continue
		}
		key := settingOf(t, b.clashing(t, o, open))
		b.giveTable(t, names, open)
		b.clash(key, "table %q is served as %s (%s, %s), because %s has the name %s",
			t.SQLName, t.TypeName, t.ListField, t.SingleField, owner, name)
		return
	}
}

// clashing returns the open names of a table that others have and that the user did not set.
func (b *builder) clashing(t *Table, o TableOverride, open nameSet) (clashing nameSet) {
	set := map[nameSet]string{theType: o.Name, theList: o.List, theSingle: o.Single}
	for _, part := range nameParts {
		if _, _, clash := b.claims.taken(tableNames(b.spoken(t), o, 1).claims(part)); clash && open&part != 0 && set[part] == "" {
			clashing |= part
		}
	}
	return clashing
}

// settingOf returns the setting that resolves a clash over some of the names of a table.
func settingOf(t *Table, open nameSet) string {
	switch open {
	case theList:
		return SettingsKey(t.SQLName, "list")
	case theSingle:
		return SettingsKey(t.SQLName, "single")
	default:
		return SettingsKey(t.SQLName, "name")
	}
}

// nameByOverride uses the user's names verbatim; the others are derived, and numbered if need be.
func (b *builder) nameByOverride(t *Table, o TableOverride) {
	names := tableNames(b.spoken(t), o, 1)
	given := []struct {
		key, name string
		claims    []claim
	}{
		{"name", o.Name, append(typeClaims(o.Name), mutationClaims(capital(o.Name))...)},
		{"list", o.List, listClaims(o.List)},
		{"single", o.Single, []claim{{queryFields, o.Single}}},
	}
	for _, g := range given {
		if g.name == "" {
			continue
		}
		if !validName(g.name) {
			b.refuse(SettingsKey(t.SQLName, g.key), "table %q: %s", t.SQLName, invalidName(g.name))
			return
		}
		if name, owner, clash := b.claims.taken(g.claims); clash {
			b.refuse(SettingsKey(t.SQLName, g.key), "table %q cannot be called %s, because %s has the name %s",
				t.SQLName, g.name, owner, name)
			return
		}
	}
	switch _, owner, clash := b.claims.taken(names.claims(allNames)); {
	case !clash:
		b.giveTable(t, names, allNames)
	case o.Name != "" && o.List != "" && o.Single != "":
		b.refuse(SettingsKey(t.SQLName), "table %q cannot be called %s, %s and %s, because %s has one of the names that go with them",
			t.SQLName, o.Name, o.List, o.Single, owner)
	default:
		b.numberTable(t, o, allNames)
	}
}
