package handwritten

import (
	"encoding/json"
	"fmt"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/gql/operation"
	"tiddly/internal/plan"
	"tiddly/internal/schema"
)

// shelves returns the questions of a table whose key has two columns, and of one without a key.
func shelves(t *testing.T) *Questions {
	t.Helper()
	text := func(name string) catalog.SourceColumn {
		return catalog.SourceColumn{Name: name, Type: catalog.Type{Kind: catalog.String}, NotNull: true}
	}
	number := catalog.SourceColumn{Name: "place", Type: catalog.Type{Kind: catalog.Decimal}, NotNull: true}
	c, _, err := catalog.Build(catalog.Source{Tables: []catalog.SourceTable{
		{Name: "shelf", Columns: []catalog.SourceColumn{text("room"), number}, PrimaryKey: catalog.SourceKey{Columns: []string{"room", "place"}}},
		{Name: "bare", Columns: []catalog.SourceColumn{text("word")}},
	}}, catalog.Overrides{}, catalog.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.Build(c, schema.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return NewQuestions(s, nil, 1000)
}

func given(rows ...[2]string) Given {
	return Given{Rows: len(rows), Cell: func(row int, column string) (json.RawMessage, error) {
		cell := rows[row][0]
		if column == "place" {
			cell = rows[row][1]
		}
		if cell == "" {
			return nil, nil
		}
		return json.RawMessage(cell), nil
	}}
}

func TestKeys(t *testing.T) {
	q := shelves(t)
	// Equal keys are one, however they are written; a row without a key has none.
	k, err := q.keysOf("Shelf", given([2]string{`"a"`, `1`}, [2]string{`"b"`, `"2"`}, [2]string{}, [2]string{`"a"`, `"1.0"`}))
	if err != nil {
		t.Fatal(err)
	}
	for members, want := range map[string]string{`{"=room": "a", "=place": "1"}`: "[0 3]", `{"=room": "b", "=place": "2.00"}`: "[1]", `{"=room": "c", "=place": "1"}`: "[]", `{"=room": "a"}`: "[]"} {
		var m map[string]json.RawMessage
		if err := json.Unmarshal([]byte(members), &m); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(k.find(m)); got != want {
			t.Errorf("%s is of %s, want %s", members, got, want)
		}
	}
	all := k.chunks(1000)
	where, err := json.Marshal(all[0]["where"])
	if err != nil || len(all) != 1 || all[0]["limit"] != 2 ||
		string(where) != `{"or":[{"place":{"eq":1},"room":{"eq":"a"}},{"place":{"eq":"2"},"room":{"eq":"b"}}]}` {
		t.Errorf("the filters are %s (%d), %v", where, len(all), err)
	}
	if operation.AskedKey != "=" {
		t.Error("the prefix is another")
	}
	for table, code := range map[string]fault.Code{"Bare": fault.SchemaUnknown, "Nothing": fault.SchemaChanged} {
		if _, err := q.keysOf(table, given([2]string{`"a"`, `1`})); fault.From(err) == nil || fault.From(err).Code != code {
			t.Errorf("%s: got %v", table, err)
		}
	}
	if _, err := q.keysOf("Shelf", given([2]string{`"a"`, `"many"`})); fault.From(err) == nil {
		t.Error("what is no number is a key")
	}
}

// TestChunks requires that all keys are asked for, with no more conditions than a request may have.
func TestChunks(t *testing.T) {
	var rows [][2]string
	for i := range 2000 {
		rows = append(rows, [2]string{`"a"`, fmt.Sprint(i)})
	}
	k, err := shelves(t).keysOf("Shelf", given(rows...))
	if err != nil {
		t.Fatal(err)
	}
	for _, most := range []int{1, 7, 100, 1_000_000} {
		n := 0
		for _, c := range k.chunks(most) {
			count, _ := c["limit"].(int)
			if n += count; count > most || 2*count > plan.MaxConditions {
				t.Errorf("%d keys at once, at most %d", count, most)
			}
		}
		if n != len(rows) {
			t.Errorf("%d keys are asked for, want %d", n, len(rows))
		}
	}
}

// TestIdentity requires that the id of a row made in Go is the one that the row would have in its table.
func TestIdentity(t *testing.T) {
	column := func(kind catalog.Kind) *catalog.Column { return &catalog.Column{Type: catalog.Type{Kind: kind}} }
	mood := column(catalog.Enum)
	mood.Enum = &catalog.EnumType{TypeName: "Mood", Values: []catalog.EnumValue{{Name: "ON_HOLD", Stored: "on hold"}}}
	k := keys{columns: []*catalog.Column{column(catalog.Int), column(catalog.BigInt), column(catalog.String), mood, column(catalog.Bytes)}}
	cells := []json.RawMessage{[]byte(`5`), []byte(`"9007199254740993"`), []byte(`"12"`), []byte(`"ON_HOLD"`), []byte(`"AP8="`)}
	if got := fmt.Sprintf("%s", k.identity(cells)); got != `[5 9007199254740993 "12" "on hold" ["AP8="]]` {
		t.Errorf("got %s", got)
	}
	if string(cells[1]) != `"9007199254740993"` {
		t.Error("the cells themselves were changed")
	}
	if got := k.identity(nil); got != nil {
		t.Errorf("a row without a key has %s", got)
	}
}
