package conformance

import (
	"context"
	"slices"

	"tiddly/db"
	"tiddly/internal/catalog"
	"tiddly/internal/naive"
	"tiddly/internal/schema"
)

// evaluated is a schema as the naive evaluator has it, from its description alone.
type evaluated struct {
	catalog *catalog.Catalog
	schema  *schema.Schema
	of      *Schema
}

// evaluate derives the API of a schema.
func (s *Schema) evaluate() (*evaluated, error) {
	c, _, err := catalog.Build(s.Source(), s.overrides(), catalog.BuildOptions{})
	if err != nil {
		return nil, err
	}
	built, err := schema.Build(c, schema.Options{})
	if err != nil {
		return nil, err
	}
	return &evaluated{catalog: c, schema: built, of: s}, nil
}

// evaluator returns a naive evaluator with the rows of the schema.
func (e *evaluated) evaluator(limit int) *naive.Evaluator {
	n := naive.New(e.catalog, e.schema.AST, limit)
	for i := range e.of.Tables {
		t := e.catalog.TableBySQL(e.of.Tables[i].Name)
		r := e.rules(&e.of.Tables[i], t)
		rows := make([]*naive.Row, len(e.of.Rows[i]))
		for j, cells := range e.of.Rows[i] {
			own := slices.Clone(cells)
			for k, cell := range own {
				own[k] = naiveCell(cell)
			}
			r.Compute(own)
			rows[j] = naive.NewRow(t, own, nil, nil)
		}
		n.Put(t, rows)
		n.Govern(t, r)
	}
	for i := range e.of.Tables {
		if v := e.of.Tables[i].View; v != nil {
			t := e.catalog.TableBySQL(e.of.Tables[i].Name)
			n.Put(t, viewed(n, t, e.catalog.TableBySQL(v.Of), v))
		}
	}
	return n
}

// viewed returns the rows of a view. They stay when the table's rows change: no case reads the view then.
func viewed(n *naive.Evaluator, t, of *catalog.Table, v *db.View) []*naive.Row {
	var all []*naive.Row
	for _, r := range n.Rows(of) {
		if number, ok := r.Cell(of.ColumnBySQL(v.Column)).(int64); !ok || number < v.Least {
			continue
		}
		cells := make([]any, len(t.Columns))
		for i, c := range t.Columns {
			cells[i] = r.Cell(of.ColumnBySQL(c.SQLName))
		}
		all = append(all, naive.NewRow(t, cells, nil, nil))
	}
	return all
}

// naiveCell returns a cell in the form in which the evaluator has it: a Boolean is a number there.
func naiveCell(cell any) any {
	switch cell {
	case true:
		return int64(1)
	case false:
		return int64(0)
	}
	return cell
}

func (e *evaluated) rules(of *db.Table, t *catalog.Table) *naive.Rules {
	r := &naive.Rules{Defaults: map[*catalog.Column]any{}, Least: map[*catalog.Column]int64{}, Longest: map[*catalog.Column]int{}, Joined: map[*catalog.Column][]*catalog.Column{}}
	for i := range of.Columns {
		described, c := &of.Columns[i], t.ColumnBySQL(of.Columns[i].Name)
		r.Defaults[c] = naiveCell(described.Default)
		if described.Least != nil {
			r.Least[c] = *described.Least
		}
		if described.Longest > 0 {
			r.Longest[c] = described.Longest
		}
		if described.Counted {
			r.Counted = c
		}
		for _, part := range described.Joined {
			r.Joined[c] = append(r.Joined[c], t.ColumnBySQL(part))
		}
	}
	columns := func(t *catalog.Table, names []string) []*catalog.Column {
		all := make([]*catalog.Column, len(names))
		for i, name := range names {
			all[i] = t.ColumnBySQL(name)
		}
		return all
	}
	for _, k := range of.Foreign {
		target := e.catalog.TableBySQL(k.Target)
		r.Foreign = append(r.Foreign, naive.Foreign{
			Columns: columns(t, k.Columns), Target: target, TargetColumns: columns(target, k.TargetColumns), OnDelete: k.OnDelete, Deferred: k.Deferred,
		})
	}
	return r
}

// named returns the tables with the names of their enumerations.
func (s *Schema) named() ([]db.Table, error) {
	e, err := s.evaluate()
	if err != nil {
		return nil, err
	}
	tables := slices.Clone(s.Tables)
	for i := range tables {
		t := e.catalog.TableBySQL(tables[i].Name)
		tables[i].Columns = slices.Clone(tables[i].Columns)
		for j := range tables[i].Columns {
			if enum := t.ColumnBySQL(tables[i].Columns[j].Name).Enum; enum != nil {
				tables[i].Columns[j].Enum = enum.TypeName
			}
		}
	}
	return tables, nil
}

// Evaluator returns a naive evaluator with the rows of the schema, and the catalogue and the API that it derives.
func (s *Schema) Evaluator(rows int) (*naive.Evaluator, *catalog.Catalog, *schema.Schema, error) {
	e, err := s.evaluate()
	if err != nil {
		return nil, nil, nil, err
	}
	return e.evaluator(rows), e.catalog, e.schema, nil
}

// Make creates the schema with its rows.
func (s *Schema) Make(ctx context.Context, scratch db.Scratch) (*db.Place, error) {
	tables, err := s.named()
	if err != nil {
		return nil, err
	}
	place, err := scratch.Make(ctx, s.Name, tables)
	if err != nil {
		return nil, err
	}
	return place, scratch.Fill(ctx, place, s.Rows)
}
