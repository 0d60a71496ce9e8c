package catalog

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// TestSettledRelations requires that strict names judge relations as they are served: with the settings.
func TestSettledRelations(t *testing.T) {
	const toys = `
		cat: id! | pk id
		dog: id! | pk id
		toy: owner_id | fk owner_id > dog | fk owner_id > cat`
	for name, c := range map[string]struct {
		source, table string
		relations     map[string]string
		want          string
	}{
		"the one with the number":   {toys, "toy", map[string]string{"owner2": "dog"}, "owner one Cat: owner_id = id\ndog one Dog: owner_id = id"},
		"the one without":           {toys, "toy", map[string]string{"owner": "cat"}, "cat one Cat: owner_id = id\nowner2 one Dog: owner_id = id"},
		"both":                      {toys, "toy", map[string]string{"owner": "cat", "owner2": "dog"}, "cat one Cat: owner_id = id\ndog one Dog: owner_id = id"},
		"the number is not settled": {toys, "toy", nil, ""},
		"another number":            {toys, "toy", map[string]string{"owner2": "owner3"}, "owner one Cat: owner_id = id\nowner3 one Dog: owner_id = id"},
	} {
		t.Run(name, func(t *testing.T) {
			o := Overrides{Tables: map[string]TableOverride{c.table: {Relations: c.relations}}}
			built, _, err := Build(source(t, c.source), o, BuildOptions{StrictNames: true})
			if (err == nil) != (c.want != "") {
				t.Fatal(err)
			}
			if err == nil {
				wantLines(t, "relations", relations(built, c.table), c.want)
			}
		})
	}
}

// TestEveryClashIsSettled requires of any tables that the settings that strict names ask for are enough: with a free
// name for each, there is no clash left.
func TestEveryClashIsSettled(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for round := range 60 {
		s := randomSource(random)
		o := Overrides{Tables: map[string]TableOverride{}}
		var names *NameError
		for step := 0; ; step++ {
			_, _, err := Build(s, o, BuildOptions{StrictNames: true})
			if err == nil {
				break
			}
			if !errors.As(err, &names) || step == 100 {
				t.Fatalf("round %d: %v", round, err)
			}
			// A table settles its own names first: its relations are derived from them.
			settle(t, o, names.Notes[0].Override, "free"+strconv.Itoa(round)+"x"+strconv.Itoa(step))
		}
		if _, notes, err := Build(s, o, BuildOptions{}); err != nil || len(onlyClashes(notes)) > 0 {
			t.Fatalf("round %d: %v %v", round, err, notes)
		}
	}
}

// settle sets the setting of a key to a name.
func settle(t *testing.T, o Overrides, key, name string) {
	t.Helper()
	path := pathOf(t, key)
	table := o.Tables[path[1]]
	switch {
	case len(path) == 2 || path[2] == "name":
		table.Name = name
	case path[2] == "list":
		table.List = name
	case path[2] == "single":
		table.Single = name
	case path[2] == "relations":
		if table.Relations == nil {
			table.Relations = map[string]string{}
		}
		if table.Relations[path[3]] != "" {
			t.Fatalf("%s was settled before", key)
		}
		table.Relations[path[3]] = name
	case path[2] == "columns":
		if table.Columns == nil {
			table.Columns = map[string]ColumnOverride{}
		}
		column := table.Columns[path[3]]
		if path[4] == "name" {
			column.Name = name
		} else {
			if column.Enum == nil {
				column.Enum = map[string]string{}
			}
			column.Enum[path[5]] = name
		}
		table.Columns[path[3]] = column
	default:
		t.Fatalf("the key %s is not known", key)
	}
	o.Tables[path[1]] = table
}

// pathOf splits a key of the settings.
func pathOf(t *testing.T, key string) []string {
	t.Helper()
	var path []string
	for rest := key; rest != ""; {
		part, after, _ := strings.Cut(rest, ".")
		if quoted, err := strconv.QuotedPrefix(rest); err == nil {
			unquoted, err := strconv.Unquote(quoted)
			if err != nil {
				t.Fatal(fmt.Errorf("%s: %w", key, err))
			}
			part, after = unquoted, strings.TrimPrefix(rest[len(quoted):], ".")
		}
		path, rest = append(path, part), after
	}
	return path
}
