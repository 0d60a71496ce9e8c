package sample

import "math/bits"

// dice returns the random values of one row. It is seeded by table and row only, so a row never depends on the
// number of rows before it, and another table can compute one of its values (a product's price) without reading
// it. The generator is SplitMix64, implemented here so that no release of a library changes the data.
type dice struct{ state uint64 }

// The salts keep the rows of different tables apart.
const (
	saltMaker = iota + 1
	saltCollection
	saltProduct
	saltPrice
	saltTag
	saltCustomer
	saltProfile
	saltAddress
	saltOrder
	saltPlaced
	saltLine
	saltRefund
	saltVisit
)

func roll(salt, row int) dice {
	d := dice{state: uint64(salt)<<40 ^ uint64(row)} //nolint:gosec // both are small and positive
	d.state = d.next()
	return d
}

func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number from 0 to n-1.
func (d *dice) below(n int) int {
	high, _ := bits.Mul64(d.next(), uint64(n)) //nolint:gosec // n is positive
	return int(high)                           //nolint:gosec // high is below n
}

// between returns a number from low to high, both included.
func (d *dice) between(low, high int) int { return low + d.below(high-low+1) }

// chance reports true with the given probability.
func (d *dice) chance(percent int) bool { return d.below(100) < percent }

// skewed returns a number from 0 to n-1, small ones more often: some customers and some makers are more popular.
func (d *dice) skewed(n int) int { return d.below(d.below(n) + 1) }

// pick returns one of the words.
func (d *dice) pick(words []string) string { return words[d.below(len(words))] }

// maybe returns one of the words, or NULL with the given probability.
func (d *dice) maybe(percentNull int, words []string) any {
	if d.chance(percentNull) {
		return nil
	}
	return d.pick(words)
}

const hexDigits = "0123456789abcdef"

// uuid returns a UUID of version 4 as text.
func (d *dice) uuid() string {
	var text [36]byte
	high, low := d.next()&^0xf000|0x4000, d.next()&^(3<<62)|1<<63
	nibble := 0
	for i := range text {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			text[i] = '-'
			continue
		}
		word := high
		if nibble >= 16 {
			word = low
		}
		text[i] = hexDigits[word>>(60-4*(nibble%16))&0xf]
		nibble++
	}
	return string(text[:])
}
