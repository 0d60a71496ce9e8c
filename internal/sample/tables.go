package sample

import "iter"

// Table is the content of one table.
type Table struct {
	Name    string
	Columns []string
	// Rows gives the values of Columns, row by row. A row may be overwritten once the next one is asked for.
	Rows iter.Seq[[]any]
}

// Tables gives the tables, those that others refer to first. Products is the number of products.
func Tables(products int) []Table {
	s := sizesFor(products)
	return []Table{
		countries(), moons(), s.makers(), s.collections(), categories(), s.products(), tags(), s.productTags(),
		s.customers(), s.profiles(), s.addresses(), s.orders(), s.orderLines(), s.refunds(), s.visits(),
	}
}

// sizes are the numbers of rows that others are worked out from.
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

// numbered gives rows for 1 to n. Row fills the slice it is given.
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

// table makes a table of rows that are numbered from 1.
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
