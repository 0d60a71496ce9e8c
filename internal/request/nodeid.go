package request

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// Found is what is selected of the rows of one table, where rows are found by their global ids or keys.
type Found struct {
	// Table is the type name.
	Table string
	// Key is the name of the key, empty where the rows are found by their global ids.
	Key    string
	Select []Selection
}

// NodeIDs is the argument of a field that finds rows by their global ids or keys, decoded.
type NodeIDs struct {
	// Tables are the tables and keys of the ids, in the order of their names: those of Field.Found.
	Tables []NodeKeys
	// Places has for each id, in their order, the place of its key in Tables.
	Places []NodePlace
}

// NodeKeys are keys of rows of one table, in the order of the key's columns: those of the key with a name, as neutral
// values, or of the node key where the name is empty, as they are stored.
type NodeKeys struct {
	Table, Key string
	Keys       [][]any
}

// NodePlace is the place of a key: Tables[Table].Keys[Key].
type NodePlace struct{ Table, Key int }

// NodeKey returns the table and the key in a global id. Table returns the table with a type name, or nil. Its errors are
// faults: an id that is well formed may still name no row.
func NodeKey(id string, table func(typeName string) *catalog.Table) (*catalog.Table, []any, error) {
	r := nodeReader{table: table}
	return r.key(id)
}

// nodeReader reads global ids one after the other, most of which are of one table.
type nodeReader struct {
	table func(typeName string) *catalog.Table
	// last is the table of the last id.
	last *catalog.Table
	// text is the text of an id, values has the values of the keys so far.
	text   []byte
	values []any
}

func (r *nodeReader) key(id string) (*catalog.Table, []any, error) {
	text, err := nodeText(r.text[:0], id)
	if err != nil {
		return nil, nil, notNodeID("")
	}
	r.text = text
	name, rest := nodeHead(text)
	if len(name) == 0 {
		return nil, nil, notNodeID("")
	}
	t := r.last
	if t == nil || string(name) != t.TypeName {
		t = r.table(string(name))
	}
	if t == nil || t.NodeKey() == nil {
		return nil, nil, notNodeID("it names a type whose rows have no global ids")
	}
	r.last = t
	columns := t.NodeKey().Columns
	key, err := nodeItems(r.values[len(r.values):], rest, len(columns))
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
	if cap(r.values)-len(r.values) >= len(key) {
		r.values = r.values[:len(r.values)+len(key)]
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
	r := nodeReader{table: table, values: make([]any, 0, len(ids))}
	for i, id := range ids {
		t, key, err := r.key(id)
		if err != nil {
			return nil, atItem(fault.From(err), i, len(ids))
		}
		last = out.add(i, last, NodeKeys{Table: t.TypeName}, key)
	}
	out.sort()
	return out, nil
}

// add adds the key of the id at i to those of a table, which are probably those at last, and returns their place.
func (n *NodeIDs) add(i, last int, of NodeKeys, key []any) int {
	if last >= len(n.Tables) || n.Tables[last].Table != of.Table || n.Tables[last].Key != of.Key {
		last = n.number(of, len(n.Places)-i)
	}
	keys := &n.Tables[last].Keys
	n.Places[i] = NodePlace{last, len(*keys)}
	*keys = append(*keys, key)
	return last
}

// number returns the place of the keys of a table, which are added where they are new, with room for keys.
func (n *NodeIDs) number(of NodeKeys, keys int) int {
	for i := range n.Tables {
		if n.Tables[i].Table == of.Table && n.Tables[i].Key == of.Key {
			return i
		}
	}
	if len(n.Tables) > 0 {
		keys = min(keys, 16) // each of many tables has few
	}
	of.Keys = make([][]any, 0, keys)
	n.Tables = append(n.Tables, of)
	return len(n.Tables) - 1
}

// sort puts the tables into the order of their names.
func (n *NodeIDs) sort() {
	byName := func(a, b NodeKeys) int {
		return cmp.Or(strings.Compare(a.Table, b.Table), strings.Compare(a.Key, b.Key))
	}
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

// Number returns the number of ids of rows of a table, by the key with a name, or by the global id where it is empty.
func (n *NodeIDs) Number(typeName, key string) int {
	for i := range n.Tables {
		if n.Tables[i].Table == typeName && n.Tables[i].Key == key {
			return len(n.Tables[i].Keys)
		}
	}
	return 0
}
