package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// BuildOptions are how strict Build is.
type BuildOptions struct {
	// StrictNames makes a clash of names an error; without it the later one gets a number and a Note.
	StrictNames bool
	// Secret is the column that is kept as a hash, see Column.Secret; nil is none, and so is one that the database lacks.
	Secret *ColumnName
}

// ColumnName is a column by the names of the database.
type ColumnName struct{ Table, Column string }

// NameError is the error of Build where names cannot be assigned: settings that cannot be followed, or clashes under
// strict names.
type NameError struct {
	// Notes describe what is wrong, each with the settings key that resolves it.
	Notes []Note
}

// Error returns a list of what is wrong.
func (e *NameError) Error() string {
	text := []string{"the names of the database cannot be used as they are"}
	for _, n := range e.Notes {
		text = append(text, n.String())
	}
	return strings.Join(text, "; ")
}

// String returns the message and the settings key that resolves it.
func (n Note) String() string {
	if n.Override == "" {
		return n.Message
	}
	return n.Message + " (settled by " + n.Override + ")"
}

// space is a scope in which API names are unique.
type space uint8

const (
	// types are the names of GraphQL types.
	types space = iota
	// queryFields are the fields of Query.
	queryFields
	// mutationFields are the fields of Mutation.
	mutationFields
	// rowFields are the fields of one table's type, and of its where and orderBy.
	rowFields
	// columnValues are the values of one table's <Type>Column.
	columnValues
)

type claim struct {
	space space
	name  string
}

// claims maps names to their owners.
type claims map[claim]string

// taken returns the first of the wanted names that has an owner, or that is wanted twice.
func (c claims) taken(wanted []claim) (name, owner string, clash bool) {
	seen := make(map[claim]bool, len(wanted))
	for _, w := range wanted {
		if owner, clash := c[w]; clash {
			return w.name, owner, true
		}
		if seen[w] {
			return w.name, "another name of its own", true
		}
		seen[w] = true
	}
	return "", "", false
}

func (c claims) add(owner string, wanted []claim) {
	for _, w := range wanted {
		c[w] = owner
	}
}

const ours = "Tiddly"

// reservedTypes are the type names of GraphQL and of Tiddly. Some come with future features: a new feature must not
// rename a table that is already served.
var reservedTypes = []string{
	"Query", "Mutation", "Subscription", "Node", "PageInfo", "OrderDirection", "JSONPathFilter", "DateBucket", "Upload",
	"String", "Int", "Float", "Boolean", "ID",
}

// reserve returns claims to the reserved names.
func reserve() claims {
	c := claims{}
	reserved := slices.Clone(reservedTypes)
	for _, k := range Kinds() {
		reserved = append(reserved, k.String(), k.String()+"Filter", k.String()+"ListFilter")
	}
	for _, name := range reserved {
		c[claim{types, name}] = ours
		// Json and JSON differ in GraphQL, but not in generated Go.
		c[claim{types, pascal(words(name))}] = ours
	}
	for _, name := range []string{"node", "nodes", "query", "me", "_entities", "_service"} {
		c[claim{queryFields, name}] = ours
		c[claim{mutationFields, name}] = ours
	}
	// Those of Federation have no Go types, so Any, Entity and Service stay free.
	for _, name := range []string{"_Any", "_Entity", "_Service"} {
		c[claim{types, name}] = ours
	}
	return c
}

// typeEnds are the endings of a table's type name in the names of its other types.
var typeEnds = []string{
	"", "Where", "OrderBy", "Column", "Key", "RelationFilter", "RelationAggregateFilter", "RelationAggregateOrderBy", "Connection", "Edge",
	"Aggregate", "AggregateKeys", "AggregateOrderBy", "GroupBy", "Having",
	"Payload", "Insert", "Set", "Inc", "OnConflict", "JsonPatch", "Update",
}

// typeClaims returns the names that a table's type name requires.
func typeClaims(typeName string) []claim {
	list := make([]claim, 0, len(typeEnds))
	for _, end := range typeEnds {
		list = append(list, claim{types, typeName + end})
		if upper := capital(typeName); upper != typeName {
			// track and Track differ in GraphQL, but not in generated Go.
			list = append(list, claim{types, upper + end})
		}
	}
	return list
}

// listClaims returns the names that a table's list field requires.
func listClaims(list string) []claim {
	many := capital(list)
	return []claim{
		{queryFields, list},
		{queryFields, list + "Connection"},
		{queryFields, list + "Aggregate"},
		{types, many + "Payload"},
		{mutationFields, "insert" + many},
		{mutationFields, "update" + many},
		{mutationFields, "update" + many + "Many"},
		{mutationFields, "delete" + many},
	}
}

// singleClaims returns the names that a table's field for one row requires, with the mutations of one row.
func singleClaims(single, mutation string) []claim {
	return append([]claim{{queryFields, single}}, mutationClaims(mutation)...)
}

func mutationClaims(name string) []claim {
	return []claim{{mutationFields, "insert" + name}, {mutationFields, "update" + name}, {mutationFields, "delete" + name}}
}

// numbered returns the name of the n-th that wanted it.
func numbered(name string, n int) string {
	if n <= 1 {
		return name
	}
	return name + strconv.Itoa(n)
}

// SettingsKey returns the path of a setting as the log shows it: tables."user list".name.
func SettingsKey(parts ...string) string {
	key := []string{"tables"}
	for _, p := range parts {
		if p == "" || !isPlain(p) {
			p = strconv.Quote(p)
		}
		key = append(key, p)
	}
	return strings.Join(key, ".")
}

func invalidName(name string) string {
	return fmt.Sprintf("%q is not a GraphQL name: use letters, digits and underscores, and begin with neither a digit nor two underscores", name)
}
