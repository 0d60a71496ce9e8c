package request

import "tiddly/internal/catalog"

// Op is a comparison of a filter.
type Op uint8

// The comparisons; their names are those of the GraphQL filter fields.
const (
	Eq Op = iota
	Ne
	In
	NotIn
	IsNull
	Gt
	Gte
	Lt
	Lte
	Like
	NotLike
	ILike
	NotILike
	Contains
	StartsWith
	EndsWith
	IContains
	IStartsWith
	IEndsWith
	Regex
	HasKey
	Has
	Overlaps
	IsEmpty
	opCount
)

var opNames = [opCount]string{
	"eq", "ne", "in", "notIn", "isNull", "gt", "gte", "lt", "lte", "like", "notLike", "ilike",
	"notIlike", "contains", "startsWith", "endsWith", "iContains", "iStartsWith", "iEndsWith", "regex", "hasKey",
	"has", "overlaps", "isEmpty",
}

// String returns the name of the comparison as clients write it.
func (o Op) String() string { return opNames[o] }

// OpNamed returns the comparison with that name.
func OpNamed(name string) (Op, bool) {
	for i, n := range opNames {
		if n == name {
			return Op(i), true
		}
	}
	return 0, false
}

// TakesList reports whether the value is a list.
func (o Op) TakesList() bool { return o == In || o == NotIn }

var (
	equality = []Op{Eq, Ne, In, NotIn, IsNull}
	ordered  = []Op{Eq, Ne, In, NotIn, IsNull, Gt, Gte, Lt, Lte}
	text     = append(append([]Op{}, ordered...), Like, NotLike, ILike, NotILike, Contains, StartsWith, EndsWith,
		IContains, IStartsWith, IEndsWith, Regex)
	jsonOps  = []Op{Eq, IsNull, HasKey}
	listOps  = []Op{Has, Contains, Overlaps, IsEmpty, IsNull}
	jsonPath = []Op{Eq, Ne, Gt, Gte, Lt, Lte, IsNull}
)

// Operators returns the comparisons of a filter over the kind, in the order of the SDL.
func Operators(kind catalog.Kind) []Op {
	switch {
	case kind == catalog.String:
		return text
	case kind == catalog.JSON:
		return jsonOps
	case kind == catalog.List:
		return listOps
	case kind.Ordered():
		return ordered
	default:
		return equality
	}
}

// PathOperators returns the comparisons of a value inside JSON.
func PathOperators() []Op { return jsonPath }
