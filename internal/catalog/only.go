package catalog

import "slices"

// Only returns the catalogue of some of the tables: under the names that they have among all, and without the relations
// that lead to the others.
func (c *Catalog) Only(keep func(*Table) bool) *Catalog {
	out := &Catalog{byType: map[string]*Table{}, bySQL: map[string]*Table{}, preset: c.preset}
	kept := map[*Table]*Table{}
	for _, t := range c.Tables {
		if keep(t) {
			one := *t
			kept[t] = &one
			out.Tables = append(out.Tables, &one)
			out.byType[t.TypeName], out.bySQL[t.SQLName] = &one, &one
		}
	}
	for _, t := range out.Tables {
		t.Relations = relationsAmong(t, kept)
		t.relations = make(map[string]*Relation, len(t.Relations))
		for _, r := range t.Relations {
			t.relations[r.Name] = r
		}
	}
	for _, e := range c.Enums {
		if slices.ContainsFunc(out.Tables, func(t *Table) bool {
			return slices.ContainsFunc(t.Columns, func(c *Column) bool { return c.Enum == e })
		}) {
			out.Enums = append(out.Enums, e)
		}
	}
	return out
}

// relationsAmong returns the relations of a table that lead to one of the kept tables. The table in between need not be
// one of them.
func relationsAmong(t *Table, kept map[*Table]*Table) []*Relation {
	var all []*Relation
	for _, r := range t.Relations {
		if target := kept[r.Target]; target != nil {
			one := *r
			one.Table, one.Target = t, target
			all = append(all, &one)
		}
	}
	return all
}
