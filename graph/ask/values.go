package ask

import "github.com/99designs/gqlgen/graphql"

// Value returns a member that is set to v.
func Value[T any](v T) graphql.Omittable[T] { return graphql.OmittableOf(v) }

// Some returns a member that can be null, and is set to v.
func Some[T any](v T) graphql.Omittable[*T] { return graphql.OmittableOf(&v) }

// Null returns a member that is set to null.
func Null[T any]() graphql.Omittable[*T] { return graphql.OmittableOf[*T](nil) }

// Direction is the direction of an order, and the place of nulls in it.
type Direction string

// The directions of an order. Nulls are last unless the direction has them first.
const (
	Asc            Direction = "ASC"
	Desc           Direction = "DESC"
	AscNullsFirst  Direction = "ASC_NULLS_FIRST"
	AscNullsLast   Direction = "ASC_NULLS_LAST"
	DescNullsFirst Direction = "DESC_NULLS_FIRST"
	DescNullsLast  Direction = "DESC_NULLS_LAST"
)

// Page is a part of a list. Without a limit, a list is an error if it has more rows than the server's row limit.
type Page struct {
	// Limit is the maximum number of rows; 0 is none.
	Limit int
	// Offset is the number of rows that are left out at the start.
	Offset int
}

// Bounds protect a write of all rows that match.
type Bounds struct {
	// MaxAffected makes the write fail, and change nothing, if more rows match; 0 is no bound.
	MaxAffected int
	// AllRows allows a condition that every row matches by its form, such as none.
	AllRows bool
}
