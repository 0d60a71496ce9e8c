package corpus_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/db/dbtest"
	"tiddly/internal/catalog"
	"tiddly/internal/engine"
	"tiddly/internal/naive"
	"tiddly/internal/schema"
)

var (
	servers = flag.String("servers", "", "the addresses of two servers that TestServers compares, with a comma between them")
	behind  = flag.String("database", "", "a database with the rows that both of them have")
)

// TestServers sends random queries and mutations to two servers of equal databases, and requires the same status and
// bytes of both. The packages that build servers from generated code run it with theirs; without any, two of the engine
// have to agree, which nothing that depends on the order of a map or on what was asked before would let them.
func TestServers(t *testing.T) {
	if *servers == "" {
		*servers, *behind = twins(t)
	}
	s, _, err := engine.Load(t.Context(), dbtest.Open(t, *behind), engine.Options{Limits: engine.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	n, err := newNaive(t.Context(), *behind, s.Catalog, s.Schema.AST, rowsOfLists, legible)
	if err != nil {
		t.Fatal(err)
	}
	first, second, _ := strings.Cut(*servers, ",")
	p := pair{first: first, second: second}
	d := newDice(s.Catalog, s.Schema.AST, n, map[string]int{})
	for i := range *cases {
		query, variables := d.document(rand.New(rand.NewPCG(uint64(*seed), uint64(i)))).print()
		p.compare(t, query, variables)
	}
	if p.found < *cases/4 {
		t.Errorf("only %d of %d queries found rows", p.found, *cases)
	}
	p.found = 0
	for i := range *cases {
		query, variables := d.mutation(rand.New(rand.NewPCG(uint64(*seed), uint64(i))), s.Schema.Mutations, 1000+i)
		p.compare(t, query, variables)
	}
	if p.found < *cases/5 {
		t.Errorf("only %d of %d mutations changed rows", p.found, *cases)
	}
	for _, table := range s.Catalog.Tables {
		p.compare(t, everyCell(table), nil)
	}
}

// twins returns the addresses of two servers of the engine, and a database with the rows that both of them have.
func twins(t *testing.T) (addresses, database string) {
	t.Helper()
	var both []string
	for range 2 {
		s := httptest.NewServer(handler(serve(t, scripted(t, "writing"))))
		t.Cleanup(s.Close)
		both = append(both, s.URL)
	}
	return strings.Join(both, ","), scripted(t, "writing")
}

// legible returns the comparable form of a cell; nil for one that is stored in another form than that of its kind.
func legible(c *catalog.Column, cell any) (v any) {
	defer func() {
		if recover() != nil {
			v = nil
		}
	}()
	return naive.Known(c, cell)
}

// everyCell returns the query for all columns of a table.
func everyCell(t *catalog.Table) string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return "{ " + t.ListField + "(limit: 1000) { " + strings.Join(names, " ") + " } }"
}

// pair are two servers.
type pair struct {
	first, second string
	// found counts the answers with rows.
	found int
}

func (p *pair) compare(t *testing.T, query string, variables []byte) {
	t.Helper()
	status, answer := send(t, p.first, query, variables)
	otherStatus, other := send(t, p.second, query, variables)
	if status != otherStatus || !bytes.Equal(answer, other) {
		t.Errorf("%s %s\n%d %s\n%d %s", query, variables, status, answer, otherStatus, other)
	}
	if bytes.Contains(answer, []byte(":[{")) || bytes.Contains(answer, []byte(`"node":{`)) || bytes.Contains(answer, []byte(`"affectedRows":1`)) {
		p.found++
	}
}

func send(t *testing.T, address, query string, variables []byte) (int, []byte) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": json.RawMessage(variables)})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/graphql-response+json")
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close() //nolint:errcheck // it was read
	text, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	return got.StatusCode, text
}

// mutation returns a random mutation and its variables; fresh is a number that no row has as its key.
func (d *dice) mutation(random *rand.Rand, roots map[string]schema.Root, fresh int) (string, []byte) {
	d.Rand, d.aliases, d.conditions = random, 0, 0
	query, variables := (&document{fields: []*asked{d.writes(roots, fresh)}}).print()
	return "mutation" + strings.TrimPrefix(query, "query"), variables
}

// writes returns a random field of a mutation.
func (d *dice) writes(roots map[string]schema.Root, fresh int) *asked {
	name := one(d, slices.Sorted(maps.Keys(roots)))
	root, table := d.schema.Mutation.Fields.ForName(name), roots[name].Table
	payload := d.schema.Types[root.Type.Name()]
	f := &asked{name: name, kind: askedList, table: &catalog.Table{TypeName: payload.Name}}
	for _, a := range root.Arguments {
		if v := d.argument(a, table, fresh); v != nil {
			f.arguments = append(f.arguments, &given{name: a.Name, value: v})
		}
	}
	f.fields = []*asked{{name: "affectedRows", kind: askedColumn}}
	for _, rows := range []string{"node", "nodes"} {
		if payload.Fields.ForName(rows) != nil && d.chance(80) && (!d.portable || table.NodeKey() != nil) {
			f.fields = append(f.fields, &asked{name: rows, kind: askedToOne, table: table, fields: d.selection(table, 2)})
		}
	}
	return f
}

// argument returns the value of an argument of a mutation; nil if it is left out.
func (d *dice) argument(a *ast.ArgumentDefinition, t *catalog.Table, fresh int) *input {
	switch a.Name {
	case "input":
		if a.Type.Elem == nil {
			return d.written(d.row(t, a.Type.Name(), 60, fresh), a.Type)
		}
		n := 0
		return d.written(d.listOf(1+d.IntN(3), a.Type, func() *input { n++; return d.row(t, a.Type.Name(), 60, fresh+1000*n) }), a.Type)
	case "set":
		return d.written(d.row(t, a.Type.Name(), 30, fresh), a.Type)
	case "inc":
		if d.chance(25) {
			return d.written(d.increments(t, a.Type.Name()), a.Type)
		}
	case "allRows":
		if d.chance(15) {
			return d.written(leaf(true), a.Type)
		}
	case "by":
		if len(d.naive.Rows(t)) > 0 {
			return d.by(t)
		}
		return d.written(&input{kind: isObject}, a.Type)
	case "where":
		return d.written(d.where(t, 2, 1), a.Type)
	case "maxAffected":
		if d.chance(50) {
			return d.written(leaf(json.Number(fmt.Sprint(d.IntN(6)))), a.Type)
		}
	}
	return nil
}

// increments returns numbers to add to some of the columns of a table.
func (d *dice) increments(t *catalog.Table, typ string) *input {
	in := &input{kind: isObject}
	for _, f := range d.schema.Types[typ].Fields {
		own := t.Column(f.Name).Type.Kind == catalog.Decimal || isOfKey(t, t.Column(f.Name))
		if d.chance(30) && (!d.portable || !own) {
			in.members = append(in.members, &given{name: f.Name, value: d.written(d.free(t.Column(f.Name)), f.Type)})
		}
	}
	return in
}

// isOfKey reports whether a column is one of a key. Rows that get keys of each other are checked in an order that is the
// database's own.
func isOfKey(t *catalog.Table, c *catalog.Column) bool {
	return slices.ContainsFunc(t.Keys, func(k *catalog.Key) bool { return slices.Contains(k.Columns, c) })
}

// row returns values for some of the columns of a table, and for those that must have one.
func (d *dice) row(t *catalog.Table, typ string, percent, fresh int) *input {
	in := &input{kind: isObject}
	for _, f := range d.schema.Types[typ].Fields {
		c := t.Column(f.Name)
		key := c.Type.Kind == catalog.Int && len(t.Keys) > 0 && slices.Contains(t.Keys[0].Columns, c)
		moment := c.HasDefault && (c.Type.Kind == catalog.DateTime || c.Type.Kind == catalog.Date || c.Type.Kind == catalog.Time)
		if !f.Type.NonNull && !moment && (!key || !d.portable || percent < 50) && !d.chance(percent) {
			continue // a default that is the time of the day would differ
		}
		v := d.free(c)
		switch {
		case !c.NotNull && !moment && (!key || !d.portable) && d.chance(8):
			v = &input{}
		case c.Type.Kind == catalog.Int && d.chance(30), key && d.chance(80):
			v = leaf(json.Number(fmt.Sprint(fresh)))
		}
		if v.strict = key && d.portable; v.strict {
			d.once(v, f.Type)
		} else {
			d.written(v, f.Type)
		}
		in.members = append(in.members, &given{name: f.Name, value: v})
	}
	return in
}
