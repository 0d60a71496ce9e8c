package bench

import (
	"context"
	"net/http"
	"strconv"
	"testing"
)

// deepQuery has three levels: makers, their collections, and the products of these.
const deepQuery = `query Deep($limit: Int!) {
  makers(orderBy: [{id: ASC}], limit: $limit) {
    id name
    collections(orderBy: [{id: ASC}]) { id title products(orderBy: [{id: ASC}]) { id name price } }
  }
}`

// The SQL of its floor, whose levels are joined as those of the nest are.
const (
	makersSQL      = "SELECT id, name FROM makers ORDER BY id LIMIT ?"
	collectionsSQL = `SELECT maker_id, id, title FROM collections
		WHERE maker_id IN (SELECT value FROM json_each(?)) ORDER BY maker_id, id`
)

type part struct{ start, end int }

func deepMatch(tb testing.TB, path string, ours http.Handler) match {
	tb.Helper()
	f := newFloorWith(tb, path, "?mode=ro&_mutex=no&_query_only=1", makersSQL, collectionsSQL, childrenSQL)
	e := newEngineer(tb, path)
	r := &request{name: "deep nest", query: deepQuery, status: http.StatusOK, levels: 3, ids: 438, variables: map[string]any{"limit": 20}}
	return match{r, []contender{{nameOurs, ours}, {nameFloor, f.handler(floorDeep)}, {nameEngineer, e.handler(e.deep)}}}
}

// keyList appends a key to a list of them.
func keyList(keys []byte, id int64) []byte {
	if len(keys) > 1 {
		keys = append(keys, ',')
	}
	return strconv.AppendInt(keys, id, 10)
}

// floorDeep reads the levels from above, and writes them from below: the rows of each parent are side by side.
func floorDeep(c *floorConn, b *body) error {
	type row struct {
		parent, id int64
		text       part
	}
	var text []byte
	read := func(statement, width, args int) (rows []row, err error) {
		c.keys = append(c.keys[:0], '[')
		err = c.each(c.own[statement], width, args, func() {
			r := row{id: c.cells[width-2].(int64)}
			if width == 3 {
				r.parent = c.cells[0].(int64)
			}
			r.text.start = len(text)
			text = appendText(text, c.cells[width-1].(string))
			r.text.end = len(text)
			c.keys = keyList(c.keys, r.id)
			rows = append(rows, r)
		})
		c.keys = append(c.keys, ']')
		return rows, err
	}
	makers, err := read(0, 2, c.bind(b.Variables.Limit))
	if err != nil {
		return err
	}
	collections, err := read(1, 3, c.bind(string(c.keys)))
	if err != nil {
		return err
	}
	var products []byte
	of := make(map[int64]part, len(collections))
	err = c.each(c.own[2], 4, c.bind(string(c.keys)), func() {
		parent := c.cells[0].(int64)
		p, some := of[parent]
		if some {
			products = append(products, ',')
		} else {
			p.start = len(products)
		}
		products = strconv.AppendInt(append(products, `{"id":`...), c.cells[1].(int64), 10)
		products = appendText(append(products, `,"name":`...), c.cells[2].(string))
		products = append(appendPrice(append(products, `,"price":`...), c.cells[3]), '}')
		p.end = len(products)
		of[parent] = p
	})
	if err != nil {
		return err
	}
	c.out = append(c.out, `"makers":[`...)
	next := map[int64][]row{}
	for _, r := range collections {
		next[r.parent] = append(next[r.parent], r)
	}
	for i, m := range makers {
		if i > 0 {
			c.out = append(c.out, ',')
		}
		c.out = strconv.AppendInt(append(c.out, `{"id":`...), m.id, 10)
		c.out = append(append(c.out, `,"name":`...), text[m.text.start:m.text.end]...)
		c.out = append(c.out, `,"collections":[`...)
		for j, r := range next[m.id] {
			if j > 0 {
				c.out = append(c.out, ',')
			}
			c.out = strconv.AppendInt(append(c.out, `{"id":`...), r.id, 10)
			c.out = append(append(c.out, `,"title":`...), text[r.text.start:r.text.end]...)
			p := of[r.id]
			c.out = append(append(append(c.out, `,"products":[`...), products[p.start:p.end]...), "]}"...)
		}
		c.out = append(c.out, "]}"...)
	}
	c.out = append(c.out, ']')
	return nil
}

type makerTree struct {
	ID          int64            `json:"id"`
	Name        string           `json:"name"`
	Collections []collectionTree `json:"collections"`
}

type collectionTree struct {
	ID       int64          `json:"id"`
	Title    string         `json:"title"`
	Products []productBrief `json:"products"`
}

// deep reads the rows of each parent by a query, which database/sql keeps prepared.
func (e *engineer) deep(ctx context.Context, b *body) (any, error) {
	makers := []makerTree{}
	err := e.rows(ctx, makersSQL, b.Variables.Limit, func(from scanner) error {
		m := makerTree{Collections: []collectionTree{}}
		err := from.Scan(&m.ID, &m.Name)
		makers = append(makers, m)
		return err
	})
	for i := range makers {
		m := &makers[i]
		if err == nil {
			err = e.rows(ctx, "SELECT id, title FROM collections WHERE maker_id = ? ORDER BY id", m.ID, func(from scanner) error {
				c := collectionTree{Products: []productBrief{}}
				err := from.Scan(&c.ID, &c.Title)
				m.Collections = append(m.Collections, c)
				return err
			})
		}
		for j := range m.Collections {
			c := &m.Collections[j]
			if err == nil {
				err = e.rows(ctx, "SELECT id, name, price FROM products WHERE collection_id = ? ORDER BY id", c.ID, func(from scanner) error {
					var p productBrief
					var price float64
					err := from.Scan(&p.ID, &p.Name, &price)
					p.Price = strconv.FormatFloat(price, 'f', 2, 64)
					c.Products = append(c.Products, p)
					return err
				})
			}
		}
	}
	return map[string]any{"makers": makers}, err
}

// rows calls row for each row of a query of one argument.
func (e *engineer) rows(ctx context.Context, query string, argument int64, row func(scanner) error) error {
	rows, err := e.db.QueryContext(ctx, query, argument)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
