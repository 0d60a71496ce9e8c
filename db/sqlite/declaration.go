package sqlite

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tiddly/internal/catalog"
)

// affinity is the affinity of a declared type: how SQLite converts what is written into the column.
type affinity uint8

const (
	affinityNone affinity = iota
	affinityText
	affinityInteger
	affinityReal
	affinityNumeric
)

// affinityOf returns the affinity by the five rules of SQLite's documentation, in their order.
func affinityOf(declared string) affinity {
	has := func(part string) bool { return strings.Contains(declared, part) }
	switch {
	case has("INT"):
		return affinityInteger
	case has("CHAR"), has("CLOB"), has("TEXT"):
		return affinityText
	case has("BLOB"), declared == "":
		return affinityNone
	case has("REAL"), has("FLOA"), has("DOUB"): //nolint:misspell // as SQLite has it
		return affinityReal
	default:
		return affinityNumeric
	}
}

// spellings are the declared types whose meaning is not that of their affinity, without parentheses.
var spellings = map[string]catalog.Kind{
	"BIGINT": catalog.BigInt, "BIG INT": catalog.BigInt, "UNSIGNED BIG INT": catalog.BigInt, "INT8": catalog.BigInt,
	"INT64": catalog.BigInt, "BIGINT UNSIGNED": catalog.BigInt, "UNSIGNED BIGINT": catalog.BigInt, "LONG": catalog.BigInt,
	"UNSIGNED INT": catalog.BigInt, "INT UNSIGNED": catalog.BigInt, "INTEGER UNSIGNED": catalog.BigInt,
	"UNSIGNED INTEGER": catalog.BigInt, "UINT32": catalog.BigInt, "UINT64": catalog.BigInt, "BIGSERIAL": catalog.BigInt,
	"SERIAL": catalog.Int, "BOOLEAN": catalog.Boolean, "BOOL": catalog.Boolean, "BIT": catalog.Boolean,
	"DATETIME": catalog.DateTime, "DATETIME2": catalog.DateTime, "SMALLDATETIME": catalog.DateTime,
	"TIMESTAMP": catalog.DateTime, "TIMESTAMPTZ": catalog.DateTime, "TIMESTAMP WITH TIME ZONE": catalog.DateTime,
	"TIMESTAMP WITHOUT TIME ZONE": catalog.DateTime,
	"DATE":                        catalog.Date, "TIME": catalog.Time, "TIME WITHOUT TIME ZONE": catalog.Time,
	"UUID": catalog.UUID, "GUID": catalog.UUID, "UNIQUEIDENTIFIER": catalog.UUID,
	"JSON": catalog.JSON, "JSONB": catalog.JSON,
	"BYTEA": catalog.Bytes, "BINARY": catalog.Bytes, "VARBINARY": catalog.Bytes, "BINARY VARYING": catalog.Bytes,
	"IMAGE": catalog.Bytes, "BLOB": catalog.Bytes,
	"STRING": catalog.String, "ANY": catalog.String, "ENUM": catalog.String, "XML": catalog.String,
	// These contain INT or CHAR by chance.
	"POINT": catalog.String, "INTERVAL": catalog.String, "FLOATING POINT": catalog.Float,
}

// declaration is a parsed type.
type declaration struct {
	// name is in upper case with single blanks, without parentheses.
	name string
	// arguments are the numbers in parentheses.
	arguments []int
	affinity  affinity
}

func declarationOf(declared string) declaration {
	upper := strings.ToUpper(declared)
	d := declaration{affinity: affinityOf(upper)}
	name, rest, _ := strings.Cut(upper, "(")
	inside, after, _ := strings.Cut(rest, ")")
	d.name = strings.Join(strings.Fields(name+" "+after), " ")
	for part := range strings.SplitSeq(inside, ",") {
		if n, err := strconv.Atoi(strings.TrimSpace(part)); err == nil {
			d.arguments = append(d.arguments, n)
		}
	}
	return d
}

// numeric are the declared types that say that a column has numbers. SQLite gives any type that it does not know the
// same affinity.
var numeric = map[string]bool{
	"NUMERIC": true, "DECIMAL": true, "DEC": true, "NUM": true, "NUMBER": true, "MONEY": true, "SMALLMONEY": true, "CURRENCY": true,
	"FIXED": true, "BIGDECIMAL": true,
}

var integer = regexp.MustCompile(`^(U|UNSIGNED)?(TINY|SMALL|MEDIUM|BIG|LONG)?INT(EGER)?\d*$`)

// known reports whether the type says what the column holds.
func (d declaration) known() bool {
	if _, ok := spellings[d.name]; ok {
		return d.name != "ANY"
	}
	words := strings.Fields(d.name)
	switch d.affinity {
	case affinityInteger:
		return slices.ContainsFunc(words, integer.MatchString)
	case affinityNumeric:
		return slices.ContainsFunc(words, func(w string) bool { return numeric[w] })
	default:
		return d.name != ""
	}
}

// kind returns the kind of a declared type, by its spelling, else by its affinity.
func (d declaration) kind() catalog.Kind {
	if d.name == "TINYINT" && len(d.arguments) == 1 && d.arguments[0] == 1 {
		return catalog.Boolean
	}
	if kind, ok := spellings[d.name]; ok {
		return kind
	}
	switch d.affinity {
	case affinityInteger:
		return catalog.Int
	case affinityText:
		return catalog.String
	case affinityReal:
		return catalog.Float
	case affinityNumeric:
		return catalog.Decimal
	default:
		if d.name == "" {
			return catalog.String
		}
		return catalog.Bytes
	}
}

// scale returns the fraction digits of a decimal type: 2 for DECIMAL(10,2), 0 for DECIMAL(10), and -1 (any number)
// for DECIMAL.
func (d declaration) scale() int {
	switch len(d.arguments) {
	case 0:
		return -1
	case 1:
		return 0
	default:
		if d.arguments[1] > maxScale {
			return -1
		}
		return max(d.arguments[1], 0)
	}
}

// scaled reports whether numbers in the parentheses are a precision and a scale, and not a length or fraction digits of
// seconds: datetime(6) says nothing of decimals.
func (d declaration) scaled() bool {
	return (d.kind() == catalog.Decimal && d.known() || len(d.arguments) == 2) && d.affinity != affinityInteger && d.affinity != affinityReal
}

// maxScale is the maximum scale: every cell is written with that many fraction digits.
const maxScale = 1000

// enumerable reports whether a list of values makes a column an enum.
func enumerable(values []string, a affinity) bool {
	return len(values) > 0 && a != affinityInteger && a != affinityReal
}
