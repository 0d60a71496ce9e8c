package corpus_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/naive"
)

// dice makes random documents. Their values come from the rows, so that many match.
type dice struct {
	*rand.Rand
	catalog *catalog.Catalog
	schema  *ast.Schema
	naive   *naive.Evaluator
	// seen counts the tested features by name.
	seen map[string]int
	// ask sends a document to the server; without it there are no connections.
	ask func(query string) []byte
	// aliases makes aliases unique, conditions limits filters.
	aliases, conditions int
	// paged is set for the arguments of connections, which have no order by a count.
	paged bool
	// declared reports whether the engine sorts the values of enumerations by their declaration, and not as texts.
	declared bool
	// portable is set for writes that engines answer alike: each new row is given its key, since which one it gets otherwise
	// differs, no row without a key is shown, nothing is added to a key, and a decimal has no more digits than others of its
	// column.
	portable bool
}

// The limits of a document, well within the server's.
const (
	maxNesting    = 3
	maxRoots      = 3
	maxConditions = 30
	// maxVisits limits the related rows that a filter examines, because the server examines each.
	maxVisits = 400_000
)

func newDice(c *catalog.Catalog, schema *ast.Schema, n *naive.Evaluator, seen map[string]int) *dice {
	return &dice{catalog: c, schema: schema, naive: n, seen: seen}
}

func (d *dice) chance(percent int) bool { return d.IntN(100) < percent }

func one[T any](d *dice, from []T) T { return from[d.IntN(len(from))] }

// document returns a document.
func (d *dice) document(random *rand.Rand) *document {
	d.Rand, d.aliases, d.conditions = random, 0, 0
	doc := &document{shared: d.chance(20)}
	names := map[string]bool{}
	for range 1 + d.IntN(maxRoots)*d.IntN(2) {
		doc.fields = append(doc.fields, d.root(names))
	}
	if !slices.ContainsFunc(doc.fields, func(f *asked) bool { return !f.absent() }) {
		doc.fields[0].wrap = plainly
	}
	return doc
}

func (d *dice) root(names map[string]bool) *asked {
	f := &asked{table: one(d, d.catalog.Tables)}
	if len(f.table.Keys) > 0 && len(d.naive.Rows(f.table)) > 0 && d.chance(20) {
		f.kind, f.name = askedSingle, f.table.SingleField
		f.arguments = []*given{{name: "by", value: d.by(f.table), fixed: true}}
		d.seen["single"]++
	} else {
		f.kind, f.name = askedList, f.table.ListField
		if d.ask != nil && f.table.Pages() && d.chance(30) {
			f.name += catalog.ConnectionEnd
			d.connected(f, d.schema.Query.Fields.ForName(f.name), "root")
			d.name(f, names)
			return f
		}
		f.arguments = d.arguments(f.table, d.schema.Query.Fields.ForName(f.name), "root")
	}
	d.name(f, names)
	f.fields = d.selection(f.table, 1)
	return f
}

// name sets an alias if the field's name is used, or at random, and the form of the field.
func (d *dice) name(f *asked, taken map[string]bool) {
	if d.chance(15) && f.table == nil {
		// The name of another column: answers must use the alias.
		f.alias = one(d, f.column.Table.Columns).Name
	}
	if d.chance(20) || taken[f.key()] {
		d.aliases++
		f.alias = fmt.Sprint("a", d.aliases)
		d.seen["alias"]++
	}
	taken[f.key()] = true
	if d.chance(12) {
		f.wrap = wrapping(d.IntN(int(wrappings)))
		d.seen[fmt.Sprint("wrapping ", f.wrap)]++
	}
}

func (d *dice) selection(t *catalog.Table, depth int) []*asked {
	taken := map[string]bool{}
	var all []*asked
	for range 1 + d.IntN(4) {
		f := &asked{kind: askedColumn, column: one(d, t.Columns)}
		f.name = f.column.Name
		d.seen["shown "+f.column.Type.Kind.String()]++
		d.name(f, taken)
		all = append(all, f)
	}
	if d.chance(10) {
		all = append(all, &asked{kind: askedTypename, name: "__typename"})
	}
	if t.NodeKey() != nil && d.chance(10) {
		all = append(all, &asked{kind: askedNodeID, name: "nodeId"})
		d.seen["nodeId"]++
	}
	for depth < maxNesting && len(t.Relations) > 0 && d.chance(70-20*depth) {
		f := d.relation(one(d, t.Relations), depth)
		d.name(f, taken)
		all = append(all, f)
	}
	d.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

func (d *dice) relation(r *catalog.Relation, depth int) *asked {
	f := &asked{kind: askedToOne, name: r.Name, table: r.Target, relation: r}
	d.seen[fmt.Sprint("nested ", r.Kind)]++
	if r.Kind != catalog.ToOne {
		f.kind, f.depth = askedToMany, depth
		if d.ask != nil && r.Target.Pages() && d.chance(25) {
			f.name += catalog.ConnectionEnd
			d.connected(f, d.schema.Types[r.Table.TypeName].Fields.ForName(f.name), "nested")
			return f
		}
		f.arguments = d.arguments(r.Target, d.schema.Types[r.Table.TypeName].Fields.ForName(r.Name), "nested")
	}
	f.fields = d.selection(r.Target, depth+1)
	return f
}

// arguments returns the arguments of a list.
func (d *dice) arguments(t *catalog.Table, field *ast.FieldDefinition, where string) []*given {
	var all []*given
	add := func(name string, percent int, value func(typ *ast.Type) *input) {
		definition := field.Arguments.ForName(name)
		if definition == nil || !d.chance(percent) {
			return
		}
		d.seen[where+" "+name]++
		in := &input{}
		if d.chance(95) {
			in = value(definition.Type)
		}
		all = append(all, &given{name: name, value: d.written(in, definition.Type)})
	}
	add("where", 60, func(*ast.Type) *input { return d.where(t, 0, len(d.naive.Rows(t))) })
	add("orderBy", 60, func(typ *ast.Type) *input { return d.orderBy(t, typ, where) })
	add("limit", 70, func(*ast.Type) *input { return leaf(json.Number(fmt.Sprint(d.IntN(d.naive.Limit + 1)))) })
	add("offset", 30, func(*ast.Type) *input { return leaf(json.Number(fmt.Sprint(d.IntN(1 + d.IntN(40))))) })
	add("distinctOn", 15, func(typ *ast.Type) *input { return d.distinctOn(t, typ) })
	return all
}

func leaf(v any) *input { return &input{kind: isLeaf, leaf: v} }

// written sets the type and the form of a value: half of the values are variables.
func (d *dice) written(in *input, typ *ast.Type) *input {
	in.typ = typ.String()
	in.strict = in.strict || (in.kind != isNull && d.chance(30))
	switch n := d.IntN(100); {
	case n < 40:
		in.as = asVariable
		d.seen["variable"]++
	case n < 50 && (in.kind != isNull || !typ.NonNull) && spelt(in):
		in.as = asDefault
		d.seen["default"]++
	case !spelt(in):
		in.as = asVariable
	}
	if in.as == asVariable && in.kind == isNull {
		in.strict = false
	}
	return in
}

// spelt reports whether the value can be a literal: keys of JSON objects need not be GraphQL names.
func spelt(in *input) bool {
	return in.kind != isLeaf || named(in.leaf)
}

func named(v any) bool {
	switch v := v.(type) {
	case []any:
		return !slices.ContainsFunc(v, func(item any) bool { return !named(item) })
	case map[string]any:
		for name, item := range v {
			if !pathName.MatchString(name) || !named(item) {
				return false
			}
		}
	}
	return true
}

// listOf returns a list; a single item may be written without brackets.
func (d *dice) listOf(count int, typ *ast.Type, item func() *input) *input {
	in := &input{kind: isList}
	for range count {
		in.list = append(in.list, d.written(item(), typ.Elem))
	}
	in.bare = count == 1 && d.chance(30)
	if in.bare && in.list[0].as != asLiteral {
		in.list[0].as, in.bare = asLiteral, spelt(in.list[0])
	}
	return in
}

// by returns a key, usually of an existing row.
func (d *dice) by(t *catalog.Table) *input {
	definition := d.schema.Types[t.TypeName+"Key"]
	key := one(d, t.Keys)
	r, other := one(d, d.naive.Rows(t)), one(d, d.naive.Rows(t))
	part := func(c *catalog.Column) *input {
		cell := r.Cell(c)
		if d.chance(10) {
			cell = other.Cell(c)
		}
		if cell == nil {
			return d.free(c)
		}
		return leaf(d.spelling(c, cell))
	}
	typ := definition.Fields.ForName(key.Name).Type
	var in *input
	if len(key.Columns) == 1 {
		in = part(key.Columns[0])
	} else {
		in = &input{kind: isObject}
		inner := d.schema.Types[typ.Name()]
		for _, c := range key.Columns {
			in.members = append(in.members, &given{c.Name, d.written(part(c), inner.Fields.ForName(c.Name).Type), true})
		}
		d.seen["composite key"]++
	}
	in.strict = true
	in = &input{kind: isObject, members: []*given{{key.Name, d.once(in, typ), true}}}
	return d.written(in, ast.NonNullNamedType(t.TypeName+"Key", nil))
}

// once sets the form of a member of a @oneOf input: it cannot be absent, so its variable has no default.
func (d *dice) once(in *input, typ *ast.Type) *input {
	in.strict = true
	d.written(in, typ)
	if in.as == asDefault {
		in.as = asVariable
	}
	return in
}

func (d *dice) orderBy(t *catalog.Table, typ *ast.Type, where string) *input {
	directions := []enumName{"ASC", "DESC", "ASC_NULLS_FIRST", "ASC_NULLS_LAST", "DESC_NULLS_FIRST", "DESC_NULLS_LAST"}
	var term func(t *catalog.Table, ways int) *input
	term = func(t *catalog.Table, ways int) *input {
		definition := d.schema.Types[t.TypeName+"OrderBy"]
		var ones, many []*catalog.Relation
		for _, r := range t.Relations {
			switch {
			case r.Kind != catalog.ToOne:
				many = append(many, r)
			case ways < 3:
				ones = append(ones, r)
			}
		}
		name, in := "", leaf(one(d, directions))
		switch {
		case len(many) > 0 && !d.paged && d.chance(15):
			r := one(d, many)
			count := d.schema.Types[r.Target.TypeName+"RelationAggregateOrderBy"].Fields.ForName("count")
			name = r.AggregateField()
			in = &input{kind: isObject, members: []*given{{"count", d.once(in, count.Type), true}}}
			d.seen[fmt.Sprint("order by count ", r.Kind)]++
		case len(ones) > 0 && d.chance(30):
			r := one(d, ones)
			name, in = r.Name, term(r.Target, ways+1)
			d.seen[where+" order through a relation"]++
		default:
			c := one(d, slices.DeleteFunc(slices.Clone(t.Columns), func(c *catalog.Column) bool { return !c.Type.Kind.Sortable() || d.sortsOtherwise(c) }))
			name = c.Name
			d.seen["order by "+c.Type.Kind.String()]++
			d.seen["order "+string(in.leaf.(enumName))]++
		}
		return &input{kind: isObject, members: []*given{{name, d.once(in, definition.Fields.ForName(name).Type), true}}}
	}
	return d.listOf(d.IntN(4), typ, func() *input { return term(t, 0) })
}

// sortsOtherwise reports whether the engine has an order of its own for the values of a column.
func (d *dice) sortsOtherwise(c *catalog.Column) bool {
	return d.declared && c.Type.Kind == catalog.Enum
}

func (d *dice) distinctOn(t *catalog.Table, typ *ast.Type) *input {
	values := slices.DeleteFunc(slices.Clone(d.schema.Types[t.TypeName+"Column"].EnumValues), func(v *ast.EnumValueDefinition) bool {
		return slices.ContainsFunc(t.Columns, func(c *catalog.Column) bool { return c.EnumValue == v.Name && d.sortsOtherwise(c) })
	})
	return d.listOf(d.IntN(3), typ, func() *input { return leaf(enumName(one(d, values).Name)) })
}

// where returns a filter over rows of a table, which is tested on the given number of rows.
func (d *dice) where(t *catalog.Table, depth, visits int) *input {
	d.conditions++
	in := &input{kind: isObject}
	definition := d.schema.Types[t.TypeName+"Where"]
	taken := map[string]bool{}
	for range 1 + d.IntN(6)/4 - d.IntN(20)/19 {
		name, made := d.condition(t, depth, visits)
		if taken[name] || d.conditions > maxConditions {
			continue
		}
		taken[name] = true
		in.members = append(in.members, &given{name: name, value: d.written(made(), definition.Fields.ForName(name).Type)})
	}
	return in
}

// condition returns a member of a filter.
func (d *dice) condition(t *catalog.Table, depth, visits int) (string, func() *input) {
	list := ast.ListType(ast.NonNullNamedType(t.TypeName+"Where", nil), nil)
	n := d.IntN(100)
	switch {
	case depth < 3 && n < 10:
		d.seen["and"]++
		return "and", func() *input { return d.listOf(d.IntN(3), list, func() *input { return d.where(t, depth+1, visits) }) }
	case depth < 3 && n < 25:
		d.seen["or"]++
		return "or", func() *input { return d.listOf(d.IntN(4), list, func() *input { return d.where(t, depth+1, visits) }) }
	case depth < 3 && n < 35:
		d.seen["not"]++
		return "not", func() *input { return d.where(t, depth+1, visits) }
	case depth < 3 && n < 60 && len(t.Relations) > 0:
		r := one(d, t.Relations)
		if r.Kind != catalog.ToOne && d.chance(25) {
			return r.AggregateField(), func() *input { return d.aggregated(r) }
		}
		if visits *= d.naive.Most(r); visits <= maxVisits {
			return r.Name, func() *input { return d.related(r, depth, visits) }
		}
	}
	c := d.column(t)
	return c.Name, func() *input { return d.filter(c) }
}

// column returns a column, favouring rare kinds.
func (d *dice) column(t *catalog.Table) *catalog.Column {
	c := one(d, t.Columns)
	for range 3 {
		if kind := c.Type.Kind; kind == catalog.JSON || kind != catalog.String && kind != catalog.Int && d.chance(50) {
			break
		}
		c = one(d, t.Columns)
	}
	return c
}

func (d *dice) related(r *catalog.Relation, depth, visits int) *input {
	if r.Kind == catalog.ToOne {
		d.seen["filter through one"]++
		return d.where(r.Target, depth+1, visits)
	}
	in := &input{kind: isObject}
	definition := d.schema.Types[r.Target.TypeName+"RelationFilter"]
	quantifiers := []string{"some", "none", "every"}
	d.Shuffle(3, func(i, j int) { quantifiers[i], quantifiers[j] = quantifiers[j], quantifiers[i] })
	for _, name := range quantifiers[:1+d.IntN(8)/6] {
		d.seen[fmt.Sprint("filter by ", name, " ", r.Kind)]++
		in.members = append(in.members, &given{name: name, value: d.written(d.where(r.Target, depth+1, visits), definition.Fields.ForName(name).Type)})
	}
	return in
}

// aggregated returns a filter by the number of related rows.
func (d *dice) aggregated(r *catalog.Relation) *input {
	d.seen[fmt.Sprint("filter by count ", r.Kind)]++
	definition := d.schema.Types[r.Target.TypeName+"RelationAggregateFilter"].Fields.ForName("count")
	count := d.comparisons(r.CountColumn(), d.schema.Types[definition.Type.Name()])
	return &input{kind: isObject, members: []*given{{name: "count", value: d.written(count, definition.Type)}}}
}

// filter returns the comparisons of one column.
func (d *dice) filter(c *catalog.Column) *input {
	return d.comparisons(c, d.schema.Types[d.schema.Types[c.Table.TypeName+"Where"].Fields.ForName(c.Name).Type.Name()])
}

func (d *dice) comparisons(c *catalog.Column, definition *ast.Definition) *input {
	in := &input{kind: isObject}
	taken := map[string]bool{}
	for range 1 + d.IntN(10)/8 - d.IntN(30)/29 {
		op := one(d, definition.Fields)
		if path := definition.Fields.ForName("path"); path != nil && d.chance(30) {
			op = path // it has comparisons of its own
		}
		if taken[op.Name] {
			continue
		}
		taken[op.Name] = true
		d.conditions++
		in.members = append(in.members, &given{name: op.Name, value: d.comparison(c, op)})
	}
	return in
}

func (d *dice) comparison(c *catalog.Column, op *ast.FieldDefinition) *input {
	d.seen[c.Type.Kind.String()+" "+op.Name]++
	in := &input{}
	switch {
	case op.Name == "isNull":
		in = leaf(d.chance(50))
	case op.Name == "path":
		in = d.listOf(1+d.IntN(3)/2, op.Type, func() *input { return d.path(c) })
	case op.Name != "eq" && d.chance(3):
		d.seen["null"]++ // equivalent to absent
	case op.Type.Elem != nil:
		in = d.listOf(d.IntN(5), op.Type, func() *input { return d.free(c) })
	case op.Name == "hasKey":
		in = leaf(one(d, []string{"size", "colour", "teas", "milk", "nothing", ""}))
	case c.Type.Kind == catalog.String:
		in = leaf(d.pattern(c, op.Name))
	default:
		in = d.free(c)
	}
	in = d.written(in, op.Type)
	if op.Name == "eq" && in.as == asDefault {
		in.strict = false
	}
	return in
}

// free returns a value for a column: an existing one, or a similar one.
func (d *dice) free(c *catalog.Column) *input { return leaf(d.spelling(c, d.cell(c))) }

// cell returns a cell of the column that is not NULL, or nil; a small number for a number of rows.
func (d *dice) cell(c *catalog.Column) any {
	if c.Table.Column(c.Name) == nil {
		return int64(d.IntN(6))
	}
	rows := d.naive.Rows(c.Table)
	for range 20 {
		if len(rows) == 0 {
			break
		}
		if v := one(d, rows).Cell(c); v != nil {
			return v
		}
	}
	return nil
}

// path returns a condition on a value inside JSON.
func (d *dice) path(c *catalog.Column) *input {
	definition := d.schema.Types["JSONPathFilter"]
	way, there := d.walk(c)
	in := &input{kind: isObject}
	in.members = append(in.members, &given{"path", d.written(leaf(way), definition.Fields.ForName("path").Type), true})
	for range 1 + d.IntN(5)/4 {
		op := one(d, definition.Fields)
		if op.Name == "path" || len(in.members) > 1 && in.members[1].name == op.Name {
			continue
		}
		d.seen["JSON path "+op.Name]++
		v := leaf(d.nearJSON(there))
		if op.Name == "isNull" {
			v = leaf(d.chance(50))
		}
		v = d.written(v, op.Type)
		if v.as == asDefault {
			v.as = asLiteral
		}
		in.members = append(in.members, &given{name: op.Name, value: v})
	}
	return in
}

// walk descends into a JSON cell and returns the path and the value there.
func (d *dice) walk(c *catalog.Column) (string, any) {
	var v any
	if cell, ok := d.cell(c).(string); ok {
		v = naive.Parsed(cell)
	}
	way := "$"
	for d.chance(85) {
		switch at := v.(type) {
		case map[string]any:
			name := one(d, append(sortedNames(at), "nothing"))
			v = at[name]
			if d.chance(50) || !pathName.MatchString(name) {
				way += "['" + name + "']"
			} else {
				way += "." + name
			}
		case []any:
			i := d.IntN(len(at)+1) - d.IntN(2)
			way += fmt.Sprintf("[%d]", i)
			v = nil
			if i >= 0 && i < len(at) {
				v = at[i]
			}
		default:
			return way, v
		}
	}
	return way, v
}

// nearJSON returns a JSON value that is equal or similar to another.
func (d *dice) nearJSON(v any) any {
	others := []any{"bone", json.Number("86"), json.Number("7.5"), true, false, "", []any{}, map[string]any{}}
	switch {
	case v == nil || d.chance(15):
		return one(d, others)
	case d.chance(20):
		if n, ok := v.(json.Number); ok && !strings.ContainsAny(n.String(), ".eE") {
			return json.Number(n.String() + ".0")
		}
	}
	return v
}
