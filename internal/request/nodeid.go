package request

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/jsontext"
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

// A global id is base64url, without padding, of the JSON array of a type name and the values of a key as they are
// stored. JSON has no bytes: those are an array of their base64, with a second item where they are text that is not
// UTF-8. An infinity is a number beyond all others.

// AppendNodeValue appends a stored value to the JSON array of a global id.
func AppendNodeValue(dst []byte, v any) []byte {
	switch v := v.(type) {
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case float64:
		return appendNodeFloat(dst, v)
	case string:
		if utf8.ValidString(v) {
			dst, _ = jsontext.AppendString(dst, v)
			return dst
		}
		return append(base64.StdEncoding.AppendEncode(append(dst, `["`...), []byte(v)), `",1]`...)
	case []byte:
		return append(base64.StdEncoding.AppendEncode(append(dst, `["`...), v), `"]`...)
	default:
		return append(dst, "null"...)
	}
}

func appendNodeFloat(dst []byte, v float64) []byte {
	switch {
	case math.IsInf(v, 1):
		return append(dst, "1e999"...)
	case math.IsInf(v, -1):
		return append(dst, "-1e999"...)
	}
	if out, ok := jsontext.AppendFloat(dst, v); ok {
		return out
	}
	return append(dst, "null"...)
}

// maxNodeID is the maximum length of a global id: no key of an index is longer.
const maxNodeID = 1 << 20

var errNodeID = errors.New("not a global id")

// NodeType returns the type name in a global id without looking at the rest; it reports false where it has none.
func NodeType(id string) (string, bool) {
	parts, err := nodeParts(id)
	if err != nil {
		return "", false
	}
	name, ok := parts[0].(string)
	return name, ok
}

// nodeParts returns the items of the array in a global id.
func nodeParts(id string) ([]any, error) {
	if len(id) > maxNodeID || strings.ContainsAny(id, "\r\n") {
		return nil, errNodeID // the decoder would skip line breaks
	}
	text, err := base64.RawURLEncoding.Strict().DecodeString(id)
	if err != nil || !utf8.Valid(text) {
		return nil, errNodeID
	}
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber()
	var parts []any
	if err := decoder.Decode(&parts); err != nil || decoder.InputOffset() != int64(len(text)) || len(parts) < 2 {
		return nil, errNodeID
	}
	return parts, nil
}

// nodeValue returns the stored value that an item of the array stands for.
func nodeValue(item any) (any, error) {
	switch v := item.(type) {
	case nil, string:
		return v, nil
	case json.Number:
		return nodeNumber(string(v))
	case []any:
		text, isText := any(nil), false
		if len(v) == 1 || len(v) == 2 && v[1] == json.Number("1") {
			text, isText = v[0], len(v) == 2
		}
		encoded, ok := text.(string)
		data, err := base64.StdEncoding.Strict().DecodeString(encoded)
		if !ok || err != nil || strings.ContainsAny(encoded, "\r\n") {
			return nil, errNodeID
		}
		if isText {
			return string(data), nil
		}
		return data, nil
	default:
		return nil, errNodeID
	}
}

func nodeNumber(text string) (any, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return nil, errNodeID
	}
	return f, nil
}

// NodeKey returns the table and the key in a global id. Table returns the table with a type name, or nil. Its errors are
// faults: an id that is well formed may still name no row.
func NodeKey(id string, table func(typeName string) *catalog.Table) (*catalog.Table, []any, error) {
	parts, err := nodeParts(id)
	if err != nil {
		return nil, nil, notNodeID("")
	}
	name, ok := parts[0].(string)
	if !ok {
		return nil, nil, notNodeID("it does not begin with a type")
	}
	t := table(name)
	if t == nil || t.NodeKey() == nil {
		return nil, nil, notNodeID("it names a type whose rows have no global ids")
	}
	columns := t.NodeKey().Columns
	if len(columns) != len(parts)-1 {
		return nil, nil, notNodeID("the key of " + t.TypeName + " has another number of columns")
	}
	key := make([]any, len(columns))
	for i, c := range columns {
		if key[i], err = nodeValue(parts[i+1]); err != nil || !canHold(c, key[i]) {
			return nil, nil, notNodeID("a value is not one that the key of " + t.TypeName + " can have")
		}
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
	keys := map[string][][]any{}
	names := make([]string, len(ids))
	for i, id := range ids {
		t, key, err := NodeKey(id, table)
		if err != nil {
			return nil, atItem(fault.From(err), i, len(ids))
		}
		names[i] = t.TypeName
		out.Places[i].Key = len(keys[t.TypeName])
		keys[t.TypeName] = append(keys[t.TypeName], key)
	}
	for name, all := range keys {
		out.Tables = append(out.Tables, NodeKeys{name, all})
	}
	slices.SortFunc(out.Tables, func(a, b NodeKeys) int { return strings.Compare(a.Table, b.Table) })
	places := make(map[string]int, len(out.Tables))
	for i := range out.Tables {
		places[out.Tables[i].Table] = i
	}
	for i, name := range names {
		out.Places[i].Table = places[name]
	}
	return out, nil
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
