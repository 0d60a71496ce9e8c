package plan

import (
	"strings"
	"testing"

	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// always and never return filters fixed by structure; name returns one that is not.
func always() *request.Where { return group(request.And) }
func never() *request.Where  { return group(request.Or) }

func TestWhereFolds(t *testing.T) {
	and, or, not := request.And, request.Or, request.Not
	name := func() *request.Where { return where(request.Eq, "name", slotAt(0)) }
	plays := func() *request.Where { return where(request.Gt, "plays", slotAt(1)) }
	calm := func() *request.Where { return where(request.Eq, "mood", slotAt(2)) }
	const everything, nothing = "", "false"
	for _, test := range []struct {
		name  string
		where *request.Where
		want  string
	}{
		{"absent", nil, everything},
		{"and of nothing", always(), everything},
		{"or of nothing", never(), nothing},
		{"or of and of nothing", group(or, always()), everything},
		{"not true", group(not, always()), nothing},
		{"not false", group(not, never()), everything},
		{"not an absent filter", group(not, nil), nothing},
		{"in nothing", anyOf(request.In, "name", slotAt(0), 0), nothing},
		{"in nothing, nullable", anyOf(request.In, "plays", none, 0), nothing},
		{"not in nothing", anyOf(request.NotIn, "name", slotAt(0), 0), everything},
		{"not in nothing, nullable", anyOf(request.NotIn, "plays", none, 0), everything},
		{"not: in nothing", group(not, anyOf(request.In, "plays", none, 0)), everything},
		{"is null, never null", isNull("name", true), nothing},
		{"is not null, never null", isNull("name", false), everything},
		{"is null, nullable", isNull("plays", true), "plays is null"},
		{"is not null, nullable", isNull("plays", false), "plays is not null"},
		{"a comparison is never fixed", name(), "name = $0"},
		{"in", anyOf(request.In, "name", slotAt(0), 4), "name in $0"},

		{"and drops true", group(and, always(), name()), "name = $0"},
		{"and ends with false", group(and, name(), never(), plays()), nothing},
		{"or drops false", group(or, never(), name()), "name = $0"},
		{"or ends with true", group(or, name(), always()), everything},
		{"or keeps false beside others", group(or, name(), never(), plays()), "name = $0 or plays > $1"},
		{"and of one", group(and, name()), "name = $0"},
		{"or of one", group(or, name()), "name = $0"},
		{"and is flat", group(and, name(), group(and, plays(), group(and, calm()))), "name = $0 and plays > $1 and mood = $2"},
		{"or is flat", group(or, group(or, name(), plays()), calm()), "name = $0 or plays > $1 or mood = $2"},
		{"or in and", group(and, name(), group(or, plays(), calm())), "name = $0 and (plays > $1 or mood = $2)"},
		{"and in or", group(or, name(), group(and, plays(), calm())), "name = $0 or (plays > $1 and mood = $2)"},
		{"an or of one and is flat", group(and, name(), group(or, group(and, plays(), calm()))), "name = $0 and plays > $1 and mood = $2"},
		{"not", group(not, name()), "not (name = $0)"},
		{"not not", group(not, group(not, name())), "name = $0"},
		{"not not not", group(not, group(not, group(not, name()))), "not (name = $0)"},
		{"what not not holds is flat", group(and, name(), group(not, group(not, group(and, plays(), calm())))), "name = $0 and plays > $1 and mood = $2"},
		{"not or", group(not, group(or, name(), plays())), "not (name = $0 or plays > $1)"},
		{"a contradiction is not a matter of structure", group(and, name(), group(not, name())), "name = $0 and not (name = $0)"},

		{"some, empty", relatedTo(request.Some, "playlists"), "exists playlists"},
		{"some, absent", relatedTo(request.Some, "playlists", nil), "exists playlists"},
		{"some true", relatedTo(request.Some, "playlists", always()), "exists playlists"},
		{"some false", relatedTo(request.Some, "playlists", never()), nothing},
		{"some", relatedTo(request.Some, "playlists", name()), "exists playlists (name = $0)"},
		{"none, empty", relatedTo(request.NoneOf, "playlists"), "not exists playlists"},
		{"none false", relatedTo(request.NoneOf, "playlists", never()), everything},
		{"none", relatedTo(request.NoneOf, "playlists", name()), "not exists playlists (name = $0)"},
		{"every, empty", relatedTo(request.Every, "playlists"), everything},
		{"every true", relatedTo(request.Every, "playlists", group(not, never())), everything},
		{"every false", relatedTo(request.Every, "playlists", never()), "not exists playlists"},
		{"every", relatedTo(request.Every, "playlists", name()), "every playlists (name = $0)"},
		{"to-one", relatedTo(request.Some, "album", where(request.Eq, "title", slotAt(0))), "exists album (title = $0)"},
		{"to-one, empty", relatedTo(request.Some, "album"), "exists album"},
		{
			"the constraint of the related table counts", relatedTo(request.Some, "album", isNull("title", false)),
			"exists album",
		},
		{
			"relations of relations", relatedTo(request.Some, "album", relatedTo(request.Every, "tracks", where(request.Lt, "unitPrice", slotAt(0)))),
			"exists album (every tracks (unit_price < $0))",
		},
		{"folding goes through relations", relatedTo(request.Some, "album", relatedTo(request.Every, "tracks")), "exists album"},

		{"JSON path", &request.Where{Kind: request.CompareJSON, Column: "meta", Op: request.Gte, JSONPath: slotAt(0), Slot: slotAt(1)}, "meta at path $0 >= $1"},
		{"JSON path is null", &request.Where{Kind: request.CompareJSON, Column: "meta", Op: request.IsNull, Flag: true, JSONPath: slotAt(0)}, "meta at path $0 is null"},
		{"JSON key", where(request.HasKey, "meta", slotAt(0)), "meta hasKey $0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			if p := compiled(t, filtered(test.where)).Fields[0].Node.Where; p != nil {
				got = predicate(p)
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestWhereKeepsSlotsOfWhatFolds checks that values are checked whether or not the condition matters.
func TestWhereKeepsSlotsOfWhatFolds(t *testing.T) {
	p := compiled(t, filtered(group(request.And, where(request.Eq, "unitPrice", slotAt(1)), never())))
	if len(p.Slots) != 2 || p.Slots[1].Column == nil {
		t.Fatalf("%+v", p.Slots)
	}
	expect(t, p.CheckArguments(request.Arguments{nil, "1.234"}), fault.RequestValue, "tracks", "which is 2")
	_, err := Compile(shop(t), filtered(group(request.Or, always(), where(request.Like, "plays", slotAt(0)))), Options{})
	expect(t, err, fault.RequestValue, "tracks", "like is not an operator")
}

func TestOperators(t *testing.T) {
	c := shop(t)
	columns := []string{"name", "plays", "unitPrice", "rating", "explicit", "released", "addedAt", "length", "guid", "meta", "cover", "mood"}
	for _, name := range columns {
		column := c.Table("Track").Column(name)
		if column == nil {
			t.Fatalf("no column %s", name)
		}
		allowed := " " + names(request.Operators(column.Type.Kind), request.Op.String) + ","
		for op := request.Eq; op <= request.HasKey; op++ {
			w := where(op, name, slotAt(0))
			if op.TakesList() {
				w.Count = 1
			}
			_, err := Compile(c, filtered(w), Options{})
			if strings.Contains(allowed, " "+op.String()+",") {
				if err != nil {
					t.Errorf("%s %s: %v", name, op, err)
				}
				continue
			}
			expect(t, err, fault.RequestValue, "tracks", op.String()+" is not an operator of", name+" takes eq, ", w.Argument)
			if f := fault.From(err); f.Table != "Track" || len(f.Columns) != 1 || f.Columns[0] != name {
				t.Errorf("table %s, columns %v", f.Table, f.Columns)
			}
		}
	}
}

func TestWhereRefuses(t *testing.T) {
	c := shop(t)
	inside := func(column string, op request.Op) *request.Where {
		return &request.Where{Kind: request.CompareJSON, Column: column, Op: op, JSONPath: slotAt(0), Slot: slotAt(1), Argument: "where." + column + ".path[0]"}
	}
	for _, test := range []struct {
		name   string
		where  *request.Where
		code   fault.Code
		pieces []string
	}{
		{"path into text", inside("name", request.Eq), fault.RequestValue, []string{"name is a String column", "where.name.path[0]"}},
		{"operator of a path", inside("meta", request.Like), fault.RequestValue, []string{"like is not an operator of a value inside JSON", "eq, ne, gt"}},
		{"list beyond all bounds", anyOf(request.In, "name", slotAt(0), 1<<20), fault.LimitList, []string{"at most 10000 items", "where.name.in"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Compile(c, filtered(test.where), Options{})
			expect(t, err, test.code, "tracks", test.pieces...)
		})
	}
}

// TestConditionsAreCounted checks that each comparison is counted once, whatever surrounds it.
func TestConditionsAreCounted(t *testing.T) {
	ask := func(count int) error {
		var children []*request.Where
		for i := range count {
			one := where(request.Gt, "rating", slotAt(i))
			if i%2 == 0 {
				one = group(request.Not, relatedTo(request.Some, "album", where(request.Gt, "albumId", slotAt(i))))
			}
			children = append(children, one)
		}
		_, err := Compile(shop(t), filtered(group(request.Or, children...)), Options{Rows: 1000})
		return err
	}
	if err := ask(MaxConditions); err != nil {
		t.Error(err)
	}
	expect(t, ask(MaxConditions+1), fault.LimitList, "tracks", "more than 500 conditions")
}

// TestJoinsAreCounted selects boss after boss: each is a table that the statement joins.
func TestJoinsAreCounted(t *testing.T) {
	ask := func(levels int) error {
		q := all(get("name"))
		for range levels {
			q = all(get("name"), to("boss", "boss", q))
		}
		_, err := Compile(shop(t), one(list("employees", "Employee", q)), Options{Rows: 1000})
		return err
	}
	if err := ask(maxJoins); err != nil {
		t.Error(err)
	}
	expect(t, ask(maxJoins+1), fault.LimitFields, "employees"+strings.Repeat(".boss", maxJoins+1), "more than 59 relations")
}
