package catalog

// Kind is the type of a column as clients see it, the same on every engine.
type Kind uint8

// The kinds, and the GraphQL scalar each one is shown as.
const (
	// String is text; a GraphQL String.
	String Kind = iota
	// Int is a 32-bit integer; a GraphQL Int.
	Int
	// BigInt is a 64-bit integer; a string in answers.
	BigInt
	// Float is a 64-bit binary floating point number.
	Float
	// Decimal is an exact decimal number; a string in answers.
	Decimal
	// Boolean is true or false.
	Boolean
	// DateTime is an instant in UTC with at most microseconds; RFC 3339.
	DateTime
	// Date is a day of the calendar, YYYY-MM-DD.
	Date
	// Time is a time of day, HH:MM:SS[.ffffff].
	Time
	// UUID is an RFC 9562 UUID in lower case.
	UUID
	// JSON is any JSON value.
	JSON
	// Bytes is binary data; base64 in answers.
	Bytes
	// Enum is one of a closed list of names, see Column.Enum.
	Enum
	// List is a list of values of another kind, see Type.Element; a GraphQL list. No setting names it.
	List
	kindCount
)

var kindNames = [kindCount]string{
	"String", "Int", "BigInt", "Float", "Decimal", "Boolean", "DateTime",
	"Date", "Time", "UUID", "JSON", "Bytes", "Enum", "List",
}

// String returns the name of the kind, which is also the name of its GraphQL scalar (except for Enum).
func (k Kind) String() string { return kindNames[k] }

// KindNamed returns the kind with that name.
func KindNamed(name string) (Kind, bool) {
	for i, n := range kindNames[:List] {
		if n == name {
			return Kind(i), true
		}
	}
	return 0, false
}

// Kinds returns every kind of single values, in order.
func Kinds() []Kind {
	all := make([]Kind, List)
	for i := range all {
		all[i] = Kind(i)
	}
	return all
}

// Ordered reports whether values of the kind can be sorted and compared by gt, gte, lt and lte.
func (k Kind) Ordered() bool {
	switch k {
	case String, Int, BigInt, Float, Decimal, DateTime, Date, Time, UUID:
		return true
	default:
		return false
	}
}

// Sortable reports whether rows can be ordered by a column of the kind.
func (k Kind) Sortable() bool { return k != JSON && k != Bytes && k != List }

// Distinguished reports whether rows can be distinguished by a column of the kind: one JSON value has many spellings.
func (k Kind) Distinguished() bool { return k != JSON && k != List }

// Type is what is known of a column's values.
type Type struct {
	Kind Kind
	// Element is the kind of the items of a List, of which Scale is that of Decimals.
	Element Kind
	// Scale is the number of fraction digits of a Decimal, -1 where none is declared.
	Scale int
	// Length is the maximum number of characters of a text, or of digits of a Decimal, those of its fraction included,
	// where the database refuses more; 0 elsewhere.
	Length int
	// Epoch is one of Epochs where numbers in the cells are instants; empty elsewhere.
	Epoch string
	// Finer reports whether cells of a Decimal may have more fraction digits than its scale.
	Finer bool
	// ReadsNull reports whether a cell that is not NULL may read as null, as an empty text among dates does.
	ReadsNull bool
	// Form is how a write leaves values, where the storage has several forms (see ColumnOverride.Form); empty is its own.
	Form string
	// Storage names the entry of the dialect's Storages for how such values are stored in cells, compared and bound.
	Storage string
}

// Item returns the type of the items of a List.
func (t Type) Item() Type { return Type{Kind: t.Element, Scale: t.Scale} }
