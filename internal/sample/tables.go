package sample

import "iter"

// Table is the content of one table.
type Table struct {
	Name    string
	Columns []string
	// Rows yields the values of Columns, row by row. A row may be overwritten by the next one.
	Rows iter.Seq[[]any]
}

// Tables returns the tables, referenced ones first. Products is the number of products.
func Tables(products int) []Table {
	s := sizesFor(products)
	return []Table{
		countries(), moons(), s.makers(), s.collections(), categories(), s.products(), tags(), s.productTags(),
		s.customers(), s.profiles(), s.addresses(), s.orders(), s.orderLines(), s.refunds(), s.visits(),
	}
}

// sizes are the numbers of rows from which the others are computed.
type sizes struct {
	nMakers, nCollections, nProducts, nCustomers, nOrders, nVisits int
}

// The proportions: a collection has ten products, fourteen collections have eleven makers.
const (
	productsPerCollection = 10
	nMoons                = 59
)

func sizesFor(products int) sizes {
	collections := (products + productsPerCollection - 1) / productsPerCollection
	return sizes{
		nMakers:      max(1, collections*11/14),
		nCollections: collections,
		nProducts:    products,
		nCustomers:   max(2, products/14),
		nOrders:      max(2, products/7),
		nVisits:      max(2, products/5),
	}
}

// numbered yields rows for 1 to n. Row fills the slice that it gets.
func numbered(n, width int, row func(id int, cells []any)) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		cells := make([]any, width)
		for id := 1; id <= n; id++ {
			row(id, cells)
			if !yield(cells) {
				return
			}
		}
	}
}

// table returns a table of rows that are numbered from 1.
func table(name string, n int, columns []string, row func(id int, cells []any)) Table {
	return Table{Name: name, Columns: columns, Rows: numbered(n, len(columns), row)}
}

// set fills a row.
func set(cells []any, values ...any) {
	for i, v := range values {
		if n, ok := v.(int); ok {
			v = int64(n)
		}
		cells[i] = v
	}
}
