package engine_test

import (
	"regexp"
	"strings"
	"testing"

	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// update returns an update of an album by key.
func update(set, inc row, id int64) func(*ask) {
	return func(a *ask) { a.key(a.change("up", request.Update, "Album", set, inc, affected), "id", id) }
}

// matching returns an update of the artists that match w.
func matching(w func(*ask) *request.Where) func(*ask) {
	return func(a *ask) {
		f := a.change("up", request.UpdateMany, "Artist", row{"country", "X"}, nil, affected)
		a.where(f, w(a))
	}
}

func group(kind request.WhereKind, children ...*request.Where) *request.Where {
	return &request.Where{Kind: kind, Children: children}
}

// inserts returns an insert of rows.
func inserts(key, table string, payload []request.PayloadField, rows ...row) func(*ask) {
	return func(a *ask) { a.insert(key, table, rows, payload...) }
}

var everything = "refused REQUEST_VALUE[up] Artist[] where: it matches every row of Artist"

// refusals lists every refused write with its complete error. None may change anything.
var refusals = []struct {
	name string
	ask  func(*ask)
	want string
}{
	{"an empty where", matching(func(*ask) *request.Where { return nil }), everything},
	{"and: []", matching(func(*ask) *request.Where { return group(request.And) }), everything},
	{"or: [{}]", matching(func(*ask) *request.Where { return group(request.Or, group(request.And)) }), everything},
	{"not: {or: []}", matching(func(*ask) *request.Where { return group(request.Not, group(request.Or)) }), everything},
	{"notIn: []", matching(func(*ask) *request.Where {
		return &request.Where{Kind: request.Compare, Column: "id", Op: request.NotIn}
	}), everything},
	{"isNull: false, NOT NULL", matching(func(*ask) *request.Where {
		return &request.Where{Kind: request.Compare, Column: "name", Op: request.IsNull}
	}), everything},
	{"every: {}", matching(func(*ask) *request.Where {
		w := group(request.Related)
		w.Relation, w.Quantifier = "albums", request.Every
		return w
	}), everything},
	{"deleting everything", func(a *ask) { a.change("up", request.DeleteMany, "Artist", nil, nil, affected) }, everything},
	{"nothing to set", update(nil, nil, 1), `refused REQUEST_VALUE[up] Album[] set: there is nothing to change`},
	{"set and inc", update(row{"sold", int64(1)}, row{"sold", int64(1)}, 1), `refused REQUEST_VALUE[up] Album[sold] inc.sold: sold is in both set and inc`},
	{"adding to text", update(nil, row{"title", "x"}, 1), `refused REQUEST_VALUE[up] Album[title] inc.title: nothing can be added to title, a String column`},
	{"adding null", update(nil, row{"sold", nil}, 1), `null !REQUEST_VALUE[up] Album[sold] inc.sold: null cannot be added`},
	{"null for NOT NULL", update(row{"title", nil}, nil, 1), `null !CONSTRAINT_NOT_NULL[up] Album[title] set.title: title must not be null`},
	{
		"a generated column", inserts("one", "Artist", nil, row{"name", "x", "shout", "X"}),
		`refused REQUEST_VALUE[one] Artist[shout] input: shout is generated: it cannot be written`,
	},
	{"an unknown column", inserts("one", "Artist", nil, row{"nam", "x"}), `refused SCHEMA_UNKNOWN[one] Artist[] input: Artist has no column "nam"`},
	{"a view", inserts("one", "Loud", nil, row{"name", "x"}), `refused REQUEST_INVALID[one] Loud[] Loud is a view: its rows cannot be written`},
	{"an unknown key", func(a *ask) {
		a.key(a.change("up", request.Delete, "Album", nil, nil, affected), "title", "One")
	}, `refused SCHEMA_UNKNOWN[up] Album[] Album has no key "title"`},
	{"null in an insert", inserts("many", "Artist", nil, row{"name", "x"}, row{"name", nil}), `null !CONSTRAINT_NOT_NULL[many] Artist[name] input[1].name: name must not be null`},
	{"null for a row id", inserts("one", "Artist", nil, row{"id", nil, "name", "x"}), `null !CONSTRAINT_NOT_NULL[one] Artist[id] input.id: id must not be null`},
	{"a value left out", inserts("one", "Artist", nil, row{"country", "x"}), `null !CONSTRAINT_NOT_NULL[one] Artist[name] input: a column that requires a value got null`},
	{
		"too many fraction digits", inserts("one", "Album", nil, row{"title", "x", "price", "0.123"}),
		`null !REQUEST_VALUE[one] Album[price] input.price: the value has more fraction digits than the scale of price, which is 2`,
	},
	{
		"too many digits", inserts("many", "Album", nil, row{"title", "x", "price", "12345678901234.12"}),
		`null !REQUEST_VALUE[many] Album[price] input[0].price: the value has more than 15 significant digits, which the column cannot store`,
	},
	{
		"too many digits in set", update(row{"weight", "0.1234567890123456"}, nil, 1),
		`null !REQUEST_VALUE[up] Album[weight] set.weight: the value has more than 15 significant digits, which the column cannot store`,
	},
	{"unique", inserts("one", "Artist", nil, row{"name", "Ada"}), `null !CONSTRAINT_UNIQUE[one] Artist[name] input: another row already has the same key`},
	{
		"foreign key", inserts("many", "Album", nil, row{"title", "x", "artistId", int64(99)}),
		`null !CONSTRAINT_FOREIGN_KEY[many] Album[artistId] input[0]: a foreign key would refer to a row that does not exist`,
	},
	{
		"referred to", func(a *ask) { a.key(a.change("up", request.Delete, "Artist", nil, nil, affected), "id", int64(1)) },
		`null !CONSTRAINT_FOREIGN_KEY[up] Album[artistId] other rows refer to the row, which would no longer be there`,
	},
	{"deferred key", inserts("one", "Later", nil, row{"artistId", int64(99)}), `null !CONSTRAINT_FOREIGN_KEY[one] Later[artistId] a foreign key would refer to a row that does not exist`},
	{"check", update(row{"sold", int64(-1)}, nil, 1), `null !CONSTRAINT_CHECK[up] Album[sold] the row violates a CHECK constraint of the table`},
	{"an Int too large", update(nil, row{"sold", int64(8)}, 2), `null !CONSTRAINT_TYPE[up] Album[sold] the sum does not fit the column`},
	{"an Int too small", update(nil, row{"sold", int64(-2147483648), "played", int64(1)}, 2), `null !CONSTRAINT_CHECK[up] Album[sold] the row violates a CHECK constraint of the table`},
	{"a BigInt too large", update(nil, row{"played", int64(8)}, 1), `null !CONSTRAINT_TYPE[up] Album[played] the sum does not fit the column`},
	{"a BigInt too small", update(nil, row{"played", int64(-9223372036854775808), "sold", int64(-5)}, 4), `{"up":{"affectedRows":0}}`},
	{"a Float too large", update(nil, row{"rating", 1e308}, 2), `null !CONSTRAINT_TYPE[up] Album[rating] the sum does not fit the column`},
	{"a Decimal too long", update(nil, row{"weight", "2"}, 3), `null !CONSTRAINT_TYPE[up] Album[weight] the sum does not fit the column`},
	{"maxAffected", func(a *ask) {
		f := a.change("up", request.UpdateMany, "Note", row{"n", int64(0)}, nil, affected)
		f.Write.MaxAffected = a.slot(int64(1))
		a.where(f, a.compare("n", request.Gt, int64(0)))
	}, `null !LIMIT_AFFECTED[up] Note[] the write would affect 3 rows, more than its maxAffected of 1`},
	{"maxAffected of a delete", func(a *ask) {
		f := a.change("up", request.DeleteMany, "Note", nil, nil, nodes(get("n")...))
		f.Write.AllRows, f.Write.MaxAffected = true, a.slot(int64(2))
	}, `null !LIMIT_AFFECTED[up] Note[] the write would affect 3 rows, more than its maxAffected of 2`},
	{"a negative maxAffected", func(a *ask) {
		f := a.change("up", request.DeleteMany, "Note", nil, nil, nodes(get("n")...))
		f.Write.AllRows, f.Write.MaxAffected = true, a.slot(int64(-2))
	}, `null !REQUEST_VALUE[up] maxAffected must not be negative`},
	{"several rows with one key", func(a *ask) {
		a.key(a.change("up", request.Delete, "Stamp", nil, nil, affected), "at", int64(1704067200000000))
	}, `null !DATABASE_VALUE[up] Stamp[] 2 rows have the key, written in different forms`},
	{
		"too many rows inserted", inserts("many", "Note", []request.PayloadField{nodes(get("n")...)}, row{}, row{}, row{}, row{}, row{}, row{}),
		`null !LIMIT_ROWS[many] Note[] the write changes more than 5 rows, the limit of an answer`,
	},
	{"an error in a later field", func(a *ask) {
		a.insert("one", "Artist", []row{{"name", "Fay"}}, affected)
		a.key(a.change("up", request.Update, "Album", nil, row{"sold", int64(8)}, affected), "id", int64(2))
	}, `null !CONSTRAINT_TYPE[up] Album[sold] the sum does not fit the column`},
}

const contents = `SELECT json_group_array(x) FROM (
	SELECT json_array(id, name, country) AS x FROM artist UNION ALL SELECT json_array(id, title, artist_id, sold, played, price, weight, exact, rating) FROM album
	UNION ALL SELECT json_array(text, n) FROM note UNION ALL SELECT json_array(at, n) FROM stamp UNION ALL SELECT json_array(id) FROM later)`

func TestRefusals(t *testing.T) {
	h := serve(t)
	before := h.cells(contents)
	for _, c := range refusals {
		a := &ask{}
		c.ask(a)
		expect(t, c.name, h.run(a), c.want)
		if after := h.cells(contents); after != before {
			t.Fatalf("%s left something behind:\n%s\n%s", c.name, before, after)
		}
	}
}

// TestRefusalsInATransaction requires the same errors of a transaction that code has begun: when it writes, or at the
// commit.
func TestRefusalsInATransaction(t *testing.T) {
	h := serve(t)
	before := h.cells(contents)
	path := regexp.MustCompile(`\[.*?\]`)
	for _, c := range refusals {
		a := &ask{}
		c.ask(a)
		p, err := h.prepare(&request.Request{Fields: a.fields})
		if err != nil {
			continue
		}
		x := h.s.Session(nil)
		err = x.Transact(t.Context(), func() error {
			if answer := x.Run(t.Context(), p, a.values, nil); len(answer.Errors) > 0 {
				return answer.Errors[0]
			}
			return nil
		})
		x.Close()
		if err == nil {
			expect(t, c.name, "{", c.want[:1])
			continue
		}
		f := *fault.From(err)
		f.Path = []any{}
		expect(t, c.name, "null !"+line(&f), strings.Replace(c.want, path.FindString(c.want), "[]", 1))
		if after := h.cells(contents); after != before {
			t.Fatalf("%s left something behind:\n%s\n%s", c.name, before, after)
		}
	}
}

// TestTooManyRowsToAnswer selects more rows than one answer may have; a write that selects none is not limited.
func TestTooManyRowsToAnswer(t *testing.T) {
	for _, c := range []struct {
		name string
		kind request.FieldKind
		set  row
	}{{"update", request.UpdateMany, row{"n", int64(5)}}, {"delete", request.DeleteMany, nil}} {
		h, a := serve(t), &ask{}
		a.insert("many", "Note", []row{{}, {}, {}, {}}, affected)
		expect(t, c.name, h.run(a), `{"many":{"affectedRows":4}}`)
		for _, payload := range [][]request.PayloadField{{nodes(get("n")...)}, {affected}} {
			a = &ask{}
			a.change("up", c.kind, "Note", c.set, nil, payload...).Write.AllRows = true
			want := `null !LIMIT_ROWS[up] Note[] the write changes more than 5 rows, the limit of an answer`
			if payload[0].Kind == request.AffectedRows {
				want = `{"up":{"affectedRows":7}}`
			}
			expect(t, c.name, h.run(a), want)
		}
	}
}

// TestBadCellsEndTheWrite requires that a write whose cells cannot be returned is rolled back.
func TestBadCellsEndTheWrite(t *testing.T) {
	h, a := serve(t), &ask{}
	a.insert("oneA", "Artist", []row{{"name", "Fay"}}, affected)
	f := a.change("up", request.UpdateMany, "Stamp", row{"n", int64(9)}, nil, nodes(get("at", "n")...))
	f.Write.AllRows = true
	expect(t, "readable", h.run(a), `{"oneA":{"affectedRows":1},"up":{"nodes":[{"at":"2024-01-01T00:00:00Z","n":9},{"at":"2024-01-01T00:00:00Z","n":9}]}}`)

	const good = "('11111111-1111-4111-8111-111111111111'), ('22222222-2222-4222-8222-222222222222')"
	bad := serveWith(t, "INSERT INTO kinds(id, guid) VALUES (1, 'x'), (2, NULL), (3, 'y'); INSERT INTO kinds(guid) VALUES "+good)
	a = &ask{}
	f = a.change("up", request.UpdateMany, "Kind", row{"free", "f"}, nil, nodes(get("id", "guid")...))
	f.Write.AllRows = true
	got := bad.run(a)
	want := `null !DATABASE_VALUE[up nodes 0 guid] Kind[guid] the stored value is not a valid UUID !DATABASE_VALUE[up nodes 2 guid] Kind[guid] the stored value is not a valid UUID`
	expect(t, "bad cells", got, want)
	expect(t, "bad cells", bad.cells("SELECT count(free) FROM kinds"), "0")
	a = &ask{}
	f = a.change("up", request.Update, "Kind", row{"guid", "0190163d-8694-739b-aea5-966c26f8ad91"}, nil, nodes(get("id", "guid")...))
	a.key(f, "id", int64(1))
	expect(t, "mended", bad.run(a), `{"up":{"nodes":{"id":1,"guid":"0190163d-8694-739b-aea5-966c26f8ad91"}}}`)
}

// TestTriggers requires that a row removed by a trigger is no error, and that a row changed by one is returned as
// changed.
func TestTriggers(t *testing.T) {
	h := serveWith(t, `CREATE TRIGGER gone AFTER INSERT ON note WHEN new.text = 'gone' BEGIN DELETE FROM note WHERE rowid = new.rowid; END;
		CREATE TRIGGER more AFTER INSERT ON note WHEN new.text = 'more' BEGIN UPDATE note SET n = 77 WHERE rowid = new.rowid; END;
		CREATE TRIGGER no BEFORE INSERT ON note WHEN new.text = 'no' BEGIN SELECT RAISE(ROLLBACK, 'secret'); END;
		CREATE TRIGGER skip BEFORE INSERT ON note WHEN new.text = 'skip' BEGIN SELECT RAISE(IGNORE); END;`)
	a := &ask{}
	a.insert("many", "Note", []row{{"text", "more"}, {"text", "gone"}, {"text", "skip"}, {"text", "kept"}}, nodes(get("text", "n")...), affected)
	expect(t, "changed by triggers", h.run(a), `{"many":{"nodes":[{"text":"more","n":77},{"text":"kept","n":null}],"affectedRows":2}}`)
	a = &ask{}
	a.insert("many", "Note", []row{{"text", "kept"}, {"text", "no"}}, affected)
	if got := h.run(a); !strings.HasPrefix(got, "null !CONSTRAINT_TRIGGER[many]") || strings.Contains(got, "secret") {
		t.Errorf("a trigger that ends the transaction: %s", got)
	}
}
