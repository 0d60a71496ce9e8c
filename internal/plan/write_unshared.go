package plan

import (
	"slices"

	"tiddly/internal/catalog"
)

// mayShare returns the key that only the settings declare, if the write may give several rows the same one.
func (w *Write) mayShare() *catalog.Key {
	key := w.Table.NamedKey()
	if key == nil || w.Inserts == nil && !w.assigns(func(c *catalog.Column) bool { return slices.Contains(key.Columns, c) }) {
		return nil
	}
	return key
}
