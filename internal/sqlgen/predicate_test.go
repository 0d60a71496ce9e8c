package sqlgen

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/fault"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

func and(children ...*plan.Predicate) *plan.Predicate {
	return &plan.Predicate{Kind: plan.And, Children: children}
}

func or(children ...*plan.Predicate) *plan.Predicate {
	return &plan.Predicate{Kind: plan.Or, Children: children}
}

func negate(child *plan.Predicate) *plan.Predicate {
	return &plan.Predicate{Kind: plan.Not, Children: []*plan.Predicate{child}}
}

// tracks returns the ids of the tracks that match, read through the program.
func tracks(t *testing.T, db *sql.DB, s *shop, d *dialect.Dialect, p *plan.Predicate, values ...any) string {
	t.Helper()
	n := node(s.track, pick(s.track, plan.Own, "id")...)
	n.Where = p
	text := answer(t, db, generate(t, d, n), values...)
	return strings.NewReplacer(`{"id":`, "", "}", "").Replace(text)
}

func TestPredicates(t *testing.T) {
	s := newShop()
	name, ms, composer := c(s.track, "name"), c(s.track, "ms"), c(s.track, "composer")
	long, byAda := compare(ms, request.Gt, slotAt(0)), compare(c(s.artist, "name"), request.Eq, slotAt(0))
	related := func(q request.Quantifier, r int, inner ...*plan.Predicate) *plan.Predicate {
		relation := s.trackAlbum
		if r == 1 {
			relation = s.trackPlaylists
		}
		return &plan.Predicate{Kind: plan.Related, Relation: relation, Quantifier: q, Children: inner}
	}
	tests := []struct {
		name   string
		where  *plan.Predicate
		values []any
		want   string
	}{
		{"eq", compare(name, request.Eq, slotAt(0)), []any{"c"}, "[3]"},
		{"eq does not read marks in values", compare(name, request.Eq, slotAt(0)), []any{"what? @home"}, "[9]"},
		{"ne leaves out null", compare(composer, request.Ne, slotAt(0)), []any{"Zoe"}, "[3,7,8,9]"},
		{"gt", long, []any{int64(200)}, "[1,4]"},
		{"gte", compare(ms, request.Gte, slotAt(0)), []any{int64(200)}, "[1,3,4]"},
		{"lt", compare(ms, request.Lt, slotAt(0)), []any{int64(60)}, "[5,9]"},
		{"lte", compare(ms, request.Lte, slotAt(0)), []any{int64(60)}, "[5,6,9]"},
		{"in", &plan.Predicate{Kind: plan.Compare, Column: ms, Op: request.In, Slot: slotAt(0), Count: 4}, []any{[]any{int64(50), int64(60), int64(70)}}, "[5,6,7]"},
		{"notIn", &plan.Predicate{Kind: plan.Compare, Column: composer, Op: request.NotIn, Slot: slotAt(0), Count: 1}, []any{[]any{"Zoe"}}, "[3,7,8,9]"},
		{"in nothing", &plan.Predicate{Kind: plan.Compare, Column: composer, Op: request.In, Slot: slotAt(0)}, []any{[]any{}}, "[]"},
		{"not in nothing", &plan.Predicate{Kind: plan.Compare, Column: composer, Op: request.NotIn, Slot: slotAt(0)}, []any{[]any{}}, "[1,2,3,4,5,6,7,8,9]"},
		{"isNull", &plan.Predicate{Kind: plan.Compare, Column: composer, Op: request.IsNull, Flag: true}, nil, "[1,4,6]"},
		{"is not null", &plan.Predicate{Kind: plan.Compare, Column: composer, Op: request.IsNull}, nil, "[2,3,5,7,8,9]"},
		{"two values for one slot", compare(name, request.StartsWith, slotAt(0)), []any{"w"}, "[9]"},
		{"contains", compare(name, request.Contains, slotAt(0)), []any{"? @"}, "[9]"},
		{"ilike", compare(composer, request.ILike, slotAt(0)), []any{"z%"}, "[2,5]"},
		{"and", and(long, compare(name, request.Ne, slotAt(1))), []any{int64(200), "a"}, "[4]"},
		{"or", or(long, compare(name, request.Eq, slotAt(1))), []any{int64(300), "a"}, "[1,4]"},
		{"not", negate(or(long, compare(composer, request.Eq, slotAt(1)))), []any{int64(60), "x'y"}, "[5]"},
		{"or inside and", and(or(compare(name, request.Eq, slotAt(0)), compare(name, request.Eq, slotAt(1))), long), []any{int64(100), int64(100)}, "[]"},
		{"nothing in and", and(), nil, "[1,2,3,4,5,6,7,8,9]"},
		{"nothing in or", or(), nil, "[]"},
		{"false", &plan.Predicate{Kind: plan.Fixed}, nil, "[]"},
		{"true", &plan.Predicate{Kind: plan.Fixed, Value: true}, nil, "[1,2,3,4,5,6,7,8,9]"},
		{"to-one", related(request.Some, 0, &plan.Predicate{
			Kind: plan.Related, Relation: s.albumArtist, Quantifier: request.Some, Children: []*plan.Predicate{byAda},
		}), []any{"Ada"}, "[1,2,3,4,8,9]"},
		{"to-one with any row", related(request.Some, 0), nil, "[1,2,3,4,5,6,8,9]"},
		{"not to-one", negate(related(request.Some, 0)), nil, "[7]"},
		{"some through", related(request.Some, 1, compare(c(s.playlist, "name"), request.Eq, slotAt(0))), []any{"Night"}, "[1,7]"},
		{"none through", related(request.NoneOf, 1, compare(c(s.playlist, "name"), request.Eq, slotAt(0))), []any{"Night"}, "[2,3,4,5,6,8,9]"},
		{"every through", and(related(request.Some, 1), related(request.Every, 1, compare(c(s.playlist, "name"), request.Eq, slotAt(0)))), []any{"Morning"}, "[2,5]"},
		{"every of anything", related(request.Every, 1), nil, "[1,2,3,4,5,6,7,8,9]"},
		{"back and forth", related(request.Some, 0, &plan.Predicate{
			Kind: plan.Related, Relation: s.albumTracks, Quantifier: request.Every, Children: []*plan.Predicate{compare(composer, request.Eq, slotAt(0))},
		}), []any{"Zoe"}, "[]"},
	}
	db := open(t, shopSQL)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := tracks(t, db, s, embedded(), test.where, test.values...); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// Every: a row for which the condition is unknown (a null) does not match, so the parent is not found.
func TestEveryTakesUnknownAsNoMatch(t *testing.T) {
	s := newShop()
	n := node(s.album, pick(s.album, plan.Own, "id")...)
	n.Where = &plan.Predicate{
		Kind: plan.Related, Relation: s.albumTracks, Quantifier: request.Every,
		Children: []*plan.Predicate{compare(c(s.track, "composer"), request.Eq, slotAt(0))},
	}
	if got := answer(t, open(t, shopSQL), generate(t, embedded(), n), "Zoe"); got != `[{"id":4},{"id":5}]` {
		t.Error(got)
	}
	// A negation inside must bind tighter than IS NOT TRUE.
	n.Where.Children[0] = &plan.Predicate{Kind: plan.Related, Relation: s.trackAlbum, Quantifier: request.NoneOf}
	if got := answer(t, open(t, shopSQL), generate(t, embedded(), n)); got != `[{"id":4},{"id":5}]` {
		t.Error(got)
	}
}

func TestJSONPath(t *testing.T) {
	s := newShop()
	tags := c(s.album, "tags")
	tests := []struct {
		where  *plan.Predicate
		values []any
		want   string
	}{
		{&plan.Predicate{Kind: plan.CompareJSON, Column: tags, Op: request.Eq, JSONPath: slotAt(0), Slot: slotAt(1)}, []any{"$.a.b", int64(3)}, `[{"id":3}]`},
		{&plan.Predicate{Kind: plan.CompareJSON, Column: tags, Op: request.IsNull, JSONPath: slotAt(0), Flag: true}, []any{"$.k"}, `[{"id":2},{"id":3},{"id":4},{"id":5}]`},
		{&plan.Predicate{Kind: plan.CompareJSON, Column: tags, Op: request.IsNull, JSONPath: slotAt(0)}, []any{"$.k"}, `[{"id":1}]`},
		{compare(tags, request.Eq, slotAt(0)), []any{"[]"}, `[{"id":4}]`},
	}
	for _, test := range tests {
		n := node(s.album, pick(s.album, plan.Own, "id")...)
		n.Where = test.where
		if got := answer(t, open(t, shopSQL), generate(t, embedded(), n), test.values...); got != test.want {
			t.Errorf("%s: got %s, want %s", test.where.Op, got, test.want)
		}
	}
}

// The columns' own equality ignores case here, the key's does not; links and groups follow the key.
func TestCollatedLinks(t *testing.T) {
	s := newShop()
	s.folderParent.Comparisons = catalog.Comparisons{"bytes", "bytes"}
	s.folderChildren.Comparisons = s.folderParent.Comparisons
	for _, column := range []string{"disk", "path", "up_disk", "up_path"} {
		c(s.folder, column).Collated = true
	}
	db := open(t, `CREATE TABLE folder(disk TEXT COLLATE NOCASE, path TEXT COLLATE NOCASE,
		up_disk TEXT COLLATE NOCASE, up_path TEXT COLLATE NOCASE, size INT);
		INSERT INTO folder VALUES ('c','/',NULL,NULL,1),('C','/',NULL,NULL,2),
		('c','/a','C','/',3),('c','/b','c','/',4),('c','/c','C','/',5),('c','/d','c','/',6)`)
	parent := one("parent", 0, pick(s.folder, 0, "size")...)
	page := linked(node(s.folder, append(pick(s.folder, plan.Own, "size"), parent)...), s.folderChildren, plan.Own)
	page.Joins = []plan.Join{{From: plan.Own, Relation: s.folderParent}}
	page.Limit = slotAt(0)
	whole := linked(node(s.folder, pick(s.folder, plan.Own, "path")...), s.folderChildren, plan.Own)
	n := node(s.folder, append(pick(s.folder, plan.Own, "size"), many("page", 0), many("whole", 1))...)
	n.Where = &plan.Predicate{Kind: plan.Related, Relation: s.folderChildren, Quantifier: request.Some}
	n.Order = []plan.Term{{Source: plan.Own, Column: c(s.folder, "size")}}
	n.Children = []*plan.Node{page, whole}
	want := `[{"size":1,"page":[{"size":4,"parent":{"size":1}}],"whole":[{"path":"/b"},{"path":"/d"}]},` +
		`{"size":2,"page":[{"size":3,"parent":{"size":2}}],"whole":[{"path":"/a"},{"path":"/c"}]}]`
	program := generate(t, embedded(), n)
	if got := answer(t, db, program, int64(1)); got != want {
		t.Errorf("got  %s\nwant %s\n%s", got, want, program)
	}
}

func TestDistinctOfCollated(t *testing.T) {
	s := newShop()
	c(s.track, "name").Collated = true
	n := node(s.track, pick(s.track, plan.Own, "name")...)
	n.Distinct = cs(s.track, "name")
	db := open(t, `CREATE TABLE track(id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE);
		INSERT INTO track(name) VALUES ('a'),('A'),('a')`)
	if got := answer(t, db, generate(t, embedded(), n)); got != `[{"name":"a"},{"name":"A"}]` {
		t.Error(got)
	}
}

func TestStorageWithSeveralForms(t *testing.T) {
	s := newShop()
	name := c(s.track, "name")
	name.Type.Storage = "upper"
	n := node(s.track, pick(s.track, plan.Own, "name")...)
	n.Order = []plan.Term{{Source: plan.Own, Column: name}}
	db := open(t, `CREATE TABLE track(id INTEGER PRIMARY KEY, name TEXT);
		INSERT INTO track(name) VALUES ('b'),('A'),('B'),('c')`)
	tests := []struct {
		where *plan.Predicate
		value any
		want  string
	}{
		{compare(name, request.Eq, slotAt(0)), "b", `[{"name":"b"},{"name":"B"}]`},
		{&plan.Predicate{Kind: plan.Compare, Column: name, Op: request.In, Slot: slotAt(0), Count: 2}, []any{"b", "a"}, `[{"name":"A"},{"name":"b"},{"name":"B"}]`},
		{compare(name, request.Contains, slotAt(0)), "c", `[{"name":"c"}]`},
	}
	for _, test := range tests {
		n.Where = test.where
		p := generate(t, embedded(), n)
		if got := answer(t, db, p, test.value); got != test.want {
			t.Errorf("%s: got %s, want %s\n%s", test.where.Op, got, test.want, p)
		}
	}
	n.Where, n.Distinct = nil, cs(s.track, "name")
	if got := answer(t, db, generate(t, embedded(), n)); got != `[{"name":"A"},{"name":"b"},{"name":"c"}]` {
		t.Error(got)
	}
}

func TestNulls(t *testing.T) {
	s := newShop()
	db := open(t, shopSQL)
	for _, nativeSmallest := range []bool{true, false} {
		for _, words := range []bool{true, false} {
			for i := range 8 {
				term := plan.Term{
					Source: plan.Own, Column: c(s.track, "composer"),
					Desc: i&1 != 0, NullsFirst: i&2 != 0, Nullable: i&4 != 0,
				}
				d := embedded()
				d.NullsSmallest, d.NullsOrder = nativeSmallest, words
				n := node(s.track, pick(s.track, plan.Own, "composer")...)
				n.Order = append([]plan.Term{term}, n.Order...)
				p := generate(t, d, n)
				text := p.Fields[0].Query.SQL
				needed := term.Nullable && term.NullsFirst == (nativeSmallest == term.Desc)
				if got := strings.Contains(text, "NULL"); got != needed {
					t.Errorf("%+v smallest %v: mentions nulls %v\n%s", term, nativeSmallest, got, text)
				}
				if words != strings.Contains(text, " NULLS ") && needed {
					t.Errorf("the dialect's words for nulls: %v\n%s", words, text)
				}
				if !nativeSmallest || !term.Nullable {
					continue
				}
				got := answer(t, db, p)
				if first := strings.HasPrefix(got, `[{"composer":null`); first != term.NullsFirst {
					t.Errorf("%+v: %s", term, got)
				}
			}
		}
	}
}

func TestFaults(t *testing.T) {
	list := func(s *shop, count int) *plan.Predicate {
		return &plan.Predicate{Kind: plan.Compare, Column: c(s.track, "id"), Op: request.In, Slot: slotAt(1), Count: count}
	}
	tests := []struct {
		name    string
		code    fault.Code
		message string
		change  func(*shop, *plan.Node, *dialect.Dialect)
	}{
		{"storage", fault.Internal, `"cloud"`, func(s *shop, n *plan.Node, _ *dialect.Dialect) {
			c(s.track, "name").Type.Storage = "cloud"
			n.Where = compare(c(s.track, "name"), request.Eq, slotAt(0))
		}},
		{"storage of an order", fault.Internal, `"cloud"`, func(s *shop, _ *plan.Node, _ *dialect.Dialect) {
			c(s.track, "id").Type.Storage = "cloud"
		}},
		{"comparison", fault.RequestInvalid, "column ms cannot be compared by regex", func(s *shop, n *plan.Node, _ *dialect.Dialect) {
			n.Where = compare(c(s.track, "ms"), request.Regex, slotAt(1))
		}},
		{"list", fault.LimitList, "where.id.in: the filter needs 9 values, more than the 8", func(s *shop, n *plan.Node, d *dialect.Dialect) {
			n.Where, d.MaxParams = list(s, 8), 8
		}},
		{"quote", fault.Internal, `'['`, func(_ *shop, _ *plan.Node, d *dialect.Dialect) { d.Quote = '[' }},
		{"window", fault.Internal, "window functions", func(s *shop, n *plan.Node, d *dialect.Dialect) {
			n.Distinct, d.Window = cs(s.track, "ms"), false
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, d := newShop(), embedded()
			n := node(s.track, pick(s.track, plan.Own, "id")...)
			test.change(s, n, d)
			p := planOf(n)
			p.Slots = []plan.Slot{{}, {Argument: "where.id.in", Field: []string{"tracks"}}}
			_, err := Generate(p, d, Options{Rows: 1000})
			var f *fault.Fault
			if !errors.As(err, &f) || f.Code != test.code || !strings.Contains(f.Message, test.message) {
				t.Fatalf("got %v", err)
			}
			if _, _, hint := f.Texts(); f.Code != fault.Internal && (hint == "" || fmt.Sprint(f.Path) != "[tracks]") {
				t.Errorf("hint %q, path %v", hint, f.Path)
			}
		})
	}
}

func TestWithoutWindowsALimitIsCutByTheReader(t *testing.T) {
	s, d := newShop(), embedded()
	d.Window = false
	child := linked(node(s.track, pick(s.track, plan.Own, "id")...), s.albumTracks, plan.Own)
	child.Limit = slotAt(2)
	n := node(s.album, many("tracks", 0))
	n.Children = []*plan.Node{child}
	q := generate(t, d, n).Fields[0].Query.Children[0]
	if !q.CutInGo || q.Limit != slotAt(2) || len(q.Args) != 1 {
		t.Errorf("%+v", q)
	}
}

// TestDepth checks that a condition of the maximum depth is written and prepared, and that one level more is rejected.
func TestDepth(t *testing.T) {
	s, d := newShop(), embedded()
	d.MaxDepth = 1000
	db := open(t, shopSQL)
	related := func(r *catalog.Relation, q request.Quantifier, child *plan.Predicate) *plan.Predicate {
		return &plan.Predicate{Kind: plan.Related, Relation: r, Quantifier: q, Children: []*plan.Predicate{child}}
	}
	nested := func(levels int) *plan.Node {
		p := compare(c(s.album, "id"), request.Eq, slotAt(0))
		for range levels {
			p = negate(related(s.albumArtist, request.Some, related(s.artistAlbums, request.Every, p)))
		}
		n := node(s.album, pick(s.album, plan.Own, "id")...)
		n.Where = p
		return n
	}
	levels := 0
	for ; ; levels++ {
		program, err := Generate(planOf(nested(levels)), d, Options{Rows: 10})
		if err != nil {
			if f := fault.From(err); f.Code != fault.LimitDepth || f.Hint == "" {
				t.Errorf("%d levels: %v", levels, err)
			}
			break
		}
		if _, err := db.ExecContext(t.Context(), "EXPLAIN "+program.Fields[0].Query.SQL, 1, 10); err != nil {
			t.Fatalf("%d levels are written, and no statement: %v", levels, err)
		}
	}
	if levels < 8 {
		t.Errorf("%d levels are the most", levels)
	}
	d.MaxDepth = 0
	if _, err := Generate(planOf(nested(100)), d, Options{Rows: 10}); err != nil {
		t.Errorf("without a bound: %v", err)
	}
	d.MaxColumns = 3
	if _, err := Generate(planOf(node(s.track, pick(s.track, plan.Own, "id", "name")...)), d, Options{Rows: 10}); fault.From(err) == nil || fault.From(err).Code != fault.LimitFields {
		t.Errorf("two columns of one: %v", err)
	}
}
