package catalog

// Column is a column of a table.
type Column struct {
	Table *Table
	// SQLName is the name in the database, Name the field (createdAt), EnumValue the value in <Type>Column (CREATED_AT).
	SQLName, Name, EnumValue string
	// Declared is the declared type as written.
	Declared string
	Type     Type
	// NotNull is the database's constraint, NonNull the nullability of the output field (they differ on SQLite, where bad
	// cells of some kinds are common).
	NotNull, NonNull bool
	// SemanticNonNull reports whether the field, which is nullable, is null only beside an error: the column is NOT NULL,
	// and no cell of it reads as null.
	SemanticNonNull bool
	// Widened reports whether the field has become nullable while it was served: documents of clients that are there may
	// still merge it with non-null ones.
	Widened    bool
	HasDefault bool
	Generated  bool
	// NotInserted reports whether an insert cannot set the column, although the column can be written.
	NotInserted bool
	// Kept reports whether the database keeps every cell to the class of values that the declared type has: it may be out
	// of the kind's range, but sorts among those of the kind. Sought reports whether an index finds all cells by their
	// values.
	Kept, Sought bool
	Collated     bool
	// Recollated reports whether the column has a collation that the engine does not have: it is read as if it had none.
	Recollated bool
	// Identifies reports whether the column is part of the node key, so that clients cannot write NULL into it although
	// the database would accept it.
	Identifies bool
	// Secret reports whether the column is kept as a hash: clients can write it, but not read it or compare with it.
	Secret  bool
	Comment string
	// TypeNoted reports whether the description of the column has to say its type: no kind stands for it.
	TypeNoted bool
	// Refused is the reason why the database cannot run an update of the column; empty where it can.
	Refused string
	// Enum is set where Type.Kind is Enum.
	Enum *EnumType
	// Index is the position in Table.Columns.
	Index int
}

// Required reports whether clients cannot write NULL into the column.
func (c *Column) Required() bool { return c.NotNull || c.Identifies }

// EnumType is a closed list of values.
type EnumType struct {
	TypeName string
	Values   []EnumValue
}

// EnumValue is one value: its API name (SCREAMING_SNAKE) and what is stored.
type EnumValue struct{ Name, Stored string }

// Named returns the value with that API name.
func (e *EnumType) Named(name string) (EnumValue, bool) {
	for _, v := range e.Values {
		if v.Name == name {
			return v, true
		}
	}
	return EnumValue{}, false
}

// Stored returns the value that is stored as s.
func (e *EnumType) Stored(s string) (EnumValue, bool) {
	for _, v := range e.Values {
		if v.Stored == s {
			return v, true
		}
	}
	return EnumValue{}, false
}
