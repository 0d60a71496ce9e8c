package dialect

// Keys are the keys of parents, column by column; all columns have the same number.
type Keys []KeyColumn

// KeyColumn is one column of keys. They are in Ints as long as all are integers, in Texts as long as all are texts, and
// otherwise in Values.
type KeyColumn struct {
	Ints   []int64
	Texts  []string
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
func (c *KeyColumn) Len() int { return max(len(c.Ints), len(c.Texts), len(c.Values)) }

// At returns the key with that index.
func (c *KeyColumn) At(i int) any {
	switch {
	case len(c.Ints) > 0:
		return c.Ints[i]
	case len(c.Texts) > 0:
		return c.Texts[i]
	default:
		return c.Values[i]
	}
}

// AppendInt adds an integer key.
func (c *KeyColumn) AppendInt(n int64) {
	if len(c.Texts)+len(c.Values) > 0 {
		c.mix(n)
		return
	}
	c.Ints = append(c.Ints, n)
}

// AppendText adds a text key.
func (c *KeyColumn) AppendText(s string) {
	if len(c.Ints)+len(c.Values) > 0 {
		c.mix(s)
		return
	}
	c.Texts = append(c.Texts, s)
}

// Append adds a key of any type.
func (c *KeyColumn) Append(v any) {
	switch v := v.(type) {
	case int64:
		c.AppendInt(v)
	case string:
		c.AppendText(v)
	default:
		c.mix(v)
	}
}

// mix adds a key of another type than those before it.
func (c *KeyColumn) mix(v any) {
	for _, n := range c.Ints {
		c.Values = append(c.Values, n)
	}
	for _, s := range c.Texts {
		c.Values = append(c.Values, s)
	}
	clear(c.Texts)
	c.Ints, c.Texts = c.Ints[:0], c.Texts[:0]
	c.Values = append(c.Values, v)
}

// Reset removes all keys and keeps their memory.
func (c *KeyColumn) Reset() {
	clear(c.Texts)
	clear(c.Values)
	c.Ints, c.Texts, c.Values = c.Ints[:0], c.Texts[:0], c.Values[:0]
}
