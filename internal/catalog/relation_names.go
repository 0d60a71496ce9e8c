package catalog

import "slices"

// tellApart renames relations of one table that share a name: the way back over a unique key is named by the key, the
// way over a junction by the junction. The others keep the name.
func (b *builder) tellApart(t *Table) {
	same := map[string]int{}
	for _, r := range t.Relations {
		if !r.given {
			r.Name = b.besideColumns(r, r.Name)
		}
		same[r.Name]++
	}
	for _, r := range t.Relations {
		if same[r.Name] > 1 && r.apart != "" {
			r.Name = b.besideColumns(r, r.apart)
		}
	}
}

// besideColumns returns a name for a relation, with as many underscores as it needs to be no column's.
func (b *builder) besideColumns(r *Relation, name string) string {
	for {
		if _, _, clash := b.fields[r.Table].taken(r.claims(name)); !clash {
			return name
		}
		name += "_"
	}
}

// nameRelations makes the names of a table's relations unique, then puts the user's own in their place. Clashes are
// those that are left.
func (b *builder) nameRelations(t *Table) {
	b.tellApart(t)
	naturals := b.numberRelations(t)
	derived := make(map[*Relation]string, len(naturals))
	for r := range naturals {
		derived[r] = r.Name
	}
	b.renameRelations(t)
	held := map[claim]*Relation{}
	for _, r := range t.Relations {
		for _, c := range r.claims(r.Name) {
			held[c] = r
		}
	}
	for _, r := range t.Relations {
		natural := naturals[r]
		if natural == "" || r.Name != derived[r] {
			continue
		}
		for _, c := range r.claims(natural) {
			if owner := held[c]; owner != nil && owner != r {
				b.clash(SettingsKey(t.SQLName, "relations", r.Name), "a relation of table %q, %s, is served as %s, because %s has the name %s",
					t.SQLName, r.over(), r.Name, owner.over(), c.name)
				break
			}
		}
	}
}

// numberRelations gives a relation whose name a column has an underscore, and one whose name an earlier relation has a
// number, after all that keep their natural names. It returns the natural names of those with a number.
func (b *builder) numberRelations(t *Table) map[*Relation]string {
	columns, relations := b.fields[t], claims{}
	var late []*Relation
	for _, r := range t.Relations {
		if r.given {
			b.claimGiven(r, relations)
		}
	}
	for _, r := range inTurn(t.Relations, b.turnOfRelation) {
		if r.given {
			continue
		}
		if _, _, clash := relations.taken(r.claims(r.Name)); clash {
			late = append(late, r)
			continue
		}
		relations.add(r.over(), r.claims(r.Name))
	}
	natural := make(map[*Relation]string, len(late))
	for _, r := range late {
		natural[r] = r.Name
		for n := 2; ; n++ {
			r.Name = numbered(natural[r], n)
			_, _, column := columns.taken(r.claims(r.Name))
			if _, _, clash := relations.taken(r.claims(r.Name)); !clash && !column {
				break
			}
		}
		relations.add(r.over(), r.claims(r.Name))
	}
	return natural
}

// renameRelations puts the user's own names in place of derived ones.
func (b *builder) renameRelations(t *Table) {
	own := b.overrides.Tables[t.SQLName].Relations
	if len(own) == 0 {
		return
	}
	relations := claims{}
	var derived []string
	renamed := map[*Relation]string{}
	for _, r := range t.Relations {
		if !r.given {
			derived = append(derived, r.Name)
		}
		if r.given || own[r.Name] == "" {
			relations.add("another relation", r.claims(r.Name))
		} else {
			renamed[r] = own[r.Name]
		}
	}
	for _, name := range sortedKeys(own) {
		if !slices.Contains(derived, name) {
			b.unused(SettingsKey(t.SQLName, "relations", name), "the settings name relation %s of table %q, which has %s",
				name, t.SQLName, listed(derived))
		}
	}
	for _, r := range t.Relations {
		if renamed[r] != "" {
			b.renameRelation(r, renamed[r], relations)
		}
	}
}

func (b *builder) renameRelation(r *Relation, name string, relations claims) {
	if b.mayBeCalled(r, name, SettingsKey(r.Table.SQLName, "relations", r.Name), relations) {
		relations.add("another relation", r.claims(name))
		r.Name = name
	}
}

// claimGiven claims the name that the settings have for a relation, before all derived ones.
func (b *builder) claimGiven(r *Relation, relations claims) {
	if b.mayBeCalled(r, r.Name, SettingsKey(r.Table.SQLName, "relations", r.Name), relations) {
		relations.add(r.over(), r.claims(r.Name))
	}
}

// mayBeCalled reports whether a relation can have the user's name, and refuses the setting where it cannot.
func (b *builder) mayBeCalled(r *Relation, name, key string, relations claims) bool {
	if !validName(name) {
		b.refuse(key, "relation %s of table %q: %s", r.Name, r.Table.SQLName, invalidName(name))
		return false
	}
	for _, others := range []claims{b.fields[r.Table], relations} {
		if taken, owner, clash := others.taken(r.claims(name)); clash {
			b.refuse(key, "relation %s of table %q cannot be called %s, because %s has the name %s",
				r.Name, r.Table.SQLName, name, owner, taken)
			return false
		}
	}
	return true
}
