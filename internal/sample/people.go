package sample

import (
	"encoding/binary"
	"iter"
	"strconv"
	"strings"
	"time"
)

func (s sizes) customers() Table {
	columns := []string{"id", "given_name", "family_name", "email", "newsletter", "member_since", "friend_id"}
	return table("customers", s.nCustomers, columns, func(id int, cells []any) {
		d := roll(saltCustomer, id)
		given, family := d.pick(givenNames), d.pick(familyNames)
		var friend any
		if id > 1 && d.chance(45) {
			friend = int64(1 + d.skewed(id-1)) // someone who was there before
		}
		set(cells, id, given, family, email(given, family, id), d.chance(40), day(opening, d.below(daysOpen/2)), friend)
	})
}

// plain maps the letters of the names to those of an address.
var plain = strings.NewReplacer("ë", "e", "é", "e", "ø", "o", "ï", "i", "å", "a", "ł", "l", "É", "e", "é", "e",
	"Ø", "o", "Å", "a", "Ł", "l", "'", "", "-", "")

// email returns an address under a domain that is reserved for examples.
func email(given, family string, id int) string {
	return strings.ToLower(plain.Replace(given+"."+family)) + strconv.Itoa(id) + "@example.org"
}

// profiles returns the profiles: two customers of three have one.
func (s sizes) profiles() Table {
	columns := []string{"id", "customer_id", "birthday", "tea_time", "preferences", "portrait"}
	return table("profiles", s.nCustomers-s.nCustomers/3, columns, func(id int, cells []any) {
		d := roll(saltProfile, id)
		var birthday, picture any
		if !d.chance(30) {
			birthday = day(time.Date(1940, 1, 1, 0, 0, 0, 0, time.UTC), d.below(66*365))
		}
		if !d.chance(40) {
			picture = portrait(&d)
		}
		set(cells, id, id+(id-1)/2, birthday, teaTime(&d), preferences(&d), picture)
	})
}

func teaTime(d *dice) string {
	minutes := 14*60 + 15*d.below(20)
	t := time.Time{}.Add(time.Duration(minutes) * time.Minute)
	return t.Format(time.TimeOnly)
}

func preferences(d *dice) string {
	if d.chance(15) {
		return "{}"
	}
	text := `{"sugar": ` + strconv.Itoa(d.below(4)) + `, "milk": ` + strconv.FormatBool(d.chance(50)) +
		`, "teas": ["` + d.pick(teas) + `", "` + d.pick(teas) + `"]`
	if d.chance(30) {
		text += `, "quiet": {"from": 21, "to": 7.5}`
	}
	return text + "}"
}

// portrait returns a picture of eight by eight pixels, black and white and symmetric, as a BMP file.
func portrait(d *dice) []byte {
	const header, size = 62, 62 + 8*4
	b := make([]byte, size)
	copy(b, "BM")
	put := binary.LittleEndian
	put.PutUint32(b[2:], size)
	put.PutUint32(b[10:], header)
	put.PutUint32(b[14:], 40)
	put.PutUint32(b[18:], 8)
	put.PutUint32(b[22:], 8)
	put.PutUint16(b[26:], 1)
	put.PutUint16(b[28:], 1)
	put.PutUint32(b[34:], 8*4)
	put.PutUint32(b[46:], 2)
	put.PutUint32(b[58:], 0xffffff)
	dots := d.next()
	for row := range 8 {
		half := byte(dots>>(row*4)) & 0xf //nolint:gosec // four bits are wanted
		b[header+row*4] = half<<4 | mirrored[half]
	}
	return b
}

// mirrored holds four bits in reverse order.
var mirrored = [16]byte{0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15}

// firstAddress returns the id of a customer's first address: every third customer has a second one, which follows
// it.
func firstAddress(customer int) int { return customer + (customer-1)/3 }

func (s sizes) addresses() Table {
	columns := []string{"id", "customer_id", "street", "town", "country"}
	return Table{Name: "addresses", Columns: columns, Rows: s.addressRows(len(columns))}
}

func (s sizes) addressRows(width int) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		cells := make([]any, width)
		for customer := 1; customer <= s.nCustomers; customer++ {
			for id := firstAddress(customer); id < firstAddress(customer+1); id++ {
				d := roll(saltAddress, id)
				street := strconv.Itoa(d.between(1, 99)) + " " + d.pick(streets)
				set(cells, id, customer, street, d.pick(towns), countryList[d.below(len(countryList))][0])
				if !yield(cells) {
					return
				}
			}
		}
	}
}
