package dialect

// Keys are the keys of parents, column by column; all columns have the same number.
type Keys []KeyColumn

// KeyColumn is one column of keys. They are in Ints as long as all are integers, otherwise in Values.
type KeyColumn struct {
	Ints   []int64
	Values []any
}

// Len returns the number of keys.
func (k Keys) Len() int {
	if len(k) == 0 {
		return 0
	}
	return k[0].Len()
}

// Reset returns an empty set of keys with that many columns, keeping its memory.
func (k Keys) Reset(columns int) Keys {
	for i := range k {
		k[i].Reset()
	}
	for len(k) < columns {
		if len(k) < cap(k) {
			k = k[:len(k)+1]
		} else {
			k = append(k, KeyColumn{})
		}
	}
	return k[:columns]
}

// Len returns the number of keys.
func (c *KeyColumn) Len() int { return max(len(c.Ints), len(c.Values)) }

// AppendInt adds an integer key.
func (c *KeyColumn) AppendInt(n int64) {
	if len(c.Values) > 0 {
		c.Values = append(c.Values, n)
		return
	}
	c.Ints = append(c.Ints, n)
}

// Append adds a key of any type.
func (c *KeyColumn) Append(v any) {
	for _, n := range c.Ints {
		c.Values = append(c.Values, n)
	}
	c.Ints = c.Ints[:0]
	c.Values = append(c.Values, v)
}

// Reset removes all keys and keeps their memory.
func (c *KeyColumn) Reset() {
	clear(c.Values)
	c.Ints, c.Values = c.Ints[:0], c.Values[:0]
}
