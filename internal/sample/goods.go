package sample

import (
	"iter"
	"math"
	"strconv"
	"strings"
	"time"
)

func countries() Table {
	return table("countries", len(countryList), []string{"id", "code", "name", "greeting"}, func(id int, cells []any) {
		c := countryList[id-1]
		set(cells, id, c[0], c[1], c[2])
	})
}

// firstNight is a night of new moon; nMoons nights later is the second one.
var firstNight = time.Date(2025, 1, 29, 0, 0, 0, 0, time.UTC)

func moons() Table {
	columns := []string{"id", "night", "phase", "brightness", "remark"}
	return table("moons", nMoons, columns, func(id int, cells []any) {
		age := float64(id-1) / nMoons * 2
		age -= math.Floor(age)
		// A triangle wave, not a cosine: the same digits on every machine.
		light := 1 - math.Abs(1-2*age)
		var remark any
		switch id % 7 {
		case 1:
			remark = int64(id)
		case 3:
			remark = moonRemarks[id%len(moonRemarks)]
		}
		set(cells, id, day(firstNight, id-1), phase(age), math.Round(light*1000)/1000, remark)
	})
}

func phase(age float64) string {
	switch {
	case age < 0.05 || age > 0.95:
		return "new"
	case age < 0.45:
		return "waxing"
	case age <= 0.55:
		return "full"
	default:
		return "waning"
	}
}

func day(from time.Time, days int) string { return from.AddDate(0, 0, days).Format(time.DateOnly) }

func (s sizes) makers() Table {
	columns := []string{"id", "uuid", "name", "country", "founded", "motto"}
	return table("makers", s.nMakers, columns, func(id int, cells []any) {
		d := roll(saltMaker, id)
		set(cells, id, d.uuid(), makerName(&d), countryList[d.below(len(countryList))][0], d.between(1604, 2024), d.maybe(40, mottos))
	})
}

func makerName(d *dice) string {
	name := d.pick(familyNames)
	switch d.below(5) {
	case 0:
		return name + " & " + d.pick([]string{"Daughters", "Sons", "Nieces", "Cat", "Cie", "Söhne"})
	case 1:
		return "Atelier " + name
	case 2:
		return "The " + d.pick(adjectives) + " " + d.pick(things) + " Company"
	case 3:
		return d.pick(givenNames) + " " + name + "'s " + d.pick(workshops)
	default:
		return name + " " + d.pick(workshops)
	}
}

func (s sizes) collections() Table {
	columns := []string{"id", "title", "maker_id", "moon_id", "season"}
	return table("collections", s.nCollections, columns, func(id int, cells []any) {
		d := roll(saltCollection, id)
		maker := id // every maker has a collection, some have more
		if id > s.nMakers {
			maker = 1 + d.skewed(s.nMakers)
		}
		var moon any
		if !d.chance(20) {
			moon = int64(1 + d.below(nMoons))
		}
		set(cells, id, d.pick(adjectives)+" "+d.pick(collectionNouns), maker, moon, d.pick(seasons))
	})
}

func categories() Table {
	return table("categories", len(categoryList), []string{"id", "name", "parent_id"}, func(id int, cells []any) {
		c := categoryList[id-1]
		set(cells, id, c.name, nil)
		if c.parent > 0 {
			cells[2] = int64(c.parent)
		}
	})
}

// opening is the day the shop opened; nothing was released before it.
var opening = time.Date(2019, 11, 1, 0, 0, 0, 0, time.UTC)

// daysOpen is the number of days after the opening that the data covers.
const daysOpen = 2500

func (s sizes) products() Table {
	columns := []string{
		"id", "name", "collection_id", "category_id", "price", "weight", "stock", "barcode",
		"released", "available", "note", "details",
	}
	return table("products", s.nProducts, columns, func(id int, cells []any) {
		d := roll(saltProduct, id)
		name := d.pick(adjectives) + " " + things[(id*7+d.below(4))%len(things)]
		if d.chance(55) {
			name += " " + d.pick(endings)
		}
		stock := 0
		if !d.chance(8) {
			stock = d.skewed(200)
		}
		set(cells, id, name, (id+productsPerCollection-1)/productsPerCollection, 1+d.below(len(categoryList)),
			euros(price(id)), float64(d.between(5, 9000))/1000, stock, barcode(id), day(opening, d.below(daysOpen)),
			stock > 0 || d.chance(50), d.maybe(35, notes), details(&d))
	})
}

// price returns the price of a product in cents.
func price(product int) int {
	d := roll(saltPrice, product)
	cents := 90 + d.skewed(24_000)
	switch d.below(3) {
	case 0:
		return cents/100*100 + 95
	case 1:
		return cents / 50 * 50
	default:
		return cents
	}
}

func euros(cents int) float64 { return float64(cents) / 100 }

// barcode returns an EAN of thirteen digits in the range for use inside a shop, including its check digit.
func barcode(product int) int64 {
	code := int64(290_000_000_000) + int64(product)*7
	sum, weight := int64(0), int64(3)
	for rest := code; rest > 0; rest /= 10 {
		sum += rest % 10 * weight
		weight = 4 - weight
	}
	return code*10 + (10-sum%10)%10
}

// details returns a JSON object, or NULL.
func details(d *dice) any {
	if d.chance(25) {
		return nil
	}
	var b strings.Builder
	b.WriteString(`{"colour": "` + d.pick(colours) + `", "size": {"height": `)
	b.WriteString(strconv.Itoa(d.between(3, 180)) + `, "width": ` + strconv.Itoa(d.between(2, 90)) + `}`)
	if d.chance(40) {
		b.WriteString(`, "steeps": ` + strconv.Itoa(d.between(1, 9)))
	}
	if d.chance(30) {
		b.WriteString(`, "warnings": ["` + d.pick(tagList) + `", null]`)
	}
	b.WriteString(`, "tested": ` + strconv.FormatBool(d.chance(60)) + `}`)
	return b.String()
}

func tags() Table {
	return table("tags", len(tagList), []string{"id", "name"}, func(id int, cells []any) {
		set(cells, id, tagList[id-1])
	})
}

func (s sizes) productTags() Table {
	columns := []string{"product_id", "tag_id", "tagged_at"}
	return Table{Name: "product_tags", Columns: columns, Rows: s.productTagRows()}
}

// productTagRows yields none, one or two tags for each product.
func (s sizes) productTagRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		cells := make([]any, 3)
		for product := 1; product <= s.nProducts; product++ {
			d := roll(saltTag, product)
			n := max(0, d.below(5)-2)
			first := d.below(len(tagList))
			for i := range n {
				tag := 1 + (first+i*5)%len(tagList)
				set(cells, product, tag, instant(&d, d.below(daysOpen*daySeconds)))
				if !yield(cells) {
					return
				}
			}
		}
	}
}

const daySeconds = 24 * 60 * 60

// instant returns the time a number of seconds after the opening; one in eight has a fraction.
func instant(d *dice, seconds int) string {
	text := opening.Add(time.Duration(seconds) * time.Second).Format(time.DateTime)
	if d.below(8) == 0 {
		text += "." + strconv.Itoa(1000 + d.below(9000))[1:] + "5"
	}
	return text
}
