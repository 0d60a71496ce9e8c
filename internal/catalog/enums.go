package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// addEnums adds the enum types of a table's columns. An enum type of the database is one type for all its columns; a
// CHECK is one type for its column, whatever values other columns have.
func (b *builder) addEnums(t *Table) {
	for i := range b.sources[t].Columns {
		s := &b.sources[t].Columns[i]
		c := t.columnSQL[s.Name]
		if c == nil || s.Type.Kind != Enum && (s.Type.Kind != List || s.Type.Element != Enum) {
			continue
		}
		if c.Enum = b.enums[s.enum()]; c.Enum == nil {
			c.Enum = b.newEnum(c, s)
		}
	}
}

func (b *builder) newEnum(c *Column, s *SourceColumn) *EnumType {
	natural := c.Table.TypeName + capital(c.Name)
	if own := pascal(words(b.source.spoken(s.enum()))); own != "" {
		natural = own
	}
	name := natural
	taken, owner, clash := b.claims.taken(enumClaims(name))
	for n, still := 2, clash; still; n++ {
		name = numbered(natural, n)
		_, _, still = b.claims.taken(enumClaims(name))
	}
	b.claims.add(fmt.Sprintf("the enum of column %q of table %q", c.SQLName, c.Table.SQLName), enumClaims(name))
	if clash {
		b.clash(SettingsKey(c.Table.SQLName, "columns", c.SQLName, "name"),
			"the enum of column %q of table %q is served as %s, because %s has the name %s",
			c.SQLName, c.Table.SQLName, name, owner, taken)
	}
	e := &EnumType{TypeName: name, Values: b.enumValues(c, s.EnumValues)}
	b.catalog.Enums = append(b.catalog.Enums, e)
	if s.EnumName != "" {
		b.enums[s.enum()] = e
	}
	return e
}

func (s *SourceColumn) enum() QualifiedName { return QualifiedName{s.EnumSchema, s.EnumName} }

func enumClaims(name string) []claim {
	return []claim{{types, name}, {types, name + "Filter"}, {types, name + "ListFilter"}}
}

// enumValues names stored values: the user's own names first, then the natural ones, unchanged spellings before
// changed ones, then numbers.
func (b *builder) enumValues(c *Column, stored []string) []EnumValue {
	own := b.overrides.Tables[c.Table.SQLName].Columns[c.SQLName].Enum
	taken, listed := map[string]bool{}, make(map[string]bool, len(stored))
	var values []EnumValue
	for _, s := range stored {
		if listed[s] {
			continue
		}
		listed[s] = true
		values = append(values, EnumValue{Name: b.ownValue(c, s, own[s], taken), Stored: s})
	}
	var open, late []int
	for i, v := range values {
		if v.Name == "" {
			open = append(open, i)
		}
	}
	for _, i := range inTurn(open, func(i int) int { return turnOfValue(values[i].Stored) }) {
		name := enumName(values[i].Stored)
		if taken[name] {
			late = append(late, i)
			continue
		}
		taken[name], values[i].Name = true, name
	}
	next := map[string]int{}
	for _, i := range late {
		natural := enumName(values[i].Stored)
		name := natural
		for taken[name] {
			next[natural] = max(next[natural], 1) + 1
			name = numbered(natural, next[natural])
		}
		taken[name], values[i].Name = true, name
		b.clash(SettingsKey(c.Table.SQLName, "columns", c.SQLName, "enum", values[i].Stored),
			"value %q of column %q of table %q is served as %s, because another value has the name %s",
			values[i].Stored, c.SQLName, c.Table.SQLName, name, natural)
	}
	for _, s := range sortedKeys(own) {
		if !slices.Contains(stored, s) {
			b.unused(SettingsKey(c.Table.SQLName, "columns", c.SQLName, "enum", s),
				"the settings name value %q, which column %q of table %q cannot hold", s, c.SQLName, c.Table.SQLName)
		}
	}
	return values
}

// turnOfValue returns the turn of a stored value.
func turnOfValue(stored string) int {
	switch {
	case enumName(stored) == stored:
		return spelled
	case respelt(stored):
		return transliterated
	default:
		return trimmed
	}
}

// ownValue returns the user's name for a stored value, if there is one that can be used.
func (b *builder) ownValue(c *Column, stored, name string, taken map[string]bool) string {
	if name == "" {
		return ""
	}
	key := SettingsKey(c.Table.SQLName, "columns", c.SQLName, "enum", stored)
	switch {
	case !validName(name):
		b.refuse(key, "value %q of column %q of table %q: %s", stored, c.SQLName, c.Table.SQLName, invalidName(name))
		return ""
	case name == "true" || name == "false" || name == "null":
		b.refuse(key, "value %q of column %q of table %q cannot be called %s, which GraphQL keeps for itself",
			stored, c.SQLName, c.Table.SQLName, name)
		return ""
	case taken[name]:
		b.refuse(key, "value %q of column %q of table %q cannot be called %s, because another value has the name",
			stored, c.SQLName, c.Table.SQLName, name)
		return ""
	}
	taken[name] = true
	return name
}

// enumName spells a stored value: upper-cased, everything but letters and digits an underscore, an underscore before a
// leading digit. Names that begin with two underscores are reserved by GraphQL.
func enumName(stored string) string {
	name := strings.ToUpper(transliterate(stored))
	switch {
	case name == "" || isDigit(name[0]):
		return "_" + name
	case strings.HasPrefix(name, "__"):
		return "X" + name
	default:
		return name
	}
}
