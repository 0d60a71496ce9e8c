package sqlite

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"tiddly/internal/dialect"
	"tiddly/internal/request"
)

// SQLite sorts numbers before texts, and these before blobs. So where it does not keep a column to a class, a text among
// numbers is greater than all of them, and is found by an index as such. The conditions below are those by which an
// index finds cells that are surely not of a kind: not all of these, for a text may be a date or not.
const (
	strayNumbers = "{column} >= ''"
	strayBlobs   = "{column} >= x''"
	strayBytes   = "{column} >= x'80' AND {column} < x'c2' OR {column} >= x'f5'" // no UTF-8 starts so
	strayDates   = "{column} < " + beforeDigits + " OR {column} >= ':'"
	// The empty text, and a number with an epoch, are of the kind.
	strayMoments = "{column} < '' OR " + strayForms
	strayForms   = "{column} > '' AND {column} < " + beforeDigits + " OR {column} >= ':'"
	strayUUIDs   = "{column} < " + beforeDigits + " OR {column} >= ':' AND {column} < 'A' OR {column} >= 'G' AND {column} < 'a' OR {column} >= 'g' AND {column} < x'00'" // with the empty blob
)

// beforeDigits is a text after nearly all that begin with none of the digits, and before those that do. A column with
// numeric affinity, such as one declared UUID or DATE, takes '0' for the number.
const beforeDigits = "'/~'"

// unread is dialect.Dialect.Unread.
const unread = "tiddly_unread({column}, {place})"

// The greatest numbers of a kind: a comparison of two integers, or of two floats, costs a scan less than one with a text.
const (
	greatestInteger = "9223372036854775807"
	greatestNumber  = "9e999"
)

// guard is how cells that stray are told from those that are of a kind.
type guard struct {
	// good is the condition that a cell does not stray, stray that one does.
	good, stray string
	// greatest is a value below which no cell strays; empty where there is none.
	greatest string
}

// numbers returns the storage of numbers that are compared as they are, and are at most greatest.
func numbers(greatest string, plain ops) dialect.Storage {
	s := guarded(plain, guard{"{column} < ''", strayNumbers, greatest})
	for _, op := range []request.Op{request.Lt, request.Lte} {
		s.Ops[op] = lessThan(plain[op], op == request.Lte, greatest)
	}
	s.Kept, s.Pure.Ops = plain, plain
	return s
}

// lessThan returns a comparison by < or <= that computes the cell once where neither it nor the look for stray cells
// holds, which is what most cells of a scan are.
func lessThan(f dialect.Fragment, orEqual bool, greatest string) dialect.Fragment {
	encode := f.EncodeAt(0)
	first := encode
	if orEqual {
		first = above{encode}
	}
	return fragment("{column} NOT BETWEEN {value} AND "+greatest+" AND ("+f.SQL+" OR "+strayNumbers+" AND "+unread+")", first, encode)
}

// texts returns the storage of texts, of which some operations take the bytes of a blob.
func texts(plain ops) dialect.Storage {
	compared := ops{}
	for op := range joined(equality(), order("")) {
		compared[op] = plain[op]
	}
	if f := plain[request.StartsWith]; len(f.Encode) > 0 {
		compared[request.StartsWith] = f
	}
	s := guarded(compared, guard{good: "{column} < x''", stray: strayBlobs})
	s.Ops, s.Kept, s.Pure.Ops = joined(plain, s.Ops), compared, compared
	return s
}

// booleans returns the storage of Booleans as 0 and 1. Another number is neither.
func booleans() dialect.Storage {
	s := guarded(equality(), guard{good: "{column} IN (0, 1)", stray: otherThan([]any{int64(0), int64(1)})})
	s.Ops[request.Eq] = fragment("{column} <> {value} AND ({column} = {value} OR "+unread+")", opposite{}, nil)
	return s
}

// guarded returns a storage whose cells are compared as they are, unless they stray.
func guarded(plain ops, g guard) dialect.Storage {
	s := dialect.Storage{Ops: ops{}}
	found := ops{}
	good, stray := g.good, g.stray
	if g.greatest != "" {
		good, stray = "{column} <= "+g.greatest+" OR "+good, "{column} > "+g.greatest+" AND "+stray
	}
	for op, f := range plain {
		with := f
		switch op {
		case request.Ne, request.NotIn, request.Gt, request.Gte:
			with.SQL += " AND (" + good + " OR " + unread + ")"
		default:
			with.SQL += " OR (" + stray + ") AND " + unread
			found[op] = f
		}
		s.Ops[op] = with
	}
	s = searched(s, g.stray, found)
	s.StrayScan = stray
	s.Pure = dialect.Pure{Unless: stray, Ops: plain}
	return s
}

// bound matches a comparison of a column that bounds a search of an index.
var bound = regexp.MustCompile(`\{column\}(?: COLLATE BINARY)? (?:(?:=|<|>|<=|>=) \{value\}|IN \(\{[^)]*\))`)

// searched adds to a storage the comparisons by which an index is searched, the first of whose bounds looks for stray
// cells: SQLite computes it even where nothing lies beyond. Where rows may be sorted by the same index, backwards too,
// that may be either bound.
func searched(s dialect.Storage, stray string, found ops) dialect.Storage {
	s.Stray, s.StrayScan, s.Sought = stray, stray, found
	if stray == "" {
		return s
	}
	s.Sought = ops{}
	for op, f := range found {
		f.SQL = looking(f.SQL, s.Order == "")
		s.Sought[op] = f
	}
	return s
}

// looking returns a comparison whose first bound, or each, looks for stray cells.
func looking(sql string, each bool) string {
	looks := false
	return bound.ReplaceAllStringFunc(sql, func(b string) string {
		if looks && !each {
			return b
		}
		looks = true
		if list, ok := strings.CutSuffix(b, ")"); ok {
			return list + ", {stray})"
		}
		return strings.Replace(b, "{value}", "coalesce({stray}, {value})", 1)
	})
}

// otherThan returns the condition that a cell is none of some values, as ranges of an index. They are integers and
// words.
func otherThan(values []any) string {
	values = slices.Clone(values)
	slices.SortFunc(values, func(a, b any) int {
		n, isNumber := a.(int64)
		m, areNumbers := b.(int64)
		if isNumber && areNumbers {
			return cmp.Compare(n, m)
		}
		w, _ := a.(string)
		v, _ := b.(string)
		return cmp.Or(-compareTruth(isNumber, areNumbers), strings.Compare(w, v))
	})
	values = slices.Compact(values)
	ranges := []string{"{column} < " + sqlList(values[:1])}
	for i := range values[1:] {
		ranges = append(ranges, "{column} > "+sqlList(values[i:i+1])+" AND {column} < "+sqlList(values[i+1:i+2]))
	}
	return strings.Join(append(ranges, "{column} > "+sqlList(values[len(values)-1:])), " OR ")
}

func compareTruth(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	default:
		return -1
	}
}
