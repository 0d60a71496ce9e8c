package catalog

import "fmt"

// nameTables gives every table its type name and root fields. Tables with names of the user's own come first, then
// every table that gets its natural name, in the order of SQL names, those that are spelt so before those that become
// so; those that come too late get numbers, last of all, so that a number never takes a natural name away.
func (b *builder) nameTables() {
	var derived, late []*Table
	for _, t := range b.catalog.Tables {
		if o := b.overrides.Tables[t.SQLName]; o.Name+o.List+o.Single != "" {
			b.nameByOverride(t, o)
		} else {
			derived = append(derived, t)
		}
	}
	for _, t := range inTurn(derived, b.turnOfTable) {
		names := tableNames(b.spoken(t), TableOverride{}, 1)
		if _, _, clash := b.claims.taken(names.claims()); clash {
			late = append(late, t)
			continue
		}
		b.giveTable(t, names)
		if respelt(b.spoken(t)) {
			b.renamed(SettingsKey(t.SQLName, "name"), "table %q is served as %s (%s, %s): %s", t.SQLName, t.TypeName, t.ListField, t.SingleField, spelling)
		}
	}
	for _, t := range late {
		b.numberTable(t, TableOverride{})
	}
}

// spoken returns the name that the table's API names are made of.
func (b *builder) spoken(t *Table) string { return b.source.spoken(b.sources[t].name()) }

// turnOfTable returns the turn of a table. One whose name is put together of two goes after one that is spelt so.
func (b *builder) turnOfTable(t *Table) int {
	turn := turnOf(b.spoken(t))
	if t.Schema != b.source.Schema {
		turn = max(turn, trimmed)
	}
	return turn
}

// threeNames are the names of a table.
type threeNames struct{ typeName, list, single string }

func (n threeNames) claims() []claim {
	all := append(typeClaims(n.typeName), listClaims(n.list)...)
	return append(all, singleClaims(n.single)...)
}

// tableNames derives the names of the n-th table that wants them, around those that the user gave.
func tableNames(name string, o TableOverride, n int) threeNames {
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
	names := threeNames{numbered(pascal(list), n), numbered(many, n), numbered(one, n)}
	if o.Name != "" {
		names.typeName = o.Name
	}
	if o.List != "" {
		names.list = o.List
	}
	if o.Single != "" {
		names.single = o.Single
	}
	return names
}

func (b *builder) giveTable(t *Table, names threeNames) {
	b.claims.add(fmt.Sprintf("table %q", t.SQLName), names.claims())
	t.TypeName, t.ListField, t.SingleField = names.typeName, names.list, names.single
}

// numberTable gives a table the first free number, and says so.
func (b *builder) numberTable(t *Table, o TableOverride) {
	name, owner, _ := b.claims.taken(tableNames(b.spoken(t), o, 1).claims())
	for n := 2; ; n++ {
		names := tableNames(b.spoken(t), o, n)
		if _, _, clash := b.claims.taken(names.claims()); clash {
			continue
		}
		b.giveTable(t, names)
		b.clash(SettingsKey(t.SQLName, "name"), "table %q is served as %s (%s, %s), because %s has the name %s",
			t.SQLName, t.TypeName, t.ListField, t.SingleField, owner, name)
		return
	}
}

// nameByOverride uses the user's names verbatim; what they leave open is derived, and numbered if need be.
func (b *builder) nameByOverride(t *Table, o TableOverride) {
	names := tableNames(b.spoken(t), o, 1)
	given := []struct {
		key, name string
		claims    []claim
	}{
		{"name", o.Name, typeClaims(o.Name)},
		{"list", o.List, listClaims(o.List)},
		{"single", o.Single, singleClaims(o.Single)},
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
	switch _, owner, clash := b.claims.taken(names.claims()); {
	case !clash:
		b.giveTable(t, names)
	case o.Name != "" && o.List != "" && o.Single != "":
		b.refuse(SettingsKey(t.SQLName), "table %q cannot be called %s, %s and %s, because %s has one of the names that go with them",
			t.SQLName, o.Name, o.List, o.Single, owner)
	default:
		b.numberTable(t, o)
	}
}
