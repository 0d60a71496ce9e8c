package jsontext

import (
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// texts are texts that both readers read, or refuse alike.
func texts() []string {
	members := make([]string, 0, 40)
	for _, c := range "zyxwvutsrqponmlkjihgfedcbaZYXWVUTSRQPONM" {
		members = append(members, `"`+string(c)+`":[{"b":1,"a":2}]`)
	}
	many := strings.Join(members, ",")
	lists := strings.Repeat(`[1,"x"],`, 20) + `[]`
	return []string{
		`null`, ` true `, `false`, `-1.50e+3`, `"a"`, `[]`, `{}`, ` [ 1 , [ ] , { "a" : null } ] `, `{"a":"b","A":{"a":[1,{"b":[]},2]}}`, `"\ud83d\ude00\n"`, `{"\u0061":1}`,
		"{" + many + "}", "[{" + many + "}," + lists + "]", "[" + lists + "]", "[" + strings.Repeat("1,", 20) + "2]", "{" + many + `,"z":1}`, "{" + many + `,"s":1}`,
		``, `{`, `[1`, `{"a"`, `{"a":`, `"a`, `"\u12`, `tru`, `1e`, `[1,`, `x`, `{"query": secret}`, `{a:1}`, `[1,]`, "\"a\nb\"", `{"a":nul}`, `1 2`, `"\ud800"`, `{"\udfff":1}`,
		"[\"é\xc3\"]", `{"a":1,"a":2}`, `[{"a":1, "\u0061":1}]`, strings.Repeat("[", 200), `[` + strings.Repeat("[", 20) + strings.Repeat("]", 20) + `,1]`,
	}
}

// sameAsDecoded requires of a tree what Decode returns, by each of its methods.
func sameAsDecoded(t *testing.T, tree *Tree, text string) {
	t.Helper()
	want, wrong := Decode(text, 100)
	got, err := tree.Read([]byte(text), 100)
	if told, other := told(err), told(wrong); told != other {
		t.Fatalf("%.80q: got %#v, want %#v", text, told, other)
	}
	if err == nil {
		same(t, got, want)
	}
}

// told returns an error of this package as a value.
func told(err error) Error {
	e, _ := errors.AsType[*Error](err)
	if e == nil {
		return Error{}
	}
	return *e
}

// same compares a value of a tree with a decoded one, and that with itself.
func same(t *testing.T, got Value, want any) {
	t.Helper()
	if !reflect.DeepEqual(got.Decoded(), want) {
		t.Fatalf("got %#v, want %#v", got.Decoded(), want)
	}
	type all struct {
		null, string, number, flag, list, object bool
		text                                     string
		digits                                   json.Number
		is                                       bool
		items, members                           int
	}
	of := func(v Value) (a all) {
		a.null = v.Null()
		a.text, a.string = v.Text()
		a.digits, a.number = v.Number()
		a.is, a.flag = v.Flag()
		a.items, a.list = v.List()
		a.members, a.object = v.Object()
		return a
	}
	if of(got) != of(Of(want)) {
		t.Fatalf("got %+v, want %+v", of(got), of(Of(want)))
	}
	items := of(got).items
	for i := range items {
		same(t, got.Item(i), Of(want).Item(i).Decoded())
	}
	if !got.Item(items).Null() || !Of(want).Item(items).Null() {
		t.Fatal("there is an item after the last")
	}
	seen := 0
	got.EachName(func(name string) bool {
		seen++
		member, ok := got.Get(name)
		other, known := Of(want).Get(name)
		if !ok || !known {
			t.Fatalf("%q: %v %v", name, ok, known)
		}
		same(t, member, other.Decoded())
		return true
	})
	if _, ok := got.Get("no such member"); ok || seen != of(got).members || !Of(want).EachName(func(string) bool { seen--; return true }) || seen != 0 {
		t.Fatalf("%d members are left of %d", seen, of(got).members)
	}
}

// TestTreeIsAsDecoded reads the same texts by both readers, into one tree, and requires the same values and errors.
func TestTreeIsAsDecoded(t *testing.T) {
	tree := &Tree{}
	for range 2 {
		for _, text := range texts() {
			sameAsDecoded(t, tree, text)
		}
		tree.Forget()
	}
}

// TestTreeTakesNoMemory checks that a text is read into the memory of an earlier one, and that much memory is dropped.
func TestTreeTakesNoMemory(t *testing.T) {
	tree := &Tree{}
	text := []byte(`{"query": "{ a }", "variables": {"id": 1234, "names": ["a", "b"], "where": {"or": [{"a": {"eq": 1}}, {"b": null}]}}}`)
	read := func() {
		v, err := tree.Read(text, 10)
		if err != nil {
			t.Fatal(err)
		}
		v, _ = v.Get("variables")
		v, _ = v.Get("where")
		v, _ = v.Get("or")
		if _, ok := v.Item(1).Get("b"); !ok {
			t.Fatal("a member is not found")
		}
		tree.Forget()
	}
	read()
	if n := testing.AllocsPerRun(100, read); n > 0 {
		t.Errorf("%v allocations", n)
	}
	large := "[" + strings.Repeat(strconv.Itoa(1)+",", maxSpareNodes) + "2]"
	if _, err := tree.Read([]byte(large), 10); err != nil {
		t.Fatal(err)
	}
	if tree.Forget(); cap(tree.nodes) > 0 {
		t.Errorf("memory for %d nodes is kept", cap(tree.nodes))
	}
}

// FuzzTree compares the two readers.
func FuzzTree(f *testing.F) {
	for _, seed := range texts() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { sameAsDecoded(t, &Tree{}, text) })
}
