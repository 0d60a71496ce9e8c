package catalog

import "strconv"

// nameColumns sets the field names and enum values of a table's columns: the user's own first, then the natural ones
// in column order, unchanged spellings before changed ones, then numbers for the rest.
func (b *builder) nameColumns(t *Table) {
	taken := claims{}
	for _, name := range []string{"and", "or", "not", t.Naming().ID} {
		taken[claim{rowFields, name}] = ours
	}
	b.fields[t] = taken
	overrides := b.overrides.Tables[t.SQLName].Columns
	var derived, late []*Column
	for _, c := range t.Columns {
		if name := overrides[c.SQLName].Name; name != "" {
			b.nameColumnByOverride(c, name)
		} else {
			derived = append(derived, c)
		}
	}
	for _, c := range inTurn(derived, taken.turnOfColumn) {
		name, value := columnNames(c)
		if taken[claim{rowFields, name}] == ours {
			name += "_"
		}
		if _, _, clash := taken.taken(columnClaims(name, value)); clash {
			late = append(late, c)
			continue
		}
		b.giveColumn(c, name, value)
		b.noteRespelt(c)
	}
	for _, c := range late {
		b.numberColumn(c)
	}
}

// turnOfColumn returns the turn of a column. A reserved name is changed by an underscore, unless it has one already.
func (c claims) turnOfColumn(column *Column) int {
	name, _ := columnNames(column)
	switch {
	case c[claim{rowFields, name}] != ours:
		return turnOf(column.SQLName)
	case name+"_" == column.SQLName:
		return spelled
	default:
		return transliterated
	}
}

func columnClaims(name, value string) []claim {
	return []claim{{rowFields, name}, {columnValues, value}}
}

// columnNames derives the field (createdAt) and the enum value (CREATED_AT), beside the names of the preset.
func columnNames(c *Column) (name, value string) {
	name, value = ownNames(c)
	return c.Table.preset.beside(name, value)
}

// ownNames derives them from the name of the column alone.
func ownNames(c *Column) (name, value string) {
	list := words(c.SQLName)
	if len(list) == 0 {
		list = []string{"column" + strconv.Itoa(c.Index+1)}
	}
	return camel(list), screaming(list)
}

func (b *builder) giveColumn(c *Column, name, value string) {
	b.fields[c.Table].add("column "+strconv.Quote(c.SQLName), columnClaims(name, value))
	c.Name, c.EnumValue = name, value
}

// noteRespelt records the change of a name that GraphQL cannot spell, or that is reserved.
func (b *builder) noteRespelt(c *Column) {
	key := SettingsKey(c.Table.SQLName, "columns", c.SQLName, "name")
	switch natural, _ := ownNames(c); {
	case natural == relayNaming.ID && natural != c.Name:
		// The preset says so of every table.
	case respelt(c.SQLName):
		b.renamed(key, "column %q of table %q is served as %s: %s", c.SQLName, c.Table.SQLName, c.Name, spelling)
	case natural != c.Name:
		b.renamed(key, "column %q of table %q is served as %s, because %s has the name %s", c.SQLName, c.Table.SQLName, c.Name, ours, natural)
	}
}

func (b *builder) numberColumn(c *Column) {
	taken := b.fields[c.Table]
	name, value := columnNames(c)
	if taken[claim{rowFields, name}] == ours {
		name += "_"
	}
	wanted, owner, _ := taken.taken(columnClaims(name, value))
	for n := 2; ; n++ {
		next, nextValue := numbered(name, n), value+"_"+strconv.Itoa(n)
		if _, _, clash := taken.taken(columnClaims(next, nextValue)); clash {
			continue
		}
		b.giveColumn(c, next, nextValue)
		b.clash(SettingsKey(c.Table.SQLName, "columns", c.SQLName, "name"),
			"column %q of table %q is served as %s, because %s has the name %s", c.SQLName, c.Table.SQLName, c.Name, owner, wanted)
		return
	}
}

func (b *builder) nameColumnByOverride(c *Column, name string) {
	key := SettingsKey(c.Table.SQLName, "columns", c.SQLName, "name")
	if !validName(name) {
		b.refuse(key, "column %q of table %q: %s", c.SQLName, c.Table.SQLName, invalidName(name))
		return
	}
	taken := b.fields[c.Table]
	if _, owner, clash := taken.taken([]claim{{rowFields, name}}); clash {
		b.refuse(key, "column %q of table %q cannot be called %s, because %s has the name", c.SQLName, c.Table.SQLName, name, owner)
		return
	}
	natural := screaming(words(name))
	value := natural
	for n := 2; taken[claim{columnValues, value}] != "" || value == ""; n++ {
		value = natural + "_" + strconv.Itoa(n)
	}
	b.giveColumn(c, name, value)
}
