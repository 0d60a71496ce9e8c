package dialect

import (
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/request"
)

func TestCheck(t *testing.T) {
	sound := func() *Dialect {
		return &Dialect{
			Cell: "+{column}", Exact: "{column} COLLATE BINARY", KeysInRow: Fragment{SQL: "SELECT * FROM unnest({parts})"},
			Comparisons: map[catalog.Comparison]Comparison{"x": {Equal: "{key} = {ref}", Key: "{column}", Ref: "{column}"}},
			Storages: map[string]Storage{"int": {
				Order: "f({column})",
				Ops:   map[request.Op]Fragment{request.Eq: {SQL: "{column} = {value}"}, request.In: {SQL: "{column} IN ({values})"}},
				ByKey: map[catalog.Comparison]Fragment{"x": {SQL: "{column} = {value}"}},
				Keyed: Keyed{In: Fragment{SQL: "{column} = ANY({keys})", Encode: []Encoding{Binary}}, Part: Fragment{SQL: "k{n} '$[{n}]' {keys}"}},
				Add:   Fragment{SQL: "round({column} + {value}, {scale})"},
				Path:  map[request.Op]Fragment{request.Eq: {SQL: "{column} -> {value} = {value}"}},
			}},
		}
	}
	if err := sound().Check(); err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[string]func(*Dialect, *Storage){
		"Cell: {value}":                                  func(d *Dialect, _ *Storage) { d.Cell = "{value}" },
		"KeysInRow: {column}":                            func(d *Dialect, _ *Storage) { d.KeysInRow.SQL = "{column}" },
		`comparison "x": Equal: {column}`:                func(d *Dialect, _ *Storage) { d.Comparisons["x"] = Comparison{Equal: "{column}"} },
		`storage "int": Order: there is no mark {colum}`: func(_ *Dialect, s *Storage) { s.Order = "f({colum})" },
		`storage "int": eq: {keys}`:                      func(_ *Dialect, s *Storage) { s.Ops[request.Eq] = Fragment{SQL: "{keys}"} },
		`storage "int": Keyed.Part: {column}`:            func(_ *Dialect, s *Storage) { s.Keyed.Part.SQL = "{column}" },
		`storage "int": ByKey x: {values}`:               func(_ *Dialect, s *Storage) { s.ByKey["x"] = Fragment{SQL: "{values}"} },
		`storage "int": Path eq: {values}`:               func(_ *Dialect, s *Storage) { s.Path[request.Eq] = Fragment{SQL: "{values}"} },
		`storage "int": Add: 1 encodings`:                func(_ *Dialect, s *Storage) { s.Add = Fragment{SQL: "{column}", Encode: []Encoding{Binary}} },
	} {
		d := sound()
		s := d.Storages["int"]
		spoil(d, &s)
		d.Storages["int"] = s
		if err := d.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
