package catalog

// RelationKind is the number of rows a relation leads to, and over what.
type RelationKind uint8

// The kinds of relation.
const (
	// ToOne leads to at most one row: over a foreign key of this table, or backwards over one of the target whose columns
	// are a unique key there.
	ToOne RelationKind = iota
	// ToMany leads backwards over a foreign key of the target.
	ToMany
	// Through leads over a junction table.
	Through
)

// Relation is a relation field of a table.
type Relation struct {
	// Name is the field (album, tracks).
	Name  string
	Kind  RelationKind
	Table *Table
	// Target is the table it leads to.
	Target *Table
	// Columns of Table equal, pair by pair, TargetColumns of Target (ToOne, ToMany) or Junction.Near (Through), by
	// Comparisons.
	Columns, TargetColumns []*Column
	Comparisons            Comparisons
	// Backwards reports whether the foreign key is the target's: TargetColumns refer to Columns, which are the key.
	Backwards bool
	// Loose reports whether the settings alone declare the relation: the database enforces nothing.
	Loose bool
	// Junction is set for Through only: Far equals TargetColumns pair by pair, by its own Comparisons.
	Junction *Junction
	// apart is the name of the relation where another one has Name; empty where there is none.
	apart string
	// given reports whether the name is the user's.
	given bool
}

// LeadsTo reports whether the rows that a relation leads to are found by a key.
func (r *Relation) LeadsTo(k *Key) bool {
	return r.Kind == ToOne && sameColumns(r.TargetColumns, k.Columns)
}

// Junction is the table between the two ends of a Through relation.
type Junction struct {
	Table       *Table
	Near, Far   []*Column
	Comparisons Comparisons
}
