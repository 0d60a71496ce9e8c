package operation

import (
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/fault"
	"tiddly/internal/plan"
)

// leaf is a scalar of a variable, a list of scalars, or rows to write.
type leaf struct {
	origin *origin
	list   bool
	to     target
	rows   *rowSource
}

// Limits of the values of variables. The path to each value is stored, and grows with its depth; maxWays limits
// the total size of all paths in bytes.
const (
	maxNesting = 1000
	maxLeaves  = plan.MaxList
	maxWays    = 4 << 20
)

func tooNested() *fault.Fault {
	return fault.New(fault.LimitDepth, "the variables are nested more than %d levels deep", maxNesting).
		WithHint("put conditions side by side: the members of one object must all hold")
}

func tooManyLeaves() *fault.Fault {
	return fault.New(fault.LimitList, "the variables have more than %d values outside of lists and rows", maxLeaves).
		WithHint("use in for many values of one column")
}

func tooLongWays() *fault.Fault {
	return fault.New(fault.LimitList, "the variables have too many deeply nested values").
		WithDetails("their paths, such as where.and[0].not.id.eq, add up to more than %d bytes", maxWays).
		WithHint("use in for many values of one column, and nest objects less deeply")
}

// unread holds the values of variables that no argument has read.
type unread struct {
	*report
	leaves map[string]leaf
	// ways is the total size of the keys of leaves in bytes.
	ways int
}

// enough reports whether a limit is exceeded.
func (u *unread) enough() bool { return len(u.leaves) > maxLeaves || u.ways > maxWays }

// keep stores a value under its path; an exceeded limit is reported once.
func (u *unread) keep(l leaf, position *ast.Position) {
	way, before := l.origin.String(), u.ways
	u.leaves[way] = l
	u.ways += len(way)
	switch {
	case u.ways > maxWays && before <= maxWays:
		u.note(tooLongWays(), position)
	case len(u.leaves) == maxLeaves+1:
		u.note(tooManyLeaves(), position)
	}
}

// used records that an argument reads a value, so that it needs no check of its own.
func (u *unread) used(from *origin) {
	if from != nil {
		delete(u.leaves, from.String())
	}
}

// checks returns the sources of the values that no argument reads: a variable must fit its type even if @skip
// leaves its field out.
func (u *unread) checks() []source {
	var all []source
	for _, name := range slices.Sorted(maps.Keys(u.leaves)) {
		l := u.leaves[name]
		variable, way := l.origin.steps()
		all = append(all, source{variable: variable, way: way, list: l.list, to: l.to, rows: l.rows})
	}
	return all
}
