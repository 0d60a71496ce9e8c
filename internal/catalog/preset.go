package catalog

// Preset chooses the names of what Tiddly adds to the rows of tables.
type Preset string

// The presets.
const (
	// Standard keeps the names of the columns: the global id is nodeId. It is the default, and the empty one is it too.
	Standard Preset = "standard"
	// Relay gives the global id the name id, as Relay expects by itself; a column of that name is rowId.
	Relay Preset = "relay"
)

// Presets returns the names of all presets.
func Presets() []string { return []string{string(Standard), string(Relay)} }

// Naming are the names that a preset gives.
type Naming struct {
	// ID is the field of the global id. DeletedID and DeletedIDs are the fields of payloads that have those of deleted
	// rows.
	ID, DeletedID, DeletedIDs string
	// Argument and Arguments are the arguments by which rows are found by their global ids.
	Argument, Arguments string
}

var (
	standardNaming = &Naming{ID: "nodeId", DeletedID: "deletedNodeId", DeletedIDs: "deletedNodeIds", Argument: "nodeId", Arguments: "nodeIds"}
	relayNaming    = &Naming{ID: "id", DeletedID: "deletedId", DeletedIDs: "deletedIds", Argument: "id", Arguments: "ids"}
)

// Naming returns the names that a preset gives.
func (p Preset) Naming() *Naming {
	if p == Relay {
		return relayNaming
	}
	return standardNaming
}

// Naming returns the names of what Tiddly adds to the tables.
func (c *Catalog) Naming() *Naming { return c.preset.Naming() }

// Naming returns the names of what Tiddly adds to the rows of the table.
func (t *Table) Naming() *Naming { return t.preset.Naming() }

// beside returns the natural names of a column beside those of a preset: with the global id called id, a column of that
// name is rowId in every table, and one that would be rowId gets an underscore.
func (p Preset) beside(name, value string) (string, string) {
	switch {
	case p != Relay:
	case name == relayNaming.ID:
		return "rowId", "ROW_ID"
	case name == "rowId":
		return "rowId_", "ROW_ID_"
	}
	return name, value
}
