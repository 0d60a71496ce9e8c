package sample

import (
	"iter"
	"time"
)

// placedAt returns when an order was placed, in seconds after the opening: each has its own interval, so later
// orders have greater ids.
func (s sizes) placedAt(order int) int {
	const first = daysOpen / 2 * daySeconds // customers are members by then
	stretch := (daysOpen*daySeconds - first) / s.nOrders
	d := roll(saltPlaced, order)
	return first + (order-1)*stretch + d.below(stretch)
}

func (s sizes) orders() Table {
	columns := []string{
		"id", "customer_id", "billing_address_id", "shipping_address_id", "status",
		"placed_at", "shipped_at", "tracking", "gift", "message",
	}
	return table("orders", s.nOrders, columns, func(id int, cells []any) {
		d := roll(saltOrder, id)
		customer := 1 + d.skewed(s.nCustomers)
		billing := firstAddress(customer)
		shipping := billing
		if firstAddress(customer+1) > billing+1 && d.chance(60) {
			shipping++
		}
		status := s.status(&d, id)
		var shipped, tracking, message any
		if status == "on the way" || status == "delivered" {
			shipped = instant(&d, s.placedAt(id)+d.between(1, 3*daySeconds))
			tracking = 9_007_199_254_740_993 + int64(id)*101 // beyond the precision of a double
		}
		gift := d.chance(22)
		if gift {
			message = d.pick(greetings)
		}
		set(cells, id, customer, billing, shipping, status, instant(&d, s.placedAt(id)), shipped, tracking, gift, message)
	})
}

// status returns the status of an order by its age: the latest ones are not yet delivered.
func (s sizes) status(d *dice, order int) string {
	age := (s.nOrders - order) * 100 / s.nOrders // in hundredths of all orders
	switch {
	case d.chance(4):
		return "cancelled"
	case age < 2:
		return "new"
	case age < 4:
		return "packed"
	case age < 8:
		return "on the way"
	default:
		return "delivered"
	}
}

// lines returns the number of lines of an order.
func lines(order int) int {
	d := roll(saltLine, order)
	return d.between(1, 7)
}

func (s sizes) orderLines() Table {
	columns := []string{"order_id", "line", "product_id", "quantity", "unit_price"}
	return Table{Name: "order_lines", Columns: columns, Rows: s.orderLineRows(len(columns))}
}

func (s sizes) orderLineRows(width int) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		cells := make([]any, width)
		for order := 1; order <= s.nOrders; order++ {
			for line := 1; line <= lines(order); line++ {
				product := s.soldProduct(order, line)
				set(cells, order, line, product, quantity(order, line), euros(price(product)))
				if !yield(cells) {
					return
				}
			}
		}
	}
}

// soldProduct returns the product of an order's line; the lines of an order have different ones.
func (s sizes) soldProduct(order, line int) int {
	d := roll(saltLine, order)
	d.next() // the number of lines
	first, step := d.skewed(s.nProducts), 1+d.below(s.nProducts/8+1)
	if step*7 > s.nProducts {
		step = 1
	}
	return 1 + (first+(line-1)*step)%s.nProducts
}

// quantity returns the quantity of a line: usually one, never more than six.
func quantity(order, line int) int {
	d := roll(saltLine, order)
	return 1 + max(0, int(d.next()>>(8*line)&0xf)-10)
}

// refunds returns the refunds: one line of one order in twelve.
func (s sizes) refunds() Table {
	const every = 12
	columns := []string{"id", "order_id", "line", "amount", "reason", "refunded_at"}
	return table("refunds", (s.nOrders+every-1)/every, columns, func(id int, cells []any) {
		d := roll(saltRefund, id)
		order := 1 + (id-1)*every
		line := d.between(1, lines(order))
		cents := price(s.soldProduct(order, line)) * quantity(order, line)
		if d.chance(35) {
			cents /= 2 // they kept the lid
		}
		when := instant(&d, s.placedAt(order)+d.between(4, 30)*daySeconds)
		set(cells, id, order, line, euros(cents), d.pick(refundReasons), when)
	})
}

func (s sizes) visits() Table {
	columns := []string{"visited_at", "customer_id", "page", "seconds", "remark"}
	return table("visits", s.nVisits, columns, func(id int, cells []any) {
		d := roll(saltVisit, id)
		var customer, remark any
		if d.chance(60) {
			customer = int64(1 + d.skewed(s.nCustomers))
		}
		switch d.below(6) {
		case 0:
			remark = int64(d.between(1, 5)) // stars
		case 1:
			remark = "said: " + d.pick(mottos)
		case 2:
			remark = float64(d.between(1, 99)) / 4
		}
		at := opening.Add(time.Duration(id)*time.Hour + time.Duration(d.below(3_600_000))*time.Millisecond)
		set(cells, at.Format("2006-01-02 15:04:05.000"), customer, d.pick(pages), float64(d.between(0, 9000))/10, remark)
	})
}
