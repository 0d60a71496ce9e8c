package request

import (
	"bytes"
	"encoding/base64"
	"math"
	"reflect"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// nodeTables returns a table with a key of any values, and one whose cells are integers.
func nodeTables() func(string) *catalog.Table {
	table := func(name string, columns ...*catalog.Column) *catalog.Table {
		return &catalog.Table{TypeName: name, Columns: columns, Keys: []*catalog.Key{{Primary: true, Columns: columns}}}
	}
	all := map[string]*catalog.Table{
		"Any":  table("Any", &catalog.Column{Name: "a"}, &catalog.Column{Name: "b"}),
		"Row":  table("Row", &catalog.Column{Name: "id", Kept: true, Type: catalog.Type{Kind: catalog.Int}}),
		"Text": table("Text", &catalog.Column{Name: "id", Kept: true, Type: catalog.Type{Kind: catalog.String}}),
		"None": {TypeName: "None"},
	}
	return func(name string) *catalog.Table { return all[name] }
}

func nodeID(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// TestNodeValues requires that every stored value is found again by the id that is made of it.
func TestNodeValues(t *testing.T) {
	values := []any{
		int64(0), int64(math.MinInt64), int64(math.MaxInt64), 2.5, 1e300, -1e-300, math.Inf(1), math.Inf(-1), math.MaxFloat64,
		"", "x", `"\`, "\x00\n\u2028", "naïve ☕", "5", "null", "[1]", "\xff\xfe",
		[]byte{},
		[]byte{0, 255},
		[]byte("text"),
	}
	seen := map[string]any{}
	for _, one := range values {
		for _, two := range values {
			id := AppendNodeValue([]byte(`["Any",`), one)
			id = append(AppendNodeValue(append(id, ','), two), ']')
			_, key, err := NodeKey(nodeID(string(id)), nodeTables())
			if err != nil || !reflect.DeepEqual(key, []any{one, two}) {
				t.Errorf("%s is read as %#v, %v; want %#v and %#v", id, key, err, one, two)
			}
			if other, taken := seen[string(id)]; taken {
				t.Errorf("%s stands for %#v too", id, other)
			}
			seen[string(id)] = []any{one, two}
		}
	}
	if got := string(AppendNodeValue(nil, math.NaN())); got != "null" {
		t.Errorf("what is no number is %s", got)
	}
}

func TestNotNodeIDs(t *testing.T) {
	for id, details := range map[string]string{
		"": "", "x": "", "Row": "", "WyJSb3ciLDFd=": "", "WyJSb3ciLDFd\n": "", "WyJSb3ciLDFe": "",
		nodeID(`["Row"]`): "", nodeID(`{"Row":1}`): "", nodeID(`["Row",1]]`): "", nodeID(`["Row",1] `): "", nodeID("[\"Row\",\"\xff\"]"): "", nodeID(`null`): "",
		nodeID(`[1,1]`): "", nodeID(`[ "Row",1]`): "", nodeID(`["\u0052ow",1]`): "", nodeID(`["Row" ,1]`): "", nodeID(`["",1]`): "",
		nodeID(`["Row",1`): "", nodeID(`["Row",01]`): "", nodeID(`["Row",1,]`): "", nodeID(`["Row","x]`): "", nodeID("[\"Text\",\"a\nb\"]"): "",
		nodeID(`["Cow",1]`):            "it names a type whose rows have no global ids",
		nodeID(`["None",1]`):           "it names a type whose rows have no global ids",
		nodeID(`["Row",]`):             "the key of Row has another number of columns",
		nodeID(`["Row",1,2]`):          "the key of Row has another number of columns",
		nodeID(`["Any",1]`):            "the key of Any has another number of columns",
		nodeID(`["Row","1"]`):          "a value is not one that the key of Row can have",
		nodeID(`["Row",1.5]`):          "a value is not one that the key of Row can have",
		nodeID(`["Row",9e99]`):         "a value is not one that the key of Row can have",
		nodeID(`["Row",true]`):         "a value is not one that the key of Row can have",
		nodeID(`["Row",{"a":1}]`):      "a value is not one that the key of Row can have",
		nodeID(`["Text",5]`):           "a value is not one that the key of Text can have",
		nodeID(`["Any",[],1]`):         "a value is not one that the key of Any can have",
		nodeID(`["Any",["!"],1]`):      "a value is not one that the key of Any can have",
		nodeID(`["Any",["AA==",2],1]`): "a value is not one that the key of Any can have",
		nodeID(`["Any",["AB=="],1]`):   "a value is not one that the key of Any can have",
		nodeID(`["Any",[1],1]`):        "a value is not one that the key of Any can have",
	} {
		_, _, err := NodeKey(id, nodeTables())
		f := fault.From(err)
		if err == nil || f.Code != fault.RequestValue || f.Details != details || f.Hint == "" {
			t.Errorf("%q gives %v (%s), want details %q", id, err, f.Details, details)
		}
	}
	for _, id := range []string{`["Row",-0]`, `["Row", 5 ]`, `["Row",-7]`} {
		if _, key, err := NodeKey(nodeID(id), nodeTables()); err != nil || len(key) != 1 {
			t.Errorf("%s gives %v, %v", id, key, err)
		}
	}
	if _, key, err := NodeKey(nodeID(`["Row",null]`), nodeTables()); err != nil || key[0] != nil {
		t.Errorf("an id with NULL in it gives %v, %v; such a row has one, and no row is found by it", key, err)
	}
}

func TestNewNodeIDs(t *testing.T) {
	ids := []string{nodeID(`["Text","b"]`), nodeID(`["Row",1]`), nodeID(`["Text","a"]`), nodeID(`["Row",1]`)}
	got, err := NewNodeIDs(ids, nodeTables())
	want := &NodeIDs{
		Tables: []NodeKeys{{Table: "Row", Keys: [][]any{{int64(1)}, {int64(1)}}}, {Table: "Text", Keys: [][]any{{"b"}, {"a"}}}},
		Places: []NodePlace{{1, 0}, {0, 0}, {1, 1}, {0, 1}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if got.Number("Row", "") != 2 || got.Number("Any", "") != 0 {
		t.Errorf("there are %d and %d ids, want 2 and 0", got.Number("Row", ""), got.Number("Any", ""))
	}
	if _, err := NewNodeIDs(append(ids, "x", nodeID(`["Cow",1]`)), nodeTables()); fault.From(err).Details != "item 4" {
		t.Errorf("got %v, want the place of the first that is none", err)
	}
}

// FuzzNodeID requires that no text panics, and that what is read as an id is one of a row, whose own id is read alike.
func FuzzNodeID(f *testing.F) {
	for _, text := range []string{`["Any",1,"x"]`, `["Any",[""],["/w==",1]]`, `["Row",9223372036854775808]`, `["Text","\ud800"]`, `[["Row"],1]`, `["Any",1e999,null]`} {
		f.Add(nodeID(text))
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, id string) {
		table, key, err := NodeKey(id, nodeTables())
		if err != nil {
			return
		}
		if name := NodeType(id, "Cow"); name != table.TypeName {
			t.Fatalf("the type of %q is %s and %s", id, name, table.TypeName)
		}
		again := []byte(`["` + table.TypeName + `"`)
		for _, v := range key {
			again = AppendNodeValue(append(again, ','), v)
		}
		_, same, err := NodeKey(nodeID(string(again)+"]"), nodeTables())
		if err != nil || len(same) != len(key) {
			t.Fatalf("%q has the key %#v, of which the id %s is made: %v", id, key, again, err)
		}
		for i := range key {
			if !sameValue(key[i], same[i]) {
				t.Errorf("%q has the key %#v, of which the id %s is made, which has %#v", id, key, again, same)
			}
		}
	})
}

// sameValue compares stored values: a whole float is an integer in an id, as it is equal to one in the database.
func sameValue(a, b any) bool {
	if x, ok := a.(float64); ok {
		if n, whole := b.(int64); whole {
			return x == float64(n)
		}
	}
	if x, ok := a.([]byte); ok {
		y, ok := b.([]byte)
		return ok && bytes.Equal(x, y)
	}
	return a == b
}

// TestNodeIDIsOpaque requires that an id stands in an address and in JSON as it is.
func TestNodeIDIsOpaque(t *testing.T) {
	id := nodeID(string(append(AppendNodeValue([]byte(`["Any",`), []byte{251, 255, 254}), `,"?>~"]`...)))
	if strings.ContainsAny(id, "+/=") {
		t.Errorf("the id is %s", id)
	}
}
