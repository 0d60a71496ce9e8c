package request

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// Found is what is selected of the rows of one table, where rows are found by their global ids.
type Found struct {
	// Table is the type name.
	Table  string
	Select []Selection
}

// NodeIDs is the argument of a field that finds rows by their global ids, decoded.
type NodeIDs struct {
	// Tables are the tables of the ids, in the order of their type names: those of Field.Found.
	Tables []NodeKeys
	// Places has for each id, in their order, the place of its key in Tables.
	Places []NodePlace
}

// NodeKeys are keys of rows of one table: for each row the values as they are stored, in the order of the node key's
// columns.
type NodeKeys struct {
	Table string
	Keys  [][]any
}

// NodePlace is the place of a key: Tables[Table].Keys[Key].
type NodePlace struct{ Table, Key int }

// NodeKey returns the table and the key in a global id. Table returns the table with a type name, or nil. Its errors are
// faults: an id that is well formed may still name no row.
func NodeKey(id string, table func(typeName string) *catalog.Table) (*catalog.Table, []any, error) {
	var space [64]byte
	text, err := nodeText(space[:0], id)
	if err != nil {
		return nil, nil, notNodeID("")
	}
	name, rest := nodeHead(text)
	if len(name) == 0 {
		return nil, nil, notNodeID("")
	}
	t := table(string(name))
	if t == nil || t.NodeKey() == nil {
		return nil, nil, notNodeID("it names a type whose rows have no global ids")
	}
	columns := t.NodeKey().Columns
	key, err := nodeItems(rest, len(columns))
	switch {
	case errors.Is(err, errNodeID):
		return nil, nil, notNodeID("")
	case err == nil && len(columns) != len(key):
		return nil, nil, notNodeID("the key of " + t.TypeName + " has another number of columns")
	}
	for i := 0; i < len(columns) && err == nil; i++ {
		if !canHold(columns[i], key[i]) {
			err = errNodeValue
		}
	}
	if err != nil {
		return nil, nil, notNodeID("a value is not one that the key of " + t.TypeName + " can have")
	}
	return t, key, nil
}

func notNodeID(details string) *fault.Fault {
	f := fault.New(fault.RequestValue, "this is not a global id of a row").WithHint("send an id as it was returned")
	if details != "" {
		return f.WithDetails("%s", details)
	}
	return f
}

// canHold reports whether a cell of a column can have a value. Most columns hold what they are given, whatever they
// declare.
func canHold(c *catalog.Column, v any) bool {
	if !c.Kept || v == nil {
		return true
	}
	ok := true
	switch c.Type.Kind {
	case catalog.Int, catalog.BigInt:
		_, ok = v.(int64)
	case catalog.String:
		_, ok = v.(string)
	default:
	}
	return ok
}

// NewNodeIDs decodes global ids. Table is as in NodeKey.
func NewNodeIDs(ids []string, table func(typeName string) *catalog.Table) (*NodeIDs, error) {
	out := &NodeIDs{Places: make([]NodePlace, len(ids))}
	last := 0 // ids of one table mostly come together
	for i, id := range ids {
		t, key, err := NodeKey(id, table)
		if err != nil {
			return nil, atItem(fault.From(err), i, len(ids))
		}
		if last >= len(out.Tables) || out.Tables[last].Table != t.TypeName {
			last = out.number(t.TypeName, len(ids)-i)
		}
		keys := &out.Tables[last].Keys
		out.Places[i] = NodePlace{last, len(*keys)}
		*keys = append(*keys, key)
	}
	out.sort()
	return out, nil
}

// number returns the place of a table, which is added where it is new, with room for keys.
func (n *NodeIDs) number(typeName string, keys int) int {
	for i := range n.Tables {
		if n.Tables[i].Table == typeName {
			return i
		}
	}
	n.Tables = append(n.Tables, NodeKeys{typeName, make([][]any, 0, min(keys, 16))})
	return len(n.Tables) - 1
}

// sort puts the tables into the order of their names.
func (n *NodeIDs) sort() {
	byName := func(a, b NodeKeys) int { return strings.Compare(a.Table, b.Table) }
	if slices.IsSortedFunc(n.Tables, byName) {
		return
	}
	was := slices.Clone(n.Tables)
	slices.SortFunc(n.Tables, byName)
	now := make([]int, len(was))
	for i := range was {
		now[i], _ = slices.BinarySearchFunc(n.Tables, was[i], byName)
	}
	for i := range n.Places {
		n.Places[i].Table = now[n.Places[i].Table]
	}
}

// atItem adds the place of an id to a fault, where it is one of several.
func atItem(f *fault.Fault, i, of int) *fault.Fault {
	if of == 1 {
		return f
	}
	details := "item " + strconv.Itoa(i)
	if f.Details != "" {
		details += ": " + f.Details
	}
	return f.WithDetails("%s", details)
}

// Number returns the number of ids of rows of a table.
func (n *NodeIDs) Number(typeName string) int {
	for i := range n.Tables {
		if n.Tables[i].Table == typeName {
			return len(n.Tables[i].Keys)
		}
	}
	return 0
}
