package engine_test

import (
	"context"
	"strings"
	"testing"

	"tiddly/internal/engine"
	"tiddly/internal/exec"
	"tiddly/internal/request"
)

func TestInsertOne(t *testing.T) {
	h, a := serve(t), &ask{}
	a.insert("one", "Artist", []row{{"name", "Dora"}}, affected, nodes(append(get("id", "name", "country", "shout"),
		request.Selection{Key: "nid", Kind: request.NodeID}, request.Selection{Key: "__typename", Kind: request.Typename})...), ids, typename)
	expect(t, "insert", h.run(a), `{"one":{"affectedRows":1,"nodes":{"id":4,"name":"Dora","country":"FR","shout":"DORA","nid":"WyJBcnRpc3QiLDRd","__typename":"Artist"},"ids":null,"__typename":"AlbumPayload"}}`)
	expect(t, "row", h.cells("SELECT name || country FROM artist WHERE id = 4"), "DoraFR")
}

// TestInsertManyKeepsTheOrder inserts rows with different column sets, so that their keys are in another order
// than the input.
func TestInsertManyKeepsTheOrder(t *testing.T) {
	h, a := serve(t), &ask{}
	tracks := request.Selection{Key: "albums", Kind: request.Relation, Name: "albums", Query: all(get("title")...)}
	a.insert("many", "Artist", []row{{"id", int64(50), "name", "Z"}, {"name", "Y"}, {"id", int64(20), "name", "X", "country", nil}, {"name", ""}},
		nodes(append(get("id", "name", "country"), tracks)...), affected)
	expect(t, "insert", h.run(a), `{"many":{"nodes":[{"id":50,"name":"Z","country":"FR","albums":[]},{"id":51,"name":"Y","country":"FR","albums":[]},`+
		`{"id":20,"name":"X","country":null,"albums":[]},{"id":52,"name":"","country":"FR","albums":[]}],"affectedRows":4}}`)
	a = &ask{}
	a.insert("many", "Album", []row{{"id", int64(9), "title", "B", "artistId", int64(2)}, {"id", int64(8), "title", "A", "artistId", int64(1)}},
		nodes(append(get("title"), request.Selection{Key: "artist", Kind: request.Relation, Name: "artist", Query: all(append(get("name"), tracks)...)})...), ids)
	expect(t, "relations", h.run(a), `{"many":{"nodes":[{"title":"B","artist":{"name":"Bela","albums":[{"title":"Three"},{"title":"B"}]}},`+
		`{"title":"A","artist":{"name":"Ada","albums":[{"title":"One"},{"title":"Two"},{"title":"A"}]}}],"ids":[]}}`)
}

func TestInsertsWithoutKeyOrWithItsParts(t *testing.T) {
	h := serve(t)
	for _, c := range []struct {
		table string
		rows  []row
		get   []string
		want  string
	}{
		{"Note", []row{{"text", "z", "n", int64(9)}, {}}, []string{"text", "n"}, `[{"text":"z","n":9},{"text":null,"n":null}]`},
		{"Word", []row{{"n", int64(5)}, {"word", "w"}}, []string{"word", "n"}, `[{"word":null,"n":5},{"word":"w","n":null}]`},
		{"Default", []row{{}, {"a", nil}, {}}, []string{"id", "a", "b"}, `[{"id":1,"a":"x","b":7},{"id":2,"a":null,"b":7},{"id":3,"a":"x","b":7}]`},
		{"Place", []row{{"country", "Z", "number", int64(2)}, {"country", "Z", "number", int64(1), "name", "é"}}, []string{"number", "name"}, `[{"number":2,"name":null},{"number":1,"name":"é"}]`},
		{"Note", nil, []string{"n"}, `[]`},
	} {
		a := &ask{}
		a.insert("many", c.table, c.rows, nodes(get(c.get...)...))
		if c.rows == nil {
			a.fields[0].Write.Columns = [][]string{{}}
		}
		expect(t, c.table, h.run(a), `{"many":{"nodes":`+c.want+`}}`)
	}
}

func TestUpdate(t *testing.T) {
	h, a := serve(t), &ask{}
	f := a.change("up", request.Update, "Album", row{"title", "Uno", "artistId", int64(3)}, row{"sold", int64(5), "played", int64(-1), "price", "0.2", "weight", "0.2", "exact", "0.55", "rating", 0.25},
		nodes(append(get("title", "sold", "played", "price", "weight", "exact", "rating"),
			request.Selection{Key: "artist", Kind: request.Relation, Name: "artist", Query: all(get("name")...)})...), affected)
	a.key(f, "id", int64(1))
	expect(t, "by key", h.run(a), `{"up":{"nodes":{"title":"Uno","sold":15,"played":"9223372036854775799","price":"1.10","weight":"0.3","exact":"12345678901234567891.05","rating":1.75,"artist":{"name":"Cleo"}},"affectedRows":1}}`)
	expect(t, "no noise", h.cells("SELECT weight || ' ' || typeof(weight) FROM album WHERE id = 1"), "0.3 real")

	a = &ask{}
	f = a.change("up", request.Update, "Album", row{"title", "x"}, row{"sold", int64(1), "price", "1"}, nodes(get("title", "sold", "price")...))
	expect(t, "null stays null", h.run(a.key(f, "id", int64(3))), `{"up":{"nodes":{"title":"x","sold":null,"price":null}}}`)

	a = &ask{}
	f = a.change("up", request.Update, "Album", row{"title", "x"}, nil, affected, nodes(get("title")...), ids)
	expect(t, "no such row", h.run(a.key(f, "id", int64(99))), `{"up":{"affectedRows":0,"nodes":null,"ids":null}}`)

	a = &ask{}
	f = a.change("up", request.Update, "Place", row{"country", "AA", "number", int64(7)}, nil, nodes(get("country", "number", "name")...))
	expect(t, "the key itself", h.run(a.key(f, "countryAndNumber", "FR", int64(1))), `{"up":{"nodes":{"country":"AA","number":7,"name":"Paris"}}}`)
}

func TestUpdateMany(t *testing.T) {
	h, a := serve(t), &ask{}
	f := a.change("up", request.UpdateMany, "Note", nil, row{"n", int64(10)}, affected, nodes(get("text", "n")...), ids)
	expect(t, "where", h.run(a.where(f, a.compare("n", request.Gte, int64(2)))), `{"up":{"affectedRows":2,"nodes":[{"text":"b","n":12},{"text":"c","n":13}],"ids":[]}}`)

	a = &ask{}
	f = a.change("up", request.UpdateMany, "Artist", row{"country", nil}, nil, affected)
	f.Write.AllRows = true
	expect(t, "all rows", h.run(a), `{"up":{"affectedRows":3}}`)
	expect(t, "all rows", h.cells("SELECT count(country) FROM artist"), "0")

	a = &ask{}
	f = a.change("up", request.UpdateMany, "Artist", row{"country", "X"}, nil, affected, nodes(get("id")...))
	expect(t, "none", h.run(a.where(f, &request.Where{Kind: request.Or})), `{"up":{"affectedRows":0,"nodes":[]}}`)

	a = &ask{}
	f = a.change("up", request.UpdateMany, "Artist", row{"country", "X"}, nil, affected)
	w := &request.Where{Kind: request.Related, Relation: "albums", Children: []*request.Where{a.compare("title", request.Eq, "One")}}
	f.Write.MaxAffected = a.slot(int64(1))
	expect(t, "by relation", h.run(a.where(f, w)), `{"up":{"affectedRows":1}}`)
	expect(t, "by relation", h.cells("SELECT id FROM artist WHERE country = 'X'"), "1")
}

func TestDelete(t *testing.T) {
	h, a := serve(t), &ask{}
	f := a.change("del", request.Delete, "Album", nil, nil, nodes(append(get("id", "title"),
		request.Selection{Key: "artist", Kind: request.Relation, Name: "artist", Query: all(get("name")...)})...), ids, affected)
	expect(t, "by key", h.run(a.key(f, "id", int64(1))), `{"del":{"nodes":{"id":1,"title":"One","artist":{"name":"Ada"}},"ids":"WyJBbGJ1bSIsMV0","affectedRows":1}}`)

	a = &ask{}
	f = a.change("del", request.Delete, "Album", nil, nil, nodes(get("id")...), ids, affected)
	expect(t, "no such row", h.run(a.key(f, "id", int64(1))), `{"del":{"nodes":null,"ids":null,"affectedRows":0}}`)

	a = &ask{}
	f = a.change("del", request.DeleteMany, "Place", nil, nil, ids, affected,
		request.PayloadField{Key: "again", Kind: request.Nodes, Query: all(get("name")...)})
	expect(t, "in key order", h.run(a.where(f, counted(a.compare("country", request.In, []any{"FR", "GR"})))),
		`{"del":{"ids":["WyJQbGFjZSIsIkZSIiwxXQ","WyJQbGFjZSIsIkZSIiwyXQ","WyJQbGFjZSIsIkdSIiwxXQ"],"affectedRows":3,"again":[{"name":"Paris"},{"name":"Lyon"},{"name":"Athens"}]}}`)
	expect(t, "gone", h.cells("SELECT count(*) FROM place"), "0")
}

// TestRequestIsOneTransaction runs several fields, each of which sees the effects of those before it.
func TestRequestIsOneTransaction(t *testing.T) {
	h, a := serve(t), &ask{}
	a.fields = append(a.fields, &request.Field{Key: "__typename", Kind: request.Constant, Constant: "Mutation"})
	a.insert("oneA", "Artist", []row{{"id", int64(7), "name", "Eve"}}, affected)
	f := a.change("up", request.Update, "Artist", row{"name", "Eva"}, nil, nodes(get("name")...))
	a.key(f, "id", int64(7))
	f = a.change("del", request.Delete, "Artist", nil, nil, nodes(get("name")...))
	a.key(f, "id", int64(7))
	expect(t, "in order", h.run(a), `{"__typename":"Mutation","oneA":{"affectedRows":1},"up":{"nodes":{"name":"Eva"}},"del":{"nodes":{"name":"Eva"}}}`)

	a = &ask{}
	a.insert("oneA", "Artist", []row{{"name", "Fay"}}, affected)
	a.insert("many", "Artist", []row{{"name", "Gil"}, {"name", "Ada"}}, affected)
	expect(t, "all or nothing", h.run(a), `null !CONSTRAINT_UNIQUE[many] Artist[name] input[1]: another row already has the same key`)
	expect(t, "all or nothing", h.cells("SELECT count(*) FROM artist"), "3")
}

func TestAfterTheCommit(t *testing.T) {
	h, a := serve(t), &ask{}
	list := func(key, table string, q *request.Query) *request.Field {
		return &request.Field{Key: key, Kind: request.List, Table: table, Query: q}
	}
	query := func(fields ...*request.Field) request.PayloadField {
		return request.PayloadField{Key: "query", Kind: request.After, Fields: fields}
	}
	q := all(get("name")...)
	q.Where = a.compare("id", request.Gt, int64(2))
	a.insert("oneA", "Artist", []row{{"name", "Dora"}}, query(list("artists", "Artist", q),
		&request.Field{Key: "__typename", Kind: request.Constant, Constant: "Query"}), affected)
	f := a.change("del", request.Delete, "Artist", nil, nil, affected, query(list("a", "Artist", all(get("id")...))))
	a.key(f, "id", int64(3))
	expect(t, "reads what is kept", h.run(a), `{"oneA":{"query":{"artists":[{"name":"Dora"}],"__typename":"Query"},"affectedRows":1},"del":{"affectedRows":1,"query":{"a":[{"id":1},{"id":2},{"id":4}]}}}`)

	a = &ask{}
	bad := all(get("name")...)
	bad.Where = a.compare("name", request.Regex, "(")
	a.insert("oneA", "Artist", []row{{"name", "Fay"}}, query(list("artists", "Artist", bad)), affected)
	got := h.run(a)
	if !strings.HasPrefix(got, `{"oneA":{"query":null,"affectedRows":1}} !REQUEST_VALUE[oneA query artists] where.name.regex: the regular expression`) {
		t.Errorf("an error after the commit: %s", got)
	}
	expect(t, "the write stays", h.cells("SELECT count(*) FROM artist WHERE name = 'Fay'"), "1")
}

// readOnly is a database that can only be read.
type readOnly struct{ exec.Database }

func TestReadOnly(t *testing.T) {
	h, a := serve(t), &ask{}
	s, err := engine.New(readOnly{h.db}, h.db.Dialect(), h.s.Catalog, h.s.Limits)
	if err != nil {
		t.Fatal(err)
	}
	h.s = s
	a.insert("oneA", "Artist", []row{{"name", "Fay"}}, affected)
	expect(t, "read-only", h.run(a), `null !DATABASE_READ_ONLY[] the database is served read-only`)
}

func TestEndedContext(t *testing.T) {
	h, a := serve(t), &ask{}
	a.insert("oneA", "Artist", []row{{"name", "Fay"}}, affected)
	p, err := h.s.Prepare(t.Context(), &request.Request{Fields: a.fields})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if answer := h.s.Run(ctx, nil, p, a.values, nil); answer.Data != nil || len(answer.Errors) != 1 || answer.Errors[0].Code != "REQUEST_LEFT" {
		t.Errorf("an ended request: %s %v", answer.Data, answer.Errors)
	}
}
