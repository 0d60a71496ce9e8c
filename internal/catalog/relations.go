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

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
