package catalog

import (
	"slices"
	"strconv"
	"strings"
)

// addRelations adds the fields of every foreign key on both sides, and the direct fields of every junction.
func (b *builder) addRelations() {
	keys := map[*Table][]foreignKey{}
	var junctions []*Table
	for _, t := range b.catalog.Tables {
		followed, declared := b.foreignKeys(t)
		keys[t] = followed
		if declared == 2 && len(followed) == 2 && b.isJunction(t, followed[0], followed[1]) {
			junctions = append(junctions, t)
		}
	}
	for _, t := range b.catalog.Tables {
		for _, k := range keys[t] {
			t.Relations = append(t.Relations, &Relation{
				Name: b.toOneName(k), Kind: ToOne, Table: t, Target: k.to, Columns: k.columns, TargetColumns: k.targets,
				Comparisons: k.comparisons, Loose: k.loose, given: k.name != "",
			})
		}
	}
	for _, child := range b.catalog.Tables {
		for _, k := range keys[child] {
			k.to.Relations = append(k.to.Relations, b.backwards(k, keys[child]))
		}
	}
	for _, j := range junctions {
		addThrough(b, j, keys[j][0], keys[j][1])
		addThrough(b, j, keys[j][1], keys[j][0])
	}
	for _, t := range b.catalog.Tables {
		b.nameRelations(t)
	}
}

// backwards returns the relation that leads backwards over k, to many rows or to one. Where several of the child's
// keys lead to one table, each is named by its key.
func (b *builder) backwards(k foreignKey, ofChild []foreignKey) *Relation {
	r := &Relation{
		Name: k.from.ListField, Kind: ToMany, Table: k.to, Target: k.from, Columns: k.targets, TargetColumns: k.columns,
		Comparisons: k.comparisons, Backwards: true, Loose: k.loose,
	}
	if k.unique {
		r.Name, r.Kind = k.from.SingleField, ToOne
		r.apart = r.Name + "By" + b.byName(k)
	}
	ways := 0
	for _, other := range ofChild {
		if other.to == k.to {
			ways++
		}
	}
	if ways > 1 {
		r.Name += "By" + b.byName(k)
	}
	return r
}

// isJunction reports whether the table only links rows of two tables: its two foreign keys are its primary key or a
// unique key without nulls, and nothing else needs a value.
func (b *builder) isJunction(t *Table, x, y foreignKey) bool {
	ties := slices.Clone(x.columns)
	for _, c := range y.columns {
		if !slices.Contains(ties, c) {
			ties = append(ties, c)
		}
	}
	if k := t.keyOver(ties); k == nil || !k.Primary && !k.notNull() {
		return false
	}
	for _, s := range b.sources[t].Columns {
		if !slices.Contains(ties, t.columnSQL[s.Name]) && s.NotNull && !s.HasDefault && !s.Generated {
			return false
		}
	}
	return true
}

// addThrough adds the field from the table of near over the junction to that of far. A junction within one table adds
// two such fields, each named by the key that leads away.
func addThrough(b *builder, junction *Table, near, far foreignKey) {
	name, key := far.to.ListField, ""
	if near.to == far.to {
		key = "By" + b.byName(far)
	}
	near.to.Relations = append(near.to.Relations, &Relation{
		Name: name + key, apart: name + "By" + capital(junction.ListField) + key, Kind: Through, Table: near.to, Target: far.to,
		Columns: near.targets, TargetColumns: far.targets, Comparisons: near.comparisons,
		Junction: &Junction{Table: junction, Near: near.columns, Far: far.columns, Comparisons: far.comparisons},
	})
}

// claims returns the fields that a relation requires.
func (r *Relation) claims(name string) []claim {
	if r.Kind == ToOne {
		return []claim{{rowFields, name}}
	}
	return []claim{{rowFields, name}, {rowFields, name + "Connection"}, {rowFields, name + "Aggregate"}}
}

// AggregateField returns the name by which filters and orders refer to what is computed over the rows that a to-many
// relation leads to.
func (r *Relation) AggregateField() string { return r.Name + "Aggregate" }

// CountColumn returns the number of rows that a to-many relation leads to as a column, which the relation's table does
// not have.
func (r *Relation) CountColumn() *Column {
	return &Column{Table: r.Table, Name: r.AggregateField() + ".count", Type: Type{Kind: Int}, NotNull: true, NonNull: true}
}

// Aggregated returns the to-many relation with that AggregateField, or nil.
func (t *Table) Aggregated(field string) *Relation {
	name, found := strings.CutSuffix(field, "Aggregate")
	if !found {
		return nil
	}
	if r := t.Relation(name); r != nil && r.Kind != ToOne {
		return r
	}
	return nil
}

// over returns what a relation is made of, for notes.
func (r *Relation) over() string {
	if r.Junction != nil {
		return "the one over table " + strconv.Quote(r.Junction.Table.SQLName)
	}
	columns := r.Columns
	if r.Backwards {
		columns = r.TargetColumns
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.SQLName
	}
	return "the one over " + strings.Join(names, ", ") + " of table " + strconv.Quote(columns[0].Table.SQLName)
}

// turnOfRelation returns the turn of a relation: that of the columns that it is named by.
func (b *builder) turnOfRelation(r *Relation) int {
	columns := r.Columns
	switch {
	case r.Backwards:
		columns = r.TargetColumns
	case r.Junction != nil:
		columns = r.Junction.Far
	}
	turn := spelled
	for _, c := range columns {
		name := c.SQLName
		if own := b.overrides.Tables[c.Table.SQLName].Columns[name].Name; own != "" {
			name = own
		}
		turn = max(turn, turnOf(name))
	}
	return turn
}

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

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
